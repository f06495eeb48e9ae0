//! Open connections. If there are too many, the one that was quiet for longest is closed.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// A connection that was quiet for less is not closed for another one: its next request may be on its way.
pub const QUIET_TIME: Duration = Duration::from_millis(100);

/// How often other tasks may run before a connection is closed: to start to listen, to read, to answer and to end.
const YIELDS: usize = 4;

/// The counted connections, each with a [`Slot`]. All live on the thread of the server.
pub struct Connections {
    most: usize,
    open: RefCell<BTreeMap<u64, Rc<Open>>>,
    numbers: Cell<u64>,
    freed: Notify,
}

struct Open {
    /// When the last answer ended; `None` during an answer. Reading a request counts as quiet, since it may never end.
    quiet: Cell<Option<Instant>>,
    /// The task that serves the connection; aborting it closes the connection.
    task: OnceCell<AbortHandle>,
}

/// One of the [`Connections`], until this is dropped.
pub struct Slot {
    connections: Rc<Connections>,
    number: u64,
    open: Rc<Open>,
    news: RefCell<Option<(AbortHandle, OwnedSemaphorePermit)>>,
}

/// A connection is busy until this is dropped.
pub struct Answering<'a>(&'a Slot);

impl Connections {
    pub fn new(most: usize) -> Rc<Self> {
        Rc::new(Self { most, open: RefCell::default(), numbers: Cell::new(0), freed: Notify::new() })
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
        let number = self.numbers.get();
        self.numbers.set(number + 1);
        let open = Rc::new(Open { quiet: Cell::new(Some(Instant::now())), task: OnceCell::new() });
        self.open.borrow_mut().insert(number, open.clone());
        Rc::new(Slot { connections: self.clone(), number, open, news: RefCell::default() })
    }

    /// Closes all connections that were quiet for `idle`.
    pub fn close_idle(&self, idle: Duration) {
        while self.close_quiet(idle) {}
    }

    /// Closes the connection that was quiet for longest, if for at least `least`. Returns whether one was closed.
    pub fn close_quiet(&self, least: Duration) -> bool {
        let quietest = {
            let open = self.open.borrow();
            let quiet = open.iter().filter_map(|(number, open)| Some((open.quiet.get()?, *number)));
            quiet.min().filter(|(since, _)| since.elapsed() >= least).map(|(_, number)| number)
        };
        let closed = quietest.and_then(|number| self.open.borrow_mut().remove(&number));
        closed.iter().for_each(|open| open.close());
        closed.is_some()
    }

    fn remove(&self, number: u64) {
        self.open.borrow_mut().remove(&number);
        self.freed.notify_one();
    }
}

impl Open {
    fn close(&self) {
        self.task.get().into_iter().for_each(AbortHandle::abort);
    }
}

impl Slot {
    /// Sets the task that serves the connection.
    pub fn served_by(&self, task: AbortHandle) {
        self.open.task.get_or_init(|| task);
    }

    pub fn answering(&self) -> Answering<'_> {
        self.open.quiet.set(None);
        Answering(self)
    }

    /// Turns the connection into one for events only, which `task` sends. It no longer counts as a connection, but has `place`.
    pub fn start_events(&self, task: AbortHandle, place: OwnedSemaphorePermit) {
        self.connections.remove(self.number);
        *self.news.borrow_mut() = Some((task, place));
    }

    pub fn close(&self) {
        self.open.close();
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        self.connections.remove(self.number);
        if let Some((news, _)) = self.news.get_mut() {
            news.abort();
        }
    }
}

impl Drop for Answering<'_> {
    fn drop(&mut self) {
        self.0.open.quiet.set(Some(Instant::now()));
    }
}
