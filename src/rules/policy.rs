//! What a report says about diagnostics: the levels of its rules, and what single files are allowed to do.

use std::collections::{BTreeSet, HashMap};

use crate::diagnostics::{Code, Diagnostic, FileKey, Place, Severity, diagnostic::malformed, nearest};
use crate::model::typed::{Allow, Report, Rules};
use crate::model::{Level, Model, Slot};

/// Which diagnostics hold, and how severe they are: applied once to each, after checking, or after layout to those of pages.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    levels: HashMap<Code, Level>,
    allowances: Vec<Allowance>,
    /// Whether the user wants warnings to stop the build.
    deny_warnings: bool,
}

/// A rule that some files may break.
#[derive(Debug, Clone)]
struct Allowance {
    rule: Code,
    place: Place,
    files: Vec<FileKey>,
}

/// The allowances that took out a diagnostic, by their numbers.
pub type Used = BTreeSet<usize>;

impl Policy {
    pub fn of(model: Option<&Model>, deny_warnings: bool) -> Self {
        let levels = model.and_then(Model::report).and_then(Report::rules).map(Rules::levels);
        Self {
            levels: levels.unwrap_or_default().into_iter().collect(),
            allowances: model.into_iter().flat_map(allowances).collect(),
            deny_warnings,
        }
    }

    /// Takes out what is allowed or switched off, and sets the levels of the others.
    pub fn settle(&self, diagnostics: &mut Vec<Diagnostic>) -> Used {
        let mut used = Used::new();
        diagnostics.retain_mut(|diagnostic| {
            // A comment stands in one file and points at another; both can allow it.
            let second = diagnostic.related.iter().filter(|_| diagnostic.code == Code::OpenComment);
            let places: Vec<Place> = diagnostic.place.into_iter().chain(second.map(|it| it.place)).collect();
            let here = |allow: &Allowance| places.iter().any(|place| allow.files.contains(&place.file));
            let allowed = |allow: &Allowance| diagnostic.code == allow.rule && here(allow);
            let own: Used = (0..self.allowances.len()).filter(|number| allowed(&self.allowances[*number])).collect();
            if !own.is_empty() {
                used.extend(own);
                return false;
            }
            match self.levels.get(&diagnostic.code) {
                None => {}
                Some(Level::Off) => return false,
                Some(Level::Error) => diagnostic.severity = Severity::Error,
                Some(Level::Warning) => diagnostic.severity = Severity::Warning,
            }
            if self.deny_warnings {
                diagnostic.severity = Severity::Error;
            }
            true
        });
        used
    }

    /// Warnings about allowances of `judged` rules that took out nothing, though the files that may break them exist.
    pub fn doubt_unused(&self, used: &Used, judged: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let is_unused =
            |number: &usize, allow: &Allowance| judged(allow.rule) && !allow.files.is_empty() && !used.contains(number);
        let unused = self.allowances.iter().enumerate().filter(|(number, allow)| is_unused(number, allow));
        let mut doubts = unused
            .map(|(_, allow)| {
                let message = format!("nothing here breaks the rule `{}`", allow.rule.as_str());
                Diagnostic::new(Code::UnusedAllowance, allow.place, message).with_hint("delete the allowance")
            })
            .collect();
        self.settle(&mut doubts);
        doubts
    }
}

/// Checks the allowances of chapters: they stand in `report.toml`, and name chapters that there are.
pub fn check(model: &Model, diagnostics: &mut Vec<Diagnostic>) {
    for chapter in of_items(model).filter_map(Allow::chapter) {
        let hint = "move the `[[allow]]` to `report/report.toml`";
        diagnostics.push(malformed(chapter.place, "an item allows nothing to a chapter", hint));
    }
    let names: BTreeSet<&str> = model.chapters.iter().map(|chapter| chapter.name.as_str()).collect();
    let own = of_report(model).filter_map(Allow::chapter);
    for unknown in own.filter(|chapter| !names.contains(chapter.value.as_str())) {
        let message = format!("there is no chapter `{}`", unknown.value);
        let hint = nearest::hint(&unknown.value, &names.iter().copied().collect::<Vec<_>>());
        diagnostics.push(Diagnostic::new(Code::MissingFile, unknown.place, message).with_hints(hint));
    }
}

fn allowances(model: &Model) -> Vec<Allowance> {
    // Where the source of a PDF carries no comments, nobody asks whether open ones are still there.
    let is_asked = |allow: &Allowance| match allow.rule {
        Code::OpenComment => !model.comments.is_empty(),
        // Whoever publishes with names today may do so without them tomorrow.
        Code::NamedCommenter => model.is_nameless && !model.comments.is_empty(),
        _ => true,
    };
    let allowance = |allow: Allow, files| Allowance { rule: allow.rule(), place: allow.place(), files };
    let own = |allow: &Allow| vec![allow.place().file];
    let of_report = of_report(model).map(|allow| {
        let named = allow.chapter().map(|name| model.chapters.iter().filter(move |chapter| chapter.name == name.value));
        allowance(allow, named.map_or_else(|| own(&allow), |chapters| chapters.map(|chapter| chapter.file).collect()))
    });
    // One of an item that names a chapter is at fault, and allows nothing.
    let of_items = of_items(model).filter(|allow| allow.chapter().is_none());
    of_report.chain(of_items.map(|allow| allowance(allow, own(&allow)))).filter(is_asked).collect()
}

/// What `report.toml` allows.
fn of_report(model: &Model) -> impl Iterator<Item = Allow<'_>> {
    model.report.iter().flat_map(|report| Vec::<Allow>::read(report.get("allow")))
}

/// What the files of items and of comments allow themselves.
fn of_items(model: &Model) -> impl Iterator<Item = Allow<'_>> {
    let files = model.items.iter().map(|item| &**item).chain(&model.comments);
    files.flat_map(|item| Vec::<Allow>::read(item.get("allow")))
}
