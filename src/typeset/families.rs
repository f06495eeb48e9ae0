//! The font families that a look names in its theme, where a designer changes them.

use std::collections::BTreeSet;
use std::ops::Range;

use typst::syntax::ast;
use typst::syntax::{LinkedNode, SyntaxKind, parse};

use crate::diagnostics::{Code, Diagnostic, Files, Place, nearest};
use crate::files::Tree;
use crate::model::text_file::text_file;

use super::{FontStore, fonts};

/// The template in which a look names its faces, and the name of the list there.
const THEME: &str = "templates/theme.typ";
const FACES: &str = "faces";

/// The families of the theme that no font in `fonts/` has, each where it is named. Typst warns of them wherever they are used.
pub fn unknown(templates: &Tree, store: &FontStore, files: &mut Files) -> Vec<Diagnostic> {
    // A theme that is not text is reported when it is evaluated.
    let Some(file) = templates.get(THEME).and_then(|bytes| text_file(THEME, bytes, files, &mut Vec::new())) else {
        return Vec::new();
    };
    let text = files.get(file).text.clone();
    named(&text).iter().filter_map(|(range, family)| fault(family, Place::new(file, range.clone()), store)).collect()
}

/// The families in the list of faces of a theme, each with the place of its string.
pub fn named(theme: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    collect(&LinkedNode::new(&parse(theme)), false, &mut found);
    found
}

fn collect(node: &LinkedNode, inside: bool, found: &mut Vec<(Range<usize>, String)>) {
    if inside && let Some(string) = node.cast::<ast::Str>() {
        found.push((node.range(), string.get().into()));
    }
    let is_list = node
        .cast::<ast::LetBinding>()
        .is_some_and(|binding| binding.kind().bindings().first().is_some_and(|name| name.as_str() == FACES));
    // Of a face with more keys than its name, such as the characters that it covers, only the name is a family.
    let is_covers = node.cast::<ast::Named>().is_some_and(|named| named.name().as_str() == "covers");
    for child in node.children().filter(|child| !is_covers && child.kind() != SyntaxKind::Space) {
        collect(&child, inside || is_list, found);
    }
}

fn fault(family: &str, place: Place, store: &FontStore) -> Option<Diagnostic> {
    let families = fonts::families(store);
    // Typst knows families by their names in lower case.
    if families.iter().any(|known| known.eq_ignore_ascii_case(family)) {
        return None;
    }
    let message = format!("unknown font family: {}", family.to_lowercase());
    let hint = match nearest::nearest(family, families.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("put its files into `fonts/`, which has `{}`", families.join("`, `")),
    };
    Some(Diagnostic::new(Code::Typst, place, message).with_hint(hint))
}

/// The `families` of texts of a drawing of which no font in `fonts/` is one: Typst takes the figure's. `place` names the drawing.
pub fn unknown_in_drawing(
    (name, place): (&str, Place),
    families: &BTreeSet<Vec<String>>,
    store: &FontStore,
) -> Vec<Diagnostic> {
    let known = fonts::families(store);
    let is_known = |family: &String| known.iter().any(|known| known.eq_ignore_ascii_case(family));
    let unknown = families.iter().filter(|families| !families.iter().any(is_known));
    let fault = |families: &Vec<String>| {
        let (families, known) = (families.join("`, `"), known.join("`, `"));
        let message = format!("no font in `fonts/` is what the drawing `{name}` asks for: `{families}`");
        let hint = format!(
            "turn the words of the drawing into paths, name one of `{known}` in it, or put the font into `fonts/`; fonts inside of \
             drawings are not used"
        );
        Diagnostic::new(Code::TypstWarning, place, message).with_hint(hint)
    };
    unknown.map(fault).collect()
}

/// Keeps the first diagnostic about each missing family.
pub fn once(diagnostics: &mut Vec<Diagnostic>) {
    let mut reported: Vec<String> = Vec::new();
    diagnostics.retain(|diagnostic| {
        let again = reported.contains(&diagnostic.message);
        if !again && diagnostic.code == Code::Typst && diagnostic.message.starts_with("unknown font family") {
            reported.push(diagnostic.message.clone());
        }
        !again
    });
}
