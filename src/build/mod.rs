//! What comes in: a project or a published source, and the requested languages and editions. What goes out: its faults, and its
//! PDFs and releases as bytes; or why the command failed.
//! This room must not know the command line, the terminal, or a browser.

mod failure;
pub mod watchdog;
pub mod carried;
mod payload;
pub mod version;
pub mod published;
mod inputs;
mod draft;
mod ready;
mod broken_data;
mod declared_names;
mod early_checks;
pub mod brand;
mod check;
pub mod wanted;
pub mod changes_edition;
pub mod embed;
pub mod plan;
mod warm;
mod export;
mod set;
pub mod extracts;
pub mod release;
pub mod reproduce;
mod marked_version;
pub mod commented;

pub use check::{Checked, check, check_for_review, faults};
pub use draft::Draft;
pub use export::{Observer, anchor};
pub use failure::Failure;
pub use inputs::{Inputs, find_project, nearest_project};
pub use plan::Mode;
pub use ready::{Key, Merged, Ready};
pub use set::{pages, set_all, set_one};
pub use warm::WarmStart;
