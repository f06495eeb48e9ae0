//! Proves that pages are used: few of them are nearly empty.

use std::path::{Path, PathBuf};

use crate::support::ink::fullness;
use crate::support::lines::{Run, runs_of_pages};
use crate::support::project::{Project, screens};
use crate::support::{made, project};

/// A page is nearly empty if its lowest ink is in this part of the text area, from its top.
const LEAST: f64 = 1.0 / 3.0;
/// At most one page in so many may be nearly empty.
const OF: usize = 8;

/// Pages without any ink, which fill a signature, and the cover do not count.
fn must_be_used(path: &Path) {
    let pages = fullness(path);
    let counted: Vec<(usize, f64)> =
        pages.iter().enumerate().skip(1).filter_map(|(page, full)| Some((page + 1, (*full)?))).collect();
    let low: Vec<&(usize, f64)> = counted.iter().filter(|(_, full)| *full < LEAST).collect();
    let named: Vec<String> = low.iter().map(|(page, full)| format!("page {page}: {:.0} %", full * 100.0)).collect();
    // The last page of a report of fewer pages ends where its text ends.
    let all = counted.len().max(OF);
    assert!(
        low.len() * OF <= all,
        "{}: {} of {all} pages are nearly empty: {}",
        path.display(),
        low.len(),
        named.join(", ")
    );
    // What is measured is the text area: pages of text are full in every report.
    assert!(counted.iter().any(|(_, full)| (0.8..=1.01).contains(full)), "{}: {counted:?}", path.display());
}

#[test]
fn few_pages_of_the_reports_are_nearly_empty() {
    for name in ["audit", "assessment", "own"] {
        made::built(name).pdfs().iter().for_each(|path| must_be_used(path));
    }
}

#[test]
fn few_pages_of_this_report_are_nearly_empty() {
    let pdfs: Vec<PathBuf> = project::files_below(made::real_release());
    let is_cover = |path: &&PathBuf| path.to_string_lossy().ends_with("-cover.pdf");
    for path in pdfs.iter().filter(|path| path.extension().is_some_and(|end| end == "pdf") && !is_cover(path)) {
        must_be_used(path);
    }
}

/// The first baseline of running heads is above this, in pt.
const HEAD: f64 = (297.0 - 24.0) * 72.0 / 25.4;

/// Whether a chapter opens at the top of a page, which then has no running head.
fn opens_a_chapter(page: &[Run]) -> bool {
    page.iter().all(|run| run.y < HEAD)
}

/// Only where a part ends, and twice in each language at most.
#[test]
fn pages_of_this_report_are_a_third_full_unless_a_part_ends() {
    for language in ["fi", "sv", "en"] {
        let path = made::real_release().join(format!("uusimaa-tki-loppuraportti-{language}.pdf"));
        let (full, runs) = (fullness(&path), runs_of_pages(&path));
        // Neither the cover nor the back cover counts.
        let inside = 1..full.len() - 1;
        let low: Vec<usize> = inside.filter(|page| full[*page].is_some_and(|full| full < LEAST)).collect();
        assert!(low.len() <= 2, "{language}: pages {low:?}, counted from 0");
        let open = low.iter().filter(|page| **page + 2 < full.len() && !opens_a_chapter(&runs[**page + 1]));
        assert_eq!(open.count(), 0, "{language}: a page of {low:?} is not the last of its part");
    }
}

#[test]
fn few_pages_of_a_starter_are_nearly_empty() {
    for starter in ["evaluation", "audit", "security"] {
        let project = Project::empty();
        project.run(&["init", "--starter", starter, "--lang", "en,fi", "."]).must_succeed();
        project.run(&["build"]).must_succeed();
        screens(&project.path().join("build")).iter().for_each(|path| must_be_used(path));
    }
}

/// Pages that are known to be nearly empty are found.
#[test]
#[should_panic(expected = "pages are nearly empty: page 3")]
fn nearly_empty_pages_are_found() {
    let project = Project::of_report("minimal");
    project.run(&["build"]).must_succeed();
    project.pdfs().iter().for_each(|path| must_be_used(path));
}
