//! Doubts about links and translations whose ground has changed since somebody agreed to them.

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::graph::Graph;
use crate::meaning::review::{Review, ReviewedLink, State, Translation};

/// As many changed items are pointed at; more would fill the screen.
const MOST_CAUSES: usize = 3;

/// Checks every link and every translation of a report that has a lock.
pub fn check(graph: &Graph, review: &Review, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    if !review.in_use {
        return;
    }
    for link in &review.links {
        diagnostics.extend(of_link(link, graph, review));
    }
    diagnostics.extend(review.translations.iter().filter_map(|translation| of_translation(translation, files)));
}

fn of_link(reviewed: &ReviewedLink, graph: &Graph, review: &Review) -> Option<Diagnostic> {
    let link = &reviewed.link;
    let (from, to) = (&link.from, &link.to);
    let changed = |id: &str| format!("`{id}` says something else than it did");
    match reviewed.state {
        State::Unreviewed => {
            let message = format!("nobody has reviewed the link from `{from}` to `{to}`");
            let hint = format!("read both; if `{from}` follows from `{to}`, `raportti review {}` says so", link.name());
            return Some(Diagnostic::new(Code::UnreviewedLink, link.place, message).with_hint(hint));
        }
        State::Changed => {
            let message = format!("`{to}` has changed since the link from `{from}` to it was reviewed");
            let hint = format!("read both; if `{from}` still holds, `raportti review {}` says so", link.name());
            let fault = Diagnostic::new(Code::SuspectLink, link.place, message).with_hint(hint);
            return Some(fault.with_related(graph.place(to), changed(to)));
        }
        State::Agreed => {}
    }
    let causes: Vec<&ReviewedLink> = reviewed.causes.iter().map(|&number| &review.links[number]).collect();
    let first = &causes.first()?.link;
    let more = if causes.len() > 1 { format!(", and {} more", causes.len() - 1) } else { String::new() };
    let message = format!(
        "`{from}` stands on `{to}`, which is suspect: `{}` has changed since the link from `{}` to it was reviewed{more}",
        first.to, first.from
    );
    let shown = || causes.iter().take(MOST_CAUSES).map(|cause| &cause.link);
    let names: Vec<String> = shown().map(|cause| cause.name()).collect();
    let hint = format!("this goes away when the change is reviewed: `raportti review {}`", names.join(" "));
    let fault = Diagnostic::new(Code::SuspectLink, link.place, message).with_hint(hint);
    Some(shown().fold(fault, |fault, cause| fault.with_related(graph.place(&cause.to), changed(&cause.to))))
}

fn of_translation(translation: &Translation, files: &Files) -> Option<Diagnostic> {
    let Translation { owner, language, name, .. } = translation;
    let (code, message, hint) = match translation.state {
        State::Agreed => return None,
        State::Changed => (
            Code::StaleTranslation,
            format!("the text that this was translated from has changed: `{name}`"),
            "bring the translation up to date",
        ),
        State::Unreviewed => (
            Code::UnreviewedTranslation,
            format!("nobody has compared this translation with its source: `{name}`"),
            "compare the two",
        ),
    };
    let source = translation.source.map(|source| first_line(source, files));
    let fault = Diagnostic::new(code, first_line(translation.place?, files), message)
        .with_hint(format!("{hint}; then `raportti review {owner} --lang {language}` says so"));
    Some(fault.with_related(source, "the source text is here"))
}

/// Where a text begins: all of it, twice, would fill the screen.
fn first_line(place: Place, files: &Files) -> Place {
    let length = files.text(place).lines().next().map_or(0, str::len);
    Place::new(place.file, place.range().start..place.range().start + length)
}
