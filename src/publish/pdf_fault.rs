//! Why a foreign PDF cannot be read.

use std::fmt;

use crate::bounds::pdf::LARGEST_PDF;

#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    NotPdf,
    TooLarge,
    Encrypted,
    /// The PDF carries no source; the parts that were read are valid.
    NoSource,
    /// An object on the way to the archive is invalid.
    Damaged(&'static str),
    TooMuch(&'static str),
    /// The source that it carries cannot be read.
    Source(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NotPdf => f.write_str("it is not a PDF"),
            Fault::TooLarge => write!(f, "it is larger than {} MiB", LARGEST_PDF >> 20),
            Fault::Encrypted => f.write_str("it is encrypted, and opens only with a password"),
            Fault::NoSource => f.write_str("it carries no source"),
            Fault::Damaged(what) => write!(f, "it is damaged: {what}"),
            Fault::TooMuch(what) => write!(f, "it needs too much work: {what}"),
            Fault::Source(reason) => f.write_str(reason),
        }
    }
}
