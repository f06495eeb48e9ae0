//! Empty declarations, which a report fills, and fields that it leaves out.

use super::{Declaration, Field, Names, Show};

impl Declaration {
    /// A kind of which nothing is said yet.
    pub(super) fn new(number: usize, key: &str) -> Self {
        Self {
            number,
            key: key.to_owned(),
            doc: String::new(),
            name: Names::new(),
            plural: Names::new(),
            folder: None,
            file: None,
            beside: None,
            collection: key.replace('-', "_"),
            printed: true,
            group: None,
            sort: None,
            state: Vec::new(),
            columns: Vec::new(),
            id: None,
            used: true,
            fields: Vec::new(),
            held_by: Vec::new(),
            backs: Vec::new(),
            absent: Vec::new(),
            has_ids: false,
            written: Vec::new(),
        }
    }
}

impl Field {
    /// A field of which only the key is known.
    pub(super) fn new(key: &str) -> Self {
        Self {
            key: key.to_owned(),
            doc: String::new(),
            name: Names::new(),
            shape: super::unresolved(),
            more: Vec::new(),
            or: None,
            keys: None,
            required: false,
            when: Vec::new(),
            unless: Vec::new(),
            rule: None,
            missing: None,
            hint: None,
            is_own: false,
            usual: None,
            least: None,
            most: None,
            unit: None,
            not_before: None,
            show: Show::default(),
            scale: false,
            view: None,
            status: false,
            silent: false,
            rests_on: false,
            trace: None,
            back: None,
            used: true,
        }
    }

    /// Makes the field one that the report does without. Its number stays, and so does what it would be, for templates that ask for
    /// it and find nothing.
    pub(super) fn leave_out(&mut self) {
        let (key, shape, or) = (self.key.clone(), self.shape.clone(), self.or.clone());
        let (view, silent) = (self.view.take(), self.silent);
        *self = Self { used: false, show: Show::Nowhere, shape, or, view, silent, ..Self::new(&key) };
    }
}

impl Show {
    pub(super) fn from_word(word: &str) -> Option<Self> {
        let shows = [
            ("title", Self::Title),
            ("body", Self::Body),
            ("margin", Self::Margin),
            ("text", Self::Text),
            ("facts", Self::Facts),
            ("table", Self::Table),
            ("nowhere", Self::Nowhere),
        ];
        shows.into_iter().find(|(known, _)| *known == word).map(|(_, show)| show)
    }
}
