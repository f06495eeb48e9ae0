//! Proves each limit on marked PDFs at its edge, and that hostile ones end soon: with what can be read, or with an error.

use std::time::{Duration, Instant};

use raportti::bounds::marks::{
    LARGEST_COORDINATE, LARGEST_MARKED, LARGEST_RICH, LONGEST_NAME, LONGEST_TEXT, LONGEST_THREAD, MOST_BOXES,
    MOST_ENTRIES, MOST_MARKS, MOST_NEAR, MOST_PAGES, MOST_POINTS, MOST_WORK,
};
use raportti::comments::mark::{Mark, Marked};
use raportti::comments::marks;
use raportti::publish::pdf_fault::Fault;

use crate::support::handwritten::{pdf, with_marks, with_page};

/// The maximum time for a hostile file, in an unoptimized program on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

const NOTE: &str = "<</Subtype/Text/Rect[1 1 2 2]/Contents(x)>>";

fn marked(entries: &[String]) -> Marked {
    marks::of(&with_marks(entries)).unwrap()
}

fn only(entry: &str) -> (Mark, Vec<String>) {
    let mut marked = marked(&[format!("<<{entry}>>")]);
    (marked.marks.remove(0), marked.unread)
}

#[test]
fn the_size_of_a_marked_pdf_is_limited() {
    assert_eq!(marks::of(&vec![0; LARGEST_MARKED]), Err(Fault::NotPdf));
    assert!(matches!(marks::of(&vec![0; LARGEST_MARKED + 1]), Err(Fault::TooMuch(_))));
}

/// All pages are one object.
#[test]
fn pages_with_marks_are_limited() {
    let with = |count: usize| {
        let kids = "3 0 R ".repeat(count);
        let objects = ["<</Type/Catalog/Pages 2 0 R>>".to_owned(), format!("<</Kids[{kids}]>>"), "<<>>".to_owned()];
        marks::of(&pdf(&objects, 1)).map(|marked| marked.pages.len())
    };
    assert_eq!(with(MOST_PAGES), Ok(MOST_PAGES));
    assert_eq!(with(MOST_PAGES + 1), Err(Fault::TooMuch("it has too many pages")));
}

#[test]
fn marks_and_entries_are_limited() {
    let start = Instant::now();
    let direct = |count: usize, entry: &str| {
        let list = entry.repeat(count);
        marks::of(&with_page(&format!("/Annots[{list}]"), &[NOTE.to_owned()])).map(|marked| marked.marks.len())
    };
    assert_eq!(direct(MOST_MARKS, NOTE), Ok(MOST_MARKS));
    assert_eq!(direct(MOST_MARKS + 1, NOTE), Err(Fault::TooMuch("it has too many marks")));
    assert_eq!(direct(MOST_ENTRIES, "4 0 R "), Ok(1));
    assert_eq!(direct(MOST_ENTRIES + 1, "4 0 R "), Err(Fault::TooMuch("its pages list too many marks and links")));
    assert!(direct(1_000_000, "4 0 R ").is_err() && direct(1_000_000, "<<>>").is_err());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

/// The outline stands in for boxes that are too many.
#[test]
fn boxes_and_points_of_a_mark_are_limited() {
    let highlight = |count: usize| {
        let quads: String = (0..count).map(|n| format!("0 {n} 9 {n} 0 {} 9 {} ", n + 1, n + 1)).collect();
        let (mark, unread) = only(&format!("/Subtype/Highlight/Rect[1 1 2 2]/QuadPoints[{quads}]"));
        (mark.boxes.len(), unread.len())
    };
    assert_eq!(highlight(MOST_BOXES), (MOST_BOXES, 0));
    assert_eq!(highlight(MOST_BOXES + 1), (1, 1));
    let ink = |count: usize| {
        let (mark, _) = only(&format!("/Subtype/Ink/Rect[1 1 2 2]/InkList[[{}5 5]]", "0 0 ".repeat(count - 1)));
        mark.boxes[0].right
    };
    assert_eq!(ink(MOST_POINTS), 5.0);
    assert_eq!(ink(MOST_POINTS + 1), 2.0);
}

#[test]
fn coordinates_are_limited_and_a_mark_without_place_is_kept() {
    let with = |x: f64| only(&format!("/Subtype/Square/Rect[1 1 {x} 2]/Contents(kept)"));
    assert_eq!(with(LARGEST_COORDINATE - 1.0).1.len(), 0);
    let (mark, unread) = with(LARGEST_COORDINATE);
    assert_eq!((mark.boxes.len(), mark.text.as_str()), (0, "kept"));
    assert_eq!(unread, ["the drawing on page 1 has no place that can be read"]);
    for wrong in ["/Rect[1 2]", "/Rect(x)", "/Rect[1 1 1 1]", "/Rect[(a) 2 3 4]", "", "/Rect 99 0 R"] {
        let (mark, unread) = only(&format!("/Subtype/Square{wrong}"));
        assert_eq!((mark.boxes.len(), unread.len()), (0, 1), "{wrong}");
    }
    for wrong in ["[1 2 3]", "[]", "(x)", "[0 0 0 0 0 0 0 0]", "[1 2 3 4 5 6 7 (x)]"] {
        let (mark, _) = only(&format!("/Subtype/Highlight/Rect[1 1 3 3]/QuadPoints{wrong}"));
        assert_eq!(mark.boxes[0].right, 3.0, "{wrong}");
    }
}

#[test]
fn texts_of_a_mark_are_limited() {
    let with = |length: usize| only(&format!("/Subtype/Text/Rect[1 1 2 2]/Contents({})", "é".repeat(length)));
    // In PDFDocEncoding, each of the two bytes is a character.
    let (mark, unread) = with(LONGEST_TEXT / 2);
    assert_eq!((mark.text.chars().count(), unread.len()), (LONGEST_TEXT, 0));
    let (mark, unread) = with(LONGEST_TEXT / 2 + 1);
    assert_eq!(
        (mark.text.chars().count(), unread.as_slice()),
        (LONGEST_TEXT, &["the note on page 1 says more than is read".to_owned()][..])
    );
    let (mark, _) = only(&format!("/Subtype/Text/Rect[1 1 2 2]/T({})", "a".repeat(LONGEST_NAME + 1)));
    assert_eq!(mark.author.unwrap().len(), LONGEST_NAME);
    let rich = |length: usize| {
        let xml = format!("<p>{}</p>", " ".repeat(length - 8) + "x");
        only(&format!("/Subtype/Text/Rect[1 1 2 2]/RC({xml})")).0.text
    };
    assert_eq!(rich(LARGEST_RICH), "x");
    assert_eq!(rich(LARGEST_RICH + 1), "");
    // Nesting that a parser could follow until its stack ends.
    let deep = format!("{}x{}", "<p>".repeat(25_000), "</p>".repeat(25_000));
    only(&format!("/Subtype/Text/Rect[1 1 2 2]/RC({deep})"));
}

/// A reply that is too far from its mark is one of its own.
#[test]
fn threads_of_replies_are_limited() {
    let count = |replies: usize| {
        let reply = |n: usize| format!("<</Subtype/Text/Rect[1 1 2 2]/Contents(x)/IRT {} 0 R>>", n + 4);
        let entries: Vec<String> = [NOTE.to_owned()].into_iter().chain((0..replies).map(reply)).collect();
        marked(&entries).marks.len()
    };
    assert_eq!(count(LONGEST_THREAD), 1);
    assert_eq!(count(LONGEST_THREAD + 1), 2);
}

/// As many pairs as there can be, all in one place, where only the first strike-outs count.
#[test]
fn pairs_end_soon() {
    let start = Instant::now();
    let with = |pairs: usize| {
        let strike = "<</Subtype/StrikeOut/Rect[1 1 9 9]>>".repeat(pairs);
        let caret = "<</Subtype/Caret/Rect[8 2 10 4]/Contents(x)>>".repeat(pairs);
        let read = marks::of(&with_page(&format!("/Annots[{strike}{caret}]"), &[])).unwrap();
        2 * pairs - read.marks.len()
    };
    assert_eq!(with(MOST_NEAR), MOST_NEAR);
    assert_eq!(with(MOST_NEAR + 1), MOST_NEAR);
    assert_eq!(with(MOST_MARKS / 2), MOST_NEAR);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

/// Streams that unpack to more than all work, however often they are named.
#[test]
fn the_work_of_reading_marks_is_limited() {
    let stream = format!("<</Length 1000000>>stream\n{}\nendstream", "x".repeat(1_000_000));
    let contents = "4 0 R ".repeat(2 * MOST_WORK / 1_000_000);
    let said = marks::of(&with_page(&format!("/Contents[{contents}]/Annots[]"), &[stream]));
    assert!(matches!(said, Err(Fault::TooMuch(_))), "{said:?}");
}
