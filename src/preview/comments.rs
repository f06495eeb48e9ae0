//! Open comments in the preview: what they say, and where their words stand on the pages.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::{Value, json};

use crate::typeset::{MarkedLine, Proof};

/// An open comment. All of it comes from outside, so that the browser shows it as text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Comment {
    pub author: String,
    pub text: String,
    /// The words that it is about.
    pub words: String,
    /// What it is about, as a user calls it.
    pub item: String,
    /// Where it is saved.
    pub file: String,
    pub line: usize,
    pub column: usize,
    /// The file and the bytes that it points at.
    #[serde(skip)]
    pub about: Option<(String, Range<usize>)>,
}

/// The comments of the last round.
pub type Comments = Arc<Vec<Comment>>;

/// The lines of comments on the pages of one language and edition, once they were looked for.
#[derive(Default)]
pub struct Marks(Mutex<Option<(Comments, Vec<Vec<MarkedLine>>)>>);

impl Marks {
    /// Looks for the comments on the pages, unless that was done.
    pub fn find(&self, comments: &Comments, proof: &Proof) {
        if self.of(comments).is_some() {
            return;
        }
        let places = comments.iter().filter_map(|comment| comment.about.as_ref());
        let wanted: Vec<(&str, Range<usize>)> = places.map(|(path, range)| (path.as_str(), range.clone())).collect();
        let mut lines = if wanted.is_empty() { Vec::new() } else { proof.lines_of(&wanted) }.into_iter();
        let lines =
            comments.iter().map(|comment| comment.about.as_ref().and_then(|_| lines.next()).unwrap_or_default());
        let found = (comments.clone(), lines.collect());
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(found);
    }

    /// The lines of each comment as JSON: the page from 0, and the box in points. `None` until they were looked for.
    pub fn of(&self, comments: &Comments) -> Option<Value> {
        let found = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (_, lines) = found.as_ref().filter(|(known, _)| Arc::ptr_eq(known, comments))?;
        let round = |points: f64| (points * 100.0).round() / 100.0;
        let line = |it: &MarkedLine| json!([it.page, round(it.x), round(it.y), round(it.width), round(it.height)]);
        Some(lines.iter().map(|lines| lines.iter().map(line).collect::<Value>()).collect())
    }
}
