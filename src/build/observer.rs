//! Reports the progress of setting.

use crate::typeset::{Pdf, Proof};

use super::Merged;

/// Receives each step, on the threads that set.
pub trait Observer: Sync {
    /// Whether a user is looking at these pages: they are set before all others, and alone.
    fn is_urgent(&self, _: &Merged) -> bool {
        false
    }
    fn begins(&self, _: &Merged) {}
    /// The pages passed preflight and can be shown; the PDF is not written yet.
    fn pages(&self, _: &Merged, _proof: &dyn Fn() -> Proof) {}
    /// The PDF is written; `None` if there is an error.
    fn ends(&self, _: &Merged, _: Option<&Pdf>) {}
}

/// Ignores all reports.
impl Observer for () {}
