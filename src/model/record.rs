//! Declares the records of the data: one definition gives the Rust type, its decoder, and the walks over its texts and over
//! all that it says. What it defines is declared too, in `model/kinds`, and a test compares the two.

/// Declares a record: a TOML table with the keys of the fields. A field's type says whether its key must be there
/// (`Option` and `Vec` may be missing); its doc comment is what editors of TOML show. Every record remembers its `place`.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident {
            $($(#[doc = $field_doc:literal])+ pub $field:ident: $type:ty,)*
        }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone)]
        pub struct $name {
            $($(#[doc = $field_doc])+ pub $field: $type,)*
            /// Where the record opens in its file.
            pub place: $crate::diagnostics::files::Place,
        }

        impl $name {
            /// The keys in their order, and whether each must be there.
            #[cfg(test)]
            pub fn keys() -> Vec<(&'static str, bool)> {
                vec![$((
                    stringify!($field).trim_start_matches("r#"),
                    <$type as $crate::model::decode::Decode>::missing().is_none(),
                )),*]
            }

            /// Decodes the keys of a table.
            pub fn from_fields(
                mut fields: $crate::model::decode::Fields,
                context: &mut $crate::model::decode::Context,
            ) -> Option<Self> {
                let place = fields.place;
                $(let $field = fields.take::<$type>(stringify!($field), context);)*
                fields.finish(context);
                Some(Self { $($field: $field?,)* place })
            }
        }

        impl $crate::model::decode::Decode for $name {
            fn decode(
                value: &$crate::model::decode::Value,
                context: &mut $crate::model::decode::Context,
            ) -> Option<Self> {
                let table = $crate::model::decode::table(value, context)?;
                let place = context.place(value);
                Self::from_fields($crate::model::decode::Fields::new(table, place), context)
            }

            fn texts<'a>(
                &'a self,
                visit: &mut dyn FnMut($crate::model::text::TextKind, &'a $crate::model::text::Localized),
            ) {
                $($crate::model::decode::Decode::texts(&self.$field, visit);)*
            }

            fn facts(&self, walk: &mut $crate::model::fact::Walk) {
                $(walk.field(stringify!($field), &self.$field);)*
            }

            fn address(&self) -> Option<String> {
                let ids = [$($crate::model::decode::Decode::own_id(&self.$field)),*];
                ids.into_iter().flatten().next().map(str::to_owned)
            }
        }
    };
}

/// Declares a vocabulary: an enum with the words that TOML uses.
macro_rules! vocabulary {
    (
        $(#[doc = $doc:literal])+
        pub enum $name:ident { $($(#[$word_meta:meta])* $variant:ident = $word:literal,)+ }
    ) => {
        $(#[doc = $doc])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$word_meta])* $variant,)+ }

        impl $name {
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }

        impl $crate::model::decode::Decode for $name {
            fn decode(
                value: &$crate::model::decode::Value,
                context: &mut $crate::model::decode::Context,
            ) -> Option<Self> {
                Self::from_word($crate::model::scalar::word(value, Self::WORDS, context)?)
            }

            fn facts(&self, walk: &mut $crate::model::fact::Walk) {
                walk.fact($crate::model::fact::Content::Word(self.as_str()), None, None);
            }
        }
    };
}

pub(crate) use {record, vocabulary};

#[cfg(test)]
mod tests {
    use crate::model::author::{Institution, Person};
    use crate::model::declared::{Declarations, Field};
    use crate::model::records::*;

    #[test]
    fn records_have_the_declared_keys_in_their_order() {
        let records = [
            ("report", ReportFile::keys()),
            ("print", Print::keys()),
            ("bundle", Bundle::keys()),
            ("preflight", Preflight::keys()),
            ("screen-limits", ScreenLimits::keys()),
            ("print-limits", PrintLimits::keys()),
            ("size-limits", SizeLimits::keys()),
            ("announcement", Announcement::keys()),
            ("allow", Allow::keys()),
            ("theme", Theme::keys()),
            ("questions", QuestionsFile::keys()),
            ("question", Question::keys()),
            ("finding", Finding::keys()),
            ("evidence", Evidence::keys()),
            ("conclusion", Conclusion::keys()),
            ("package", Package::keys()),
            ("recommendation", Recommendation::keys()),
            ("response", Response::keys()),
            ("action", Action::keys()),
            ("cost", Cost::keys()),
            ("risk", Risk::keys()),
            ("indicator", Indicator::keys()),
            ("follow_up", FollowUp::keys()),
            ("figure", Figure::keys()),
            ("row", Row::keys()),
            ("actor", Actor::keys()),
            ("source", Source::keys()),
            ("institution", Institution::keys()),
            ("person", Person::keys()),
            ("term", Term::keys()),
            ("withdrawals", WithdrawnFile::keys()),
            ("withdrawn", Withdrawn::keys()),
        ];
        let declarations = Declarations::built_in();
        for (kind, keys) in &records {
            let declared = declarations.kind(declarations.find(kind).unwrap());
            let written = declared.fields.iter().filter(|field| field.is_written());
            let written = written.map(|field| (field.key.as_str(), field.is_indispensable()));
            assert_eq!(written.collect::<Vec<_>>(), *keys, "{kind}");
        }
        // `[rules]` and `terms.toml` have a star for any key.
        let starred = |fields: &[Field]| fields.iter().any(|field| field.key == "*");
        for kind in declarations.kinds().filter(|kind| !starred(&kind.fields)) {
            assert!(records.iter().any(|(known, _)| *known == kind.key), "{}", kind.key);
        }
    }
}
