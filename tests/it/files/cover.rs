//! Proves that a cover is made as `docs/print.md` promises: both covers on one sheet around a spine that is as wide as the pages
//! inside are thick, and the print edition without them.

use std::fs;

use lopdf::Document;
use lopdf::content::Content;

use crate::support::project::Project;
use crate::support::x4::{self, page_box};
use crate::support::{made, pdf};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

const PRINT: &str = "build/printed-en-print.pdf";
const COVER: &str = "build/printed-en-cover.pdf";

/// `tests/reports/print` with a cover, for the edition `print` with these lines.
fn project(print: &str) -> Project {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "[\"screen\", \"print\"]", "[\"screen\", \"print\", \"cover\"]");
    project.edit("report/report.toml", "\"matrix\"]", "\"matrix\", \"back-cover\"]");
    project.edit("report/report.toml", "signature = 8", print);
    project
}

fn built(print: &str) -> Project {
    let project = project(print);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    project
}

/// How wide the spine of a cover is, in mm, by the trim of its pages.
fn spine(document: &Document) -> f64 {
    let widths = document.page_iter().map(|page| {
        let trim = page_box(document, page, "TrimBox").unwrap();
        assert!((trim[3] - trim[1] - 297.0 * MM).abs() < 0.01, "{trim:?}");
        (trim[2] - trim[0]) / MM - 2.0 * 210.0
    });
    let widths: Vec<f64> = widths.collect();
    assert!(widths.len() == 2 && (widths[0] - widths[1]).abs() < 0.001, "{widths:?}");
    widths[0]
}

#[test]
fn a_cover_is_pdf_x_4_with_both_covers_and_their_insides() {
    let project = built("signature = 8\nspine = 6");
    let document = Document::load(project.path().join(COVER)).unwrap();
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
    assert!((spine(&document) - 6.0).abs() < 0.01);
    let sides = pdf::texts_of_pages(&project.path().join(COVER));
    let screen = pdf::texts_of_pages(&project.path().join("build/printed-en.pdf"));
    // The front cover, the back cover, and the title on the spine.
    assert_eq!(sides[0].matches("Aprintedreport").count(), 3, "{}", sides[0]);
    assert!(sides[0].contains("Areportfortests."), "{}", sides[0]);
    assert!(sides[1].contains("Everythinghereisinvented."), "{}", sides[1]);
    // No other page shows what belongs on the spine.
    assert_eq!(screen.last().unwrap().matches("Aprintedreport").count(), 1);
}

/// Together both files have each page once.
#[test]
fn the_pages_inside_are_those_between_the_covers() {
    let project = built("signature = 4\nspine = 6");
    let screen = pdf::texts_of_pages(&project.path().join("build/printed-en.pdf"));
    let inside = pdf::texts_of_pages(&project.path().join(PRINT));
    assert_eq!(inside.len() % 4, 0);
    assert!(inside[0].contains(&screen[2][..20]), "{}", inside[0]);
    let empty = inside.iter().rev().take_while(|page| page.is_empty()).count();
    let on_cover = if (screen.len() - 4).is_multiple_of(4) { 4 } else { 3 };
    assert_eq!(inside.len() - empty, screen.len() - on_cover);
    assert!(empty < 4);
    assert_eq!(x4::complaints(&Document::load(project.path().join(PRINT)).unwrap()), Vec::<String>::new());
}

/// 150 grams of 1.2 cubic centimetres are a leaf of 0.18 mm.
#[test]
fn the_spine_is_as_wide_as_the_leaves_are_thick() {
    let project = built("signature = 8\npaper = { weight = 150, volume = 1.2 }");
    let leaves = pdf::texts_of_pages(&project.path().join(PRINT)).len() / 2;
    let document = Document::load(project.path().join(COVER)).unwrap();
    assert!((spine(&document) - leaves as f64 * 0.18).abs() < 0.01, "{leaves} leaves, {} mm", spine(&document));
}

/// The title would be on the covers as soon as a fold is a millimetre off.
#[test]
fn a_spine_of_less_than_6_millimetres_has_no_title() {
    let project = built("signature = 8\nspine = 5.9");
    assert_eq!(pdf::texts_of_pages(&project.path().join(COVER))[0].matches("Aprintedreport").count(), 2);
}

/// Four marks for the folds, in the slug above and below, beside the eight for the cuts.
#[test]
fn folds_are_marked_outside_of_the_bleed() {
    let project = built("signature = 8\nspine = 6");
    let document = Document::load(project.path().join(COVER)).unwrap();
    for page in document.page_iter() {
        let trim = page_box(&document, page, "TrimBox").unwrap();
        let bleed = page_box(&document, page, "BleedBox").unwrap();
        let content = Content::decode(&document.get_page_content(page)).unwrap().operations;
        let drawn = content.iter().rposition(|operation| operation.operator == "SCN").unwrap();
        let ends = content[drawn..].iter().filter(|operation| matches!(operation.operator.as_str(), "m" | "l"));
        let ends: Vec<[f64; 2]> =
            ends.map(|end| [0, 1].map(|n| f64::from(end.operands[n].as_float().unwrap()))).collect();
        assert_eq!(ends.len(), 2 * (8 + 4));
        let middle = (trim[0] + trim[2]) / 2.0;
        for fold in [middle - 3.0 * MM, middle + 3.0 * MM] {
            let own: Vec<_> = ends.iter().filter(|[x, _]| (x - fold).abs() < 0.01).collect();
            assert_eq!(own.len(), 4);
            assert!(own.iter().all(|[_, y]| *y < bleed[1] || *y > bleed[3]), "{own:?}");
        }
    }
}

/// Its spine is too narrow for words, so the back cover ends with its facts, and the front cover with the version.
#[test]
fn the_real_report_has_covers() {
    for language in ["fi", "sv", "en"] {
        let path = made::real_release().join(format!("uusimaa-tki-loppuraportti-{language}-cover.pdf"));
        let document = Document::load(&path).unwrap();
        assert_eq!(x4::complaints(&document), Vec::<String>::new(), "{language}");
        assert!(spine(&document) < 6.0, "{language}");
        let outside = &pdf::texts_of_pages(&path)[0];
        assert!(outside.ends_with("1.1.0"), "{language}: {outside}");
    }
}

/// A release lists the cover, and builds it again from its source, alone, too.
#[test]
fn a_released_cover_verifies() {
    let project = project("signature = 8\npaper = { weight = 150 }");
    project.run(&["release", "--out", "dist"]).must_succeed();
    let manifest = fs::read_to_string(project.path().join("dist/printed-1.0.0/manifest.json")).unwrap();
    assert!(manifest.contains("printed-en-cover.pdf"), "{manifest}");
    project.run(&["verify", "dist/printed-1.0.0"]).must_succeed();
    project
        .run(&["verify", "dist/printed-1.0.0/printed-en-cover.pdf", "--source", "dist/printed-1.0.0"])
        .must_succeed();
}

/// Five pages are the fewest: four are the cover itself.
#[test]
fn a_report_of_a_few_pages_has_no_cover() {
    let project = Project::empty();
    let report = Project::of_report("print").read("report/report.toml");
    let parts = report.lines().find(|line| line.starts_with("parts")).unwrap();
    let few = "parts = [\"cover\", \"introduction\", \"back-cover\"]";
    let report = report.replace(parts, few).replace("signature = 8", "spine = 0");
    project.write("report/report.toml", report.replace("[\"screen\", \"print\"]", "[\"cover\"]"));
    project.write("report/chapters/introduction.en.md", "# Introduction\n\nA few words.\n");
    let said = project.run(&["build"]).transcript();
    assert!(said.contains("[incomplete-cover]") && said.contains("none is left inside of it"), "{said}");
}
