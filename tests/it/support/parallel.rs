//! Runs the program for many inputs at once.

use std::sync::Mutex;
use std::thread;

/// What `work` makes of each item, in no order. Twice as many items as there are cores are worked on at once, since a run of the program
/// often waits for the system. Panics if one does.
pub fn in_parallel<T: Send, R: Send>(items: impl IntoIterator<Item = T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let left = Mutex::new(items.into_iter().collect::<Vec<T>>().into_iter());
    let next = || left.lock().unwrap().next();
    let worker = || std::iter::from_fn(|| next().map(&work)).collect::<Vec<R>>();
    let workers = 2 * thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        let running: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        let done =
            running.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        done.flatten().collect()
    })
}
