//! Proves that published addresses keep working.

use std::path::Path;

use lopdf::{Document, Object};

use crate::support::pdf;
use crate::support::project::{Project, copy};

/// The page, from 1, that each named destination of a PDF leads to.
fn pages_of_destinations(path: &Path) -> Vec<(String, u32)> {
    let document = Document::load(path).unwrap();
    let pages = document.get_pages();
    let number = |id| pages.iter().find(|(_, page)| **page == id).map(|(number, _)| *number).unwrap();
    let page = |destination: &Object| number(destination.as_array().unwrap()[0].as_reference().unwrap());
    pdf::destinations(&document).into_iter().map(|(name, destination)| (name, page(&destination))).collect()
}

fn words_of_page(path: &Path, page: u32) -> String {
    pdf::without_breaks(&Document::load(path).unwrap().extract_text(&[page]).unwrap())
}

/// Every address from release 1 leads in release 3 to the item, or to its entry among the withdrawn ids.
#[test]
fn addresses_of_release_1_work_in_release_3() {
    let project = Project::of_report("minimal");
    let finding = |title: &str| project.read("report/findings/F1.toml").replace("Visits increased", title);
    project.write("report/findings/F2.toml", finding("Loans decreased"));
    project.write("report/findings/F3.toml", finding("The collection grew"));
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F1\", \"F2\", \"F3\"]");
    let publish = |name: &str| {
        project.run(&["build", "--deny", "warnings"]).must_succeed();
        copy(&project.path().join("report"), &project.path().join(name).join("report"));
        pages_of_destinations(&project.pdfs()[0])
    };
    let first = publish("release-1");

    // Release 2 withdraws F2, which F4 replaces.
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.write("report/findings/F4.toml", finding("Loans moved online"));
    project.delete("report/findings/F2.toml");
    project.edit("report/conclusions/C1.toml", "\"F2\"", "\"F4\"");
    let lost = project.run(&["check", "--since", "release-1"]);
    assert_eq!(lost.code, 1, "{}", lost.transcript());
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"F2\"\nkind = \"finding\"\nversion = \"1.1.0\"\ntitle = \"Loans decreased\"\n\
         reason = \"Online loans were missing from the number.\"\nreplaced_by = [\"F4\"]\n",
    );
    project.run(&["check", "--since", "release-1"]).must_succeed();
    publish("release-2");

    // Release 3 renames, moves and adds.
    project.edit("report/report.toml", "version = \"1.1.0\"", "version = \"2.0.0\"");
    project.edit("report/findings/F3.toml", "The collection grew", "The collection is larger than before");
    project.write("report/findings/F5.toml", finding("The rooms are cramped"));
    project.edit("report/conclusions/C1.toml", "\"F3\"", "\"F5\", \"F3\"");
    project.edit("report/conclusions/C1.toml", "[@F1]", "[@F1; @F2]");
    for earlier in ["release-1", "release-2"] {
        project.run(&["check", "--since", earlier]).must_succeed();
    }
    let third = publish("release-3");

    let pdf = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    assert!(first.len() >= 8, "{first:?}");
    for (id, _) in &first {
        let (_, page) = third.iter().find(|(name, _)| name == id).unwrap_or_else(|| panic!("`#{id}` leads nowhere"));
        let words = words_of_page(pdf, *page);
        // The entry of a source and a chapter are found by their titles, everything else by its id.
        let output = if id == "statistics2025" { "Visitor statistics" } else { id };
        let output = output.strip_prefix("chapter-").unwrap_or(output);
        assert!(
            words.to_lowercase().contains(&pdf::without_breaks(output).to_lowercase()),
            "page {page} does not tell of `{id}`:\n{words}"
        );
    }
    let withdrawal = third.iter().find(|(name, _)| name == "F2").unwrap().1;
    let words = words_of_page(pdf, withdrawal);
    for output in
        ["Withdrawnidentifiers", "Loansdecreased", "version1.1.0", "Onlineloansweremissingfromthenumber.", "F4"]
    {
        assert!(words.contains(output), "{words}");
    }
}

/// The data inside the PDF lists withdrawn items. A report without any has neither that file nor that part.
#[test]
fn the_attached_data_has_withdrawn_items() {
    let project = Project::of_report("minimal");
    project.run(&["build"]).must_succeed();
    assert!(!pdf::attachments(&project.pdfs()[0]).contains_key("withdrawn.csv"));
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"survey2019\"\nkind = \"source\"\nversion = \"1.0.0\"\ntitle = \"=Old\"\nreason = \"Wrong.\"\n",
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let files = pdf::attachments(&project.pdfs()[0]);
    let table = String::from_utf8(files["withdrawn.csv"].clone()).unwrap();
    assert_eq!(table, "\u{feff}id,kind,version,title,reason,replaced_by\nsurvey2019,source,1.0.0,'=Old,Wrong.,\n");
    let data: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    assert_eq!(data["withdrawn"]["survey2019"]["reason"], "Wrong.");
    assert!(pdf::named_destinations(&project.pdfs()[0]).contains("survey2019"));
}

/// Editors can place the part, and introduce it with a chapter.
#[test]
fn editors_may_place_the_part() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"sources\", \"matrix\"", "\"withdrawn\", \"sources\", \"matrix\"");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    assert!(!pdf::bookmarks(&project.pdfs()[0]).iter().any(|title| title.contains("Withdrawn identifiers")));
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"F2\"\nkind = \"finding\"\nversion = \"1.0.0\"\ntitle = \"Loans\"\nreason = \"Wrong.\"\n",
    );
    project.write("report/chapters/withdrawn.en.md", "# What was withdrawn\n\nA start of its own.\n");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let bookmarks = pdf::bookmarks(&project.pdfs()[0]);
    let place = |words: &str| bookmarks.iter().position(|title| title.contains(words)).unwrap();
    assert!(place("What was withdrawn") < place("Sources"), "{bookmarks:?}");
    assert!(pdf::text(&project.pdfs()[0]).contains("Astartofitsown."));
}

/// `release` itself compares the ids with those of the earlier release.
#[test]
fn a_release_that_loses_an_id_is_refused() {
    let project = Project::of_report("minimal");
    project.write("report/findings/F2.toml", project.read("report/findings/F1.toml"));
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F1\", \"F2\"]");
    project.run(&["release"]).must_succeed();
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.edit("report/conclusions/C1.toml", "[\"F1\", \"F2\"]", "[\"F1\"]");
    project.delete("report/findings/F2.toml");
    let refused = project.run(&["release"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("version 1.0.0 has the finding `F2`"), "{}", refused.stderr);
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"F2\"\nkind = \"finding\"\nversion = \"1.1.0\"\ntitle = \"Visits\"\nreason = \"Repetition.\"\n",
    );
    project.run(&["release"]).must_succeed();
}
