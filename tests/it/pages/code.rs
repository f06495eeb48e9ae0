//! Proves how code is set: long lines are wrapped with a drawn mark and read as they are written, blocks break between lines, and inline
//! code breaks at its joints without a character more.

use std::path::PathBuf;
use std::sync::LazyLock;

use lopdf::Document;

use crate::support::lines::{Run, joined, runs_of_pages};
use crate::support::project::{Project, repository};
use crate::support::{pdf, spoken, x4};

/// Lines that no page is wide enough for, each with the number of lines that it takes at least.
fn long_lines() -> Vec<(String, usize)> {
    let options = "raportti build --deny-warnings --project tests/reports/audit --out-directory some-long-directory-name --lang en";
    vec![
        (format!("    {options} && {options}"), 3),
        ("x9f".repeat(3_300), 100),
        (format!("let words = \"{}\"; // and a comment", "é a\u{301} ".repeat(60)), 2),
        (format!("{}|", "-+".repeat(120)), 3),
    ]
}

const SHORT: [&str; 4] = ["#!/bin/sh", "if true; then", "    echo \"fi -> ok != no\" # ← → ✓ └──┬──┘", "fi"];

/// A report with code in each place of a chapter, in both editions.
fn report() -> &'static (Project, PathBuf) {
    static BUILT: LazyLock<(Project, PathBuf)> = LazyLock::new(|| {
        let project = Project::of_report("minimal");
        project.edit("report/report.toml", "parts =", "editions = [\"screen\", \"print\"]\nparts =");
        let long: Vec<String> = long_lines().into_iter().map(|(line, _)| line).collect();
        let tall: Vec<String> = (0..30)
            .map(|block| (1..=5 + block % 7).rev().map(|line| format!("block {block} line {line}\n")).collect())
            .collect();
        let chapter = format!(
            "# Introduction with `inline_code.rs`\n\n\
             Some prose with `HTTPServerFactory::createInstance(argumentOne)`, then `--deny-warnings` and more words for a second \
             line with `crates/typeset/preflight/overfull.rs:120` or `work-package-three-and-four-in-one-row`.[^1]\n\n\
             | Name | Value |\n|---|---|\n| `module_of.a_name` | `parseHTTPRequestBodyIntoManyParts` |\n\n\
             ```sh\n{}\n```\n\n```rust\n{}\n```\n\n{}\n[^1]: See `foot_note.code`.\n",
            SHORT.join("\n"),
            long.join("\n"),
            tall.iter().map(|lines| format!("A paragraph between blocks.\n\n```\n{lines}```\n\n")).collect::<String>(),
        );
        project.write("report/chapters/introduction.en.md", chapter);
        project.run(&["build", "--deny", "warnings"]).must_succeed();
        let screen = project.path().join("build/small-en.pdf");
        (project, screen)
    });
    &BUILT
}

#[test]
fn code_is_accessible_archivable_and_fit_for_print() {
    let (project, screen) = report();
    pdf::must_be_accessible_and_archivable(screen);
    let print = project.path().join("build/small-en-print.pdf");
    assert_eq!(x4::complaints(&Document::load(print).unwrap()), Vec::<String>::new());
}

/// A long token stopped the build. Now each line of code is one paragraph of the tags, with the characters that were written.
#[test]
fn a_line_of_code_reads_as_it_is_written_however_often_it_is_wrapped() {
    let heard = spoken::blocks(&report().1);
    let lines = long_lines().into_iter().map(|(line, _)| line).chain(SHORT.map(str::to_owned));
    for line in lines {
        assert!(heard.iter().any(|block| block.kind == "P" && block.text == line), "`{line}` is not read: {heard:#?}");
    }
}

/// Programs that take text from a page, such as `pdftotext`, drop a hyphen at the end of a line and join the lines.
#[test]
fn no_line_of_code_ends_with_a_hyphen() {
    for (_, line) in runs_of_pages(&report().1).into_iter().flat_map(joined) {
        assert!(!line.ends_with('-'), "{line}");
    }
}

#[test]
fn each_part_of_a_wrapped_line_has_a_mark_and_is_indented() {
    let pages = runs_of_pages(&report().1);
    let token: Vec<&Run> = pages.iter().flatten().filter(|run| run.text.contains("x9fx9f")).collect();
    assert!(token.len() >= 100, "{} lines", token.len());
    let (first, rest) = token.split_first().unwrap();
    assert!(rest.iter().all(|run| run.x > first.x + 5.0 && (run.x - rest[0].x).abs() < 0.01));
    // The marks are drawn, and no text: strokes inside of artifacts, one for each part but the first.
    let document = Document::load(&report().1).unwrap();
    let (mut inside, mut outside) = (0, 0);
    for page in document.get_pages().into_values() {
        let mut artifact = Vec::new();
        let mut lines = 0;
        for operation in document.get_and_decode_page_content(page).unwrap().operations {
            match operation.operator.as_str() {
                "BMC" | "BDC" => artifact.push(operation.operands[0].as_name().unwrap() == b"Artifact"),
                "EMC" => _ = artifact.pop(),
                "l" => lines += 1,
                // Two strokes of a corner and two of a point.
                "S" if lines == 4 && artifact.contains(&true) => inside += 1,
                "S" if lines == 4 => outside += 1,
                "m" | "Tj" | "TJ" => {}
                _ => lines = 0,
            }
        }
    }
    let least: usize = long_lines().iter().map(|(_, least)| least - 1).sum();
    assert!(inside >= least && outside == 0, "{inside} marks in artifacts, {outside} others, of {least}");
}

/// A block of code broke after its first line, or before its last one. The lines of each block are numbered down to 1.
#[test]
fn a_block_of_code_breaks_over_pages_between_lines_that_are_not_the_first_or_last() {
    let mut broken = 0;
    for page in runs_of_pages(&report().1) {
        let number = |run: &Run| {
            run.text.rsplit_once(" line ").filter(|_| run.text.starts_with("block ")).map(|(_, n)| n.to_owned())
        };
        let mut body: Vec<Run> = page.into_iter().filter(|run| run.y > 62.0 && run.y < 780.0).collect();
        body.sort_by(|a, b| b.y.total_cmp(&a.y));
        if let Some(first) = body.first().and_then(number) {
            assert_ne!(first, "1", "the last line stands alone");
        }
        if let Some(last) = body.last().and_then(number).filter(|last| last != "1") {
            broken += 1;
            assert_ne!(last, "2", "the last line stands alone");
        }
        let first_of_block = |run: &Run| run.text.starts_with("A paragraph between");
        let is_second = body.len() > 1 && body.get(body.len() - 2).is_some_and(first_of_block);
        assert!(!is_second || number(&body[body.len() - 1]).is_none(), "the first line stands alone");
    }
    assert!(broken > 1, "no block is on two pages, so the test proves nothing");
}

#[test]
fn inline_code_breaks_at_its_joints_without_a_character_more() {
    let text = spoken::blocks(&report().1);
    for words in [
        "`HTTPServerFactory::createInstance(argumentOne)`",
        "`--deny-warnings`",
        "`crates/typeset/preflight/overfull.rs:120`",
        "`work-package-three-and-four-in-one-row`",
        "`module_of.a_name`",
        "`parseHTTPRequestBodyIntoManyParts`",
        "`foot_note.code`",
        "`inline_code.rs`",
    ] {
        let words = words.trim_matches('`');
        assert!(
            text.iter().any(|block| block.text.contains(words)),
            "`{words}` is not read as it is written: {text:#?}"
        );
    }
    assert!(pdf::bookmarks(&report().1).iter().any(|title| title.contains("inline_code.rs")));
}

#[test]
fn code_has_one_ink_in_print() {
    let theme = std::fs::read_to_string(repository().join("templates/theme.typ")).unwrap();
    let code: Vec<&str> =
        theme.lines().filter(|line| line.trim_start().starts_with("code-") && line.contains("cmyk")).collect();
    assert!(code.len() >= 5, "{code:?}");
    assert!(code.iter().all(|line| line.contains("cmyk(0%, 0%, 0%, ")), "{code:#?}");
}
