//! Shows the results of rounds in the preview, if there is one.

use crate::build::{Merged, Observer, Ready, anchor};
use crate::diagnostics::print::{self, Format};
use crate::diagnostics::{Faults, Files};
use crate::meaning::Meaning;
use crate::meaning::commented::Lookup;
use crate::model::{Declarations, Item, Text, Value, typed::Comment};
use crate::preview::{self, NewPages, PreviewState};
use crate::rules::comments;
use crate::typeset::Proof;

#[derive(Clone, Copy)]
pub struct Viewer<'a>(pub Option<&'a PreviewState>);

impl Viewer<'_> {
    /// Reports that a round begins because these files changed.
    pub fn begin(self, changed: &[String]) {
        if let Some(state) = self.0 {
            state.begin(changed.iter().flat_map(|path| ids_of_file(path)).collect());
        }
    }

    /// Reports the items that are printed with their ids, and which PDFs are being built.
    pub fn list(self, ready: &Ready, files: &Files, wanted: &[&Merged]) {
        if let Some(state) = self.0 {
            let is_own = |item: &&Item| Declarations::built_in().find(&item.declared.key).is_none();
            let own = ready.graph.model.listed_with_ids().filter(is_own);
            let printed = ready.graph.items().chain(own).filter(|item| item.declared.printed);
            let items = printed.map(|item| listed(item, ready, files)).collect();
            let title = ready.graph.report().title().source().value.clone();
            state.list(title, items, wanted.iter().map(|merged| key(merged)).collect());
            state.comment(commented(ready, files));
        }
    }

    /// Reports the end of a round, with its faults.
    pub fn end(self, Faults { files, diagnostics }: &Faults) {
        if let Some(state) = self.0 {
            let lines = print::print(diagnostics, files, Format::Json, false);
            state.end(lines.as_str().lines().filter_map(|line| serde_json::from_str(line).ok()).collect());
        }
    }

    /// Reports why the command cannot work; `None` when it can again.
    pub fn trouble(self, words: Option<String>) {
        self.0.into_iter().for_each(|state| state.trouble(words.clone()));
    }
}

impl Observer for Viewer<'_> {
    fn is_urgent(&self, merged: &Merged) -> bool {
        self.0.and_then(PreviewState::in_view).is_some_and(|in_view| in_view == key(merged))
    }

    fn pages(&self, merged: &Merged, proof: &dyn Fn() -> Proof) {
        if let Some(state) = self.0 {
            let (language, edition) = (merged.language.to_string(), merged.edition.as_str());
            state.post(NewPages { key: key(merged), language, edition, proof: proof() });
        }
    }
}

/// The name of a language and edition in the preview.
fn key(merged: &Merged) -> String {
    format!("{}-{}", merged.language, merged.edition.as_str())
}

/// The ids that the item in a file may have: its name up to each hyphen, of which only the report's declarations know whether it belongs
/// to the id.
fn ids_of_file(path: &str) -> Vec<String> {
    let name = path.strip_prefix("report/").and_then(|inner| inner.split_once('/')?.1.strip_suffix(".toml"));
    let hyphens = name.into_iter().flat_map(|name| name.match_indices('-').map(|(at, _)| name[..at].to_owned()));
    hyphens.chain(name.map(str::to_owned)).collect()
}

fn listed(item: &Item, ready: &Ready, files: &Files) -> preview::Item {
    preview::Item {
        id: item.id().to_owned(),
        kind: item.kind().as_str(),
        title: item.title().unwrap_or_default().to_owned(),
        // Of a recommendation: the last follow-up, or else the response, or else its status.
        state: item.declared.state.iter().find_map(|way| word(item, way)).unwrap_or_default().to_owned(),
        doubts: ready.review.doubts(item.id()),
        file: files.get(item.place.file).path.clone(),
        line: files.line_column(item.place.file, item.place.range().start).line,
        label: anchor(item.id(), Some(item.kind())),
    }
}

/// The open comments, each with where its words stand in the files.
fn commented(ready: &Ready, files: &Files) -> Vec<preview::Comment> {
    let open: Vec<Comment> = ready.graph.model.saved_comments().filter(|comment| comment.is_open()).collect();
    if open.is_empty() {
        return Vec::new();
    }
    let meaning = Meaning::of(&ready.graph, files, &ready.inputs.report);
    let lookup = Lookup::new(&meaning, ready.graph.report(), files);
    let shown = |comment: Comment| {
        let text = |text: Option<&Text>| text.map(|text| text.value.clone()).unwrap_or_default();
        let place = comment.place();
        let at = files.line_column(place.file, place.range().start);
        let about = lookup.spot(comment).place;
        preview::Comment {
            author: text(comment.author()),
            text: comment.text().map_or_else(|| comments::said(comment), |text| text.value.clone()),
            words: text(comment.words()),
            item: text(comment.item()),
            file: files.get(place.file).path.clone(),
            line: at.line,
            column: at.column,
            about: about.map(|place| (files.get(place.file).path.clone(), place.range())),
        }
    };
    open.into_iter().map(shown).collect()
}

/// The word at a path of fields; in a list, that of the last element that has one.
fn word(item: &Item, way: &str) -> Option<&'static str> {
    let (key, rest) = way.split_once('.').unwrap_or((way, ""));
    let value = match item.get(key)? {
        Value::List(values) => return values.iter().rev().find_map(|value| word_of(value, rest)),
        value => value,
    };
    word_of(value, rest)
}

fn word_of(value: &Value, rest: &str) -> Option<&'static str> {
    match value {
        Value::Word(said) => Some(said.word),
        Value::Item(item) => word(item, rest),
        _ => None,
    }
}
