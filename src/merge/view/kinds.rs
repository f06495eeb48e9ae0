//! The kinds that a report declares itself, as far as pages show them.

use crate::model::{Declaration, Declarations};

/// The built-in declaration of a kind whose cards are templates of their own; `None` for kinds of the report, and for those that it
/// gives a place.
pub(super) fn with_own_template(declared: &Declaration) -> Option<&'static Declaration> {
    let built_in = Declarations::built_in();
    let known = built_in.find(&declared.key)?;
    (!declared.used || known.folder == declared.folder && known.file == declared.file).then_some(known)
}

/// The kinds that the report declares itself, with items that get a part of their own.
pub fn own_kinds(declarations: &'static Declarations) -> impl Iterator<Item = &'static Declaration> {
    let in_a_file = |kind: &Declaration| declarations.holders(kind).any(|holder| holder.file.is_some());
    let is_own = move |kind: &&Declaration| {
        let has_place = kind.folder.is_some() || kind.has_ids && in_a_file(kind);
        kind.used && has_place && with_own_template(kind).is_none()
    };
    declarations.kinds.iter().filter(is_own)
}
