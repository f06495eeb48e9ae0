//! Proves that screen readers get the whole content of charts and tables.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::support::printed::letters;
use crate::support::project::{Project, files_below, repository, screens};
use crate::support::tags::{alternatives, tables};
use crate::support::{made, pdf, spoken};

/// The screen edition of `tests/reports/charts`, whose tags include tables and figures.
fn charts() -> PathBuf {
    made::built("charts").path().join("build/charts-en.pdf")
}

/// The folder of the figures of `tests/reports/charts`.
fn figures() -> PathBuf {
    repository().join("tests/reports/charts/report/figures")
}

#[test]
fn tables_of_the_real_report_have_heads_and_name_their_rows() {
    let pdfs = screens(made::real_release());
    assert_eq!(pdfs.len(), 3);
    for path in pdfs {
        let tables = tables(&path);
        // Five of the implementation, four of the matrix, the sources, the follow-up, a table figure, and the data of the
        // three charts, one of which has two tables; in this report no action has a cost.
        assert!(tables.len() >= 18, "only {} tables in {}", tables.len(), path.display());
        for table in &tables {
            table.must_be_whole();
            assert!(table.rows_are_named(), "a table without names of its rows in {}: {table:?}", path.display());
        }
        let drawn = alternatives(&path);
        assert_eq!(drawn.len(), 3, "a split bar, a chronology and a timeline in {}: {drawn:?}", path.display());
    }
}

/// What a table is called in the language of a PDF.
fn word(path: &Path) -> &'static str {
    let name = path.file_stem().unwrap().to_str().unwrap().trim_end_matches("-print");
    match name.rsplit('-').next().unwrap() {
        "fi" => "Taulukko",
        "sv" => "Tabell",
        _ => "Table",
    }
}

/// The captions of the tables of a PDF, in their order: what stands in place of the number, and the title.
fn captions(path: &Path) -> Vec<(String, String)> {
    let captions = spoken::blocks(path).into_iter().filter(|block| block.kind == "Caption");
    let parts = captions.filter_map(|block| {
        let text = block.text.replace('\u{a0}', " ");
        let rest = text.trim().strip_prefix(word(path))?.trim().to_owned();
        let (number, title) = rest.split_once(' ').unwrap_or((&rest, ""));
        Some((number.trim_end_matches('.').to_owned(), title.trim().to_owned()))
    });
    parts.collect()
}

/// One table of twenty had a summary, and one a number. Then those of parts and those with the data of figures had no title, and the list of
/// tables had two of sixteen.
#[test]
fn every_table_of_the_real_report_has_a_title_and_stands_in_the_list() {
    for path in screens(made::real_release()) {
        let captions = captions(&path);
        let numbers: Vec<usize> = captions.iter().map(|(number, _)| number.parse().unwrap()).collect();
        // Addressees, two figures, two of the overview, four of the implementation, sources, four of the matrix, follow-up, the data of three
        // figures, one of which has two tables, and withdrawn ids.
        assert_eq!(numbers, (1..=20).collect::<Vec<_>>(), "{captions:#?} in {}", path.display());
        let titles: BTreeSet<&String> = captions.iter().map(|(_, title)| title).collect();
        assert_eq!(titles.len(), captions.len(), "two tables have one title: {captions:#?}");
        let page = |text: &String| letters(&pdf::without_breaks(text));
        let pages: Vec<String> = pdf::texts_of_pages(&path).iter().map(page).collect();
        for (number, title) in &captions {
            let entry = letters(&pdf::without_breaks(&format!("{}{number}{title}", word(&path))));
            // One is in the list, and one above the table.
            let listed = pages.iter().filter(|page| page.contains(&entry)).count();
            assert_eq!(listed, 2, "`{entry}` in {}", path.display());
        }
    }
}

/// What is tagged as a table has a caption of its own with a number or an id, and a summary.
#[test]
fn every_table_says_what_it_holds_and_is_numbered() {
    let starters = ["evaluation", "audit", "security"].map(|starter| {
        let project = Project::empty();
        project.run(&["init", ".", "--lang", "en,sv", "--starter", starter]).must_succeed();
        project.run(&["build", "--edition", "screen"]).must_succeed();
        project
    });
    let built = ["full", "charts", "own", "audit", "assessment"].map(made::built);
    let pdfs = built.into_iter().chain(&starters).flat_map(Project::pdfs);
    let of_screens = pdfs.filter(|path| !path.to_str().unwrap().ends_with("-print.pdf"));
    for path in screens(made::real_release()).into_iter().chain(of_screens) {
        let tables = tables(&path);
        for table in &tables {
            let summary = table.summary.as_deref().unwrap_or_default();
            assert!(summary.chars().count() > 12, "`{summary}` of {table:?} in {}", path.display());
            assert_eq!(table.captions, 1, "{table:?} in {}", path.display());
        }
        let captions = captions(&path);
        assert_eq!(captions.len(), tables.len(), "{captions:#?} in {}", path.display());
        assert!(captions.iter().all(|(number, _)| !number.is_empty()), "{captions:#?} in {}", path.display());
    }
}

/// A table on a card is found by its item, so that a report of many cards has no list of tables of many pages.
#[test]
fn a_table_on_a_card_has_the_id_of_its_item() {
    let path = made::built("own").path().join("build/own-en.pdf");
    let captions = captions(&path);
    assert!(captions.contains(&("OBS-001".to_owned(), "Retests".to_owned())), "{captions:#?}");
    // The stop stands in the caption alone.
    assert!(!pdf::without_breaks(&pdf::text(&path)).contains("TableOBS-001Retests"), "it is in the list");
    // A kind that is called something else, or left out, is in no title.
    let titles: Vec<&str> = captions.iter().map(|(_, title)| title.as_str()).collect();
    assert!(titles.contains(&"Observations and their links"), "{titles:#?}");
    assert!(titles.contains(&"Risks and their links"), "{titles:#?}");
    assert!(!titles.iter().any(|title| title.to_lowercase().contains("finding")), "{titles:#?}");
}

#[test]
fn tables_with_hostile_text_are_whole_in_every_language() {
    let project = made::built("full");
    for path in project.pdfs() {
        let tables = tables(&path);
        assert!(tables.len() >= 15, "only {} tables in {}", tables.len(), path.display());
        tables.iter().for_each(|table| table.must_be_whole());
    }
}

/// Two tables of the chapter are Markdown: one with row headers and an empty corner, and one whose first cells are no headers.
#[test]
fn a_markdown_table_has_names_of_rows_when_its_first_cells_are_names() {
    let tables = tables(&charts());
    tables.iter().for_each(|table| table.must_be_whole());
    let nameless: Vec<_> = tables.iter().filter(|table| !table.rows_are_named()).collect();
    assert_eq!(nameless.len(), 1, "{nameless:?}");
    let corners: Vec<_> = tables.iter().filter(|table| !table.rows[0][0].heads).collect();
    assert_eq!(corners.len(), 1, "an empty corner heads nothing: {corners:?}");
}

/// A chart is a figure with its message; a table figure is read cell by cell, and its message is its summary.
#[test]
fn every_figure_has_its_message() {
    let path = &charts();
    let drawn = alternatives(path);
    let summaries: Vec<String> = tables(path).into_iter().filter_map(|table| table.summary).collect();
    for file in files_below(&figures()) {
        let figure: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let alt = figure["alt"].as_str().unwrap().to_owned();
        let output = if figure["kind"].as_str() == Some("table") { &summaries } else { &drawn };
        assert!(output.contains(&alt), "{} does not tell its message: {output:?}", file.display());
    }
}

/// The appendix has a table for each figure that is drawn, and figure and table lead to each other.
#[test]
fn the_numbers_of_every_chart_are_in_an_appendix() {
    let path = &charts();
    let captions = captions(path);
    let targets: Vec<String> = pdf::links_with_targets(path).into_iter().map(|(_, target)| target).collect();
    let charts = files_below(&figures()).len() - 1;
    for n in 1..=charts {
        let start = format!("Data for Figure {n}: ");
        let found = captions.iter().filter(|(_, title)| title.starts_with(&start)).count();
        assert_eq!(found, 1, "no table of figure {n}: {captions:#?}");
    }
    let pages: Vec<String> = pdf::texts_of_pages(path).iter().map(|page| pdf::without_breaks(page)).collect();
    for n in 1..=charts {
        let page = 1 + pages.iter().rposition(|page| page.contains(&format!("DataforFigure{n}:"))).unwrap();
        assert!(targets.contains(&format!("page {page}")), "nothing leads to the data of figure {n}: {targets:?}");
    }
    for file in files_below(&figures()) {
        let figure: toml::Table = toml::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let id = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let is_table = figure["kind"].as_str() == Some("table");
        assert!(is_table || targets.contains(&id), "the data of {id} leads nowhere: {targets:?}");
    }
    let text = pdf::text(path);
    assert_eq!(text.matches("Data:appendix2.").count(), charts, "each chart says where its data are");
    // Values in the format of the language, and the days and links of figures without numbers.
    // The heading is also in the contents, before.
    let appendix = text.splitn(3, "Databehindthefigures").nth(2).unwrap();
    for cell in ["41,000", "12.5", "6Mar2025", "Decideontheopeninghours.", "Value(visits)", "Children(loans)"] {
        assert!(appendix.contains(cell), "no `{cell}` in {appendix}");
    }
    assert!(text.contains("2024\u{2212}5\u{2212}7.52025\u{2212}2\u{2212}1"), "{text}");
}

#[test]
fn a_report_without_figures_has_no_appendix_of_their_data() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"matrix\"]", "\"matrix\", \"figure-data\"]");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    assert!(!pdf::bookmarks(&project.pdfs()[0]).join("\n").contains("Data behind the figures"));
}

/// An unplaced figure has no number, so its data is not printed either.
#[test]
fn data_without_its_figure_is_left_out() {
    let project = Project::of_report("charts");
    project.edit("report/chapters/introduction.en.md", "![](Fig8)\n\n", "");
    project.run(&["build", "--edition", "screen"]).must_succeed();
    let captions = captions(&project.pdfs()[0]);
    assert!(!captions.iter().any(|(_, title)| title.contains("All columns below zero")), "{captions:#?}");
}

/// The rows of one figure in the attached table of figures.
fn attached(pdf: &Path, figure: &str) -> Vec<Vec<String>> {
    let files = pdf::attachments(pdf);
    let mut table = csv::Reader::from_reader(&files["figures.csv"][..]);
    let rows = table.records().map(|record| record.unwrap().iter().map(str::to_owned).collect::<Vec<_>>());
    rows.filter(|row| row[0] == figure).collect()
}

#[test]
fn the_attached_table_of_figures_has_all_that_they_are_drawn_from() {
    let pdf = charts();
    let row = |cells: [&str; 8]| cells.map(str::to_owned).to_vec();
    assert!(attached(&pdf, "Fig3").contains(&row([
        "Fig3",
        "Hillside",
        "Children",
        "-8",
        "% on last year",
        "",
        "",
        ""
    ])));
    let timeline = attached(&pdf, "Fig13");
    assert!(timeline.contains(&row(["Fig13", "Trial", "", "", "", "2024-01-01", "2024-12-31", ""])), "{timeline:?}");
    assert!(timeline.contains(&row(["Fig13", "Decision", "", "", "", "2025-03-06", "", "Council"])), "{timeline:?}");
    let actions = attached(&pdf, "Fig14");
    assert_eq!(actions[0], row(["Fig14", "A1.1", "", "", "", "2026-02-01", "2026-06-30", ""]));
    assert_eq!(actions.len(), 3, "{actions:?}");
    let split = attached(&pdf, "Fig20");
    let part = row(["Fig20", "All loans in 2025", "Books", "3.87", "million loans", "", "", ""]);
    assert_eq!(split, [part, row(["Fig20", "All loans in 2025", "", "7.9", "million loans", "", "", ""])]);
    assert_eq!(
        attached(&pdf, "Fig15"),
        [
            row(["Fig15", "F1", "conclusion", "C1", "", "", "", ""]),
            row(["Fig15", "C1", "recommendation", "R1", "", "", "", ""])
        ]
    );
    assert!(attached(&pdf, "Fig16").contains(&row([
        "Fig16",
        "Northgate",
        "Opening hours",
        "Evenings",
        "",
        "",
        "",
        ""
    ])));
}

/// A text that begins like a formula gets an apostrophe, numbers do not change, and the file has a byte order mark.
#[test]
fn no_text_is_a_formula_to_a_spreadsheet() {
    const TITLES: [(&str, &str); 5] =
        [("=1+1", "'=1+1"), ("+358 40", "'+358 40"), ("-x", "'-x"), ("@A1", "'@A1"), ("a=b", "a=b")];
    let project = Project::of_report("charts");
    let finding = project.read("report/findings/F1.toml");
    let (_, rest) = finding.split_once('\n').unwrap();
    for (n, (title, _)) in (1..).zip(TITLES) {
        project.write(&format!("report/findings/F{n}.toml"), format!("title = \"{title}\"\n{rest}"));
    }
    project.run(&["build", "--edition", "screen"]).must_succeed();
    let files = pdf::attachments(&project.pdfs()[0]);
    let bytes = &files["findings.csv"];
    assert!(bytes.starts_with("\u{feff}id,title".as_bytes()), "{:?}", &bytes[..20]);
    let mut table = csv::Reader::from_reader(&bytes[..]);
    let titles: Vec<String> = table.records().map(|record| record.unwrap()[1].to_owned()).collect();
    assert_eq!(titles, TITLES.map(|(_, safe)| safe));
    assert!(!String::from_utf8_lossy(&files["figures.csv"]).contains("'-"), "a number was taken for a formula");
}
