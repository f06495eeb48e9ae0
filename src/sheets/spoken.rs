//! In which language a text of a file is.

/// What a text is one of: the language, the source language, and whether there are others.
#[derive(Clone, Copy)]
pub struct Spoken<'l> {
    pub language: &'l str,
    pub source: &'l str,
    pub is_only: bool,
}
