//! PDFs that are written by hand, object by object.

use std::fmt::Write as _;

/// A PDF of these objects, numbered from 1, the first being the catalog, with this many cross-reference tables.
pub fn pdf(objects: &[String], tables: usize) -> Vec<u8> {
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

/// A PDF of one page, 200 × 300 points, with these annotations, which are objects from 4 on, and their count of further objects.
pub fn with_marks(marks: &[String]) -> Vec<u8> {
    let list: String = (0..marks.len()).map(|index| format!("{} 0 R ", index + 4)).collect();
    with_page(&format!("/MediaBox[0 0 200 300]/Annots[{list}]"), marks)
}

/// A PDF of one page with these entries, and further objects from 4 on.
pub fn with_page(page: &str, objects: &[String]) -> Vec<u8> {
    let first = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>"].map(str::to_owned);
    let page = format!("<</Type/Page/Parent 2 0 R{page}>>");
    pdf(&[&first[..], &[page], objects].concat(), 1)
}
