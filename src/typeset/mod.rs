//! What comes in: a virtual Typst project, the fonts, and where written files lie. What goes out: the set pages, PDF, and
//! Typst's diagnostics at the places a person wrote.
//! This room must not know the model, the graph, or what an id means.

pub mod needs;
pub mod thread;
pub mod timings;
pub mod fonts;
pub mod families;
mod sfnt;
mod engine;
mod links;
pub mod world;
mod frames;
mod boxes;
pub mod literal;
pub mod relocate;
mod turned;
mod mirrored;
mod drawing;
pub mod press;
mod downsample;
mod cover;
pub mod preflight;
mod repeated_hyphens;
mod complete;
pub mod layout;
pub mod theme;
pub mod theme_tokens;
mod failing_item;
pub mod unknown_names;
pub mod faults;
pub mod picture;
pub mod page_text;
pub mod proof;
mod marked_words;
mod numbers;
pub mod pages;
pub mod pdf;

pub use fonts::FontStore;
pub use marked_words::MarkedLine;
pub use pages::{Finished, Layout};
pub use pdf::Pdf;
pub use proof::Proof;
pub use relocate::Relocator;
pub use world::ReportWorld;

/// The version of Typst, such as `0.15.1`.
pub fn version() -> &'static str {
    typst::utils::version().raw()
}
