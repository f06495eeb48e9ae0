//! What comes in: finished bytes. What goes out: files on disk, whole or not at all, with records of their inputs, which can
//! also be read from published files.
//! This room must not know how the bytes were made.

pub mod strays;
pub mod output;
mod disk;
pub mod many;
pub mod saved;
pub mod folder;
pub mod stamp;
pub mod trace;
pub mod listing;
pub mod workbook;
pub mod called;
pub mod sheets;
pub mod pdf_fault;
pub mod reader;
pub mod source;
pub mod page_tree;
pub mod same_objects;
pub mod same_pages;
pub mod release;
pub mod difference;
pub mod verify;
pub mod schemas;
