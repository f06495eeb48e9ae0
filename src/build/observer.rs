//! Reports on the progress of setting.

use crate::typeset::{Pdf, Proof};

use super::Merged;

/// Is told of each step, from the threads that set.
pub trait Observer: Sync {
    /// Whether these pages are in view: they are set before all others, and alone.
    fn is_urgent(&self, _: &Merged) -> bool {
        false
    }
    fn begins(&self, _: &Merged) {}
    /// The pages are sound and can be looked at; the PDF is still to be made.
    fn pages(&self, _: &Merged, _look: &dyn Fn() -> Proof) {}
    /// The PDF is made; `None` when there is an error.
    fn ends(&self, _: &Merged, _: Option<&Pdf>) {}
}

/// Ignores all reports.
impl Observer for () {}
