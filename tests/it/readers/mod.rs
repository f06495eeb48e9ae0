//! Proves that input is read as meant: CSV, Markdown, images, single values of TOML; and that notation does not change its meaning.

mod csv;
mod drawings;
mod folders;
mod images;
mod locale;
mod markdown;
mod meaning;
mod names;
mod passages;
mod slips;
mod tags;
mod typst;
mod values;
