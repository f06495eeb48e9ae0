//! Proves the limits on time and memory at their edges.

use std::time::Duration;

use raportti::bounds::work::{FOREIGN_MEGABYTES, MOST_PAGES, OWN_MEGABYTES, OWN_SECONDS, SECONDS_FOR_HUNDRED_PAGES};
use raportti::build::watchdog::{REPORTS_MEMORY, WorkLimits, memory_of};

#[test]
fn time_grows_with_pages_up_to_a_bound() {
    let seconds = |pages| WorkLimits::foreign(None, None, pages).time;
    let hundreds = [1, 1, 1, 2, 20, 20, 20].map(|hundreds| hundreds * SECONDS_FOR_HUNDRED_PAGES);
    assert_eq!([0, 1, 100, 101, MOST_PAGES, MOST_PAGES + 1, u64::MAX].map(seconds), hundreds);
    let asked = WorkLimits { time: 5, memory: 7 };
    assert_eq!(WorkLimits::foreign(Some(5), Some(7), 1_000), asked);
    assert_eq!(WorkLimits::own(Some(5), Some(7)), asked);
    assert_eq!(WorkLimits::foreign(None, None, 1).memory, FOREIGN_MEGABYTES);
    let usual = WorkLimits { time: OWN_SECONDS, memory: OWN_MEGABYTES };
    assert_eq!(WorkLimits::own(None, None), usual);
}

#[test]
fn a_limit_is_passed_at_its_edge() {
    let limits = WorkLimits { time: 5, memory: 7 };
    let (second, megabyte) = (Duration::from_secs(1), 1_000_000);
    let excess = |time, memory| limits.excess(time, memory).map(|failure| failure.to_string());
    let too_much = |what: &str| Some(format!("the report needs too much work: {what}"));
    assert_eq!(excess(5 * second - Duration::from_nanos(1), Some(8 * megabyte - 1)), None);
    assert_eq!(excess(5 * second, Some(0)), too_much("it is not done after 5 s"));
    assert_eq!(excess(second, Some(8 * megabyte)), too_much("it needs more than 7 MB of memory"));
    assert_eq!(excess(second, None), None, "if a system does not report memory, only time is limited");
}

#[test]
fn memory_is_reported_on_linux() {
    assert_eq!(memory_of(std::process::id()).is_some(), REPORTS_MEMORY);
}
