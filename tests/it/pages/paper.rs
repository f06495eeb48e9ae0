//! Proves what paper needs: pages as in a mirror, page numbers behind references, and a back cover behind the pages that fill the last
//! folded sheet.

use std::path::{Path, PathBuf};

use lopdf::Document;
use regex::Regex;

use crate::support::lines::{Run, runs_of_pages};
use crate::support::project::Project;
use crate::support::x4::page_box;
use crate::support::{made, pdf};

const MM: f64 = 72.0 / 25.4;
/// The margins of the theme, and half of the binding.
const OUTER: f64 = 22.0;
const INNER: f64 = 21.0;
const SHIFT: f64 = 3.0;
/// The margin column with its gutter, and the column of text.
const MARGIN: f64 = 43.0;
const TEXT: f64 = 124.0;

fn real(edition: &str) -> PathBuf {
    made::real_release().join(format!("uusimaa-tki-loppuraportti-en{edition}.pdf"))
}

/// The number of the first page of a file: two pages are on the cover, which for print is another file.
fn first(edition: &str) -> usize {
    if edition == "-print" { 3 } else { 1 }
}

/// The runs of text of each page, in mm from the left edge of its trim and from the lower edge of the page.
fn runs(path: &Path) -> Vec<Vec<Run>> {
    let document = Document::load(path).unwrap();
    let left = |page| page_box(&document, page, "TrimBox").map_or(0.0, |trim| trim[0]);
    let edges: Vec<f64> = document.page_iter().map(left).collect();
    let moved = |run: Run, edge: f64| Run { x: (run.x - edge) / MM, y: run.y / MM, ..run };
    let pages = runs_of_pages(path).into_iter().zip(edges);
    pages.map(|(page, edge)| page.into_iter().map(|run| moved(run, edge)).collect()).collect()
}

fn must_be_near(is: f64, should: f64, what: &str) {
    assert!((is - should).abs() < 0.3, "{what} is at {is:.1} mm and not at {should:.1} mm");
}

/// What stands on a page at the outer edge of the footer, and labels of findings.
fn folio_and_labels(page: &[Run], number: usize) -> (f64, Vec<f64>) {
    let folio = page.iter().filter(|run| run.text.trim() == number.to_string()).min_by(|a, b| a.y.total_cmp(&b.y));
    // The appendix "Evidence matrix" begins with the word, too.
    let is_title = |run: &Run| page.iter().any(|other| other.y == run.y && other.text.contains("matrix"));
    let labels = page.iter().filter(|run| run.text.trim() == "Evidence" && !is_title(run)).map(|run| run.x).collect();
    (folio.unwrap_or_else(|| panic!("page {number} has no number")).x, labels)
}

/// Margin column and page number stand at the outer edge of each page, also where the pages lie open.
#[test]
fn pages_for_a_press_are_mirrored() {
    let pages = runs(&real("-print"));
    let mut labels_on = [0, 0];
    // Right-hand pages whose text begins at the inner margin, and not in a cell.
    let mut flush = 0;
    for (index, page) in pages.iter().enumerate().filter(|(_, page)| !page.is_empty()) {
        let number = index + first("-print");
        let (folio, labels) = folio_and_labels(page, number);
        let least = page.iter().map(|run| run.x).fold(f64::MAX, f64::min);
        if number.is_multiple_of(2) {
            must_be_near(folio, OUTER - SHIFT, "the number of a left-hand page");
            labels.iter().for_each(|label| must_be_near(*label, OUTER - SHIFT, "a label on a left-hand page"));
        } else {
            let edge = 210.0 - OUTER + SHIFT;
            assert!((edge - 6.0..edge).contains(&folio), "the number of page {number} begins at {folio:.1} mm");
            assert!(least > INNER + SHIFT - 0.3, "page {number} has text at {least:.1} mm");
            flush += usize::from(least < INNER + SHIFT + 0.3);
            let margin = INNER + SHIFT + TEXT + MARGIN - 37.0;
            labels.iter().for_each(|label| must_be_near(*label, margin, "a label on a right-hand page"));
        }
        labels_on[index % 2] += labels.len();
    }
    assert!(flush > 10, "{flush}");
    assert!(labels_on.iter().all(|count| *count > 3), "{labels_on:?}");
}

/// On a screen there are no left and right pages.
#[test]
fn pages_for_a_screen_have_their_margin_column_at_the_left() {
    let pages = runs(&real(""));
    for (index, page) in pages.iter().enumerate().skip(1).take(pages.len() - 2) {
        let (folio, labels) = folio_and_labels(page, index + 1);
        must_be_near(folio, OUTER, "the number of a page");
        labels.iter().for_each(|label| must_be_near(*label, OUTER, "a label"));
    }
}

/// The pages with the caption of a figure or table, counted from 1. The contents do not have the full stop.
fn page_of(pages: &[String], caption: &str) -> usize {
    let at = pages.iter().position(|page| page.contains(caption)).unwrap_or_else(|| panic!("no `{caption}`"));
    at + 1
}

#[test]
fn references_have_the_page_that_they_lead_to() {
    let to_figure = Regex::new(r"(Figure|Table)(\d+)(?:,p\.|\(p\.)(\d+)").unwrap();
    let to_chapter = Regex::new(r"thebackgroundchapter\(p\.(\d+)\)").unwrap();
    for edition in ["", "-print"] {
        let pages = pdf::texts_of_pages(&real(edition));
        let text = pages.concat();
        let mut found = 0;
        for reference in to_figure.captures_iter(&text) {
            let page = page_of(&pages, &format!("{}{}.", &reference[1], &reference[2])) - 1 + first(edition);
            assert_eq!(reference[3], page.to_string(), "{}", &reference[0]);
            found += 1;
        }
        assert!(found > 0, "{found} references to figures have a page");
        // A chapter that words lead to.
        let page = to_chapter.captures(&text).unwrap_or_else(|| panic!("no page behind the chapter"))[1].to_owned();
        let page: usize = page.parse().unwrap();
        assert!(
            pages[page - first(edition)].contains(&pdf::without_breaks("Stages of the programme and of policy")),
            "page {page}"
        );
    }
}

/// Inside of brackets a page has none of its own, and what stands in the same section has no page.
#[test]
fn a_reference_to_what_is_near_has_no_page() {
    let project = Project::of_report("print");
    project.edit("report/chapters/introduction.en.md", "The report has", "See [@Fig1] and ([@Fig2]). The report has");
    project.edit("report/findings/F1.toml", "condition = \"", "condition = \"As [@Fig1] shows (and [@Fig2]). ");
    project.run(&["build", "--edition", "screen"]).must_succeed();
    let pages = pdf::texts_of_pages(&project.path().join("build/printed-en.pdf"));
    let text = pages.concat();
    assert!(text.contains("SeeFigure1and(Figure2).Thereport"), "{text}");
    let (first, second) = (page_of(&pages, "Figure1."), page_of(&pages, "Figure2."));
    let said = format!("AsFigure1(p.{first})shows(andFigure2,p.{second}).");
    assert!(text.contains(&said), "{said} is not in {text}");
}

/// The story: empty pages that fill the last sheet came behind the back cover, which was then inside of the book.
#[test]
fn a_back_cover_is_the_last_page_of_the_last_sheet() {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "\"sources\", \"matrix\"]", "\"sources\", \"matrix\", \"back-cover\"]");
    // The program adds the list of withdrawn ids before it.
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"F9\"\nkind = \"finding\"\ntitle = \"Old\"\nversion = \"1.0.0\"\nreason = \"It was wrong.\"\n",
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let printed = pdf::texts_of_pages(&project.path().join("build/printed-en-print.pdf"));
    assert_eq!(printed.len() % 8, 0);
    let (cover, inside) = printed.split_last().unwrap();
    assert!(cover.contains("Areportfortests.") && cover.contains("Testbury") && cover.contains("CCBY4.0"), "{cover}");
    let empty = inside.iter().rev().take_while(|page| page.is_empty()).count();
    let screen = pdf::texts_of_pages(&project.path().join("build/printed-en.pdf"));
    assert_eq!(screen.len(), printed.len() - empty, "the screen edition has empty pages");
    assert_eq!(screen.last(), Some(cover));
    assert!(screen[screen.len() - 2].contains("F9"), "{}", screen[screen.len() - 2]);
}

/// The print edition said how many pages the screen edition has, with its covers. The number on the last page that has one is true of both.
#[test]
fn the_number_of_pages_is_that_of_the_last_numbered_page_in_each_edition() {
    let number = |run: &Run| run.text.trim().parse::<usize>().ok();
    let lowest = |page: &Vec<Run>| page.iter().min_by(|a, b| a.y.total_cmp(&b.y)).map_or(0.0, |run| run.y);
    let folio = |page: &Vec<Run>| {
        let foot = page.iter().filter(|run| run.y < lowest(page) + 1.0);
        foot.filter_map(number).max()
    };
    // The last page of a bound report can be on the inside of its cover, which is the second sheet.
    for (edition, bound) in [("", None), ("-print", Some("-cover"))] {
        let pages = runs(&real(edition));
        let inside = bound.and_then(|cover| folio(&runs(&real(cover))[1]));
        let last = pages.iter().filter_map(folio).next_back().max(inside).expect("pages have numbers");
        let mut told = Vec::new();
        for page in &pages {
            let labels =
                page.windows(2).filter(|pair| ["Sivumäärä", "Antal sidor", "Pages"].contains(&pair[0].text.trim()));
            told.extend(labels.filter_map(|pair| number(&pair[1])));
        }
        assert_eq!(told, [last; 3], "{edition}");
        assert!(
            last + 1 >= pages.len(),
            "{last} of {} pages, of which the back cover alone has no number",
            pages.len()
        );
    }
}
