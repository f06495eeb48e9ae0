//! raportti compiles a report of findings and recommendations into a print-ready, accessible PDF.
//!
//! The stages, in the order in which the data flows; each uses only the ones before it. [`diagnostics`] knows places in
//! files; [`files`] reads trees of bytes; [`model`] decodes what editors wrote; [`graph`] links it; [`meaning`] knows
//! what it says; [`rules`] say what is wrong with it; [`merge`] puts it into the templates; [`typeset`] sets pages;
//! [`publish`] writes files; [`preview`] shows pages in a browser; [`commands`] are what a user asks for, and [`cli`] is how.
//! [`bounds`] has the limits of what comes from outside.

pub mod bounds;
pub mod diagnostics;
pub mod files;
pub mod model;
pub mod graph;
pub mod meaning;
pub mod rules;
pub mod merge;
pub mod typeset;
pub mod publish;
pub mod preview;
pub mod cli;
pub mod commands;
