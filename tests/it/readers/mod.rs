//! What editors bring is read as they meant it: the CSV of spreadsheets, Markdown, images, the small values of TOML; and what it says,
//! however it is written.

mod csv;
mod drawings;
mod images;
mod locale;
mod markdown;
mod meaning;
mod names;
mod slips;
mod tags;
mod values;
