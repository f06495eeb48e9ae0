//! Faults of a report whose data has errors: all in one run, and none that only follows from another.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Faults, Files, Place};
use crate::graph::salvage;
use crate::merge::project::{self, Target};
use crate::merge::{Brand, Input, Wording, render};
use crate::model::{Edition, Model, characters, languages};
use crate::rules::Press;

use super::Inputs;

/// Faults of a word that may follow from an invisible character in it.
const OF_A_CHARACTER: [Code; 7] = [
    Code::DanglingLink,
    Code::DuplicateId,
    Code::MalformedId,
    Code::MalformedValue,
    Code::MissingFile,
    Code::UnknownPart,
    Code::UnknownWord,
];

/// Removes faults that follow from a forbidden character: the word around it is no known word, file or id.
pub fn remove_consequences(diagnostics: &mut Vec<Diagnostic>) {
    let is_cause = |fault: &&Diagnostic| matches!(fault.code, Code::ControlCharacter | Code::DirectionControl);
    let causes: Vec<Place> = diagnostics.iter().filter(is_cause).filter_map(|fault| fault.place).collect();
    let follows = |place: Place| causes.iter().any(|cause| place.contains(*cause));
    if !causes.is_empty() {
        diagnostics.retain(|fault| !(OF_A_CHARACTER.contains(&fault.code) && fault.place.is_some_and(follows)));
    }
}

/// Whether a character is forbidden and was reported at its place in the report.
pub fn is_refused(files: &Files, character: char, place: Place) -> bool {
    let file = files.get(place.file);
    let written = file.text.get(place.range()).unwrap_or_default();
    file.path.starts_with("report/") && characters::is_refused(character, written)
}

/// Removes faults of texts and chapters in a language that `languages` does not list. Called if a listed language has no labels,
/// since that one is probably mistyped.
pub fn without_languages(diagnostics: &mut Vec<Diagnostic>, files: &Files) {
    diagnostics.retain(|diagnostic| {
        let lacks = diagnostic.message.starts_with("the text lacks the source language");
        other_language(diagnostic, files).is_none() && !(diagnostic.code == Code::MissingKey && lacks)
    });
}

/// This many texts and chapters in an unlisted language, or more, are folded into one fault.
const FOLDED_FROM: usize = 4;

/// Folds the faults of many texts in an unlisted language into one, at `languages`.
pub fn report_unlisted_languages(model: &Model, diagnostics: &mut Vec<Diagnostic>, files: &Files) {
    let mut unlisted: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for fault in &*diagnostics {
        if let (Some(language), Some(place)) = (other_language(fault, files), fault.place) {
            unlisted.entry(language).or_default().push(place);
        }
    }
    unlisted.retain(|_, places| places.len() >= FOLDED_FROM);
    diagnostics.retain(|fault| !other_language(fault, files).is_some_and(|language| unlisted.contains_key(&language)));
    let (Some((_, first)), Some((_, last))) = (model.named_languages.first(), model.named_languages.last()) else {
        return;
    };
    let named = Place::new(first.file, first.range().start..last.range().end);
    for (language, places) in unlisted {
        let message = format!("{} texts and chapters are in `{language}`, which the report is not in", places.len());
        let hint = format!("add `\"{language}\"` to `languages`, or delete them");
        let fault = Diagnostic::new(Code::UnknownKey, named, message).with_hint(hint);
        let first = places.iter().min().copied().unwrap_or(named);
        diagnostics.push(fault.with_related(first, "this is one of them"));
    }
}

/// The language of a fault about a text or a chapter in an unlisted language.
fn other_language(fault: &Diagnostic, files: &Files) -> Option<String> {
    let file = files.get(fault.place?.file);
    let language = match fault.code {
        Code::UnknownKey => file.text.get(fault.place?.range())?,
        Code::UnknownFile => {
            file.path.strip_prefix("report/chapters/")?.strip_suffix(".md")?.rsplit_once('.').map(|(_, end)| end)?
        }
        _ => return None,
    };
    let is_text = fault.code == Code::UnknownFile || fault.message == languages::not_of_the_report(language);
    (is_text && languages::is_written_as_one(language)).then(|| language.to_owned())
}

/// Removes faults that only follow from missing labels.
pub fn without_words(Faults { files, diagnostics }: &mut Faults) {
    diagnostics.retain(|diagnostic| {
        let path = diagnostic.place.map(|place| &files.get(place.file).path);
        diagnostic.code != Code::TemplateRender
            || !path.is_some_and(|path| path.ends_with(".j2"))
            || !render::is_undefined(diagnostic)
    });
}

/// Adds the faults of the prose to `diagnostics`.
pub fn check_prose(model: &Model, inputs: &Inputs, press: &Press, wordings: &[Wording], faults: &mut Faults) {
    let Faults { files, diagnostics } = faults;
    let Some(graph) = salvage::graph(model, files).filter(|graph| wordings.len() == graph.languages().len()) else {
        return;
    };
    let whole = model.broken.is_empty() && model.report.is_some();
    let mut found = Vec::new();
    for wording in wordings {
        let input =
            Input { graph: &graph, templates: &inputs.templates, wordings, wording, press, brand: &Brand::default() };
        let target = Target { edition: Edition::Screen, marks: None, attached: false };
        project::merge(input, target, files, &mut found);
    }
    found.retain(|diagnostic| match diagnostic.code {
        Code::DanglingReference
        | Code::MarkdownNotAllowed
        | Code::HeadingStructure
        | Code::MalformedValue
        | Code::StraightQuotes => true,
        // A chapter may print a broken item; only mistakes of its own are reported.
        Code::TemplateRender => whole || render::is_own_fault(diagnostic, files),
        Code::UnknownPart | Code::MissingChapterTranslation => whole,
        _ => false,
    });
    diagnostics.append(&mut found);
}
