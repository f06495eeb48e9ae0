//! What editors write: one Rust type for each kind of file and table.

mod announcement;
mod evidence;
mod preflight;
mod recommendation;
mod report;
mod withdrawn;

pub use announcement::*;
pub use evidence::*;
pub use preflight::*;
pub use recommendation::*;
pub use report::*;
pub use withdrawn::*;

use crate::diagnostics::files::Place;

/// Something with an id: the start of its file name, or a key inside a file.
#[derive(Debug, Clone)]
pub struct Item<T> {
    pub id: String,
    /// Where the item is declared.
    pub place: Place,
    pub data: T,
}
