//! Proves that stock Typst (on the path, or named by `RAPORTTI_TYPST`) sets the same pages from the output of `raportti expand`.

use std::process::Command;

use crate::support::pdf;
use crate::support::project::{Project, run};

/// The version of Typst that the program embeds.
const TYPST: &str = "0.15.1";

fn stock_typst() -> Option<String> {
    let program = std::env::var("RAPORTTI_TYPST").unwrap_or_else(|_| "typst".to_owned());
    let output = Command::new(&program).arg("--version").output().ok()?;
    String::from_utf8_lossy(&output.stdout).contains(TYPST).then_some(program)
}

#[test]
fn the_expanded_project_says_how_to_set_it() {
    let project = Project::of_report("minimal");
    let run = project.run(&["expand", "out"]).must_succeed();
    assert!(run.stdout.starts_with("typst compile "), "{}", run.stdout);
    for path in ["main.typ", "templates/book.typ", "generated/report.typ", "generated/findings/F1.typ", "fonts"] {
        assert!(project.path().join("out").join(path).exists(), "no `{path}`");
    }
    assert_eq!(project.run(&["expand", "out"]).code, 2, "a folder with files is not overwritten");
}

#[test]
#[expect(clippy::disallowed_macros, reason = "a test that compared nothing has to say so")]
fn stock_typst_sets_the_expanded_project_to_the_same_pages() {
    let Some(typst) = stock_typst() else {
        eprintln!("Typst {TYPST} is not at hand, so nothing was compared");
        return;
    };
    let editions =
        [("full", "fi", "screen"), ("full", "sv", "screen"), ("full", "en", "screen"), ("print", "en", "print")];
    for (report, language, edition) in editions {
        let project = Project::of_report(report);
        let options = ["--lang", language, "--edition", edition];
        // The print edition ends with empty pages to fill the last sheet, which Typst does not add.
        if report == "print" {
            project.edit("report/report.toml", "signature = 8", "marks = true");
        }
        project.run(&[&["build"], &options[..]].concat()).must_succeed();
        let command = project.run(&[&["expand", "out"], &options[..]].concat()).must_succeed().stdout;
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        run(Command::new(&typst).args(arguments).current_dir(project.path())).must_succeed();
        let (ours, stock) = (&project.pdfs()[0], project.path().join("out/report.pdf"));
        let pages = |path| lopdf::Document::load(path).unwrap().get_pages().len();
        assert_eq!(pages(ours.as_path()), pages(stock.as_path()));
        assert_eq!(pdf::text(ours), pdf::text(&stock));
    }
}
