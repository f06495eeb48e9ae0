//! Whose turn it is, when there is more to do at once than there are processors.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

/// Places for those who work, which are taken in order.
pub struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The index of who comes next.
    next: usize,
    free: usize,
}

/// A place that is free again when this is dropped.
pub struct Place<'a>(&'a Turns);

impl Turns {
    /// As many places as there are processors.
    pub fn new() -> Self {
        let free = available_parallelism().map_or(1, NonZero::get);
        Self { state: Mutex::new(State { next: 0, free }), changed: Condvar::new() }
    }

    /// Waits until all with a lower index have had a place, and one is free. Each index from 0 on has to be asked for
    /// once.
    pub fn wait(&self, index: usize) -> Place<'_> {
        let waiting = self.changed.wait_while(self.lock(), |state| state.next != index || state.free == 0);
        let mut state = waiting.unwrap_or_else(PoisonError::into_inner);
        state.next += 1;
        state.free -= 1;
        drop(state);
        self.changed.notify_all();
        Place(self)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the two numbers are changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.lock().free += 1;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Eight workers who come in the wrong order; in which order they worked.
    fn order_of_work(places: usize) -> Vec<usize> {
        let turns = Turns { state: Mutex::new(State { next: 0, free: places }), changed: Condvar::new() };
        let (order, working) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for index in (0..8).rev() {
                let (turns, order, working) = (&turns, &order, &working);
                scope.spawn(move || {
                    let _place = turns.wait(index);
                    assert!(working.fetch_add(1, Ordering::SeqCst) < places);
                    order.lock().expect("no worker has panicked").push(index);
                    std::thread::yield_now();
                    working.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        order.into_inner().expect("no worker has panicked")
    }

    #[test]
    fn turns_are_taken_in_order() {
        assert_eq!(order_of_work(1), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn no_more_work_at_once_than_there_are_places() {
        let mut all = order_of_work(3);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
