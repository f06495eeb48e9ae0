//! Runs work on a foreign PDF in a thread of its own, so that a panic of a parser does not end the program.

use crate::bounds::pdf::STACK;

use super::pdf_fault::Fault;

/// Runs the work.
///
/// # Errors
/// The error of the work, or one for a panic.
pub fn isolated<T: Send>(work: impl FnOnce() -> Result<T, Fault> + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        let thread = thread.map_err(|_| Fault::TooMuch("the system cannot start a thread"))?;
        thread.join().unwrap_or(Err(Fault::Damaged("an object in it cannot be read")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Recurses until `bytes` of the stack are used.
    fn recurse(start: usize, bytes: usize) -> usize {
        let here = std::hint::black_box([0_u8; 1 << 10]);
        let taken = start.abs_diff(here.as_ptr().addr());
        if taken < bytes { recurse(start, bytes).max(usize::from(here[0])) } else { taken }
    }

    /// The thread has its whole stack, except for a small part. Beyond it the system would end the program.
    #[test]
    fn work_has_its_stack() {
        let most = STACK - (64 << 10);
        let taken = isolated(|| Ok(recurse(std::hint::black_box([0_u8; 1]).as_ptr().addr(), most)));
        assert!(taken.is_ok_and(|taken| taken >= most));
    }

    #[test]
    fn work_that_panics_is_a_fault() {
        let fault = isolated(|| if std::hint::black_box(true) { panic!("as a parser may") } else { Ok(()) });
        assert_eq!(fault, Err(Fault::Damaged("an object in it cannot be read")));
    }
}
