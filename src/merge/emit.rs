//! Writes values as Typst literals, so that no text of the data can ever be code. Every literal remembers its written place.

use std::ops::Range;

use icu::locale::subtags::Language;
use rayon::prelude::*;

use crate::diagnostics::{Diagnostic, Files, Piece, Place, SourceMap};
use crate::rules::References;

use super::chapters::Chapters;
use super::locale::{
    Locale,
    hyphens::NO_LANGUAGE,
    ranges,
    spaces::{self, Space, With},
};
use super::strings::{escapes, push_escaped, push_string};
use super::{Citation, CiteForm, Cited, Citing, Filling, Gap, Generated, Input, marks::texts::Marks};

/// Writes generated files, and collects faults and references on the way.
pub struct Emitter<'a> {
    pub input: Input<'a>,
    pub files: &'a Files,
    /// The chapters that texts can refer to.
    pub chapters: &'a Chapters,
    /// The language around the text that is being written; text in another is tagged.
    pub language: Language,
    /// The language of the words that are being written: another one where a translation is missing.
    pub speaking: Language,
    pub citing: Citing,
    /// Whether pages are set from it; else its faults alone are wanted.
    pub is_set: bool,
    /// Whether the edition is for paper, where a link out of the report prints its address.
    pub on_paper: bool,
    /// What changed since an earlier release; `None` in editions without marks.
    pub marks: Option<&'a Marks<'a>>,
    /// Whether changed texts are written with their marks. They stand in the report once without and once with them.
    pub shows_marks: bool,
    pub diagnostics: Vec<Diagnostic>,
    pub references: References,
    /// The file that is being written.
    pub file: Generated,
}

impl Emitter<'_> {
    /// How one of the report's languages writes.
    pub fn locale(&self, language: Language) -> &Locale {
        let wording = self.input.wordings.iter().find(|wording| wording.locale.language == language);
        &wording.expect("texts are in the report's languages").locale
    }

    /// The spaces of a paragraph in one of the report's languages; as typed in any other.
    pub fn spaces(&self, language: Language, text: &str) -> Vec<Space> {
        self.spaces_by(language, text, Locale::spaces)
    }

    /// The spaces that a language's way to write gives a text, where pages are set. One that the report is not in has its ranges whole.
    pub fn spaces_by(&self, language: Language, text: &str, find: impl Fn(&Locale, &str) -> Vec<Space>) -> Vec<Space> {
        if !self.is_set {
            return Vec::new();
        }
        let mut locales = self.input.wordings.iter().map(|wording| &wording.locale);
        match locales.find(|locale| locale.language == language) {
            Some(locale) => find(locale, text),
            None => ranges::of_any_language(text),
        }
    }

    /// The arguments that an address needs not to be set as words of the language.
    pub fn tag_of_address(&self, address: &str) -> &'static str {
        let speaking = self.speaking;
        let wording = self.input.wordings.iter().find(|wording| wording.locale.language == speaking);
        if wording.is_some_and(|wording| wording.locale.doubles_hyphens_of(address)) { NO_LANGUAGE } else { "" }
    }

    /// The output of `write` as a file by itself.
    pub fn apart(&mut self, write: impl FnOnce(&mut Self)) -> Generated {
        let around = std::mem::take(&mut self.file);
        write(self);
        std::mem::replace(&mut self.file, around)
    }

    /// Writes a file for each value, several at once. What is found on the way is the same, and in the same order, as one after another.
    pub fn each_apart<T: Sync>(&mut self, values: &[T], write: impl Fn(&T, &mut Emitter) + Sync) -> Vec<Generated> {
        let around = &*self;
        let written = values.par_iter().map(|value| {
            let citing = match around.citing {
                Citing::ByTypst => Citing::ByTypst,
                Citing::AsText(_) => Citing::AsText(Vec::new()),
            };
            let (diagnostics, references, file) = Default::default();
            let mut own = Emitter { citing, diagnostics, references, file, ..*around };
            write(value, &mut own);
            own
        });
        let written: Vec<Emitter> = written.collect();
        written.into_iter().map(|own| self.take_in(own)).collect()
    }

    /// Takes what another emitter found, and returns its file. Its citations get the numbers after those that are there.
    fn take_in(&mut self, other: Emitter) -> Generated {
        let Emitter { citing, mut diagnostics, references, mut file, .. } = other;
        self.diagnostics.append(&mut diagnostics);
        self.references.append(references);
        if let (Citing::AsText(citations), Citing::AsText(mut own)) = (&mut self.citing, citing) {
            for gap in &mut file.gaps {
                if let Filling::Citation(number) = &mut gap.filling {
                    *number += citations.len();
                }
            }
            citations.append(&mut own);
        }
        file
    }

    /// Code of our own.
    pub fn code(&mut self, code: &str) {
        self.file.text.push_str(code);
    }

    /// Code of our own that stands for a written place: a fault in it is shown there.
    pub fn code_for(&mut self, code: &str, place: Option<Place>) {
        let start = self.file.text.len();
        self.code(code);
        self.stands_for(start, place);
    }

    /// Maps the file from the byte `start` on to a written place.
    fn stands_for(&mut self, start: usize, place: Option<Place>) {
        let output = start..self.file.text.len();
        self.file.map.extend(place.map(|place| Piece {
            output,
            file: place.file,
            source: place.range(),
            exact: false,
        }));
    }

    /// Leaves a gap for content that is known only when all files are written.
    pub fn gap(&mut self, filling: Filling, place: Option<Place>) {
        self.file.gaps.push(Gap { at: self.file.text.len(), filling, place });
    }

    /// A part of a file that was written by itself, with its places.
    pub fn append(&mut self, part: &Generated, range: Range<usize>) {
        let start = self.file.text.len();
        self.code(&part.text[range.clone()]);
        self.file.map.extend(part.map.slice(range.clone()).map(|piece| shifted(piece, range.start, start)));
    }

    /// A string literal of our own, such as an id.
    pub fn string(&mut self, value: &str) {
        push_string(&mut self.file.text, value);
    }

    /// A string literal of our own between pieces of code.
    pub fn with_string(&mut self, before: &str, value: &str, after: &str) {
        self.code(before);
        self.string(value);
        self.code(after);
    }

    /// A string literal that a person wrote: `value` is the bytes `range` of the text that `map` is the map of.
    pub fn written_string(&mut self, value: &str, range: Range<usize>, map: &SourceMap) {
        self.spaced_string(value, &[], range, map);
    }

    /// The same with the spaces that the language has.
    pub fn spaced_string(&mut self, value: &str, spaces: &[Space], range: Range<usize>, map: &SourceMap) {
        // Where the value is not the text itself (an entity, say), all of it stands for all of the text.
        if value.len() != range.len() {
            self.code("\"");
            self.written_text(&spaces::applied(value, spaces), range, map);
            return self.code("\"");
        }
        let is_divided = spaces.iter().any(|space| !matches!(space.with, With::Put(_)));
        // Each part is a text of its own, since a string that is joined to others loses its place.
        self.code(if is_divided { "{text(\"" } else { "\"" });
        self.spaced_part(value, 0..value.len(), spaces, (range.start, map));
        self.code(if is_divided { "\")}" } else { "\"" });
    }

    /// A part of such a value inside of a literal, with the changes in it. The value begins at the byte `at` of the text.
    fn spaced_part(&mut self, value: &str, part: Range<usize>, spaces: &[Space], (at, map): (usize, &SourceMap)) {
        let mut done = part.start;
        let mut rest = spaces;
        while let Some((Space { range: own, with }, inside, after)) = spaces::split_first(rest) {
            let written = at + own.start..at + own.end;
            self.written_text(&value[done..own.start], at + done..written.start, map);
            match with {
                With::Put(with) => self.code_for(with.encode_utf8(&mut [0; 4]), map.find(&written)),
                // Typst asks at each character whether a line may break before it.
                With::Unbroken => {
                    self.string_between("text(hyphenate: false, ", ")", (&value[own.clone()], written), map)
                }
                With::Whole | With::Fitting if !inside.is_empty() => {
                    let (before, after) = if *with == With::Whole { ("", "") } else { ("[#", "<unbroken>]") };
                    self.code(&format!("\"); {before}box({{text(\""));
                    self.spaced_part(value, own.clone(), inside, (at, map));
                    self.code(&format!("\")}}){after}; text(\""));
                }
                With::Whole | With::Fitting => {
                    self.string_between("box(text(", "))", (&value[own.clone()], written), map)
                }
                With::Raised => self.string_between("super(text(", "))", (&value[own.clone()], written), map),
                With::NoLanguage => {
                    self.string_between(&format!("text({NO_LANGUAGE}text("), "))", (&value[own.clone()], written), map);
                }
            }
            (done, rest) = (own.end, after);
        }
        self.written_text(&value[done..part.end], at + done..at + part.end, map);
    }

    /// A part of a text that has a call of its own.
    fn string_between(&mut self, before: &str, after: &str, (value, range): (&str, Range<usize>), map: &SourceMap) {
        self.code("\"); ");
        self.code(before);
        self.code("\"");
        self.written_text(value, range, map);
        self.code("\"");
        self.code(after);
        self.code("; text(\"");
    }

    /// What stands between the quotes of a literal.
    fn written_text(&mut self, value: &str, range: Range<usize>, map: &SourceMap) {
        if value.len() == range.len() {
            let mut rest = 0;
            for (offset, escape) in escapes(value) {
                self.written_run(&value[rest..offset], range.start + rest, map);
                rest = offset + 1;
                let start = self.file.text.len();
                self.code(escape);
                self.stands_for(start, map.find(&(range.start + offset..range.start + rest)));
            }
            self.written_run(&value[rest..], range.start + rest, map);
        } else {
            let start = self.file.text.len();
            push_escaped(&mut self.file.text, value);
            self.stands_for(start, map.find(&range));
        }
    }

    /// Characters that stand for themselves; they begin at the byte `at` of the text that `map` is the map of.
    fn written_run(&mut self, run: &str, at: usize, map: &SourceMap) {
        let start = self.file.text.len();
        self.code(run);
        self.file.map.extend(map.slice(at..at + run.len()).map(|piece| shifted(piece, at, start)));
    }

    /// A citation as one expression.
    pub fn citation(&mut self, items: Vec<Cited>, form: CiteForm, place: Option<Place>) {
        let language = self.speaking;
        let Citing::AsText(citations) = &mut self.citing else { return self.cite_by_typst(&items, form, place) };
        citations.push(Citation { items, form, language });
        let filling = Filling::Citation(citations.len() - 1);
        self.gap(filling, place);
    }

    fn cite_by_typst(&mut self, items: &[Cited], form: CiteForm, place: Option<Place>) {
        self.code("{ ");
        for (index, item) in items.iter().enumerate() {
            // Typst groups citations that have only a space between them.
            match &item.before {
                Some(before) => {
                    self.code(if index == 0 { "" } else { "text(\"; \"); " });
                    self.append(before, 0..before.text.len());
                    self.code("; ");
                }
                None => self.code(if index == 0 { "" } else { "[ ]; " }),
            }
            self.code_for("cite(label(", place);
            self.string(&item.source);
            self.code(if form == CiteForm::Prose { "), form: \"prose\"" } else { ")" });
            if let Some(locator) = &item.locator {
                self.code(", supplement: ");
                self.append(locator, 0..locator.text.len());
            }
            self.code("); ");
        }
        self.code("}");
    }
}

/// The piece of a copied text, moved from the byte `from` to `to`.
fn shifted(piece: Piece, from: usize, to: usize) -> Piece {
    Piece { output: piece.output.start - from + to..piece.output.end - from + to, ..piece }
}

/// A value that can be written as a Typst literal.
pub trait Emit {
    fn emit(&self, emitter: &mut Emitter);
}

impl Emit for serde_json::Value {
    fn emit(&self, emitter: &mut Emitter) {
        match self {
            serde_json::Value::Null => emitter.code("none"),
            serde_json::Value::Bool(_) | serde_json::Value::Number(_) => emitter.code(&self.to_string()),
            serde_json::Value::String(text) => emitter.string(text),
            serde_json::Value::Array(values) => emit_list(values.iter(), emitter),
            serde_json::Value::Object(fields) => emit_keyed(fields.iter(), emitter),
        }
    }
}

/// Values in order: an array.
pub fn emit_list<'v, T: Emit + 'v>(values: impl Iterator<Item = &'v T>, emitter: &mut Emitter) {
    emitter.code("(");
    for value in values {
        value.emit(emitter);
        emitter.code(", ");
    }
    emitter.code(")");
}

/// Values by their names, in order: a dictionary.
pub fn emit_keyed<'v, T: Emit + 'v>(
    entries: impl ExactSizeIterator<Item = (&'v String, &'v T)>,
    emitter: &mut Emitter,
) {
    emitter.code(if entries.len() == 0 { "(:" } else { "(\n" });
    for (key, value) in entries {
        emitter.string(key);
        emitter.code(": ");
        value.emit(emitter);
        emitter.code(",\n");
    }
    emitter.code(")");
}
