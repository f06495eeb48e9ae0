//! Proves how the text of a page is read from its content, and each limit at its edge.

use std::time::{Duration, Instant};

use raportti::bounds::printed::{DEEPEST_FORM, MOST_OPERATIONS, MOST_UNPACKED, MOST_WIDTHS};
use raportti::comments::printed;
use raportti::typeset::page_text::{Direction, PageText};

use crate::support::handwritten::with_page;

/// The maximum time for a hostile file, in an unoptimized program on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The characters of the codes 1 and 2.
const CHARACTERS: &str = "/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /A def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
2 beginbfchar
<0001> <0041>
<0002> <00660069>
endbfchar
endcmap
CMapName currentdict /CMap defineresource pop
end
end";

/// A stream with entries.
fn stream(entries: &str, content: &str) -> String {
    format!("<<{entries}/Length {}>>stream\n{content}\nendstream", content.len())
}

/// Objects from 4 on: the content, a font with codes of two bytes and its parts, then others.
fn page(content: &str, widths: &str, others: &[String]) -> Option<PageText> {
    let objects = [
        stream("", content),
        "<</Type/Font/Subtype/Type0/BaseFont/A/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>".to_owned(),
        format!("<</Type/Font/Subtype/CIDFontType2/BaseFont/A/DW 500/W[{widths}]>>"),
        stream("", CHARACTERS),
    ];
    let forms: String = (0..others.len()).map(|form| format!("/X{form} {} 0 R", form + 8)).collect();
    let own = format!("/MediaBox[10 20 210 320]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<<{forms}>>>>");
    let pdf = with_page(&own, &[&objects[..], others].concat());
    printed::read(&pdf, &[0].into()).unwrap().pages.remove(&0)
}

/// Each line: its direction, where it begins, its baseline, and its characters.
fn lines(page: &PageText) -> Vec<(Direction, i64, i64, String)> {
    let line = |line: &raportti::typeset::page_text::TextLine| {
        let text = line.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
        (line.direction, line.left().round() as i64, line.baseline.round() as i64, text)
    };
    page.lines.iter().map(line).collect()
}

#[test]
fn text_stands_where_its_matrices_say() {
    let content = "q 1 0 0 1 10 20 cm BT /F 10 Tf 50 200 Td <0001> Tj [<0002> -1000 <0001>] TJ ET Q
        BT /F 8 Tf 0 1 -1 0 110 120 Tm <0001> Tj ET
        BT /F 10 Tf 12 TL 20 40 Td <0001> Tj T* <0002> Tj ET";
    let found = page(content, "1[700] 2 3 300", &[]).unwrap();
    assert_eq!(
        lines(&found),
        [
            (Direction::Right, 50, 100, "Afi A".to_owned()),
            (Direction::Up, -200, 100, "A".to_owned()),
            (Direction::Right, 10, 280, "A".to_owned()),
            (Direction::Right, 10, 292, "fi".to_owned()),
        ]
    );
    let glyphs = &found.lines[0].glyphs;
    assert!((glyphs[0].right - 57.0).abs() < 0.01 && (glyphs[1].right - 60.0).abs() < 0.01, "{glyphs:?}");
}

/// A hyphen that a setter put at the end of a line reads as a soft one.
#[test]
fn what_a_text_reads_as_is_taken() {
    let content = "BT /F 10 Tf 50 200 Td <0001> Tj /Span <</ActualText <FEFF00AD>>> BDC <0002> Tj EMC ET";
    assert_eq!(lines(&page(content, "", &[]).unwrap())[0].3, "A\u{ad}");
}

#[test]
fn forms_in_forms_are_read_to_a_depth() {
    let nested = |count: usize| {
        let form = |number: usize| {
            let inner =
                if number + 1 < count { format!("/X{} Do", number + 1) } else { "BT /F 10 Tf <0001> Tj ET".to_owned() };
            stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", &inner)
        };
        let forms: Vec<String> = (0..count).map(form).collect();
        lines(&page("/X0 Do", "", &forms).unwrap()).len()
    };
    assert_eq!(nested(DEEPEST_FORM), 1);
    assert_eq!(nested(DEEPEST_FORM + 1), 0);
    // A form that shows itself, twice each time, ends at the same depth.
    let ring = stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", "/X0 Do /X0 Do BT /F 10 Tf <0001> Tj ET");
    assert!(lines(&page("/X0 Do", "", &[ring]).unwrap()).len() < 1 << DEEPEST_FORM);
}

#[test]
fn the_work_on_pages_is_limited() {
    let start = Instant::now();
    assert!(page(&"n ".repeat(MOST_OPERATIONS), "", &[]).is_some());
    assert!(page(&"n ".repeat(MOST_OPERATIONS + 1), "", &[]).is_none());
    assert!(page(&" ".repeat(MOST_UNPACKED + 1), "", &[]).is_none());
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}

#[test]
fn widths_of_a_font_are_limited() {
    let start = Instant::now();
    let content = "BT /F 10 Tf 0 0 Td <0001> Tj ET";
    let width = |widths: &str| {
        let glyph = &page(content, widths, &[]).unwrap().lines[0].glyphs[0];
        (glyph.right - glyph.left).round() as i64
    };
    assert_eq!(width(&format!("0 {} 900", MOST_WIDTHS - 1)), 9);
    assert_eq!(width("0 4294967295 900 0 4294967295 900 2 4294967295 100"), 9);
    assert_eq!(width("1 0 900 (x)"), 5);
    assert!(start.elapsed() < PATIENCE, "{:?}", start.elapsed());
}
