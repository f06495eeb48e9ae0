//! Proves how the edition `changes` marks edits, also for screen readers.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::support::project::{Project, Run, files_below, raportti, repository, run};
use crate::support::spoken::{self, Heard};
use crate::support::{pdf, theme};

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

/// The marks outside the appendix of changes, which explains them.
fn marked(pdf: &std::path::Path) -> Vec<Heard> {
    let blocks = spoken::blocks(pdf);
    let annex = blocks.iter().rposition(|block| block.kind == "H1").unwrap();
    blocks[..annex].iter().filter(|block| block.signs > 0).cloned().collect()
}

/// The distances of bars from the left edge of their pages, in pt. Bars in the appendix of changes are left out: its legend shows one
/// unless nothing changed.
fn places_of_bars(pdf: &std::path::Path) -> Vec<f64> {
    let theme = fs::read_to_string(repository().join("templates/theme.typ")).unwrap();
    let mut all = spoken::bars(pdf, theme::screen_colours(&theme)["change"]);
    all.pop();
    all
}

fn bars(pdf: &std::path::Path) -> usize {
    places_of_bars(pdf).len()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Deleted words were struck out, and links underlined. PDF/UA-1 allows only one kind of line for a text, so a report with a deleted link
/// could not be built.
#[test]
fn templates_draw_one_kind_of_line_at_words() {
    for path in
        files_below(&repository().join("templates")).iter().filter(|path| path.extension().is_some_and(|e| e == "typ"))
    {
        let template = fs::read_to_string(path).unwrap();
        assert!(!["strike(", "overline("].iter().any(|line| template.contains(line)), "{}", path.display());
    }
}

const CONDITION: &str = "condition = \"There were more visits than before [@statistics2025].\"";

#[test]
fn one_reworded_sentence_is_one_marked_paragraph() {
    let revised = Revised::of("minimal");
    let long = "condition = \"\"\"\nThe first paragraph, which stays.\n\nThere were more visits than before [@statistics2025]. Another sentence stays.\n\nThe third paragraph, which stays.\n\"\"\"";
    for project in [&revised.old, &revised.new] {
        project.edit("report/findings/F1.toml", CONDITION, long);
    }
    revised.new.edit("report/findings/F1.toml", "more visits", "fewer loans by far");
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let marked = marked(pdf);
    assert_eq!(marked.len(), 1, "{marked:#?}");
    let heard = words(&marked[0].text);
    assert!(
        heard.starts_with(
            "There were deleted: more visits end of deletion added: fewer loans by far end of addition than before"
        ),
        "{heard}"
    );
    assert_eq!(marked[0].kind, "P");
    assert_eq!(bars(pdf), 1);
    // The citation in the paragraph is a link as before.
    assert_eq!(marked[0].links, 1);
    // Bookmarks and other texts that PDF viewers show have no marks.
    assert!(!pdf::bookmarks(pdf).join("\n").contains("more"));
}

#[test]
fn an_unchanged_report_has_no_mark_and_says_so() {
    let revised = Revised::of("full");
    for (pdf, said) in revised.build().iter().zip([
        "The content is the same as in the earlier version.",
        "Sisältö on sama kuin aiemmassa versiossa.",
        "Innehållet är detsamma som i den tidigare versionen.",
    ]) {
        let blocks = spoken::blocks(pdf);
        // The dots of the overview are signs that say what is linked.
        let is_dot = |text: &str| {
            ["linked directly", "linked indirectly", "suoraan", "välillisesti", "direkt", "indirekt"].contains(&text)
        };
        let signs: Vec<_> = blocks.iter().filter(|it| it.signs > 0 && !is_dot(words(&it.text).trim())).collect();
        assert!(signs.is_empty(), "{signs:?}");
        assert_eq!(bars(pdf), 0);
        let last = blocks.iter().rposition(|block| block.kind == "H1").unwrap();
        let annex: Vec<String> = blocks[last + 1..].iter().map(|block| words(&block.text)).collect();
        assert_eq!(annex.last().map(String::as_str), Some(said), "{annex:?}");
        assert_eq!(annex.len(), 2, "besides its heading the annex says nothing else: {annex:?}");
    }
}

/// A text that is printed in many places is marked in one place.
#[test]
fn a_changed_title_is_marked_once_and_stays_a_title() {
    let revised = Revised::of("minimal");
    revised.new.edit("report/findings/F1.toml", "Visits increased", "Visits decreased");
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let marked = marked(pdf);
    assert_eq!(marked.len(), 1, "{marked:#?}");
    let heard = words(&marked[0].text);
    assert_eq!(heard, "Visits deleted: increased end of deletion added: decreased end of addition");
    assert!(pdf::bookmarks(pdf).contains(&"F1 Visits decreased".to_owned()), "{:?}", pdf::bookmarks(pdf));
    assert_eq!(bars(pdf), 1);
}

/// The bar of a figure that extends into the margin overlapped its title and its note.
#[test]
fn bars_of_wide_figures_stand_beside_them() {
    // `margins.left` of the theme: the left edge of the margin column.
    let margin = 22.0 / 25.4 * 72.0;
    // A timeline, a map of links and a table.
    for figure in ["Fig13", "Fig15", "Fig16"] {
        let revised = Revised::of("charts");
        let path = format!("report/figures/{figure}.toml");
        let old = revised.old.read(&path).replacen("title =", "note = \"The first note.\"\ntitle =", 1);
        let new = old.replacen("first note", "second note", 1).replacen("title = \"", "title = \"Once more: ", 1);
        revised.old.write(&path, old);
        revised.new.write(&path, new);
        let pdf = &revised.build()[0];
        let bars = places_of_bars(pdf);
        assert_eq!((marked(pdf).len(), bars.len()), (2, 2), "{figure}");
        assert!(bars.iter().all(|bar| *bar < margin), "{figure}: {bars:?}");
    }
}

#[test]
fn new_and_withdrawn_items_are_marked_as_a_whole() {
    let revised = Revised::of("minimal");
    let finding = revised.new.read("report/findings/F1.toml").replace("increased", "continued");
    revised.new.write("report/findings/F2.toml", &finding);
    revised.old.write("report/findings/F3.toml", finding.replace("continued", "ended"));
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    // The chapter counts the findings, one as before; the words of the new one are not marked one by one.
    assert_eq!(marked(pdf), []);
    assert_eq!(bars(pdf), 1, "the bar along the new card");
    let blocks: Vec<String> = spoken::blocks(pdf).iter().map(|block| words(&block.text)).collect();
    assert!(blocks.iter().any(|block| block.contains("F2") && block.contains("New")), "{blocks:#?}");
    let annex = blocks.iter().rposition(|block| block.starts_with("Changes since version 1.0.0")).unwrap();
    let annex = &blocks[annex..];
    let row = |name: &str| annex.iter().position(|block| block == name).map(|at| annex[at + 1].clone());
    assert_eq!(row("F2 Visits continued").as_deref(), Some("New"), "{annex:#?}");
    assert_eq!(row("F3 Visits ended").as_deref(), Some("Withdrawn"), "{annex:#?}");
}

/// The appendix of changes stood behind the back cover, so that the words of the spine stayed on that.
#[test]
fn the_back_cover_is_the_last_page() {
    let revised = Revised::of("print");
    for project in [&revised.old, &revised.new] {
        project.edit("report/report.toml", "\"matrix\"]", "\"matrix\", \"back-cover\"]");
        project.edit("report/report.toml", "[\"screen\", \"print\"]", "[\"screen\", \"print\", \"cover\"]");
        project.edit("report/report.toml", "signature = 8", "spine = 12");
    }
    revised.new.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    let pages = pdf::texts_of_pages(&revised.build()[0]);
    let (last, others) = pages.split_last().unwrap();
    assert!(others.last().unwrap().contains(&pdf::without_breaks("Changes since version 1.0.0")), "{others:#?}");
    assert_eq!(last.matches(&pdf::without_breaks("A printed report")).count(), 1, "{last}");
}

/// Changed items are links in the appendix, withdrawn ones are not.
#[test]
fn the_appendix_links_to_changed_items() {
    let revised = Revised::of("minimal");
    revised.new.edit("report/recommendations/R1.toml", "priority = \"high\"", "priority = \"low\"");
    let pdf = &revised.build()[0];
    assert_eq!((marked(pdf), bars(pdf)), (Vec::new(), 0), "a word of a vocabulary is no text");
    let blocks = spoken::blocks(pdf);
    let at = blocks.iter().rposition(|block| words(&block.text).starts_with("R1 ")).unwrap();
    assert_eq!(blocks[at].links, 1);
    assert_eq!(words(&blocks[at + 1].text), "Priority: High → Low");
}

/// Struck-out words, tasks, alerts, line breaks, notes of several paragraphs, and all of them in tables: each word of both versions is on
/// a page, and words of only one version are marked.
#[test]
fn words_of_both_versions_are_printed_in_every_construct() {
    let (old, new) =
        (include_str!("changes_edition/old-constructs.md"), include_str!("changes_edition/new-constructs.md"));
    let revised = Revised::of("minimal");
    revised.old.write("report/chapters/introduction.en.md", old);
    revised.new.write("report/chapters/introduction.en.md", new);
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let text = pdf::text(pdf);
    let of = |chapter: &str| -> BTreeSet<String> {
        let long = chapter.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 6);
        long.filter(|word| !matches!(*word, "example" | "WARNING" | "CAUTION")).map(str::to_owned).collect()
    };
    let (before, after) = (of(old), of(new));
    assert!(before.difference(&after).count() > 15 && after.difference(&before).count() > 15);
    let lost: Vec<_> = before.union(&after).filter(|word| !text.contains(&pdf::without_breaks(word))).collect();
    assert!(lost.is_empty(), "on no page: {lost:?}");
    let marked: String = marked(pdf).iter().map(|block| words(&block.text) + "\n").collect();
    let unmarked: Vec<_> = before.symmetric_difference(&after).filter(|word| !marked.contains(*word)).collect();
    // A deleted note has no place on its page: the appendix has its words.
    assert_eq!(unmarked, ["Leavingnote"], "{marked}");
}

/// Every text of every kind of item, in every language, with text in it that looks like code.
#[test]
fn every_text_is_marked_at_its_place() {
    let revised = Revised::of("full");
    let new = [("fi", "Uutta"), ("sv", "Nytt"), ("en", "More")];
    let report = revised.new.path().join("report");
    let mut texts = Vec::new();
    for path in files_below(&report).iter().filter(|path| path.extension().is_some_and(|e| e == "toml")) {
        let name = path.strip_prefix(revised.new.path()).unwrap().to_str().unwrap();
        let mut text = revised.new.read(name);
        for (language, word) in new {
            // No key that ends like it, such as `screen`.
            let key = regex::Regex::new(&format!(r#"\b{language} = ""#)).unwrap();
            text = key.replace_all(&text, format!("{language} = \"{word} ")).into_owned();
        }
        revised.new.write(name, &text);
        collect("", &toml::Value::Table(toml::from_str(&text).unwrap()), &mut texts);
    }
    let pdfs = revised.build();
    let signs = [
        ("en", "added:", "end of addition"),
        ("fi", "lisätty:", "lisäys päättyy"),
        ("sv", "tillagt:", "slut på tillägg"),
    ];
    let mut unmarked = BTreeSet::new();
    for (pdf, (language, from, to)) in pdfs.iter().zip(signs) {
        pdf::must_be_accessible_and_archivable(pdf);
        assert!(pdf.to_str().unwrap().ends_with(&format!("-{language}-changes.pdf")));
        let marked: Vec<String> = marked(pdf).iter().map(|block| words(&block.text)).collect();
        let word = new.iter().find(|(own, _)| *own == language).unwrap().1;
        let own: Vec<_> = texts.iter().filter(|(_, own, text)| own == language && text.starts_with(word)).collect();
        assert!(own.len() > 80, "only {} texts in `{language}`", own.len());
        for (key, _, text) in own {
            let end = text.find(|c: char| c.is_ascii_digit()).unwrap();
            let number: String = text[end..].chars().take_while(char::is_ascii_digit).collect();
            let before = text[..end].strip_prefix(word).unwrap().trim();
            let expected = words(&format!("{from} {word} {to} {before} {number}"));
            if !marked.iter().any(|block| block.contains(&expected)) {
                unmarked.insert(key.clone());
            }
        }
    }
    // Words of drawings, alternative texts and the marking of every page cannot be marked; the appendix lists them.
    let drawn = [
        ".data.label",
        ".data.note",
        ".alt",
        ".columns",
        ".series",
        ".unit",
        ".rest",
        ".phase.label",
        ".milestone.label",
        ".action.name",
        ".brand.classification",
    ];
    unmarked.retain(|key| !drawn.iter().any(|drawn| key.ends_with(drawn)));
    assert!(unmarked.is_empty(), "no mark for {unmarked:?}");
}

/// Each localized text with its key and language.
fn collect(key: &str, value: &toml::Value, texts: &mut Vec<(String, String, String)>) {
    match value {
        toml::Value::Array(items) => items.iter().for_each(|item| collect(key, item, texts)),
        toml::Value::Table(table) => {
            for (name, value) in table {
                match (["fi", "sv", "en"].contains(&name.as_str()), value) {
                    (true, toml::Value::String(text)) if text.contains(|c: char| c.is_ascii_digit()) => {
                        texts.push((key.to_owned(), name.clone(), text.clone()));
                    }
                    _ => collect(&format!("{key}.{name}"), value, texts),
                }
            }
        }
        _ => {}
    }
}

/// Lists, tables, quotations, footnotes, code, headings, links.
#[test]
fn every_construct_of_markdown_is_marked() {
    let revised = Revised::of("minimal");
    let chapter = |project: &Project, text: &str| project.write("report/chapters/introduction.en.md", text);
    chapter(&revised.old, include_str!("changes_edition/old.md"));
    chapter(&revised.new, include_str!("changes_edition/new.md"));
    let pdf = &revised.build()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let heard: Vec<String> = marked(pdf)
        .iter()
        .map(|block| format!("{} ({} links): {}", block.kind, block.links, words(&block.text)))
        .collect();
    insta::assert_snapshot!(heard.join("\n"));
}

#[test]
fn the_edition_needs_a_release_to_be_marked_against() {
    let project = Project::of_report("minimal");
    for (arguments, said) in [
        (&["build", "--edition", "changes"][..], "none is named"),
        (&["build", "--since", "."], "`--since` is for the edition `changes`"),
        (&["build", "--edition", "changes", "--since", "nowhere"], "nowhere"),
        (&["watch", "--edition", "changes"], "only `build --since OLD` takes"),
        (&["expand", "out", "--edition", "changes"], "only `build --since OLD` takes"),
    ] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.transcript());
        assert!(run.stderr.contains(said), "{arguments:?}: {}", run.stderr);
    }
    assert!(project.pdfs().is_empty());
    let revised = Revised::of("minimal");
    revised.old.edit("report/findings/F1.toml", "source = \"statistics2025\"", "source = \"statistics2052\"");
    let run = revised.run(&[]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no `statistics2052`"), "{}", run.stderr);
}

/// Templates without marks cannot set this edition, but all others.
#[test]
fn templates_without_marks_are_reported() {
    let revised = Revised::of("minimal");
    revised.new.copy_templates();
    revised.new.delete("templates/look/marks.typ");
    let run = revised.run(&[]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(run.stderr.contains("they lack `templates/look/marks.typ`"), "{}", run.stderr);
}

#[test]
fn only_outdated_pdfs_are_built_again_with_the_same_bytes() {
    let revised = Revised::of("full");
    revised.new.edit("report/findings/F1-full.toml", "Condition 29", "Matter 29");
    let read = || -> Vec<Vec<u8>> { revised.new.pdfs().iter().map(|pdf| fs::read(pdf).unwrap()).collect() };
    revised.build();
    let first = read();
    assert_eq!(first.len(), 3);
    assert!(revised.run(&[]).must_succeed().stdout.contains("0 PDFs made"));
    revised.run(&["--force"]).must_succeed();
    assert!(read() == first, "the same bytes");
    revised.old.edit("report/findings/F1-full.toml", "Effect 32", "Result 32");
    assert!(!revised.run(&[]).must_succeed().stdout.contains("0 PDFs made"), "another release to compare with");
    assert!(read() != first);
}

/// The PDF carries both reports, and both can be extracted.
#[test]
fn the_pdf_carries_the_earlier_report() {
    let revised = Revised::of("minimal");
    revised.new.edit("report/findings/F1.toml", "increased", "decreased");
    revised.build();
    revised.new.run(&["extract", "build/small-en-changes.pdf", "back"]).must_succeed();
    for (path, there) in [("report/findings/F1.toml", "decreased"), ("since/report/findings/F1.toml", "increased")] {
        assert!(revised.new.read(&format!("back/{path}")).contains(there), "{path}");
    }
    let pdf = fs::read(&revised.new.pdfs()[0]).unwrap();
    let back = |arguments: &[&str]| {
        run(raportti().args(arguments).current_dir(revised.new.path().join("back"))).must_succeed()
    };
    back(&["build", "--edition", "changes", "--since", "since"]);
    let again = fs::read(revised.new.path().join("back/build/small-en-changes.pdf")).unwrap();
    assert!(again == pdf, "rebuilt from itself to the same bytes");
}

/// A release after an earlier one contains the edition, which can be verified alone and with the folder.
#[test]
fn a_release_has_the_edition_since_the_earlier_release() {
    let project = Project::of_report("minimal");
    project.run(&["release"]).must_succeed();
    let first: Vec<_> = files_below(&project.path().join("dist")).into_iter().filter(|path| is_changes(path)).collect();
    assert!(first.is_empty(), "the first release has nothing to be compared with: {first:?}");
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.edit("report/findings/F1.toml", "more visits than before", "more visits than ever");
    project.run(&["release"]).must_succeed();
    let pdf = project.path().join("dist/small-1.1.0/small-en-changes.pdf");
    pdf::must_be_accessible_and_archivable(&pdf);
    assert_eq!(marked(&pdf).len(), 1);
    project.run(&["verify", "dist/small-1.1.0"]).must_succeed();
    project.run(&["verify", "dist/small-1.1.0/small-en-changes.pdf"]).must_succeed();
    assert!(project.read("dist/small-1.1.0/announcement.en.md").contains("small-en-changes.pdf"));
}

fn is_changes(path: &std::path::Path) -> bool {
    path.to_str().unwrap().ends_with("-changes.pdf")
}
