//! raportti compiles a report of findings and recommendations into a print-ready, accessible PDF.
//!
//! The stages, in the order in which the data flows; each uses only the ones before it. [`diagnostics`] knows places in
//! files; [`data`] reads what editors wrote and links it; [`merge`] puts it into the templates; [`typeset`] sets pages;
//! [`publish`] writes files; [`preview`] shows pages in a browser; [`commands`] are what a user asks for, and [`cli`] is how.
//! [`bounds`] has the limits of what comes from outside.

pub mod bounds;
pub mod diagnostics;
pub mod model;
pub mod data;
pub mod merge;
pub mod typeset;
pub mod publish;
pub mod preview;
pub mod cli;
pub mod commands;
