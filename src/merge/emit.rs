//! Typst code as values: literals only, so that no text of the data can ever be code. Every literal remembers the place
//! that it was written at.

use std::fmt::Write as _;
use std::ops::Range;

use icu::locale::subtags::Language;

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::{Files, Place};
use crate::diagnostics::map::{Piece, SourceMap};
use crate::graph::Graph;
use crate::rules::usage::References;

use super::citations::{Citing, Filling, Gap};
use super::marks::Marks;

/// A generated Typst file.
#[derive(Debug, Clone, PartialEq)]
pub struct Generated {
    pub text: String,
    pub map: SourceMap,
    /// What is still to be filled, in order.
    pub gaps: Vec<Gap>,
}

impl Generated {
    /// A file that no person wrote anything of.
    pub fn own(text: String) -> Self {
        Self { text, map: SourceMap::default(), gaps: Vec::new() }
    }
}

/// What the emission of every file needs to know, and what it finds out on the way.
pub struct Emission<'a> {
    pub graph: &'a Graph,
    pub files: &'a Files,
    /// The language around the text that is being written; text in another is tagged.
    pub language: Language,
    /// The language of the words that are being written: another one where a translation is missing.
    pub speaking: Language,
    /// How citations are written.
    pub citing: Citing,
    /// The report's languages with their regions.
    pub regions: &'a [(Language, String)],
    /// Whether it is read on paper, where a link out of the report says where it leads.
    pub on_paper: bool,
    /// Whether the look has the functions for what Markdown has and Typst has not.
    pub knows_markdown: bool,
    /// What is marked as changed, in the edition that does so.
    pub marks: Option<&'a Marks<'a>>,
    pub diagnostics: Vec<Diagnostic>,
    pub references: References,
}

/// Writes one generated file.
pub struct Emitter<'e, 'a> {
    pub emission: &'e mut Emission<'a>,
    text: String,
    map: SourceMap,
    gaps: Vec<Gap>,
}

/// A value that can be written as a Typst literal.
pub trait Emit {
    fn emit(&self, emitter: &mut Emitter);

    /// Whether it has words that the edition marks as changed.
    fn is_marked(&self, _: &Emission) -> bool {
        false
    }

    /// Writes it with its marks.
    fn emit_marked(&self, emitter: &mut Emitter) {
        self.emit(emitter);
    }
}

impl<'e, 'a> Emitter<'e, 'a> {
    pub fn new(emission: &'e mut Emission<'a>) -> Self {
        Self { emission, text: String::new(), map: SourceMap::default(), gaps: Vec::new() }
    }

    pub fn finish(self) -> Generated {
        Generated { text: self.text, map: self.map, gaps: self.gaps }
    }

    /// Code of our own.
    pub fn code(&mut self, code: &str) {
        self.text.push_str(code);
    }

    /// Code of our own that stands for a written place: a fault in it is shown there.
    pub fn code_for(&mut self, code: &str, place: Place) {
        let start = self.text.len();
        self.text.push_str(code);
        let output = start..self.text.len();
        self.map.push(Piece { output, file: place.file, source: place.range(), exact: false });
    }

    /// Leaves a gap for what is known only when all files are written.
    pub fn gap(&mut self, filling: Filling, place: Option<Place>) {
        self.gaps.push(Gap { at: self.text.len(), filling, place });
    }

    /// Code that was written by itself, with its places.
    pub fn append(&mut self, code: &Generated) {
        let start = self.text.len();
        self.text.push_str(&code.text);
        for piece in code.map.pieces() {
            let output = piece.output.start + start..piece.output.end + start;
            self.map.push(Piece { output, ..piece.clone() });
        }
    }

    /// A string literal of our own, such as an id.
    pub fn string(&mut self, value: &str) {
        push_string(&mut self.text, value);
    }

    /// A string literal that a person wrote: `value` is the bytes `range` of the text that `map` tells about.
    pub fn written_string(&mut self, value: &str, range: Range<usize>, map: &SourceMap) {
        self.text.push('"');
        if value.len() == range.len() {
            let mut rest = 0;
            for (offset, character) in value.char_indices().filter(|(_, character)| escape(*character).is_some()) {
                self.written_run(&value[rest..offset], range.start + rest, map);
                rest = offset + character.len_utf8();
                let at = range.start + offset..range.start + rest;
                self.written_escape(character, map.find(&at));
            }
            self.written_run(&value[rest..], range.start + rest, map);
        } else {
            // Where the value is not the text itself (an entity, say), all of it stands for all of the text.
            let start = self.text.len();
            value.chars().for_each(|character| push_escaped(&mut self.text, character));
            if let Some(place) = map.find(&range) {
                let output = start..self.text.len();
                self.map.push(Piece { output, file: place.file, source: place.range(), exact: false });
            }
        }
        self.text.push('"');
    }

    /// Characters that stand for themselves; they begin at `at` of the text that `map` tells about.
    fn written_run(&mut self, run: &str, at: usize, map: &SourceMap) {
        let start = self.text.len();
        self.text.push_str(run);
        for piece in map.slice(at..at + run.len()) {
            let output = piece.output.start - at + start..piece.output.end - at + start;
            self.map.push(Piece { output, ..piece });
        }
    }

    fn written_escape(&mut self, character: char, place: Option<Place>) {
        let start = self.text.len();
        push_escaped(&mut self.text, character);
        if let Some(place) = place {
            let output = start..self.text.len();
            self.map.push(Piece { output, file: place.file, source: place.range(), exact: false });
        }
    }

    /// A number as Typst writes it.
    pub fn number(&mut self, number: f64) {
        write!(self.text, "{number:?}").expect("writing to a string succeeds");
    }
}

/// The escape of a character that ends or changes a Typst string; all others stand for themselves.
fn escape(character: char) -> Option<&'static str> {
    match character {
        '"' => Some("\\\""),
        '\\' => Some("\\\\"),
        // A line break inside a literal would make line numbers of generated files depend on the data.
        '\n' => Some("\\n"),
        '\r' => Some("\\r"),
        _ => None,
    }
}

/// Appends a string literal.
pub fn push_string(out: &mut String, value: &str) {
    out.push('"');
    value.chars().for_each(|character| push_escaped(out, character));
    out.push('"');
}

fn push_escaped(out: &mut String, character: char) {
    match escape(character) {
        Some(escape) => out.push_str(escape),
        None => out.push(character),
    }
}

impl Emit for str {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.string(self);
    }
}

impl Emit for String {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.string(self);
    }
}

impl Emit for bool {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code(if *self { "true" } else { "false" });
    }
}

impl Emit for i64 {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code(&self.to_string());
    }
}

impl Emit for u16 {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code(&self.to_string());
    }
}

impl Emit for f64 {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.number(*self);
    }
}

impl<T: Emit> Emit for Option<T> {
    fn emit(&self, emitter: &mut Emitter) {
        match self {
            Some(value) => value.emit(emitter),
            None => emitter.code("none"),
        }
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        self.as_ref().is_some_and(|value| value.is_marked(emission))
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        self.iter().for_each(|value| value.emit_marked(emitter));
    }
}

impl<T: Emit> Emit for Vec<T> {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code("(");
        for value in self {
            value.emit(emitter);
            emitter.code(", ");
        }
        emitter.code(")");
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        self.iter().any(|value| value.is_marked(emission))
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        emitter.code("(");
        for value in self {
            match value.is_marked(emitter.emission) {
                true => value.emit_marked(emitter),
                false => value.emit(emitter),
            }
            emitter.code(", ");
        }
        emitter.code(")");
    }
}

impl Emit for serde_json::Value {
    fn emit(&self, emitter: &mut Emitter) {
        match self {
            serde_json::Value::Null => emitter.code("none"),
            serde_json::Value::Bool(flag) => flag.emit(emitter),
            serde_json::Value::Number(number) => emitter.code(&number.to_string()),
            serde_json::Value::String(text) => emitter.string(text),
            serde_json::Value::Array(values) => values.emit(emitter),
            serde_json::Value::Object(fields) => {
                emitter.code(if fields.is_empty() { "(:" } else { "(" });
                for (name, value) in fields {
                    emitter.string(name);
                    emitter.code(": ");
                    value.emit(emitter);
                    emitter.code(", ");
                }
                emitter.code(")");
            }
        }
    }
}

/// Values by their names, in order. As Typst and minijinja see it: a dictionary.
#[derive(Debug, Clone, Default)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T: Emit> Emit for Keyed<T> {
    fn emit(&self, emitter: &mut Emitter) {
        if self.0.is_empty() {
            emitter.code("(:)");
            return;
        }
        emitter.code("(\n");
        for (key, value) in &self.0 {
            emitter.string(key);
            emitter.code(": ");
            value.emit(emitter);
            emitter.code(",\n");
        }
        emitter.code(")");
    }
}

impl<T: serde::Serialize> serde::Serialize for Keyed<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}
