//! What comes in: the files an editor wrote. What goes out: the report as a graph in which every link holds, and every
//! fault of the data at its place.
//! This room must not know templates, languages' wording, Typst, or how anything is printed.

pub mod walk;
pub mod unfit;
pub mod read;
pub mod reading;
pub mod builtin;
pub mod digest;
pub mod form;
pub mod names;
pub mod archive;
pub mod origin;
pub mod checkout;
pub mod revision;
pub mod text;
pub mod conflict;
pub mod characters;
pub mod text_file;
pub mod markdown;
pub mod syntax;
pub mod decode;
pub mod record;
pub mod scalar;
pub mod author;
pub mod choice;
pub mod model;
pub mod press;
pub mod limits;
pub mod languages;
pub mod item_file;
pub mod head;
pub mod load;
pub mod bundle;
pub mod csv;
pub mod image;
pub mod withdrawn;
pub mod graph;
pub mod meaning;
pub mod changes;
pub mod salvage;
pub mod review;
pub mod trace;
pub mod schema;
pub mod rules;
