//! Diagnostics with excerpts, underlines and hints.

use std::collections::HashMap;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term;

use crate::diagnostics::{Diagnostic, Files, Place, Severity, visible};

use super::excerpts::Excerpts;
use super::folded::{MANY, unfolded};
use super::{Shown, short, shown::Canvas};

/// Of similar diagnostics, this many are printed with excerpts …
const SHOWN_IN_FULL: usize = 3;
/// … of those that each file of a new report can have, one, so that the others of the report are seen …
const SHOWN_OF_MANY: usize = 1;
/// … and this many more as one line.
const SHOWN_AS_LINE: usize = 10;

/// Prints diagnostics with excerpts; of similar ones, only the first few.
pub fn print(diagnostics: &[Diagnostic], files: &Files, colour: bool) -> Shown {
    let mut alike: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
    let mut order = Vec::new();
    for diagnostic in diagnostics {
        let key = (diagnostic.code, without_names(unfolded(&diagnostic.message)));
        let group = alike.entry(key.clone()).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(diagnostic);
    }
    let mut out = Shown::default();
    for key in order {
        let group = &alike[&key];
        let in_full_count = if MANY.contains(&key.0) { SHOWN_OF_MANY } else { SHOWN_IN_FULL };
        for diagnostic in group.iter().take(in_full_count) {
            out += in_full(diagnostic, files, colour).ended();
        }
        if group.len() > in_full_count {
            for diagnostic in group.iter().skip(in_full_count).take(SHOWN_AS_LINE) {
                out += Shown::line(&short::line(diagnostic, files)).ended();
            }
            let rest = group.len().saturating_sub(in_full_count + SHOWN_AS_LINE);
            if rest > 0 {
                let line = format!("… and {rest} more of `{}`; `--format short` lists every one", key.0.as_str());
                out += Shown::line(&line).ended();
            }
            out += Shown::default().ended();
        }
    }
    out
}

/// A message without its backquoted names: equal for similar diagnostics.
fn without_names(message: &str) -> String {
    message.split('`').step_by(2).collect()
}

/// A diagnostic with excerpts. Text is escaped before codespan lays it out, so that underlines fit.
fn in_full(diagnostic: &Diagnostic, files: &Files, colour: bool) -> Shown {
    // A hint may have several lines; codespan indents them.
    let hint = |hint: &String| format!("hint: {}", visible::text(hint));
    let excerpts = Excerpts::of(diagnostic, files);
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    // A file that is no text, or was not read, has nothing to show.
    let has_text = |place: Place| !files.get(place.file).text.is_empty();
    let in_file = diagnostic
        .place
        .filter(|place| !has_text(*place))
        .map(|place| format!("in {}", visible::line(&files.get(place.file).path)));
    let primary = diagnostic.place.filter(|place| has_text(*place));
    let primary = primary.iter().map(|place| codespan::Label::primary(place.file, excerpts.range(*place)));
    let secondary = diagnostic.related.iter().filter(|related| has_text(related.place)).map(|related| {
        codespan::Label::secondary(related.place.file, excerpts.range(related.place))
            .with_message(visible::line(&related.message))
    });
    let rendered = codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.as_str())
        .with_message(visible::line(&diagnostic.full_message()))
        .with_labels(primary.chain(secondary).collect())
        .with_notes(in_file.into_iter().chain(diagnostic.hints.iter().map(hint)).collect());
    let config = term::Config { tab_width: 2, ..term::Config::default() };
    let mut canvas = Canvas::new(colour);
    match term::emit_to_write_style(&mut canvas, &config, &excerpts, &rendered) {
        Ok(()) => canvas.finish(),
        // A place that no longer fits its file must not hide the diagnostic itself.
        Err(_) => Shown::line(&short::line(diagnostic, files)).ended(),
    }
}
