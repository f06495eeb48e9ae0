//! Proves what the commands about single items print and write: `list`, `stats` and `new`.

use raportti::bounds::text::CONDITION_STEPS;

use crate::support::project::Project;

/// One line for each command, and what it printed.
fn told(project: &Project, commands: &[&[&str]]) -> String {
    let one =
        |arguments: &&[&str]| format!("$ raportti {}\n{}", arguments.join(" "), project.run(arguments).transcript());
    commands.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[test]
fn items_are_listed_by_what_they_say() {
    let project = Project::of_report("full");
    insta::assert_snapshot!(told(
        &project,
        &[
            &["list", "recommendation"],
            &["list", "recommendations", "--where", "priority == \"high\" and addressees"],
            &["list", "finding", "--sort", "-id", "--fields", "theme,evidence.source"],
            &["list", "action", "--where", "start >= \"2026\"", "--sort", "end,id", "--fields", "start,end"],
            &["list", "source", "--where", "\"F1\" in used_by", "--as", "csv", "--fields", "year"],
            &["list", "theme", "--as", "json"],
        ]
    ));
}

/// A condition that no item can meet would print an empty list, as one does that none happens to meet.
#[test]
fn a_condition_that_is_wrong_says_so() {
    let project = Project::of_report("full");
    insta::assert_snapshot!(told(
        &project,
        &[
            &["list", "recommendation", "--where", "priority == \"hihg\""],
            &["list", "recommendation", "--where", "prioritty == \"high\""],
            &["list", "recommendation", "--where", "priority ="],
            &["list", "recommendation", "--where", "priority == \"low\" and priority == \"high\""],
            &["list", "recommendation", "--where", "range(1000000)|list|length > 3"],
            &["list", "recomendation"],
            &["list", "finding", "--sort", "tilte"],
            &["list", "finding", "--fields", "evidence"],
        ]
    ));
}

#[test]
fn a_condition_has_a_bounded_number_of_steps() {
    let long = vec!["id=='x'"; usize::try_from(CONDITION_STEPS).unwrap()].join(" or ");
    let run = Project::of_report("minimal").run(&["list", "finding", "--where", &long]);
    assert!(run.stderr.contains("this is no condition"), "{}", run.transcript());
    assert_eq!(run.code, 2);
}

#[test]
fn items_are_counted_by_kind_word_and_link() {
    insta::assert_snapshot!(told(&Project::of_report("full"), &[&["stats"], &["stats", "--as", "json"]]));
}

/// Every kind of the report can be started; what is written is TOML, and `check` names each key that is still empty at its place.
#[test]
fn a_new_item_has_every_key_that_it_needs() {
    let project = Project::of_report("full");
    let commands: [&[&str]; 8] = [
        &["new", "finding", "Øl og æbler: 3 ”gode” grunde til mere", "--in", "theme=topic"],
        &["new", "recommendation", "--in", "conclusions=C1"],
        &["new", "action", "--in", "recommendation=R1"],
        &["new", "question", "What was achieved?"],
        &["new", "theme"],
        &["new", "source", "Annual report of the agency"],
        &["new", "source"],
        &["new", "finding", "--id", "F1"],
    ];
    let mut story = told(&project, &commands);
    let mut fresh: Vec<String> =
        story.lines().filter_map(|line| line.split_once("  report/")).map(|(_, path)| path.to_owned()).collect();
    fresh.sort();
    fresh.dedup();
    for path in fresh {
        story += &format!("\n== report/{path}\n{}", project.read(&format!("report/{path}")));
    }
    insta::assert_snapshot!(story);
    insta::assert_snapshot!("what_new_items_lack", project.run(&["check", "--format", "short"]).transcript());
}
