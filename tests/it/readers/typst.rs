//! Proves that Typst code is read as meant without being run: the names, the families and the string literals in it.

use raportti::typeset::literal::{characters, inside};
use raportti::typeset::{families, unknown_names};
use typst::syntax::Source;

fn found(text: &str) -> Vec<String> {
    let source = Source::detached(text);
    let all_of = |path: &str| (path == "known.typ").then(|| vec!["anything".to_owned()]);
    let names = unknown_names::unknown(&source, |name| ["heading", "pi"].contains(&name), &all_of);
    names.into_iter().map(|(name, range)| format!("{name} {}", &text[..range.start].lines().count())).collect()
}

#[test]
fn undefined_names_are_found_at_their_place() {
    assert_eq!(found("#let f(it) = {\n  show heading: it => blokc(blokc: 1, it.blokc)\n  it\n}"), ["blokc 2"]);
    assert_eq!(found("#let f(x) = context {\n  let (a, b: c) = x\n  [#a #c #d]\n}\n#f(1)"), ["d 3"]);
    assert_eq!(found("#import \"known.typ\": *\n#anything #anythign"), ["anythign 2"]);
}

#[test]
fn every_kind_of_binding_is_known() {
    let bound = [
        "#import \"a.typ\": b, c as d\n#let e = b + d",
        "#import \"a.typ\" as m: b\n#m.x #b",
        "#import \"other.typ\"\n#other.x",
        "#import \"a.typ\": *\n#anything",
        "#import \"known.typ\": *\n#anything",
        "#let f(a, b: 1, ..c) = if a { f(b, ..c) } else { for (k, v) in c.named() { k + v } }",
        "#let g = (x: 1, y: (a, (b, c)) => a + b + c)\n#g.x",
        "#let h = { let n = 0\n while n < 1 { n += 1 }\n n }",
        "#show heading: it => [#it.body $pi x y$]",
    ];
    for text in bound {
        assert_eq!(found(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn a_byte_of_a_text_with_escapes_is_found() {
    let text = "ä \"b\\ c\n d";
    let literal = inside(text);
    let found: Vec<_> = characters(&literal).map(|(at, written)| (&text[at], literal[written].to_owned())).collect();
    let expected = text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]);
    assert_eq!(found, expected.map(|character| (character, inside(character))).collect::<Vec<_>>());
}

#[test]
fn the_faces_of_a_theme_are_found() {
    let theme = "#let sizes = (a: \"x\")\n#let faces = (\n  body: \"One\",\n  code: (\"Two\", (name: \"Three\", covers: \"y\")),\n)\n";
    let at = |text: &str| theme.find(text).unwrap_or_default();
    let expected = [(at("\"One"), "One"), (at("\"Two"), "Two"), (at("\"Three"), "Three")];
    let found = families::named(theme).into_iter().map(|(range, family)| (range.start, family));
    assert_eq!(found.collect::<Vec<_>>(), expected.map(|(at, family)| (at, family.to_owned())));
}
