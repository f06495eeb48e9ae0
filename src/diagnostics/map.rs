//! Maps places in generated text back to places in written files.

use std::ops::Range;

use super::{FileKey, Place};

/// A piece of generated text and its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    pub output: Range<usize>,
    pub file: FileKey,
    pub source: Range<usize>,
    /// Whether output and source are the same bytes.
    pub exact: bool,
}

/// The pieces of one generated text, in order of output and without overlap. Text between pieces has no source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    pieces: Vec<Piece>,
}

impl SourceMap {
    /// A map of pieces, which must be in order of output.
    pub fn new(pieces: impl IntoIterator<Item = Piece>) -> Self {
        Self { pieces: pieces.into_iter().collect() }
    }

    /// The map of a text that was copied from the file.
    pub fn verbatim(file: FileKey, source: Range<usize>) -> Self {
        Self { pieces: vec![Piece { output: 0..source.len(), file, source, exact: true }] }
    }

    /// Appends a piece. Joins it with an adjacent one before it if both are exact or both have the same source.
    pub fn push(&mut self, piece: Piece) {
        let Some(last) = self.pieces.last_mut().filter(|last| {
            let source = if last.exact { last.source.end == piece.source.start } else { last.source == piece.source };
            source && last.exact == piece.exact && last.file == piece.file && last.output.end == piece.output.start
        }) else {
            return self.pieces.push(piece);
        };
        last.output.end = piece.output.end;
        last.source.end = piece.source.end;
    }

    /// Appends pieces in their order.
    pub fn extend(&mut self, pieces: impl IntoIterator<Item = Piece>) {
        pieces.into_iter().for_each(|piece| self.push(piece));
    }

    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pieces inside a range of the generated text, cut to it. A piece that is not exact keeps its whole source.
    pub fn slice(&self, range: Range<usize>) -> impl Iterator<Item = Piece> {
        let first = self.pieces.partition_point(|piece| piece.output.end <= range.start);
        self.pieces[first..].iter().take_while(move |piece| piece.output.start < range.end).map(move |piece| {
            let output = piece.output.start.max(range.start)..piece.output.end.min(range.end);
            let source = if piece.exact {
                let start = piece.source.start + (output.start - piece.output.start);
                start..start + output.len()
            } else {
                piece.source.clone()
            };
            Piece { output, file: piece.file, source, exact: piece.exact }
        })
    }

    /// The written place of a range of the generated text; the nearest place if the range starts between pieces.
    pub fn find(&self, range: &Range<usize>) -> Option<Place> {
        let start = self.place_at(range.start)?;
        // A range that ends between pieces, as at the quotes around a text, ends with the piece before.
        let ended = self.pieces.partition_point(|piece| piece.output.start < range.end).saturating_sub(1);
        let end = range.end.min(self.pieces[ended].output.end);
        let last = self.place_at(end.saturating_sub(1).max(range.start))?;
        let end = if last.file == start.file { last.range().end } else { start.range().end };
        Some(Place::new(start.file, start.range().start..end.max(start.range().end)))
    }

    /// The written place of one byte of the generated text: that byte if the piece is exact, else the whole piece.
    fn place_at(&self, offset: usize) -> Option<Place> {
        let index = self.pieces.partition_point(|piece| piece.output.end <= offset);
        let piece = self.pieces.get(index).or(self.pieces.last())?;
        if !piece.exact || !piece.output.contains(&offset) {
            return Some(Place::new(piece.file, piece.source.clone()));
        }
        let start = piece.source.start + (offset - piece.output.start);
        Some(Place::new(piece.file, start..start + 1))
    }
}

/// The map of a TOML string: walks its literal, a range of `text` that includes the quotes, together with its parsed `value`, over
/// escapes, line joins, the line break after opening quotes and CRLF (TOML 1.1, "String").
pub fn toml_string(file: FileKey, text: &str, literal: Range<usize>, value: &str) -> SourceMap {
    let raw = &text[literal.clone()];
    let Some(quote) = raw.chars().next() else { return SourceMap::default() };
    let long = raw.starts_with(&quote.to_string().repeat(3));
    let escapes = quote == '"';

    let mut at = if long { 3 } else { 1 };
    if long {
        let rest = &raw[at..];
        at += rest.len() - rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest).len();
    }

    let mut map = SourceMap::default();
    // Nearly every text stands in its file as it is.
    if !value.is_empty() && raw[at..].starts_with(value) && !(escapes && value.contains('\\')) {
        let start = literal.start + at;
        return SourceMap::verbatim(file, start..start + value.len());
    }
    for (output, character) in value.char_indices() {
        let length = character.len_utf8();
        // One join may follow another.
        while escapes && line_join(&raw[at..]) > 0 {
            at += line_join(&raw[at..]);
        }
        let width = match raw.as_bytes().get(at..).unwrap_or_default() {
            [b'\\', b'u', ..] if escapes => 6,
            [b'\\', b'U', ..] if escapes => 10,
            [b'\\', b'x', ..] if escapes => 4,
            [b'\\', ..] if escapes => 2,
            // The parser may turn CRLF into LF; the value then holds one character where the file has two.
            [b'\r', b'\n', ..] if character == '\n' => 2,
            _ => length,
        };
        let source = literal.start + at..literal.start + at + width;
        map.push(Piece { output: output..output + length, file, source, exact: width == length });
        at += width;
    }
    map
}

/// The length in bytes of a `\` that joins lines, with the white space after it; 0 if there is none. White space in TOML is
/// a space or a tab only.
fn line_join(raw: &str) -> usize {
    let Some(rest) = raw.strip_prefix('\\') else { return 0 };
    let rest = rest.trim_start_matches([' ', '\t']);
    if !rest.starts_with(['\n', '\r']) {
        return 0;
    }
    raw.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len()
}
