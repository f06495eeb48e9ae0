//! Proves what the commands about single items print and write: `list`, `stats`, `new`, `rename` and `withdraw`.

use raportti::bounds::text::CONDITION_STEPS;

use crate::support::git::Repository;
use crate::support::project::{Project, contents};

/// One line for each command, and what it printed.
fn told(project: &Project, commands: &[&[&str]]) -> String {
    let one =
        |arguments: &&[&str]| format!("$ raportti {}\n{}", arguments.join(" "), project.run(arguments).transcript());
    commands.iter().map(one).collect::<Vec<_>>().join("\n").replace('\u{1b}', "\\u{1b}")
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
            &["list", "recommendation", "--where", "priority in ['high', 'lwo']"],
            &["list", "recommendation", "--where", "priority not in [\"hgih\"]"],
            &["list", "recommendation", "--where", "priority in ['high', 'low']"],
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
    let commands: [&[&str]; 9] = [
        &["new", "finding", "\u{1b}[31mred"],
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

/// What a command changed in the files of a report: the lines that went and that came.
fn changed(project: &Project, arguments: &[&str]) -> String {
    let before = contents(&project.path().join("report"));
    let run = project.run(arguments).transcript();
    let after = contents(&project.path().join("report"));
    let text = |bytes: &Vec<u8>| String::from_utf8_lossy(bytes).into_owned();
    let name = |path: &std::path::Path| path.strip_prefix(project.path()).unwrap_or(path).display().to_string();
    let mut story = format!("$ raportti {}\n{run}", arguments.join(" "));
    for (path, bytes) in &before {
        let new = after.get(path).map(&text);
        let old = text(bytes);
        if new.as_deref() != Some(&old) {
            story += &format!("\n== {}{}\n", name(path), if new.is_none() { " (gone)" } else { "" });
            let new = new.unwrap_or_default();
            story.extend(
                old.lines().filter(|line| !new.lines().any(|other| other == *line)).map(|line| format!("- {line}\n")),
            );
            story.extend(
                new.lines().filter(|line| !old.lines().any(|other| other == *line)).map(|line| format!("+ {line}\n")),
            );
        }
    }
    let fresh = after.keys().filter(|path| !before.contains_key(*path));
    story + &fresh.map(|path| format!("\n== {} (new)\n", name(path))).collect::<String>()
}

fn without_versions() -> (Project, Repository) {
    let project = Project::of_report("full");
    let mentions =
        "\nSee [@F1], [see @F2; @F1; -@Fig1], [words](@F1) and {{ findings.F1.title }}, not F1, F11 or \\[@F1\\].\n";
    let chapter = project.read("report/chapters/introduction.en.md");
    project.write("report/chapters/introduction.en.md", chapter + mentions);
    let repository = Repository::new(project.path());
    repository.commit("first");
    (project, repository)
}

/// What was reviewed stays reviewed: only a name changed.
#[test]
fn an_item_gets_another_id_everywhere() {
    let (project, _repository) = without_versions();
    project.run(&["review", "--all"]);
    let mut story = changed(&project, &["rename", "F1", "F12"]);
    story += &changed(&project, &["rename", "A1.1", "A1.7"]);
    story += &changed(&project, &["rename", "Fig1", "F12"]);
    story += &changed(&project, &["rename", "nothing", "F13"]);
    // The file was written under its own name, and then removed.
    story += &changed(&project, &["rename", "F2", "F2"]);
    story += &changed(&project, &["rename", "F2", "f2"]);
    insta::assert_snapshot!(story);
    let open = project.run(&["review"]).transcript();
    assert!(!open.contains("F12") && !open.contains("A1.7"), "{open}");
}

/// An id that others may have written down stays an address, and so does one of which nobody can tell.
#[test]
fn an_id_that_was_published_is_renamed_by_force_only() {
    let (project, repository) = without_versions();
    repository.tag("v1.0.0");
    let mut story = changed(&project, &["rename", "R2", "R5"]);
    story += &changed(&project, &["rename", "R2", "R5", "--force"]);
    project.write("report/chapters/other.en.md", "![](Fig1){width=50%}\n\n![F1](Fig11)\n");
    story += &changed(&project, &["rename", "Fig1", "Fig12", "--force"]);
    let alone = Project::of_report("full");
    story += &changed(&alone, &["rename", "R2", "R5"]);
    insta::assert_snapshot!(story.replace(&alone.path().display().to_string(), "PROJECT"));
}

#[test]
fn an_item_is_withdrawn_and_its_id_stays() {
    let (project, _repository) = without_versions();
    let mut story =
        changed(&project, &["withdraw", "F2", "--reason", "It said the same as F1.", "--replaced-by", "F1"]);
    // The ids of its actions were lost with a recommendation.
    story += &changed(&project, &["withdraw", "R1", "--reason", "It was followed."]);
    story += &changed(&project, &["withdraw", "A1.1", "--reason", "It was done."]);
    story += &changed(&project, &["withdraw", "F2", "--reason", "Again."]);
    story += &changed(&project, &["withdraw", "F1", "--reason", "No.", "--replaced-by", "F77"]);
    insta::assert_snapshot!(story);
}
