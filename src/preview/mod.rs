//! What comes in: set pages, the items of the report, and its faults. What goes out: a web page for a browser on the same
//! machine, which shows them, follows each edit, and opens the source of a text in an editor.
//! This room must not know how pages are made, what an item means, or who edits.

mod shown_pages;
mod state;
mod server;

pub use server::serve;
pub use shown_pages::NewPages;
pub use state::{Item, PreviewState};

/// Opens a place in the user's editor, or returns the address for the browser to open. The error is a message that says why it
/// cannot be opened.
pub type Opener = Box<dyn Fn(&Spot) -> Result<Opened, String> + Send + Sync>;

/// The result of opening a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The editor was started.
    Started,
    /// The browser should open this address.
    Address(String),
}

/// A place in a written file, for people and editors: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// Relative to the project.
    pub file: String,
    pub line: usize,
    pub column: usize,
}
