//! Words on pages and the places where they were written.

use std::collections::BTreeSet;
use std::ops::Range;

use raportti::build::{Checked, Inputs, Ready, check, pages};
use raportti::comments::mark::Area;
use raportti::comments::places::{hits, pages::is_same};
use raportti::comments::printed;
use raportti::diagnostics::Faults;
use raportti::model::Edition;
use raportti::typeset::Proof;
use raportti::typeset::page_text::{PageText, TextLine};

use crate::support::made::built;
use crate::support::project::repository;

/// The pages of a report of the tests in an edition, in its first language.
fn set(report: &str, edition: Edition) -> Proof {
    let inputs = Inputs::read(Some(&repository().join("tests/reports").join(report))).unwrap();
    let Checked { ready, mut faults } = check(&inputs, false);
    let ready: Ready = ready.unwrap();
    let merged = ready.merged.iter().find(|merged| merged.edition == edition).unwrap();
    pages(&ready, merged, &mut faults as &mut Faults).unwrap()
}

/// The box around glyphs of a line, of its height and moved down by `down`.
fn around(line: &TextLine, glyphs: Range<usize>, (above, below): (f64, f64)) -> Area {
    let (left, right) = (line.glyphs[glyphs.start].left, line.glyphs[glyphs.end - 1].right);
    let (top, bottom) = (line.baseline - above * line.size, line.baseline + below * line.size);
    let (one, other) = (line.direction.on_page(left, top), line.direction.on_page(right, bottom));
    Area { left: one.0.min(other.0), right: one.0.max(other.0), top: one.1.min(other.1), bottom: one.1.max(other.1) }
}

fn shown(line: &TextLine, glyphs: Range<usize>) -> String {
    line.glyphs[glyphs]
        .iter()
        .map(|glyph| glyph.text.as_str())
        .collect::<String>()
        .trim_end_matches('\u{ad}')
        .to_owned()
}

/// Each word of each page, with how a program draws its box: as high as a line, higher than the distance of lines as Evince does, and as thin
/// as an underline.
#[test]
fn a_box_around_any_word_gives_back_the_word_and_its_place() {
    for edition in [Edition::Screen, Edition::Print] {
        let proof = set("audit", edition);
        let (mut words, mut written, mut wrong) = (0, 0, Vec::new());
        for (number, page) in proof.texts().iter().enumerate() {
            for line in page.lines.iter().filter(|line| !line.is_ground && line.glyphs.len() > 1) {
                for word in hits::words(line) {
                    words += 1;
                    let expected = shown(line, word.clone());
                    for shape in [(0.95, 0.25), (1.15, 0.3), (0.75, 0.2)] {
                        let found = hits::in_boxes(page, &[around(line, word.clone(), shape)]);
                        let text = hits::text(page, &found);
                        if text != expected {
                            wrong.push(format!("page {}: {expected:?} is {text:?}", number + 1));
                        }
                    }
                    written += usize::from(is_written(&proof, line, word, &mut wrong));
                }
            }
        }
        assert!(
            wrong.is_empty(),
            "{} of {words} in {edition:?}:\n{}",
            wrong.len(),
            wrong[..wrong.len().min(40)].join("\n")
        );
        assert!(words > 5_000 && written * 4 > words * 3, "{written} of {words} words have a place in {edition:?}");
    }
}

/// Whether a word was written in the report. Each of its characters must then stand at its place.
fn is_written(proof: &Proof, line: &TextLine, word: Range<usize>, wrong: &mut Vec<String>) -> bool {
    let mut is_written = false;
    for glyph in &line.glyphs[word] {
        let Some(place) = proof.written_of(glyph) else { continue };
        let (path, text) = (&proof.files.get(place.file).path, proof.files.text(place));
        is_written |= path.starts_with("report/");
        // A soft hyphen stands at the character before it. What is longer than a character stands for all of its words: a date, an id, a citation.
        let is_exact = glyph.text != "\u{ad}" && text.chars().count() == 1 && text.starts_with(char::is_alphanumeric);
        if is_exact && !glyph.text.to_lowercase().starts_with(&text.to_lowercase()) {
            wrong.push(format!("{:?} is said to stand at {text:?} in {path}", glyph.text));
        }
    }
    is_written
}

/// The pages of a PDF, read from its content streams, are those that the typesetter laid out: so a mark on them can be matched by place.
#[test]
fn every_page_of_a_pdf_shows_what_was_set() {
    for report in ["audit", "assessment", "own"] {
        for edition in [Edition::Screen, Edition::Print] {
            let proof = set(report, edition);
            let texts = proof.texts();
            let ending = if edition == Edition::Print { "-en-print.pdf" } else { "-en.pdf" };
            let pdf = built(report).pdfs().into_iter().find(|path| path.to_string_lossy().ends_with(ending)).unwrap();
            let pdf = std::fs::read(pdf).unwrap();
            let printed = printed::read(&pdf, &(0..texts.len()).collect::<BTreeSet<usize>>()).unwrap();
            assert_eq!(printed.pages.len(), texts.len());
            assert!(printed.language.is_some_and(|language| language.starts_with("en")));
            assert_eq!(printed.is_for_press, edition == Edition::Print);
            for (number, text) in texts.iter().enumerate() {
                let page = &printed.pages[&number];
                assert!(is_same(page, text), "{report} in {edition:?}, page {}: {}", number + 1, differing(page, text));
            }
        }
    }
}

/// The first glyph that stands elsewhere.
fn differing(one: &PageText, other: &PageText) -> String {
    let glyphs = |page: &PageText| -> Vec<(String, i64, i64)> {
        let glyphs = page.lines.iter().flat_map(|line| line.glyphs.iter().map(move |glyph| (line, glyph)));
        let shown = glyphs.filter(|(_, glyph)| !glyph.text.trim().is_empty());
        let place = |(line, glyph): (&TextLine, &raportti::typeset::page_text::PageGlyph)| {
            let (x, y) = line.direction.on_page(glyph.left, glyph.baseline);
            (glyph.text.clone(), (x * 10.0) as i64, (y * 10.0) as i64)
        };
        shown.map(place).collect()
    };
    let (one, other) = (glyphs(one), glyphs(other));
    let is_near = |(one, other): &(&(String, i64, i64), &(String, i64, i64))| {
        one.0 == other.0 && (one.1 - other.1).abs() <= 6 && (one.2 - other.2).abs() <= 6
    };
    let pair = one.iter().zip(&other).find(|pair| !is_near(pair));
    format!("{pair:?}; {} and {} glyphs", one.len(), other.len())
}
