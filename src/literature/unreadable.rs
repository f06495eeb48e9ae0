//! Why a file of references cannot be read.

use std::fmt;

/// Why a file of references cannot be read.
#[derive(Debug)]
pub struct Unreadable {
    /// The line, from one, if the reader knows it.
    pub line: Option<usize>,
    pub message: String,
}

impl Unreadable {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { line: None, message: message.into() }
    }

    pub(super) fn at(line: usize, message: impl Into<String>) -> Self {
        Self { line: Some(line), message: message.into() }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}
