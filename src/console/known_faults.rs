//! The faults that earlier rounds of `watch` printed, so that a round prints only new ones.

use std::collections::HashMap;

use crate::diagnostics::{Code, Diagnostic, Faults, Files, Severity, diagnostic::any_error, many};

/// At most this many faults are printed in full in every round.
const SHORT: usize = 6;
/// At most this many fixed faults are named; the rest are counted.
const MOST_GONE: usize = 3;

/// The number of each fault. Faults are compared without line numbers, since an edit moves the lines below it.
#[derive(Default)]
pub struct KnownFaults(HashMap<Key, usize>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    path: String,
    /// The text of the line.
    line: String,
    code: Code,
    severity: Severity,
    message: String,
    /// Found on a page, and so only in rounds that set the page.
    on_page: bool,
}

/// What a round prints for people.
pub struct News {
    /// The faults to print.
    pub shown: Vec<Diagnostic>,
    /// The lines below them: fixed faults, and the number of remaining ones.
    pub lines: Vec<String>,
}

impl KnownFaults {
    /// Compares the faults of a round with the known ones. A short list is printed whole.
    pub fn news(&mut self, Faults { files, diagnostics }: &Faults) -> News {
        let mut before = std::mem::take(&mut self.0);
        let mut new = Vec::new();
        for diagnostic in diagnostics {
            let key = Key::of(diagnostic, files);
            match before.get_mut(&key) {
                Some(count) if *count > 0 => *count -= 1,
                _ => new.push(diagnostic.clone()),
            }
            *self.0.entry(key).or_default() += 1;
        }
        let any_error = any_error(diagnostics);
        let mut gone = Vec::new();
        for (key, count) in before.into_iter().filter(|(_, count)| *count > 0) {
            // An error may hide later faults, which do not count as fixed.
            if key.on_page || any_error && key.severity != Severity::Error {
                *self.0.entry(key).or_default() += count;
            } else {
                gone.push(format!("gone: {} [{}] in {}", key.message, key.code.as_str(), key.path));
            }
        }
        if diagnostics.len() <= SHORT {
            return News { shown: diagnostics.clone(), lines: Vec::new() };
        }
        gone.sort();
        let more = gone.len().saturating_sub(MOST_GONE);
        gone.truncate(MOST_GONE);
        let more = (more > 0).then(|| format!("gone: {more} more"));
        let old = diagnostics.len() - new.len();
        let remain = if old == 1 { "remains" } else { "remain" };
        let old = (old > 0).then(|| format!("{} {remain}; `raportti check` lists them", many(old, "fault")));
        News { shown: new, lines: gone.into_iter().chain(more).chain(old).collect() }
    }
}

impl Key {
    fn of(diagnostic: &Diagnostic, files: &Files) -> Self {
        let (path, line) = diagnostic.place.map_or_else(Default::default, |place| {
            (files.get(place.file).path.clone(), files.line(place).trim_end().to_owned())
        });
        Self {
            path,
            line,
            code: diagnostic.code,
            severity: diagnostic.severity,
            message: diagnostic.message.clone(),
            on_page: diagnostic.page.is_some(),
        }
    }
}
