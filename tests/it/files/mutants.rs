//! Proves that each gate refuses its defect: each file here is a valid one with one defect.
//!
//! If `RAPORTTI_MUTANTS` names a folder, the files are also written there, for `tests/validators/run`, which tests that other programs
//! refuse them: `ua1-NAME.pdf` and `3a-NAME.pdf` are for veraPDF.

use std::path::{Path, PathBuf};

use lopdf::{Dictionary, Document, Object, ObjectId, Stream, dictionary};
use page_validation::ValidationProfile;

use crate::support::project::Project;
use crate::support::tags::tables;
use crate::support::x4;
use crate::support::{made, pdf};

/// What must refuse a defect, and the beginning of its message.
#[derive(Clone, Copy)]
enum Gate {
    /// PDF/UA-1: the clause and number of the rule.
    Ua1(&'static str),
    /// PDF/A-3a: the clause and number of the rule.
    A3a(&'static str),
    /// Our assertions of PDF/X-4.
    X4(&'static str),
    /// Our assertion that every table has headers, which PDF/UA does not require.
    Tables,
    /// Our assertion that the title is the same in XMP and in the information dictionary, which no validator requires.
    Titles,
}

type Mutation = fn(&mut Document);

#[rustfmt::skip]
const SCREEN: [(&str, Gate, Mutation); 26] = [
    ("no-language", Gate::Ua1("7.2:"), |d| _ = d.catalog_mut().unwrap().remove(b"Lang")),
    ("title-not-shown", Gate::Ua1("7.1:10"), |d| _ = d.catalog_mut().unwrap().remove(b"ViewerPreferences")),
    ("no-title", Gate::Ua1("7.1:9"), |d| xmp(d, |xmp| cut(xmp, "<dc:title>", "</dc:title>"))),
    ("figure-without-alternative", Gate::Ua1("7.3:1"), |d| each(d, b"Figure", |e| _ = e.remove(b"Alt"))),
    ("formula-without-alternative", Gate::Ua1("7.7:1"), |d| each(d, b"Figure", |e| { e.remove(b"Alt"); e.set("S", "Formula"); })),
    ("heading-skips-a-level", Gate::Ua1("7.4.2:1"), |d| each(d, b"H2", |e| e.set("S", "H4"))),
    ("head-without-scope", Gate::Ua1("7.5:1"), |d| { each(d, b"TH", |e| _ = e.remove(b"A")); each(d, b"TD", |e| _ = e.remove(b"A")); }),
    ("table-without-head", Gate::Tables, |d| each(d, b"TH", |e| { e.remove(b"A"); e.set("S", "TD"); })),
    ("link-without-words", Gate::Ua1("7.18.5:2"), |d| each_link(d, |link| _ = link.remove(b"Contents"))),
    ("link-outside-the-tags", Gate::Ua1("7.18.5:1"), |d| each_link(d, |link| _ = link.remove(b"StructParent"))),
    ("order-of-tabs-not-said", Gate::Ua1("7.18.3:1"), |d| each_page(d, |page| _ = page.remove(b"Tabs"))),
    ("not-marked", Gate::Ua1("6.2:1"), |d| d.catalog_mut().unwrap().set("MarkInfo", dictionary! { "Marked" => false })),
    ("content-without-tag", Gate::Ua1("7.1:3"), |d| paint(d, "0 0 10 10 re f")),
    ("no-tree-of-parents", Gate::Ua1("7.18.5:1"), |d| _ = structure(d).remove(b"ParentTree")),
    ("unknown-kind-of-tag", Gate::Ua1("7.1:5"), |d| each(d, b"P", |e| e.set("S", "Paragraph"))),
    ("list-items-outside-a-list", Gate::Ua1("7.2:17"), |d| each(d, b"L", |e| e.set("S", "Sect"))),
    ("text-that-cannot-be-read", Gate::Ua1("7.21.7:1"), |d| each_dictionary(d, |e| _ = e.remove(b"ToUnicode"))),
    ("font-outside-the-file", Gate::Ua1("7.21.4.1:1"), |d| each_dictionary(d, |e| { e.remove(b"FontFile2"); e.remove(b"FontFile3"); })),
    ("titles-differ", Gate::Titles, |d| info(d).set("Title", lopdf::text_string("Other"))),
    ("script", Gate::A3a("6.5.1:1"), |d| d.catalog_mut().unwrap().set("OpenAction", dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("1") })),
    ("inks-without-intent", Gate::A3a("6.2.4.3:3"), |d| paint(d, "/Artifact BMC 0 0 0 1 k 0 0 10 10 re f EMC")),
    ("light-without-intent", Gate::A3a("6.2.4.3:2"), |d| { d.catalog_mut().unwrap().remove(b"OutputIntents"); paint(d, "/Artifact BMC 1 0 0 rg 0 0 10 10 re f EMC"); }),
    ("files-belong-to-nothing", Gate::A3a("6.8:"), |d| _ = d.catalog_mut().unwrap().remove(b"AF")),
    ("files-are-of-no-use", Gate::A3a("6.8:"), |d| each_dictionary(d, |e| _ = e.remove(b"AFRelationship"))),
    ("no-file-identifier", Gate::A3a("6.1.3:"), |d| _ = d.trailer.remove(b"ID")),
    ("not-said-to-be-an-archive", Gate::A3a("6.6.4:"), |d| xmp(d, |xmp| cut(xmp, "<pdfaid:part>", "</pdfaid:part>"))),
];

#[rustfmt::skip]
const PRINT: [(&str, Gate, Mutation); 14] = [
    ("no-intent", Gate::X4("intent"), |d| _ = d.catalog_mut().unwrap().remove(b"OutputIntents")),
    ("intent-for-light", Gate::X4("intent: the profile"), |d| profile(d, 16, b"RGB ")),
    ("intent-of-a-scanner", Gate::X4("intent: the profile"), |d| profile(d, 12, b"scnr")),
    ("no-trim", Gate::X4("boxes"), |d| each_page(d, |page| _ = page.remove(b"TrimBox"))),
    ("trim-outside-the-bleed", Gate::X4("boxes"), |d| each_page(d, |page| { let media = page.get(b"MediaBox").unwrap().clone(); page.set("TrimBox", media); })),
    ("another-version", Gate::X4("metadata: the version"), |d| xmp(d, |xmp| xmp.replace(">PDF/X-4<", ">PDF/X-4p<"))),
    ("trapping-not-said", Gate::X4("metadata"), |d| _ = info(d).remove(b"Trapped")),
    ("no-dates", Gate::X4("metadata"), |d| xmp(d, |xmp| cut(xmp, "<xmp:CreateDate>", "</xmp:CreateDate>"))),
    ("annotation", Gate::X4("annotations"), |d| each_page(d, |page| page.set("Annots", vec![dictionary! { "Subtype" => "Link" }.into()]))),
    ("tags", Gate::X4("tags"), |d| d.catalog_mut().unwrap().set("MarkInfo", dictionary! { "Marked" => true })),
    ("light", Gate::X4("colours: the operator rg"), |d| paint(d, "1 0 0 rg 0 0 10 10 re f")),
    ("grey", Gate::X4("colours: the operator g"), |d| paint(d, "0 g 0 0 10 10 re f")),
    ("font-outside-the-file", Gate::X4("fonts"), |d| each_dictionary(d, |e| { e.remove(b"FontFile2"); e.remove(b"FontFile3"); })),
    ("no-file-identifier", Gate::X4("identifier"), |d| _ = d.trailer.remove(b"ID")),
];

#[test]
fn every_defect_is_refused_by_its_gate() {
    let screen = built("full", "full-en.pdf");
    let print = built("print", "printed-en-print.pdf");
    let folder = Project::empty();
    let folder = std::env::var_os("RAPORTTI_MUTANTS").map_or_else(|| folder.path().to_owned(), PathBuf::from);
    let mut passed = Vec::new();
    for (good, mutants) in [(&screen, &SCREEN[..]), (&print, &PRINT[..])] {
        for (name, gate, mutate) in mutants {
            let mut document = Document::load(good).unwrap();
            mutate(&mut document);
            let path = folder.join(format!("{}-{name}.pdf", prefix(*gate)));
            document.save(&path).unwrap();
            let (refusals, expected) = refusals(&path, *gate);
            if !refusals.iter().any(|refusal| refusal.starts_with(expected)) {
                passed.push(format!("{name}: expected `{expected}`, found {refusals:#?}"));
            }
        }
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
}

/// The files pass every gate before they get a defect.
#[test]
fn files_without_a_defect_pass_every_gate() {
    let screen = built("full", "full-en.pdf");
    for gate in [Gate::Ua1(""), Gate::A3a(""), Gate::Tables, Gate::Titles] {
        assert_eq!(refusals(&screen, gate).0, Vec::<String>::new());
    }
    let print = built("print", "printed-en-print.pdf");
    assert_eq!(refusals(&print, Gate::X4("")).0, Vec::<String>::new());
}

fn built(report: &str, name: &str) -> PathBuf {
    made::built(report).path().join("build").join(name)
}

fn prefix(gate: Gate) -> &'static str {
    match gate {
        Gate::Ua1(_) => "ua1",
        Gate::A3a(_) => "3a",
        Gate::X4(_) => "x4",
        Gate::Tables | Gate::Titles => "own",
    }
}

/// The messages of a gate about a file, and the beginning of the expected one.
fn refusals(path: &Path, gate: Gate) -> (Vec<String>, &'static str) {
    match gate {
        Gate::Ua1(clause) => (pdf::failures(path, ValidationProfile::PdfUa1), clause),
        Gate::A3a(clause) => (pdf::failures(path, ValidationProfile::PdfA3a), clause),
        Gate::X4(part) => (x4::complaints(&Document::load(path).unwrap()), part),
        Gate::Tables => {
            let headless = tables(path).into_iter().filter(|table| !table.cells().any(|cell| cell.heads));
            (headless.map(|table| format!("a table of {} rows has no head", table.rows.len())).collect(), "a table")
        }
        Gate::Titles => {
            let (_, title) = pdf::language_and_title(path);
            let xmp = x4::xmp(&Document::load(path).unwrap());
            let same = xmp.contains(&format!(
                ">{}</rdf:li>",
                title.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
            ));
            (if same { Vec::new() } else { vec![format!("the title `{title}` is not in the metadata")] }, "the title")
        }
    }
}

fn each_dictionary(document: &mut Document, change: impl Fn(&mut Dictionary)) {
    document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok()).for_each(change);
}

/// Changes every structure element of one type.
fn each(document: &mut Document, kind: &[u8], change: impl Fn(&mut Dictionary)) {
    each_dictionary(document, |element| {
        let is_element =
            element.has(b"P") && element.get(b"S").and_then(Object::as_name).is_ok_and(|name| name == kind);
        if is_element {
            change(element);
        }
    });
}

fn each_link(document: &mut Document, change: impl Fn(&mut Dictionary)) {
    each_dictionary(document, |annotation| {
        if annotation.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Link") {
            change(annotation);
        }
    });
}

fn each_page(document: &mut Document, change: impl Fn(&mut Dictionary)) {
    for id in document.page_iter().collect::<Vec<_>>() {
        change(document.get_dictionary_mut(id).unwrap());
    }
}

fn referred(document: &mut Document, id: ObjectId) -> &mut Dictionary {
    document.get_dictionary_mut(id).unwrap()
}

fn structure(document: &mut Document) -> &mut Dictionary {
    let id = document.catalog().unwrap().get(b"StructTreeRoot").and_then(Object::as_reference).unwrap();
    referred(document, id)
}

fn info(document: &mut Document) -> &mut Dictionary {
    let id = document.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
    referred(document, id)
}

/// Adds content to the first page.
fn paint(document: &mut Document, content: &str) {
    let page = document.page_iter().next().unwrap();
    let more = document.add_object(Stream::new(Dictionary::new(), format!("\n{content}\n").into_bytes()));
    let page = document.get_dictionary_mut(page).unwrap();
    let contents = match page.get(b"Contents").unwrap() {
        Object::Array(streams) => streams.clone(),
        stream => vec![stream.clone()],
    };
    page.set("Contents", [contents, vec![more.into()]].concat());
}

fn xmp(document: &mut Document, change: impl Fn(&str) -> String) {
    let (old, id) =
        (x4::xmp(document), document.catalog().unwrap().get(b"Metadata").and_then(Object::as_reference).unwrap());
    let new = change(&old);
    assert_ne!(new, old, "the mutation changes something");
    document.get_object_mut(id).unwrap().as_stream_mut().unwrap().set_plain_content(new.into_bytes());
}

/// The text without the part from one marker to another, inclusive.
fn cut(text: &str, from: &str, to: &str) -> String {
    let (before, rest) = text.split_once(from).unwrap();
    before.to_owned() + rest.split_once(to).unwrap().1
}

/// Changes bytes of the profile of the output intent.
fn profile(document: &mut Document, at: usize, bytes: &[u8]) {
    let ids: Vec<ObjectId> = document
        .objects
        .values()
        .filter_map(|object| object.as_dict().ok()?.get(b"DestOutputProfile").ok()?.as_reference().ok())
        .collect();
    for id in ids {
        let stream = document.get_object_mut(id).unwrap().as_stream_mut().unwrap();
        let mut profile = stream.decompressed_content().unwrap();
        profile[at..at + bytes.len()].copy_from_slice(bytes);
        stream.set_plain_content(profile);
        stream.dict.remove(b"Filter");
    }
}
