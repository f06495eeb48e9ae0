//! raportti compiles a report of findings and recommendations into a print-ready, accessible PDF.
//!
//! The stages, in the order in which the data flows; each uses only the ones before it. [`diagnostics`] knows places in
//! files; [`files`] reads trees of bytes; [`model`] decodes what editors wrote; [`graph`] links it; [`literature`] is what it exchanges
//! with reference managers; [`meaning`] knows what it says; [`rules`] say what is wrong with it; [`edits`] and [`sheets`] change it; [`merge`] puts it into the templates; [`typeset`] sets pages;
//! [`publish`] writes files; [`comments`] reads what people marked in them; [`build`] makes PDFs and releases with all of these; [`preview`] shows pages in a browser; [`cli`] is the command
//! line, [`console`] what it prints, and [`commands`] are what a user asks for.
//! [`bounds`] has the limits of what comes from outside.

pub mod bounds;
pub mod diagnostics;
pub mod files;
pub mod model;
pub mod graph;
pub mod literature;
pub mod meaning;
pub mod rules;
pub mod edits;
pub mod sheets;
pub mod merge;
pub mod typeset;
pub mod publish;
pub mod comments;
pub mod build;
pub mod preview;
pub mod cli;
pub mod console;
pub mod commands;
