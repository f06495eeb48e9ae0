//! Excerpts of written files for codespan: hidden characters are escaped, and very long lines are cut to what is near the
//! places. Offsets are mapped accordingly.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files as CodespanFiles};

use crate::bounds::terminal::{LINE_AROUND, LONGEST_LINE};
use crate::diagnostics::{Diagnostic, FileKey, Files, Place, files::SourceFile, visible};

/// Excerpts of the files that diagnostics point at.
pub struct Excerpts<'a> {
    files: &'a Files,
    shown: HashMap<FileKey, Excerpt<'a>>,
}

/// A file as it is printed.
struct Excerpt<'a> {
    name: Cow<'a, str>,
    text: Cow<'a, str>,
    /// Where each line starts in `text`, in bytes.
    line_starts: Cow<'a, [usize]>,
    /// For each escaped character and each cut part of a line: where it ends in the written file, and where in `text`.
    moved: Vec<(usize, usize)>,
}

fn places_of(diagnostic: &Diagnostic) -> impl Iterator<Item = Place> {
    diagnostic.place.into_iter().chain(diagnostic.related.iter().map(|related| related.place))
}

/// Whether a diagnostic points at lines so long that they are cut.
pub fn has_long_line(diagnostic: &Diagnostic, files: &Files) -> bool {
    places_of(diagnostic).any(|place| {
        let end = Place::new(place.file, place.range().end..place.range().end);
        [place, end].into_iter().any(|place| files.line(place).len() > LONGEST_LINE)
    })
}

impl<'a> Excerpts<'a> {
    pub fn of(diagnostics: &[Diagnostic], files: &'a Files) -> Self {
        let mut places: HashMap<FileKey, Vec<Range<usize>>> = HashMap::new();
        for place in diagnostics.iter().flat_map(places_of) {
            places.entry(place.file).or_default().push(place.range());
        }
        let shown = places.into_iter().map(|(key, places)| (key, Excerpt::of(files.get(key), &places))).collect();
        Self { files, shown }
    }

    /// The range of a place in the excerpt.
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
    /// The parts of long lines near `places` are kept.
    fn of(file: &'a SourceFile, places: &[Range<usize>]) -> Self {
        let written: &'a str = &file.text;
        let name = visible::line(&file.path);
        let stays = |at: usize, character: char| {
            !visible::is_hidden(character) || visible::stays_in_text(character, &written[at + character.len_utf8()..])
        };
        let mut left_out = left_out(file, places).into_iter().peekable();
        if left_out.peek().is_none() && written.char_indices().all(|(at, character)| stays(at, character)) {
            let (text, line_starts) = (Cow::Borrowed(written), Cow::Borrowed(file.line_starts()));
            return Self { name, text, line_starts, moved: Vec::new() };
        }
        let (mut text, mut moved) = (String::new(), Vec::new());
        let mut at = 0;
        while let Some(character) = written[at..].chars().next() {
            let end = at + character.len_utf8();
            if let Some(gap) = left_out.next_if(|gap| gap.start == at) {
                text.push('…');
                moved.push((gap.end, text.len()));
                at = gap.end;
                continue;
            }
            if stays(at, character) {
                text.push(character);
            } else {
                visible::push_escape(&mut text, character);
                moved.push((end, text.len()));
            }
            at = end;
        }
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { name, text: Cow::Owned(text), line_starts: Cow::Owned(starts), moved }
    }

    /// Maps an offset of the written file to the excerpt. An offset inside an escape or a cut maps to its start.
    fn shown_at(&self, written: usize) -> usize {
        let next = self.moved.partition_point(|(end, _)| *end <= written);
        let (end, shown) = next.checked_sub(1).map_or((0, 0), |last| self.moved[last]);
        shown + (written - end)
    }

    /// Maps an offset of the excerpt to the written file. An offset inside an escape or a cut maps to its end.
    fn written_at(&self, shown: usize) -> usize {
        let next = self.moved.partition_point(|(_, end)| *end <= shown);
        let (written, end) = next.checked_sub(1).map_or((0, 0), |last| self.moved[last]);
        written + (shown - end)
    }
}

/// The parts of long lines to cut: what is far from the ends of the places, or from the start of a line without a place.
fn left_out(file: &SourceFile, places: &[Range<usize>]) -> Vec<Range<usize>> {
    let starts = file.line_starts();
    let ends = starts.iter().skip(1).map(|start| start - 1).chain([file.text.len()]);
    let long = starts.iter().zip(ends).filter(|(start, end)| *end - *start > LONGEST_LINE);
    let mut gaps = Vec::new();
    for (&start, end) in long {
        let mut ends: Vec<usize> = places.iter().flat_map(|place| [place.start, place.end]).collect();
        ends.retain(|at| (start..=end).contains(at));
        if ends.is_empty() {
            ends.push(start);
        }
        ends.sort_unstable();
        let mut from = start;
        for at in ends {
            let near = file.text.floor_char_boundary(at.saturating_sub(LINE_AROUND).max(start));
            if near > from {
                gaps.push(from..near);
            }
            from = from.max(file.text.ceil_char_boundary((at + LINE_AROUND).min(end)));
        }
        if from < end {
            gaps.push(from..end);
        }
    }
    gaps
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

    /// The column in the written file, as an editor counts it.
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
