//! The connections that are open, and which of them goes when there are too many: the one that has been quiet for longest.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit};
use tokio::task::AbortHandle;
use tokio::time::Instant;

/// A connection that has been quiet for less is not closed for another one: what it asks may be on its way.
const GRACE: Duration = Duration::from_millis(100);

/// How often all others have their turn before a connection is closed: to begin to listen, to hear, to answer and to end.
const TURNS: usize = 4;

/// The connections that count, each of which has a [`Slot`]. They all live on the thread of the server.
pub struct Connections {
    most: usize,
    open: RefCell<BTreeMap<u64, Rc<Open>>>,
    numbers: Cell<u64>,
    freed: Notify,
}

struct Open {
    /// Since when nothing is being answered; `None` while something is. Reading a request counts as quiet: it may never come to its
    /// end.
    quiet: Cell<Option<Instant>>,
    /// Serves the connection, which is closed by aborting it.
    task: OnceCell<AbortHandle>,
}

/// One connection's part in [`Connections`], until it is dropped.
pub struct Slot {
    connections: Rc<Connections>,
    number: u64,
    open: Rc<Open>,
    news: RefCell<Option<(AbortHandle, OwnedSemaphorePermit)>>,
}

/// Something is being answered on a connection, until this is dropped.
pub struct Answering<'a>(&'a Slot);

impl Connections {
    pub fn new(most: usize) -> Rc<Self> {
        Rc::new(Self { most, open: RefCell::default(), numbers: Cell::new(0), freed: Notify::new() })
    }

    /// Waits until there is room for one more, and closes the quietest connection for it if need be. `false` when all are busy
    /// for `patience`.
    pub async fn room(&self, patience: Duration) -> bool {
        let began = Instant::now();
        while self.is_full() {
            // The system may have stopped this thread for longer than the grace: requests that came meanwhile are heard first.
            for _ in 0..TURNS {
                tokio::task::yield_now().await;
            }
            if !self.is_full() || self.close_quiet(GRACE) {
                continue;
            }
            if began.elapsed() >= patience {
                return false;
            }
            // Either one ends, or one has been quiet for long enough.
            let _either = tokio::time::timeout(GRACE / 4, self.freed.notified()).await;
        }
        true
    }

    fn is_full(&self) -> bool {
        self.open.borrow().len() >= self.most
    }

    /// Counts one more.
    pub fn open(self: &Rc<Self>) -> Rc<Slot> {
        let number = self.numbers.get();
        self.numbers.set(number + 1);
        let open = Rc::new(Open { quiet: Cell::new(Some(Instant::now())), task: OnceCell::new() });
        self.open.borrow_mut().insert(number, open.clone());
        Rc::new(Slot { connections: self.clone(), number, open, news: RefCell::default() })
    }

    /// Closes all that have been quiet for this long.
    pub fn close_idle(&self, idle: Duration) {
        while self.close_quiet(idle) {}
    }

    /// Closes the connection that has been quiet for longest, if it has been for this long.
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
    /// The task that serves the connection, which is aborted to close it.
    pub fn served_by(&self, task: AbortHandle) {
        self.open.task.get_or_init(|| task);
    }

    pub fn answering(&self) -> Answering<'_> {
        self.open.quiet.set(None);
        Answering(self)
    }

    /// From now on the connection only carries news, which `task` sends, and counts among those that do.
    pub fn brings_news(&self, task: AbortHandle, place: OwnedSemaphorePermit) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bounds::preview::ROOM_TIME;

    fn numbers(connections: &Connections) -> Vec<u64> {
        connections.open.borrow().keys().copied().collect()
    }

    #[test]
    fn the_quietest_connection_is_closed_and_no_busy_one() {
        let connections = Connections::new(3);
        let slots: Vec<_> = (0..3).map(|_| connections.open()).collect();
        let busy = slots[0].answering();
        assert!(connections.close_quiet(Duration::ZERO));
        assert_eq!(numbers(&connections), [0, 2]);
        assert!(!connections.close_quiet(Duration::MAX), "it has not been quiet for so long");
        connections.close_idle(Duration::ZERO);
        assert_eq!(numbers(&connections), [0]);
        drop(busy);
        assert!(connections.close_quiet(Duration::ZERO), "it was answered");
    }

    #[test]
    fn an_ended_connection_makes_room() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let room = |connections: &Connections| runtime.block_on(connections.room(GRACE / 2));
        let connections = Connections::new(1);
        let slot = connections.open();
        let busy = slot.answering();
        let began = Instant::now();
        assert!(!room(&connections) && began.elapsed() >= GRACE / 2, "so long is waited, and no longer");
        drop(busy);
        let waits = async {
            tokio::task::spawn_local(async move { drop(slot) });
            connections.room(ROOM_TIME).await
        };
        let has_room = tokio::task::LocalSet::new().block_on(&runtime, waits);
        assert!(has_room, "one that ends while another waits makes room for it");

        let connections = Connections::new(2);
        let slots = [connections.open(), connections.open()];
        let busy: Vec<_> = slots.iter().map(|slot| slot.answering()).collect();
        assert!(!room(&connections), "all are busy");
        drop(busy);
        let [first, _second] = slots;
        drop(first);
        assert!(room(&connections));
    }
}
