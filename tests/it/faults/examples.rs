//! Proves that the wrong example of each explanation has its fault and the right one does not.

use std::fs;

use raportti::diagnostics::code::Code;

use crate::support::parallel::in_parallel;
use crate::support::project::{Project, copy, raportti, repository, run};

#[test]
fn wrong_examples_are_wrong_and_right_ones_are_right() {
    in_parallel(Code::ALL, |code| {
        let (wrong, right) = code.explanation().split_once("**Right**").expect("an explanation has a right example");
        let (_, wrong) = wrong.split_once("**Wrong**").expect("an explanation has a wrong example");
        let shown = format!("[{}]", code.as_str());
        // Faults that only Typst and preflight find need pages.
        let (report, command): (&str, &[&str]) = match code {
            Code::LowResolution
            | Code::Hairline
            | Code::TooMuchInk
            | Code::RichBlackText
            | Code::NotCmyk
            | Code::OutsideSafeArea => ("print", &["build", "--edition", "print"]),
            Code::Typst | Code::TypstWarning => ("minimal", &["build"]),
            code if code.is_of_pages() => ("minimal", &["build"]),
            Code::ImageColours => ("print", &["check"]),
            Code::LostId => ("minimal", &["check", "--since", "before"]),
            Code::LockedCell | Code::ImportConflict => ("minimal", &["import", "answers.csv"]),
            Code::NotReleasable => ("minimal", &["release"]),
            _ => ("minimal", &["check"]),
        };
        let run =
            |part, options: &[&str]| example(report, part).run(&[command, options, &["--format", "short"]].concat());
        // Comments are shown on demand.
        let marked = repository().join("tests/cases/comment/wrong-marked-words.txt");
        let marked = fs::read_to_string(marked).unwrap().split_once("//- marked.pdf\n").unwrap().1.to_owned();
        let comments = Project::empty();
        comments.write("marked.pdf", marked);
        let comments = comments.path().join("marked.pdf").display().to_string();
        let on_demand: &[&str] = if *code == Code::Comment { &["--comments", &comments, "--from", "."] } else { &[] };
        let wrong = run(wrong, on_demand).transcript();
        assert!(wrong.contains(&shown), "the wrong example of `{}` prints\n{wrong}", code.as_str());
        let right = run(right, &[]);
        assert!(!right.transcript().contains(&shown), "the right example of `{}` prints it", code.as_str());
        right.must_succeed();
    });
}

/// A small report of the tests with the files of an example: fences whose first line names a path.
fn example(report: &str, markdown: &str) -> Project {
    let project = Project::of_report(report);
    copy(&repository().join("tests/reports").join(report), &project.path().join("before"));
    let mut lines = markdown.lines();
    while let Some(line) = lines.next() {
        let Some((_, path)) = line.strip_prefix("```").and_then(|fence| fence.split_once(' ')) else { continue };
        let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if path.starts_with("templates/") {
            project.copy_templates();
        }
        project.set(path, &(content.join("\n") + "\n"));
    }
    project
}

#[test]
fn explain_prints_one_page() {
    let page = run(raportti().args(["explain", "dangling-link"])).must_succeed().stdout;
    assert!(page.starts_with("## dangling-link\n"), "{page}");
    let unknown = run(raportti().args(["explain", "dangling-lnik"]));
    assert_eq!(unknown.code, 2);
    assert!(unknown.stderr.contains("did you mean `dangling-link`?"), "{}", unknown.stderr);
}

/// `docs/rules.md` is generated; `INSTA_UPDATE=always cargo test` updates it.
#[test]
fn the_page_of_rules_is_that_of_the_program() {
    let path = repository().join("docs/rules.md");
    let document = rules();
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, &document).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == document, "`docs/rules.md` is not what the program says");
}

/// All rules as one document. The parts are what `raportti explain` prints.
fn rules() -> String {
    let mut document = "# Rules\n\n".to_owned();
    document += "Every fault that `raportti` finds has a code. `raportti explain CODE` prints its part of this page, which is\n";
    document += "made from the program itself. Faults stop a build. Rules have a level, `error`, `warning` or `off`, which `[rules]`\n";
    document += "in `report.toml` sets, and an item may break most of them with a reason:\n\n";
    document += "```toml\n[[allow]]\nrule = \"unused-finding\"\nreason = \"Background that nothing follows from yet.\"\n```\n\n";
    let (rules, faults): (Vec<Code>, Vec<Code>) = Code::ALL.iter().partition(|code| code.is_configurable());
    for (title, codes) in [("Faults, which no PDF can be made of", faults), ("Rules, whose levels can be set", rules)] {
        document += &format!("**{title}:**\n\n");
        for code in codes {
            let name = code.as_str();
            document += &format!("- [`{name}`](#{name}): {}\n", code.meaning());
        }
        document.push('\n');
    }
    let pages: Vec<String> =
        Code::ALL.iter().map(|code| format!("## {}\n\n{}", code.as_str(), code.explanation())).collect();
    document + &pages.join("\n")
}
