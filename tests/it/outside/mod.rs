//! Proves that hostile input does no harm: texts, files, PDFs and templates.

mod archives;
mod bounds;
mod fuzzed;
mod limits;
mod pdf_reader;
mod pdfs;
mod plain_files;
mod records;
mod server;
mod server_times;
mod shown;
mod terminal;
mod texts;
mod workbooks;
