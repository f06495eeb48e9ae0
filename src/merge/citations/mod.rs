//! Citations and the list of sources as text with links, by a style in CSL (Citation Style Language 1.0.2). What comes in: every
//! citation of one language, with the gap that it leaves in its generated file. What goes out: the words of every gap, and the order of
//! the list. This room must not know where items stand on pages.

mod dates;
pub mod style;
mod order;
mod letters;
mod render;
mod unbroken;
mod foreign;
mod words;
mod collapsed;
mod spelling;
mod names;
mod doubts;
mod fill;

pub use fill::{CitedWhole, citing, fill_all};
pub use style::TEMPLATE;
