//! Proves what proofreaders look for on whole pages: numbers of one column that are grouped alike, heads of tables that are not divided, and
//! lists on the page of the words that introduce them.

use crate::support::lines::{Run, joined, runs_of_pages};
use crate::support::parallel::in_parallel;
use crate::support::project::Project;

/// The small report in another language, with this chapter.
fn report(language: &str, chapter: &str) -> Project {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"en\"", &format!("\"{language}\""));
    project.delete("report/chapters/introduction.en.md");
    project.write(&format!("report/chapters/introduction.{language}.md"), format!("# Words\n\n{chapter}\n"));
    project.run(&["build", "--edition", "screen"]).must_succeed();
    project
}

/// The lines of all pages, with each of their spaces as an ordinary one.
fn lines(project: &Project) -> Vec<String> {
    let mut lines: Vec<(usize, f64, String)> = Vec::new();
    for (page, runs) in runs_of_pages(&project.pdfs()[0]).into_iter().enumerate() {
        for Run { y, text, .. } in runs {
            let text: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
            match lines.iter_mut().find(|(at, known, _)| *at == page && (*known - y).abs() < 0.1) {
                Some((.., line)) => line.push_str(&text),
                None => lines.push((page, y, text)),
            }
        }
    }
    lines.into_iter().map(|(.., line)| line).collect()
}

/// In Spanish, Italian and Polish a number of four digits has no groups, unless longer ones stand in its column. Once it stood there as
/// typed: `1234` above `12 345`.
#[test]
fn numbers_of_one_column_are_grouped_alike() {
    let table =
        "| Name | Long | Short | Year |\n|---|--:|--:|--:|\n| A | 1234,5 | 4321 | 2024 |\n| B | 12 345 | 99 | 2025 |\n";
    for language in ["es", "pl", "it"] {
        let lines = lines(&report(language, table));
        let has = |words: &str| lines.iter().any(|line| line.contains(words));
        assert!(has("1 234,5") && !has("1234"), "{language}: {lines:?}");
        // A column without longer numbers stays as it is, and so do years.
        assert!(has("4321") && has("2024") && has("2025"), "{language}: {lines:?}");
    }
}

/// The column of reliability was narrower than its head in Dutch, and that of likelihood in Polish.
#[test]
fn no_head_of_a_table_is_divided() {
    for (language, head) in [("nl", "Betrouwbaarheid"), ("de", "Zuverlässigkeit"), ("fi", "Luotettavuus")] {
        let lines = lines(&report(language, "Words."));
        assert!(lines.iter().any(|line| line.contains(head)), "{language}: {lines:?}");
    }
}

/// A paragraph that ended with a colon stood at the end of a page, and its list or its code on the next one.
#[test]
fn what_is_introduced_stands_on_the_page_of_its_introduction() {
    let blocks =
        ["- one\n- two\n", "```\nlet one = 1;\n```\n", "| Name | Value |\n|---|---|\n| a | b |\n", "> Said.\n"];
    let chapter: String = (0..80)
        .map(|n| {
            let text = "Words of a paragraph that takes some lines. ".repeat(1 + n % 7);
            format!("{text}\n\nThis is introduced:\n\n{}\n", blocks[n % blocks.len()])
        })
        .collect();
    let project = report("en", &chapter);
    let mut pages = 0;
    for runs in runs_of_pages(&project.pdfs()[0]) {
        let body: Vec<(f64, String)> = joined(runs).into_iter().filter(|(y, _)| *y > 62.0).collect();
        let Some((_, last)) = body.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        pages += 1;
        assert!(!last.contains("introduced:"), "a page ends with `{last}`");
    }
    assert!(pages > 5);
}

/// The period of an action of a starter, from the first to the second quarter of a year.
const QUARTERS: [(&str, &str); 12] = [
    ("da", "1.–2. kvt. 2026"),
    ("de", "1.–2. Quart. 2026"),
    ("en", "1st–2nd qtr 2026"),
    ("es", "1.er–2.º trim. de 2026"),
    ("et", "1.–2. kv 2026"),
    ("fi", "1.–2. nelj. 2026"),
    ("fr", "1er–2e trim. 2026"),
    ("it", "1º–2º trim. 2026"),
    ("nb", "1.–2. kv. 2026"),
    ("nl", "1e–2e kw. 2026"),
    ("pl", "I–II kw. 2026"),
    ("sv", "1:a–2:a kv. 2026"),
];

/// A table once said “1. nelj. 2026 – 2. nelj. 2026”.
#[test]
fn a_period_within_a_year_names_the_year_once() {
    in_parallel(QUARTERS, |(language, period)| {
        let project = Project::empty();
        project.run(&["init", ".", "--starter", "evaluation", "--lang", language]).must_succeed();
        project.run(&["build", "--edition", "screen"]).must_succeed();
        let lines = lines(&project);
        assert!(lines.iter().any(|line| line.contains(period)), "{language}: {lines:#?}");
    });
}
