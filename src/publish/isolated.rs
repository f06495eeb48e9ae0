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

#[cfg(test)]
mod tests {
    use super::*;

    /// Goes down the stack until so many bytes of it are taken.
    fn go_down(start: usize, bytes: usize) -> usize {
        let here = std::hint::black_box([0_u8; 1 << 10]);
        let taken = start.abs_diff(here.as_ptr().addr());
        if taken < bytes { go_down(start, bytes).max(usize::from(here[0])) } else { taken }
    }

    /// The whole stack is there, but for what begins and ends a thread. Beyond it the system ends the program.
    #[test]
    fn work_has_its_stack() {
        let most = STACK - (64 << 10);
        let taken = isolated(|| Ok(go_down(std::hint::black_box([0_u8; 1]).as_ptr().addr(), most)));
        assert!(taken.is_ok_and(|taken| taken >= most));
    }

    #[test]
    fn work_that_panics_is_a_fault() {
        let fault = isolated(|| if std::hint::black_box(true) { panic!("as a parser may") } else { Ok(()) });
        assert_eq!(fault, Err(Fault::Damaged("an object in it cannot be read")));
    }
}
