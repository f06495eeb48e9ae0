//! Notices that files of the project may have changed. What really changed is seen by reading them.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::files::read::FOLDERS;

/// Without a change for this long, a burst may be over, and files are worth reading.
const STEP: Duration = Duration::from_millis(2);
/// Without a change for this long, a burst is over: editors save in several steps.
const QUIET: Duration = Duration::from_millis(10);
/// A burst that does not end is looked at after this time.
const LONGEST_BURST: Duration = Duration::from_millis(100);
/// How often files are read where the system does not report changes.
const POLL: Duration = Duration::from_millis(300);

/// An event of the system.
enum Sign {
    Changed,
    /// One of the folders itself came or went, and with it what was being watched.
    Folder,
}

pub struct FileEvents {
    project: PathBuf,
    watcher: Option<RecommendedWatcher>,
    signs: Receiver<Sign>,
    /// Keeps the channel open while nothing is watched.
    _sender: Sender<Sign>,
    waiting: bool,
    burst: Option<Burst>,
    trouble: Option<String>,
}

/// Changes that came shortly after one another.
#[derive(Clone, Copy)]
struct Burst {
    began: Instant,
    /// When the last one was heard of.
    last: Instant,
}

impl FileEvents {
    /// Watches the folders of a project, those that come later, too. What happens below `outputs` is passed over. With
    /// `poll`, or where the system cannot watch, files are looked at every now and then instead.
    pub fn of(project: &Path, outputs: &Path, poll: bool) -> Self {
        let (sender, signs) = mpsc::channel();
        let mut events = Self {
            project: project.to_owned(),
            watcher: None,
            signs,
            _sender: sender.clone(),
            waiting: false,
            burst: None,
            trouble: None,
        };
        if !poll {
            let (root, outputs) = (project.to_owned(), outputs.to_owned());
            let hear = move |event: notify::Result<Event>| {
                // Lost events are found by reading everything, too.
                let sign = event.map_or(Some(Sign::Changed), |event| sign(&event, &root, &outputs));
                // The receiver lives as long as the program watches.
                let _ended = sign.map(|sign| sender.send(sign));
            };
            match notify::recommended_watcher(hear) {
                Ok(watcher) => events.watcher = Some(watcher),
                Err(error) => events.give_up(&error),
            }
            events.watch_folders();
        }
        events
    }

    /// Why the files are polled although the user did not ask for it; returned once.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// Waits for a burst of changes, but no longer than `patience`. It may go on; see [`Self::went_on`].
    pub fn wait(&mut self, patience: Option<Duration>) {
        self.burst = None;
        if !self.waiting {
            let longest = if self.watcher.is_some() { Duration::MAX } else { POLL };
            match self.signs.recv_timeout(patience.unwrap_or(longest).min(longest)) {
                Ok(sign) => self.take(sign),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return,
            }
        }
        let now = Instant::now();
        self.burst = Some(Burst { began: now, last: now });
        self.gather(STEP);
    }

    /// Waits for the end of the burst that was waited for last. Returns whether anything changed since then, so that what was read
    /// meanwhile has to be read again.
    pub fn went_on(&mut self) -> bool {
        self.gather(QUIET)
    }

    /// Takes the changes of this burst until none comes for this long. Returns whether there were any.
    fn gather(&mut self, quiet: Duration) -> bool {
        let mut any = false;
        while let Some(Burst { began, last }) = self.burst
            && began.elapsed() < LONGEST_BURST
            && let Ok(sign) = self.signs.recv_timeout(quiet.saturating_sub(last.elapsed()))
        {
            self.take(sign);
            self.burst = Some(Burst { began, last: Instant::now() });
            any = true;
        }
        self.waiting = false;
        any
    }

    /// Whether nothing has changed since the last wait.
    pub fn none_waits(&mut self) -> bool {
        while let Ok(sign) = self.signs.try_recv() {
            self.take(sign);
        }
        !self.waiting
    }

    fn take(&mut self, sign: Sign) {
        self.waiting = true;
        if let Sign::Folder = sign {
            self.watch_folders();
        }
    }

    fn watch_folders(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let mut outcome = watcher.watch(&self.project, RecursiveMode::NonRecursive);
        for folder in FOLDERS.map(|folder| self.project.join(folder)) {
            // A folder that went and came again is another one for the system.
            let _unknown = watcher.unwatch(&folder);
            if folder.is_dir() {
                outcome = outcome.and(watcher.watch(&folder, RecursiveMode::Recursive));
            }
        }
        if let Err(error) = outcome {
            self.give_up(&error);
        }
    }

    fn give_up(&mut self, error: &notify::Error) {
        self.watcher = None;
        self.trouble = Some(format!("the system cannot watch the files ({error}), so they are read every {POLL:?}"));
    }
}

/// The sign that an event gives, if any.
fn sign(event: &Event, project: &Path, outputs: &Path) -> Option<Sign> {
    let written = AccessKind::Close(AccessMode::Write);
    if matches!(event.kind, EventKind::Access(access) if access != written) {
        return None;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Sign::Folder);
    }
    let signs = event.paths.iter().filter_map(|path| {
        let mut inner = path.strip_prefix(project).ok()?.iter();
        let folder = inner.next()?.to_str()?;
        if !FOLDERS.contains(&folder) || (path.starts_with(outputs) && !project.starts_with(outputs)) {
            return None;
        }
        match inner.next_back() {
            None => Some(Sign::Folder),
            // The reader passes over these, too.
            Some(name) => {
                let name = name.to_string_lossy();
                let passed_over = name.starts_with(['.', '#']) || name.ends_with('~');
                (!passed_over).then_some(Sign::Changed)
            }
        }
    });
    signs.reduce(|one, other| if let Sign::Folder = one { one } else { other })
}

#[cfg(test)]
mod tests {
    use notify::event::{CreateKind, ModifyKind};

    use super::*;

    fn heard(kind: EventKind, path: &str) -> bool {
        let event = Event::new(kind).add_path(PathBuf::from(path));
        sign(&event, Path::new("/p"), Path::new("/p/report/ulos")).is_some()
    }

    #[test]
    fn only_changes_of_the_reports_own_files_are_heard() {
        let changed = EventKind::Modify(ModifyKind::Any);
        assert!(heard(changed, "/p/report/findings/H1.toml"));
        assert!(heard(changed, "/p/templates/parts/cover.typ"));
        assert!(heard(EventKind::Create(CreateKind::Folder), "/p/fonts"));
        assert!(heard(EventKind::Access(AccessKind::Close(AccessMode::Write)), "/p/report/report.toml"));
        assert!(!heard(EventKind::Access(AccessKind::Close(AccessMode::Read)), "/p/report/report.toml"));
        assert!(!heard(changed, "/p/build/a.pdf"));
        assert!(!heard(changed, "/p/report/ulos/a.pdf"));
        assert!(!heard(changed, "/p/report/findings/.H1.toml.swp"));
        assert!(!heard(changed, "/p/report/findings/H1.toml~"));
    }
}
