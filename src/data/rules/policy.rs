//! What a report says about complaints: the levels of its rules, and what single files are allowed to do.

use std::collections::{BTreeSet, HashMap};

use crate::data::choice::Level;
use crate::data::load::Model;
use crate::data::model::Allow;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, Severity};

/// Which complaints hold, and how bad they are. It is applied once to every complaint: after checking to what shows
/// without pages, and after setting pages to what shows on them.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    levels: HashMap<Code, Level>,
    allowances: Vec<Allow>,
    /// Whether the user wants warnings to stop the build.
    deny_warnings: bool,
}

/// The allowances that took out a complaint, by their numbers.
pub type Used = BTreeSet<usize>;

impl Policy {
    pub fn of(model: Option<&Model>, deny_warnings: bool) -> Self {
        let levels = model.and_then(|model| model.report.as_ref()?.rules.as_ref());
        Self {
            levels: levels.iter().flat_map(|levels| &levels.0).copied().collect(),
            allowances: model.into_iter().flat_map(allowances).cloned().collect(),
            deny_warnings,
        }
    }

    /// Takes out what is allowed or switched off, and sets the levels of the others.
    pub fn settle(&self, diagnostics: &mut Vec<Diagnostic>) -> Used {
        let mut used = Used::new();
        diagnostics.retain_mut(|diagnostic| {
            let here = |allow: &Allow| diagnostic.place.is_some_and(|place| place.file == allow.place.file);
            let allowed = |allow: &Allow| here(allow) && diagnostic.code == allow.rule.0;
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

    /// Complaints about allowances of `judged` rules that took out nothing.
    pub fn doubt_unused(&self, used: &Used, judged: impl Fn(Code) -> bool) -> Vec<Diagnostic> {
        let unused =
            self.allowances.iter().enumerate().filter(|(number, allow)| judged(allow.rule.0) && !used.contains(number));
        let mut doubts = unused
            .map(|(_, allow)| {
                let message = format!("nothing here breaks the rule `{}`", allow.rule.0.as_str());
                Diagnostic::new(Code::UnusedAllowance, allow.place, message).with_hint("delete the allowance")
            })
            .collect();
        self.settle(&mut doubts);
        doubts
    }
}

fn allowances(model: &Model) -> Vec<&Allow> {
    let mut all: Vec<&Allow> = model.report.iter().flat_map(|report| &report.allow).collect();
    all.extend(model.sources.iter().flat_map(|item| &item.data.allow));
    all.extend(model.findings.iter().flat_map(|item| &item.data.allow));
    all.extend(model.conclusions.iter().flat_map(|item| &item.data.allow));
    all.extend(model.recommendations.iter().flat_map(|item| &item.data.allow));
    all.extend(model.packages.iter().flat_map(|item| &item.data.allow));
    all.extend(model.actors.iter().flat_map(|item| &item.data.allow));
    all.extend(model.figures.iter().flat_map(|item| &item.data.allow));
    all
}
