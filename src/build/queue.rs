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
