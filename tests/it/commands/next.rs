//! Proves how `raportti next` begins an edition, and what the pages say of states over the editions.

use crate::support::pdf::text;
use crate::support::project::{Project, contents};

/// What changed in the report, line by line.
fn changes(project: &Project, before: &std::collections::BTreeMap<std::path::PathBuf, Vec<u8>>) -> String {
    let now = contents(&project.path().join("report"));
    let changed = now.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes));
    let shown = changed.map(|(path, bytes)| {
        let old = before.get(path).map(|old| String::from_utf8_lossy(old).into_owned()).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes).into_owned();
        let new: String = text
            .lines()
            .filter(|line| !old.lines().any(|old| old == *line))
            .map(|line| format!("+ {line}\n"))
            .collect();
        format!("== {}\n{new}", path.display())
    });
    shown.collect()
}

#[test]
fn an_edition_begins_with_its_version_its_day_and_what_is_asked_for() {
    let project = Project::of_report("full");
    let before = contents(&project.path().join("report"));
    let run = project.run(&["next", "--date", "2027-01-31"]);
    insta::assert_snapshot!(format!("{}\n{}", run.transcript(), changes(&project, &before)));
    // Asked again on that day, nobody is asked twice.
    let again = project.run(&["next", "--date", "2027-02-28", "--no-follow-up"]);
    assert_eq!(again.code, 0, "{}", again.transcript());
    let check = project.run(&["check", "--format", "short"]);
    assert!(check.stderr.contains("follow-up-without-status"), "{}", check.transcript());
    assert!(!check.stderr.contains("error"), "{}", check.transcript());
}

#[test]
fn an_edition_that_is_not_later_is_refused() {
    let project = Project::of_report("full");
    let before = contents(&project.path().join("report"));
    let wrong: [&[&str]; 5] = [
        &["next", "--date", "2020-01-31"],
        &["next", "--date", "yesterday"],
        &["next", "--version", "0.0.1", "--date", "2030-01-31"],
        &["next", "--version", "2", "--date", "2030-01-31"],
        &["next", "--date", "99999-01-01"],
    ];
    let told: String = wrong.iter().map(|arguments| project.run(arguments).transcript()).collect();
    assert_eq!(before, contents(&project.path().join("report")));
    insta::assert_snapshot!(told);
}

/// States of two days stand in a table over time, and one that was asked for and not given is none.
#[test]
fn states_over_the_editions_stand_in_a_table_and_a_chart() {
    let project = Project::of_report("full");
    project.run(&["next", "--date", "2027-01-31"]);
    let file = "report/recommendations/R1-full.toml";
    project.edit(file, "# status = …", "status = \"implemented\"");
    let run = project.run(&["build", "--lang", "en", "--edition", "screen"]);
    assert_eq!(run.code, 0, "{}", run.transcript());
    let text = text(&project.pdfs()[0]);
    // The text of pages has no spaces. The bars stand before the name of the table.
    let bars = "12Jan2026Implemented0Inprogress131Jan2027Implemented1Inprogress0";
    let (_, below) = text.split_once(bars).expect("the bars stand on a page");
    assert!(below.starts_with("Table") && below.contains(".Statusovertime"), "{below}");
    assert!(text.contains("31Jan2027Nofollowupyet"), "a state that nobody gave: {text}");
}
