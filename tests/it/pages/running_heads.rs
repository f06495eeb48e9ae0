//! Proves that running heads have words only, and that dates and numbers are set correctly.

use crate::support::lines::{Run, runs_of_pages};
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
    let runs: Vec<Run> = runs_of_pages(path).concat().into_iter().filter(|run| !run.text.trim().is_empty()).collect();
    let stays = |pair: &[Run]| pair[0].text.trim_end().ends_with("Feb") && pair[1].text.trim_start().starts_with('–');
    let pair = runs.windows(2).find(|pair| stays(pair)).expect("a period has its dash behind `Feb`");
    assert!((pair[0].y - pair[1].y).abs() < 0.5, "{pair:?}");
}
