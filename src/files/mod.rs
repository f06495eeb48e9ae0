//! What comes in: folders, archives and git repositories. What goes out: trees of bytes, each in one consistent state, and their
//! origin. This room must not know what the files of a report mean.

pub mod walk;
pub mod unfit;
pub mod limits;
pub mod read;
pub mod settling;
pub mod reading;
pub mod builtin;
pub mod overlay;
pub mod three_way;
pub mod digest;
pub mod form;
pub mod names;
pub mod archive;
pub mod workbook;
pub mod origin;
mod extract_record;
pub mod git_files;
pub mod checkout;
pub mod revision;
pub mod conflict;

pub use extract_record::ExtractRecord;
pub use origin::{Origin, Source};
pub use overlay::Overlay;
pub use read::Tree;
