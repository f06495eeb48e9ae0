//! What a command made, for programs: with `--format json` a line for each output, and at the end a summary.

use std::path::Path;

use serde_json::json;

use crate::cli::Global;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::print::Format;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::severity::Severity;
use crate::files::digest;
use crate::files::read::Tree;

use super::printer;

/// A file that was made, or that is up to date.
pub fn output(global: &Global, path: &Path, pages: Option<usize>, bytes: &[u8]) {
    if global.format != Format::Json {
        return;
    }
    let mut line = json!({
        "type": "output",
        "path": path.to_string_lossy(),
        "bytes": bytes.len(),
        "sha256": digest::of(bytes),
    });
    if let Some(pages) = pages {
        line["pages"] = pages.into();
    }
    put(&line);
}

/// Every file of a folder that was made.
pub fn outputs(global: &Global, folder: &Path, files: &Tree) {
    for (path, bytes) in files {
        output(global, &folder.join(path), None, bytes);
    }
}

/// The last line: how many faults were found, and how many outputs stand.
pub fn summary(global: &Global, diagnostics: &[Diagnostic], outputs: usize) {
    if global.format == Format::Json {
        put(&counted(diagnostics, outputs));
    }
}

/// The last line of `verify`, which has no faults of its own.
pub fn verdict(global: &Global, is_proven: bool) {
    if global.format == Format::Json {
        let mut line = counted(&[], 0);
        line["proven"] = is_proven.into();
        put(&line);
    }
}

fn counted(diagnostics: &[Diagnostic], outputs: usize) -> serde_json::Value {
    let of = |severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    json!({
        "type": "summary",
        "errors": of(Severity::Error),
        "warnings": of(Severity::Warning),
        "outputs": outputs,
    })
}

fn put(line: &serde_json::Value) {
    printer::put(Stream::Output, &Shown::json(&line.to_string()).ended());
}
