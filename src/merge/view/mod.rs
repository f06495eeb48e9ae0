//! What templates see: values for minijinja, literals for Typst. A change that could break a template raises [`FORMAT`].

mod formats;
mod values;
mod words_with_figures;
mod labels;
mod shown;
mod kinds;
mod whole;
mod sorted;
pub mod order;
mod data_words;
mod from_data;
mod builder;
mod columns;
mod sums;
mod own;
mod turned;
mod brand;
mod groups;
mod comments;
mod build;
mod context;
pub mod extract;

pub use build::{BIBLIOGRAPHY, build};
pub use context::context;
pub use formats::{FORMAT, changes_since};
pub use kinds::own_kinds;
pub use shown::{Dict, Shown};
pub use sorted::Sorted;
pub use values::{CitationView, CvssView, DateView, Days, MoneyView, Picture, Words, tagged};
pub use whole::{AttachmentView, Collection, PartView, ReportOfEdition, View};
