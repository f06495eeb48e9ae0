//! Proves that tables of Markdown have a number and a caption, by which texts refer to them.

use std::path::Path;

use crate::support::pdf;
use crate::support::project::Project;
use crate::support::spoken;

const CHAPTER: &str = "report/chapters/introduction.en.md";
const TABLE: &str = "| Unit | Visits |\n|---|---|\n| North | 12 |\n| South | 30 |\n";

fn captions(path: &Path) -> Vec<String> {
    let blocks = spoken::blocks(path).into_iter().filter(|block| block.kind == "Caption");
    blocks.map(|block| block.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// What is said of a report with this chapter.
fn said(chapter: &str) -> String {
    let project = Project::of_report("minimal");
    project.write(CHAPTER, format!("# Introduction\n\n{chapter}\n"));
    project.run(&["check"]).transcript()
}

#[test]
fn a_table_of_a_chapter_has_a_number_a_caption_and_references() {
    let project = Project::of_report("minimal");
    let chapter = format!(
        "# Introduction\n\nThe [@table:visits] is here; numbers alone are [-@table:visits].\n\n: *Visits* of the units {{#visits}}\n\n{TABLE}\n\
        ## Other {{#other}}\n\nSee [the table](@table:visits) and [@table:visits].\n\n{TABLE}"
    );
    project.write(CHAPTER, chapter);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = project.path().join("build/small-en.pdf");
    let captions = captions(&path);
    assert!(captions.contains(&"Table 1. Visits of the units".to_owned()), "{captions:?}");
    assert!(captions.contains(&"Table 2".to_owned()), "a table without a caption has its number alone: {captions:?}");
    let text = pdf::text(&path);
    assert!(text.contains("TheTable1ishere;numbersaloneare1."), "{text}");
    assert!(text.contains("Seethetable(p.5)andTable1(p.5)."), "{text}");
    assert!(!text.contains("{#") && !text.contains(":Visits"), "{text}");
    pdf::must_be_accessible_and_archivable(&path);
}

/// The sign and the caption belong to the table, so a paragraph that stands beside an aside is not taken for one, nor the reverse.
#[test]
fn a_caption_behind_an_aside_stays_with_its_table() {
    let project = Project::of_report("minimal");
    project.write(
        CHAPTER,
        format!(
            "# Introduction\n\n> [!MARGIN]\n> Aside.\n\nBeside.\n\n: Visits {{#visits}}\n\n{TABLE}\n[@table:visits]\n"
        ),
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    assert!(captions(&project.path().join("build/small-en.pdf")).contains(&"Table 1. Visits".to_owned()));
}

#[test]
fn a_table_of_a_field_has_a_caption_too() {
    let project = Project::of_report("minimal");
    project.edit(
        "report/findings/F1.toml",
        "condition = \"There were more visits than before [@statistics2025].\"",
        &format!("condition = \"\"\"\nThere were more visits [@statistics2025].\n\n: Visits\n\n{TABLE}\n\"\"\""),
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    assert!(captions(&project.path().join("build/small-en.pdf")).contains(&"Table 1. Visits".to_owned()));
}

#[test]
fn a_reference_to_no_table_and_an_id_that_two_tables_have_are_errors() {
    let missing = said(&format!("[@table:visit]\n\n: Visits {{#visits}}\n\n{TABLE}"));
    assert!(missing.contains("dangling-reference") && missing.contains("did you mean `@table:visits`?"), "{missing}");
    let twice = said(&format!(": Visits {{#visits}}\n\n{TABLE}\n: Visits {{#visits}}\n\n{TABLE}"));
    assert!(twice.contains("duplicate-id") && twice.contains("two tables have the id `visits`"), "{twice}");
}

/// A sign without a table is printed, which is told; a field has no ids, since its text may be printed more than once.
#[test]
fn what_is_no_caption_is_told() {
    let alone = said(": Words.\n\nAnother paragraph.");
    assert!(alone.contains("literal-markup"), "{alone}");
}
