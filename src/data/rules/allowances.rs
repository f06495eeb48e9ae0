//! One file may break one rule, when it says why.

use crate::data::load::Model;
use crate::data::model::Allow;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;

/// Takes out what items allow themselves. Allowances that take out nothing are doubted when every rule was `checked`,
/// which needs a report whose links hold.
pub fn apply(model: &Model, checked: bool, diagnostics: &mut Vec<Diagnostic>) {
    let mut unused: Vec<&Allow> = Vec::new();
    for allow in allowances(model) {
        let before = diagnostics.len();
        diagnostics.retain(|diagnostic| {
            let here = diagnostic.place.is_some_and(|place| place.file == allow.place.file);
            !(here && diagnostic.code == allow.rule.0)
        });
        if diagnostics.len() == before {
            unused.push(allow);
        }
    }
    diagnostics.extend(unused.into_iter().filter(|_| checked).map(|allow| {
        let message = format!("nothing here breaks the rule `{}`", allow.rule.0.as_str());
        Diagnostic::new(Code::UnusedAllowance, allow.place, message).with_hint("delete the allowance")
    }));
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
