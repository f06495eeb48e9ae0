//! Texts that remember where they were written and in which language.

use std::ops::Range;

use icu::locale::subtags::Language;

use crate::bounds::text::LONGEST_WORD;
use crate::diagnostics::{Diagnostic, Piece, Place, SourceMap, diagnostic::malformed, files::SourceFile, map};

/// A string of a file. Equality is of the words: moving a line changes nothing.
#[derive(Debug, Clone)]
pub struct Text {
    pub value: String,
    /// The literal in the file, quotes included; for other forms, all that the text was taken from.
    pub place: Place,
    pub form: Form,
}

/// How a text stands in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As a TOML string, so that every character has its own place.
    TomlString,
    /// As something else, such as a line of CSV or a key: the whole is the place of each character.
    Whole,
}

impl Text {
    /// Where each character of the text was written.
    pub fn map(&self, file: &SourceFile) -> SourceMap {
        match self.form {
            Form::TomlString => map::toml_string(self.place.file, &file.text, self.place.range(), &self.value),
            Form::Whole => {
                let output = 0..self.value.len();
                SourceMap::new([Piece { output, file: self.place.file, source: self.place.range(), exact: false }])
            }
        }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// Where a word stands that is too long for a PDF, if there is one.
pub fn endless_word(text: &str) -> Option<Range<usize>> {
    if text.len() <= LONGEST_WORD {
        return None;
    }
    let mut start = 0;
    for (at, space) in text.match_indices(char::is_whitespace).chain([(text.len(), "")]) {
        if at - start > LONGEST_WORD {
            return Some(start..at);
        }
        start = at + space.len();
    }
    None
}

/// The fault of a word that is too long for a PDF.
pub fn too_long(place: Place) -> Diagnostic {
    let message = format!("a word has more than {LONGEST_WORD} bytes, which no PDF can hold");
    malformed(place, message, "put spaces into the text")
}

/// A text with one space between its words, on one line. No-break spaces stay.
pub fn spaced(text: &str) -> String {
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `most` characters of a text, with an ellipsis where there are more.
pub fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// A character, or U+FFFD for one that would control a terminal or turn the direction of the words around it.
pub fn harmless(character: char) -> char {
    let turns = matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if character.is_control() || turns { char::REPLACEMENT_CHARACTER } else { character }
}

/// A text in one or more of the report's languages; always in the source language.
#[derive(Debug, Clone, PartialEq)]
pub struct Localized {
    texts: Vec<(Language, Text)>,
}

impl Localized {
    /// Panics when there is no text at all: the decoder refuses a field without the source language.
    pub fn new(texts: Vec<(Language, Text)>) -> Self {
        assert!(!texts.is_empty(), "a localized text has at least the source language");
        Self { texts }
    }

    /// The text in `language`, or else in the source language, and the language that it is in.
    pub fn get(&self, language: Language) -> (Language, &Text) {
        let (language, text) = self.texts.iter().find(|(own, _)| *own == language).unwrap_or(&self.texts[0]);
        (*language, text)
    }

    /// The text in the source language.
    pub fn source(&self) -> &Text {
        &self.texts[0].1
    }

    pub fn has(&self, language: Language) -> bool {
        self.texts.iter().any(|(own, _)| *own == language)
    }

    /// Every text with its language, the source language first.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &Text)> {
        self.texts.iter().map(|(language, text)| (*language, text))
    }
}
