//! From comments at their places to what is saved of them.

use crate::edits::comments::{ReplyToSave, ToSave};

use super::mark::{Date, Mark, Proposal};
use super::told::Told;

/// Each comment with the item and the field that it is about today, and the words that were marked.
pub fn to_save(comments: &[Told]) -> Vec<ToSave> {
    comments.iter().map(one).collect()
}

fn one(told: &Told) -> ToSave {
    let (comment, mark) = (&told.comment, &told.comment.mark);
    let now = comment.now.as_ref();
    let item = now.and_then(|now| now.item.as_ref()).map(|key| key.named());
    let field = now.and_then(|now| now.field.as_ref()).map(|(address, _)| address.path.clone());
    ToSave {
        item: item.or_else(|| comment.item.clone()),
        field: field.or_else(|| comment.field.as_ref().map(|field| field.path.clone())),
        language: comment.language.clone(),
        words: comment.words.clone(),
        text: said(mark),
        proposal: mark.proposal.as_ref().map(|proposal| match proposal {
            Proposal::Delete => ("delete", String::new()),
            Proposal::Insert(text) => ("insert", text.clone()),
            Proposal::Replace(text) => ("replace", text.clone()),
        }),
        author: mark.author.clone(),
        date: iso(mark.date.as_ref()),
        kind: word(mark),
        page: mark.page + 1,
        version: comment.version.clone(),
        replies: replies(mark),
        files: told.files.clone(),
    }
}

/// What a mark says; of a file or a stamp without words its name.
fn said(mark: &Mark) -> String {
    match &mark.name {
        Some(name) if mark.text.is_empty() => format!("[{name}]"),
        _ => mark.text.clone(),
    }
}

/// The word of the vocabulary `comment-kind`.
fn word(mark: &Mark) -> &'static str {
    match mark.kind.name() {
        "text box" => "text-box",
        name => name,
    }
}

/// Replies, then the states that people gave.
fn replies(mark: &Mark) -> Vec<ReplyToSave> {
    let said = mark.replies.iter().map(|reply| ReplyToSave {
        author: reply.author.clone(),
        date: iso(reply.date.as_ref()),
        text: reply.text.clone(),
        review: None,
    });
    let reviewed = mark.reviews.iter().map(|review| ReplyToSave {
        author: review.author.clone(),
        date: iso(review.date.as_ref()),
        text: String::new(),
        review: Some(review.state.name()),
    });
    said.chain(reviewed).collect()
}

fn iso(date: Option<&Date>) -> Option<String> {
    date.map(|date| date.iso.clone())
}
