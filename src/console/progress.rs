//! Progress: which PDFs are being set, and that long work goes on.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::build::{Key, Merged, Observer};
use crate::cli::Global;
use crate::typeset::{Pdf, Proof, thread};

use super::terminal;

/// A line for each PDF that is being set. Prints nothing in a pipe, with `--quiet` or in formats for programs.
pub struct Progress {
    all: MultiProgress,
    lines: BTreeMap<Key, ProgressBar>,
}

impl Progress {
    pub fn new(global: &Global, merged: &[&Merged]) -> Self {
        let quiet = global.quiet || global.format.is_for_programs();
        // indicatif itself draws nothing if standard error is not a terminal.
        #[expect(clippy::disallowed_methods, reason = "its lines have names of languages and editions only")]
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let all = MultiProgress::with_draw_target(target);
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}").expect("the template is well formed");
        let line = |merged: &&Merged| {
            let bar = all.add(ProgressBar::no_length().with_style(style.clone()));
            bar.set_message(format!("{}: waiting", title(merged)));
            (merged.key(), bar)
        };
        let lines = merged.iter().map(line).collect();
        Self { all, lines }
    }

    /// Clears the lines to make room for the summary.
    pub fn finish(&self) {
        self.lines.values().for_each(ProgressBar::finish_and_clear);
        // Clearing fails only if the terminal is gone.
        let _gone = self.all.clear();
    }

    /// Sets the text of a PDF's line, and returns the line.
    fn set_status(&self, merged: &Merged, what: &str) -> Option<&ProgressBar> {
        let line = self.lines.get(&merged.key())?;
        line.set_message(format!("{}: {what}", title(merged)));
        Some(line)
    }
}

fn title(merged: &Merged) -> String {
    let extract = merged.extract.as_ref().map(|extract| format!("{} ", extract.name)).unwrap_or_default();
    format!("{extract}{} {}", merged.language, merged.edition.as_str())
}

impl Observer for Progress {
    fn begins(&self, merged: &Merged) {
        // A hidden line needs no ticks.
        if let Some(line) = self.set_status(merged, "setting pages").filter(|line| !line.is_hidden()) {
            line.enable_steady_tick(Duration::from_millis(100));
        }
    }

    fn pages(&self, merged: &Merged, _: &dyn Fn() -> Proof) {
        self.set_status(merged, "writing the PDF");
    }

    fn ends(&self, merged: &Merged, pdf: Option<&Pdf>) {
        let what = if pdf.is_some() { "done" } else { "has faults" };
        if let Some(line) = self.set_status(merged, what) {
            line.finish();
        }
    }
}

/// The time between two lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Runs `work`, and prints a line every ten seconds until it ends, so that it is not taken for a hang.
pub fn report_while<T>(global: &Global, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    std::thread::scope(|scope| {
        let (working, ended) = mpsc::channel::<()>();
        thread::spawn(scope, move || {
            while ended.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                terminal::print_line(global, &format!("still at work, {:.0} s", start.elapsed().as_secs_f64()));
            }
        });
        let outcome = work();
        drop(working);
        outcome
    })
}
