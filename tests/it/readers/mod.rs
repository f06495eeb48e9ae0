//! What editors bring is read as they meant it: the CSV of spreadsheets, Markdown, images, and the small values of TOML.

mod csv;
mod images;
mod markdown;
mod values;
