//! The font families that a look names in its theme, where a designer changes them.

use std::collections::BTreeSet;
use std::ops::Range;

use typst::syntax::ast::{self, AstNode};
use typst::syntax::{LinkedNode, SyntaxKind, parse};
use typst::text::FontStyle::{self, Italic, Normal};
use typst::text::{FontFlags, FontInfo};

use crate::diagnostics::{Code, Diagnostic, Files, Place, nearest};
use crate::files::Tree;
use crate::model::text_file::text_file;

use super::{FontStore, fonts, fonts::FontFile};

/// The template in which a look names its faces, and the name of the list there.
const THEME: &str = "templates/theme.typ";
const FACES: &str = "faces";

/// The families of the theme that no font of `all` has, each where it is named. Typst warns of them wherever they are used.
pub fn unknown(templates: &Tree, all: &[FontFile], files: &mut Files) -> Vec<Diagnostic> {
    // A theme that is not text is reported when it is evaluated.
    let Some(file) = templates.get(THEME).and_then(|bytes| text_file(THEME, bytes, files, &mut Vec::new())) else {
        return Vec::new();
    };
    let text = files.get(file).text.clone();
    let known: BTreeSet<&str> = all.iter().flat_map(FontFile::families).collect();
    named(&text).iter().filter_map(|(range, family)| fault(family, Place::new(file, range.clone()), &known)).collect()
}

/// The families in the list of faces of a theme, each with the place of its string.
pub fn named(theme: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    collect(&LinkedNode::new(&parse(theme)), false, &mut found);
    found
}

/// The families of the faces that a theme lacks and that of the program has.
pub fn lacking(theme: &str, of_program: &str) -> Vec<String> {
    let known: Vec<String> = faces(theme).into_iter().map(|(face, _)| face).collect();
    faces(of_program).into_iter().filter(|(face, _)| !known.contains(face)).flat_map(|(_, families)| families).collect()
}

/// The faces of a theme with the families of each.
fn faces(theme: &str) -> Vec<(String, Vec<String>)> {
    let root = parse(theme);
    let Some(markup) = root.cast::<ast::Markup>() else { return Vec::new() };
    let lists = markup.exprs().filter_map(|expr| match expr {
        ast::Expr::LetBinding(binding) if is_faces(binding) => binding.init(),
        _ => None,
    });
    let items = lists.filter_map(|list| if let ast::Expr::Dict(list) = list { Some(list.items()) } else { None });
    let face = |item| {
        let ast::DictItem::Named(face) = item else { return None };
        let mut families = Vec::new();
        collect(&LinkedNode::new(face.to_untyped()), true, &mut families);
        Some((face.name().as_str().to_owned(), families.into_iter().map(|(_, family)| family).collect()))
    };
    items.flatten().filter_map(face).collect()
}

fn is_faces(binding: ast::LetBinding) -> bool {
    binding.kind().bindings().first().is_some_and(|name| name.as_str() == FACES)
}

fn collect(node: &LinkedNode, inside: bool, found: &mut Vec<(Range<usize>, String)>) {
    if inside && let Some(string) = node.cast::<ast::Str>() {
        found.push((node.range(), string.get().into()));
    }
    let is_list = node.cast::<ast::LetBinding>().is_some_and(is_faces);
    // Of a face with more keys than its name, such as the characters that it covers, only the name is a family.
    let is_covers = node.cast::<ast::Named>().is_some_and(|named| named.name().as_str() == "covers");
    for child in node.children().filter(|child| !is_covers && child.kind() != SyntaxKind::Space) {
        collect(&child, inside || is_list, found);
    }
}

fn fault(family: &str, place: Place, known: &BTreeSet<&str>) -> Option<Diagnostic> {
    // Typst knows families by their names in lower case.
    let is_known = known.iter().any(|known| known.eq_ignore_ascii_case(family));
    (!is_known).then(|| unknown_family(family, place, known))
}

/// `known` are all families that a look can name.
fn unknown_family(family: &str, place: Place, known: &BTreeSet<&str>) -> Diagnostic {
    let message = format!("unknown font family: {family}");
    let there = format!("there are `{}`", known.iter().copied().collect::<Vec<_>>().join("`, `"));
    let near = nearest::nearest(family, known.iter().copied()).map(|near| format!("did you mean `{near}`?"));
    let hint = near.unwrap_or_else(|| "put its files into `fonts/`".to_owned());
    Diagnostic::new(Code::Typst, place, message).with_hints([hint, there])
}

/// A face of the theme, a family for it, and where the family is named.
pub type NamedFace<'a> = (&'a str, &'a str, Place);

/// The styles that a face is used in: upright or slanted, with the weight as the theme calls it.
const STYLES: [(&str, &[(FontStyle, &str)]); 3] = [
    ("body", &[(Normal, "regular"), (Normal, "strong"), (Italic, "regular"), (Italic, "strong")]),
    ("display", &[(Normal, "light"), (Normal, "regular"), (Normal, "strong"), (Italic, "regular")]),
    ("code", &[(Normal, "regular"), (Normal, "strong")]),
];

/// The faults of faces that a report names: families that no font of `all` has, and styles that a family lacks, for which Typst would
/// take the nearest one that it has. `weights` are those of the theme.
pub fn of_brand(
    faces: &[NamedFace],
    weights: &[(String, u16)],
    all: &[FontFile],
    store: &FontStore,
) -> Vec<Diagnostic> {
    let known: BTreeSet<&str> = all.iter().flat_map(FontFile::families).collect();
    let proportional = |(face, family, place): &NamedFace| {
        let book = store.0.book();
        let mut fonts = book.select_family(&family.to_lowercase()).filter_map(|id| book.info(id)).peekable();
        let has_widths = fonts.peek().is_some() && !fonts.any(|font| font.flags.contains(FontFlags::MONOSPACE));
        let message = format!("`{family}` has letters of several widths, and code needs letters of one width");
        let hint = "name a family such as `Source Code Pro`, so that the columns of code stay below each other";
        (*face == "code" && has_widths).then(|| Diagnostic::new(Code::TypstWarning, *place, message).with_hint(hint))
    };
    let check = |(face, family, place): &NamedFace| {
        if !known.iter().any(|known| known.eq_ignore_ascii_case(family)) {
            return Some(unknown_family(family, *place, &known));
        }
        let wanted = STYLES.iter().find(|(known, _)| known == face).map_or(&[][..], |(_, styles)| *styles);
        let book = store.0.book();
        let fonts: Vec<&FontInfo> = book.select_family(&family.to_lowercase()).filter_map(|id| book.info(id)).collect();
        let lacks = |(style, name): &&(FontStyle, &str)| {
            let weight = weights.iter().find(|(known, _)| known == name).map(|(_, weight)| *weight);
            weight.is_some_and(|weight| !fonts.iter().any(|font| has(font, *style, weight)))
        };
        let style = |(style, name): &(FontStyle, &str)| {
            let weight = weights.iter().find(|(known, _)| known == name).map_or(0, |(_, weight)| *weight);
            if *style == Normal { weight.to_string() } else { format!("{weight} italic") }
        };
        let missing: Vec<String> = wanted.iter().filter(lacks).map(style).collect();
        let message = format!("`{family}` lacks what `{face}` is set in: {}", missing.join(", "));
        let hint = "put these weights of it into `fonts/`; without them the nearest that it has is taken";
        (!missing.is_empty()).then(|| Diagnostic::new(Code::TypstWarning, *place, message).with_hint(hint))
    };
    faces.iter().filter_map(check).chain(faces.iter().filter_map(proportional)).collect()
}

/// Whether a font can be set in a style and a weight, which a variable one may have among others.
fn has(font: &FontInfo, style: FontStyle, weight: u16) -> bool {
    let is_as_heavy = font.flags.contains(FontFlags::VARIABLE) || font.variant.weight.to_number() == weight;
    (style == Normal) == (font.variant.style == Normal) && is_as_heavy
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
        // Typst writes the names in lower case.
        let message = diagnostic.message.to_lowercase();
        let again = reported.contains(&message);
        if !again && diagnostic.code == Code::Typst && message.starts_with("unknown font family") {
            reported.push(message);
        }
        !again
    });
}
