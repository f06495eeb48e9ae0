//! Proves that a hostile PDF is refused with an error, quickly, and without much memory.

use std::io::Write;
use std::time::{Duration, Instant};

use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, dictionary};
use raportti::publish::pdf_fault::Fault;
use raportti::publish::source;
use zip::write::SimpleFileOptions;

use crate::support::project::Project;

/// The maximum time of a refusal in seconds, in an unoptimized program on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A PDF whose embedded archive was changed.
fn carrying(archive: Vec<u8>, change: impl Fn(&mut Document, ObjectId)) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let stream =
        document.add_object(Stream::new(dictionary! { "Type" => "EmbeddedFile" }, archive).with_compression(false));
    let file = document.add_object(dictionary! {
        "Type" => "Filespec",
        "AFRelationship" => "Source",
        "F" => Object::string_literal("x-1.0.0-source.zip"),
        "EF" => dictionary! { "F" => stream },
    });
    let pages =
        document.add_object(dictionary! { "Type" => "Pages", "Kids" => Object::Array(Vec::new()), "Count" => 0 });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages, "AF" => vec![file.into()] });
    document.trailer.set("Root", catalog);
    change(&mut document, file);
    saved(document)
}

fn saved(mut document: Document) -> Vec<u8> {
    let options = SaveOptions::builder().use_object_streams(true).use_xref_streams(true).build();
    let mut bytes = Vec::new();
    document.save_with_options(&mut bytes, options).unwrap();
    bytes
}

/// A zip file with these entries, whose names may be invalid.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn catalog(document: &mut Document) -> &mut Dictionary {
    document.catalog_mut().unwrap()
}

/// The program's message about a PDF. The program must neither crash nor take long.
fn refused(pdf: &[u8]) -> String {
    let start = Instant::now();
    let fault = source::read(pdf).expect_err("the PDF is refused").to_string();
    assert!(start.elapsed() < PATIENCE, "{fault}: after {:?}", start.elapsed());
    fault
}

#[test]
fn archives_with_paths_out_of_the_folder_write_nothing() {
    let project = Project::empty();
    for name in
        ["../ulos.txt", "/tmp/raportti-ulos.txt", "report/../../ulos.txt", "report\\..\\ulos.txt", "C:\\ulos.txt"]
    {
        let archive = zip(&[("report/report.toml", b"id = \"x\""), (name, b"ulkona")]);
        project.write("bad.pdf", carrying(archive, |_, _| {}));
        let said = project.run(&["extract", "bad.pdf", "inside/new"]);
        assert_eq!(said.code, 2, "{name}: {}", said.transcript());
        assert!(said.stderr.contains("the path"), "{name}: {}", said.transcript());
        let files = crate::support::project::files_below(project.path());
        assert_eq!(files, [project.path().join("bad.pdf")], "{name}: something was written");
    }
}

#[test]
fn decompression_bombs_are_refused() {
    let zeros = vec![0; 200 << 20];
    let archive = zip(&[("report/report.toml", b"id = \"x\""), ("report/pommi.svg", &zeros)]);
    assert!(archive.len() < 1 << 20);
    assert!(refused(&carrying(archive, |_, _| {})).contains("unpacks to more"));
    let many: Vec<String> = (0..70_000).map(|n| format!("report/{n}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    assert!(refused(&carrying(zip(&many), |_, _| {})).contains("more than 65534 files"), "too many to be counted");

    // An object stream that leads to the source, and unpacks to 600 MiB.
    let mut bomb = Stream::new(dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4 }, vec![b' '; 600 << 20]);
    bomb.compress().unwrap();
    let bomb = bomb.content;
    let pdf = carrying(Vec::new(), |_, _| {});
    let swapped = with_container(&pdf, &bomb);
    assert!(refused(&swapped).contains("object stream"), "{}", refused(&swapped));
}

/// The same PDF, whose one object stream has other content.
fn with_container(pdf: &[u8], content: &[u8]) -> Vec<u8> {
    let place = |from: usize, words: &[u8]| from + pdf[from..].windows(words.len()).position(|w| w == words).unwrap();
    let kind = place(0, b"/ObjStm");
    let start = pdf[..kind].windows(4).rposition(|w| w == b" obj").unwrap();
    let start = pdf[..start].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    let digits = pdf[start..].iter().take_while(|byte| byte.is_ascii_digit());
    let number = digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'));
    // The changed object is appended, with a cross-reference table that points to it.
    let mut out = pdf[..start].to_vec();
    let at = out.len();
    out.extend(
        format!("{number} 0 obj\n<</Type/ObjStm/N 5/First 4/Filter/FlateDecode/Length {}>>stream\n", content.len())
            .bytes(),
    );
    out.extend(content);
    out.extend(b"\nendstream\nendobj\n");
    let table = out.len();
    let mut entries = Vec::new();
    for id in 1..=9_u32 {
        match id {
            _ if id == number => entries.extend([1, 0, (at >> 16) as u8, (at >> 8) as u8, at as u8, 0]),
            _ => entries.extend([2, 0, (number >> 16) as u8, (number >> 8) as u8, number as u8, 0]),
        }
    }
    let head =
        format!("10 0 obj\n<</Type/XRef/Size 10/Index[1 9]/W[1 4 1]/Root 4 0 R/Length {}>>stream\n", entries.len());
    out.extend(head.bytes());
    out.extend(entries);
    out.extend(format!("\nendstream\nendobj\nstartxref\n{table}\n%%EOF").bytes());
    out
}

#[test]
fn circular_references_end() {
    let pdf = carrying(Vec::new(), |document, file| {
        document.objects.insert(file, Object::Reference(file));
    });
    assert!(refused(&pdf).contains("circle"));
    let pdf = carrying(Vec::new(), |document, _| {
        let list = document.new_object_id();
        document.objects.insert(list, Object::Reference(list));
        catalog(document).set("AF", list);
    });
    assert!(refused(&pdf).contains("circle"));
    // A cross-reference stream that names itself as the previous one.
    let text = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Index[1 1]/Prev 9/Length 4>>stream\n\0\0\0\0\nendstream\nendobj\nstartxref\n9\n%%EOF";
    assert!(refused(text).contains("circle"), "{}", refused(text));
}

#[test]
fn a_million_objects_cost_little() {
    let entries = vec![0_u8; 7 << 20];
    let mut table = Stream::new(Dictionary::new(), entries.clone());
    table.compress().unwrap();
    let count = entries.len() / 3;
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/XRef/Size {count}/W[1 1 1]/Filter/FlateDecode/Length {}>>stream\n",
        table.content.len()
    );
    let pdf = [head.as_bytes(), &table.content, b"\nendstream\nendobj\nstartxref\n9\n%%EOF"].concat();
    let said = refused(&pdf);
    assert!(said.contains("too many objects"), "{said}");
    // The maximum number, which lead to an invalid source.
    let pdf = carrying(b"no".to_vec(), |document, _| {
        for _ in 0..100_000 {
            document.add_object(Object::Null);
        }
    });
    assert!(refused(&pdf).contains("archive is damaged"), "{}", refused(&pdf));
    let pdf = carrying(Vec::new(), |document, file| {
        catalog(document).set("AF", vec![Object::Reference(file); 200]);
    });
    assert!(refused(&pdf).contains("too many files"));
}

#[test]
fn deep_nesting_is_refused() {
    let mut nested = Object::Null;
    for _ in 0..90 {
        nested = Object::Array(vec![nested]);
    }
    let pdf = carrying(b"no".to_vec(), |document, _| catalog(document).set("X", nested.clone()));
    assert!(refused(&pdf).contains("archive"), "the parser can take as much");
    for open in ["[", "<<", "<</A[", "("] {
        let mut pdf = b"%PDF-1.7\n1 0 obj\n<</Type/XRef/X ".to_vec();
        pdf.extend(open.repeat(20_000).bytes());
        pdf.extend(b" stream\n\nendstream\nstartxref\n9\n%%EOF");
        refused(&pdf);
    }
    let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
    let archive = zip(&[("report/report.toml", b"id = \"x\""), ("raportti.json", deep.as_bytes())]);
    assert!(refused(&carrying(archive, |_, _| {})).contains("cannot be read"));
}

#[test]
fn encrypted_files_and_other_formats_are_reported() {
    let pdf =
        carrying(Vec::new(), |document, _| document.trailer.set("Encrypt", dictionary! { "Filter" => "Standard" }));
    assert_eq!(source::read(&pdf), Err(Fault::Encrypted));
    assert_eq!(source::read(b""), Err(Fault::NotPdf));
    assert_eq!(source::read(b"PK\x03\x04"), Err(Fault::NotPdf));
    let pdf = carrying(Vec::new(), |document, _| _ = catalog(document).remove(b"AF"));
    assert_eq!(source::read(&pdf), Err(Fault::NoSource));
    let packed = carrying(Vec::new(), |document, file| {
        let stream = document.get_dictionary(file).unwrap().get(b"EF").unwrap().as_dict().unwrap();
        let stream = stream.get(b"F").unwrap().as_reference().unwrap();
        let stream = document.get_object_mut(stream).unwrap().as_stream_mut().unwrap();
        stream.dict.set("Filter", vec![Object::from("FlateDecode"), Object::from("FlateDecode")]);
    });
    assert!(refused(&packed).contains("has a filter that raportti does not support"));
}
