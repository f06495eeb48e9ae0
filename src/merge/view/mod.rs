//! The view: the one contract that templates see. minijinja gets it as values, Typst as literals.
//!
//! A change that could break a template raises [`FORMAT`].

mod build;
mod builder;
mod shown;
mod ids;
mod items;
mod values;

pub use build::build;
pub use ids::IdsView;
pub use items::*;
pub use shown::{Dict, Shown};
pub use values::*;

/// The version of the contract between the tool and the templates.
pub const FORMAT: i64 = 1;

/// Declares a part of the view: a struct that serializes for minijinja and is a dictionary in Typst, where `_` in a
/// field's name is `-`.
macro_rules! view {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)* }
    )+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, serde::Serialize)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl $crate::merge::emit::Emit for $name {
            fn emit(&self, emitter: &mut $crate::merge::emit::Emitter) {
                emitter.code("(\n");
                $(
                    emitter.code(&stringify!($field).trim_start_matches("r#").replace('_', "-"));
                    emitter.code(": ");
                    $crate::merge::emit::Emit::emit(&self.$field, emitter);
                    emitter.code(",\n");
                )*
                // Words that changed stand once more, with their marks, so that templates choose where those show.
                let marked = [$($crate::merge::emit::Emit::is_marked(&self.$field, emitter.emission)),*];
                if marked.contains(&true) {
                    emitter.code("marked: (\n");
                    $(
                        if $crate::merge::emit::Emit::is_marked(&self.$field, emitter.emission) {
                            emitter.code(&stringify!($field).trim_start_matches("r#").replace('_', "-"));
                            emitter.code(": ");
                            $crate::merge::emit::Emit::emit_marked(&self.$field, emitter);
                            emitter.code(",\n");
                        }
                    )*
                    emitter.code("),\n");
                }
                emitter.code(")");
            }
        }
    )+ };
}
use view;
