//! What `raportti comments` says of marks on a published PDF, after the report has changed.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use crate::support::made::built;
use crate::support::marked::{Wanted, marked, on};
use crate::support::project::{Project, Run, repository};

/// The marks of two people on the audit of the tests.
fn marks() -> Vec<Wanted<'static>> {
    vec![
        on("Highlight", "Life-saving and fire-fighting", "Maria", "Which rules are these?"),
        on("StrikeOut", "the appliances themselves", "Maria", ""),
        on("Caret", "Technical", "Maria", "As before, "),
        on("Text", "Due dates stand", "Juha", "Whose spreadsheet?\nAsk the fleet."),
        on("FreeText", "Fares brought in", "Juha", "Net or gross?"),
        on("Highlight", "11.2 per cent", "Juha", "Add the two."),
        on("Underline", "Complaints about cancelled", "Juha", "Source?"),
        on("Squiggly", "Twelve thousand", "Juha", "Thousands?"),
        on("Highlight", "Engine parts are bought", "Maria", "Too small for us."),
        on("Highlight", "MV Fulmar", "Maria", "Not in 2024?"),
        on("Highlight", "reliability, upkeep and fares", "Maria", "Say the years."),
        on("Squiggly", "F-07", "Maria", "=1+1 <b>\u{1b}[31m"),
        Wanted { behind: 4, ..on("Square", "Critical", "Maria", "Too much red") },
    ]
}

/// The audit of the tests with changes, and a copy of its PDF with marks.
fn changed() -> Project {
    let project = Project::of_report("audit");
    let pdf = fs::read(pdf("-en.pdf")).unwrap();
    project.write("marked.pdf", marked(&pdf, &marks()));
    project.edit(
        "report/findings/F-01-inspections.toml",
        "Of the 42 inspections",
        "We looked at all.\nOf the 42 inspections",
    );
    project.edit("report/findings/F-02-sailings.toml", "11.2 per cent in all", "one in nine in all");
    project.edit(
        "report/chapters/background.en.md",
        "Complaints about cancelled sailings doubled between 2022 and 2024. ",
        "",
    );
    project.edit("report/chapters/background.en.md", "Twelve thousand people live on the islands and", "Many");
    let sentence = "\nComplaints about cancelled sailings doubled between 2022 and 2024.\n";
    let approach = project.read("report/chapters/approach.en.md") + sentence;
    project.write("report/chapters/approach.en.md", approach);
    project.delete("report/findings/F-08-parts.toml");
    let withdrawn = "[[withdrawn]]\nid = \"F-08\"\nkind = \"finding\"\nversion = \"1.1.0\"\ntitle = \"Engine parts\"\nreason = \"Part of F-03.\"\nreplaced_by = [\"F-03\"]\n";
    project.write("report/withdrawn.toml", withdrawn);
    project
}

fn pdf(ending: &str) -> PathBuf {
    built("audit").pdfs().into_iter().find(|path| path.to_string_lossy().ends_with(ending)).unwrap()
}

fn comments(project: &Project, options: &[&str]) -> Run {
    project.run(&[&["comments"], options].concat())
}

/// The list as JSON, after its schema.
fn list(run: Run) -> Vec<Value> {
    let list: Value = serde_json::from_str(&run.must_succeed().stdout).unwrap();
    let schema = fs::read_to_string(repository().join("tests/schemas/comments.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let errors: Vec<String> = validator.iter_errors(&list).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    list.as_array().unwrap().clone()
}

fn of<'l>(list: &'l [Value], words: &str) -> &'l Value {
    list.iter().find(|it| it["words"].as_str().unwrap().contains(words)).unwrap_or_else(|| panic!("{words}: {list:#?}"))
}

#[test]
fn marks_are_listed_at_their_places_in_todays_report() {
    let project = changed();
    for form in ["text", "markdown", "csv"] {
        let listed = comments(&project, &["marked.pdf", "--as", form]).must_succeed();
        insta::assert_snapshot!(format!("listed_{form}"), listed.stdout);
        assert!(!listed.stdout.contains('\u{1b}'));
    }
    let list = list(comments(&project, &["marked.pdf", "--as", "json"]));
    assert_eq!(list.len(), marks().len());
    for it in &list {
        assert_ne!(it["matched"], "words", "{it:#}");
        // The place is that of the words.
        if it["standing"] == "unchanged" && it["kind"] == "highlight" {
            let (file, line) = (it["file"].as_str().unwrap(), it["line"].as_u64().unwrap() as usize);
            let (text, column) = (project.read(file), it["column"].as_u64().unwrap() as usize);
            let rest: String = text.lines().nth(line - 1).unwrap().chars().skip(column - 1).collect();
            let first = it["words"].as_str().unwrap().split(' ').next().unwrap();
            assert!(rest.starts_with(first), "{it:#}: {rest}");
        }
    }
    let standing = |words: &str| of(&list, words)["standing"].as_str().unwrap().to_owned();
    assert_eq!(standing("Life-saving"), "unchanged");
    assert_eq!(
        (standing("11.2 per"), of(&list, "11.2 per")["now"].as_str().unwrap()),
        ("reworded".to_owned(), "one in nine")
    );
    assert_eq!(
        (standing("Complaints"), of(&list, "Complaints")["item"].as_str().unwrap()),
        ("moved".to_owned(), "chapters/approach")
    );
    assert_eq!(standing("Engine"), "gone");
    assert_eq!(of(&list, "Engine")["successors"][0], "F-03");
    assert_eq!(of(&list, "Engine")["file"], "report/withdrawn.toml");
    assert_eq!(of(&list, "the appliances")["difference"][1][0], "deleted");
    assert_eq!(of(&list, "Technical")["difference"][1], serde_json::json!(["inserted", "As before, "]));
    assert_eq!(of(&list, "reliability, upkeep")["item"], "report.toml");
}

#[test]
fn a_check_with_comments_warns_of_them_at_their_places() {
    let project = Project::of_report("audit");
    let original = fs::read(pdf("-en.pdf")).unwrap();
    project.write("marked.pdf", marked(&original, &[on("Highlight", "Fares brought in", "Maria", "Net or\ngross?")]));
    let said = project.run(&["check", "--comments", "marked.pdf", "--format", "short"]).must_succeed();
    let at = "report/chapters/background.en.md:7:41: warning[comment]";
    assert!(said.transcript().contains(at), "{}", said.transcript());
    assert!(said.transcript().contains("on “Fares brought in”: Net or gross?"), "{}", said.transcript());
    let github = project.run(&["check", "--comments", "marked.pdf", "--format", "github"]).must_succeed();
    assert!(github.stdout.contains("file=report/chapters/background.en.md,line=7"), "{}", github.stdout);
    assert_eq!(project.run(&["check", "--comments", "marked.pdf", "--deny", "warnings"]).code, 1);
}

/// The same mark in the files of two people, one of whom marked the file of the other.
#[test]
fn a_mark_in_several_files_is_told_once() {
    let project = Project::of_report("audit");
    let original = fs::read(pdf("-en.pdf")).unwrap();
    let first = marked(&original, &[on("Highlight", "Fares brought in", "Maria", "Net or gross?")]);
    let second = marked(&first, &[on("Highlight", "Crews are the largest", "Juha", "Still?")]);
    project.write("maria.pdf", first);
    project.write("juha.pdf", second);
    let list = list(comments(&project, &["maria.pdf", "juha.pdf", "--as", "json"]));
    assert_eq!(list.len(), 2, "{list:#?}");
    assert_eq!(of(&list, "Fares")["pdf"], serde_json::json!(["maria.pdf", "juha.pdf"]));
    assert_eq!(of(&list, "Crews")["pdf"], serde_json::json!(["juha.pdf"]));
}

/// A print edition carries no source: its right-hand pages are moved and mirrored, and all have a bleed.
#[test]
fn marks_on_a_print_edition_need_the_version_that_was_marked() {
    let project = changed();
    let original = fs::read(pdf("-en-print.pdf")).unwrap();
    let wanted: Vec<Wanted> = marks().into_iter().filter(|mark| mark.kind == "Highlight").collect();
    project.write("print.pdf", marked(&original, &wanted));
    let refused = comments(&project, &["print.pdf"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("--from OLD"), "{}", refused.stderr);
    let old = repository().join("tests/reports/audit");
    let list = list(comments(&project, &["print.pdf", "--from", old.to_str().unwrap(), "--as", "json"]));
    assert_eq!(list.len(), wanted.len());
    assert!(list.iter().all(|it| it["matched"] == "place"), "{list:#?}");
    assert_eq!(of(&list, "11.2 per")["standing"], "reworded");
    assert_eq!(of(&list, "MV Fulmar")["item"], "F-01");
}

/// A page that comes out otherwise, as with another version of the program: here the version that is named has a page less before it.
#[test]
fn marks_on_pages_that_come_out_otherwise_are_matched_by_their_words() {
    let project = Project::of_report("audit");
    let original = fs::read(pdf("-en-print.pdf")).unwrap();
    project.write("print.pdf", marked(&original, &marks()[..1]));
    let criteria = "A vessel whose inspection is overdue may not carry passengers";
    project.edit("report/findings/F-01-inspections.toml", criteria, "None of these vessels may sail");
    let said = comments(&project, &["print.pdf", "--from", ".", "--as", "json"]);
    assert!(
        said.stderr.contains("is not as this program sets it; its marks are matched by their words"),
        "{}",
        said.stderr
    );
    let list = list(said);
    assert_eq!(list[0]["matched"], "words");
    assert_eq!((&list[0]["item"], &list[0]["field"]), (&Value::from("F-01"), &Value::from("criteria")));
    assert_eq!((&list[0]["line"], &list[0]["column"]), (&Value::from(6), &Value::from(1)));
}

#[test]
fn a_pdf_of_another_report_is_told_so() {
    let project = Project::of_report("minimal");
    let original = fs::read(pdf("-en.pdf")).unwrap();
    project.write("other.pdf", marked(&original, &marks()[..1]));
    let refused = comments(&project, &["other.pdf"]);
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("is a PDF of the report `halmere-ferries-audit`"), "{}", refused.stderr);
}

#[test]
fn a_workbook_of_comments_is_a_file() {
    let project = Project::of_report("audit");
    project.write("marked.pdf", marked(&fs::read(pdf("-en.pdf")).unwrap(), &marks()));
    assert_eq!(comments(&project, &["marked.pdf", "--as", "xlsx"]).code, 2);
    comments(&project, &["marked.pdf", "--as", "xlsx", "--out", "comments.xlsx"]).must_succeed();
    assert!(fs::read(project.path().join("comments.xlsx")).unwrap().starts_with(b"PK"));
}

/// The edition `changes` has words that are in the report no longer: a mark on them is about the version before, and stands where they stood.
#[test]
fn marks_on_the_edition_with_changes_have_their_places() {
    let project = Project::of_report("audit");
    let original = pdf("-en.pdf");
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    let chapter = "report/chapters/background.en.md";
    let was = project.read(chapter);
    project.edit(chapter, "Crews are the largest cost, followed by fuel and by maintenance.", "Crews cost most.");
    project.edit(chapter, " The newest vessel is eleven years old, the oldest thirty-four.", "");
    let (gone, _) = was.split_once("In 2022 the Department gave itself").unwrap();
    let paragraph = was[gone.len()..].lines().next().unwrap();
    project.edit(chapter, &format!("{paragraph}\n\n"), "");
    let finding = "report/findings/F-01-inspections.toml";
    let criteria = project.read(finding);
    project.edit(finding, "Life-saving and fire-fighting appliances", "Appliances");
    project.run(&["build", "--since", original.to_str().unwrap(), "--edition", "changes"]).must_succeed();
    let changes = project.pdfs().into_iter().find(|path| path.to_string_lossy().contains("changes")).unwrap();
    let wanted = [
        on("Highlight", "Fares brought in", "Maria", "Net?"),
        on("Highlight", "largest cost", "Maria", "Why?"),
        on("Highlight", "newest vessel", "Maria", "Keep it."),
        on("Highlight", "gave itself a", "Maria", "Keep that, too."),
        on("Highlight", "fire-fighting", "Maria", "Both?"),
    ];
    project.write("marked.pdf", marked(&fs::read(changes).unwrap(), &wanted));
    // What is said of deleted words stays so when the report changes further.
    project.edit(chapter, "Crews cost most.", "Crews cost the most of all.");
    let list = list(comments(&project, &["marked.pdf", "--as", "json"]));
    let at = |words: &str| {
        let it = of(&list, words);
        (it["matched"].as_str().unwrap(), it["standing"].as_str().unwrap(), it["file"].as_str().unwrap())
    };
    assert_eq!(at("Fares"), ("place", "unchanged", chapter));
    assert_eq!(at("largest"), ("place", "reworded", chapter));
    assert_eq!(at("newest"), ("place", "gone", chapter));
    assert_eq!(at("gave itself"), ("place", "gone", chapter));
    assert_eq!(at("fire-fighting"), ("place", "reworded", finding));
    for (words, path, text, instead) in [
        ("largest cost", chapter, &was, "cost the most of all."),
        ("newest vessel", chapter, &was, ""),
        ("gave itself", chapter, &was, ""),
        ("fire-fighting", finding, &criteria, "Appliances of a passenger"),
    ] {
        let it = of(&list, words);
        let place = text.find(words).unwrap();
        let line = text[..place].matches('\n').count() + 1;
        let column = text[..place].chars().rev().take_while(|c| *c != '\n').count() + 1;
        assert_eq!(
            it["was"],
            serde_json::json!({ "version": "1.0.0", "file": path, "line": line, "column": column }),
            "{it:#}"
        );
        // What stands there now.
        let today = project.read(path);
        let now = today.lines().nth(it["line"].as_u64().unwrap() as usize - 1).unwrap();
        let rest: String = now.chars().skip(it["column"].as_u64().unwrap() as usize - 1).collect();
        assert!(rest.starts_with(instead) && (instead.is_empty() == rest.is_empty()), "{words}: {rest}");
    }
    let said = comments(&project, &["marked.pdf"]).must_succeed().stdout;
    assert!(
        said.contains("the words are gone; it was at report/chapters/background.en.md:5 of version 1.0.0"),
        "{said}"
    );
}
