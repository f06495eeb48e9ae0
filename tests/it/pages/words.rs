//! Proves that every word of a text is on a page, or named in a fault.
//!
//! `tests/markdown/*.md` is a corpus of odd Markdown, each file a chapter. Lines `=-=` separate its pieces. A word followed by `°`
//! must be on a page, one followed by `¤` on none; the sign is replaced by a unique number. Each piece in `tests/markdown/faulty/`
//! must be a fault.

use std::collections::BTreeSet;
use std::fs;

use raportti::model::markdown::LANGUAGES;
use serde_json::Value;
use typst::text::RawElem;

use crate::support::printed::{letters, unprinted};
use crate::support::project::{Project, Run, files_in, repository};
use crate::support::{pdf, spoken};

/// A piece of the corpus in its chapter.
struct Piece {
    file: String,
    text: String,
    /// Its first line and its last one, from 1.
    lines: (usize, usize),
    printed: Vec<String>,
    hidden: Vec<String>,
}

/// Replaces each `°` and `¤` of a piece by a number, and collects the words before them.
fn numbered(piece: &str, number: &mut usize) -> (String, Vec<String>, Vec<String>) {
    let (mut text, mut printed, mut hidden) = (String::new(), Vec::new(), Vec::new());
    for character in piece.chars() {
        if !matches!(character, '°' | '¤') {
            text.push(character);
            continue;
        }
        *number += 1;
        text.push_str(&number.to_string());
        let start = text.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| at + 1);
        let start = (start..text.len()).find(|at| text.is_char_boundary(*at)).unwrap();
        let words = if character == '°' { &mut printed } else { &mut hidden };
        words.push(text[start..].to_owned());
    }
    (text, printed, hidden)
}

/// Writes the chapters of a folder of the corpus into a project, and names them among its parts. `apart` makes a chapter of
/// each piece.
fn write_corpus(project: &Project, folder: &str, apart: bool) -> Vec<Piece> {
    let (mut pieces, mut number, mut names) = (Vec::new(), 1000, Vec::new());
    for path in files_in(&repository().join(folder)).iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let stem = path.file_stem().unwrap().to_str().unwrap();
        let mut chapter = String::new();
        for (index, piece) in fs::read_to_string(path).unwrap().trim_end().split("\n=-=\n").enumerate() {
            let name = if apart { format!("{stem}-{index}") } else { stem.to_owned() };
            if apart || index == 0 {
                chapter = format!("# Corpus {name}\n\n## Pieces\n");
                names.push(name.clone());
            }
            // A paragraph between two pieces keeps their lists and quotations apart.
            chapter += "\nA divider.\n\n";
            let (text, printed, hidden) = numbered(piece, &mut number);
            let first = chapter.lines().count() + 1;
            chapter += &format!("{text}\n");
            let file = format!("report/chapters/{name}.en.md");
            project.write(&file, &chapter);
            pieces.push(Piece { file, text, lines: (first, chapter.lines().count()), printed, hidden });
        }
    }
    let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    project.edit("report/report.toml", "\"introduction\"", &format!("\"introduction\", {}", names.join(", ")));
    pieces
}

/// Writes pieces of the corpus into a field of a finding, too.
fn write_field(project: &Project) -> Vec<Piece> {
    let file = "report/findings/F1.toml";
    let (mut pieces, mut number, mut field) = (Vec::new(), 5000, String::new());
    for name in ["emphasis", "footnotes", "lists", "quotes", "tables"] {
        let corpus = fs::read_to_string(repository().join(format!("tests/markdown/{name}.md"))).unwrap();
        for piece in corpus.trim_end().split("\n=-=\n") {
            let (text, printed, hidden) = numbered(piece, &mut number);
            field += &format!("{text}\n\nA divider.\n\n");
            pieces.push(Piece { file: file.to_owned(), text, lines: (0, 0), printed, hidden });
        }
    }
    let toml = project.read(file);
    project.write(file, format!("effect = '''\n{field}'''\n{toml}"));
    pieces
}

/// The codes of the faults in the lines of a piece.
fn faults_of(run: &Run, piece: &Piece) -> BTreeSet<String> {
    let faults =
        run.stdout.lines().chain(run.stderr.lines()).filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let here = faults.filter(|fault| {
        let line = fault["line"].as_u64().unwrap_or_default() as usize;
        fault["file"] == piece.file.as_str() && (piece.lines.0..=piece.lines.1).contains(&line)
    });
    here.filter_map(|fault| Some(fault["code"].as_str()?.to_owned())).collect()
}

/// The failures of a piece on pages with this text.
fn lost<'p>(piece: &'p Piece, pages: &str) -> Vec<&'p str> {
    let printed = piece.printed.iter().filter(|word| !pages.contains(&pdf::without_breaks(word)));
    let hidden = piece.hidden.iter().filter(|word| pages.contains(&pdf::without_breaks(word)));
    printed.chain(hidden).map(String::as_str).collect()
}

#[test]
fn every_word_of_the_corpus_is_on_a_page_and_doubtful_markup_is_named() {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "signature = 8\n", "");
    let pieces = write_corpus(&project, "tests/markdown", false);
    assert!(pieces.len() > 200, "{} pieces", pieces.len());
    let field = write_field(&project);
    let run = project.run(&["build", "--format", "json"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    for path in project.pdfs() {
        if !path.to_str().unwrap().ends_with("-print.pdf") {
            pdf::must_be_accessible_and_archivable(&path);
        }
        let pages = pdf::text(&path);
        if !path.to_str().unwrap().ends_with("-print.pdf") {
            let heard: String = spoken::blocks(&path).into_iter().map(|block| block.text + "\n").collect();
            for words in
                ["Note", "Done: task", "To be done: task", "struck out: Struck", "end of struck-out words and kept"]
            {
                let words = words.replace(' ', "");
                assert!(heard.replace([' ', '\u{200a}', '\n'], "").contains(&words), "nobody hears `{words}`");
            }
        }
        let lost: Vec<_> = pieces
            .iter()
            .chain(&field)
            .map(|piece| (&piece.text, lost(piece, &pages)))
            .filter(|(_, lost)| !lost.is_empty())
            .collect();
        assert!(lost.is_empty(), "{}: {lost:#?}", path.display());
    }
    for piece in &pieces {
        let faults = faults_of(&run, piece);
        let doubtful = piece.file.contains("/doubtful.") || (piece.file.contains("/html.") && piece.hidden.is_empty());
        let literal = faults.contains("literal-markup");
        let lone_break = piece.text.starts_with("<br>") || piece.text.starts_with("1 <2");
        assert!(literal == (doubtful && !lone_break) || piece.text.contains("before"), "{}\n{faults:?}", piece.text);
        let comment = piece.text.contains("<!-- ") && !piece.file.contains("/code.");
        assert!(!comment || faults.contains("hidden-comment") || piece.file.contains("/html."), "{}", piece.text);
    }
}

#[test]
fn words_that_no_page_would_show_are_faults_at_their_place() {
    let project = Project::of_report("minimal");
    let pieces = write_corpus(&project, "tests/markdown/faulty", true);
    let run = project.run(&["check", "--format", "json"]);
    assert_eq!(run.code, 1);
    for piece in &pieces {
        assert!(!faults_of(&run, piece).is_empty(), "nothing is said of\n{}", piece.text);
    }
}

/// Words after the opening of a code block are lost, unless Typst knows them as a language.
#[test]
fn the_languages_of_code_are_those_of_typst() {
    let known: BTreeSet<String> = RawElem::languages()
        .into_iter()
        .flat_map(|(name, endings)| endings.into_iter().chain([name]))
        .filter(|name| name.starts_with(char::is_alphabetic) && !name.contains([' ', '.']))
        .chain(["text"])
        .map(str::to_lowercase)
        .collect();
    assert_eq!(known, LANGUAGES.lines().map(str::to_owned).collect());
}

/// Tests the comparison itself: it finds a word that is removed from the pages, and a comment that is printed.
#[test]
fn the_comparison_finds_a_planted_loss() {
    let (text, printed, hidden) = numbered("One° *two°*words° <!-- three¤ -->", &mut 0);
    assert_eq!((text.as_str(), printed.len(), hidden.len()), ("One1 *two2*words3 <!-- three4 -->", 3, 1));
    let piece = Piece { file: String::new(), text, lines: (1, 1), printed, hidden };
    assert!(lost(&piece, "One1two2words3").is_empty());
    assert_eq!(lost(&piece, "One1words3"), ["two2"]);
    assert_eq!(lost(&piece, "One1two2words3three4"), ["three4"]);

    let page = letters("The visits grew in three years, as the survey says. They did not grow before.");
    assert!(unprinted("The visits *grew* in [three years](https://a.fi), as the survey says[^1].", &page).is_empty());
    assert_eq!(unprinted("The visits grew in four years.", &page), ["grew in four", "in four years."]);
    assert_eq!(unprinted("They did grow before.", &page), ["They did grow", "did grow before."]);
}

/// Contents of cells: the first word of a header and the rest of it, and a cell below it. `KEY` differs in each table.
const CELLS: [(&str, &str, &str); 14] = [
    ("Note", "[^hKEY]", "cell[^cKEY]"),
    ("[Link", "](https://example.org/)", "[cell](https://example.org/)"),
    ("Citation", " [@statistics2025]", "cell [@statistics2025, p. 4]"),
    ("Reference", " [@F1]", "cell [@F1]"),
    ("[Named", "](@F1)", "[cell](@C1)"),
    ("`Code", "`", "`cell`"),
    ("*Emphasis", "* and **strong**", "*cell*"),
    ("Break", "<br>line", "cell<br>line"),
    ("~~Struck", "~~", "~~cell~~"),
    ("Anchor", " [link](#pieces)", "[cell](#pieces)"),
    ("Address", " <https://example.org/>", "<https://example.org/>"),
    ("[Listed", "][list]", "[cell][list]"),
    ("Escaped", " \\| and \\* and &lt;b&gt;", "&nbsp;"),
    ("Formula", " `a\\|b`", "`a\\|b`"),
];

/// A table header with a link worked with few rows; with many it was repeated on the next page, where no link is allowed, and the
/// build failed. What a text may contain must not depend on page breaks.
#[test]
fn a_table_builds_with_six_rows_and_with_sixty_whatever_its_cells_hold() {
    let project = Project::of_report("minimal");
    let mut chapter = "# Tables\n\n## Pieces {#pieces}\n".to_owned();
    for (head, more, cell) in CELLS {
        for rows in [6, 60] {
            let key = format!("{}{rows}x", head.trim_start_matches(['[', '`', '*', '~']));
            let more = more.replace("KEY", &key);
            chapter += &format!("\n## Table {rows}\n\n| {head}{rows}x{more} | b |\n|---|---|\n");
            for row in 0..rows {
                let cell = if row == 0 { cell.replace("KEY", &key) } else { format!("row {row}") };
                chapter += &format!("| {cell} | {row} |\n");
            }
            if more.contains("[^") {
                chapter += &format!("\n[^h{key}]: Words of the head {key}.\n\n[^c{key}]: Words of a cell {key}.\n");
            }
        }
    }
    chapter += "\n[list]: https://example.org/list\n";
    project.write("report/chapters/introduction.en.md", &chapter);
    project.run(&["build"]).must_succeed();
    let pdf = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let text = pdf::text(pdf);
    for (head, ..) in CELLS {
        let word = head.trim_start_matches(['[', '`', '*', '~']);
        assert!(text.contains(&format!("{word}6x")), "{word}");
        assert!(text.matches(&format!("{word}60x")).count() > 1, "the head `{word}` is not repeated");
    }
    assert_eq!(text.matches("WordsoftheheadNote60x").count(), 1);
    assert_eq!(text.matches("WordsofacellNote60x").count(), 1);
}

/// An image in a cell is reported at its place, by `check`, for short and long tables.
#[test]
fn an_image_in_a_table_is_reported_with_six_rows_and_with_sixty() {
    for image in ["![](Fig1)", "![words](Fig1)", "![words](https://example.org/image.png)"] {
        for rows in [6, 60] {
            let project = Project::of_report("minimal");
            let row = |n: usize| if n == 3 { format!("| {image} | c |\n") } else { format!("| row {n} | c |\n") };
            let rows: String = (0..rows).map(row).collect();
            let chapter = format!("# Tables\n\n| {image} | b |\n|---|---|\n{rows}");
            project.write("report/chapters/introduction.en.md", chapter);
            let said = project.run(&["check", "--format", "short"]);
            for place in ["3:3", "8:3"] {
                let output =
                    format!("report/chapters/introduction.en.md:{place}: error[markdown-not-allowed]: a figure stands");
                assert!(said.stdout.contains(&output) || said.stderr.contains(&output), "{}", said.transcript());
            }
            assert_eq!(said.code, 1);
        }
    }
}

/// A heading may have notes and links; repetitions have only its words.
#[test]
fn repetitions_of_a_heading_have_its_words_only() {
    let project = Project::of_report("minimal");
    let chapter = "# Introduction[^t] {#intro}\n\n## On [a link](https://example.org/) and [@F1] [@statistics2025]\n\nWords.\n\n\
                   ## A ~~struck~~ word\n\n[Back](#intro).\n\n[^t]: The note of the title.\n";
    project.write("report/chapters/introduction.en.md", chapter);
    project.run(&["build"]).must_succeed();
    let pdf = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    let bookmarks = pdf::bookmarks(pdf);
    for title in ["1 Introduction", "1.1 On a link and F1", "1.2 A struck word"] {
        assert!(bookmarks.iter().any(|bookmark| bookmark.trim() == title), "{bookmarks:?}");
    }
    let text = pdf::text(pdf);
    assert_eq!(text.matches("Thenoteofthetitle").count(), 1);
    assert!(pdf::links(pdf).iter().any(|link| link.contains("example.org")));
}
