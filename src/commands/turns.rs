//! Whose turn it is, when there is more to do at once than there are processors.

use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::available_parallelism;

use crate::model::choice::Edition;

use super::worlds::Key;

/// The turn of each language and edition, from 0: `first` before all others, and a print edition when so many others have begun
/// since the screen edition of its language that its pages stand.
pub fn order(keys: &[Key], first: Option<usize>, places: usize) -> Vec<usize> {
    let mut languages = Vec::new();
    let ranks = keys.iter().map(|(language, edition)| {
        let known = languages.iter().position(|known| known == language);
        let language = known.unwrap_or_else(|| {
            languages.push(*language);
            languages.len() - 1
        });
        if *edition == Edition::Print { 2 * (language + places) - 1 } else { 2 * language }
    });
    let ranks: Vec<usize> = ranks.collect();
    let mut indexes: Vec<usize> = (0..keys.len()).collect();
    indexes.sort_by_key(|index| (first != Some(*index), ranks[*index], *index));
    let mut turns = vec![0; keys.len()];
    for (turn, index) in indexes.into_iter().enumerate() {
        turns[index] = turn;
    }
    turns
}

/// Places for those who work, which are taken in order.
pub struct Turns {
    /// How many places there are.
    places: usize,
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    /// The number of who comes next.
    next: usize,
    free: usize,
}

/// Places that are free again when this is dropped.
pub struct Taken<'a> {
    turns: &'a Turns,
    places: usize,
}

impl Turns {
    /// A place for each so many processors, and at least one.
    pub fn new(processors: usize) -> Self {
        Self::with_places(available_parallelism().map_or(1, NonZero::get).div_ceil(processors))
    }

    /// A single place.
    pub fn one() -> Self {
        Self::with_places(1)
    }

    fn with_places(places: usize) -> Self {
        Self { places, state: Mutex::new(State { next: 0, free: places }), changed: Condvar::new() }
    }

    pub fn places(&self) -> usize {
        self.places
    }

    /// Waits until all with a lower number have had their turn, and a place is free; `alone` takes all places. Each number
    /// from 0 on has to be asked for once.
    pub fn wait(&self, number: usize, alone: bool) -> Taken<'_> {
        let places = if alone { self.places } else { 1 };
        let not_yet = |state: &mut State| state.next != number || state.free < places;
        let mut state = self.changed.wait_while(self.lock(), not_yet).unwrap_or_else(PoisonError::into_inner);
        state.next += 1;
        state.free -= places;
        drop(state);
        self.changed.notify_all();
        Taken { turns: self, places }
    }

    /// Whether so many have had their turn, or have it now.
    pub fn have_begun(&self, number: usize) -> bool {
        self.lock().next >= number
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the two numbers are changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.turns.lock().free += self.places;
        self.turns.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// Eight workers who come in the wrong order, the first of them alone; in which order they worked.
    fn order_of_work(places: usize) -> Vec<usize> {
        let turns = Turns::with_places(places);
        let (order, working) = (Mutex::new(Vec::new()), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for number in (0..8).rev() {
                let (turns, order, working) = (&turns, &order, &working);
                scope.spawn(move || {
                    let alone = number == 0;
                    let _taken = turns.wait(number, alone);
                    let others = working.fetch_add(1, Ordering::SeqCst);
                    assert!(others < if alone { 1 } else { places }, "{number} works beside {others} others");
                    order.lock().expect("no worker has panicked").push(number);
                    std::thread::yield_now();
                    working.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        order.into_inner().expect("no worker has panicked")
    }

    /// The turns of three languages in two editions.
    fn turns_of_six(first: Option<usize>, places: usize) -> Vec<usize> {
        let languages = ["fi", "sv", "en"].map(|name| name.parse().expect("this is a language"));
        let keys: Vec<Key> = [Edition::Screen, Edition::Print]
            .into_iter()
            .flat_map(|edition| languages.map(|language| (language, edition)))
            .collect();
        order(&keys, first, places)
    }

    #[test]
    fn a_print_edition_comes_when_the_pages_of_its_language_stand() {
        assert_eq!(turns_of_six(None, 1), [0, 2, 4, 1, 3, 5]);
        assert_eq!(turns_of_six(None, 2), [0, 1, 3, 2, 4, 5]);
        assert_eq!(turns_of_six(None, 8), [0, 1, 2, 3, 4, 5]);
        assert_eq!(turns_of_six(Some(4), 2), [1, 2, 4, 3, 0, 5]);
    }

    #[test]
    fn turns_are_taken_in_order() {
        assert_eq!(order_of_work(1), [0, 1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn no_more_work_at_once_than_there_are_places() {
        let mut all = order_of_work(3);
        assert_eq!(all[0], 0);
        all.sort_unstable();
        assert_eq!(all, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
