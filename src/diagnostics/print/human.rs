//! Complaints with the written lines, underlined, and hints.

use std::collections::HashMap;
use std::fmt::Write as _;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files as CodespanFiles};
use codespan_reporting::term::{self, termcolor};

use crate::diagnostics::diagnostic::{Diagnostic, Severity};
use crate::diagnostics::files::{FileKey, Files};

use super::short;

/// Of complaints that are alike, this many print with their lines …
const SHOWN_IN_FULL: usize = 3;
/// … and this many more as one line.
const SHOWN_AS_LINE: usize = 10;
/// A written line of more bytes than this is not shown: it would fill the screen.
const LONGEST_LINE: usize = 4_000;

/// With the written lines; of alike complaints only the first few.
pub fn print(diagnostics: &[Diagnostic], files: &Files, colour: bool) -> String {
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
    let mut out = String::new();
    for key in order {
        let group = &alike[&key];
        for diagnostic in group.iter().take(SHOWN_IN_FULL) {
            out += &in_full(diagnostic, files, colour);
            out.push('\n');
        }
        if group.len() > SHOWN_IN_FULL {
            for diagnostic in group.iter().skip(SHOWN_IN_FULL).take(SHOWN_AS_LINE) {
                writeln!(out, "{}", short::line(diagnostic, files)).expect("writing to a string succeeds");
            }
            let rest = group.len().saturating_sub(SHOWN_IN_FULL + SHOWN_AS_LINE);
            if rest > 0 {
                writeln!(out, "… and {rest} more of `{}`; `--format short` lists every one", key.0.as_str())
                    .expect("writing to a string succeeds");
            }
            out.push('\n');
        }
    }
    out
}

/// A message with its backquoted names left out, by which alike complaints are known.
fn without_names(message: &str) -> String {
    message.split('`').step_by(2).collect()
}

fn in_full(diagnostic: &Diagnostic, files: &Files, colour: bool) -> String {
    if diagnostic.place.is_some_and(|place| files.line(place).len() > LONGEST_LINE) {
        let hints = diagnostic.hints.iter().map(|hint| format!("  = hint: {hint}\n"));
        return short::line(diagnostic, files) + "\n" + &hints.collect::<String>();
    }
    let severity = match diagnostic.severity {
        Severity::Error => codespan::Severity::Error,
        Severity::Warning => codespan::Severity::Warning,
    };
    let primary = diagnostic.place.iter().map(|place| codespan::Label::primary(place.file, place.range()));
    let secondary = diagnostic.related.iter().map(|related| {
        codespan::Label::secondary(related.place.file, related.place.range()).with_message(&related.message)
    });
    let rendered = codespan::Diagnostic::new(severity)
        .with_code(diagnostic.code.as_str())
        .with_message(diagnostic.said())
        .with_labels(primary.chain(secondary).collect())
        .with_notes(diagnostic.hints.iter().map(|hint| format!("hint: {hint}")).collect());
    let config = term::Config { tab_width: 2, ..term::Config::default() };
    let mut buffer = if colour { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    match term::emit_to_write_style(&mut buffer, &config, files, &rendered) {
        Ok(()) => String::from_utf8_lossy(buffer.as_slice()).trim_end().to_owned() + "\n",
        // A place that no longer fits its file must not hide the complaint itself.
        Err(_) => short::line(diagnostic, files) + "\n",
    }
}

impl<'a> CodespanFiles<'a> for Files {
    type FileId = FileKey;
    type Name = &'a str;
    type Source = &'a str;

    fn name(&'a self, key: FileKey) -> Result<&'a str, Error> {
        Ok(&self.get(key).path)
    }

    fn source(&'a self, key: FileKey) -> Result<&'a str, Error> {
        Ok(&self.get(key).text)
    }

    fn line_index(&'a self, key: FileKey, offset: usize) -> Result<usize, Error> {
        Ok(self.line_column(key, offset).line - 1)
    }

    fn line_range(&'a self, key: FileKey, index: usize) -> Result<std::ops::Range<usize>, Error> {
        let file = self.get(key);
        let starts = file.line_starts();
        let start = *starts.get(index).ok_or(Error::LineTooLarge { given: index, max: starts.len() - 1 })?;
        Ok(start..starts.get(index + 1).copied().unwrap_or(file.text.len()))
    }
}
