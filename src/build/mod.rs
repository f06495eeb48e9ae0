//! What comes in: a project, or a source that somebody published, and which languages and editions are asked for. What goes out:
//! its faults, and its PDFs and releases as bytes; or why the tool could not work.
//! This room must not know the command line, the terminal, or a browser.

pub mod failure;
pub mod watchdog;
pub mod payload;
pub mod inputs;
pub mod version;
pub mod stopped;
pub mod ready;
mod broken_data;
mod early_checks;
pub mod check;
pub mod wanted;
pub mod changes_edition;
pub mod embed;
pub mod plan;
mod queue;
pub mod warm;
pub mod observer;
mod export;
pub mod set;
pub mod kept_fonts;
pub mod release;
pub mod reproduce;
pub mod promises;
