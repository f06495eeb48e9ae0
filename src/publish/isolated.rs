//! Work on a PDF that anybody may have made, in a thread of its own: whatever a parser may yet do, it does not take the program with
//! it.

use crate::bounds::pdf::STACK;

use super::pdf_fault::Fault;

/// Does the work.
///
/// # Errors
/// What the work gives; also when it panics.
pub fn isolated<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Fault::TooMuch("the system gives no thread"))?;
        thread.join().unwrap_or(Err(Fault::Damaged("an object in it cannot be read")))
    })
}
