//! Proves that the marks of a PDF become comments that editors answer, from the PDF to the warning at today's words.

use std::fs;

use crate::support::made::built;
use crate::support::marked::{Wanted, marked, on};
use crate::support::project::Project;

const PATH: &str = "report/comments/reviewers.toml";

fn first() -> Vec<Wanted<'static>> {
    vec![
        on("Highlight", "Life-saving and fire-fighting", "Maria", "Which rules are these?"),
        on("StrikeOut", "the appliances themselves", "Maria", ""),
        on("Highlight", "11.2 per cent", "Juha", "Add the two."),
        on("Highlight", "reliability, upkeep and fares", "Maria", "Say the years."),
    ]
}

/// Puts a copy of the PDF of the audit into a project, with these marks.
fn write_marked(project: &Project, name: &str, marks: &[Wanted]) {
    let mut pdfs = built("audit").pdfs().into_iter();
    let path = pdfs.find(|path| path.to_string_lossy().ends_with("-en.pdf")).unwrap();
    project.write(name, marked(&fs::read(path).unwrap(), marks));
}

#[test]
fn marks_are_saved_where_editors_answer_them() {
    let project = Project::of_report("audit");
    write_marked(&project, "marked.pdf", &first());
    let said = project.run(&["comments", "marked.pdf", "--save", "reviewers"]).must_succeed();
    insta::assert_snapshot!(format!("{}\n{}", said.transcript(), project.read(PATH)));
    let open = |project: &Project| project.run(&["check", "--format", "short"]).must_succeed().stderr;
    let found = open(&project);
    assert_eq!(found.matches("[open-comment]").count(), 4, "{found}");
    // At the words themselves.
    for (file, words) in [
        ("report/findings/F-01-inspections.toml", "Life-saving and fire-fighting"),
        ("report/findings/F-02-sailings.toml", "11.2 per cent"),
    ] {
        let text = project.read(file);
        let at = text.find(words).unwrap();
        let (line, column) = (text[..at].matches('\n').count() + 1, at - text[..at].rfind('\n').unwrap());
        assert!(found.contains(&format!("{file}:{line}:{column}: warning[open-comment]")), "{words}: {found}");
    }

    // The next file has one more mark, and one of these was answered meanwhile.
    let answered = project.read(PATH).replacen("state = \"open\"", "state = \"done\"", 1);
    project.write(PATH, &answered);
    write_marked(&project, "again.pdf", &[first(), vec![on("Text", "Due dates stand", "Juha", "Whose?")]].concat());
    project.run(&["comments", "again.pdf", "marked.pdf", "--save", "reviewers"]).must_succeed();
    let text = project.read(PATH);
    assert!(text.contains("Whose?") && text.matches("[[comment]]").count() == 5, "{text}");
    assert!(text.contains("state = \"done\""), "{text}");
    project.run(&["comments", "again.pdf", "--save", "others"]).must_succeed();
    assert_eq!(project.read(PATH), text);
    assert!(!project.path().join("report/comments/others.toml").exists());
    assert_eq!(open(&project).matches("[open-comment]").count(), 4);
}

/// `--save` takes a name, so that it would swallow the name of a PDF behind it.
#[test]
fn the_name_of_a_pdf_is_no_name_for_comments() {
    let project = Project::of_report("audit");
    write_marked(&project, "marked.pdf", &first());
    let refused = project.run(&["comments", "marked.pdf", "--save", "other.pdf"]);
    assert!(refused.code == 2 && refused.stderr.contains("--save reviewers other.pdf"), "{}", refused.transcript());
    project.run(&["comments", "marked.pdf", "--save"]).must_succeed();
    assert!(project.path().join("report/comments/comments.toml").exists());
}
