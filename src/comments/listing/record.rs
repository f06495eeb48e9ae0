//! A comment for programs.

use serde::Serialize;

use crate::comments::mark::{self, Date};
use crate::comments::places::carried::{Carried, Standing};
use crate::comments::places::{Matched, spot};
use crate::comments::told::Told;
use crate::diagnostics::Files;
use crate::meaning::changes::words::Run;

/// A comment with its place in today's report. The first fourteen keys are always there; the others say how sure the place is.
#[derive(Debug, Serialize)]
pub struct Record {
    pub file: Option<String>,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub item: Option<String>,
    pub field: Option<String>,
    pub language: Option<String>,
    pub words: String,
    pub author: Option<String>,
    pub date: Option<String>,
    pub kind: &'static str,
    pub text: String,
    pub replies: Vec<Reply>,
    pub state: Option<&'static str>,
    /// From 1, in the PDF.
    pub page: usize,
    /// `unchanged`, `reworded`, `moved`, `gone`, or `unknown`.
    pub standing: &'static str,
    /// What the field says now, of what was reworded.
    pub now: Option<String>,
    /// Where it stood in the version that was marked.
    pub was: Option<Was>,
    /// What replaced a withdrawn item.
    pub successors: Vec<String>,
    /// How the place was found: by `place`, by `words`, by `tags` and words, `near` some words, or by `nothing`.
    pub matched: &'static str,
    /// The states that people gave.
    pub reviews: Vec<Review>,
    /// A plain proposal: `kept`, `deleted` and `inserted` words.
    pub difference: Vec<(&'static str, String)>,
    /// The files that have it.
    pub pdf: Vec<String>,
}

#[derive(Debug, Serialize)]
pub struct Reply {
    pub author: Option<String>,
    pub date: Option<String>,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct Review {
    pub author: Option<String>,
    pub date: Option<String>,
    pub state: &'static str,
}

#[derive(Debug, Serialize)]
pub struct Was {
    pub version: String,
    pub file: String,
    pub line: usize,
    pub column: usize,
}

fn iso(date: Option<&Date>) -> Option<String> {
    date.map(|date| date.iso.clone())
}

impl Reply {
    fn of(reply: &mark::Reply) -> Self {
        Self { author: reply.author.clone(), date: iso(reply.date.as_ref()), text: reply.text.clone() }
    }

    pub fn in_words(&self) -> String {
        format!("{}: {}", who(self.author.as_deref(), self.date.as_deref()), self.text)
    }
}

/// A person and a day.
fn who(author: Option<&str>, date: Option<&str>) -> String {
    let author = author.unwrap_or("somebody");
    match date.and_then(|date| date.split('T').next()) {
        Some(day) => format!("{author}, {day}"),
        None => author.to_owned(),
    }
}

impl Record {
    pub fn of(told: &Told, files: &Files) -> Self {
        let comment = &told.comment;
        let (now, mark) = (comment.now.as_ref(), &comment.mark);
        let at = now.and_then(|now| now.place).map(|place| spot(files, place));
        let (standing, reworded, successors) = standing(now);
        let item = now.and_then(|now| now.item.as_ref()).map(|key| key.named());
        let field = now.and_then(|now| now.field.as_ref()).map(|(address, _)| address.path.clone());
        let run = |run: &Run| match run {
            Run::Kept(text) => ("kept", text.clone()),
            Run::Deleted(text) => ("deleted", text.clone()),
            Run::Inserted(text) => ("inserted", text.clone()),
        };
        Self {
            file: at.as_ref().map(|(file, ..)| file.clone()),
            line: at.as_ref().map(|(_, line, _)| *line),
            column: at.as_ref().map(|(.., column)| *column),
            item: item.or(comment.item.clone()),
            field: field.or(comment.field.as_ref().map(|field| field.path.clone())),
            language: comment.language.clone(),
            words: comment.words.clone(),
            author: mark.author.clone(),
            date: iso(mark.date.as_ref()),
            kind: mark.kind.name(),
            text: said(mark),
            replies: mark.replies.iter().map(Reply::of).collect(),
            state: mark.state().map(mark::State::name),
            page: mark.page + 1,
            standing,
            now: reworded,
            was: comment.was.as_ref().map(|(file, line, column)| Was {
                version: comment.version.clone(),
                file: file.clone(),
                line: *line,
                column: *column,
            }),
            successors,
            matched: match comment.matched {
                Matched::Place => "place",
                Matched::Words => "words",
                Matched::Tags => "tags",
                Matched::Near => "near",
                Matched::Nothing => "nothing",
            },
            reviews: mark
                .reviews
                .iter()
                .map(|review| Review {
                    author: review.author.clone(),
                    date: iso(review.date.as_ref()),
                    state: review.state.name(),
                })
                .collect(),
            difference: comment.difference.iter().map(run).collect(),
            pdf: told.files.clone(),
        }
    }

    /// `file:line:column`.
    pub fn place(&self) -> String {
        match (&self.file, self.line, self.column) {
            (Some(file), Some(line), Some(column)) => format!("{file}:{line}:{column}"),
            _ => String::new(),
        }
    }

    /// The item with its field and language.
    pub fn about(&self) -> String {
        let item = self.item.as_deref().unwrap_or("the document");
        let field = self.field.as_ref().map(|field| format!(" {field}")).unwrap_or_default();
        let language = self.language.as_ref().map(|language| format!(" ({language})")).unwrap_or_default();
        format!("{item}{field}{language}")
    }

    pub fn who(&self) -> String {
        who(self.author.as_deref(), self.date.as_deref())
    }

    /// What became of the words, if they are not what they were.
    pub fn standing_in_words(&self) -> Option<String> {
        let was = self.was.as_ref().map(|was| format!("{}:{} of version {}", was.file, was.line, was.version));
        let was = was.map(|was| format!("; it was at {was}")).unwrap_or_default();
        match self.standing {
            "reworded" => Some(format!("it now says “{}”", self.now.as_deref().unwrap_or_default())),
            "moved" => Some(format!("the words have moved here{was}")),
            "gone" if self.successors.is_empty() => Some(format!("the words are gone{was}")),
            "gone" => Some(format!("the item is gone, and {} took its place{was}", self.successors.join(", "))),
            "unknown" => Some("nothing in the report is found for it".to_owned()),
            _ => None,
        }
    }

    /// How its place was found, unless the page says it.
    pub fn matched_in_words(&self) -> Option<&'static str> {
        match self.matched {
            "near" => Some("the place of the words beside it"),
            "words" => Some("found by its words, since the page comes out otherwise"),
            "tags" => Some("found by its tags and words, since the page comes out otherwise"),
            _ => None,
        }
    }

    /// The states, each with who gave it.
    pub fn states(&self) -> String {
        let states = self
            .reviews
            .iter()
            .map(|review| format!("{} ({})", review.state, who(review.author.as_deref(), review.date.as_deref())));
        states.collect::<Vec<_>>().join(", ")
    }
}

/// What a mark says; of a file or a stamp without words its name.
fn said(mark: &mark::Mark) -> String {
    match &mark.name {
        Some(name) if mark.text.is_empty() => format!("[{name}]"),
        _ => mark.text.clone(),
    }
}

fn standing(now: Option<&Carried>) -> (&'static str, Option<String>, Vec<String>) {
    match now.map(|now| &now.standing) {
        Some(Standing::Unchanged) => ("unchanged", None, Vec::new()),
        Some(Standing::Reworded(now)) => ("reworded", Some(now.clone()), Vec::new()),
        Some(Standing::Moved) => ("moved", None, Vec::new()),
        Some(Standing::Gone(successors)) => ("gone", None, successors.clone()),
        None => ("unknown", None, Vec::new()),
    }
}
