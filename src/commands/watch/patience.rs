//! Says that work goes on which takes long, so that silence never has to be understood.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};

use crate::cli::Global;
use crate::commands::terminal;

/// How long nothing is said of work that goes on.
const LONGEST_SILENCE: Duration = Duration::from_secs(10);

/// Does the work, and tells the user every so often that it has not ended.
pub fn ask_for_it<T>(global: &Global, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    std::thread::scope(|scope| {
        let (working, ended) = mpsc::channel::<()>();
        scope.spawn(move || {
            while ended.recv_timeout(LONGEST_SILENCE) == Err(RecvTimeoutError::Timeout) {
                terminal::tell(global, &format!("still at work, {:.0} s", start.elapsed().as_secs_f64()));
            }
        });
        let outcome = work();
        drop(working);
        outcome
    })
}
