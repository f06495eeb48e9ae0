//! Proves that a PDF that Typst wrote is split into its objects, and that any other PDF is refused.

use raportti::typeset::pdf::written::Written;

const FILE: &str = "%PDF-1.7\n%\u{80}\n\n1 0 obj\n<</Names 2 0 R/AF[4 0 R]>>\nendobj\n\n2 0 obj\n<</EmbeddedFiles<</Kids[3 0 R]>>/Dests 9 0 R>>\nendobj\n\n\
    3 0 obj\n<</Names[(a) 4 0 R]>>\nendobj\n\n4 0 obj\n<</Length 16>>\nstream\n5 0 obj\nendobj\n\nendstream\nendobj\n\n";

/// A file with these objects, a cross-reference table, and `root` as its catalog.
fn file(root: &str) -> Vec<u8> {
    let at = |number: u32| FILE.find(&format!("\n{number} 0 obj")).expect("the object is there") + 1;
    let rows: String = (1..=4).map(|number| format!("{:010} 00000 n\r\n", at(number))).collect();
    let table = format!(
        "xref\n0 5\n0000000000 65535 f\r\n{rows}trailer\n<</Size 5/Root {root}>>\nstartxref\n{}\n%%EOF",
        FILE.len()
    );
    [FILE.as_bytes(), table.as_bytes()].concat()
}

#[test]
fn objects_are_found_by_the_table_and_only_the_catalog_is_parsed() {
    let file = file("1 0 R");
    let written = Written::read(&file).expect("the file is sound");
    assert!(written.head.starts_with(b"%PDF-1.7\n%") && written.head.ends_with(b"\n"));
    assert_eq!(written.objects.len(), 4);
    assert_eq!(*written.objects[&3], b"<</Names[(a) 4 0 R]>>"[..]);
    assert!(written.objects[&4].ends_with(b"5 0 obj\nendobj\n\nendstream"), "what a stream holds is no object");
    let (number, catalog) = written.catalog().expect("the file is sound");
    assert_eq!((number, catalog.has(b"Names") && catalog.has(b"AF")), (1, true));
}

#[test]
fn files_that_typst_did_not_write_are_refused() {
    let sound = file("1 0 R");
    let changed = |from: &str, to: &str| {
        let at = sound.windows(from.len()).position(|bytes| bytes == from.as_bytes()).expect("the words are there");
        [&sound[..at], to.as_bytes(), &sound[at + from.len()..]].concat()
    };
    let refused = |pdf: &[u8]| Written::read(pdf).and_then(|written| written.catalog()).is_none();
    assert!(!refused(&sound) && refused(&[]) && refused(&sound[..sound.len() - 30]) && refused(&file("8 0 R")));
    for (from, to) in [("\nxref\n0 5", "\nxref\n0 9"), ("3 0 obj", "7 0 obj"), ("trailer\n<<", "trailer\n((")] {
        assert!(refused(&changed(from, to)), "{to}");
    }
}
