//! Proves small things of layout: headings without hyphens, periods on one line with their dash, numbers below each other, and headings
//! of strong words that stay with their text.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use crate::support::lines::{Run, joined, runs_of_pages};
use crate::support::project::Project;

/// A word with many places where a hyphen could stand.
const LONG: &str = "internationalisation";

fn chapter() -> String {
    let heading = format!("An {LONG} of {LONG} and {LONG} in the {LONG} of an {LONG}");
    let headings: String =
        (2..=6).map(|level| format!("{} {heading} {level}\n\nText.\n\n", "#".repeat(level))).collect();
    let groups: String = (0..60)
        .map(|n| {
            format!("**Group {n} begins.**\n\n{}\n\n", "Words of a paragraph that takes some lines. ".repeat(1 + n % 7))
        })
        .collect();
    let periods: String =
        (0..60).map(|n| format!("{}{} 2024–2026 and more.\n\n", "x ".repeat(30), "i".repeat(n))).collect();
    let table = "| Name | Chosen | Free |\n|---|--:|---|\n| One | 7 | 1,200 |\n| Two | 12.5 | 8.25 |\n| Three | −112.25 % | – |\n";
    format!("# {heading}\n\n{headings}{table}\n{groups}{periods}")
}

const FIGURE: &str = r#"kind = "table"
title = "An internationalisation of internationalisation and internationalisation in the internationalisation of titles"
alt = "The numbers in this table are of very different sizes."
source = "statistics2025"
columns = ["Name", "Value"]
[[data]]
label = "A"
text = ["4"]
[[data]]
label = "B"
text = ["13.5"]
[[data]]
label = "C"
text = ["−113.25"]
[[data]]
label = "D"
text = ["–"]
"#;

fn report() -> &'static (Project, PathBuf) {
    static BUILT: LazyLock<(Project, PathBuf)> = LazyLock::new(|| {
        let project = Project::of_report("minimal");
        project.write("report/figures/T1.toml", FIGURE);
        project.write("report/chapters/introduction.en.md", chapter() + "\n![](T1)\n");
        let title = format!("An {LONG} of {LONG} and {LONG} in the {LONG}");
        project.edit("report/report.toml", "A small report", &title);
        for path in ["report/findings/F1.toml", "report/recommendations/R1.toml"] {
            let text = project.read(path);
            let own = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
            project.edit(path, &own, &format!("title = \"{title} and the {LONG}\""));
        }
        project.run(&["build"]).must_succeed();
        let screen = project.path().join("build/small-en.pdf");
        (project, screen)
    });
    &BUILT
}

#[test]
fn no_heading_and_no_title_is_hyphenated() {
    let mut whole = 0;
    for (_, line) in runs_of_pages(&report().1).into_iter().flat_map(joined) {
        // Titles in the cells of tables are text.
        let parts = line.split(LONG).count() - 1;
        whole += parts;
        assert!(!line.ends_with(['-', '\u{ad}']) || parts == 0, "{line}");
    }
    assert!(whole > 40, "{whole}");
}

/// A word that is wider than a heading is told, with its place.
#[test]
fn a_word_that_is_wider_than_its_heading_is_a_fault() {
    let project = Project::of_report("minimal");
    project.write("report/chapters/introduction.en.md", format!("# {}\n\nText.\n", "Word".repeat(20)));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(run.stderr.contains("introduction.en.md:1:"), "{}", run.transcript());
}

#[test]
fn no_line_begins_with_the_dash_of_a_period() {
    let lines: Vec<String> = runs_of_pages(&report().1).into_iter().flat_map(joined).map(|(_, line)| line).collect();
    assert!(lines.iter().all(|line| !line.starts_with("–2026")), "{lines:#?}");
}

/// The left ends of the cells of a column, of which the first is found by its text alone.
fn lefts(path: &Path, cells: &[&str]) -> Vec<f64> {
    let pages = runs_of_pages(path);
    let is = |run: &&Run, cell: &str| run.text.trim() == cell;
    let (page, first) = pages
        .iter()
        .find_map(|page| Some((page, page.iter().find(|run| is(run, cells[0]))?)))
        .expect("the first cell is printed");
    let near = |run: &&Run| (run.x - first.x).abs() < 60.0 && (run.y - first.y).abs() < 60.0;
    let left =
        |cell: &&str| page.iter().filter(near).find(|run| is(run, cell)).unwrap_or_else(|| panic!("no `{cell}`")).x;
    cells.iter().map(left).collect()
}

/// Each digit is as wide as the others, so the left ends of 7, 12.5 and 112.25 differ by the width of a digit for each place before the point.
#[test]
fn numbers_in_tables_stand_with_their_decimal_signs_below_each_other() {
    // A table figure, and a table of Markdown, where the no-break space before a unit begins another run.
    for column in [["13.5", "4", "−113.25"], ["12.5", "7", "−112.25"]] {
        let [two, one, three] = lefts(&report().1, &column)[..] else { panic!("three cells") };
        let digit = one - two;
        assert!(digit > 2.0, "{one}, {two}");
        // A minus sign is as wide as a digit.
        assert!((two - three - 2.0 * digit).abs() < 0.05, "{one}, {two}, {three}");
    }
    let [fraction, whole] = lefts(&report().1, &["8.25", "1,200"])[..] else { panic!("two cells") };
    assert!(whole < fraction);
}

/// A changed number made its whole column one of words, and tables of texts with changes had no numbers at all.
#[test]
fn numbers_stand_below_each_other_where_some_are_marked_as_changed() {
    let table = |words: [&str; 5]| {
        let rows = words.iter().enumerate().map(|(n, word)| format!("| Row {n} | {word} |\n"));
        format!(
            "# Introduction\n\n{{{{ findings | length }}}}\n\n| Name | Free |\n|---|---|\n{}",
            rows.collect::<String>()
        )
    };
    let figure = |words: [&str; 5]| {
        let rows =
            words.iter().enumerate().map(|(n, word)| format!("[[data]]\nlabel = \"{n}\"\ntext = [\"{word}\"]\n"));
        let (head, _) = FIGURE.split_once("[[data]]").unwrap();
        head.replace("internationalisation", "size") + &rows.collect::<String>()
    };
    let version = |words: [&str; 5], others: [&str; 5]| {
        let project = Project::of_report("minimal");
        project.write("report/figures/T1.toml", figure(others));
        project.write("report/chapters/introduction.en.md", table(words) + "\n![](T1)\n");
        project
    };
    let old = version(["12.5", "7", "3", "60", "−112.25"], ["13.5", "4", "3", "60", "−113.25"]);
    let new = version(["12.5", "7", "20.75", "60", "−112.25"], ["13.5", "4", "20.75", "61.5", "−113.25"]);
    new.run(&["build", "--edition", "changes", "--since", old.path().to_str().unwrap()]).must_succeed();
    let path = &new.pdfs()[0];
    for (column, marked) in [(["12.5", "7", "−112.25"], "20.75"), (["13.5", "4", "−113.25"], "61.5")] {
        let [two, one, three] = lefts(path, &column)[..] else { panic!("three cells") };
        let digit = one - two;
        assert!(digit > 2.0 && (two - three - 2.0 * digit).abs() < 0.05, "{one}, {two}, {three}");
        let [_, marked] = lefts(path, &[column[0], marked])[..] else { panic!("two cells") };
        assert!((marked - two).abs() < 0.2, "{marked}, {two}");
    }
}

/// A paragraph that is only strong stood alone at the end of a page.
#[test]
fn a_strong_paragraph_is_on_the_page_of_what_follows() {
    let mut pages = 0;
    for runs in runs_of_pages(&report().1) {
        let body: Vec<(f64, String)> = joined(runs).into_iter().filter(|(y, _)| *y > 62.0).collect();
        let Some((_, last)) = body.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)) else { continue };
        pages += 1;
        assert!(!last.starts_with("Group"), "a page ends with `{last}`");
    }
    assert!(pages > 5);
}

/// Lines ended in `2023–`, and the next one began with `2025`.
#[test]
fn no_line_ends_within_a_range() {
    let project = Project::of_report("minimal");
    let path = "report/chapters/introduction.en.md";
    let paragraph = |n: usize| {
        format!("{}in the years 2021–2022 and from then on (15.1.–20.12.2030) as well.\n\n", "wo ".repeat(n))
    };
    let text: String = (0..40).map(paragraph).collect();
    project.write(path, format!("{}\n{text}", project.read(path)));
    project.run(&["build"]).must_succeed();
    let pages = runs_of_pages(&project.pdfs()[0]);
    let lines: Vec<String> = pages.into_iter().flat_map(joined).map(|(_, line)| line).collect();
    assert!(lines.iter().any(|line| line.contains("2021–2022")), "{lines:#?}");
    let broken: Vec<&String> = lines.iter().filter(|line| line.starts_with("wo") && line.ends_with('–')).collect();
    assert!(broken.is_empty(), "{broken:#?}");
}

/// The line below a figure named the appendix only when that had its tables, which took a fourth layout; and the list of sources had other
/// code in print, so that the table of their worth, and with it all numbers of tables, took a second one there.
#[test]
fn a_report_is_laid_out_three_times_and_its_print_edition_once() {
    let project = Project::of_report("audit");
    project.run(&["build", "--timings", "times.json"]).must_succeed();
    let timings = project.read("times.json");
    let layouts = |name: &str| timings.matches(&format!("\"{name}\",\"cat\":\"typst\",\"ph\":\"B\"")).count();
    assert_eq!((layouts("layout from nothing"), layouts("layout on top of the last")), (3, 1));
}
