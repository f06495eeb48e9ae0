//! Slots for concurrent work, taken in the order of turns.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

pub struct Queue {
    slots: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The next turn.
    next: usize,
    free: usize,
}

/// Taken slots, freed on drop.
pub struct Taken<'a> {
    queue: &'a Queue,
    slots: usize,
}

impl Queue {
    pub fn new(slots: usize) -> Self {
        Self { slots, state: Mutex::new(State { next: 0, free: slots }), changed: Condvar::new() }
    }

    /// Waits until all earlier turns were taken and `slots` are free. Each turn from 0 must be taken once.
    pub fn wait(&self, turn: usize, slots: usize) -> Taken<'_> {
        let slots = slots.min(self.slots);
        let not_yet = |state: &mut State| state.next != turn || state.free < slots;
        let mut state = self.changed.wait_while(self.lock(), not_yet).unwrap_or_else(PoisonError::into_inner);
        state.next += 1;
        state.free -= slots;
        drop(state);
        self.changed.notify_all();
        Taken { queue: self, slots }
    }

    /// Whether at least this many turns were taken.
    pub fn were_taken(&self, turns: usize) -> bool {
        self.lock().next >= turns
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.queue.lock().free += self.slots;
        self.queue.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The order in which eight workers run that arrive in reverse order; the first runs alone.
    fn order_of_work(slots: usize) -> Vec<usize> {
        let queue = Queue::new(slots);
        let (order, working) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in (0..8).rev() {
                let (queue, order, working) = (&queue, &order, &working);
                scope.spawn(move || {
                    let is_alone = number == 0;
                    let _taken = queue.wait(number, if is_alone { slots } else { 1 });
                    let others = working.fetch_add(1, Ordering::SeqCst);
                    assert!(others < if is_alone { 1 } else { slots }, "{number} works beside {others} others");
                    order.lock().expect("no worker has panicked").push(number);
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
    fn no_more_work_at_once_than_there_are_slots() {
        let mut all = order_of_work(3);
        assert_eq!(all[0], 0);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
