//! Results of a command for programs: with `--format json`, a line for each output and a summary at the end.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::Global;
use crate::diagnostics::print::Format;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{Diagnostic, Severity};
use crate::files::{Tree, digest};

use super::printer;

/// Prints the line of a file that was made or is up to date.
pub fn output(global: &Global, path: &Path, pages: Option<usize>, bytes: &[u8]) {
    put(global, || {
        let mut line = json!({
            "type": "output",
            "path": path.to_string_lossy(),
            "bytes": bytes.len(),
            "sha256": digest::of(bytes),
        });
        if let Some(pages) = pages {
            line["pages"] = pages.into();
        }
        line
    });
}

/// Prints a line for every file of a new folder, and the summary.
pub fn folder(global: &Global, folder: &Path, files: &Tree, diagnostics: &[Diagnostic]) {
    files.iter().for_each(|(path, bytes)| output(global, &folder.join(path), None, bytes));
    summary(global, diagnostics, files.len());
}

/// Prints the last line: the numbers of faults and outputs.
pub fn summary(global: &Global, diagnostics: &[Diagnostic], outputs: usize) {
    put(global, || counted(diagnostics, outputs));
}

/// Prints what other programs appended to a PDF: the length of the first part and of the rest, the number of marks, and what is shown
/// otherwise; `null` where it cannot be read.
pub fn updates(global: &Global, first: usize, appended: usize, marks: Option<usize>, differences: Option<&[String]>) {
    put(global, || {
        json!({
            "type": "updates",
            "first": first,
            "appended": appended,
            "marks": marks,
            "differences": differences,
        })
    });
}

/// Prints the last line of `verify`, which has no faults of its own.
pub fn verdict(global: &Global, is_proven: bool, outputs: usize) {
    put(global, || {
        let mut line = counted(&[], outputs);
        line["proven"] = is_proven.into();
        line
    });
}

fn counted(diagnostics: &[Diagnostic], outputs: usize) -> Value {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    json!({
        "type": "summary",
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "outputs": outputs,
    })
}

/// Prints a line if the format is JSON.
fn put(global: &Global, line: impl FnOnce() -> Value) {
    if global.format == Format::Json {
        printer::put(Stream::Output, &Shown::json(&line().to_string()).ended());
    }
}
