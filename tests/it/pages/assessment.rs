//! Proves that a whole security assessment in two languages, with what it declares in `model.toml` alone, has the pages that its readers
//! expect: no sources, no conclusions, no packages, and no template changed.

use std::path::PathBuf;

use lopdf::Document;

use crate::support::project::repository;
use crate::support::{made, pdf, printed, spoken, tags, x4};

/// The PDF of a language, for the screen or the press.
fn path(language: &str, edition: &str) -> PathBuf {
    made::built("assessment").path().join(format!("build/lumisaari-security-assessment-{language}{edition}.pdf"))
}

#[test]
fn an_assessment_is_accessible_fit_for_print_and_marked_on_every_page() {
    for (language, source) in [("en", true), ("fi", false)] {
        let screen = path(language, "");
        pdf::must_be_accessible_and_archivable(&screen);
        tags::tables(&screen).iter().for_each(tags::Table::must_be_whole);
        printed::must_be_printed(&repository().join("tests/reports/assessment/report"), language, source, &screen);
        let print = path(language, "-print");
        assert_eq!(x4::complaints(&Document::load(&print).unwrap()), Vec::<String>::new());
        for path in [screen, print] {
            let pages = pdf::texts_of_pages(&path);
            let marked = pages.iter().filter(|page| page.contains("TLP:AMBER")).count();
            assert!(pages.len() > 12 && marked == pages.len(), "{marked} of {} in {}", pages.len(), path.display());
        }
    }
}

/// Ratings follow from the vectors, counts from the retests, and the order of lists from the scores.
#[test]
fn an_assessment_is_counted_sorted_and_grouped_by_its_ratings() {
    let screen = path("en", "");
    let counted =
        "Critical 1 (Fixed 1); High 2 (Partly fixed 1, Fixed 1); Medium 2 (Open 1, Fixed 1); Low 1 (Risk accepted 1)";
    let alternatives = tags::alternatives(&screen);
    assert!(alternatives.iter().any(|alt| alt.contains(counted)), "{alternatives:#?}");
    let bookmarks = pdf::bookmarks(&screen).join("\n");
    let order = ["V-01", "V-03", "V-02", "V-04", "V-05", "V-06"];
    let at = order.map(|id| bookmarks.find(id).unwrap_or_else(|| panic!("no {id} in\n{bookmarks}")));
    assert!(at.is_sorted(), "{bookmarks}");
    // The cells of the matrix hold ids, too, so the list is read from its head on. A hyphen may be read as one that breaks a word.
    let is_head = |it: &spoken::Heard| it.kind == "Caption" && it.text.contains("All vulnerabilities");
    let blocks = spoken::blocks(&screen).into_iter().skip_while(|it| !is_head(it));
    let texts = blocks.map(|it| it.text.trim().replace('\u{ad}', "-"));
    let listed: Vec<String> = texts.filter(|text| order.contains(&text.as_str())).take(order.len()).collect();
    assert_eq!(listed, order, "the list is in the order of the scores");
}

/// References print the id of a figure, so captions have it, too, in place of a number.
#[test]
fn captions_have_the_ids_that_texts_refer_to() {
    let captions: Vec<String> =
        spoken::blocks(&path("fi", "")).into_iter().filter(|it| it.kind == "Caption").map(|it| it.text).collect();
    for caption in ["Kuvio F-04.", "Taulukko F-02."] {
        let found = captions.iter().any(|text| text.replace('\u{a0}', " ").trim().starts_with(caption));
        assert!(found, "no {caption} in {captions:#?}");
    }
}

/// Requests and evidence travel: a file that is evidence is attached, and steps to reproduce have their code as it was written.
#[test]
fn evidence_travels_and_requests_are_printed() {
    let screen = path("en", "");
    let files = pdf::attachments(&screen);
    assert!(files.contains_key("evidence-V-01-requests.txt"), "{:?}", files.keys());
    let mut table = csv::Reader::from_reader(&files["findings.csv"][..]);
    let heads = ["id", "title", "score", "rating", "likelihood", "impact", "retest"].map(str::to_owned);
    let own: Vec<String> = table.headers().unwrap().iter().map(|head| head.replace('\u{feff}', "")).collect();
    assert_eq!(own[..heads.len()], heads);
    let first = table.records().next().unwrap().unwrap();
    assert_eq!(first.iter().skip(2).take(5).collect::<Vec<_>>(), ["9.1", "critical", "likely", "severe", "fixed"]);
    let text = pdf::text(&screen);
    for line in
        ["GET /halls?q=ice%27 HTTP/1.1", "Host: booking.example.org", "<img src=x onerror=alert(document.domain)>"]
    {
        assert!(text.contains(&pdf::without_breaks(line)), "no `{line}`");
    }
}
