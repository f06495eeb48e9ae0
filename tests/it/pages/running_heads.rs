//! Proves that running heads have words only, and that dates and numbers are set correctly.

use lopdf::Document;

use crate::support::pdf;
use crate::support::project::Project;

/// A note in a chapter's title was repeated in each running head, with its link. A period broke before its dash, and 51.0 beside
/// 46.1 was printed as 51.
#[test]
fn running_heads_are_words_and_numbers_keep_their_decimals() {
    let project = Project::of_report("minimal");
    // The contents have their own tests.
    project.edit("report/report.toml", "\"contents\", ", "");
    let paragraph = "The visits grew, and so did the hours in which the place was open to those who came. ".repeat(12);
    let body = format!("{paragraph}\n\n").repeat(12);
    let title = "# Visits *and* [hours](https://example.org/hours)[^note]";
    let chapter = format!("{title}\n\nSee [@Fig1].\n\n![](Fig1)\n\n{body}\n\n[^note]: Counted at the door.\n");
    project.write("report/chapters/introduction.en.md", chapter);
    project.write(
        "report/figures/Fig1.toml",
        "kind = \"bar\"\ntitle = \"Visits\"\nalt = \"The visits grew from 46.1 to 51.0 thousand.\"\nsource = \"statistics2025\"\n\
         [[data]]\nlabel = \"2024\"\nvalue = 46.1\n[[data]]\nlabel = \"2025\"\nvalue = 51.0\n",
    );
    project.run(&["build", "--edition", "screen"]).must_succeed();
    let path = &project.pdfs()[0];
    let pages = pdf::texts_of_pages(path);
    let first = pages.iter().position(|page| page.contains("Countedatthedoor.")).unwrap();
    let notes = pages.iter().filter(|page| page.contains("Countedatthedoor.")).count();
    assert_eq!(notes, 1, "the note stands once");
    for page in &pages[first + 1..first + 3] {
        assert!(page.contains("Visitsandhours"), "{page}");
        assert!(!page.contains("Visitsandhours1"), "{page}");
    }
    let all = pages.concat();
    assert!(all.contains("46.1") && all.contains("51.0"), "{all}");
    let document = Document::load(path).unwrap();
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&numbers).unwrap();
    let dashes: Vec<&str> =
        text.match_indices('–').map(|(at, _)| &text[text.floor_char_boundary(at - 8)..at]).collect();
    // Words in one run of text are on one line.
    let stays = |before: &&str| before.trim_end_matches([' ', '\u{a0}']).ends_with("Feb");
    assert!(dashes.iter().any(stays), "{dashes:?}");
}
