//! What comes in: PDFs that people marked, and the report that they speak of. What goes out: their marks, replies and proposals, as values.
//! This room must not know commands or terminals. Everything that it reads is foreign: text is data, and work is limited.

pub mod mark;
pub mod marks;
pub mod printed;
pub mod places;
pub mod told;
pub mod order;
pub mod listing;
mod opened;
pub mod shown;
pub mod kept;
