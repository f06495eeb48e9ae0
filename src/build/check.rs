//! From the files of a project to merged Typst projects, with every fault that is found before pages are set.

use crate::diagnostics::diagnostic::{any_error, tidy};
use crate::diagnostics::{Code, Diagnostic, Faults, Place, Severity, code::Scope};
use crate::files::unfit;
use crate::graph::{self, Graph};
use crate::meaning::Meaning;
use crate::meaning::review::{Review, lock};
use crate::merge::project::{self, Target};
use crate::merge::{Brand, Input, Wording, keys, labels, replaced_words, taken};
use crate::model::{Edition, Model, load, text_file, typed::Report};
use crate::rules::{self, Limits, Press, policy::Policy};
use crate::typeset::{families, fonts, preflight::glyphs, theme_tokens, timings};
use icu::locale::subtags::Language;

use super::{Inputs, Merged, Ready, brand, broken_data, carried, declared_names::DeclaredNames, early_checks};

/// The result of checking.
pub struct Checked {
    /// Sorted, without duplicates, at the report's own levels.
    pub faults: Faults,
    /// `None` if `faults` has an error.
    pub ready: Option<Ready>,
}

impl Checked {
    /// The report, with its warnings. Fails with the faults if one of them is an error.
    pub fn ready(self) -> Result<(Ready, Faults), Faults> {
        match self.ready {
            Some(ready) => Ok((ready, self.faults)),
            None => Err(self.faults),
        }
    }
}

/// The result, unless `diagnostics` has an error. If there is neither, `unexplained` is added as an error, so that no command ends without
/// its output and without a reason.
pub fn unless_faulty<T>(
    made: Option<T>,
    diagnostics: &mut Vec<Diagnostic>,
    unexplained: impl FnOnce() -> Diagnostic,
) -> Option<T> {
    if made.is_none() && !any_error(diagnostics) {
        diagnostics.push(Diagnostic { severity: Severity::Error, ..unexplained() });
    }
    made.filter(|_| !any_error(diagnostics))
}

/// The error of a report with neither result nor error: its levels and exceptions removed every diagnostic about these ids.
pub fn unexplained(broken: &[&String]) -> Diagnostic {
    let mut broken: Vec<String> = broken.iter().map(|id| format!("`{id}`")).collect();
    broken.sort();
    let message = match &broken[..] {
        [] => "the report cannot be set, for an unknown reason".to_owned(),
        ids => format!("the report cannot be set without {}, whose faults are switched off", ids.join(", ")),
    };
    let hint = "delete the levels `off` in `[rules]` and the `[[allow]]`; if there are none, please report it to the developers";
    Diagnostic::without_place(Code::MalformedValue, message).with_hint(hint)
}

/// Checks a project in all its languages and editions: everything before Typst.
pub fn check(inputs: &Inputs, deny_warnings: bool) -> Checked {
    run(inputs, deny_warnings, true, |_| true)
}

/// Like [`check`], with more checks of templates. For faults only: the result must not be set.
pub fn faults(inputs: &Inputs, deny_warnings: bool) -> Checked {
    let own_look = !inputs.templates.is_built_in();
    let mut checked = run(inputs, deny_warnings, own_look, |_| true);
    let Some(ready) = checked.ready else { return checked };
    if own_look {
        let mut found = early_checks::faults(&ready, &mut checked.faults.files);
        taken::explain(&inputs.templates, &checked.faults.files, &mut found);
        tidy(&mut found);
        ready.policy.settle(&mut found);
        checked.faults.diagnostics.append(&mut found);
        checked.faults.tidy();
    }
    let ready = unless_faulty(Some(ready), &mut checked.faults.diagnostics, || unexplained(&[]));
    Checked { ready, ..checked }
}

/// Like [`check`], without the faults that a review resolves: they must not prevent the review.
pub fn check_for_review(inputs: &Inputs) -> Checked {
    run(inputs, false, false, |code| code.scope() != Scope::Review)
}

/// `attached` as in [`Target`]; only codes that are `included` are reported.
fn run(inputs: &Inputs, deny_warnings: bool, attached: bool, included: fn(Code) -> bool) -> Checked {
    let _timed = timings::scope("check and merge");
    let mut faults = Faults::default();
    // What the look needs depends on no data.
    let load = || load::load(&inputs.report, &mut faults.files, &mut faults.diagnostics);
    let (mut model, _) = rayon::join(load, || inputs.font_store());
    if let Some(model) = model.as_mut().filter(|model| carried::is_anonymous(model.report(), inputs.anonymous)) {
        rules::commenters::check(model, &faults.files, &mut faults.diagnostics);
        model.forget_names();
    }
    let policy = Policy::of(model.as_ref(), deny_warnings);
    let ready = model.as_ref().and_then(|model| merge_all(model, inputs, &policy, attached, &mut faults));
    let Faults { files, diagnostics } = &mut faults;
    unfit::report(&inputs.unfit, files, diagnostics);
    broken_data::remove_consequences(diagnostics);
    tidy(diagnostics);
    let used = policy.settle(diagnostics);
    // Exceptions for rules of pages are checked later, when the pages are set.
    if ready.is_some() {
        diagnostics.extend(policy.doubt_unused(&used, |code| !code.is_of_pages()));
    }
    diagnostics.retain(|diagnostic| included(diagnostic.code));
    let broken: Vec<&String> = model.iter().flat_map(|model| &model.broken.ids).collect();
    let ready = unless_faulty(ready, diagnostics, || unexplained(&broken));
    Checked { faults, ready }
}

/// Settings of the report and its templates.
struct Settings {
    press: Press,
    brand: Brand,
    /// The labels of each language whose file can be read.
    wordings: Vec<Wording>,
    /// No labels file lacks a word.
    has_words: bool,
    /// The limits for pages of the screen and print editions.
    screen: Limits,
    print: Limits,
}

impl Settings {
    fn of(model: &Model, inputs: &Inputs, Faults { files, diagnostics }: &mut Faults) -> Self {
        let report = model.report();
        let press = Press::of(report, &inputs.report, diagnostics);
        rules::images::check(model, press.images, &inputs.report, diagnostics);
        let before = diagnostics.len();
        let source = model.languages.first().copied().unwrap_or(labels::SPARE);
        let wording = |(language, place): &(Language, Place)| {
            let wording = labels::read(&inputs.templates, *language, Some(*place), files, diagnostics)?;
            let has_own = inputs.templates.own.contains_key(&labels::path(language));
            let before = has_own.then(|| wording.labels.clone());
            let wording = wording.of_report(model.declarations, source);
            let replaced = before.map(|before| replaced_words::check(&inputs.templates, &before, &wording, files));
            diagnostics.extend(replaced.into_iter().flatten());
            let compounds = rules::joints::compounds(model.terms(), *language);
            Some(Wording { locale: wording.locale.with_compounds(compounds), ..wording })
        };
        let mut wordings: Vec<Wording> = model.named_languages.iter().filter_map(wording).collect();
        labels::name_languages(&mut wordings);
        if diagnostics[before..].iter().any(|fault| fault.code == Code::MissingFile) {
            broken_data::without_languages(diagnostics, files);
        }
        broken_data::report_unlisted_languages(model, diagnostics, files);
        let has_words = keys::check(&inputs.templates, &model.languages, files, diagnostics);
        let preflight = report.and_then(Report::preflight);
        let screen = Limits::of(Edition::Screen, preflight, diagnostics);
        let print = Limits::of(Edition::Print, preflight, diagnostics);
        let brand = brand::of(report, inputs, &press, &print, diagnostics);
        Self { press, brand, wordings, has_words, screen, print }
    }
}

/// `None` when nothing can be set; why is among the faults.
fn merge_all(model: &Model, inputs: &Inputs, policy: &Policy, attached: bool, faults: &mut Faults) -> Option<Ready> {
    let check_all = || {
        rules::policy::check(model, &mut faults.diagnostics);
        rules::items::check(model, &mut faults.diagnostics);
        model.report().into_iter().for_each(|report| rules::extract::check(report, &mut faults.diagnostics));
        rules::joints::check(model.terms(), &faults.files, &mut faults.diagnostics);
        check_files(model, inputs, faults);
        let settings = Settings::of(model, inputs, faults);
        (settings, lock::read(&inputs.report, &mut faults.files, &mut faults.diagnostics))
    };
    let mut of_links = Vec::new();
    let ((settings, lock), graph) = rayon::join(check_all, || graph::link(model, &mut of_links));
    faults.diagnostics.append(&mut of_links);
    let has_words = settings.has_words;
    let ready = match graph {
        Some(graph) if settings.wordings.len() < graph.languages().len() => return None,
        Some(graph) => {
            let Faults { files, diagnostics } = &mut *faults;
            rules::texts::check(&graph, files, diagnostics);
            rules::untranslated::check(&inputs.report, files, diagnostics);
            rules::alternatives::check(&graph, diagnostics);
            rules::from_data::check_answers(&graph, diagnostics);
            let review = lock.map(|lock| {
                let _timed = timings::scope("compare with the review");
                Review::of(&graph, &Meaning::of(&graph, files, &inputs.report), Some(&lock))
            });
            let review = review.unwrap_or_default();
            rules::review::check(&graph, &review, files, diagnostics);
            rules::comments::check(&graph, || Meaning::of(&graph, files, &inputs.report), files, diagnostics);
            check_fonts(inputs, diagnostics)?;
            let fonts = &inputs.payload().font_files;
            diagnostics.extend(families::of_theme(&inputs.templates, fonts, inputs.font_store(), files));
            let is_printed = graph.report().asked_editions().into_iter().any(Edition::is_printed);
            diagnostics.extend(theme_tokens::faults(&inputs.templates, is_printed, files));
            for (name, place, drawing) in rules::images::drawings(model, &inputs.report) {
                let store = inputs.font_store();
                diagnostics.extend(glyphs::uncovered_in_drawing((name, place), &drawing.words.characters, store));
                diagnostics.extend(families::unknown_in_drawing((name, place), &drawing.words.families, store));
            }
            let merged = merge_editions(&graph, inputs, &settings, attached, faults);
            let Settings { press, brand, wordings, screen, .. } = settings;
            let (inputs, policy) = (inputs.clone(), policy.clone());
            Some(Ready { inputs, policy, graph, press, brand, wordings, screen, merged, review })
        }
        None => {
            broken_data::check_prose(model, inputs, &settings.press, &settings.wordings, faults);
            None
        }
    };
    if !has_words {
        broken_data::without_words(faults);
    }
    ready
}

/// Checks all files in the folders, used or not.
fn check_files(model: &Model, inputs: &Inputs, Faults { files, diagnostics }: &mut Faults) {
    let payload = inputs.payload();
    rules::files::check(model, &inputs.report, &payload.needs.report, files, diagnostics);
    let look = payload.templates.keys().chain(payload.fonts.keys());
    rules::files::check_names(look.map(String::as_str), files, diagnostics);
    for (path, bytes) in payload.templates.iter().filter(|(path, _)| path.ends_with(".typ")) {
        text_file::finished(path, bytes, files, diagnostics);
    }
    taken::check(&inputs.templates, files, diagnostics);
    taken::unread(&inputs.templates, &payload.needs.templates, files, diagnostics);
    for file in &*payload.font_files {
        if let Some(fault) = &file.fault {
            let place = Place::new(files.add(&file.path, ""), 0..0);
            let message = format!("`{}` cannot be used as a font: {fault}", file.path);
            let hint = "copy or download the file again, or delete it";
            diagnostics.push(Diagnostic::new(Code::DamagedFont, place, message).with_hint(hint));
        }
    }
}

/// Checks that the templates name an existing font; `None` if they do not.
fn check_fonts(inputs: &Inputs, diagnostics: &mut Vec<Diagnostic>) -> Option<()> {
    if !fonts::families(inputs.font_store()).is_empty() {
        return Some(());
    }
    if inputs.payload().font_files.iter().all(|file| file.fault.is_none()) {
        let hint = "name one in `faces` of `templates/theme.typ`";
        let message = "the templates name no font of `fonts/` or of the program";
        diagnostics.push(Diagnostic::without_place(Code::MissingFile, message).with_hint(hint));
    }
    None
}

/// Merges each language and edition, and checks the references of the prose.
fn merge_editions(
    graph: &Graph,
    inputs: &Inputs,
    Settings { press, brand, wordings, screen, print, .. }: &Settings,
    attached: bool,
    Faults { files, diagnostics }: &mut Faults,
) -> Vec<Merged> {
    let mut merged = Vec::new();
    let mut references = Vec::new();
    let names = DeclaredNames::check(files, inputs.font_store(), diagnostics);
    for edition in graph.report().asked_editions() {
        for wording in wordings {
            let input = Input { graph, templates: &inputs.templates, wordings, wording, press, brand };
            let target = Target { edition, marks: None, attached };
            let project = project::merge(input, target, files, diagnostics);
            let is_refused = |character, place| {
                broken_data::is_refused(files, character, place) || names.explain(files, character, place)
            };
            diagnostics.extend(glyphs::uncovered(&project.files, inputs.font_store(), is_refused));
            references.push((wording.locale.language, project.references));
            let limits = if edition.is_printed() { print } else { screen };
            merged.push(Merged::new(graph.report(), wording, edition, *limits, project.files));
        }
    }
    // A source is used if any language cites it, but a figure has to be placed in each language.
    let cited: Vec<_> = references.iter().flat_map(|(_, references)| references.cited.iter().cloned()).collect();
    // An unknown part may be a misspelt list of sources.
    if diagnostics.iter().all(|fault| fault.code != Code::UnknownPart) {
        rules::usage::list_of_sources(graph, &cited, &inputs.templates, diagnostics);
    }
    let incomplete = references.iter().any(|(_, references)| references.incomplete);
    for (language, references) in &mut references {
        references.cited.clone_from(&cited);
        references.incomplete_anywhere = incomplete;
        rules::usage::check(graph, *language, references, diagnostics);
    }
    merged
}
