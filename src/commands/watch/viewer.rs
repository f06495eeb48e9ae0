//! What the browser shows while pages are being set.

use crate::commands::pipeline::Merged;
use crate::commands::typesetting::Audience;
use crate::preview::{Board, Shown};
use crate::typeset::proof::Proof;

/// The name of a language and edition in the preview.
pub fn key(merged: &Merged) -> String {
    format!("{}-{}", merged.language, merged.edition.as_str())
}

/// Shows pages in the browser as soon as they stand.
pub struct Viewer<'a> {
    pub board: Option<&'a Board>,
}

impl Audience for Viewer<'_> {
    fn looks_at(&self, merged: &Merged) -> bool {
        self.board.and_then(Board::looked_at).is_some_and(|looked_at| looked_at == key(merged))
    }

    fn pages(&self, merged: &Merged, look: &dyn Fn() -> Proof) {
        if let Some(board) = self.board {
            board.post(Shown {
                key: key(merged),
                language: merged.language.to_string(),
                edition: merged.edition.as_str(),
                proof: look(),
            });
        }
    }
}
