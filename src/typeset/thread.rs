//! Threads with a stack that is large enough for Typst.

use std::thread::{Builder, Scope, ScopedJoinHandle, scope};

/// In bytes: Typst recurses deeply on nested content.
const STACK: usize = 16 * 1024 * 1024;

/// Runs what sets pages in a thread of its own; `None` also when Typst panics.
pub fn run<T: Send>(work: impl FnOnce() -> Option<T> + Send) -> Option<T> {
    scope(|scope| spawn(scope, work).join().ok()?)
}

/// Begins what sets pages in a thread of its own.
pub fn spawn<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> ScopedJoinHandle<'scope, T> {
    Builder::new().stack_size(STACK).spawn_scoped(scope, work).expect("the system gives a thread")
}
