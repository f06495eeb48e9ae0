//! What comes in: a virtual Typst project, the fonts, and where written files lie. What goes out: the set pages, PDF, and
//! Typst's complaints at the places a person wrote.
//! This room must not know the model, the graph, or what an id means.

pub mod needs;
pub mod thread;
pub mod cache;
pub mod fonts;
pub mod families;
mod sfnt;
mod links;
pub mod world;
pub mod boxes;
pub mod relocate;
pub mod press;
pub mod downsample;
pub mod preflight;
mod complete;
pub mod layout;
pub mod failing_item;
pub mod compile;
pub mod pdf;
pub mod picture;
pub mod proof;
pub mod pages;
pub mod timings;
mod version;

pub use version::version;
