//! Proves that what people mark in a PDF is read as they meant it, whatever program wrote it.

mod bounds;
mod marks;
mod list;
mod places;
mod printed;
mod programs;
mod updates;
mod saved;
mod tags;
