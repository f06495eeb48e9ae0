//! Proves that a marking stands on every page of every edition, once as text for a screen reader, and on none without `[brand]`.

use std::path::Path;

use lopdf::Document;

use crate::support::project::{Project, files_in};
use crate::support::{pdf, spoken, x4};

const WORDS: &str = "[brand]\nclassification = { en = \"For the board only\", fi = \"Vain hallitukselle\" }\n";

/// A report in two languages and both editions that is marked.
fn marked(brand: &str) -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml").replace("[\"en\"]", "[\"en\", \"fi\"]");
    let rules = "[rules]\nmissing-translation = \"off\"\nmissing-chapter-translation = \"off\"\n";
    project.write("report/report.toml", format!("{report}editions = [\"screen\", \"print\"]\n{rules}{brand}"));
    project
}

/// How many of the pages have a marking, and how many times the text of the tags has it.
fn counts(path: &Path, marking: &str) -> (usize, usize, usize) {
    let pages = pdf::texts_of_pages(path);
    let with = pages.iter().filter(|page| page.contains(&pdf::without_breaks(marking))).count();
    let said = if path.to_string_lossy().ends_with("-print.pdf") { Vec::new() } else { spoken::blocks(path) };
    (pages.len(), with, said.iter().filter(|block| block.text.contains(marking)).count())
}

#[test]
fn a_marking_stands_on_every_page_in_its_language() {
    let project = marked(WORDS);
    project.run(&["build"]).must_succeed();
    for (language, marking) in [("en", "For the board only"), ("fi", "Vain hallitukselle")] {
        let screen = project.path().join(format!("build/small-{language}.pdf"));
        pdf::must_be_accessible_and_archivable(&screen);
        let (pages, with, said) = counts(&screen, marking);
        assert!(pages > 8, "{pages}");
        assert_eq!((with, said), (pages, 1), "{language}");
        let first = spoken::blocks(&screen).into_iter().next().unwrap();
        assert_eq!(first.text.trim(), marking, "a screen reader says it first");
        let print = project.path().join(format!("build/small-{language}-print.pdf"));
        assert_eq!(x4::complaints(&Document::load(&print).unwrap()), Vec::<String>::new());
        let (pages, with, _) = counts(&print, marking);
        assert_eq!(with, pages, "{language}, in print");
    }
}

/// Whoever gets the news text of a release learns for whom the report is.
#[test]
fn the_news_text_of_a_release_has_the_marking() {
    let project = marked(WORDS);
    project.run(&["release"]).must_succeed();
    let folder = project.path().join("dist/small-1.0.0");
    for (language, marking) in [("en", "For the board only"), ("fi", "Vain hallitukselle")] {
        let text = std::fs::read_to_string(folder.join(format!("announcement.{language}.md"))).unwrap();
        assert!(text.contains(&format!("\n\n**{marking}**\n\n")), "{text}");
    }
}

/// The word of a field is for Typst alone, which tags it with its language, so that no release could be made.
#[test]
fn the_news_text_of_a_release_has_the_marking_of_a_field() {
    let project = Project::of_report("assessment");
    project.run(&["release"]).must_succeed();
    let folder = files_in(&project.path().join("dist")).remove(0);
    for language in ["en", "fi"] {
        let text = std::fs::read_to_string(folder.join(format!("announcement.{language}.md"))).unwrap();
        assert!(text.contains("\n\n**TLP:AMBER**\n\n"), "{text}");
    }
}

/// Without a cover the marking is read before the first chapter.
#[test]
fn a_marking_is_read_in_a_report_without_a_cover() {
    let project = marked(WORDS);
    project.edit("report/report.toml", "\"cover\", ", "");
    project.run(&["build", "--edition", "screen", "--lang", "en"]).must_succeed();
    let path = project.path().join("build/small-en.pdf");
    let (pages, with, said) = counts(&path, "For the board only");
    assert_eq!((with, said), (pages, 1));
    assert_eq!(spoken::blocks(&path)[0].text.trim(), "For the board only");
}

/// Each tone keeps the contrast of the gate, on pages and on the cover, and the word is that of the field.
#[test]
fn a_marking_is_the_word_of_a_field_in_its_tone() {
    let tones = ["danger", "warning", "notice", "calm"]
        .map(|tone| format!("{tone} = {{ en = \"Only {tone}\", tone = \"{tone}\" }}\n"));
    let words = format!("[vocabulary.tlp]\n{}plain = {{ en = \"Only plain\" }}\n", tones.concat());
    let model =
        format!("{words}[report.fields.tlp]\nname.en = \"Classification\"\ntype = \"tlp\"\nshow = \"nowhere\"\n");
    let project = Project::of_report("minimal");
    project.write("report/model.toml", &model);
    let report = project.read("report/report.toml");
    for word in ["danger", "warning", "notice", "calm", "plain"] {
        let brand = format!("tlp = \"{word}\"\n[brand]\nclassification = {{ field = \"tlp\" }}\n");
        project.write("report/report.toml", format!("{report}{brand}"));
        project.run(&["build"]).must_succeed();
        let path = &project.pdfs()[0];
        let (pages, with, said) = counts(path, &format!("Only {word}"));
        assert_eq!((with, said), (pages, 1), "{word}");
        let others = pdf::text(path).matches("Only").count();
        assert_eq!(others, 2 * pages - 1, "twice on each page, and once on the cover");
    }
}

/// The changes edition has the marking of the new version on every page.
#[test]
fn the_edition_with_changes_is_marked() {
    let earlier = marked("");
    let project = marked(WORDS);
    let old = earlier.path().to_str().unwrap();
    project.run(&["build", "--edition", "changes", "--since", old, "--lang", "en"]).must_succeed();
    let (pages, with, said) = counts(&project.pdfs()[0], "For the board only");
    assert_eq!((with, said > 0), (pages, true));
}
