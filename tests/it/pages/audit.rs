//! Proves that a performance audit, written with declarations alone, is a report as its readers expect it. `tests/reports/audit` has
//! observations with a severity, recommendations that rest on them, responses with an official and a date, and no conclusions.

use lopdf::Document;

use crate::support::lines::{height, lines};
use crate::support::project::Project;
use crate::support::{made, pdf, tags, x4};

const SCREEN: &str = "build/halmere-ferries-audit-en.pdf";

#[test]
fn an_audit_is_accessible_archivable_and_fit_for_print() {
    let project = made::built("audit");
    let screen = project.path().join(SCREEN);
    pdf::must_be_accessible_and_archivable(&screen);
    tags::tables(&screen).iter().for_each(tags::Table::must_be_whole);
    let print = project.path().join("build/halmere-ferries-audit-en-print.pdf");
    assert_eq!(x4::complaints(&Document::load(print).unwrap()), Vec::<String>::new());
    let names = pdf::named_destinations(&screen);
    for number in 1..=8 {
        for id in [format!("F-0{number}"), format!("R-0{number}"), format!("Fig{number}")] {
            assert!(names.contains(&id), "no destination for `{id}`");
        }
    }
}

#[test]
fn an_audit_says_its_rating_its_severities_its_sums_and_its_responses() {
    let path = made::built("audit").path().join(SCREEN);
    let pages = pdf::texts_of_pages(&path);
    let is_on = |page: &str, words: &str| page.contains(&pdf::without_breaks(words));
    assert!(is_on(&pages[0], "Rating: Needs improvement"), "{}", pages[0]);
    for words in [
        // The facts of the report, and its own words in chapters.
        "Opinion In the years 2023 to 2025",
        "Needs improvement. In the years 2023 to 2025",
        // Groups, fields and words of its own.
        "Severity: critical",
        "Possible savings a year $1,200,000",
        "Response Concurs, 21 Aug 2026. Since June the duty officer checks the register every morning. Official: Fleet Manager Target \
         date: 31 Dec 2026",
        "Does not concur, 21 Aug 2026. The fleet division knows the vessels",
        "Our comment A check in a system",
        // Figures from the data: each currency has its total.
        "Total $2,582,000 €117,000",
        "R-01 Withdraw a vessel when its inspection is overdue Concurs Fleet Manager 31 Dec 2026",
        // The costs are in the report's currency.
        "Total $1,397,500",
    ] {
        assert!(pages.iter().any(|page| is_on(page, words)), "`{words}` is on no page: {pages:#?}");
    }
}

/// The caption of a wide table in a card lay over the last line of the text above it: the blocks of a card have no distance below them,
/// and that of the table was inside its wide frame.
#[test]
fn a_wide_table_in_a_card_keeps_its_distance() {
    let path = made::built("audit").path().join(SCREEN);
    let page = page_with(&path, "Sailings with passengers while an inspection was overdue");
    let lines = lines(&path, page);
    let text = height(&lines, "insurer can refuse cover");
    let caption = height(&lines, "Sailings with passengers while an inspection was overdue");
    assert!(text - caption > 20.0, "{text} and {caption}");
}

/// A large figure went to the top of the page on which its chapter began, above the heading.
#[test]
fn no_figure_stands_above_the_heading_of_its_chapter() {
    let path = made::built("audit").path().join(SCREEN);
    let page = page_with(&path, "The tables show which observations answer each audit question");
    let lines = lines(&path, page);
    assert!(height(&lines, "From questions to actions") > height(&lines, "From observations to recommendations"));
}

/// Without packages, the news text listed no recommendation, and it counted the conclusions that the report does without.
#[test]
fn the_news_of_an_audit_lists_its_recommendations() {
    let project = Project::of_report("audit");
    project.run(&["release", "--quiet"]).must_succeed();
    let news = project.read("dist/halmere-ferries-audit-1.0.0/announcement.en.md");
    for line in [
        "Observations 8 · Recommendations 8",
        "- [R-04](halmere-ferries-audit-en.pdf#R-04) Put the fuel contract out to tender",
        "- [F-04](halmere-ferries-audit-en.pdf#F-04) The fuel contract was extended twice without competition",
    ] {
        assert!(news.lines().any(|own| own == line), "no `{line}` in {news}");
    }
    assert!(!news.contains("onclusion"), "{news}");
}

/// The number of the last page with these words, behind the lists of figures and tables.
fn page_with(path: &std::path::Path, words: &str) -> u32 {
    let pages = pdf::texts_of_pages(path);
    let at = pages.iter().rposition(|page| page.contains(&pdf::without_breaks(words)));
    u32::try_from(at.expect("the words are on a page")).unwrap() + 1
}
