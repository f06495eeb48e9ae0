//! What comes in: the files of a report. What goes out: what editors wrote, decoded as it is declared, every fault at its place.
//! This room must not know whether links hold, what a good report is, templates, or Typst.

pub mod kind;
pub mod declared;
pub mod text;
pub mod characters;
pub mod letters;
pub mod text_file;
pub mod markdown;
pub mod prose;
mod slips;
pub mod syntax;
pub mod scalar;
pub mod currency;
pub mod period;
pub mod cvss;
pub mod choice;
pub mod item;
pub mod author;
pub mod title;
mod slot;
pub mod typed;
pub mod fact;
pub mod languages;
pub mod decode;
pub mod load;
pub mod csv;
pub mod image;

pub use author::Author;
pub use choice::{Edition, Embed, FigureKind, Level, Opening, RgbImages, SourceKind};
pub use currency::{Currency, Money};
pub use cvss::Cvss;
pub use declared::{Declaration, Declarations, Field, Shape, Type};
pub use fact::{Content, Fact, FieldPath, Step};
pub use item::{Item, Link, LinkOf, Said, Value};
pub use kind::{Kind, natural_key};
pub use load::{Broken, Chapter, Model};
pub use markdown::Setting;
pub use period::{Period, PlacedPeriod};
pub use prose::{Block, BlockKind, Container, ContainerKind, Passage};
pub use scalar::{Date, Id, Number, Placed, id_fault};
pub use slot::{Slot, Typed};
pub use text::{Localized, Text};
pub use title::Title;
