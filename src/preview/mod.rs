//! What comes in: set pages, the items of the report, and its faults. What goes out: a web page for a browser on the same
//! machine, which shows them, follows each edit, and opens the source of a text in an editor.
//! This room must not know how pages are made, what an item means, or who edits.

mod editor;
mod comments;
mod shown_pages;
mod state;
pub mod server;

pub use comments::Comment;
pub use editor::{Editor, Spot, Way};
pub use server::serve;
pub use shown_pages::NewPages;
pub use state::{Item, PreviewState};
