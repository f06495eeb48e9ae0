//! Extracts of a checked report: what concerns an addressee, as PDFs with the numbers of the whole report.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, Faults, diagnostic::any_error};
use crate::files::{ExtractRecord, Origin, digest};
use crate::graph::Graph;
use crate::meaning::extract::{self as meaning, Filter, Selection, WrongFilter};
use crate::merge::Input;
use crate::merge::extract::{self, Extract, Whole};
use crate::merge::view::extract::Numbers;
use crate::model::Edition;
use crate::rules::Limits;
use crate::typeset::preflight::glyphs;
use crate::typeset::{Layout, Pdf, layout, thread};

use super::ready::ExtractOf;
use super::{Failure, Key, Merged, Mode, Observer, Ready, WarmStart, broken_data, set_all};

/// The addressee that stands for all of them.
pub const EACH: &str = "each";
/// The name of an extract that is not of one addressee or of a few items.
const CHOSEN: &str = "extract";
/// The longest name that consists of ids.
const LONGEST_NAME: usize = 40;

/// One extract.
pub struct Piece {
    pub filter: Filter,
    /// Its part of the names of files: the id of the addressee, or the ids of its items.
    pub name: String,
    selection: Selection,
}

impl Piece {
    /// The extract of a filter. Fails if there is nothing in it.
    pub fn of(graph: &Graph, filter: Filter) -> Result<Self, Failure> {
        let selection = meaning::select(graph, &filter, extract::shows_questions(graph))?;
        Ok(Self { name: name(&filter), filter, selection })
    }

    /// The extracts of a filter, which may ask for each addressee. Fails as [`Self::of`].
    pub fn all(graph: &Graph, filter: &Filter) -> Result<Vec<Self>, Failure> {
        if filter.addressee.as_deref() != Some(EACH) {
            return Ok(vec![Self::of(graph, filter.clone())?]);
        }
        let addressees = meaning::addressees(graph);
        if addressees.is_empty() {
            return Err(Failure::new("nothing in the report is addressed to an actor"));
        }
        let of = |id: &&str| Filter { addressee: Some((*id).to_owned()), ..filter.clone() };
        let pieces: Vec<Self> = addressees.iter().map(of).filter_map(|filter| Self::of(graph, filter).ok()).collect();
        if pieces.is_empty() {
            // One of them says why.
            return Ok(vec![Self::of(graph, of(&addressees[0]))?]);
        }
        Ok(pieces)
    }

    /// The name of its PDF, such as `report-A1-sv-print.pdf`.
    pub fn file_name(&self, report: &str, (language, edition): Key) -> String {
        format!("{report}-{}-{}.pdf", self.name, super::ready::name(language, edition))
    }

    fn record(&self, ready: &Ready, (language, edition): Key) -> ExtractRecord {
        let (report, payload) = (ready.graph.report(), ready.inputs.payload());
        let packed = payload.packed();
        ExtractRecord {
            origin: Origin {
                tool: env!("CARGO_PKG_VERSION").to_owned(),
                id: report.id().value.clone(),
                version: report.version().value.clone(),
                language: language.to_string(),
                edition: edition.as_str().to_owned(),
                templates: packed.templates_digest.clone(),
                fonts: packed.fonts_digest.clone(),
                kept_fonts: payload.kept_fonts.clone(),
            },
            addressee: self.filter.addressee.clone(),
            only: self.filter.only.clone(),
            condition: self.filter.condition.clone(),
            bundle: bundle(ready),
        }
    }
}

/// The SHA-256 of the source of the whole report.
pub fn bundle(ready: &Ready) -> String {
    digest::of_tree(&ready.inputs.payload().packed().source.files())
}

fn name(filter: &Filter) -> String {
    let ids = filter.only.join("-");
    match (&filter.addressee, &filter.condition) {
        (Some(id), None) => id.clone(),
        (Some(id), Some(_)) => format!("{id}-{CHOSEN}"),
        (None, None) if ids.len() <= LONGEST_NAME => ids,
        _ => CHOSEN.to_owned(),
    }
}

/// Makes extracts of a report. What they have in common is made once.
pub struct Maker<'r> {
    ready: &'r Ready,
    numbers: BTreeMap<Language, Numbers>,
    wholes: BTreeMap<Key, Whole<'r>>,
}

impl<'r> Maker<'r> {
    /// For extracts in these languages and editions. Fails if the whole report cannot be set.
    pub fn new(ready: &'r Ready, wanted: &[Key], Faults { files, diagnostics }: &mut Faults) -> Result<Self, Failure> {
        let mut found = Vec::new();
        let (mut numbers, mut wholes) = (BTreeMap::new(), BTreeMap::new());
        for key in with_bases(ready, wanted) {
            let Some(wording) = ready.wordings.iter().find(|wording| wording.locale.language == key.0) else {
                continue;
            };
            if let Entry::Vacant(entry) = numbers.entry(key.0) {
                entry.insert(numbers_of(ready, key.0)?);
            }
            let Ready { graph, inputs, wordings, press, brand, .. } = ready;
            let input = Input { graph, templates: &inputs.templates, wordings, wording, press, brand };
            wholes.insert(key, Whole::of(input, key.1, files, &mut found));
        }
        add_new_errors(found, diagnostics);
        Ok(Self { ready, numbers, wholes })
    }

    /// Merges an extract in these languages and editions. New errors, which templates of the project may have with less in the view, are
    /// added to `faults`.
    pub fn merge(&self, piece: &Piece, wanted: &[Key], Faults { files, diagnostics }: &mut Faults) -> Vec<Merged> {
        let mut found = Vec::new();
        let mut all = Vec::new();
        let (ready, report) = (self.ready, self.ready.graph.report());
        for key in with_bases(ready, wanted) {
            let wording = ready.wordings.iter().find(|wording| wording.locale.language == key.0);
            let (Some(wording), Some(whole)) = (wording, self.wholes.get(&key)) else { continue };
            let numbers = &self.numbers[&key.0];
            let extract = Extract { filter: &piece.filter, selection: &piece.selection, numbers };
            let generated = whole.extract(extract, files, &mut found);
            let is_refused = |character, place| broken_data::is_refused(files, character, place);
            found.extend(glyphs::uncovered(&generated, ready.inputs.font_store(), is_refused));
            let record = piece.record(ready, key).json();
            all.push(Merged {
                file_name: piece.file_name(&report.id().value, key),
                extract: Some(Arc::new(ExtractOf { name: piece.name.clone(), record })),
                ..Merged::new(report, wording, key.1, limits(ready, key), generated)
            });
        }
        for fault in found.iter_mut().filter(|fault| fault.code == Code::TemplateRender) {
            let hint = format!(
                "the extract `{}` has no words of what it leaves out; take the chapter out of `[extract] parts`, or let it do \
                 without them",
                piece.name
            );
            fault.hints.push(hint);
        }
        add_new_errors(found, diagnostics);
        all
    }

    /// Sets merged extracts. Returns the PDFs of those that are wanted, with their names; `None` if there is an error, which is added to
    /// `faults`. Fails if the look of the project gives them other numbers than the whole report has.
    pub fn set(
        &self,
        merged: &[Merged],
        wanted: &[Key],
        faults: &mut Faults,
        observer: &dyn Observer,
    ) -> Result<Option<Vec<(String, Pdf)>>, Failure> {
        let all: Vec<&Merged> = merged.iter().collect();
        let mut warm_start = WarmStart::new(Mode::Once);
        let pdfs = set_all(&mut warm_start, self.ready, &all, faults, observer);
        // Without PDFs there are faults, which say more.
        for merged in all.iter().filter(|_| pdfs.is_some()) {
            let own = warm_start.numbers(merged.key()).ok_or_else(|| without_numbers(merged.language))?;
            keeps(&self.numbers[&merged.language], &own, &merged.file_name)?;
        }
        // What the next extract has in common with this one stays in the caches of Typst, and no more.
        layout::evict(ROUNDS_KEPT);
        let named = |pdfs: Vec<Pdf>| {
            let named = all.iter().zip(pdfs).filter(|(merged, _)| wanted.contains(&merged.key()));
            named.map(|(merged, pdf)| (merged.file_name.clone(), pdf)).collect()
        };
        Ok(pdfs.map(named))
    }
}

/// The numbers of the whole report in a language, which the pages of its screen edition give, or else those of its first one.
fn numbers_of(ready: &Ready, language: Language) -> Result<Numbers, Failure> {
    let of_language = || ready.merged.iter().filter(|merged| merged.language == language);
    let merged = of_language().find(|merged| merged.edition == Edition::Screen).or_else(|| of_language().next());
    let numbers = thread::run(|| {
        let world = ready.world(merged?);
        Layout::alone(&world, None)?.numbers(&world)
    });
    numbers.ok_or_else(|| without_numbers(language))
}

fn without_numbers(language: Language) -> Failure {
    let message = format!("the pages of the whole report in `{language}` cannot be set, and so no extract of them");
    Failure::new(message).with_hint("`raportti build` says why")
}

/// Adds the errors that are not known yet.
fn add_new_errors(found: Vec<Diagnostic>, diagnostics: &mut Vec<Diagnostic>) {
    for fault in found {
        if any_error(std::slice::from_ref(&fault)) && !diagnostics.contains(&fault) {
            diagnostics.push(fault);
        }
    }
}

/// What is asked for, with the screen editions that print editions are laid out on, so that a print edition is the same by itself.
fn with_bases(ready: &Ready, wanted: &[Key]) -> Vec<Key> {
    let has_screen = ready.merged.iter().any(|merged| merged.edition == Edition::Screen);
    let is_base = |key: &Key| wanted.contains(&(key.0, Edition::Print)) && has_screen && key.1 == Edition::Screen;
    ready.merged.iter().map(Merged::key).filter(|key| wanted.contains(key) || is_base(key)).collect()
}

fn limits(ready: &Ready, key: Key) -> Limits {
    let of_whole = ready.merged.iter().find(|merged| merged.key() == key);
    of_whole.map_or(ready.screen, |merged| merged.limits)
}

/// The extracts for which unused entries of Typst's caches are kept.
const ROUNDS_KEPT: usize = 3;

fn keeps(whole: &Numbers, own: &Numbers, name: &str) -> Result<(), Failure> {
    let differs = |of_whole: &BTreeMap<String, u64>, own: &BTreeMap<String, u64>| {
        own.iter().find_map(|(key, number)| {
            let expected = of_whole.get(key).filter(|expected| *expected != number)?;
            Some((key.clone(), *expected, *number))
        })
    };
    differs(&whole.labelled, &own.labelled).map_or(Ok(()), |(what, expected, number)| {
        let message = format!("`{name}` would give `{what}` the number {number}, and the whole report gives it {expected}");
        let hint = "a template of the project numbers it without `number`, which the view of an extract has; `raportti look diff` \
                    shows what the program's own templates do";
        Err(Failure::new(message).with_hint(hint))
    })
}

impl From<WrongFilter> for Failure {
    fn from(wrong: WrongFilter) -> Self {
        Self::new(wrong.message).with_hints(wrong.hint)
    }
}
