//! Open connections. If there are too many, the one that was quiet for longest is closed.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// A connection that was quiet for less is not closed for another one: its next request may be on its way.
pub const QUIET_TIME: Duration = Duration::from_millis(100);

/// How often other tasks may run before a connection is closed: to start to listen, to read, to answer and to end.
const YIELDS: usize = 4;

/// The counted connections. All live on the thread of the server.
pub struct Connections {
    most: usize,
    open: RefCell<Vec<Weak<Slot>>>,
    freed: Notify,
}

/// One of the [`Connections`], until this is dropped.
pub struct Slot {
    connections: Rc<Connections>,
    /// When the last answer ended; `None` during an answer. Reading a request counts as quiet, since it may never end.
    quiet: Cell<Option<Instant>>,
    /// The task that serves the connection; aborting it closes the connection.
    task: OnceCell<AbortHandle>,
    news: OnceCell<(AbortHandle, OwnedSemaphorePermit)>,
}

/// A connection is busy until this is dropped.
pub struct Answering<'a>(&'a Slot);

impl Connections {
    pub fn new(most: usize) -> Rc<Self> {
        Rc::new(Self { most, open: RefCell::default(), freed: Notify::new() })
    }

    /// Waits until there is room for one more connection. Closes the quietest one if necessary. Returns false if all are busy for
    /// `patience`.
    pub async fn room(&self, patience: Duration) -> bool {
        let began = Instant::now();
        while self.is_full() {
            // The system may have paused this thread: handle requests that arrived meanwhile before closing a connection.
            for _ in 0..YIELDS {
                tokio::task::yield_now().await;
            }
            if !self.is_full() || self.close_quiet(QUIET_TIME) {
                continue;
            }
            if began.elapsed() >= patience {
                return false;
            }
            // Until a connection ends, or one has been quiet for long enough.
            let _either = tokio::time::timeout(QUIET_TIME / 4, self.freed.notified()).await;
        }
        true
    }

    fn is_full(&self) -> bool {
        self.open.borrow().len() >= self.most
    }

    /// Counts a new connection.
    pub fn open(self: &Rc<Self>) -> Rc<Slot> {
        let slot = Rc::new(Slot {
            connections: self.clone(),
            quiet: Cell::new(Some(Instant::now())),
            task: OnceCell::new(),
            news: OnceCell::new(),
        });
        self.open.borrow_mut().push(Rc::downgrade(&slot));
        slot
    }

    /// Closes all connections that were quiet for `idle`.
    pub fn close_idle(&self, idle: Duration) {
        while self.close_quiet(idle) {}
    }

    /// Closes the connection that was quiet for longest, if for at least `least`. Returns whether one was closed.
    pub fn close_quiet(&self, least: Duration) -> bool {
        let quietest = {
            let open = self.open.borrow();
            let quiet = open.iter().filter_map(Weak::upgrade).filter_map(|slot| Some((slot.quiet.get()?, slot)));
            quiet.min_by_key(|(since, _)| *since).filter(|(since, _)| since.elapsed() >= least)
        };
        quietest.iter().for_each(|(_, slot)| {
            self.remove(slot);
            slot.close();
        });
        quietest.is_some()
    }

    /// Counts a connection no longer.
    fn remove(&self, slot: &Slot) {
        self.open.borrow_mut().retain(|open| !std::ptr::eq(open.as_ptr(), slot));
        self.freed.notify_one();
    }
}

impl Slot {
    /// Sets the task that serves the connection.
    pub fn served_by(&self, task: AbortHandle) {
        self.task.get_or_init(|| task);
    }

    pub fn answering(&self) -> Answering<'_> {
        self.quiet.set(None);
        Answering(self)
    }

    /// Turns the connection into one for events only, which `task` sends. It no longer counts as a connection, but has `place`.
    pub fn start_events(&self, task: AbortHandle, place: OwnedSemaphorePermit) {
        self.connections.remove(self);
        self.news.get_or_init(|| (task, place));
    }

    pub fn close(&self) {
        self.task.get().into_iter().for_each(AbortHandle::abort);
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.remove(self);
        if let Some((news, _)) = self.news.get() {
            news.abort();
        }
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.quiet.set(Some(Instant::now()));
    }
}
