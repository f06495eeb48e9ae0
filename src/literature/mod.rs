//! What comes in: a file of a reference manager, or the sources of a report. What goes out: references, each with what a source has no key
//! for; or a file for a reference manager.
//! This room must not know which sources a report has, or where they stand.

mod bib;
mod csl_json;
mod kinds;
mod reference;
mod ris;
mod tex;
mod unreadable;
mod yaml;

use crate::bounds::literature::{DEEPEST, LARGEST_FILE, MOST_REFERENCES};

pub use bib::write as bib;
pub use csl_json::{without_tags, write as csl_json};
pub use reference::{Day, Name, Reference, When};
pub use unreadable::Unreadable;

/// The forms of files that are read, by the endings of their names.
pub const ENDINGS: [&str; 5] = ["bib", "json", "ris", "yaml", "yml"];

/// Reads the references of a file, in their order. `ending` is that of its name. Fails if it is too large, or is not what its ending says.
pub fn read(bytes: &[u8], ending: &str) -> Result<Vec<Reference>, Unreadable> {
    if bytes.len() > LARGEST_FILE {
        return Err(Unreadable::new(format!("the file is larger than {} MB", LARGEST_FILE / 1_000_000)));
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
        Unreadable::at(line, "the text is not UTF-8")
    })?;
    let text = text.trim_start_matches('\u{feff}');
    refuse_depth(text)?;
    let references = match ending {
        "bib" => bib::read(text),
        "json" => csl_json::read(text),
        "ris" => ris::read(text),
        "yaml" | "yml" => yaml::read(text),
        _ => Err(Unreadable::new(format!("a file of references ends in {}", endings()))),
    }?;
    match references.len() > MOST_REFERENCES {
        true => Err(Unreadable::new(format!("the file has more than {MOST_REFERENCES} references"))),
        false => Ok(references),
    }
}

/// The endings for a message: `.bib`, `.json` …
pub fn endings() -> String {
    let (last, others) = ENDINGS.split_last().expect("there are endings");
    let others: Vec<String> = others.iter().map(|ending| format!("`.{ending}`")).collect();
    format!("{} or `.{last}`", others.join(", "))
}

/// Parsers of nested text call themselves for each level.
fn refuse_depth(text: &str) -> Result<(), Unreadable> {
    let mut depth = 0_usize;
    for (number, line) in text.lines().enumerate() {
        for sign in line.bytes() {
            match sign {
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > DEEPEST {
                return Err(Unreadable::at(number + 1, format!("brackets are nested more than {DEEPEST} deep")));
            }
        }
    }
    Ok(())
}
