//! What editors bring is read as they meant it: the CSV of spreadsheets, Markdown, and the small values of TOML.

mod csv;
mod markdown;
mod values;
