//! Waits until files of the project may have changed. Reading them shows what really changed.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, EventKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::files::read::{FOLDERS, is_ignored};

/// After this long without a change, a burst may be over, and the files are read.
const STEP: Duration = Duration::from_millis(2);
/// After this long without a change, a burst is over: editors save in several steps.
const QUIET: Duration = Duration::from_millis(10);
/// A burst that does not end is cut off after this time.
const LONGEST_BURST: Duration = Duration::from_millis(100);
/// How often files are read if the system does not report changes.
const POLL: Duration = Duration::from_millis(300);

/// A change that the system reports.
pub enum Change {
    File,
    /// One of the watched folders was created or removed.
    Folder,
}

pub struct FileEvents {
    project: PathBuf,
    watcher: Option<RecommendedWatcher>,
    changes: Receiver<Change>,
    /// Keeps the channel open while nothing is watched.
    _sender: Sender<Change>,
    waiting: bool,
    /// When the first and the last of the changes arrived that came shortly after one another.
    burst: Option<(Instant, Instant)>,
    trouble: Option<String>,
}

impl FileEvents {
    /// Watches the folders of a project, also those created later, except what is below `outputs`. With `poll`, or if the
    /// system cannot watch, files are read at intervals instead.
    pub fn of(project: &Path, outputs: &Path, poll: bool) -> Self {
        let (sender, changes) = mpsc::channel();
        let mut events = Self {
            project: project.to_owned(),
            watcher: None,
            changes,
            _sender: sender.clone(),
            waiting: false,
            burst: None,
            trouble: None,
        };
        if !poll {
            let (root, outputs) = (project.to_owned(), outputs.to_owned());
            let on_event = move |event: notify::Result<Event>| {
                // After lost events everything is read, too.
                let change = event.map_or(Some(Change::File), |event| change_of(&event, &root, &outputs));
                // Sending fails only after the receiver is dropped.
                let _ended = change.map(|change| sender.send(change));
            };
            match notify::recommended_watcher(on_event) {
                Ok(watcher) => events.watcher = Some(watcher),
                Err(error) => events.poll_instead(&error),
            }
            events.watch_folders();
        }
        events
    }

    /// Why files are polled though the user did not ask for it; returned once.
    pub fn trouble(&mut self) -> Option<String> {
        self.trouble.take()
    }

    /// Waits for a burst of changes, at most `patience`. The burst may continue; see [`Self::continued`].
    pub fn wait(&mut self, patience: Duration) {
        self.burst = None;
        if !self.waiting {
            let longest = if self.watcher.is_some() { Duration::MAX } else { POLL };
            let Ok(change) = self.changes.recv_timeout(patience.min(longest)) else { return };
            self.take(change);
        }
        let now = Instant::now();
        self.burst = Some((now, now));
        self.gather(STEP);
    }

    /// Waits for the end of the last burst. Returns whether there were more changes, so that files have to be read again.
    pub fn continued(&mut self) -> bool {
        self.gather(QUIET)
    }

    /// Takes changes of this burst until none comes for the time `quiet`. Returns whether there were any.
    fn gather(&mut self, quiet: Duration) -> bool {
        let mut any = false;
        while let Some((began, last)) = self.burst
            && began.elapsed() < LONGEST_BURST
            && let Ok(change) = self.changes.recv_timeout(quiet.saturating_sub(last.elapsed()))
        {
            self.take(change);
            self.burst = Some((began, Instant::now()));
            any = true;
        }
        self.waiting = false;
        any
    }

    /// Whether nothing has changed since the last wait.
    pub fn none_pending(&mut self) -> bool {
        while let Ok(change) = self.changes.try_recv() {
            self.take(change);
        }
        !self.waiting
    }

    fn take(&mut self, change: Change) {
        self.waiting = true;
        if let Change::Folder = change {
            self.watch_folders();
        }
    }

    fn watch_folders(&mut self) {
        let Some(watcher) = &mut self.watcher else { return };
        let mut outcome = watcher.watch(&self.project, RecursiveMode::NonRecursive);
        for folder in FOLDERS.map(|folder| self.project.join(folder)) {
            // For the system, a folder that was removed and created again is a new one.
            let _unknown = watcher.unwatch(&folder);
            if folder.is_dir() {
                outcome = outcome.and(watcher.watch(&folder, RecursiveMode::Recursive));
            }
        }
        if let Err(error) = outcome {
            self.poll_instead(&error);
        }
    }

    fn poll_instead(&mut self, error: &notify::Error) {
        self.watcher = None;
        self.trouble = Some(format!("the system cannot watch the files ({error}), so they are read every {POLL:?}"));
    }
}

/// The change that an event reports, if any: of the project's own folders, but not below `outputs`.
pub fn change_of(event: &Event, project: &Path, outputs: &Path) -> Option<Change> {
    let written = AccessKind::Close(AccessMode::Write);
    if matches!(event.kind, EventKind::Access(access) if access != written) {
        return None;
    }
    if event.need_rescan() || event.paths.is_empty() {
        return Some(Change::Folder);
    }
    let changes = event.paths.iter().filter_map(|path| {
        let mut inner = path.strip_prefix(project).ok()?.iter();
        let folder = inner.next()?.to_str()?;
        if !FOLDERS.contains(&folder) || (path.starts_with(outputs) && !project.starts_with(outputs)) {
            return None;
        }
        match inner.next_back() {
            None => Some(Change::Folder),
            Some(name) => (!is_ignored(&name.to_string_lossy())).then_some(Change::File),
        }
    });
    changes.reduce(|one, other| if let Change::Folder = one { one } else { other })
}
