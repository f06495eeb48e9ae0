//! Written lines as a terminal may have them, for codespan: hidden characters are shown by their numbers, and places move with
//! what becomes longer by that.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files as CodespanFiles};

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{FileKey, Files, Place, SourceFile};
use crate::diagnostics::visible;

/// The files that complaints point at.
pub struct Excerpts<'a> {
    files: &'a Files,
    shown: HashMap<FileKey, Excerpt<'a>>,
}

/// A file as it is shown.
struct Excerpt<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    /// Where each line starts in `text`, in bytes.
    line_starts: Cow<'a, [usize]>,
    /// For each character that became longer: where it ends in the written file, and by how many bytes the text up to there
    /// has grown.
    grown: Vec<(usize, usize)>,
}

impl<'a> Excerpts<'a> {
    pub fn of(diagnostics: &[Diagnostic], files: &'a Files) -> Self {
        let mut shown = HashMap::new();
        for diagnostic in diagnostics {
            let places = diagnostic.place.into_iter().chain(diagnostic.related.iter().map(|related| related.place));
            for place in places {
                shown.entry(place.file).or_insert_with(|| Excerpt::of(files.get(place.file)));
            }
        }
        Self { files, shown }
    }

    /// Where a place is in the shown text.
    pub fn range(&self, place: Place) -> Range<usize> {
        let range = place.range();
        match self.shown.get(&place.file) {
            Some(excerpt) => excerpt.shown_at(range.start)..excerpt.shown_at(range.end),
            None => range,
        }
    }

    fn get(&self, key: FileKey) -> Result<&Excerpt<'a>, Error> {
        self.shown.get(&key).ok_or(Error::FileMissing)
    }
}

impl<'a> Excerpt<'a> {
    fn of(file: &'a SourceFile) -> Self {
        let written: &'a str = &file.text;
        let name = visible::line(&file.path);
        let stays = |at: usize, character: char| {
            !visible::is_hidden(character) || visible::stays_in_text(character, &written[at + character.len_utf8()..])
        };
        if written.char_indices().all(|(at, character)| stays(at, character)) {
            return Self {
                name,
                text: Cow::Borrowed(written),
                line_starts: Cow::Borrowed(file.line_starts()),
                grown: Vec::new(),
            };
        }
        let (mut text, mut grown) = (String::with_capacity(written.len()), Vec::new());
        for (at, character) in written.char_indices() {
            if stays(at, character) {
                text.push(character);
            } else {
                visible::braced(&mut text, character);
                let end = at + character.len_utf8();
                grown.push((end, text.len() - end));
            }
        }
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name, text: Cow::Owned(text), line_starts: Cow::Owned(starts), grown }
    }

    /// An offset of the written file in the shown text. One inside of a character that became longer is at its start.
    fn shown_at(&self, written: usize) -> usize {
        let before = self.grown.partition_point(|(end, _)| *end <= written);
        written + before.checked_sub(1).map_or(0, |last| self.grown[last].1)
    }

    /// The other way round; what became longer counts as its end.
    fn written_at(&self, shown: usize) -> usize {
        let before = self.grown.partition_point(|(end, growth)| end + growth <= shown);
        shown - before.checked_sub(1).map_or(0, |last| self.grown[last].1)
    }
}

impl<'f> CodespanFiles<'f> for Excerpts<'_> {
    type FileId = FileKey;
    type Name = &'f str;
    type Source = &'f str;

    fn name(&'f self, key: FileKey) -> Result<&'f str, Error> {
        Ok(&self.get(key)?.name)
    }

    fn source(&'f self, key: FileKey) -> Result<&'f str, Error> {
        Ok(&self.get(key)?.text)
    }

    fn line_index(&'f self, key: FileKey, offset: usize) -> Result<usize, Error> {
        Ok(self.get(key)?.line_starts.partition_point(|&start| start <= offset) - 1)
    }

    /// The column in the written file, which is where an editor has it.
    fn column_number(&'f self, key: FileKey, _: usize, offset: usize) -> Result<usize, Error> {
        Ok(self.files.line_column(key, self.get(key)?.written_at(offset)).column)
    }

    fn line_range(&'f self, key: FileKey, index: usize) -> Result<Range<usize>, Error> {
        let file = self.get(key)?;
        let starts = &file.line_starts;
        let start = *starts.get(index).ok_or(Error::LineTooLarge { given: index, max: starts.len() - 1 })?;
        Ok(start..starts.get(index + 1).copied().unwrap_or(file.text.len()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::code::Code;
    use crate::diagnostics::print::{Format, print};

    /// An escape sequence and a direction control before the fault: the underline stands below the fault all the same, and
    /// the column is that of the written file.
    #[test]
    fn underlines_fit_what_is_shown() {
        let mut files = Files::default();
        let written = "a = 1\r\ntitle = \"\u{1b}[8m\u{202e}x\" # wrong\n";
        let key = files.add("report/\u{1b}[2Ja.toml", written);
        let at = written.find("wrong").unwrap_or_default();
        let fault = Diagnostic::new(Code::TomlSyntax, Place::new(key, at..at + 5), "it is \u{1b}[8m\nwrong")
            .with_hint("mend\u{202e} it");
        let expected = r#"error[toml-syntax]: it is \u{1b}[8m\u{a}wrong
  ┌─ report/\u{1b}[2Ja.toml:2:20
  │
2 │ title = "\u{1b}[8m\u{202e}x" # wrong
  │                                ^^^^^
  │
  = hint: mend\u{202e} it

"#;
        assert_eq!(print(&[fault], &files, Format::Human, false).as_str(), expected);
    }
}
