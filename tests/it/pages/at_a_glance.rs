//! Proves that readers in a hurry find what they need: the summary page, what is expected of whom, the overview, answers, and how to cite.

use std::path::Path;

use crate::support::project::{Project, copy, repository};
use crate::support::{made, pdf, tags};

const PARTS: &str = r#"parts = ["cover", "imprint", "description", "summary-page", "by-addressee", "contents", "introduction", "findings", "answers", "conclusions", "overview", "recommendations", "implementation", "sources", "matrix"]"#;
const KEY_FIGURES: &str = r#"
[[message]]
text = "Longer opening hours meet a need."

[[key_figure]]
value = 50500
unit = "visits"
text = "to the library in 2025"
source = "statistics2025"
finding = "F1"
"#;
const ACTION: &str = r#"
[[action]]
id = "A1.2"
text = "Ask the staff."
responsible = ["municipality"]
convenor = "municipality"
start = "2027-Q2"
end = "2028-Q3"

[[indicator]]
name = "Hours"
unit = "hours a week"
baseline = "not known"
baseline_how = "counted at the door"
baseline_by = "municipality"
baseline_when = "2027-Q1"
target = 40
target_year = 2028
"#;

/// The small report with all parts for readers in a hurry, and what they show.
fn with_all_parts() -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    let parts = report.lines().find(|line| line.starts_with("parts")).unwrap();
    let own = "address = \"https://example.org/small\"\ncontact = \"Library office\"\n";
    project.write("report/report.toml", report.replace(parts, &format!("{own}{PARTS}")) + KEY_FIGURES);
    project.write(
        "report/questions.toml",
        "[[question]]\nid = \"Q1\"\ntext = \"Do visits grow?\"\nanswer = \"They do ([@F1]).\"\n\n[[question]]\nid = \"Q2\"\ntext = \"Why?\"\n",
    );
    let finding = project.read("report/findings/F1.toml");
    project.write("report/findings/F1.toml", format!("question = \"Q1\"\n{finding}"));
    let recommendation = project.read("report/recommendations/R1.toml");
    project.write("report/recommendations/R1.toml", recommendation + ACTION);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    project
}

/// The number of the last page with these words.
fn page_of(path: &Path, words: &str) -> usize {
    let letters = pdf::without_breaks(words);
    let found = pdf::texts_of_pages(path).iter().rposition(|page| page.contains(&letters));
    found.unwrap_or_else(|| panic!("`{words}` is on no page")) + 1
}

#[test]
fn readers_in_a_hurry_find_messages_answers_and_what_is_expected_of_them() {
    let project = with_all_parts();
    let path = &project.pdfs()[0];
    let pages = pdf::texts_of_pages(path);
    let with = |words: &str| {
        let letters = pdf::without_breaks(words);
        pages.iter().filter(|page| page.contains(&letters)).cloned().collect::<Vec<_>>().concat()
    };
    let must_hold = |page: &str, words: &[&str]| {
        for words in words {
            assert!(page.contains(&pdf::without_breaks(words)), "`{words}` is missing in {page}");
        }
    };
    let summary = with("Longer opening hours meet a need.");
    must_hold(
        &summary,
        &["At a glance", "50,500\u{a0}visits", "to the library in 2025", "F1", "P1 Opening hours", "R1"],
    );
    let card = page_of(path, "The library stays open.");
    let expected = with("What is expected of you");
    must_hold(
        &expected,
        &[
            &format!("A1.2 Ask the staff. Convenor: Testbury 2nd qtr 2027–3rd qtr 2028 {card}"),
            &format!("2026–2028{card}"),
        ],
    );
    let answers = with("Answers to the questions");
    must_hold(&answers, &["Do visits grow?", "They do (F1)."]);
    must_hold(
        &with("How to cite"),
        &["Testbury team (2026). A small report. Version 1.0.0. Testbury. https://example.org/small", "Library office"],
    );
    must_hold(&pages.concat(), &["counted at the door", "Convenor: "]);
    tags::tables(path).iter().for_each(tags::Table::must_be_whole);
    pdf::must_be_accessible_and_archivable(path);
}

/// The contents named packages alone, so that a reader could not find a recommendation.
#[test]
fn the_contents_list_recommendations() {
    let project = with_all_parts();
    let path = &project.pdfs()[0];
    let pages = pdf::texts_of_pages(path);
    let contents = pages.iter().find(|page| page.contains("Contents") && page.contains("Findings")).unwrap();
    assert!(contents.contains(&pdf::without_breaks("R1 Keep the opening hours")), "{contents}");
}

/// The answer of a question stood nowhere in a report without the part `answers`.
#[test]
fn answers_stand_in_the_matrix_where_no_part_has_them() {
    let project = with_all_parts();
    project.edit("report/report.toml", "\"answers\", ", "");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    assert_eq!(text.matches(&pdf::without_breaks("They do (F1).")).count(), 1, "{text}");
}

/// The pages that say how the overview is read, and how many pages follow until the next chapter begins.
fn must_lie_open(path: &Path, intro: &str, title: &str) {
    let pages = pdf::texts_of_pages(path);
    let letters = pdf::without_breaks(intro);
    let first = pages.iter().position(|page| page.contains(&letters)).unwrap_or_else(|| panic!("no `{intro}`")) + 1;
    assert!(first.is_multiple_of(2), "{}: the overview begins on page {first}", path.display());
    // The page after it is full or begins the next chapter.
    assert!(!pages[first].is_empty());
    let title = pdf::without_breaks(title);
    assert!(!pages[first + 1].starts_with(&title), "{}: the overview takes three pages", path.display());
}

const OVERVIEWS: [(&str, &str, &str); 3] = [
    ("fi", "Täysi merkki: rivin", "Yhteydet koottuina"),
    ("sv", "Fyllt märke: raden", "Sambanden i översikt"),
    ("en", "Filled mark: the row", "The links at a glance"),
];

#[test]
fn the_overview_lies_open_in_each_language() {
    for (language, intro, title) in OVERVIEWS {
        let path = made::real_release().join(format!("uusimaa-tki-loppuraportti-{language}.pdf"));
        must_lie_open(&path, intro, title);
    }
}

/// The story: whether it lay open was up to chance. With one page more before it, the recommendations fill a right-hand page.
#[test]
fn an_overview_that_would_begin_on_the_right_has_the_recommendations_first() {
    let project = Project::empty();
    copy(&repository().join("report"), &project.path().join("report"));
    project.edit("report/report.toml", "  \"kiitokset\",\n", "");
    project.edit("report/report.toml", "  \"overview\",\n", "  \"kiitokset\",\n  \"overview\",\n");
    project.edit("report/report.toml", "kiitokset = \"run-on\"", "kiitokset = \"page\"");
    project.run(&["build", "--lang", "en", "--edition", "screen"]).must_succeed();
    let (language, intro, title) = OVERVIEWS[2];
    let real = made::real_release().join(format!("uusimaa-tki-loppuraportti-{language}.pdf"));
    // One of them has an odd number of pages before the overview.
    let filled = [real, project.pdfs()[0].clone()].into_iter().filter(|path| {
        must_lie_open(path, intro, title);
        let pages = pdf::texts_of_pages(path);
        let tables = pages.iter().position(|page| page.contains(&pdf::without_breaks(intro))).unwrap();
        let before = &pages[tables - 1];
        before.starts_with(&pdf::without_breaks(title)) && before.contains("Recommendations") && before.contains("S12")
    });
    assert_eq!(filled.count(), 1);
}

/// Actors stood by kind in one table, and by their ids in the next one and in a matrix.
#[test]
fn actors_have_one_order_on_all_pages() {
    let project = with_all_parts();
    for (id, name, kind) in [("a", "Ministry", "state"), ("b", "College", "provider"), ("c", "Agency", "state")] {
        project.write(&format!("report/actors/{id}.toml"), format!("name = \"{name}\"\nkind = \"{kind}\"\n"));
    }
    let four = "addressees = [\"a\", \"c\", \"b\", \"municipality\"]";
    project.edit("report/recommendations/R1.toml", "addressees = [\"municipality\"]", four);
    let matrix = "kind = \"matrix\"\nof = \"recommendation\"\nrows_by = \"addressees\"\ncolumns_by = \"priority\"\n";
    project.write("report/figures/Fig1.toml", format!("title = \"Priorities\"\n{matrix}"));
    let chapter = "report/chapters/introduction.en.md";
    project.write(chapter, format!("{}\nSee [@Fig1].\n\n![](Fig1)\n", project.read(chapter)));
    project.run(&["build"]).must_succeed();
    let pages = pdf::texts_of_pages(&project.pdfs()[0]);
    let named: Vec<&String> = pages.iter().filter(|page| page.contains("Ministry")).collect();
    assert!(named.len() >= 4, "they stand in two tables, in a matrix and on a card: {named:?}");
    for page in named {
        let at = ["Ministry", "Agency", "College"].map(|name| page.find(name).unwrap_or(usize::MAX));
        assert!(at.is_sorted() && at[2] < usize::MAX, "{page}");
    }
}
