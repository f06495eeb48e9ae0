//! Why a report cannot be released yet, besides its faults: all reasons at once.

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::model::typed::Report;

use super::earlier::{self, Version};
use super::repository::Repository;

/// At most this many files are named.
const NAMED: usize = 5;

/// Every reason, also if the report has faults. `shown` is the folder of the release as the user would type it.
pub fn of(
    report: Report,
    (folder, shown): (&Path, &Path),
    newest: Option<&Version>,
    git: Option<&Repository>,
) -> Vec<Diagnostic> {
    let version = report.version();
    let refuse = |place: Place, message: String, hint: &str| {
        Diagnostic::new(Code::NotReleasable, place, message).with_hint(hint)
    };
    let mut reasons = Vec::new();
    if report.status() == "draft" {
        reasons.push(refuse(
            report.place(),
            "the report is a draft".to_owned(),
            "write `status = \"final\"` when it is approved",
        ));
    }
    if folder.exists() {
        let message = format!("`{}` already exists: a version is released once", shown.display());
        let hint = "raise `version`; if the folder was never published, you may delete it";
        reasons.push(refuse(version.place, message, hint));
    } else if let (Some(newest), Some(own)) = (newest, earlier::version(&version.value))
        && own <= *newest
    {
        let newest = earlier::written(newest);
        let message = format!("the version {} is not later than {newest}, which is released", version.value);
        reasons.push(refuse(version.place, message, "raise `version`"));
    }
    let Some(git) = git else { return reasons };
    if let Some(tagged) = git.tagged.as_ref().filter(|tagged| git.commit.as_ref() != Some(tagged)) {
        let message = format!("the tag `v{}` points to another commit, {}", version.value, &tagged[..12]);
        reasons.push(refuse(version.place, message, "check that commit out, or raise `version`"));
    }
    if !git.uncommitted.is_empty() {
        let named: Vec<String> = git.uncommitted.iter().take(NAMED).map(|path| format!("`{path}`")).collect();
        let more = match git.uncommitted.len().saturating_sub(NAMED) {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        let message = format!("not committed: {}{more}", named.join(", "));
        let hint = "commit the files, so that the release can name its commit";
        reasons.push(Diagnostic::without_place(Code::NotReleasable, message).with_hint(hint));
    }
    for (path, filter) in git.filtered.iter().take(NAMED) {
        let message = format!("cannot tell whether `{path}` is committed: git's filter `{filter}` is not run");
        let hint = "run `git status`, which updates git's index, or check the file out again; then release again";
        reasons.push(Diagnostic::without_place(Code::NotReleasable, message).with_hint(hint));
    }
    reasons
}
