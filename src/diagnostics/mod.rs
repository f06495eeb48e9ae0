//! What comes in: places in written files and what is wrong there. What goes out: diagnostics that a person can act on.
//! This room knows text files, and which written text each generated text came from.
//! It must not know what a report is, nor what Typst or minijinja are.

pub mod count;
pub mod severity;
pub mod code;
pub mod diagnostic;
pub mod files;
pub mod faults;
pub mod map;
pub mod nearest;
pub mod visible;
pub mod print;

pub use code::Code;
pub use count::many;
pub use diagnostic::Diagnostic;
pub use faults::Faults;
pub use files::{FileKey, Files, Place};
pub use map::{Piece, SourceMap};
pub use severity::Severity;
