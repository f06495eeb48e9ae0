//! Reports every few seconds that work goes on, so that it is not taken for a hang.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::cli::Global;
use crate::typeset::thread;

use super::terminal;

/// The time between two lines.
const INTERVAL: Duration = Duration::from_secs(10);

/// Runs `work`, and prints a line every ten seconds until it ends.
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
