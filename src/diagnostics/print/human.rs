//! Diagnostics with excerpts, underlines and hints.

use std::collections::HashMap;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::term;

use crate::diagnostics::{Diagnostic, Files, Severity, visible};

use super::excerpts::Excerpts;
use super::{Shown, short, shown::Canvas};

/// Of similar diagnostics, this many are printed with excerpts …
const SHOWN_IN_FULL: usize = 3;
/// … and this many more as one line.
const SHOWN_AS_LINE: usize = 10;

/// Prints diagnostics with excerpts; of similar ones, only the first few.
pub fn print(diagnostics: &[Diagnostic], files: &Files, colour: bool) -> Shown {
    let mut alike: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
    let mut order = Vec::new();
    for diagnostic in diagnostics {
        let key = (diagnostic.code, without_names(&diagnostic.message));
        let group = alike.entry(key.clone()).or_default();
        if group.is_empty() {
            order.push(key);
        }
        group.push(diagnostic);
    }
    let mut out = Shown::default();
    for key in order {
        let group = &alike[&key];
        for diagnostic in group.iter().take(SHOWN_IN_FULL) {
            out += in_full(diagnostic, files, colour).ended();
        }
        if group.len() > SHOWN_IN_FULL {
            for diagnostic in group.iter().skip(SHOWN_IN_FULL).take(SHOWN_AS_LINE) {
                out += Shown::line(&short::line(diagnostic, files)).ended();
            }
            let rest = group.len().saturating_sub(SHOWN_IN_FULL + SHOWN_AS_LINE);
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
    let primary = diagnostic.place.iter().map(|place| codespan::Label::primary(place.file, excerpts.range(*place)));
    let secondary = diagnostic.related.iter().map(|related| {
        codespan::Label::secondary(related.place.file, excerpts.range(related.place))
            .with_message(visible::line(&related.message))
    });
    let rendered = codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.as_str())
        .with_message(visible::line(&diagnostic.full_message()))
        .with_labels(primary.chain(secondary).collect())
        .with_notes(diagnostic.hints.iter().map(hint).collect());
    let config = term::Config { tab_width: 2, ..term::Config::default() };
    let mut canvas = Canvas::new(colour);
    match term::emit_to_write_style(&mut canvas, &config, &excerpts, &rendered) {
        Ok(()) => canvas.finish(),
        // A place that no longer fits its file must not hide the diagnostic itself.
        Err(_) => Shown::line(&short::line(diagnostic, files)).ended(),
    }
}
