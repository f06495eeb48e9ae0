//! Proves that slots for concurrent work are taken in the order of turns.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use raportti::build::queue::Queue;

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
