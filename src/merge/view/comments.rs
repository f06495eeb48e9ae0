//! The comments that the part `comments` prints, in the order of the report.

use std::borrow::Cow;

use icu::locale::subtags::Language;

use crate::files::Tree;
use crate::meaning::Meaning;
use crate::meaning::commented::Lookup;
use crate::model::text::Form;
use crate::model::typed::Comment;
use crate::model::{Kind, Text, Value};

use super::builder::Builder;
use super::{Dict, Shown};

impl Builder<'_> {
    /// Every saved comment. Of equal ones at one place the order is that of their words, and not that of their files, whose names no output shows.
    pub(super) fn comments(&self) -> Shown {
        let graph = self.graph;
        let meaning = Meaning::of(graph, self.files, &Tree::new());
        let lookup = Lookup::new(&meaning, graph.report(), self.files);
        let said = |text: Option<&Text>| text.map(|text| text.value.clone()).unwrap_or_default();
        let mut comments: Vec<Comment> = graph.model.saved_comments().collect();
        comments.sort_by_cached_key(|comment| {
            let named = said(comment.item());
            let answer = comment.answer().map(|answer| answer.source().value.clone());
            (
                lookup.spot(*comment).order,
                [said(comment.words()), said(comment.text()), said(comment.proposed()), named],
                comment.proposal(),
                comment.state(),
                answer,
            )
        });
        Shown::List(comments.into_iter().map(|comment| Shown::Dict(self.comment(comment, &meaning))).collect())
    }

    fn comment(&self, comment: Comment, meaning: &Meaning) -> Dict {
        let named = comment.item().map(|item| item.value.as_str());
        // What has no id is called by its title, and the report as a whole by nothing.
        let titled = named.filter(|named| named.contains('/')).and_then(|named| {
            let mut without_ids =
                meaning.entries.iter().filter(|it| [Kind::CHAPTER, Kind::TERM].contains(&it.key.kind));
            without_ids.find(|entry| entry.key.named() == named)
        });
        let language = self.wording.locale.language;
        let title = titled.map(|entry| match meaning.title(entry, language) {
            Some(title) => {
                let is_own = entry.facts.iter().any(|fact| fact.language == Some(language));
                Shown::Called(if is_own { language } else { self.graph.source_language() }, Cow::Owned(title))
            }
            None => Shown::Called(language, Cow::Owned(entry.key.id.clone())),
        });
        let is_id = named.is_some_and(|named| !named.contains('/') && !named.ends_with(".toml"));
        let spoken = self.language_of(comment);
        let words = |text: &Text| {
            let value = text.value.split_whitespace().collect::<Vec<_>>().join(" ");
            Shown::Words(self.text(spoken, &Text { value, place: text.place, form: Form::Whole }))
        };
        let optional = |text: Option<&Text>| text.map_or(Shown::None, words);
        let text = |text: Option<&str>| text.map_or(Shown::None, |text| Shown::Text(text.to_owned()));
        let lines = comment.text().into_iter().flat_map(|whole| {
            let lines = whole.value.lines().filter(|line| !line.trim().is_empty());
            lines.map(|line| words(&Text { value: line.to_owned(), ..whole.clone() }))
        });
        let state = match comment.0.get("state") {
            Some(Value::Word(said)) => said.word,
            _ => "open",
        };
        Dict::of(vec![
            ("item", text(named)),
            ("id", text(named.filter(|_| is_id))),
            ("title", title.unwrap_or(Shown::None)),
            ("field", text(comment.field().map(|field| field.value.as_str()))),
            ("words", optional(comment.words())),
            ("author", comment.author().map_or(Shown::None, |author| Shown::Words(self.in_source_language(author)))),
            ("text", Shown::List(lines.collect())),
            ("proposal", text(comment.proposal())),
            ("proposed", optional(comment.proposed())),
            ("answer", comment.answer().map_or(Shown::None, |answer| Shown::Words(self.localized(answer)))),
            ("state", text(Some(state))),
        ])
    }

    /// The language that somebody wrote in: most likely that of the text that they read.
    fn language_of(&self, comment: Comment) -> Language {
        let read = comment.language().filter(|language| self.graph.languages().contains(language));
        read.unwrap_or(self.graph.source_language())
    }
}
