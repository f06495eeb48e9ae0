//! Proves that every example of `docs/model.md` is true: a reader who follows it from the first line to the last has a report without a fault.

use std::fs;

use crate::support::parallel::in_parallel;
use crate::support::pdf;
use crate::support::project::{Project, repository};

/// Where the page begins: the report that its first paragraphs name.
const START: [&str; 6] = ["init", ".", "--starter", "evaluation", "--lang", "en"];

fn page() -> String {
    fs::read_to_string(repository().join("docs/model.md")).unwrap()
}

/// Does what the page says. After each section the report must have no fault.
fn followed(page: &str) -> Project {
    let project = Project::empty();
    project.run(&START).must_succeed();
    let mut lines = page.lines();
    let (mut heading, mut above) = ("", "");
    while let Some(line) = lines.next() {
        if let Some(next) = line.strip_prefix("## ") {
            let run = project.run(&["check", "--deny", "warnings"]);
            assert_eq!(run.code, 0, "after “{heading}”: {}", run.transcript());
            heading = next;
        } else if let Some(edit) = line.strip_prefix("<!-- edit ") {
            let (path, edit) = edit.strip_suffix("-->").unwrap().split_once(": ").unwrap();
            let (from, to) = edit.split_once(" =>").unwrap();
            project.edit(path, from, to.trim());
        } else if let Some(path) = line.strip_prefix("<!-- delete ") {
            project.delete(path.strip_suffix(" -->").unwrap());
        } else if let Some((language, of)) = line.strip_prefix("```").and_then(|fence| fence.split_once(' ')) {
            let content: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            match language {
                "text" => prints(&project, of, &content.join("\n")),
                _ => {
                    // A fence does not show its path where the page is rendered.
                    let path = of.split(' ').next().unwrap();
                    assert!(above.contains(&format!("`{path}`")), "“{above}” does not name `{path}`");
                    add(&project, of, &(content.join("\n") + "\n"));
                }
            }
        }
        if !line.is_empty() {
            above = line;
        }
    }
    project
}

/// A command, such as `raportti check`, prints this.
fn prints(project: &Project, command: &str, expected: &str) {
    let arguments: Vec<&str> = command.split(' ').skip(1).collect();
    let run = project.run(&arguments);
    let lines = |text: &str| text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(lines(&run.stderr), lines(expected), "`{command}`");
}

/// Adds lines where the page says: keys of an item to its beginning, all else to the end of a file.
fn add(project: &Project, place: &str, lines: &str) {
    let path = place.strip_suffix(" (end)").unwrap_or(place);
    let old = fs::read_to_string(project.path().join(path)).unwrap_or_default();
    let is_first = place.ends_with(".toml") && !place.ends_with("model.toml");
    project.write(path, if is_first { format!("{lines}{old}") } else { format!("{old}\n{lines}") });
}

#[test]
fn a_reader_who_follows_the_page_has_a_report_without_a_fault() {
    let project = followed(&page());
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let words = pdf::text(&project.pdfs()[0]);
    for printed in
        ["Observations", "Severity", "LIB-01", "Harbour library", "€12,500", "Answers", "How sure we are", "TLP:AMBER"]
    {
        assert!(words.contains(&pdf::without_breaks(printed)), "{printed}: {words}");
    }
    for gone in ["Conclusions", "Severity: critical"] {
        assert!(!words.contains(&pdf::without_breaks(gone)), "{gone}: {words}");
    }
}

/// `docs/card.png` shows a card after the first section: what its alternative text quotes is there.
#[test]
fn the_picture_shows_the_card_of_the_first_section() {
    let page = page();
    let (first, picture) = page.split_once("![").unwrap();
    let (alt, _) = picture.split_once("](card.png)").unwrap();
    let project = followed(first);
    project.run(&["build"]).must_succeed();
    let words = pdf::text(&project.pdfs()[0]);
    let quoted: Vec<&str> = alt.split('“').skip(1).map(|rest| rest.split('”').next().unwrap()).collect();
    assert!(quoted.len() > 3);
    quoted.iter().for_each(|word| assert!(words.contains(&pdf::without_breaks(word)), "{word}: {words}"));
}

#[test]
fn each_type_takes_the_values_of_its_row() {
    let page = page();
    let (_, table) = page.split_once("| type | what you write |").unwrap();
    let rows: Vec<(String, String)> = table
        .lines()
        .skip(2)
        .map_while(|row| row.strip_prefix("| `"))
        .map(|row| {
            let (name, rest) = row.split_once("` | ").unwrap();
            let (values, _) = rest.split_once(" | ").unwrap();
            (name.to_owned(), values.to_owned())
        })
        .collect();
    assert!(rows.len() > 12, "{rows:?}");
    let project = followed(&page);
    in_parallel(rows, |(name, values)| {
        for value in values.trim_matches('`').split("`, `") {
            let project = Project::copy_of(&project);
            add(
                &project,
                "report/model.toml",
                &format!("[finding.fields.example]\nname.en = \"Example\"\ntype = \"{name}\"\n"),
            );
            add(&project, "report/findings/F2-residents-wish.toml", &format!("example = {value}\n"));
            if name == "file" {
                project.write(&format!("report/{}", value.trim_matches('"')), "a note\n");
            }
            let run = project.run(&["check", "--deny", "warnings"]);
            assert_eq!(run.code, 0, "{name} = {value}: {}", run.transcript());
        }
    });
}
