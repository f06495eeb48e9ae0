//! The formats of the view, for designers whose templates were made for an earlier one.

/// What changed in each format since the one before, the first included. A change that can break a template of a project begins a new
/// format, once in each version of the program: until that is published, further changes stand in the same one.
const FORMATS: [&[&str]; 2] = [
    &["the first format"],
    &[
        "a word of `labels` that the language of the report lacks is content with its language, not a string: join it with `[]`, and do \
       not call methods of strings on it",
    ],
];

/// The format of this program, from 1.
pub const FORMAT: i64 = FORMATS.len() as i64;

/// What changed since a format, with the format that it came in.
pub fn changes_since(format: i64) -> impl Iterator<Item = (i64, &'static str)> {
    let numbered = (1..).zip(FORMATS).filter(move |(number, _)| *number > format);
    numbered.flat_map(|(number, changes)| changes.iter().map(move |change| (number, *change)))
}
