//! The edition `changes`: an earlier report, an edit, and what a reader sees and hears of it.

use std::fs;
use std::path::PathBuf;

use crate::heard::{self, Heard};
use crate::look;
use crate::pdf;
use crate::project::{Project, Run, repository};

/// A report that was released and is then edited.
struct Revised {
    old: Project,
    new: Project,
}

impl Revised {
    fn of(report: &str) -> Self {
        Self { old: Project::of_report(report), new: Project::of_report(report) }
    }

    fn run(&self, more: &[&str]) -> Run {
        let old = self.old.path().to_str().unwrap().to_owned();
        let arguments = [&["build", "--edition", "changes", "--since", &old][..], more].concat();
        self.new.run(&arguments)
    }

    /// Builds the edition; returns its PDFs.
    fn build(&self) -> Vec<PathBuf> {
        self.run(&[]).must_succeed();
        let pdfs = self.new.pdfs();
        assert!(!pdfs.is_empty() && pdfs.iter().all(|pdf| pdf.to_str().unwrap().ends_with("-changes.pdf")));
        pdfs
    }
}

/// What is marked outside of the annex, which shows the signs once more.
fn marked(pdf: &std::path::Path) -> Vec<Heard> {
    let blocks = heard::blocks(pdf);
    let annex = blocks.iter().rposition(|block| block.kind == "H1").unwrap();
    blocks[..annex].iter().filter(|block| block.signs > 0).cloned().collect()
}

/// Bars outside of the annex, which shows one in its legend unless nothing changed.
fn bars(pdf: &std::path::Path) -> usize {
    let theme = fs::read_to_string(repository().join("templates/theme.typ")).unwrap();
    let all = heard::bars(pdf, look::screen_colours(&theme)["change"]);
    all.saturating_sub(1)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const CONDITION: &str = "condition = \"Käyntejä oli enemmän kuin ennen [@tilasto2025].\"";

#[test]
fn one_reworded_sentence_is_one_marked_paragraph() {
    let revised = Revised::of("minimal");
    let long = "condition = \"\"\"\nEnsimmäinen kappale, joka pysyy.\n\nKäyntejä oli enemmän kuin ennen [@tilasto2025]. Toinen virke pysyy.\n\nKolmas kappale, joka pysyy.\n\"\"\"";
    for project in [&revised.old, &revised.new] {
        project.edit("report/findings/H1.toml", CONDITION, long);
    }
    revised.new.edit("report/findings/H1.toml", "enemmän kuin ennen", "vähemmän kuin koskaan ennen");
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let marked = marked(pdf);
    assert_eq!(marked.len(), 1, "{marked:#?}");
    let heard = words(&marked[0].text);
    assert!(
        heard.starts_with(
            "Käyntejä oli poistettu: enemmän kuin poisto päättyy lisätty: vähemmän kuin koskaan lisäys päättyy ennen"
        ),
        "{heard}"
    );
    assert_eq!(marked[0].kind, "P");
    assert_eq!(bars(pdf), 1);
    // The citation in the paragraph is a link as before.
    assert_eq!(marked[0].links, 1);
    // Nothing of it is in what other programs repeat elsewhere.
    assert!(!pdf::bookmarks(pdf).join("\n").contains("enemmän"));
}
