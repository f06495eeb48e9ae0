//! Limits on the work that a report causes. Its templates are programs: they may loop, or use any amount of memory.
//!
//! A foreign source is set in a child process, which is watched from outside and killed. The user's own project is set in
//! this process, which a thread watches and ends.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::bounds::work::{FOREIGN_MEGABYTES, MOST_PAGES, OWN_MEGABYTES, OWN_SECONDS, SECONDS_FOR_HUNDRED_PAGES};
use crate::typeset::thread;

use super::Failure;

/// How often time and memory are checked.
const INTERVAL: Duration = Duration::from_millis(20);

/// Whether the system reports the memory of a process. Elsewhere only time is limited.
pub const REPORTS_MEMORY: bool = cfg!(target_os = "linux");

/// Limits of time and memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkLimits {
    /// In seconds.
    pub time: u64,
    /// Resident memory, in megabytes.
    pub memory: u64,
}

impl WorkLimits {
    /// For a foreign source, whose PDFs claim to have this many pages. `time` (in seconds) and `memory` (in megabytes) are
    /// options of the user.
    pub fn foreign(time: Option<u64>, memory: Option<u64>, pages: u64) -> Self {
        let hundreds = pages.min(MOST_PAGES).div_ceil(100).max(1);
        Self { time: time.unwrap_or(hundreds * SECONDS_FOR_HUNDRED_PAGES), memory: memory.unwrap_or(FOREIGN_MEGABYTES) }
    }

    /// For the user's own project, with the same options.
    pub fn own(time: Option<u64>, memory: Option<u64>) -> Self {
        Self { time: time.unwrap_or(OWN_SECONDS), memory: memory.unwrap_or(OWN_MEGABYTES) }
    }

    /// The limit that work exceeds which took this time, and this memory in bytes. Without `memory`, only time is limited.
    pub fn excess(self, time: Duration, memory: Option<u64>) -> Option<Failure> {
        let Self { time: seconds, memory: megabytes } = self;
        if time >= Duration::from_secs(seconds) {
            let hint = "a template may loop; `--time-limit SECONDS` allows more time";
            return Some(too_much_work(&format!("it is not done after {seconds} s"), hint));
        }
        let hint = "a template may grow without end; `--memory-limit MEGABYTES` allows more memory";
        (memory? / 1_000_000 > megabytes)
            .then(|| too_much_work(&format!("it needs more than {megabytes} MB of memory"), hint))
    }
}

fn too_much_work(what: &str, hint: &str) -> Failure {
    Failure::new(format!("the report needs too much work: {what}")).with_hint(hint)
}

/// Runs this program again as a child with other arguments, and kills it if it exceeds a limit. It prints for itself. Returns its exit
/// code. Fails if it cannot be started, or exceeds a limit.
pub fn run_bounded(arguments: &[OsString], limits: WorkLimits) -> Result<i32, Failure> {
    let start = |error| Failure::new(format!("cannot start the process that sets the report: {error}"));
    let program = std::env::current_exe().map_err(start)?;
    let mut command = Command::new(program);
    // Its standard input is a pipe that closes when this process ends: see `end_with_parent`.
    let mut child = command.args(arguments).stdin(Stdio::piped()).spawn().map_err(start)?;
    let began = Instant::now();
    let ended = loop {
        match child.try_wait().map_err(start) {
            Ok(None) => {}
            Ok(Some(status)) => {
                let what = "the process that set it crashed, as when no memory is left";
                let hint = "a template may grow without end; a smaller `--memory-limit MEGABYTES` stops it sooner";
                break status.code().ok_or_else(|| too_much_work(what, hint));
            }
            Err(failure) => break Err(failure),
        }
        if let Some(excess) = limits.excess(began.elapsed(), memory_of(child.id())) {
            break Err(excess);
        }
        std::thread::sleep(INTERVAL);
    };
    // No child process is left behind.
    let _ended = child.kill();
    let _reaped = child.wait();
    ended
}

/// Ends this process as soon as its parent has ended.
pub fn end_with_parent() {
    thread::spawn_free(|| {
        let _closed = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(2);
    });
}

/// The resident memory of a process in bytes, if the system reports it.
pub fn memory_of(process: u32) -> Option<u64> {
    #[expect(clippy::disallowed_methods, reason = "what the system says of a process is no input of a build")]
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

/// Ends this process when its work exceeds a limit.
pub struct Watchdog {
    /// When the watched work began; `None` while paused.
    began: Arc<Mutex<Option<Instant>>>,
}

impl Watchdog {
    /// Starts to watch. `end` ends the process when a limit is exceeded.
    pub fn start(limits: WorkLimits, end: fn(&Failure) -> !) -> Self {
        let began = Arc::new(Mutex::new(Some(Instant::now())));
        let watched = Arc::downgrade(&began);
        thread::spawn_free(move || {
            let own = std::process::id();
            while let Some(began) = watched.upgrade() {
                let began = locked(&began);
                if let Some(excess) = began.and_then(|start| limits.excess(start.elapsed(), memory_of(own))) {
                    // The lock is held, so that `pause` blocks and no file is begun.
                    end(&excess);
                }
                drop(began);
                std::thread::sleep(INTERVAL);
            }
        });
        Self { began }
    }

    /// Watches work that begins now.
    pub fn resume(&self) {
        *locked(&self.began) = Some(Instant::now());
    }

    /// Stops watching: what follows, such as writing files, is not interrupted.
    pub fn pause(&self) {
        *locked(&self.began) = None;
    }
}

fn locked(began: &Mutex<Option<Instant>>) -> MutexGuard<'_, Option<Instant>> {
    began.lock().unwrap_or_else(PoisonError::into_inner)
}
