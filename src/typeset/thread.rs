//! Threads whose number and stack no variable of the environment puts out of bounds: without this, `RAYON_NUM_THREADS` asks for any
//! number of threads, and `RUST_MIN_STACK` for a stack that the first call fills.

use std::io;
use std::num::NonZero;
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle, available_parallelism, scope};

use rayon::ThreadPoolBuilder;

use crate::bounds::work::MOST_THREADS;

/// In bytes: Typst recurses deeply on nested content.
pub const STACK: usize = 16 * 1024 * 1024;

/// Starts the threads in which many files, pages or images are worked on at once. Their number changes no byte of what is made.
///
/// # Errors
/// When the system gives none.
pub fn start_pool() -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "how many threads work changes nothing of what they make")]
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let cores = available_parallelism().map_or(1, NonZero::get);
    let pool = ThreadPoolBuilder::new().num_threads(number(asked.as_deref(), cores)).stack_size(STACK);
    pool.build_global().map_err(io::Error::other)
}

/// How many threads the pool has.
fn number(asked: Option<&str>, cores: usize) -> usize {
    asked.and_then(|asked| asked.parse().ok()).filter(|asked| *asked > 0).unwrap_or(cores).min(MOST_THREADS)
}

/// Runs work in a thread of its own; `None` also when it panics.
pub fn run<T: Send>(work: impl FnOnce() -> Option<T> + Send) -> Option<T> {
    scope(|scope| spawn(scope, work).join().ok()?)
}

/// Begins work in a thread that ends before its scope does.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("the system gives a thread")
}

/// Begins work in a thread that may go on until the program ends.
pub fn spawn_free<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    Builder::new().stack_size(STACK).spawn(work).expect("the system gives a thread")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_asks_for_so_many_threads() {
        let most = MOST_THREADS.to_string();
        let more = (MOST_THREADS + 1).to_string();
        let asked = [
            None,
            Some("1"),
            Some(&most),
            Some(&more),
            Some("0"),
            Some("-1"),
            Some("many"),
            Some("99999999999999999999"),
        ];
        let given = asked.map(|asked| number(asked, 3));
        assert_eq!(given, [3, 1, MOST_THREADS, MOST_THREADS, 3, 3, 3, 3]);
        assert_eq!(number(None, MOST_THREADS + 1), MOST_THREADS);
    }
}
