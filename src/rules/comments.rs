//! Comments that were saved and that nobody has decided on.

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::graph::Graph;
use crate::meaning::Meaning;
use crate::meaning::commented::{Lookup, Spot, Standing};
use crate::model::text::{shortened, spaced};
use crate::model::typed::Comment;

/// As many characters of a comment are shown; all of it stands in its file.
const SHOWN: usize = 100;

/// Warns of each open comment at the place that it speaks of, or else where it stands itself. `meaning` is that of the report.
pub fn check(graph: &Graph, meaning: impl FnOnce() -> Meaning, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let open: Vec<Comment> = graph.model.saved_comments().filter(|comment| comment.is_open()).collect();
    if open.is_empty() {
        return;
    }
    let meaning = meaning();
    let lookup = Lookup::new(&meaning, graph.report(), files);
    diagnostics.extend(open.into_iter().map(|comment| warning(comment, &lookup.spot(comment), graph)));
}

fn warning(comment: Comment, spot: &Spot, graph: &Graph) -> Diagnostic {
    let item = comment.item().map(|item| item.value.as_str()).unwrap_or_default();
    let about = match (spot.standing, comment.words()) {
        (Standing::Words | Standing::Whole, _) | (Standing::Field, None) => String::new(),
        (Standing::Field, Some(words)) => {
            format!("; the words “{}” are not here any more", shortened(&spaced(&words.value), SHOWN))
        }
        (Standing::Item, _) => match comment.field() {
            Some(field) => format!("; `{item}` has no `{}` any more", field.value),
            None => String::new(),
        },
        (Standing::Gone, _) => match graph.withdrawn.get(item) {
            Some(_) => format!("; `{item}` was withdrawn"),
            None => format!("; the report has no `{item}`"),
        },
    };
    let message = format!("an open comment{}: {}{about}", who(comment), said(comment));
    let fault = Diagnostic::new(Code::OpenComment, spot.place.unwrap_or(comment.place()), message);
    fault
        .with_related(spot.place.map(|_| comment.place()), "the comment is saved here")
        .with_hint("answer it there: `answer = \"…\"`, and `state = \"accepted\"`, `\"rejected\"` or `\"done\"`")
}

fn who(comment: Comment) -> String {
    comment.author().map(|author| format!(" of {}", author.value)).unwrap_or_default()
}

/// What a comment says, in one line: its words, or else what it proposes.
pub fn said(comment: Comment) -> String {
    let quoted = |text: &str| format!("“{}”", shortened(&spaced(text), SHOWN));
    let proposed = comment.proposed().map(|text| quoted(&text.value)).unwrap_or_default();
    match (comment.text(), comment.proposal()) {
        (Some(text), _) => quoted(&text.value),
        (None, Some("delete")) => "delete this".to_owned(),
        (None, Some("insert")) => format!("insert {proposed} here"),
        (None, Some(_)) => format!("replace this by {proposed}"),
        (None, None) => "this is marked, without words".to_owned(),
    }
}
