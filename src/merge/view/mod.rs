//! What templates see: values for minijinja, literals for Typst. A change that could break a template raises [`FORMAT`].

mod values;
mod shown;
mod whole;
mod builder;
mod build;
mod context;

pub use build::{BIBLIOGRAPHY, FORMAT, build};
pub use context::context;
pub use shown::{Dict, Shown};
pub use values::{CitationView, DateView, Picture, Words, tagged};
pub use whole::{AttachmentView, Collection, PartView, ReportOfEdition, View};
