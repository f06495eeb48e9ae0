//! The faults that a run found, with the files that they point at.

use super::{Diagnostic, Files, Place, diagnostic};

/// Diagnostics, and the files that their places lie in.
#[derive(Debug, Clone, Default)]
pub struct Faults {
    pub files: Files,
    pub diagnostics: Vec<Diagnostic>,
}

impl Faults {
    /// Whether any of them stops the build.
    pub fn any_error(&self) -> bool {
        diagnostic::any_error(&self.diagnostics)
    }

    /// As [`diagnostic::tidy`].
    pub fn tidy(&mut self) {
        diagnostic::tidy(&mut self.diagnostics);
    }

    /// `self`, as an error if any of them stops the build.
    pub fn without_error(self) -> Result<Self, Self> {
        if self.any_error() { Err(self) } else { Ok(self) }
    }

    /// Appends faults of another thread; their places move from its files to these.
    pub fn append(&mut self, others: Self) {
        let mut moved = |place: Place| {
            let file = others.files.get(place.file);
            Place::new(self.files.add(&file.path, file.text.clone()), place.range())
        };
        for mut diagnostic in others.diagnostics {
            diagnostic.place = diagnostic.place.map(&mut moved);
            for related in &mut diagnostic.related {
                related.place = moved(related.place);
            }
            self.diagnostics.push(diagnostic);
        }
    }
}
