//! Proves the content of output files: PDF/X-4 for the press, the source inside a PDF, and that each gate refuses its defect.

mod fonts;
mod mutants;
mod needs;
mod cover;
mod print;
mod source;
mod stamp;
mod what_travels;
mod written;
