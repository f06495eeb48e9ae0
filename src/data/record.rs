//! Declares the records of the data: one definition gives the Rust type, its decoder, the walks over its texts and over
//! all that it says, and its JSON Schema.

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
            /// Decodes the keys of a table.
            pub fn from_fields(
                mut fields: $crate::data::decode::Fields,
                context: &mut $crate::data::decode::Context,
            ) -> Option<Self> {
                let place = fields.place;
                $(let $field = fields.take::<$type>(stringify!($field), context);)*
                fields.finish(context);
                Some(Self { $($field: $field?,)* place })
            }
        }

        impl $crate::data::decode::Decode for $name {
            fn decode(
                value: &$crate::data::decode::Value,
                context: &mut $crate::data::decode::Context,
            ) -> Option<Self> {
                let table = $crate::data::decode::table(value, context)?;
                let place = context.place(value);
                Self::from_fields($crate::data::decode::Fields::new(table, place), context)
            }

            fn texts<'a>(
                &'a self,
                visit: &mut dyn FnMut($crate::data::text::TextKind, &'a $crate::data::text::Localized),
            ) {
                $($crate::data::decode::Decode::texts(&self.$field, visit);)*
            }

            fn facts(&self, walk: &mut $crate::data::meaning::fact::Walk) {
                $(walk.field(stringify!($field), &self.$field);)*
            }

            fn address(&self) -> Option<String> {
                let ids = [$($crate::data::decode::Decode::own_id(&self.$field)),*];
                ids.into_iter().flatten().next().map(str::to_owned)
            }

            fn schema(context: &$crate::data::schema::Context) -> $crate::data::schema::Schema {
                let fields = [$($crate::data::schema::field::<$type>(
                    stringify!($field),
                    concat!($($field_doc),+),
                    context,
                )),*];
                $crate::data::schema::record(concat!($($doc),+), fields)
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

        impl $crate::data::decode::Decode for $name {
            fn decode(
                value: &$crate::data::decode::Value,
                context: &mut $crate::data::decode::Context,
            ) -> Option<Self> {
                Self::from_word($crate::data::scalar::word(value, Self::WORDS, context)?)
            }

            fn facts(&self, walk: &mut $crate::data::meaning::fact::Walk) {
                walk.fact($crate::data::meaning::fact::Content::Word(self.as_str()), None, None);
            }

            fn schema(_: &$crate::data::schema::Context) -> $crate::data::schema::Schema {
                $crate::data::schema::words(Self::WORDS.iter().copied())
            }
        }
    };
}

pub(crate) use {record, vocabulary};
