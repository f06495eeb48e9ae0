//! Proves that an address that was ever published leads somewhere for good.

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

/// Every link into release 1 lands in release 3 on the item, or on word of its withdrawal.
#[test]
fn links_into_release_1_land_in_release_3() {
    let project = Project::of_report("minimal");
    let finding = |title: &str| project.read("report/findings/H1.toml").replace("Käynnit lisääntyivät", title);
    project.write("report/findings/H2.toml", finding("Lainat vähenivät"));
    project.write("report/findings/H3.toml", finding("Kokoelma kasvoi"));
    project.edit("report/conclusions/J1.toml", "[\"H1\"]", "[\"H1\", \"H2\", \"H3\"]");
    let publish = |name: &str| {
        project.run(&["build", "--deny", "warnings"]).must_succeed();
        copy(&project.path().join("report"), &project.path().join(name).join("report"));
        pages_of_destinations(&project.pdfs()[0])
    };
    let first = publish("release-1");

    // Release 2 withdraws H2; H4 takes its place.
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.write("report/findings/H4.toml", finding("Lainat siirtyivät verkkoon"));
    project.delete("report/findings/H2.toml");
    project.edit("report/conclusions/J1.toml", "\"H2\"", "\"H4\"");
    let lost = project.run(&["check", "--since", "release-1"]);
    assert_eq!(lost.code, 1, "{}", lost.transcript());
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"H2\"\nkind = \"finding\"\nversion = \"1.1.0\"\ntitle = \"Lainat vähenivät\"\n\
         reason = \"Verkkolainat puuttuivat luvusta.\"\nreplaced_by = [\"H4\"]\n",
    );
    project.run(&["check", "--since", "release-1"]).must_succeed();
    publish("release-2");

    // Release 3 renames, moves and adds.
    project.edit("report/report.toml", "version = \"1.1.0\"", "version = \"2.0.0\"");
    project.edit("report/findings/H3.toml", "Kokoelma kasvoi", "Kokoelma on entistä suurempi");
    project.write("report/findings/H5.toml", finding("Tilat ovat ahtaat"));
    project.edit("report/conclusions/J1.toml", "\"H3\"", "\"H5\", \"H3\"");
    project.edit("report/conclusions/J1.toml", "[@H1]", "[@H1; @H2]");
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
        // A source stands under its title, everything else under its id.
        let told = if id == "tilasto2025" { "Käyntitilasto" } else { id };
        assert!(words.contains(&pdf::without_breaks(told)), "page {page} does not tell of `{id}`:\n{words}");
    }
    let withdrawal = third.iter().find(|(name, _)| name == "H2").unwrap().1;
    let words = words_of_page(pdf, withdrawal);
    for told in ["Poistetuttunnukset", "Lainatvähenivät", "versio1.1.0", "Verkkolainatpuuttuivatluvusta.", "H4"] {
        assert!(words.contains(told), "{words}");
    }
}

/// The data inside the PDF tells of withdrawals, and a report without any has no file and no part for them.
#[test]
fn withdrawals_travel_with_the_data() {
    let project = Project::of_report("minimal");
    project.run(&["build"]).must_succeed();
    assert!(!pdf::attachments(&project.pdfs()[0]).contains_key("withdrawn.csv"));
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"amke2019\"\nkind = \"source\"\nversion = \"1.0.0\"\ntitle = \"=Vanha\"\nreason = \"Väärä.\"\n",
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let files = pdf::attachments(&project.pdfs()[0]);
    let table = String::from_utf8(files["withdrawn.csv"].clone()).unwrap();
    assert_eq!(table, "\u{feff}id,kind,version,title,reason,replaced_by\namke2019,source,1.0.0,'=Vanha,Väärä.,\n");
    let data: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
    assert_eq!(data["withdrawn"]["amke2019"]["reason"], "Väärä.");
    assert!(pdf::named_destinations(&project.pdfs()[0]).contains("amke2019"));
}

/// Editors may say where the part stands and what it opens with.
#[test]
fn editors_may_place_the_part() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"sources\", \"matrix\"", "\"withdrawn\", \"sources\", \"matrix\"");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    assert!(!pdf::bookmarks(&project.pdfs()[0]).iter().any(|title| title.contains("Poistetut")));
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"H2\"\nkind = \"finding\"\nversion = \"1.0.0\"\ntitle = \"Lainat\"\nreason = \"Väärä.\"\n",
    );
    project.write("report/chapters/withdrawn.fi.md", "# Mitä on poistettu\n\nOma alku.\n");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let bookmarks = pdf::bookmarks(&project.pdfs()[0]);
    let place = |words: &str| bookmarks.iter().position(|title| title.contains(words)).unwrap();
    assert!(place("Mitä on poistettu") < place("Lähteet"), "{bookmarks:?}");
    assert!(pdf::text(&project.pdfs()[0]).contains("Omaalku."));
}

/// `release` looks at the release before by itself.
#[test]
fn a_release_that_loses_an_id_is_refused() {
    let project = Project::of_report("minimal");
    project.write("report/findings/H2.toml", project.read("report/findings/H1.toml"));
    project.edit("report/conclusions/J1.toml", "[\"H1\"]", "[\"H1\", \"H2\"]");
    project.run(&["release"]).must_succeed();
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.edit("report/conclusions/J1.toml", "[\"H1\", \"H2\"]", "[\"H1\"]");
    project.delete("report/findings/H2.toml");
    let refused = project.run(&["release"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("version 1.0.0 has the finding `H2`"), "{}", refused.stderr);
    project.write(
        "report/withdrawn.toml",
        "[[withdrawn]]\nid = \"H2\"\nkind = \"finding\"\nversion = \"1.1.0\"\ntitle = \"Käynnit\"\nreason = \"Toisto.\"\n",
    );
    project.run(&["release"]).must_succeed();
}
