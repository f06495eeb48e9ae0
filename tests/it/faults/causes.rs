//! Proves that a mistake is reported once, at its place, with a hint, and without faults that only follow from it.

use std::fs;

use crate::support::project::Project;

/// A small report in two languages, in which all items are linked.
const FILES: [(&str, &str); 10] = [
    (
        "report.toml",
        "id = \"small\"\nversion = \"1.0.0\"\ndate = 2026-01-15\nstatus = \"final\"\nlanguages = [\"en\", \"fi\"]\n\
         title = { en = \"Hours\", fi = \"Ajat\" }\npublisher = \"Town\"\nauthors = [\"Team\"]\nkeywords = [\"hours\"]\n\
         abstract = \"Short.\"\nlicence = \"CC BY 4.0\"\nnotice = \"Made up.\"\n\
         parts = [\"contents\", \"introduction\", \"findings\", \"conclusions\", \"sources\"]\n\n\
         [[theme]]\nid = \"use\"\ntitle = \"Use\"\n\n[rules]\nmissing-translation = \"off\"\nunused-conclusion = \"off\"\n",
    ),
    ("questions.toml", "[[question]]\nid = \"Q1\"\ntext = \"Do hours matter?\"\n"),
    ("chapters/introduction.en.md", "# Introduction\n\nSee [@H1] and [@K1].\n"),
    ("chapters/introduction.fi.md", "# Johdanto\n\nKatso [@H1] ja [@K1].\n"),
    (
        "findings/H1-visits.toml",
        "title = \"Visits grew\"\ncondition.en = \"There were more [@tally].\"\ncondition.fi = \"Oli enemmän [@tally].\"\n\
         question = \"Q1\"\ntheme = \"use\"\nfigures = [\"K1\"]\n\n[[evidence]]\nsource = \"tally\"\n",
    ),
    ("conclusions/J1-need.toml", "title = \"There is a need\"\ntext = \"It shows in [@H1].\"\nfindings = [\"H1\"]\n"),
    ("conclusions/J2-more.toml", "title = \"There is more\"\ntext = \"As [@J1] says, [@H1].\"\nfindings = [\"H1\"]\n"),
    (
        "figures/K1-visits.toml",
        "kind = \"column\"\ntitle = \"Visits\"\nalt = \"Visits grew from 41,000 to 50,500.\"\nsource = \"tally\"\n\n\
         [[data]]\nlabel = \"2023\"\nvalue = 40000\n\n[[data]]\nlabel = \"2024\"\nvalue = 41000\n\n[[data]]\nlabel = \"2025\"\n\
         value = 50500\n",
    ),
    (
        "sources/tally-2025.toml",
        "kind = \"statistic\"\ntitle = \"Tally\"\npublisher = \"Town\"\nauthor = \"Town\"\nyear = 2025\n",
    ),
    ("terms.toml", "[hours]\nterm = \"hours\"\nexpansion = \"when it is open\"\n"),
];

fn small() -> Project {
    let project = Project::empty();
    for (path, text) in FILES {
        project.write(&format!("report/{path}"), text);
    }
    project
}

/// Checks that a mistake causes exactly one fault, with these words.
fn told_once(slip: impl Fn(&Project), words: &[&str]) {
    let project = small();
    slip(&project);
    let run = project.run(&["check", "--format", "short"]);
    let faults: Vec<&str> = run.stderr.lines().filter(|line| line.contains(": error[")).collect();
    assert!(run.code == 1 && faults.len() == 1, "{words:?}\n{}", run.transcript());
    let shown = project.run(&["check"]).transcript();
    for word in words {
        assert!(faults[0].contains(word) || shown.contains(word), "{word}\n{}\n{shown}", faults[0]);
    }
}

fn renamed(from: &str, to: &str) -> impl Fn(&Project) + use<> {
    let paths = [from, to].map(|path| format!("report/{path}"));
    move |project: &Project| fs::rename(project.path().join(&paths[0]), project.path().join(&paths[1])).unwrap()
}

fn edited(path: &str, from: &str, to: &str) -> impl Fn(&Project) + use<> {
    let (path, from, to) = (format!("report/{path}"), from.to_owned(), to.to_owned());
    move |project: &Project| project.edit(&path, &from, &to)
}

#[test]
fn the_small_report_has_no_fault() {
    let run = small().run(&["check"]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.transcript());
}

/// A file with a mistyped name made each reference to it a fault, too.
#[test]
fn a_misnamed_file_is_one_fault() {
    told_once(renamed("conclusions/J1-need.toml", "conclusions/J1-need.toml.txt"), &["did you mean `J1-need.toml`?"]);
    told_once(renamed("conclusions/J1-need.toml", "conclusions/J1-need.tml"), &["did you mean `J1-need.toml`?"]);
    told_once(renamed("conclusions/J1-need.toml", "conclusions/J1-need.docx"), &["an item is a file `ID-words.toml`"]);
    told_once(renamed("figures/K1-visits.toml", "figures/K1-visits.TOML"), &["did you mean `K1-visits.toml`?"]);
    told_once(renamed("questions.toml", "Questions.toml"), &["did you mean `questions.toml`?"]);
    told_once(renamed("questions.toml", "question.toml.txt"), &["did you mean `questions.toml`?"]);
    for name in ["introduction-en.md", "introduction.en.markdown", "INTRODUCTION.EN.MD", "introduction.EN.md"] {
        let misnamed = renamed("chapters/introduction.en.md", &format!("chapters/{name}"));
        told_once(misnamed, &[name, "did you mean `introduction.en.md`?"]);
    }
}

/// A folder with a mistyped name was a fault for each file in it, and for each reference to one.
#[test]
fn a_misnamed_folder_is_one_fault() {
    told_once(renamed("chapters", "Chapters"), &["no folder `Chapters`", "did you mean `chapters`?"]);
    told_once(renamed("conclusions", "conclusion"), &["no folder `conclusion`", "did you mean `conclusions`?"]);
    told_once(renamed("findings", "findings.old"), &["no folder `findings.old`", "did you mean `findings`?"]);
    let nested = |project: &Project| {
        fs::create_dir(project.path().join("report/findings/old")).unwrap();
        renamed("findings/H1-visits.toml", "findings/old/H1-visits.toml")(project);
    };
    told_once(nested, &["findings/old/H1-visits.toml", "move it out of `old/`"]);
}

/// A mistyped reference to a file was reported as a missing file and as an unused file.
#[test]
fn a_misnamed_image_is_one_fault() {
    for (written, hint) in [
        ("/report/images/a.svg", "did you mean `images/a.svg`?"),
        ("report/images/a.svg", "did you mean `images/a.svg`?"),
        ("a.svg", "did you mean `images/a.svg`?"),
        ("../images/a.svg", "did you mean `images/a.svg`?"),
        ("images\\\\A.SVG", "did you mean `images/a.svg`?"),
        ("images/a.png", "did you mean `images/a.svg`?"),
    ] {
        let misnamed = |project: &Project| {
            let text = format!(
                "kind = \"image\"\ntitle = \"Visits\"\nalt = \"Visits grew by a tenth.\"\nsource = \"tally\"\nfile = \"{written}\"\n"
            );
            project.write("report/figures/K1-visits.toml", text);
            project
                .write("report/images/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>");
        };
        told_once(misnamed, &[hint, "K1-visits.toml:5:8"]);
    }
}

/// A part in capital letters led to faults about the missing list of sources and unplaced figures.
#[test]
fn a_misnamed_part_is_one_fault() {
    told_once(edited("report.toml", "\"sources\"", "\"Sources\""), &["did you mean `sources`?"]);
    told_once(edited("report.toml", "\"introduction\"", "\"Introduction\""), &["did you mean `introduction`?"]);
}

/// A finding among the conclusions had seven faults, one for each key.
#[test]
fn a_file_in_the_wrong_folder_is_one_fault() {
    let words = [
        "findings",
        "conclusions/H1-visits.toml:1:1",
        "this is written as a finding",
        "move the file to `report/findings/`",
    ];
    told_once(renamed("findings/H1-visits.toml", "conclusions/H1-visits.toml"), &words);
}

/// A mistyped key was reported as unknown and as missing.
#[test]
fn a_mistyped_key_is_one_fault() {
    told_once(edited("report.toml", "[[theme]]", "[[themes]]"), &["report.toml:15:3", "did you mean `theme`?"]);
    told_once(edited("conclusions/J1-need.toml", "title", "titel"), &["J1-need.toml:1:1", "did you mean `title`?"]);
    told_once(edited("findings/H1-visits.toml", "condition.en", "conditon.en"), &["did you mean `condition`?"]);
    told_once(
        edited("findings/H1-visits.toml", "condition.en", "condition.e"),
        &["H1-visits.toml:2:11", "did you mean `en`?"],
    );
}

/// A language without labels had no place, and each text in the intended language was an unknown key.
#[test]
fn a_mistyped_language_is_one_fault() {
    let words = ["report.toml:5:20", "no words for `fii`", "there are words for `da`, `de`, `en`"];
    told_once(edited("report.toml", "\"en\", \"fi\"", "\"en\", \"fii\""), &words);
    told_once(edited("report.toml", "\"en\", \"fi\"", "\"enn\", \"fi\""), &["report.toml:5:14", "no words for `enn`"]);
}

/// A language that was removed from `languages` was a fault for each text in it.
#[test]
fn a_dropped_language_is_one_fault() {
    let dropped = |project: &Project| {
        project.edit("report/report.toml", "\"en\", \"fi\"", "\"en\"");
        for path in ["conclusions/J1-need", "conclusions/J2-more"] {
            project.edit(&format!("report/{path}.toml"), "title =", "title.fi = \"Suomeksi\"\ntitle.en =");
        }
    };
    told_once(dropped, &["report.toml:5:14", "5 texts and chapters are in `fi`", "add `\"fi\"` to `languages`"]);
}

#[test]
fn a_chapter_that_is_not_in_the_source_language_is_one_fault() {
    let delete = |project: &Project| project.delete("report/chapters/introduction.en.md");
    told_once(delete, &["the chapter `introduction` is not in `en`, the language that the report is written in"]);
}

/// The parser reports an error for each word and each line after a mistake.
#[test]
fn a_syntax_error_is_one_fault() {
    let conclusion = "conclusions/J1-need.toml";
    told_once(edited(conclusion, "title = \"", "title: \""), &["J1-need.toml:1:", "write `title = …`"]);
    told_once(edited(conclusion, "\"There is a need\"", "\"There is\n\na need\n\nof \"more\"\""), &["J1-need.toml:1:"]);
    told_once(
        edited(conclusion, "text = ", "text =\nIt shows.\n\nWell.\n'''\ntext = "),
        &["J1-need.toml:2:", "write the value"],
    );
    let twice = ["J1-need.toml:4:1", "`findings` stands twice", "it stands here first", "delete one of them"];
    told_once(edited(conclusion, "findings = [\"H1\"]", "findings = [\"H1\"]\nfindings = []"), &twice);
    told_once(edited("figures/K1-visits.toml", "50500", "50 500,5"), &["write `50500.5`"]);
}

/// A forbidden character was also reported as a missing glyph, for each letter of a word.
#[test]
fn a_word_without_glyphs_is_one_fault() {
    let words = ["no font has the characters `日本語`", "J1-need.toml:1:10"];
    told_once(edited("conclusions/J1-need.toml", "There is a need", "日本語"), &words);
    told_once(edited("conclusions/J1-need.toml", "There is a need", "A \\u0007"), &["U+0007 is a control character"]);
}

/// The templates of a release were first checked by `release`.
#[test]
fn a_broken_template_of_a_release_is_found() {
    let broken = |project: &Project| {
        project.copy_templates();
        project.write("templates/changes.md.j2", "{{ nobody.x }}");
    };
    told_once(broken, &["templates/changes.md.j2:1:4", "`nobody` is undefined"]);
}

/// A missing template was reported as a fault of the program, at the entry file.
#[test]
fn a_missing_template_is_reported_where_it_is_named() {
    let broken = |project: &Project| {
        project.copy_templates();
        project.edit("templates/parts/findings.typ", "../components/finding.typ", "../components/findings.typ");
    };
    told_once(broken, &["templates/parts/findings.typ:4:9", "file not found", "take out the line that names it"]);
}
