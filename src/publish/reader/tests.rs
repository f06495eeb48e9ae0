//! Tests each limit of the reader at its edge, with handwritten PDFs.

use std::fmt::Write as _;

use super::*;

/// A PDF of these objects, numbered from 1, the first being the catalog, with this many cross-reference tables.
fn pdf(objects: &[String], tables: usize) -> Vec<u8> {
    let mut text = "%PDF-1.7\n".to_owned();
    let mut rows = String::new();
    for (index, object) in objects.iter().enumerate() {
        writeln!(rows, "{:010} 00000 n ", text.len()).unwrap();
        writeln!(text, "{} 0 obj{object}\nendobj", index + 1).unwrap();
    }
    let mut previous = None;
    for table in 0..tables {
        let place = text.len();
        let (count, rows) = if table == 0 { (objects.len(), rows.as_str()) } else { (0, "") };
        let before: Option<String> = previous.map(|place| format!("/Prev {place}"));
        write!(text, "xref\n1 {count}\n{rows}trailer\n<</Root 1 0 R{}>>\n", before.unwrap_or_default()).unwrap();
        previous = Some(place);
    }
    write!(text, "startxref\n{}\n%%EOF\n", previous.unwrap()).unwrap();
    text.into_bytes()
}

fn catalog() -> String {
    "<</Type/Catalog>>".to_owned()
}

#[test]
fn a_pdf_may_be_added_to_so_often() {
    assert!(Reader::open(&pdf(&[catalog()], MOST_SECTIONS), 1 << 20).is_ok());
    let fault = Reader::open(&pdf(&[catalog()], MOST_SECTIONS + 1), 1 << 20).err().unwrap();
    assert!(fault.to_string().contains("cross-reference sections"), "{fault}");
}

#[test]
fn a_pdf_has_most_objects() {
    assert_eq!(check_object_count(MOST_OBJECTS), Ok(()));
    assert_eq!(check_object_count(MOST_OBJECTS + 1), Err(Fault::TooMuch("it has too many objects")));
}

/// Unpacked and parsed bytes are counted exactly, whatever the limit: `MOST_WORK`, `MOST_COMPARED` or this one.
#[test]
fn reading_a_pdf_takes_so_much_work() {
    let pdf = pdf(&[catalog()], 2);
    let least = (0..1 << 20).find(|work| Reader::open(&pdf, *work).is_ok()).unwrap();
    assert!(least > 0 && least < 2 * pdf.len(), "{least}");
    assert!(matches!(Reader::open(&pdf, least - 1), Err(Fault::TooMuch(_))));
}

#[test]
fn references_lead_so_far() {
    let leads = |far: usize| {
        let references = (0..far - 1).map(|n| format!(" {} 0 R", n + 3)).chain([" 7".to_owned()]);
        let objects: Vec<String> = [catalog()].into_iter().chain(references).collect();
        Reader::open(&pdf(&objects, 1), 1 << 20).unwrap().0.resolve(&Object::Reference((2, 0)))
    };
    assert_eq!(leads(LONGEST_CHAIN), Ok(Object::Integer(7)));
    assert_eq!(leads(LONGEST_CHAIN + 1), Err(Fault::Damaged("references in it lead in a circle")));
}

#[test]
fn the_dictionary_of_a_stream_has_a_longest() {
    let with = |length: usize| {
        let head = |padding: usize| format!("<</Length 1{}>>stream", " ".repeat(padding));
        let stream = format!("{}\nx\nendstream", head(length - head(0).len()));
        let pdf = pdf(&[catalog(), stream], 1);
        Reader::open(&pdf, 1 << 20).unwrap().0.stream(2).map(|raw| raw.unwrap().content.to_vec())
    };
    assert_eq!(with(LONGEST_HEAD), Ok(b"x".to_vec()));
    assert_eq!(with(LONGEST_HEAD + 1), Err(Fault::Damaged("a stream of it cannot be read")));
}

/// An object stream that qpdf had unpacked (`--qdf`) could not be read, and so neither could the source of its PDF.
#[test]
fn what_is_not_packed_is_what_it_is() {
    let raw = Raw { dictionary: Dictionary::new(), content: b"abc" };
    assert_eq!(raw.unpacked(3).as_deref(), Ok(&b"abc"[..]));
}

/// A stream that is named again and again is not read or copied without end.
#[test]
fn each_look_at_a_stream_is_counted() {
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
