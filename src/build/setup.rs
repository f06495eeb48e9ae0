//! What setting needs besides a plan, and who observes it.

use crate::rules::policy::Policy;
use crate::typeset::pdf::Pdf;
use crate::typeset::proof::Proof;

use super::inputs::Inputs;
use super::plan::Mode;
use super::ready::{Merged, Ready};

/// A checked report, with all that setting it needs.
#[derive(Clone, Copy)]
pub struct Setup<'a> {
    pub inputs: &'a Inputs,
    pub ready: &'a Ready,
    pub policy: &'a Policy,
    pub mode: Mode,
}

/// Observes how the setting goes, from the threads that set.
pub trait Observer: Sync {
    /// Whether somebody looks at these pages: they are set before all others, and alone.
    fn is_urgent(&self, _: &Merged) -> bool {
        false
    }
    fn begins(&self, _: &Merged) {}
    /// The pages are sound and can be looked at; the PDF is still to be made.
    fn pages(&self, _: &Merged, _look: &dyn Fn() -> Proof) {}
    /// The PDF is made; `None` when there is an error.
    fn ends(&self, _: &Merged, _: Option<&Pdf>) {}
}

/// Nobody observes.
impl Observer for () {}
