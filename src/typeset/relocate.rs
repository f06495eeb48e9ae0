//! Moves Typst's diagnostics from generated text to written places.

use std::ops::Range;

use typst::diag::{Severity as TypstSeverity, SourceDiagnostic};
use typst::foundations::Label;
use typst::syntax::{DiagSpan, FileId, Span};
use typst::{World, WorldExt};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::builtin;
use crate::merge::GeneratedFiles;

use super::{ReportWorld, literal, theme_tokens, world::file_id};

/// The beginning of Typst's message about a missing file.
pub const FILE_NOT_FOUND: &str = "file not found";
/// The template that the others take their measures from.
const THEME: &str = "templates/theme.typ";
/// The prefix of the label of a figure's data table before the label of the figure.
const DATA: &str = "data-";
pub const REPORT: &str = "report/report.toml";

/// The id of the item that a label names.
pub fn item_id(label: &str) -> &str {
    label.strip_prefix(DATA).unwrap_or(label)
}

/// Turns spans of one world into written places.
pub struct Relocator<'a> {
    pub world: &'a ReportWorld,
    pub generated: &'a GeneratedFiles,
    pub files: &'a mut Files,
}

impl Relocator<'_> {
    /// The written place of a span; in a file that is not generated, the place of the span itself.
    pub fn place(&mut self, span: impl Into<DiagSpan>) -> Option<Place> {
        let span = span.into();
        let id = span.id()?;
        let range = self.world.range(span)?;
        self.place_in(id, range)
    }

    /// The written place of something on a page; of what a built-in template wrote, that of the item `owner`, or else of the report.
    pub fn place_of(&mut self, span: Span, owner: Option<Label>) -> Option<Place> {
        if self.is_of_built_in(span) { self.item(owner).or_else(|| self.report()) } else { self.place(span) }
    }

    /// Whether a span lies in one of the program's own templates.
    pub fn is_of_built_in(&self, span: impl Into<DiagSpan>) -> bool {
        span.into().id().is_some_and(|id| self.is_built_in(id))
    }

    /// Where the data of an item begins.
    fn item(&self, label: Option<Label>) -> Option<Place> {
        let name = label?.resolve();
        let ending = format!("/{}.typ", item_id(&name));
        let (_, module) = self.generated.iter().find(|(path, _)| path.ends_with(&ending))?;
        let first = module.map.pieces().first()?;
        Some(Place::new(first.file, first.source.clone()))
    }

    /// Where the report begins.
    pub fn report(&mut self) -> Option<Place> {
        let text = self.world.written_report(REPORT)?;
        Some(Place::new(self.files.add(REPORT, text), 0..0))
    }

    /// Whether a file is a built-in template, with the built-in theme.
    pub fn is_built_in(&self, id: FileId) -> bool {
        let path = id.vpath().get_without_slash();
        !self.generated.contains_key(id.vpath().get_with_slash())
            && [path, THEME].into_iter().all(|path| builtin::templates().get(path) == self.world.template(path))
    }

    /// Whether a file is one of the program's own templates, whatever theme is used with it.
    pub fn is_of_program(&self, id: FileId) -> bool {
        let path = id.vpath().get_without_slash();
        self.world.template(path).is_some_and(|text| builtin::templates().get(path) == Some(text))
    }

    /// Which of these screen colours the project gives to tokens of its theme, with their places there.
    pub fn changed_colours(&mut self, colours: &[[u8; 3]]) -> Vec<(String, Option<Place>)> {
        let Some(own) = self.world.template(THEME).filter(|_| !colours.is_empty()) else { return Vec::new() };
        let (own, of_program) = (String::from_utf8_lossy(own), String::from_utf8_lossy(&builtin::templates()[THEME]));
        let changed = theme_tokens::changed_colours(&own, &of_program);
        let named = changed.into_iter().filter(|(_, colour, _)| colours.contains(colour));
        named.map(|(name, _, range)| (name, self.place_in(file_id(&format!("/{THEME}")), range))).collect()
    }

    /// The project's own templates that stand in for one of the program.
    pub fn own_templates(&self) -> Vec<&'static str> {
        let own = |path: &str, text| self.world.template(path).is_some_and(|own| own != text);
        let templates = builtin::templates().iter().filter(|(path, _)| path.ends_with(".typ"));
        templates.filter(|(path, text)| own(path, *text)).map(|(path, _)| path.as_str()).collect()
    }

    /// The text at a span, with its file and its offset there.
    fn text(&self, span: Span) -> Option<(FileId, usize, String)> {
        let (id, range) = (span.id()?, self.world.range(span)?);
        let text = self.world.source(id).ok()?.text().get(range.clone())?.to_owned();
        Some((id, range.start, text))
    }

    /// The written place of a word after `before` bytes of the text at a span. `None` if it is not there, as in text that a template made.
    pub fn word(&mut self, span: Span, before: usize, word: &str) -> Option<Place> {
        let (id, begin, text) = self.text(span)?;
        // Text of the data is a call over a literal, and text of a template is markup.
        let call = ["text(", "raw("].into_iter().find_map(|call| text.strip_prefix(call));
        let (start, word) = match call.unwrap_or(&text).strip_prefix('"') {
            Some(literal) => {
                let (_, first) = literal::characters(literal).find(|(at, _)| at.start == before)?;
                (text.len() - literal.len() + first.start, literal::inside(word))
            }
            None => (before, word.to_owned()),
        };
        text.get(start..)?.strip_prefix(&word)?;
        self.place_in(id, begin + start..begin + start + word.len())
    }

    /// Whether a span is that of a block of code, of which all lines have the same.
    pub fn is_code(&self, span: Span) -> bool {
        self.text(span).is_some_and(|(.., text)| text.starts_with(CODE))
    }

    /// The written place of a line, or a part of one, in the block of code at a span, after `before` others of the same text.
    pub fn line(&mut self, span: Span, line: &str, before: usize) -> Option<Place> {
        let (id, begin, text) = self.text(span).filter(|(.., text)| text.starts_with(CODE))?;
        let line = literal::inside(line);
        let (start, _) = text.match_indices(&line).nth(before)?;
        self.place_in(id, begin + start..begin + start + line.len())
    }

    /// The written place of a range of a file of the Typst project.
    pub fn place_in(&mut self, id: FileId, range: Range<usize>) -> Option<Place> {
        let path = id.vpath().get_with_slash();
        if let Some(place) = self.generated.get(path).and_then(|file| file.map.find(&range)) {
            return Some(place);
        }
        // A fault in generated text without a written place is shown in the generated file, as `expand` writes it.
        let text = match self.generated.get(path) {
            Some(file) => file.text.clone(),
            None => String::from_utf8_lossy(&self.world.file(id).ok()?).into_owned(),
        };
        let length = text.len();
        let key = self.files.add(path.trim_start_matches('/'), text);
        Some(Place::new(key, range.start.min(length)..range.end.min(length)))
    }

    /// Whether a span is in a template, where one line sets many items.
    pub fn is_template(&self, span: DiagSpan) -> bool {
        span.id().is_some_and(|id| !self.generated.contains_key(id.vpath().get_with_slash()))
    }

    /// An error or a warning of Typst as a diagnostic.
    pub fn diagnostic(&mut self, typst: &SourceDiagnostic) -> Diagnostic {
        // A diagnostic without a place, or in a built-in template, gets the place of the innermost call elsewhere.
        let spans = std::iter::once(typst.span).chain(typst.trace.iter().map(|point| point.span.into()));
        // A missing file is reported in the template that names it, also in a built-in one.
        let is_gone = typst.message.starts_with(FILE_NOT_FOUND);
        let written: Vec<DiagSpan> = spans.filter(|span| is_gone || !self.is_of_built_in(*span)).collect();
        let place = written.into_iter().find_map(|span| self.place(span));
        let code = match typst.severity {
            TypstSeverity::Error => Code::Typst,
            TypstSeverity::Warning if is_error_here(&typst.message) => Code::Typst,
            TypstSeverity::Warning => Code::TypstWarning,
        };
        let mut diagnostic = Diagnostic::without_place(code, typst.message.to_string());
        diagnostic.place = place;
        for hint in &typst.hints {
            match self.place(hint.span) {
                Some(place) => diagnostic = diagnostic.with_related(place, hint.v.to_string()),
                None => diagnostic = diagnostic.with_hint(hint.v.to_string()),
            }
        }
        diagnostic
    }
}

/// The beginning of a code block in generated text.
const CODE: &str = "raw(block: true";

/// Whether a warning of Typst is an error here: a missing font changes the look, and an unstable layout may show wrong numbers.
fn is_error_here(message: &str) -> bool {
    message.starts_with("unknown font family") || message.contains("did not converge")
}
