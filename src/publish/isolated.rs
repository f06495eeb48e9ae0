//! Runs work on a foreign PDF in a thread of its own, so that a panic of a parser does not end the program.

use crate::bounds::pdf::STACK;

use super::pdf_fault::Fault;

/// Runs the work. Fails as the work does, or because it panics.
pub fn isolated<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Fault::TooMuch("the system cannot start a thread"))?;
        thread.join().unwrap_or(Err(Fault::Damaged("an object in it cannot be read")))
    })
}
