//! Proves that chapters can begin on a new page or below the end of the one before, also single parts, and that running heads, the
//! contents and links follow.

use crate::support::lines::{height, lines};
use crate::support::pdf;
use crate::support::project::Project;

const PDF: &str = "build/small-en.pdf";
/// Text of a bit more than a page.
const PARAGRAPHS: usize = 9;
/// All chapters but the first run on.
const RUN_ON: &str = "[layout]\nchapters = \"run-on\"\nparts = { introduction = \"page\" }";

/// `tests/reports/minimal` with two plain chapters, the first of which ends on its second page.
fn project(layout: &str) -> Project {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"imprint\", \"description\", ", "");
    project.edit("report/report.toml", "\"introduction\", ", "\"introduction\", \"place\", ");
    let paragraph = "The visits grew, and so did the hours in which the place was open to those who came. ".repeat(6);
    let text = |paragraphs| format!("{paragraph}\n\n").repeat(paragraphs);
    let introduction = text(PARAGRAPHS);
    project.write("report/chapters/introduction.en.md", format!("# Introduction\n\nSee [@F1].\n\n{introduction}"));
    project.write("report/chapters/place.en.md", format!("# The place\n\n## Where it is\n\n{}", text(6)));
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n{layout}\n"));
    project
}

/// The page on which a line begins with these words, and how far the line is above the bottom edge.
fn place(project: &Project, words: &str) -> (u32, f64) {
    let path = project.path().join(PDF);
    let letters: String = words.split_whitespace().collect();
    let pages = u32::try_from(pdf::texts_of_pages(&path).len()).unwrap();
    // The cover and the contents come first.
    let on = (3..=pages).find(|page| lines(&path, *page).iter().any(|(_, line)| line.contains(&letters)));
    let page = on.unwrap_or_else(|| panic!("no page has `{words}`"));
    (page, height(&lines(&path, page), words))
}

/// What the head of a page says: the first line that is painted on it.
fn running_head(project: &Project, page: u32) -> String {
    let lines = lines(&project.path().join(PDF), page);
    let top = lines.iter().max_by(|(a, _), (b, _)| a.total_cmp(b)).unwrap();
    top.1.clone()
}

#[test]
fn a_chapter_begins_on_a_new_page_unless_the_report_says_otherwise() {
    let by_default = project("");
    by_default.run(&["build", "--deny", "warnings"]).must_succeed();
    let said = project("[layout]\nchapters = \"page\"");
    said.run(&["build", "--deny", "warnings"]).must_succeed();
    for project in [&by_default, &said] {
        let (introduction, _) = place(project, "Introduction");
        let (chapter, height) = place(project, "The place");
        assert_eq!((introduction, chapter), (3, 5));
        assert!(height > 700.0, "{height}");
        assert_eq!(running_head(project, 4), "Introduction");
        assert_eq!(running_head(project, 5), "Theplace", "no running head stands above the title");
    }
}

#[test]
fn chapters_run_on_and_running_heads_contents_and_links_follow() {
    let project = project(RUN_ON);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = project.path().join(PDF);
    let (first, top) = place(&project, "Introduction");
    assert!(top > 700.0, "a single part can begin on a new page: {top}");
    // The second chapter begins on the page on which the first one ends, whose running head says that one.
    let (chapter, height) = place(&project, "The place");
    assert_eq!(chapter, first + 1);
    assert!((200.0..600.0).contains(&height), "{height}");
    assert_eq!(running_head(&project, chapter), "Introduction");
    assert_eq!(running_head(&project, chapter + 1), "Theplace");
    let (findings, height) = place(&project, "Findings");
    assert_eq!(findings, chapter + 1);
    assert!(height < 700.0, "{height}");
    let contents = pdf::texts_of_pages(&path).into_iter().find(|page| page.contains("Contents")).unwrap();
    for (title, page) in [("Theplace", chapter), ("Findings", findings)] {
        assert!(contents.contains(&format!("{title}{page}")), "{contents}");
    }
    assert!(pdf::named_destinations(&path).contains("F1"));
    pdf::must_be_accessible_and_archivable(&path);
}

/// A heading never stands alone at the foot of a page: the head of a chapter and the heading of its first section move on together.
#[test]
fn the_head_of_a_chapter_that_runs_on_never_ends_a_page() {
    for paragraphs in 4..=PARAGRAPHS {
        let project = project(RUN_ON);
        let chapter = project.read("report/chapters/introduction.en.md");
        let cut: Vec<&str> = chapter.split("\n\n").take(2 + paragraphs).collect();
        project.write("report/chapters/introduction.en.md", format!("{}\n", cut.join("\n\n")));
        project.run(&["build", "--deny", "warnings"]).must_succeed();
        let (page, head) = place(&project, "The place");
        let (section_page, section) = place(&project, "Where it is");
        assert_eq!(page, section_page, "{paragraphs}");
        assert!(head > section && section > 100.0, "{paragraphs}: {head} and {section}");
    }
}

/// A map of links floated to the foot of its page, below the title of the next chapter.
#[test]
fn a_map_of_links_stays_in_its_chapter() {
    for lines in [4, 20, 26, 30, 34] {
        let project = project(RUN_ON);
        let text = "A line of the text.\n\n".repeat(lines);
        let chapter = format!("# Introduction\n\n{text}See [@Fig1] and [@F1].\n\n![](Fig1)\n");
        project.write("report/chapters/introduction.en.md", chapter);
        let figure =
            "kind = \"map-of-links\"\ntitle = \"What rests on what\"\nalt = \"One conclusion rests on one finding.\"\n";
        project.write("report/figures/Fig1.toml", figure);
        project.run(&["build"]).must_succeed();
        let (page, map) = place(&project, "Figure 1. What rests on what");
        let (next, title) = place(&project, "The place");
        assert!((page, -map) < (next, -title), "{lines}: the map is on page {page}, the next chapter on page {next}");
    }
}

/// The story: a map that had no room floated to the top of the next page, where a paragraph that had begun before it went on below it; with a little
/// more room, to the top of its own page, above the text before it.
#[test]
fn a_figure_that_floats_divides_no_paragraph() {
    let paragraph = |number: usize, sentences: usize| {
        let sentence = "The ferry leaves the quay in the morning and comes back before night. ";
        format!("Begin {number}. {}End {number}.\n\n", sentence.repeat(sentences))
    };
    for lines in [21, 22, 24] {
        let project = Project::of_report("minimal");
        let before = format!("{}{}{}", paragraph(0, 6), "Short.\n\n".repeat(lines), paragraph(1, 9));
        let after: String = (2..12).map(|number| paragraph(number, 9)).collect();
        project.write("report/chapters/introduction.en.md", format!("# Introduction\n\n{before}![](Fig1)\n\n{after}"));
        let figure = "kind = \"map-of-links\"\ntitle = \"Map\"\nalt = \"One conclusion rests on one finding.\"\n";
        project.write("report/figures/Fig1.toml", figure);
        project.run(&["build"]).must_succeed();
        let pages = pdf::texts_of_pages(&project.pdfs()[0]);
        let with_map = pages.iter().rposition(|page| page.contains("Figure1.MapFindings")).unwrap();
        // The map opens its page; only the running head is above it.
        assert!(pages[with_map].starts_with("IntroductionFigure1."), "{lines}: {}", pages[with_map]);
        let text = pages[..with_map].concat();
        assert!(text.contains("End1."), "{lines}: the map stands before its place: {text}");
        let begun = text.matches("Begin").count();
        assert_eq!(text.matches("End").count(), begun, "{lines}: the map divides a paragraph: {text}");
        assert!((2..11).contains(&begun), "{lines}: {begun}");
    }
}
