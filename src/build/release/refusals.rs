//! Why a report cannot be released yet, besides its faults: all reasons at once.

use std::path::Path;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::files::form;
use crate::model::typed::Report;

use super::repository::{Difference, Differences, Repository};

/// At most this many files are named in one reason.
const NAMED: usize = 5;

/// Every reason, also if the report has faults. `shown` is the folder of the release as the user would type it.
pub fn of(
    report: Report,
    (folder, shown): (&Path, &Path),
    newest: Option<[u32; 3]>,
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
    } else if let (Some(newest), Some(own)) = (newest, form::version_numbers(&version.value))
        && own <= newest
    {
        let newest = newest.map(|number| number.to_string()).join(".");
        let message = format!("the version {} is not later than {newest}, which is released", version.value);
        reasons.push(refuse(version.place, message, "raise `version`"));
    }
    let Some(git) = git else { return reasons };
    if let Some(tagged) = git.tagged.as_ref().filter(|tagged| git.commit.as_ref() != Some(tagged)) {
        let message = format!("the tag `v{}` points to another commit, {}", version.value, &tagged[..12]);
        reasons.push(refuse(version.place, message, "check that commit out, or raise `version`"));
    }
    reasons.extend(differences(&git.differences));
    reasons
}

/// A reason for each kind of difference from the commit.
fn differences(found: &Differences) -> Vec<Diagnostic> {
    let found: Vec<_> = found.iter().collect();
    let reason = |files: &[&(Difference, String)]| {
        let names = listed(files.iter().map(|(_, path)| path));
        let (are, them) = if files.len() == 1 { ("is", "it") } else { ("are", "them") };
        let (message, hint) = match &files[0].0 {
            Difference::Uncommitted => (
                format!("not committed: {names}"),
                "commit the files, so that the release can name its commit".to_owned(),
            ),
            Difference::Ignored => (
                format!("{names} {are} used by the report, but git ignores {them}, so no commit holds {them}"),
                "add the files with `git add --force`, or change the pattern in `.gitignore`; then commit them"
                    .to_owned(),
            ),
            Difference::Unwatched(mark) => (
                format!("git does not look at {names} (`{mark}`), so `git status` says nothing about {them}"),
                format!("`git update-index --no-{mark} FILE` makes git look again; then commit what differs"),
            ),
            Difference::Filtered(filter) => (
                format!("cannot tell whether {names} {are} committed: git's filter `{filter}` is not run"),
                "run `git status`, which updates git's index, or check the file out again; then release again"
                    .to_owned(),
            ),
        };
        Diagnostic::without_place(Code::NotReleasable, message).with_hint(hint)
    };
    found.chunk_by(|(one, _), (next, _)| one == next).map(reason).collect()
}

/// The names of files, and how many more there are.
fn listed<'p>(paths: impl ExactSizeIterator<Item = &'p String>) -> String {
    let more = match paths.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let named: Vec<String> = paths.take(NAMED).map(|path| format!("`{path}`")).collect();
    named.join(", ") + &more
}
