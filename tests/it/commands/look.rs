//! Proves that a project's own files of the look stand over those of the program, and what `raportti look` does with them.

use std::sync::Arc;

use raportti::build::{self, Inputs};
use raportti::files::three_way::{self, Names};
use raportti::files::{Source, Tree, builtin, reading};

use crate::support::project::{Project, copy, files_below, repository};

const CARD: &str = "templates/components/finding.typ";
const PART: &str = "templates/parts/terms.typ";

/// The project, read over templates of a program in which one text is another.
fn over(project: &Project, path: &str, change: impl Fn(&str) -> String) -> Inputs {
    let mut templates = Tree::clone(builtin::templates());
    let text = String::from_utf8(templates[path].clone()).unwrap();
    templates.insert(path.to_owned(), change(&text).into_bytes());
    let files = reading::tree(project.path(), &["report", "templates", "fonts"]).unwrap();
    Inputs::over(Source::of(files), &Arc::new(templates), builtin::fonts())
}

/// A project with one own component got none of the changes of the program's other templates, since it had to own all of them.
#[test]
fn a_report_with_one_own_component_keeps_building_when_another_template_changes() {
    let project = Project::of_report("minimal");
    project.run(&["look", "take", "components/finding.typ"]).must_succeed();
    project.edit(CARD, "\n", "\n// Ours.\n");
    let inputs = over(&project, PART, |text| format!("{text}\n#let changed-later = true\n"));
    assert!(inputs.templates[PART].ends_with(b"#let changed-later = true\n"));
    assert!(String::from_utf8_lossy(&inputs.templates[CARD]).contains("// Ours."));
    let checked = build::faults(&inputs, true);
    assert!(checked.ready.is_some(), "{:?}", checked.faults.diagnostics);
    project.run(&["build", "--deny", "warnings"]).must_succeed();

    // Only what is the project's own is carried, and the PDF is made from it again.
    let pdf = project.pdfs()[0].clone();
    let listed = project.run(&["extract", "--list", pdf.to_str().unwrap()]).must_succeed().stdout;
    assert!(listed.contains(CARD) && !listed.contains(PART) && !listed.contains("taken.toml"), "{listed}");
    project.run(&["verify", pdf.to_str().unwrap()]).must_succeed();
    let extracted = Project::empty();
    extracted.run(&["extract", pdf.to_str().unwrap(), "again"]).must_succeed();
    extracted.run(&["build", "again"]).must_succeed();
    let again = extracted.path().join("again/build").join(pdf.file_name().unwrap());
    assert!(
        std::fs::read(again).unwrap() == std::fs::read(&pdf).unwrap(),
        "the extracted project makes the same bytes"
    );
}

#[test]
fn one_own_word_stands_over_the_words_of_the_program() {
    let project = Project::of_report("minimal");
    project.write("templates/labels/en.toml", "heading.findings = \"Observations\"\n");
    project.run(&["expand", "out"]).must_succeed();
    let labels = project.read("out/generated/labels.typ");
    assert!(labels.contains("\"Observations\"") && labels.contains("\"Conclusions\""), "{labels}");
}

/// The list without the numbers of what comes from the program.
fn listed(project: &Project) -> String {
    let printed = project.run(&["look"]).must_succeed().stdout;
    let is_count = |word: &str| word.chars().all(|c| c.is_ascii_digit());
    let line = |line: &str| match line.ends_with("come from the program") {
        true => line.split(' ').map(|word| if is_count(word) { "…" } else { word }).collect::<Vec<_>>().join(" "),
        false => line.to_owned(),
    };
    printed.lines().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_list_says_what_is_the_projects_own() {
    let project = Project::of_report("minimal");
    insta::assert_snapshot!("list-of-none", listed(&project));
    project.run(&["look", "take", "components/finding.typ", "labels/fi.toml", "theme.typ"]).must_succeed();
    project.edit(CARD, "\n", "\n// Ours.\n");
    project.edit("templates/labels/fi.toml", "# findings = \"Havainnot\"", "findings = \"Huomiot\"");
    project.write("templates/parts/ours.typ", "#let part(report, chapter) = none\n");
    // As if the theme had been taken from an older program.
    let record =
        project.read("templates/taken.toml").replacen("// Defines the design tokens", "// Has the design tokens", 1);
    project.write("templates/taken.toml", record);
    insta::assert_snapshot!("list", listed(&project));
    insta::assert_snapshot!("list-json", project.run(&["look", "--as", "json"]).must_succeed().stdout);
    let all = project.run(&["look", "--all"]).must_succeed().stdout;
    assert!(all.contains("\ncomponents/finding.typ  "), "{all}");
}

#[test]
fn a_file_is_taken_once_and_compared_with_what_the_program_changed() {
    let project = Project::of_report("minimal");
    let run = project.run(&["look", "take", "componets/finding.typ"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `components/finding.typ`?"), "{}", run.transcript());
    project.run(&["look", "take", "templates/components/finding.typ"]).must_succeed();
    let built_in = String::from_utf8(builtin::templates()[CARD].clone()).unwrap();
    assert_eq!(project.read(CARD), built_in);
    assert_eq!(
        project.run(&["look", "diff"]).must_succeed().stdout,
        "the program has changed nothing in what was taken\n"
    );

    // The program had another first line when the file was taken, and the project changed the end.
    let first = built_in.lines().next().unwrap().to_owned();
    project.edit("templates/taken.toml", &first, "// What a finding looked like.");
    project.write(CARD, built_in.replace(&first, "// What a finding looked like.") + "// Ours.\n");
    let diff = project.run(&["look", "diff", "components/finding.typ"]).must_succeed().stdout;
    assert!(diff.contains("\n-// What a finding looked like.\n") && diff.contains(&format!("\n+{first}\n")), "{diff}");
    let mine = project.run(&["look", "diff", "--mine"]).must_succeed().stdout;
    assert!(mine.contains("\n+// Ours.\n") && !mine.contains("\n-"), "{mine}");
    let run = project.run(&["look", "take", "components/finding.typ"]);
    assert!(run.code == 2 && run.stderr.contains("--merge"), "{}", run.transcript());
    project.run(&["look", "take", "--merge", "components/finding.typ"]).must_succeed();
    assert_eq!(project.read(CARD), built_in + "// Ours.\n");
    assert!(project.run(&["look", "diff"]).must_succeed().stdout.contains("nothing"));
    project.run(&["check", "--deny", "warnings"]).must_succeed();
}

#[test]
fn both_changes_of_one_line_are_marked() {
    let names = Names { base: "raportti 1", mine: "of the project", theirs: "raportti 2" };
    let merged = three_way::merge("a\nb\nc\nd\n", "a\nB\nc\nd\nmine\n", "a\nß\nc\nd\n", names);
    assert_eq!(merged.conflicts, 1);
    assert_eq!(
        merged.text,
        "a\n<<<<<<< of the project\nB\n||||||| raportti 1\nb\n=======\nß\n>>>>>>> raportti 2\nc\nd\nmine\n"
    );
    let both = three_way::merge("a\nb\nc\nd\ne\n", "0\na\nb\nc\nd\n", "a\nb\nc\nd\ne\nf\n", names);
    assert_eq!(both.conflicts, 1, "the last line is gone here and followed by another there");
    let apart = three_way::merge("a\nb\nc\nd\ne\n", "0\na\nb\nd\ne\n", "a\nb\nc\nd\nE\n", names);
    assert_eq!((apart.text.as_str(), apart.conflicts), ("0\na\nb\nd\nE\n", 0));
    let same = three_way::merge("a\n", "b", "b", names);
    assert_eq!((same.text.as_str(), same.conflicts), ("b", 0));
}

/// Projects had all 74 templates, and the fonts, to change one colour.
#[test]
fn a_whole_look_is_reduced_to_what_differs() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    copy(&repository().join("fonts"), &project.path().join("fonts"));
    project.edit(CARD, "\n", "\n// Ours.\n");
    project.write("templates/parts/ours.typ", "#let part(report, chapter) = none\n");
    project.edit("templates/labels/en.toml", "findings = \"Findings\"", "findings = \"Observations\" # as we say");
    project.run(&["build"]).must_succeed();
    let pdf = project.pdfs()[0].clone();
    let before = std::fs::read(&pdf).unwrap();
    let files = |project: &Project| files_below(project.path());

    let all = files(&project);
    let would = project.run(&["look", "adopt", "--dry-run"]).must_succeed().stdout;
    assert!(would.contains("would be removed") && files(&project) == all, "{would}");
    let done = project.run(&["look", "adopt"]).must_succeed().stdout;
    assert!(done.contains(&format!("{CARD}  stays")), "{done}");
    let left = |folder: &str| {
        let files = files_below(&project.path().join(folder)).into_iter();
        let names = files.map(|path| path.strip_prefix(project.path()).unwrap().to_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(
        left("templates"),
        [CARD, "templates/labels/en.toml", "templates/parts/ours.typ", "templates/taken.toml"]
    );
    assert_eq!(left("fonts"), Vec::<String>::new());
    let words = project.read("templates/labels/en.toml");
    assert!(
        words.contains("[heading]\nfindings = \"Observations\" # as we say\n") && words.lines().count() < 12,
        "{words}"
    );
    project.run(&["build"]).must_succeed();
    let pages = |pdf: &[u8]| lopdf::Document::load_mem(pdf).unwrap().get_pages().len();
    assert_eq!(pages(&before), pages(&std::fs::read(&pdf).unwrap()));
    // Once more does nothing.
    let after = files(&project);
    project.run(&["look", "adopt"]).must_succeed();
    assert_eq!(files(&project), after);
}
