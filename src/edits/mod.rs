//! What comes in: the model of a report, and what somebody wants changed in it. What goes out: the files of `report/` that change, with
//! their new content; comments, order and layout of the rest stay.
//! This room must not know how files are written, or what a terminal is.

mod next_id;
mod new_item;

use std::collections::BTreeMap;

pub use new_item::{Wish, new_item};
pub use next_id::next_id;

/// The files that change, by their paths in the project, with their new content.
pub type Edit = BTreeMap<String, String>;

/// Why a report cannot be changed as somebody wants.
#[derive(Debug)]
pub struct Refusal {
    pub message: String,
    pub hint: Option<String>,
}

impl Refusal {
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }
}
