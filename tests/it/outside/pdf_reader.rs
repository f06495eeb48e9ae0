//! Proves each limit of the reader of foreign PDFs at its edge, with handwritten PDFs, and which parts of two PDFs are compared.

use lopdf::{Dictionary, Document, Object, dictionary};
use raportti::bounds::pdf::{
    LONGEST_CHAIN, LONGEST_HEAD, LONGEST_OBJECT, MOST_COMPARED, MOST_OBJECTS, MOST_PAGES, MOST_SECTIONS, MOST_WORK,
    STACK,
};
use raportti::publish::pdf_fault::Fault;
use raportti::publish::reader::{Raw, Reader, isolated};
use raportti::publish::same_pages::{Found, compare};

use crate::support::handwritten::pdf;

fn catalog() -> String {
    "<</Type/Catalog>>".to_owned()
}

#[test]
fn the_number_of_updates_of_a_pdf_is_limited() {
    assert!(Reader::open(&pdf(&[catalog()], MOST_SECTIONS), MOST_WORK).is_ok());
    let fault = Reader::open(&pdf(&[catalog()], MOST_SECTIONS + 1), MOST_WORK).err().unwrap();
    assert!(fault.to_string().contains("cross-reference sections"), "{fault}");
}

/// All rows of the table are for the same object, since only their number matters.
#[test]
fn the_objects_of_a_pdf_are_limited() {
    let with = |count: usize| {
        let object = "%PDF-1.7\n1 0 obj<</Type/Catalog>>\nendobj\n";
        let rows = "0000000009 00000 n \n".repeat(count);
        let tail = format!("trailer\n<</Root 1 0 R>>\nstartxref\n{}\n%%EOF\n", object.len());
        let pdf = format!("{object}xref\n1 {count}\n{rows}{tail}");
        Reader::open(pdf.as_bytes(), MOST_COMPARED).map(drop)
    };
    assert_eq!(with(MOST_OBJECTS), Ok(()));
    assert_eq!(with(MOST_OBJECTS + 1), Err(Fault::TooMuch("it has too many objects")));
}

/// Unpacked and parsed bytes are counted exactly, whatever the limit: `MOST_WORK`, `MOST_COMPARED` or this one.
#[test]
fn the_work_of_reading_a_pdf_is_limited() {
    let pdf = pdf(&[catalog()], 2);
    let least = (0..1 << 20).find(|work| Reader::open(&pdf, *work).is_ok()).unwrap();
    assert!(least > 0 && least < 2 * pdf.len(), "{least}");
    assert!(matches!(Reader::open(&pdf, least - 1), Err(Fault::TooMuch(_))));
}

#[test]
fn the_length_of_a_chain_of_references_is_limited() {
    let leads = |far: usize| {
        let references = (0..far - 1).map(|n| format!(" {} 0 R", n + 3)).chain([" 7".to_owned()]);
        let objects: Vec<String> = [catalog()].into_iter().chain(references).collect();
        Reader::open(&pdf(&objects, 1), 1 << 20).unwrap().0.resolve(&Object::Reference((2, 0)))
    };
    assert_eq!(leads(LONGEST_CHAIN), Ok(Object::Integer(7)));
    assert_eq!(leads(LONGEST_CHAIN + 1), Err(Fault::Damaged("references in it lead in a circle")));
}

#[test]
fn the_length_of_a_stream_dictionary_is_limited() {
    let with = |length: usize| {
        let head = |padding: usize| format!("<</Length 1{}>>stream", " ".repeat(padding));
        let stream = format!("{}\nx\nendstream", head(length - head(0).len()));
        let pdf = pdf(&[catalog(), stream], 1);
        Reader::open(&pdf, 1 << 20).unwrap().0.stream(2).map(|raw| raw.unwrap().content.to_vec())
    };
    assert_eq!(with(LONGEST_HEAD), Ok(b"x".to_vec()));
    assert_eq!(with(LONGEST_HEAD + 1), Err(Fault::Damaged("a stream of it cannot be read")));
}

/// An array that is longer is no object.
#[test]
fn the_length_of_an_object_is_limited() {
    let with = |length: usize| {
        let array = format!("[1{}]", " ".repeat(length - 3));
        let pdf = pdf(&[catalog(), array], 1);
        Reader::open(&pdf, MOST_WORK).unwrap().0.load(2)
    };
    assert_eq!(with(LONGEST_OBJECT), Ok(Object::Array(vec![Object::Integer(1)])));
    assert_eq!(with(LONGEST_OBJECT + 1), Err(Fault::Damaged("an object in it cannot be read")));
}

/// Object streams that qpdf had decompressed (`--qdf`) could not be read, so the source of such a PDF could not be extracted.
#[test]
fn uncompressed_object_streams_are_read() {
    let raw = Raw { dictionary: Dictionary::new(), content: b"abc".into() };
    assert_eq!(raw.unpacked(3).as_deref(), Ok(&b"abc"[..]));
}

/// A stream with any number of references to it is not read or copied without limit.
#[test]
fn each_read_of_a_stream_is_counted() {
    let stream = format!("<</Length 1000>>stream\n{}\nendstream", "x".repeat(1000));
    let whole = pdf(&[catalog(), stream], 1);
    let mut reader = Reader::open(&whole, 100_000).unwrap().0;
    let mut look = || {
        let raw = reader.stream(2)?.unwrap();
        reader.unpacked(&raw).map(drop)
    };
    let looks = (0..1000).take_while(|_| look().is_ok()).count();
    assert!(looks > 0 && looks < 100, "{looks}");
    // An object without an end is searched up to the end of the file.
    let endless = String::from_utf8(pdf(&[catalog(), "1".to_owned()], 1)).unwrap().replace("1\nendobj", "1\nendless");
    let mut reader = Reader::open(endless.as_bytes(), 10_000).unwrap().0;
    let looks = (0..1000).take_while(|_| matches!(reader.stream(2), Ok(None))).count();
    assert!(looks > 0 && looks < 100, "{looks}");
}

/// A PDF with `count` pages in one node, whose dictionaries are these. Only `own` and `above` differ from one PDF to the other.
fn with_pages(count: usize, own: Dictionary, mut above: Dictionary) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let page = document.add_object(own);
    above.set("Kids", vec![Object::Reference(page); count]);
    let pages = document.add_object(above);
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// Each page had a copy of the node above it, with all pages of that node: memory grew with the square of the pages.
#[test]
fn the_number_of_compared_pages_is_limited() {
    let compared = |count: usize| {
        let pdf = with_pages(count, dictionary! {}, dictionary! {});
        compare(&pdf, &pdf)
    };
    assert_eq!(compared(MOST_PAGES), Ok(Found::Same(MOST_PAGES)));
    assert_eq!(compared(MOST_PAGES + 1), Err(Fault::TooMuch("it has too many pages")));
}

#[test]
fn pages_inherit_missing_attributes() {
    let turned = |angle: i64| dictionary! { "Rotate" => angle };
    let said = with_pages(1, turned(90), dictionary! {});
    for (other, expected) in [
        (with_pages(1, dictionary! {}, turned(90)), Found::Same(1)),
        (with_pages(1, turned(90), turned(180)), Found::Same(1)),
        (with_pages(1, turned(180), turned(90)), Found::Page(1)),
        (with_pages(1, dictionary! {}, dictionary! {}), Found::Page(1)),
        (with_pages(2, turned(90), dictionary! {}), Found::Count(2, 1)),
    ] {
        assert_eq!(compare(&other, &said), Ok(expected));
    }
}

/// Chains of objects were compared by recursion, and refused when they were long.
#[test]
fn long_chains_of_objects_are_compared() {
    let chained = |last: i64| {
        let mut document = Document::with_version("1.7");
        let end = document.add_object(dictionary! { "Last" => last });
        let first = (0..10_000).fold(end, |next, _| document.add_object(dictionary! { "Next" => next }));
        let page = document.add_object(dictionary! { "Resources" => first });
        let pages = document.add_object(dictionary! { "Kids" => vec![page.into()] });
        let catalog = document.add_object(dictionary! { "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(compare(&chained(1), &chained(1)), Ok(Found::Same(1)));
    assert_eq!(compare(&chained(1), &chained(2)), Ok(Found::Page(1)));
}

/// The same packed bytes were the same stream, though another predictor unpacks them to others; a dictionary was the same as a stream
/// that has its keys.
#[test]
fn streams_are_compared_as_they_are_read() {
    let with = |keys: &str, resources: &str| {
        let content = "0 0 m\n".repeat(4);
        let stream = format!("<<{keys}/Length {}>>stream\n{content}\nendstream", content.len());
        let first = ["<</Pages 2 0 R>>", "<</Kids[3 0 R]>>"].map(str::to_owned);
        pdf(&[&first[..], &[format!("<</Resources {resources}>>"), stream]].concat(), 1)
    };
    let plain = with("", "4 0 R");
    assert_eq!(compare(&plain, &plain), Ok(Found::Same(1)));
    assert_eq!(compare(&with("/Extra 1", "4 0 R"), &plain), Ok(Found::Page(1)));
    assert_eq!(compare(&with("", "<<>>"), &plain), Ok(Found::Page(1)));
    // The content of an image of one line, whose first byte names the filter of a line in PNG.
    let predicted = |predictor: i64| {
        let mut document = Document::with_version("1.7");
        let mut stream = lopdf::Stream::new(dictionary! {}, deflated(&[1, 5, 5, 5, 5]));
        stream.dict.set("Filter", "FlateDecode");
        stream.dict.set("DecodeParms", dictionary! { "Predictor" => predictor, "Columns" => 4 });
        let stream = document.add_object(stream);
        let page = document.add_object(dictionary! { "Resources" => dictionary! { "x" => stream } });
        let pages = document.add_object(dictionary! { "Kids" => vec![page.into()] });
        let catalog = document.add_object(dictionary! { "Pages" => pages });
        document.trailer.set("Root", catalog);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    };
    assert_eq!(compare(&predicted(1), &predicted(1)), Ok(Found::Same(1)));
    assert_eq!(compare(&predicted(12), &predicted(1)), Ok(Found::Page(1)));
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// Recurses until `bytes` of the stack are used.
fn recurse(start: usize, bytes: usize) -> usize {
    let here = std::hint::black_box([0_u8; 1 << 10]);
    let taken = start.abs_diff(here.as_ptr().addr());
    if taken < bytes { recurse(start, bytes).max(usize::from(here[0])) } else { taken }
}

/// Nearly the whole stack of the thread can be used. Beyond it the system would end the program.
#[test]
fn the_stack_of_work_is_large_enough() {
    let most = STACK - (64 << 10);
    let taken = isolated(|| Ok(recurse(std::hint::black_box([0_u8; 1]).as_ptr().addr(), most)));
    assert!(taken.is_ok_and(|taken| taken >= most));
}

#[test]
fn work_that_panics_is_a_fault() {
    let fault = isolated(|| if std::hint::black_box(true) { panic!("as a parser may") } else { Ok(()) });
    assert_eq!(fault, Err(Fault::Damaged("an object in it cannot be read")));
}
