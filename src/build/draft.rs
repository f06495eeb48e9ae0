//! A report as it is being written: it may have faults, and its ids are known all the same.

use crate::diagnostics::{Faults, Files};
use crate::model::{Model, load};

use super::Inputs;

/// What the files of a report say, before anything is linked.
pub struct Draft {
    pub model: Model,
    pub files: Files,
}

impl Draft {
    /// Fails with the faults of `report.toml` if not even the report's languages can be read.
    pub fn of(inputs: &Inputs) -> Result<Self, Faults> {
        let mut faults = Faults::default();
        match load::load(&inputs.report, &mut faults.files, &mut faults.diagnostics) {
            Some(model) => Ok(Self { model, files: faults.files }),
            None => Err(faults),
        }
    }
}
