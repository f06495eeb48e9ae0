//! A comment as it is told: once, though several files have it.

use super::mark::{Area, Kind, Mark};
use super::places::Comment;

/// How far apart the boxes of one mark may be in two files, in points.
const ROUNDED: f64 = 0.5;

/// Kind, page, author and text of a mark.
pub type Key = (Kind, usize, Option<String>, String);

#[derive(Debug, Clone)]
pub struct Told {
    pub comment: Comment,
    /// The names of the files that have it.
    pub files: Vec<String>,
}

impl Told {
    pub fn new(file: &str, comment: Comment) -> Self {
        Self { comment, files: vec![file.to_owned()] }
    }

    /// What copies of one mark have in common.
    pub fn key(comment: &Comment) -> Key {
        let Mark { kind, page, author, text, .. } = &comment.mark;
        (*kind, *page, author.clone(), text.clone())
    }

    /// Whether it is a copy of the same mark, as when one person's file went to the next. Of both the keys are the same, and replies and states
    /// may differ.
    pub fn is_same(&self, other: &Comment) -> bool {
        let (one, other_mark) = (&self.comment.mark, &other.mark);
        self.comment.version == other.version
            && one.date.as_ref().map(|it| it.seconds) == other_mark.date.as_ref().map(|it| it.seconds)
            && self.comment.words == other.words
            && one.boxes.len() == other_mark.boxes.len()
            && one.boxes.iter().zip(&other_mark.boxes).all(|(one, other)| is_near(one, other))
    }

    /// Takes up a copy: the replies and states that it has more.
    pub fn add(&mut self, file: &str, other: Comment) {
        self.files.push(file.to_owned());
        let Mark { replies, reviews, .. } = &mut self.comment.mark;
        replies.extend(other.mark.replies.into_iter().filter(|reply| !replies.contains(reply)).collect::<Vec<_>>());
        reviews.extend(other.mark.reviews.into_iter().filter(|review| !reviews.contains(review)).collect::<Vec<_>>());
        replies.sort_by_key(|reply| reply.date.as_ref().map(|date| date.seconds));
        reviews.sort_by_key(|review| review.date.as_ref().map(|date| date.seconds));
    }
}

fn is_near(one: &Area, other: &Area) -> bool {
    let sides = [(one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom)];
    sides.iter().all(|(one, other)| (one - other).abs() < ROUNDED)
}
