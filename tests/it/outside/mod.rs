//! Proves that nothing from outside does harm: texts, files, PDFs and templates that somebody made to break the program.

mod bounds;
mod fuzzed;
mod limits;
mod pdfs;
mod plain_files;
mod records;
mod server;
mod shown;
mod terminal;
mod texts;
