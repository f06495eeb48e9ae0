//! What comes in: the graph, the words of the templates, a language and an edition. What goes out: a virtual Typst
//! project, with a map from every generated file back to what a person wrote.
//! This room must not know fonts, frames, PDF or where anything is stored.

pub mod locale;
pub mod generated;
pub mod strings;
pub mod emit;
mod kept;
pub mod marks;
pub mod markdown;
pub mod labels;
pub mod brand;
pub mod input;
pub mod names;
pub mod keys;
pub mod replaced_words;
pub mod view;
pub mod taken;
pub mod bibliography;
pub mod citations;
pub mod table;
pub mod attachments;
pub mod tags;
pub mod verbatim;
pub mod render;
pub mod announcement;
pub mod changes;
pub mod modules;
pub mod chapters;
pub mod tokens;
pub mod project;
pub mod extract;

pub use brand::Brand;
pub use emit::{Emit, Emitter};
pub use generated::{Citation, CiteForm, Cited, Citing, Filling, Gap, Generated, GeneratedFiles};
pub use input::Input;
pub use labels::Wording;
pub use view::{Dict, PartView, Shown, View};
