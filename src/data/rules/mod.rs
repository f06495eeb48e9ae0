//! What a good report keeps: rules on the items themselves, on the use that is made of them, and on the words.

pub mod allowances;
pub mod alternatives;
pub mod items;
pub mod texts;
pub mod usage;

use std::collections::HashMap;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, Severity};

use super::choice::{Level, Levels};

/// Applies the report's own levels.
pub fn apply_levels(levels: &Levels, diagnostics: &mut Vec<Diagnostic>) {
    let levels: HashMap<Code, Level> = levels.0.iter().copied().collect();
    diagnostics.retain_mut(|diagnostic| match levels.get(&diagnostic.code) {
        None => true,
        Some(Level::Off) => false,
        Some(Level::Error) => {
            diagnostic.severity = Severity::Error;
            true
        }
        Some(Level::Warning) => {
            diagnostic.severity = Severity::Warning;
            true
        }
    });
}
