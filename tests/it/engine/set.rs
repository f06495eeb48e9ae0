//! Proves that languages and editions are set in the planned order, and that one that fails stops no other.

use std::sync::Mutex;

use raportti::build::{Inputs, Merged, Mode, Observer, WarmStart, check, set_all};
use raportti::files::reading;
use raportti::typeset::Pdf;

use crate::support::project::repository;

/// Notes when a layout begins and when its PDF is written.
#[derive(Default)]
struct Log {
    urgent: &'static str,
    /// Its setting panics.
    broken: &'static str,
    events: Mutex<Vec<String>>,
}

impl Log {
    fn note(&self, merged: &Merged, what: &str) {
        self.events.lock().unwrap().push(format!("{} {what}", merged.name()));
    }
}

impl Observer for Log {
    fn is_urgent(&self, merged: &Merged) -> bool {
        merged.name() == self.urgent
    }

    fn begins(&self, merged: &Merged) {
        assert_ne!(merged.name(), self.broken, "this panic is a part of the test");
        self.note(merged, "begins");
    }

    fn ends(&self, merged: &Merged, pdf: Option<&Pdf>) {
        self.note(merged, if pdf.is_some() { "ends" } else { "fails" });
    }
}

/// Sets a report, and returns whether there are PDFs, the events, and the messages of faults.
fn set(report: &str, mode: Mode, log: Log) -> (bool, Vec<String>, Vec<String>) {
    let tree = reading::tree(&repository().join("tests/reports").join(report), &["report"]).unwrap();
    let (ready, mut faults) = check(&Inputs::in_memory(tree), false).ready().unwrap();
    let before = faults.diagnostics.len();
    let merged: Vec<&Merged> = ready.merged.iter().collect();
    let pdfs = set_all(&mut WarmStart::new(mode), &ready, &merged, &mut faults, &log);
    let messages = faults.diagnostics[before..].iter().map(|fault| fault.message.clone()).collect();
    (pdfs.is_some(), log.events.into_inner().unwrap(), messages)
}

#[test]
fn an_urgent_job_is_set_alone_and_before_all_others() {
    let (is_set, events, _) = set("full", Mode::Watch, Log { urgent: "sv", ..Log::default() });
    assert!(is_set && events.len() == 6, "{events:?}");
    assert_eq!(events[..2], ["sv begins", "sv ends"]);
}

/// A print edition begins with the pages of its screen edition, which may never come.
#[test]
fn a_panic_stops_no_other_job() {
    for mode in [Mode::Once, Mode::Watch] {
        let (is_set, events, messages) = set("print", mode, Log { broken: "en", ..Log::default() });
        assert!(!is_set);
        assert_eq!(events, ["en-print begins", "en-print ends"]);
        assert_eq!(messages, ["Typst crashed while setting `en`"]);
    }
}
