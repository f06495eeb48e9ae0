//! Proves that a project's own files of the look stand over those of the program, and what `raportti look` does with them.

use std::sync::Arc;

use raportti::build::{self, Inputs};
use raportti::files::overlay::SWITCHES;
use raportti::files::three_way::{self, Names};
use raportti::files::{Source, Tree, archive, builtin, reading};
use raportti::typeset::needs::Needs;

use crate::support::pdf;
use crate::support::project::{Project, contents, copy, files_below, repository};

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

/// A designer had no way to see what followed from the colour of a report but to look at its pages.
#[test]
fn the_list_shows_the_tones_of_the_brand() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n[brand]\ncolour = \"#3a2a7a\"\n"));
    insta::assert_snapshot!("list-of-tones", listed(&project));
    insta::assert_snapshot!("list-of-tones-json", project.run(&["look", "--as", "json"]).must_succeed().stdout);
    project.edit("report/report.toml", "#3a2a7a", "#eeeeee");
    let refused = listed(&project);
    assert!(refused.contains("no tones follow from `[brand]`"), "{refused}");
}

#[test]
fn a_file_is_taken_once_and_compared_with_what_the_program_changed() {
    let project = Project::of_report("minimal");
    let run = project.run(&["look", "take", "componets/finding.typ"]);
    assert!(run.code == 2 && run.stderr.contains("did you mean `components/finding.typ`?"), "{}", run.transcript());
    // One letter more is nearer than `parts/findings.typ`.
    let run = project.run(&["look", "take", "components/findings.typ"]);
    assert!(run.stderr.contains("did you mean `components/finding.typ`?"), "{}", run.transcript());
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
    project.write(CARD, built_in.replace(&first, "// What a finding looked like."));
    assert!(project.run(&["look"]).must_succeed().stdout.contains("finding.typ  as taken  "));
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

/// A run that was killed between its files had merged, but not recorded it: the next one merged into the marks of the first.
#[test]
fn marked_conflicts_are_not_merged_again() {
    let project = Project::of_report("minimal");
    project.run(&["look", "take", "theme.typ"]).must_succeed();
    project.edit("templates/taken.toml", "// Defines the design tokens", "// Has the design tokens");
    project.edit("templates/theme.typ", "// Defines the design tokens", "// Our design tokens");
    let unmerged = project.read("templates/taken.toml");
    let run = project.run(&["look", "take", "--merge", "theme.typ"]);
    assert!(run.code == 1 && run.stdout.contains("1 conflict"), "{}", run.transcript());
    project.write("templates/taken.toml", unmerged);
    let marked = project.read("templates/theme.typ");
    let run = project.run(&["look", "take", "--merge", "theme.typ"]);
    assert!(run.code == 2 && run.stderr.contains("--keep theme.typ"), "{}", run.transcript());
    assert_eq!(project.read("templates/theme.typ"), marked);
}

/// A file with conflicts was recorded as one that fits, and the list only said that it was changed.
#[test]
fn a_file_with_conflicts_fits_nothing() {
    let project = Project::of_report("minimal");
    project.run(&["look", "take", "theme.typ"]).must_succeed();
    project.edit("templates/taken.toml", "// Defines the design tokens", "// Has the design tokens");
    project.edit("templates/theme.typ", "// Defines the design tokens", "// Our design tokens");
    assert_eq!(project.run(&["look", "take", "--merge", "theme.typ"]).code, 1);
    // What was merged is recorded, so the next merge had nothing to do, and ended as if all were well.
    for command in ["--keep", "--merge"] {
        let run = project.run(&["look", "take", command, "theme.typ"]);
        assert!(run.code == 2 && run.stderr.contains("|||||||"), "{}", run.transcript());
    }
    assert!(project.run(&["look"]).must_succeed().stdout.contains("theme.typ  has conflicts to settle"));
}

/// Two builds of one version were called alike on both sides of a conflict.
#[test]
fn builds_of_one_version_are_told_apart() {
    let project = Project::of_report("minimal");
    project.run(&["look", "take", "theme.typ"]).must_succeed();
    let record = project.read("templates/taken.toml");
    let build =
        record.lines().find_map(|line| line.strip_prefix("build = \"")).unwrap().trim_end_matches('"').to_owned();
    let older = record.replace(&build, "0a0a0a0a").replace("// Defines the design tokens", "// Has the design tokens");
    project.write("templates/taken.toml", &older);
    project.edit("templates/theme.typ", "// Defines the design tokens", "// Our design tokens");
    let version = env!("CARGO_PKG_VERSION");
    let head = |of: &str| format!("theme.typ: raportti {version} ({of}) → raportti {version} (build {build})\n");
    let diff = |project: &Project| project.run(&["look", "diff"]).must_succeed().stdout;
    assert!(diff(&project).contains(&head("build 0a0a0a0a")), "{}", diff(&project));
    project.write("templates/taken.toml", older.replace("build = \"0a0a0a0a\"\n", ""));
    assert!(diff(&project).contains(&head("an earlier build")), "{}", diff(&project));
    project.write("templates/taken.toml", older);
    assert_eq!(project.run(&["look", "take", "--merge", "theme.typ"]).code, 1);
    let marked = project.read("templates/theme.typ");
    assert!(marked.contains(&format!("\n||||||| raportti {version} (build 0a0a0a0a)\n")), "{marked}");
    assert!(marked.contains(&format!("\n>>>>>>> raportti {version} (build {build})\n")), "{marked}");
}

/// A theme of a few tokens, as the documentation recommends, became one conflict as long as the program's theme.
#[test]
fn a_theme_of_a_few_tokens_is_not_merged() {
    let project = Project::of_report("minimal");
    let own = "// Ours.\n#let gutter = 7mm\n#let strokes = (fine: 0.3pt)\n";
    project.write("templates/theme.typ", own);
    let run = project.run(&["look", "take", "theme.typ"]);
    assert!(run.code == 2 && run.stderr.contains("--keep theme.typ"), "{}", run.transcript());
    assert!(!run.stderr.contains("--merge") && !run.stderr.contains("adopt"), "{}", run.transcript());
    let merged = |project: &Project| {
        let said = project.run(&["look", "take", "--merge", "theme.typ"]).must_succeed().stdout;
        assert_eq!(project.read("templates/theme.typ"), own);
        said
    };
    assert!(merged(&project).contains("theme.typ  stays, and stands for the present one of the program: its tokens"));
    let theme = String::from_utf8(builtin::templates()["templates/theme.typ"].clone()).unwrap();
    let gutter = theme.lines().find(|line| line.starts_with("#let gutter = ")).unwrap();
    let paper = theme.lines().find(|line| line.starts_with("#let paragraph-gap = ")).unwrap();
    project.edit("templates/taken.toml", gutter, "#let gutter = 99mm");
    project.edit("templates/taken.toml", paper, "#let paragraph-gap = 88mm");
    let said = merged(&project);
    assert!(said.contains("\n  the program has changed `gutter` since: 99mm → "), "{said}");
    assert!(!said.contains("88mm") && !said.contains("fine"), "{said}");
    assert_eq!(merged(&project).lines().count(), 1, "what it said is recorded");
}

/// One changed word was shown as the loss of all others.
#[test]
fn changed_words_are_compared_as_words() {
    let project = Project::of_report("minimal");
    project.write("templates/labels/en.toml", "[heading]\nfindings = \"Observations\"\n");
    let diff = project.run(&["look", "diff", "--mine"]).must_succeed().stdout;
    let changes: Vec<&str> = diff.lines().filter(|line| line.starts_with(['-', '+'])).collect();
    assert_eq!(changes, ["-heading.findings = \"Findings\"", "+heading.findings = \"Observations\""]);
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
    let project = in_both_editions();
    project.copy_templates();
    copy(&repository().join("fonts"), &project.path().join("fonts"));
    project.edit(CARD, "\n", "\n// Ours.\n");
    project.write("templates/parts/ours.typ", "#let part(report, chapter) = none\n");
    project.edit("templates/labels/en.toml", "findings = \"Findings\"", "findings = \"Observations\" # as we say");
    let before = pages(&project);
    let files = |project: &Project| files_below(project.path());

    let all = files(&project);
    let would = project.run(&["look", "adopt", "--dry-run"]).must_succeed().stdout;
    assert!(would.contains("would be removed") && files(&project) == all, "{would}");
    assert!(
        would.contains("templates/book.typ  goes\n") && would.contains("fonts/OFL-SourceSans3.txt  goes\n"),
        "{would}"
    );
    let done = project.run(&["look", "adopt"]).must_succeed().stdout;
    assert!(done.contains(&format!("{CARD}  stays, and is recorded")), "{done}");
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
    assert!(before == pages(&project), "the pages are others");
    // Once more does nothing.
    let after = files(&project);
    project.run(&["look", "adopt"]).must_succeed();
    assert_eq!(files(&project), after);
}

/// `tests/reports/older-look.zip` is the whole look that the program had on 27 November 2026, with the words of one language, of which a
/// designer changed one. Nearly every file of the program has changed since.
#[test]
fn a_whole_look_of_an_older_program_is_reduced_to_what_differs() {
    let project = in_both_editions();
    let archive = std::fs::read(repository().join("tests/reports/older-look.zip")).unwrap();
    let older = archive::unpack(&archive).unwrap();
    older.iter().for_each(|(path, bytes)| project.write(path, bytes));
    // One that a designer took from the present program in the meantime.
    project.write("templates/parts/summary-page.typ", &builtin::templates()["templates/parts/summary-page.typ"]);
    let before = pages(&project);
    assert!(pdf::text(&project.pdfs()[1]).contains(&pdf::without_breaks("What we saw")));
    let done = project.run(&["look", "adopt"]).must_succeed().stdout;
    for said in [
        "templates/components/finding.typ  stays, and is recorded",
        "templates/labels/en.toml  has only the 5 words left that differ\n",
        "templates/figures/in-field.typ  is switched off",
        "1 file that the program has, too, is removed\n",
    ] {
        assert!(done.contains(said), "{said}: {done}");
    }
    assert!(before == pages(&project), "the pages are others");
    insta::assert_snapshot!("older-words", project.read("templates/labels/en.toml"));
    let listed = project.run(&["look"]).must_succeed().stdout;
    let line = listed.lines().find(|line| line.starts_with("templates/labels/en.toml ")).unwrap();
    assert!(line.contains("5 words"), "{listed}");
    assert!(!project.path().join("templates/parts/summary-page.typ").exists());
    project.run(&["check", "--deny", "warnings"]).must_succeed();
}

/// A report with both editions.
fn in_both_editions() -> Project {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", report + "editions = [\"screen\", \"print\"]\n");
    project
}

/// The print edition, whose bytes depend on nothing but what is seen; and what the pages of the screen edition have.
fn pages(project: &Project) -> (Vec<u8>, Vec<Vec<u8>>) {
    project.run(&["build"]).must_succeed();
    let [print, screen] = &project.pdfs()[..] else { panic!("two PDFs") };
    let document = lopdf::Document::load(screen).unwrap();
    let content = document.get_pages().into_values().map(|page| document.get_page_content(page)).collect();
    (std::fs::read(print).unwrap(), content)
}

/// The templates and the fonts in the repository are compiled into the program. `adopt` there took each for a needless copy of itself and
/// deleted them all; `take labels/de.toml` put a `#` before every word.
#[test]
fn the_source_of_the_program_is_nobodys_own_look() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    project.write("Cargo.toml", "[package]\nname = \"raportti\"\n");
    let before = contents(project.path());
    let commands: [&[&str]; 5] = [
        &["adopt"],
        &["adopt", "--dry-run"],
        &["take", "labels/de.toml"],
        &["take", "--keep", "theme.typ"],
        &["take", "--merge", "theme.typ"],
    ];
    for command in commands {
        let run = project.run(&[&["look"], command].concat());
        assert!(run.code == 2 && run.stderr.contains("is the source of raportti"), "{}", run.transcript());
        assert!(run.stderr.contains("hint: "), "{}", run.transcript());
    }
    let listed = project.run(&["look"]).must_succeed().stdout;
    assert!(listed.contains("source of raportti") && !listed.contains("look take"), "{listed}");
    assert!(contents(project.path()) == before);
    project.write("Cargo.toml", "[package]\nname = \"measurements\"\n");
    project.run(&["look", "adopt"]).must_succeed();
}

/// A project owned a look from before the program aligned numbers in the tables of Markdown. Once adopted, its report could not be built:
/// the program's file was there again, and nothing of the project's older look fitted it.
#[test]
fn what_an_older_look_does_without_stays_off_when_it_is_adopted() {
    let project = in_both_editions();
    project.copy_templates();
    project.delete("templates/look/markdown-table.typ");
    let chapter = project.read("report/chapters/introduction.en.md");
    project.write(
        "report/chapters/introduction.en.md",
        chapter + "\n| Year | Visits |\n| --- | --- |\n| 2024 | 9.5 |\n| 2025 | 1100.25 |\n",
    );
    let before = pages(&project);
    let done = project.run(&["look", "adopt"]).must_succeed().stdout;
    assert!(done.contains("templates/look/markdown-table.typ  is switched off"), "{done}");
    assert!(before == pages(&project), "the pages are others");
    let listed = project.run(&["look"]).must_succeed().stdout;
    let line = listed.lines().find(|line| line.starts_with("templates/look/markdown-table.typ "));
    assert!(line.is_some_and(|line| line.ends_with("  switched off")), "{listed}");
    let adopted = contents(&project.path().join("templates"));
    project.run(&["look", "adopt"]).must_succeed();
    assert!(contents(&project.path().join("templates")) == adopted, "once more does nothing");

    // The PDF carries it, so that what is extracted makes the same bytes.
    let screen = project.pdfs().pop().unwrap();
    let extracted = Project::empty();
    extracted.run(&["extract", screen.to_str().unwrap(), "again"]).must_succeed();
    extracted.run(&["build", "again"]).must_succeed();
    let again = extracted.path().join("again/build").join(screen.file_name().unwrap());
    assert!(std::fs::read(again).unwrap() == std::fs::read(&screen).unwrap());

    // The file says that it can be deleted, and the program's can be taken in its place.
    project.run(&["look", "take", "look/markdown-table.typ"]).must_succeed();
    project.delete("templates/look/markdown-table.typ");
    assert!(before != pages(&project), "the numbers are aligned");
}

/// What the program imports by itself was carried only if a template names it, too.
#[test]
fn every_switch_is_needed_whatever_the_templates_name() {
    let templates: Tree = SWITCHES.iter().map(|path| ((*path).to_owned(), b"#let it = none".to_vec())).collect();
    let needs = Needs::of(&templates, &Tree::new(), &[], &[]);
    assert_eq!(needs.templates.iter().map(String::as_str).collect::<Vec<_>>(), {
        let mut all = SWITCHES.to_vec();
        all.sort_unstable();
        all
    });
}

/// A project took the theme to change a colour. The next version of the program had a face and colours for code, and could not set its
/// report: `dictionary does not contain key "code-comment"`.
#[test]
fn a_theme_of_an_older_program_lacks_nothing() {
    let project = in_both_editions();
    let chapter = project.read("report/chapters/introduction.en.md");
    project
        .write("report/chapters/introduction.en.md", chapter + "\nCall `look`:\n\n```rust\nlet a = \"b\"; // c\n```\n");
    let before = pages(&project);
    let theme = String::from_utf8(builtin::templates()["templates/theme.typ"].clone()).unwrap();
    let later = ["code-", "code:", "#let of-brand", "upright-height", "chapter-gap", "chapter-room", "head-logo-size"];
    let is_later = |line: &str| later.iter().any(|word| line.contains(word));
    let older: Vec<&str> = theme.lines().filter(|line| !is_later(line) || line.contains("leading")).collect();
    assert!(older.len() + 15 < theme.lines().count());
    let older = older.join("\n").replace(", code: 0.3em", "") + "\n";
    project.write("templates/theme.typ", older);
    assert!(before == pages(&project), "the pages are others");
    // Tones of a colour of the report are derived from both, too.
    project.delete("templates/theme.typ");
    let brand = project.read("report/report.toml") + "\n[brand]\ncolour = \"#5a2a6e\"\n";
    project.write("report/report.toml", brand);
    let before = pages(&project);
    project.write("templates/theme.typ", theme.replace("#let of-brand", "#let of-older-brand"));
    assert!(before == pages(&project), "the tones are others");
}

/// A token that is a dictionary gets its keys one by one; one that `look/tokens.typ` forgets would lack the later ones.
#[test]
fn every_dictionary_of_the_theme_is_laid_over_that_of_the_program() {
    let text = |path: &str| String::from_utf8(builtin::templates()[path].clone()).unwrap();
    let (theme, tokens) = (text("templates/theme.typ"), text("templates/look/tokens.typ"));
    let mut found = 0;
    for (at, _) in theme.match_indices("#let ") {
        let Some((name, value)) = theme[at + 5..].split_once(" = (") else { continue };
        let first = value.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with("//")).unwrap();
        let is_dictionary = first.starts_with(|c: char| c.is_ascii_lowercase()) && first.contains(": ");
        if is_dictionary && !name.contains([' ', '\n']) {
            found += 1;
            let line = format!("#let {name} = of-program.{name} + {name}\n");
            assert!(tokens.contains(&line), "`look/tokens.typ` lacks `{}`", line.trim_end());
        }
    }
    assert!(found >= 16, "the dictionaries of the theme were not understood: {found}");
}

/// A card from an older program lacked a function that a later template of the program imports. The fault lay in a file that the project
/// does not have, with the advice to report it to the developers.
#[test]
fn a_template_that_does_not_fit_the_program_is_named() {
    let project = Project::of_report("minimal");
    project.write("templates/components/own.typ", "// Defines what an older program asked for.\n#let own = none\n");
    let run = project.run(&["check"]);
    let (at, why) = ("templates/components/own.typ:1:1", "probably since this file does not fit it");
    assert!(run.code == 1 && run.stderr.contains(at) && run.stderr.contains(why), "{}", run.transcript());
    assert!(run.stderr.contains("look take --merge") && !run.stderr.contains("developers"), "{}", run.transcript());

    // A fault in the project's own file says so only if the program has changed that since.
    let project = Project::of_report("minimal");
    project.run(&["look", "take", "components/finding.typ"]).must_succeed();
    project.edit(CARD, "#import \"../look/tokens.typ\": *", "#import \"../look/tokens.typ\": *, gone-since");
    let changed = "the program has changed `components/finding.typ` since it was taken from raportti";
    for command in ["check", "build"] {
        let run = project.run(&[command]);
        assert!(run.code == 1 && !run.stderr.contains(changed), "{}", run.transcript());
    }
    project.edit("templates/taken.toml", "// Defines the card", "// Defined the card");
    for command in ["check", "build"] {
        let run = project.run(&[command]);
        assert!(run.code == 1 && run.stderr.contains(changed), "{}", run.transcript());
    }
}

/// Whoever wrote in a language that is not built in had to find out all keys from a warning.
#[test]
fn words_of_another_language_begin_as_a_file_to_fill_in() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "[\"en\"]", "[\"en\", \"lv\"]");
    let run = project.run(&["check"]);
    assert!(run.code == 1 && run.stderr.contains("`raportti look take labels/lv.toml`"), "{}", run.transcript());
    project.run(&["look", "take", "labels/lv.toml"]).must_succeed();
    let words = project.read("templates/labels/lv.toml");
    assert!(words.contains("\nlocale = \"lv-LV\"\n") && words.contains("\n# findings = \"Findings\"\n"), "{words}");
    assert_eq!(words.matches("locale = ").count(), 1);
    assert!(!project.path().join("templates/taken.toml").exists(), "it was taken from no file of the program");
    let warned = |project: &Project| {
        let said = project.run(&["check"]).must_succeed().stderr;
        let line = said.lines().find(|line| line.contains("untranslated-label")).unwrap().to_owned();
        line.split(' ').find_map(|word| word.parse::<usize>().ok()).unwrap()
    };
    let all = warned(&project);
    project.edit("templates/labels/lv.toml", "# contents = \"Contents\"", "contents = \"Saturs\"");
    assert_eq!(warned(&project), all - 1);
    let again = project.run(&["look", "take", "labels/lv.toml"]);
    assert!(again.code == 2 && again.stderr.contains("there already"), "{}", again.transcript());
    let from_the_right = project.run(&["look", "take", "labels/ar.toml"]);
    assert!(
        from_the_right.code == 2 && from_the_right.stderr.contains("right to left"),
        "{}",
        from_the_right.transcript()
    );
}
