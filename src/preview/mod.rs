//! What comes in: pages as they were set, the items of the report, and its faults. What goes out: a page for the browser of
//! the same machine, which shows them, follows each edit, and tells where a text was written.
//! This room must not know how pages are made, what an item means, or who edits.

mod board;
mod server;
mod sheets;

pub use board::{Board, Item};
pub use server::{Server, StartError};
pub use sheets::Shown;

/// How the preview opens a place in the user's editor.
pub trait Opener: Send + Sync {
    /// The address that a browser opens the place with, where the editor has such addresses.
    fn address(&self, at: &Spot) -> Option<String>;

    /// Whether `open` can do anything.
    fn opens(&self) -> bool;

    /// Opens the place in the editor.
    ///
    /// # Errors
    /// Why the editor did not start, in words.
    fn open(&self, at: &Spot) -> Result<(), String>;
}

/// A place in a written file, as people and editors name it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// Relative to the project.
    pub file: String,
    pub line: usize,
    pub column: usize,
}
