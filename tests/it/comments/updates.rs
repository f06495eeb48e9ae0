//! Proves that an update of a published PDF is never called intact if it replaces anything but lists of marks, whichever object it replaces.

use std::collections::BTreeMap;
use std::fs;
use std::sync::LazyLock;

use lopdf::{Document, Object, ObjectId};
use raportti::comments::shown::{self, Shown};
use raportti::publish::source;

use crate::support::made;
use crate::support::project::Project;
use crate::support::update::{self, written};

/// A published PDF, and what another reader finds in it.
struct Published {
    bytes: Vec<u8>,
    document: Document,
}

static PUBLISHED: LazyLock<Published> = LazyLock::new(|| {
    let bytes = fs::read(&made::built("minimal").pdfs()[0]).unwrap();
    let document = Document::load_mem(&bytes).unwrap();
    Published { bytes, document }
});

const MARK: &str = "<</Type/Annot/Subtype/Highlight/Rect[100 600 200 610]/QuadPoints[100 610 200 610 100 600 200 600]/T(Aino)/Contents(Why?)>>";

/// A revision with these objects, appended to the published PDF. A number above those of the file is that of a new object.
fn updated(objects: &BTreeMap<u32, Vec<u8>>) -> Vec<u8> {
    update::appended(&PUBLISHED.bytes, objects, true)
}

/// What is shown otherwise after one object of the file is changed.
fn after(id: ObjectId, change: impl FnOnce(&mut Object)) -> Vec<String> {
    let mut object = PUBLISHED.document.get_object(id).unwrap().clone();
    change(&mut object);
    compared(&updated(&BTreeMap::from([(id.0, written(&object))]))).differences
}

fn compared(pdf: &[u8]) -> Shown {
    shown::compare(pdf, &PUBLISHED.bytes).unwrap()
}

/// Gives a key of the catalog a written value.
fn set_in_catalog(key: &str, value: &str) -> impl FnOnce(&mut Object) {
    let value = raportti::typeset::pdf::syntax::object(value.as_bytes()).unwrap();
    move |object| object.as_dict_mut().unwrap().set(key, value)
}

fn page(number: u32) -> ObjectId {
    PUBLISHED.document.get_pages()[&number]
}

fn reference(object: &Object) -> ObjectId {
    object.as_reference().unwrap()
}

fn catalog() -> ObjectId {
    reference(PUBLISHED.document.trailer.get(b"Root").unwrap())
}

/// The objects whose dictionary has this value.
fn with<'d>(key: &'d [u8], value: &'d str) -> impl Iterator<Item = ObjectId> + 'd {
    let is = move |object: &Object| {
        let dictionary = object.as_dict().ok().or_else(|| object.as_stream().ok().map(|stream| &stream.dict));
        dictionary.and_then(|it| it.get(key).ok()?.as_name().ok()).is_some_and(|name| name == value.as_bytes())
    };
    PUBLISHED.document.objects.iter().filter(move |(_, object)| is(object)).map(|(id, _)| *id)
}

fn add_marks(object: &mut Object, marks: &[&str]) {
    let page = object.as_dict_mut().unwrap();
    let mut list = match page.get(b"Annots") {
        Ok(Object::Reference(id)) => PUBLISHED.document.get_object(*id).unwrap().as_array().unwrap().clone(),
        Ok(list) => list.as_array().unwrap().clone(),
        Err(_) => Vec::new(),
    };
    list.extend(marks.iter().map(|mark| raportti::typeset::pdf::syntax::object(mark.as_bytes()).unwrap()));
    page.set("Annots", list);
}

#[test]
fn marks_change_nothing_else() {
    let same = Shown { pages: 11, attachments: compared(&PUBLISHED.bytes).attachments, differences: Vec::new() };
    assert!(same.attachments > 3);
    assert_eq!(compared(&updated(&BTreeMap::new())), same);
    for number in 1..=11 {
        let popup = "<</Type/Annot/Subtype/Popup/Rect[0 0 9 9]>>";
        assert_eq!(after(page(number), |page| add_marks(page, &[MARK, popup])), Vec::<String>::new(), "{number}");
    }
}

#[test]
fn whatever_an_update_replaces_is_found() {
    let document = &PUBLISHED.document;
    let dictionary = |id| document.get_dictionary(id).unwrap();
    let set = |key: &'static str, value: Object| {
        move |object: &mut Object| match object {
            Object::Stream(stream) => stream.dict.set(key, value),
            object => object.as_dict_mut().unwrap().set(key, value),
        }
    };
    let replace = |object: &mut Object| object.as_stream_mut().unwrap().set_content(b"0 0 m".to_vec());
    let content = reference(dictionary(page(5)).get(b"Contents").unwrap());
    assert_eq!(after(content, replace), ["the content of page 5"]);
    assert_eq!(
        after(page(5), set("Contents", Object::Array(vec![content.into(), content.into()]))),
        ["the content of page 5"]
    );
    let turned = after(page(5), set("Rotate", Object::Integer(180)));
    assert_eq!(turned, ["the size, the turn or another property of page 5"]);
    for (key, value) in
        [("UserUnit", Object::Integer(2)), ("CropBox", vec![0.into(), 0.into(), 9.into(), 9.into()].into())]
    {
        assert_eq!(after(page(5), set(key, value)), turned, "{key}");
    }
    assert!(after(page(5), |page| _ = page.as_dict_mut().unwrap().remove(b"StructParents")).len() == 1);

    // Fonts: the file, the widths, and the letters that are copied.
    for id in with(b"Type", "Font").filter(|id| dictionary(*id).has(b"ToUnicode")) {
        let letters = reference(dictionary(id).get(b"ToUnicode").unwrap());
        let said = after(letters, replace);
        assert!(said.len() == 1 && said[0].starts_with("the fonts of "), "{said:?}");
    }
    for id in with(b"Type", "FontDescriptor") {
        let file = [b"FontFile2".as_slice(), b"FontFile3"].iter().find_map(|key| dictionary(id).get(key).ok()).unwrap();
        let said = after(reference(file), replace);
        assert!(said.len() == 1 && said[0].starts_with("the fonts of "), "{said:?}");
    }
    let xobject = dictionary(page(5)).get(b"Resources").and_then(|it| document.dereference(it)).unwrap().1;
    let mut resources = xobject.as_dict().unwrap().clone();
    resources.set("XObject", lopdf::dictionary! { "x" => content });
    assert_eq!(after(page(5), set("Resources", resources.into())), ["the images, colours or patterns of page 5"]);

    // Files, each by its name, and so the source.
    let mut told = Vec::new();
    for id in with(b"Type", "EmbeddedFile") {
        let said = after(id, replace);
        assert!(said.len() == 1 && said[0].starts_with("the attachment `"), "{said:?}");
        told.extend(said);
    }
    assert!(told.contains(&"the attachment `small-1.0.0-source.zip`".to_owned()) && told.len() > 3, "{told:?}");
    told.dedup();

    for (key, value, said) in [
        ("StructTreeRoot", Object::Null, "the tags"),
        ("Metadata", content.into(), "the metadata"),
        ("OpenAction", Object::string_literal("x"), "an action"),
        ("AcroForm", lopdf::dictionary! {}.into(), "a form"),
        ("OCProperties", lopdf::dictionary! {}.into(), "the layers"),
        ("Lang", Object::string_literal("sv"), "the language"),
        ("New", Object::Integer(1), "`New` of the catalog"),
    ] {
        let found = after(catalog(), set(key, value));
        assert_eq!(found, [said]);
    }
    // How it opens: what a program writes that is so anyway is no difference.
    let shown = |key: &str, value: &str| after(catalog(), set_in_catalog(key, value));
    assert_eq!(shown("PageMode", "/UseNone"), Vec::<String>::new());
    assert_eq!(shown("PageMode", "/UseAttachments"), ["the attachments open beside its pages"]);
    assert_eq!(shown("PageLayout", "/SinglePage"), Vec::<String>::new());
    assert_eq!(shown("PageLayout", "/TwoColumnLeft"), ["how its pages are laid out when it opens"]);
    let window = ["the window that it opens in, or how it is printed"];
    assert_eq!(shown("ViewerPreferences", "<</DisplayDocTitle true>>"), Vec::<String>::new());
    assert_eq!(
        shown("ViewerPreferences", "<</HideToolbar false/DisplayDocTitle true/Direction/L2R>>"),
        Vec::<String>::new()
    );
    assert_eq!(shown("ViewerPreferences", "<</HideToolbar true/DisplayDocTitle true>>"), window);
    assert_eq!(shown("ViewerPreferences", "9999 0 R"), window);
    let structure = reference(dictionary(catalog()).get(b"StructTreeRoot").unwrap());
    assert_eq!(after(structure, set("K", Object::Null)), ["the tags"]);
    for id in with(b"Type", "StructElem").step_by(7) {
        let said = after(id, set("Lang", Object::string_literal("xx")));
        assert!(said.contains(&"the tags".to_owned()), "{said:?}");
    }
    let information = reference(document.trailer.get(b"Info").unwrap());
    assert_eq!(after(information, set("Title", Object::string_literal("x"))), ["the properties of the document"]);
}

#[test]
fn names_of_the_catalog_that_an_update_replaces_are_found() {
    let names = |change: fn(&mut lopdf::Dictionary)| {
        after(catalog(), |catalog| {
            let catalog = catalog.as_dict_mut().unwrap();
            let names = catalog.get(b"Names").and_then(|it| PUBLISHED.document.dereference(it)).unwrap().1;
            let mut names = names.as_dict().unwrap().clone();
            change(&mut names);
            catalog.set("Names", names);
        })
    };
    assert_eq!(names(|names| _ = names.remove(b"Dests")), ["the places that links lead to"]);
    assert_eq!(names(|names| names.set("JavaScript", Object::Null)), Vec::<String>::new());
    assert_eq!(names(|names| names.set("JavaScript", Object::Integer(1))), ["an action"]);
    // The list of associated files is still whole, but readers show the other one.
    let said = names(|names| _ = names.remove(b"EmbeddedFiles"));
    assert!(said.len() > 3 && said.iter().all(|it| it.starts_with("the attachment `")), "{said:?}");
    let said = after(catalog(), |catalog| catalog.as_dict_mut().unwrap().set("AF", Object::Array(Vec::new())));
    assert!(said.len() > 3 && said.iter().all(|it| it.starts_with("the attachment `")), "{said:?}");
}

#[test]
fn links_have_to_stay_and_only_marks_may_come() {
    let links: Vec<ObjectId> = with(b"Subtype", "Link").collect();
    let with_links = (1..=11).find(|number| {
        let page = PUBLISHED.document.get_dictionary(page(*number)).unwrap();
        page.get(b"Annots")
            .and_then(|it| PUBLISHED.document.dereference(it))
            .is_ok_and(|(_, it)| it.as_array().is_ok_and(|it| it.len() > 1))
    });
    let number = with_links.unwrap();
    let said = format!("the links of page {number}");
    assert_eq!(
        after(page(number), |page| page.as_dict_mut().unwrap().set("Annots", Object::Array(Vec::new()))),
        [said]
    );
    for link in links {
        let said = after(link, |link| {
            link.as_dict_mut()
                .unwrap()
                .set("A", lopdf::dictionary! { "S" => "URI", "URI" => Object::string_literal("x") })
        });
        assert!(said[0].starts_with("the links of page ") || said[0] == "the tags", "{said:?}");
    }
    let on_top = ["something that is no mark, on top of page 2"];
    for kind in ["Widget", "Link", "Screen", "Watermark", "PrinterMark", "Unknown"] {
        let other = format!("<</Type/Annot/Subtype/{kind}/Rect[0 0 500 800]>>");
        assert_eq!(after(page(2), |page| add_marks(page, &[MARK, &other])), on_top, "{kind}");
    }
    let acting = MARK.replace("/T(Aino)", "/A<</S/JavaScript/JS(x)>>");
    assert_eq!(after(page(2), |page| add_marks(page, &[&acting])), on_top);
}

#[test]
fn pages_that_an_update_removes_or_moves_are_found() {
    let root = reference(PUBLISHED.document.get_dictionary(catalog()).unwrap().get(b"Pages").unwrap());
    let all: Vec<Object> = PUBLISHED.document.get_pages().into_values().map(Object::Reference).collect();
    let with_pages = |pages: Vec<Object>| after(root, |root| root.as_dict_mut().unwrap().set("Kids", pages));
    assert_eq!(with_pages(all.clone()), Vec::<String>::new());
    let said = with_pages(all[..10].to_vec());
    assert!(said.contains(&"the number of pages: 10 for 11".to_owned()), "{said:?}");
    let mut swapped = all;
    swapped.swap(4, 5);
    let said = with_pages(swapped);
    assert!(said.contains(&"the content of 2 pages, from 5 to 6".to_owned()), "{said:?}");
}

/// Only the stream that holds an object is replaced, whose own entry stays as it was; or an object is declared to be gone.
#[test]
fn replaced_object_streams_and_removed_objects_are_found() {
    let bytes = &PUBLISHED.bytes;
    let places = bytes.windows(7).enumerate().filter(|(_, word)| *word == b"/ObjStm").map(|(place, _)| place);
    let mut changed = 0;
    for place in places {
        let start = bytes[..place].windows(6).rposition(|word| word == b" 0 obj").unwrap();
        let digits = bytes[..start].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let number: u32 = std::str::from_utf8(&bytes[start - digits..start]).unwrap().parse().unwrap();
        let object = &bytes[start + 6..];
        let object = &object[..object.windows(6).position(|word| word == b"endobj").unwrap()];
        let head = object.windows(6).position(|word| word == b"stream").unwrap();
        let dictionary = raportti::typeset::pdf::syntax::object(&object[..head]).unwrap();
        let mut dictionary = dictionary.as_dict().unwrap().clone();
        let content =
            object[head + 6..].strip_prefix(b"\n").or_else(|| object[head + 6..].strip_prefix(b"\r\n")).unwrap();
        let length = usize::try_from(dictionary.get(b"Length").unwrap().as_i64().unwrap()).unwrap();
        let stream = lopdf::Stream::new(dictionary.clone(), content[..length].to_vec());
        let content = stream.get_plain_content().unwrap();
        let Some(at) = content.windows(13).position(|word| word == b"/Subtype/Link") else { continue };
        let content = [&content[..at], b"/Subtype/Linx", &content[at + 13..]].concat();
        dictionary.remove(b"Filter");
        let stream = Object::Stream(lopdf::Stream::new(dictionary, content));
        let said = compared(&updated(&BTreeMap::from([(number, written(&stream))]))).differences;
        assert!(said.iter().any(|it| it.starts_with("the links of page ")), "{said:?}");
        changed += 1;
    }
    assert!(changed > 0);
    let content = reference(PUBLISHED.document.get_dictionary(page(5)).unwrap().get(b"Contents").unwrap());
    let pdf =
        String::from_utf8_lossy(&updated(&BTreeMap::from([(content.0, b"null".to_vec())]))[PUBLISHED.bytes.len()..])
            .replace("00000 n", "00000 f");
    let pdf = [&PUBLISHED.bytes[..], pdf.as_bytes()].concat();
    assert_eq!(compared(&pdf).differences, ["the content of page 5"]);
}

#[test]
fn verify_says_what_was_appended_and_writes_the_published_file() {
    let project = Project::copy_of(made::built("minimal"));
    let length = PUBLISHED.bytes.len();
    let mut object = PUBLISHED.document.get_object(page(6)).unwrap().clone();
    add_marks(&mut object, &[MARK, &MARK.replace("Aino", "Bo\\033[2J")]);
    let marked = updated(&BTreeMap::from([(page(6).0, written(&object))]));
    project.write("marked.pdf", &marked);
    let said = project.run(&["verify", "marked.pdf", "--published", "new/clean.pdf"]);
    assert_eq!(said.code, 1, "{}", said.transcript());
    let appended = marked.len() - length;
    for line in [
        &format!("its first {length} bytes are the published file; another program appended {appended} bytes\n"),
        "marks added: 2, by Aino, Bo˙[2J\n",
        "as shown, its 11 pages, their fonts and ",
        "are those of the published file, below the marks\n",
        "marked.pdf is NOT the published file, but begins with it\n",
    ] {
        assert!(said.stdout.contains(line), "{line}{}", said.transcript());
    }
    assert!(fs::read(project.path().join("new/clean.pdf")).unwrap() == PUBLISHED.bytes);
    project.run(&["verify", "new/clean.pdf"]).must_succeed();
    let said = project.run(&["verify", "marked.pdf", "--published", "marked.pdf"]);
    assert!(said.code == 2 && said.stderr.contains("is the file with the marks"), "{}", said.transcript());
    assert!(fs::read(project.path().join("marked.pdf")).unwrap() == marked);
    let said = project.run(&["--format", "json", "verify", "marked.pdf", "--source", ".", "--published", "clean.pdf"]);
    let line = format!(r#"{{"appended":{appended},"differences":[],"first":{length},"marks":2,"type":"updates"}}"#);
    assert!(said.code == 1 && said.stdout.contains(&line), "{}", said.transcript());
    assert!(
        said.stdout.contains(r#""outputs":1"#) && said.stdout.contains(r#""proven":false"#),
        "{}",
        said.transcript()
    );

    // An update that replaces a page's content, too.
    let content = reference(PUBLISHED.document.get_dictionary(page(5)).unwrap().get(b"Contents").unwrap());
    let empty = lopdf::Stream::new(lopdf::dictionary! {}, b"0 0 m".to_vec());
    let replaced = updated(&BTreeMap::from([(page(6).0, written(&object)), (content.0, written(&empty.into()))]));
    project.write("replaced.pdf", &replaced);
    let said = project.run(&["verify", "replaced.pdf"]);
    let line = "as shown, it DIFFERS from the published file: the content of page 5\n";
    assert!(said.code == 1 && said.stdout.contains(line), "{}", said.transcript());

    // Where the beginning is no published file, none is written.
    let mut other = marked;
    let at = PUBLISHED.bytes.windows(10).position(|word| word == b"endstream\n").unwrap() - 20;
    other[at] ^= 1;
    project.write("other.pdf", &other);
    let said = project.run(&["verify", "other.pdf", "--source", ".", "--published", "never.pdf"]);
    assert!(said.code == 1 && said.stdout.contains("are NOT what their source gives"), "{}", said.transcript());
    assert!(said.stdout.contains("`never.pdf` is not written") && !project.path().join("never.pdf").exists());
}

/// `extract` would have given the source that somebody else put in the place of the published one.
#[test]
fn the_source_is_that_of_the_published_file() {
    let files = with(b"Type", "EmbeddedFile").map(|id| {
        let mut stream = PUBLISHED.document.get_object(id).unwrap().as_stream().unwrap().clone();
        stream.set_content(b"PK another".to_vec());
        (id.0, written(&stream.into()))
    });
    let replaced = updated(&files.collect());
    assert!(source::archive(&replaced).unwrap() == source::archive(&PUBLISHED.bytes).unwrap());
}

/// The update is damaged, but the published file before it is whole.
#[test]
fn a_damaged_update_leaves_the_published_file() {
    let project = Project::copy_of(made::built("minimal"));
    let damaged = [&PUBLISHED.bytes[..], b"\n1 0 obj\nx\nendobj\nstartxref\n99999999\n%%EOF\n"].concat();
    project.write("damaged.pdf", damaged);
    let said = project.run(&["verify", "damaged.pdf", "--published", "clean.pdf"]);
    assert!(said.code == 1 && said.stdout.contains("are the published file"), "{}", said.transcript());
    assert!(
        said.stdout.contains("they cannot be read") && said.stdout.contains("what it shows cannot be compared"),
        "{}",
        said.transcript()
    );
    assert!(fs::read(project.path().join("clean.pdf")).unwrap() == PUBLISHED.bytes);
}
