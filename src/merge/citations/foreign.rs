//! Titles in another language than the list that they stand in: each is divided at the ends of lines as its own language does.

use hayagriva::Entry;
use icu::locale::subtags::Language;

use crate::merge::locale::{Locale, ranges, spaces::Space};
use crate::merge::{Emitter, bibliography};

/// The part of a source's title that is in another language than the list.
pub struct Foreign {
    pub title: String,
    language: Language,
}

impl Foreign {
    /// `None` of a source in the language of the edition.
    pub fn of(entry: &Entry, edition: Language) -> Option<Self> {
        let language = Language::try_from_str(entry.language()?.language.as_str()).ok()?;
        let title = bibliography::of_source(entry.title()?).to_owned();
        (language != edition).then_some(Self { title, language })
    }

    /// The arguments of `text` for the language.
    pub fn tag(&self) -> String {
        format!("lang: \"{}\", region: none, ", self.language)
    }

    /// What no line divides in the title. The report may not be in its language.
    pub fn spaces(&self, emitter: &Emitter) -> Vec<Space> {
        let is_of_report = emitter.input.wordings.iter().any(|wording| wording.locale.language == self.language);
        match Locale::of_readers(self.language).filter(|_| emitter.is_set && !is_of_report) {
            Some(locale) => locale.spaces(&self.title),
            None if is_of_report => emitter.spaces(self.language, &self.title),
            None => ranges::of_any_language(&self.title),
        }
    }
}
