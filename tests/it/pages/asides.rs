//! Proves that words for the margin stand there, beside the text that follows them, and in the column of text where they have no room.

use std::path::Path;

use crate::support::lines::{Run, runs_of_pages};
use crate::support::pdf;
use crate::support::project::Project;

const PDF: &str = "build/small-en.pdf";
/// The left edges of the margin column and of the column of text, in pt.
const MARGIN: f64 = 22.0 * 72.0 / 25.4;
const TEXT: f64 = 65.0 * 72.0 / 25.4;
const LONG: &str = "The paragraph beside it has as many lines as the words in the margin need, so that there is no hole below it, and \
    it goes on for a while because an aside may have several lines of its own in a narrow column. ";

fn built(chapter: &str) -> Project {
    let project = Project::of_report("minimal");
    project.write("report/chapters/introduction.en.md", format!("# Introduction\n\n{chapter}\n"));
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    project
}

/// The run of text that begins with a word which stands once in the report.
fn run(path: &Path, word: &str) -> Run {
    let mut runs = runs_of_pages(path).into_iter().flatten();
    runs.rfind(|run| run.text.starts_with(word)).unwrap_or_else(|| panic!("`{word}` begins no run"))
}

fn must_be_at(run: &Run, x: f64) {
    assert!((run.x - x).abs() < 0.5, "`{}` is at {} and not at {x}", run.text, run.x);
}

#[test]
fn an_aside_stands_in_the_margin_beside_the_next_paragraph() {
    let project = built(&format!("First.\n\n> [!MARGIN]\n> Pulled words.\n\nBeside {LONG}\n\nLast."));
    let path = project.path().join(PDF);
    let (aside, beside) = (run(&path, "Pulled"), run(&path, "Beside"));
    must_be_at(&aside, MARGIN);
    must_be_at(&beside, TEXT);
    assert!((aside.y - beside.y).abs() < 12.0, "{aside:?} is not beside {beside:?}");
    // It is read before the paragraph beside it.
    assert!(pdf::text(&path).contains("First.Pulledwords.Beside"));
    pdf::must_be_accessible_and_archivable(&path);
}

/// Short paragraphs stand beside it together, and nothing else comes beside it.
#[test]
fn an_aside_has_room_beside_short_paragraphs() {
    let words = "Pulled words that need some lines in the margin column.";
    let project = built(&format!("> [!MARGIN]\n> {words}\n\nOne.\n\nTwo.\n\nThree.\n\n## Heading\n\nFour."));
    let path = project.path().join(PDF);
    must_be_at(&run(&path, "Pulled"), MARGIN);
    let lowest = runs_of_pages(&path).into_iter().flatten().filter(|run| run.text.contains("column."));
    let lowest = lowest.map(|run| run.y).fold(f64::MAX, f64::min);
    assert!(lowest > run(&path, "Heading").y, "the heading is beside the aside");
}

#[test]
fn an_aside_without_room_stands_in_the_text() {
    let project = built(&format!("> [!MARGIN]\n> Pulled {LONG}\n\nShort.\n\n> [!MARGIN]\n> Ending words."));
    let path = project.path().join(PDF);
    must_be_at(&run(&path, "Pulled"), TEXT);
    must_be_at(&run(&path, "Ending"), TEXT);
}

/// The margin of a card has its facts.
#[test]
fn an_aside_of_a_field_stands_in_the_text() {
    let project = Project::of_report("minimal");
    project.edit(
        "report/findings/F1.toml",
        "condition = \"There were more visits than before [@statistics2025].\"",
        "condition = \"\"\"\nThere were more visits [@statistics2025].\n\n> [!MARGIN]\n> Pulled words.\n\nAfter.\n\"\"\"",
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    must_be_at(&run(&project.path().join(PDF), "Pulled"), TEXT);
}

/// The mark stands on a line of its own, as that of an alert does.
#[test]
fn a_mark_with_words_on_its_line_is_printed_and_told() {
    let project = Project::of_report("minimal");
    project.write("report/chapters/introduction.en.md", "# Introduction\n\n> [!MARGIN] Words.\n");
    let said = project.run(&["check"]).transcript();
    assert!(said.contains("literal-markup") && said.contains("MARGIN"), "{said}");
}
