//! Complaints as text for a terminal: with the written lines (human) or a line each (short).

use std::collections::HashMap;
use std::fmt::Write as _;

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{Error, Files as CodespanFiles};
use codespan_reporting::term::{self, termcolor};

use super::diagnostic::{Diagnostic, Severity};
use super::files::{FileKey, Files};

/// How complaints are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// With the written lines, underlined, and hints.
    Human,
    /// One line each: file:line:column: severity[code]: message.
    Short,
}

/// Of complaints that are alike, this many print with their lines …
const SHOWN_IN_FULL: usize = 3;
/// … and this many more as one line.
const SHOWN_AS_LINE: usize = 10;

/// All complaints as text, in order; alike ones are folded in the human format. With `colour`, ANSI escapes are inside.
pub fn print(diagnostics: &[Diagnostic], files: &Files, format: Format, colour: bool) -> String {
    match format {
        Format::Short => diagnostics.iter().map(|diagnostic| short(diagnostic, files) + "\n").collect(),
        Format::Human => human(diagnostics, files, colour),
    }
}

fn human(diagnostics: &[Diagnostic], files: &Files, colour: bool) -> String {
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
                writeln!(out, "{}", short(diagnostic, files)).expect("writing to a string succeeds");
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
        .with_message(&diagnostic.message)
        .with_labels(primary.chain(secondary).collect())
        .with_notes(diagnostic.hints.iter().map(|hint| format!("hint: {hint}")).collect());
    let config = term::Config { tab_width: 2, ..term::Config::default() };
    let mut buffer = if colour { termcolor::Buffer::ansi() } else { termcolor::Buffer::no_color() };
    match term::emit_to_write_style(&mut buffer, &config, files, &rendered) {
        Ok(()) => String::from_utf8_lossy(buffer.as_slice()).trim_end().to_owned() + "\n",
        // A place that no longer fits its file must not hide the complaint itself.
        Err(_) => short(diagnostic, files) + "\n",
    }
}

/// `file:line:column: severity[code]: message`.
pub fn short(diagnostic: &Diagnostic, files: &Files) -> String {
    let severity = match diagnostic.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let said = format!("{severity}[{}]: {}", diagnostic.code.as_str(), diagnostic.message);
    match diagnostic.place {
        None => said,
        Some(place) => {
            let at = files.line_column(place.file, place.range().start);
            format!("{}:{}:{}: {said}", files.get(place.file).path, at.line, at.column)
        }
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
        let text = &self.get(key).text;
        let mut starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).skip(index);
        let max = text.matches('\n').count();
        let start = starts.next().ok_or(Error::LineTooLarge { given: index, max })?;
        Ok(start..starts.next().unwrap_or(text.len()))
    }
}
