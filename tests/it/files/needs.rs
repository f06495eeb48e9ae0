//! Proves that the files that templates need are found in their text, and that a computed path is reported.

use raportti::files::builtin;
use raportti::files::read::Tree;
use raportti::typeset::needs::Needs;

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

fn needs(files: &[(&str, &str)]) -> Needs {
    Needs::of(&tree(files), &tree(&[("report/pictures/logo.svg", "<svg/>")]), &["own"], &["fi".to_owned()])
}

#[test]
fn the_built_in_templates_name_every_path_and_need_all_their_files() {
    let templates = builtin::templates();
    let parts: Vec<&str> =
        templates.keys().filter_map(|path| path.strip_prefix("templates/parts/")?.strip_suffix(".typ")).collect();
    let languages = ["fi", "sv", "en"].map(str::to_owned);
    let needs = Needs::of(templates, &Tree::new(), &parts, &languages);
    assert_eq!(needs.open, []);
    let unneeded: Vec<&String> = templates.keys().filter(|path| !needs.templates.contains(*path)).collect();
    assert!(unneeded.iter().all(|path| path.starts_with("templates/labels/")), "{unneeded:?}");
    assert!(needs.names_family("Source Sans 3") && !needs.names_family("Comic Neue"));
}

#[test]
fn only_imported_included_or_read_files_are_needed() {
    let files = [
        ("templates/report.typ.j2", "{% include 'templates/head.typ.j2' %}\n#import \"/templates/a.typ\": *\n"),
        ("templates/head.typ.j2", "#import {{ part.template }} as part\n"),
        ("templates/a.typ", "#import \"look/b.typ\"\n#image(\"/report/pictures/logo.svg\")\n#let f = \"Own Sans\""),
        ("templates/look/b.typ", "#include \"../c.typ\"\n#let t = json(\"t.json\")"),
        ("templates/look/t.json", "{\"face\": \"Second\"}"),
        ("templates/c.typ", "#bibliography(report.bibliography, style: \"/templates/own.csl\")"),
        ("templates/own.csl", ""),
        ("templates/parts/own.typ", ""),
        ("templates/parts/other.typ", ""),
        ("templates/labels/fi.toml", "face = \"Third\""),
        ("templates/labels/de.toml", ""),
        ("templates/notes.txt", ""),
    ];
    let needs = needs(&files);
    assert_eq!(needs.open, []);
    let unneeded: Vec<&str> =
        files.iter().map(|(path, _)| *path).filter(|path| !needs.templates.contains(*path)).collect();
    assert_eq!(unneeded, ["templates/parts/other.typ", "templates/labels/de.toml", "templates/notes.txt"]);
    assert!(needs.report.contains("report/pictures/logo.svg"));
    for (family, expected) in [("Own Sans", true), ("Second", true), ("third", true), ("Other", false)] {
        assert_eq!(needs.names_family(family), expected, "{family}");
    }
}

#[test]
fn with_a_computed_path_all_templates_are_needed() {
    for text in [
        "#let icon(name) = image(\"icons/\" + name + \".svg\")",
        "#let draw = image",
        "#image.with(width: 1cm)",
        "#import path-of(1): x",
        "#include {\"a\" + \".typ\"}",
        "#std.read(it)",
        "#eval(\"1\")",
        "#bibliography(x)",
        "#set bibliography(style: s)",
        "#set raw(theme: s)",
        "#pdf.attach(x)",
        "#(1, 2).map(read)",
    ] {
        let needs = needs(&[("templates/theme.typ", text), ("templates/notes.txt", "")]);
        assert_eq!(needs.open.len(), 1, "{text}: {:?}", needs.open);
        assert!(needs.templates.contains("templates/notes.txt"), "{text}");
    }
    let made = needs(&[("templates/report.typ.j2", "{% include name %}"), ("templates/notes.txt", "")]);
    assert_eq!(made.open.len(), 1, "{:?}", made.open);
    let made = needs(&[("templates/report.typ.j2", "\n#import {{ 'a' ~ report.id }}: x"), ("templates/notes.txt", "")]);
    assert_eq!((made.open.len(), made.open[0].line), (1, 2), "{:?}", made.open);
}

#[test]
fn other_uses_of_these_names_are_no_paths() {
    for text in [
        "#show image: it => it",
        "#show figure.where(kind: image): set block(breakable: true)",
        "#let f = (image: 1, read: 2).image",
        "#if it.func() == image { 1 }",
        "#let picture(report, it) = (it.picture)(width: 100%, alt: it.alt)",
        "#let read(x) = x\n#let y = (1, 2).map(read)",
        "#image(it.file)",
        "#image(bytes(\"<svg/>\"), format: \"svg\")",
        "#set image(width: 1cm)",
        "#pdf.attach(name, read(\"/report/x.csv\", encoding: none))",
        "#import \"a.typ\" as a\n#import a: b\n#import calc: min",
        "#json.encode((a: 1))",
        "#text[read]",
        "// image(x)",
    ] {
        let needs = needs(&[("templates/theme.typ", text), ("templates/notes.txt", "")]);
        assert_eq!(needs.open, [], "{text}");
    }
}
