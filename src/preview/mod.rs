//! What comes in: pages as they were set, the items of the report, and its faults. What goes out: a page for the browser of
//! the same machine, which shows them, follows each edit, and opens the place where a text was written.
//! This room must not know how pages are made, what an item means, or who edits.

mod shown_pages;
mod state;
mod server;

pub use server::serve;
pub use shown_pages::NewPages;
pub use state::{Item, PreviewState};

/// Opens a place in the user's editor, or gives the address by which the browser does. The error says in words why it cannot be
/// opened.
pub type Opener = Box<dyn Fn(&Spot) -> Result<Opened, String> + Send + Sync>;

/// The result of opening a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The editor was started.
    Started,
    /// The browser is to follow this address.
    Address(String),
}

/// A place in a written file, as people and editors name it: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// Relative to the project.
    pub file: String,
    pub line: usize,
    pub column: usize,
}
