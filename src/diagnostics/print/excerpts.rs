//! Excerpts of files for codespan: hidden characters are escaped, and long lines are cut to what is near the places.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use codespan_reporting::files::{Error, Files as CodespanFiles, SimpleFile};

use crate::bounds::terminal::{LINE_AROUND, LONGEST_LINE};
use crate::diagnostics::{Diagnostic, FileKey, Files, Place, files::SourceFile, visible};

/// Excerpts of the files that a diagnostic points at.
pub struct Excerpts<'a> {
    files: &'a Files,
    shown: HashMap<FileKey, Excerpt<'a>>,
}

/// A file as it is printed.
struct Excerpt<'a> {
    shown: SimpleFile<Cow<'a, str>, String>,
    /// For each escaped character and each cut part of a line: where it ends in the written file, and where in the excerpt.
    moved: Vec<(usize, usize)>,
}

impl<'a> Excerpts<'a> {
    pub fn of(diagnostic: &Diagnostic, files: &'a Files) -> Self {
        let mut places: HashMap<FileKey, Vec<Range<usize>>> = HashMap::new();
        for place in diagnostic.place.into_iter().chain(diagnostic.related.iter().map(|related| related.place)) {
            places.entry(place.file).or_default().push(place.range());
        }
        let shown = places.into_iter().map(|(key, places)| (key, Excerpt::of(files.get(key), &places))).collect();
        Self { files, shown }
    }

    /// The range of a place in the excerpt.
    pub fn range(&self, place: Place) -> Range<usize> {
        let range = place.range();
        match self.shown.get(&place.file) {
            Some(Excerpt { moved, .. }) => mapped(range.start, moved, |end| end)..mapped(range.end, moved, |end| end),
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
        let mut gaps = left_out(file, places).into_iter().peekable();
        let (mut text, mut moved, mut at) = (String::with_capacity(file.text.len()), Vec::new(), 0);
        while let Some(character) = file.text[at..].chars().next() {
            let gap = gaps.next_if(|gap| gap.start == at);
            at = gap.as_ref().map_or(at + character.len_utf8(), |gap| gap.end);
            if gap.is_some() {
                text.push('…');
            } else if visible::is_hidden(character) && !visible::stays_in_text(character, &file.text[at..]) {
                visible::push_escape(&mut text, character);
            } else {
                text.push(character);
                continue;
            }
            moved.push((at, text.len()));
        }
        Self { shown: SimpleFile::new(visible::line(&file.path), text), moved }
    }
}

/// An offset after as many moved ends as lie before it. `order` gives the end on its own side first, then the one on the other side.
fn mapped(offset: usize, moved: &[(usize, usize)], order: fn((usize, usize)) -> (usize, usize)) -> usize {
    let next = moved.partition_point(|ends| order(*ends).0 <= offset);
    let (own, other) = next.checked_sub(1).map_or((0, 0), |last| order(moved[last]));
    other + (offset - own)
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
        Ok(self.get(key)?.shown.name())
    }

    fn source(&'f self, key: FileKey) -> Result<&'f str, Error> {
        Ok(self.get(key)?.shown.source())
    }

    fn line_index(&'f self, key: FileKey, offset: usize) -> Result<usize, Error> {
        self.get(key)?.shown.line_index((), offset)
    }

    /// The column in the written file, as an editor counts it.
    fn column_number(&'f self, key: FileKey, _: usize, offset: usize) -> Result<usize, Error> {
        let written = mapped(offset, &self.get(key)?.moved, |(written, shown)| (shown, written));
        Ok(self.files.line_column(key, written).column)
    }

    fn line_range(&'f self, key: FileKey, index: usize) -> Result<Range<usize>, Error> {
        self.get(key)?.shown.line_range((), index)
    }
}
