//! Doubts about links and translations whose ground has changed since somebody agreed to them.

use crate::diagnostics::{Code, Diagnostic, Files, Place, diagnostic::Related};
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
    match reviewed.state {
        State::Unreviewed => {
            let message = format!("nobody has reviewed the link from `{from}` to `{to}`");
            return Some(Diagnostic::new(Code::UnreviewedLink, link.place, message).with_hint(format!(
                "read both; if `{from}` follows from `{to}`, `raportti review {}` says so",
                link.name()
            )));
        }
        State::Changed => {
            let message = format!("`{to}` has changed since the link from `{from}` to it was reviewed");
            let fault = Diagnostic::new(Code::SuspectLink, link.place, message);
            let fault = match graph.place(to) {
                Some(place) => fault.with_related(place, format!("`{to}` says something else than it did")),
                None => fault,
            };
            let hint = format!("read both; if `{from}` still holds, `raportti review {}` says so", link.name());
            return Some(fault.with_hint(hint));
        }
        State::Agreed => {}
    }
    let causes: Vec<&ReviewedLink> = reviewed.causes.iter().map(|&number| &review.links[number]).collect();
    let first = causes.first()?;
    let more = match causes.len() {
        1 => String::new(),
        n => format!(", and {} more", n - 1),
    };
    let message = format!(
        "`{from}` stands on `{to}`, which is suspect: `{}` has changed since the link from `{}` to it was reviewed{more}",
        first.link.to, first.link.from
    );
    let mut fault = Diagnostic::new(Code::SuspectLink, link.place, message);
    for cause in causes.iter().take(MOST_CAUSES) {
        let words = format!("`{}` says something else than it did", cause.link.to);
        fault.related.extend(graph.place(&cause.link.to).map(|place| Related { place, message: words }));
    }
    let names: Vec<String> = causes.iter().take(MOST_CAUSES).map(|cause| cause.link.name()).collect();
    Some(fault.with_hint(format!("this goes away when the change is reviewed: `raportti review {}`", names.join(" "))))
}

fn of_translation(translation: &Translation, files: &Files) -> Option<Diagnostic> {
    let (code, message, hint) = match translation.state {
        State::Agreed => return None,
        State::Changed => (
            Code::StaleTranslation,
            format!("the text that this was translated from has changed: `{}`", translation.name),
            "bring the translation up to date",
        ),
        State::Unreviewed => (
            Code::UnreviewedTranslation,
            format!("nobody has compared this translation with its source: `{}`", translation.name),
            "compare the two",
        ),
    };
    let Translation { owner, language, .. } = translation;
    let diagnostic = Diagnostic::new(code, first_line(translation.place?, files), message)
        .with_hint(format!("{hint}; then `raportti review {owner} --lang {language}` says so"));
    Some(match translation.source {
        Some(source) => diagnostic.with_related(first_line(source, files), "the source text is here"),
        None => diagnostic,
    })
}

/// Where a text begins: all of it, twice, would fill the screen.
fn first_line(place: Place, files: &Files) -> Place {
    let length = files.text(place).lines().next().map_or(0, str::len);
    Place::new(place.file, place.range().start..place.range().start + length)
}
