//! Titles of sources: a work's own, or what editors call a work that has none.

use icu::locale::subtags::Language;

use crate::model::{Localized, Text, Value};

/// What a source is called.
#[derive(Debug, Clone, Copy)]
pub enum Title<'i> {
    /// The title of the work, which is the same in each language of the report.
    OfWork(&'i Text),
    /// What the editors call it, in each language of the report.
    OfEditors(&'i Localized),
}

impl<'i> Title<'i> {
    /// The title that a value of the field is.
    pub fn of(value: &'i Value) -> Option<Self> {
        match value {
            Value::String(text) => Some(Title::OfWork(text)),
            Value::Plain(texts) => Some(Title::OfEditors(texts)),
            _ => None,
        }
    }

    /// The title in an edition of this language, and its own language if the editors wrote it.
    pub fn get(self, edition: Language) -> (&'i Text, Option<Language>) {
        match self {
            Title::OfWork(text) => (text, None),
            Title::OfEditors(texts) => {
                let (language, text) = texts.get(edition);
                (text, Some(language))
            }
        }
    }

    /// The title in the source language of the report.
    pub fn source(self) -> &'i Text {
        match self {
            Title::OfWork(text) => text,
            Title::OfEditors(texts) => texts.source(),
        }
    }
}
