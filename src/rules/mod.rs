//! What comes in: the report, decoded and linked. What goes out: faults in it by the rules of a good report, at the levels that the
//! report sets; limits of its pages and what a press wants. This room must not know templates or Typst.

pub mod alternatives;
pub mod images;
pub mod files;
pub mod declared;
pub mod from_data;
pub mod extract;
pub mod figures;
pub mod parts;
pub mod named_figures;
pub mod brand;
pub mod items;
pub mod joints;
pub mod texts;
pub mod untranslated;
pub mod review;
pub mod comments;
pub mod commenters;
pub mod permanence;
pub mod usage;
pub mod policy;
pub mod limits;
pub mod press;

pub use limits::{Limits, Medium};
pub use press::{Press, Profile};
pub use usage::References;
