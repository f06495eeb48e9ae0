//! What comes in: finished bytes. What goes out: files on disk, whole or not at all, and the knowledge of what they were
//! made from, which can also be read out of a file that somebody published.
//! This room must not know how the bytes were made.

pub mod strays;
pub mod output;
pub mod folder;
pub mod stamp;
pub mod trace;
pub mod pdf_fault;
mod isolated;
mod reader;
pub mod source;
pub mod same_pages;
pub mod saved_anew;
pub mod release;
pub mod difference;
pub mod verify;
pub mod schemas;
