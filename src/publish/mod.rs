//! What comes in: finished bytes. What goes out: files on disk, whole or not at all, and the knowledge of what they were
//! made from.
//! This room must not know how the bytes were made.

pub mod output;
pub mod stamp;
pub mod trace;
