//! Proves that no table leaves a single row on a page, whatever stands above it, and that no template draws a table in another way.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::support::pdf;
use crate::support::project::{Project, files_below, repository};
use crate::support::spoken;

const ROWS: usize = 9;
/// How many half steps of text stand above the tables: some of them are divided, each in another place.
const STEPS: Range<usize> = 34..78;
/// Rows of several lines are between those of one.
const LONG: &str = "as many words as need several lines in a narrow column of a table, and some more of them";

/// The name of a row, from which its table is known. Lists and matrices have the same rows, in chapters of their own.
fn name(table: usize, row: usize) -> String {
    format!("T{table:02}R{row}")
}

fn words(row: usize) -> &'static str {
    if row.is_multiple_of(2) { "few words" } else { LONG }
}

/// Text that moves what follows down the page.
fn filler(step: usize) -> String {
    let longer = "A line of the text, which goes on and on until it is longer than one line of the page, and even a bit more than that.";
    let last = if step.is_multiple_of(2) { String::new() } else { format!("{longer}\n\n") };
    "A line of the text.\n\n".repeat(step / 2) + &last
}

/// `tests/reports/minimal` with a chapter for each step, in which text of that height stands above what `below` returns.
fn project(more: &str, below: impl Fn(usize) -> String) -> Project {
    let project = Project::of_report("minimal");
    let chapters: String = STEPS.map(|step| format!("\"c{step}\", ")).collect();
    let report = project.read("report/report.toml");
    let (head, _) = report.split_once("parts = ").unwrap();
    let parts = format!("parts = [\"cover\", \"introduction\", {chapters}\"sources\"{more}]\n");
    project.write("report/report.toml", format!("{head}{parts}"));
    for step in STEPS {
        let chapter = format!("# Chapter {step}\n\n{}{}\n", filler(step), below(step));
        project.write(&format!("report/chapters/c{step}.en.md"), chapter);
    }
    project
}

/// The same with a figure in each chapter.
fn with_figures(more: &str, toml: impl Fn(usize) -> String) -> Project {
    let project = project(more, |step| format!("See [@Fig{step}].\n\n![](Fig{step})"));
    for step in STEPS {
        project.write(&format!("report/figures/Fig{step}.toml"), format!("title = \"Figure {step}\"\n{}", toml(step)));
    }
    project
}

fn add_findings(project: &Project, more: impl Fn(usize) -> String) {
    for row in 1..=ROWS {
        let (title, condition, more) = (name(99, row), words(row), more(row));
        let evidence = "[[evidence]]\nsource = \"statistics2025\"\n";
        let finding =
            format!("title = \"{title}\"\ncondition = \"{condition} [@statistics2025].\"\n{more}\n{evidence}");
        project.write(&format!("report/findings/F{row}.toml"), finding);
    }
}

fn must_keep_rows(project: &Project) {
    project.run(&["build"]).must_succeed();
    pages_must_keep_rows(&pdf::texts_of_pages(&project.pdfs()[0]));
}

/// How many rows of each table each page has.
fn pages_must_keep_rows(pages: &[String]) {
    let mut divided = 0;
    for (number, page) in pages.iter().enumerate() {
        let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
        for (at, _) in page.match_indices('T') {
            let Some(found) = page.get(at..at + 5).filter(|found| found.as_bytes()[3] == b'R') else { continue };
            if found[1..3].parse::<usize>().is_ok() && found[4..].parse::<usize>().is_ok() {
                *rows.entry(&found[..3]).or_default() += 1;
            }
        }
        for (table, count) in rows {
            assert_ne!(count, 1, "page {} has one row of `{table}`: {page}", number + 1);
            divided += usize::from(count < ROWS);
        }
    }
    assert!(divided >= 5, "only {divided} pages have a part of a table");
}

#[test]
fn a_table_of_markdown_keeps_its_rows() {
    let row = |step, row| format!("| {} | {} | {row} |\n", name(step, row), words(row));
    let rows = |step| (1..=ROWS).map(|number| row(step, number)).collect::<String>();
    must_keep_rows(&project("", |step| format!("| Name | Words | Number |\n|---|---|---|\n{}", rows(step))));
}

/// Tables of a text with marked changes were drawn without the template that keeps rows together.
#[test]
fn a_table_with_marked_changes_keeps_its_rows() {
    let row = |step, row, number| format!("| {} | {} | {number} |\n", name(step, row), words(row));
    let table = |step, numbers: &dyn Fn(usize) -> usize| {
        let rows: String = (1..=ROWS).map(|number| row(step, number, numbers(number))).collect();
        format!("| Name | Words | Number |\n|---|---|---|\n{rows}")
    };
    let old = project("", |step| table(step, &|row| row));
    let new = project("", |step| table(step, &|row| if row == 4 { 444 } else { row }));
    new.run(&["build", "--edition", "changes", "--since", old.path().to_str().unwrap()]).must_succeed();
    let mut pages = pdf::texts_of_pages(&new.pdfs()[0]);
    assert!(pages.iter().any(|page| page.contains("[+444]")));
    let appendix = pages.iter().position(|page| page.contains("Changessinceversion") && page.contains("Marks"));
    let appendix = pages.split_off(appendix.expect("the changes are listed"));
    pages_must_keep_rows(&pages);
    let (first, later) = appendix.split_first().unwrap();
    assert!(!first.contains("(continued)"), "a table begins: {first}");
    let goes_on = |page: &String| page.contains("(continued)WhatChangeChapters(continued)Chapter");
    assert!(!later.is_empty() && later.iter().all(goes_on), "the table and its group go on: {later:?}");
}

/// Readers took a page of a long table for another one. What stands above its head there is no part of it, so a screen reader does not say it.
#[test]
fn a_table_that_goes_on_says_so_and_is_heard_once() {
    let project = Project::of_report("minimal");
    let rows: String = (1..=90).map(|row| format!("| {} | {LONG} |\n", name(1, row))).collect();
    let table = format!("| Row | Words |\n|---|---|\n{rows}");
    let short = "| Row | Words |\n|---|---|\n| Few | words |\n";
    project.write(
        "report/chapters/introduction.en.md",
        format!("# Introduction\n\n: Short\n\n{short}\n: Long\n\n{table}\n: Last\n\n{short}"),
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = project.pdfs().remove(0);
    let pages = pdf::texts_of_pages(&path);
    let with = |row: usize| pages.iter().position(|page| page.contains(&name(1, row))).unwrap();
    let (first, last) = (with(1), with(90));
    assert!(last > first + 1, "the table has three pages or more");
    for (at, page) in pages.iter().enumerate() {
        let count = page.matches("Table2(continued)").count();
        assert_eq!(count, usize::from(first < at && at <= last), "page {}: {page}", at + 1);
        assert_eq!(page.matches("(continued)").count(), count, "page {}: {page}", at + 1);
    }
    let said: String = spoken::blocks(&path).into_iter().map(|block| block.text).collect();
    assert!(said.contains(&name(1, 90)) && !said.contains("continued"), "a page break is no word of the table");
    pdf::must_be_accessible_and_archivable(&path);
}

#[test]
fn a_table_figure_keeps_its_rows() {
    let head = "kind = \"table\"\nalt = \"Nine rows of words and numbers that grow.\"\nsource = \"statistics2025\"\n\
                columns = [\"Name\", \"Words\", \"Number\"]\n";
    let row =
        |step, row| format!("[[data]]\nlabel = \"{}\"\ntext = [\"{}\", \"{row}\"]\n", name(step, row), words(row));
    must_keep_rows(&with_figures("", |step| {
        head.to_owned() + &(1..=ROWS).map(|number| row(step, number)).collect::<String>()
    }));
}

#[test]
fn a_list_keeps_its_rows() {
    let list = "kind = \"list\"\nof = \"finding\"\nfields = [\"id\", \"title\", \"condition\"]\n";
    let project = with_figures("", |_| list.to_owned());
    add_findings(&project, |_| String::new());
    must_keep_rows(&project);
}

#[test]
fn a_matrix_keeps_its_rows() {
    let matrix = "kind = \"matrix\"\nof = \"finding\"\nrows_by = \"theme\"\ncolumns_by = \"confidence\"\n";
    let project = with_figures("", |_| matrix.to_owned());
    let theme = |row| format!("[[theme]]\nid = \"t{row}\"\ntitle = \"{}\"\n", name(99, row));
    let report = project.read("report/report.toml");
    project.write("report/report.toml", report + &(1..=ROWS).map(theme).collect::<String>());
    add_findings(&project, |row| format!("theme = \"t{row}\"\nconfidence = \"high\""));
    must_keep_rows(&project);
}

#[test]
fn a_table_with_the_data_of_a_figure_keeps_its_rows() {
    let head = "kind = \"bar\"\nalt = \"The bars grow from the first to the last.\"\nsource = \"statistics2025\"\n";
    let row = |step, row| format!("[[data]]\nlabel = \"{}\"\nvalue = {row}\n", name(step, row));
    let bars = |step| head.to_owned() + &(1..=ROWS).map(|number| row(step, number)).collect::<String>();
    must_keep_rows(&with_figures(", \"figure-data\"", bars));
}

#[test]
fn a_table_on_a_card_keeps_its_rows() {
    let project = project(", \"findings\"", |_| String::new());
    let model = "[step]\ndoc = \"A step.\"\n[step.fields.name]\ndoc = \"Its name.\"\nname.en = \"Name\"\ntype = \"string\"\nrequired = true\n\
                 [step.fields.words]\ndoc = \"Words.\"\nname.en = \"Words\"\ntype = \"plain\"\n\
                 [finding.fields.steps]\ndoc = \"Steps.\"\nname.en = \"Steps\"\nholds = [\"step\"]\nshow = \"text\"\n";
    project.write("report/model.toml", model);
    for step in STEPS {
        let row = |row| format!("[[steps]]\nname = \"{}\"\nwords = \"{}\"\n", name(step, row), words(row));
        let rows: String = (1..=ROWS).map(row).collect();
        let condition = format!("'''\n{}It cites [@statistics2025].\n'''", filler(step));
        let evidence = "[[evidence]]\nsource = \"statistics2025\"\n";
        let finding = format!("title = \"Visits\"\ncondition = {condition}\n{evidence}{rows}");
        project.write(&format!("report/findings/F{step}.toml"), finding);
    }
    must_keep_rows(&project);
}

#[test]
fn every_table_of_the_templates_gets_its_rows_from_one_function() {
    let root = repository().join("templates");
    let mut tables = 0;
    for path in files_below(&root).iter().filter(|path| path.extension().is_some_and(|end| end == "typ")) {
        let text = std::fs::read_to_string(path).unwrap();
        let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '.';
        let calls = text.match_indices("table(\n").chain(text.match_indices("table(columns:"));
        let is_call = |at: usize| !text[..at].ends_with(is_name) && !text[..at].ends_with("set ");
        for (at, _) in calls.filter(|(at, _)| is_call(*at)) {
            tables += 1;
            let rest = &text[at..];
            let body = &rest[..rest.find("\n}").unwrap()];
            assert!(
                body.contains("..table-cells("),
                "{} draws a table whose rows may be parted: {body}",
                path.display()
            );
        }
    }
    assert!(tables >= 7, "only {tables} tables were found");
}

/// The first two rows were kept together though no page has room for them, and stood over the upper edge of theirs.
#[test]
fn rows_that_no_page_has_room_for_break() {
    let project = Project::of_report("minimal");
    let path = "report/chapters/introduction.en.md";
    let long = format!("{LONG}. ").repeat(90);
    let table = format!("| Row | Words |\n|---|---|\n| {} | {long} |\n| {} | {long} |\n", name(1, 1), name(1, 2));
    project.write(path, format!("{}\n{}{table}", project.read(path), filler(60)));
    project.run(&["build"]).must_succeed();
    let pages = pdf::texts_of_pages(&project.pdfs()[0]);
    let with = |row: usize| pages.iter().position(|page| page.contains(&name(1, row))).unwrap();
    assert!(with(1) < with(2), "each is higher than half a page");
}
