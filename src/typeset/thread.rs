//! Threads of bounded number and stack, whatever `RAYON_NUM_THREADS` and `RUST_MIN_STACK` ask for.

use std::io;
use std::num::NonZero;
use std::thread::{Builder, JoinHandle, Scope, ScopedJoinHandle, available_parallelism, scope};

use rayon::ThreadPoolBuilder;

use crate::bounds::work::MOST_THREADS;

/// In bytes: Typst recurses deeply on nested content.
pub const STACK: usize = 16 * 1024 * 1024;

/// Starts the threads of parallel work. Their number changes no byte of the output. Fails if the system starts none.
pub fn start_pool() -> io::Result<()> {
    #[expect(clippy::disallowed_methods, reason = "how many threads work changes nothing of what they make")]
    let asked = std::env::var("RAYON_NUM_THREADS").ok();
    let cores = available_parallelism().map_or(1, NonZero::get);
    let pool = ThreadPoolBuilder::new().num_threads(pool_size(asked.as_deref(), cores)).stack_size(STACK);
    pool.build_global().map_err(io::Error::other)
}

/// The number of threads of the pool: as many as asked for, or as there are cores, but at most [`MOST_THREADS`].
pub fn pool_size(asked: Option<&str>, cores: usize) -> usize {
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
