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
const CODE: &str = "code";

/// The families that a look can name.
struct Known<'a> {
    own: BTreeSet<&'a str>,
    built_in: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    fn of(all: &'a [FontFile]) -> Self {
        let families = |built_in: bool| all.iter().filter(move |file| file.is_built_in == built_in);
        let families = |built_in| families(built_in).flat_map(FontFile::families).collect();
        Self { own: families(false), built_in: families(true) }
    }

    fn all(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.own.union(&self.built_in).copied()
    }

    /// Typst knows families by their names in lower case.
    fn has(&self, family: &str) -> bool {
        self.all().any(|known| known.eq_ignore_ascii_case(family))
    }
}

/// The faults of the families of the theme in use, each where it is named: those that no font of `all` has, of which Typst warns wherever
/// they are used, and those of code whose letters are not of one width.
pub fn of_theme(templates: &Tree, all: &[FontFile], store: &FontStore, files: &mut Files) -> Vec<Diagnostic> {
    // A theme that is not text is reported when it is evaluated.
    let Some(file) = templates.get(THEME).and_then(|bytes| text_file(THEME, bytes, files, &mut Vec::new())) else {
        return Vec::new();
    };
    let text = files.get(file).text.clone();
    let known = Known::of(all);
    let place = |range: &Range<usize>| Place::new(file, range.clone());
    let named = named(&text);
    let unknown = named.iter().filter(|(_, family)| !known.has(family));
    let unknown = unknown.map(|(range, family)| unknown_family(family, place(range), &known));
    let code = code_families(&text);
    let proportional = code.iter().filter_map(|(range, family)| proportional(family, place(range), store));
    unknown.chain(proportional).collect()
}

/// The families in the list of faces of a theme, each with the place of its string.
pub fn named(theme: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    collect(&LinkedNode::new(&parse(theme)), false, &mut found);
    found
}

/// The families of the face of code in a theme, each with the place of its string.
fn code_families(theme: &str) -> Vec<(Range<usize>, String)> {
    let root = parse(theme);
    let root = LinkedNode::new(&root);
    let is_code = |node: &LinkedNode| node.cast::<ast::Named>().is_some_and(|named| named.name().as_str() == CODE);
    let lists = root.children().filter(|node| node.cast::<ast::LetBinding>().is_some_and(is_faces));
    let mut found = Vec::new();
    for list in lists.flat_map(|list| list.children().collect::<Vec<_>>()) {
        list.children().filter(is_code).for_each(|face| collect(&face, true, &mut found));
    }
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

fn unknown_family(family: &str, place: Place, known: &Known) -> Diagnostic {
    let message = format!("unknown font family: {family}");
    let list = |families: &BTreeSet<&str>| families.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    let near = nearest::nearest(family, known.all()).map(|near| format!("did you mean `{near}`?"));
    let hint = near.unwrap_or_else(|| "put its files into `fonts/`".to_owned());
    let own = (!known.own.is_empty()).then(|| format!("`fonts/` has {}", list(&known.own)));
    let built_in = format!("built into the program are {}", list(&known.built_in));
    Diagnostic::new(Code::Typst, place, message).with_hints([hint].into_iter().chain(own).chain([built_in]))
}

/// The fault of a family for code whose letters are not of one width.
fn proportional(family: &str, place: Place, store: &FontStore) -> Option<Diagnostic> {
    let fonts = of_family(family, store);
    let is_fixed = fonts.is_empty() || fonts.iter().any(|font| font.flags.contains(FontFlags::MONOSPACE));
    let message = format!("`{family}` has letters of several widths, and code needs letters of one width");
    let hint = "name a family such as `Source Code Pro`, so that the columns of code stay below each other";
    (!is_fixed).then(|| Diagnostic::new(Code::TypstWarning, place, message).with_hint(hint))
}

fn of_family<'s>(family: &str, store: &'s FontStore) -> Vec<&'s FontInfo> {
    let book = store.0.book();
    book.select_family(&family.to_lowercase()).filter_map(|id| book.info(id)).collect()
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
    let known = Known::of(all);
    let check = |(face, family, place): &NamedFace| {
        if !known.has(family) {
            return Some(unknown_family(family, *place, &known));
        }
        let wanted = STYLES.iter().find(|(known, _)| known == face).map_or(&[][..], |(_, styles)| *styles);
        lacking_styles((face, family, *place), wanted, weights, &of_family(family, store))
    };
    let proportional = |(face, family, place): &NamedFace| {
        if *face == CODE { proportional(family, *place, store) } else { None }
    };
    faces.iter().filter_map(check).chain(faces.iter().filter_map(proportional)).collect()
}

/// The fault of a family that lacks `wanted` styles, and the weights of it that could be named in place of them.
fn lacking_styles(
    (face, family, place): NamedFace,
    wanted: &[(FontStyle, &str)],
    weights: &[(String, u16)],
    fonts: &[&FontInfo],
) -> Option<Diagnostic> {
    let weight_of = |name: &str| weights.iter().find(|(known, _)| known == name).map(|(_, weight)| *weight);
    let has_all = |name: &str, weight: u16| {
        let mut styles = wanted.iter().filter(|(_, known)| *known == name);
        styles.all(|(style, _)| fonts.iter().any(|font| has(font, *style, weight)))
    };
    let styles = wanted.iter().filter_map(|(style, name)| Some((*style, *name, weight_of(name)?)));
    let missing: Vec<_> =
        styles.filter(|(style, _, weight)| !fonts.iter().any(|font| has(font, *style, *weight))).collect();
    let shown = |(style, _, weight): &(FontStyle, &str, u16)| {
        if *style == Normal { weight.to_string() } else { format!("{weight} italic") }
    };
    let shown: Vec<String> = missing.iter().map(shown).collect();
    let message = format!("`{family}` lacks what `{face}` is set in: {}", shown.join(", "));
    let mut names: Vec<(&str, u16)> = missing.iter().map(|(_, name, weight)| (*name, *weight)).collect();
    names.dedup();
    let nearest = |(name, weight): &(&str, u16)| {
        let known: BTreeSet<u16> = fonts.iter().map(|font| font.variant.weight.to_number()).collect();
        let near =
            known.into_iter().filter(|known| has_all(name, *known)).min_by_key(|known| known.abs_diff(*weight))?;
        Some(format!("{name}: {near}"))
    };
    let instead: Option<Vec<String>> = names.iter().map(nearest).collect();
    let instead = instead.filter(|weights| !weights.is_empty()).map(|weights| {
        format!(
            "if it has no such weight, say in `{THEME}` which of it are set: `#let weights = ({})`",
            weights.join(", ")
        )
    });
    let hint = "put these weights of it into `fonts/`; without them the nearest that it has is taken".to_owned();
    let hints = [hint].into_iter().chain(instead);
    (!missing.is_empty()).then(|| Diagnostic::new(Code::TypstWarning, place, message).with_hints(hints))
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
        let (families, known) = (families.join("`, `"), known.join("'`, `'"));
        let message = format!("no font in `fonts/` is what the drawing `{name}` asks for: `{families}`");
        let hint = format!(
            "turn the words of the drawing into paths, name one of `'{known}'` in it, or put the font into `fonts/`; fonts inside of \
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
