//! Proves that each starter is a whole report without a fault, in whatever languages it is started.

use std::fs;

use crate::support::parallel::in_parallel;
use crate::support::pdf;
use crate::support::project::{Project, files_below, repository};

const STARTERS: [&str; 3] = ["evaluation", "audit", "security"];

/// Each language alone, each as the first and as the last of two, and all three in two orders.
const LANGUAGES: [&str; 8] = ["fi", "sv", "en", "fi,en", "sv,fi", "en,sv", "en,sv,fi", "fi,sv,en"];

fn started(starter: &str, languages: &str) -> Project {
    let project = Project::empty();
    project.run(&["init", ".", "--starter", starter, "--lang", languages]).must_succeed();
    project
}

#[test]
fn each_starter_has_no_fault_in_any_languages() {
    let all = STARTERS.iter().flat_map(|starter| LANGUAGES.map(|languages| (*starter, languages)));
    in_parallel(all, |(starter, languages)| {
        let project = started(starter, languages);
        project.run(&["check", "--deny", "warnings"]).must_succeed();
        let others: Vec<&str> = ["fi", "sv", "en"].into_iter().filter(|it| !languages.contains(it)).collect();
        for path in files_below(&project.path().join("report")) {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let Ok(text) = fs::read_to_string(&path) else { continue };
            for other in &others {
                assert!(!name.ends_with(&format!(".{other}.md")), "{starter} {languages}: {name}");
                let is_of_other =
                    |line: &str| line.contains(&format!(".{other} = ")) || line.contains(&format!(" {other} = "));
                let line = text.lines().find(|line| name.ends_with(".toml") && is_of_other(line));
                assert_eq!(line, None, "{starter} {languages}: {name}");
            }
        }
    });
}

/// In three languages and each edition. The other lists of languages have the same texts, so for them `check` is enough here.
#[test]
fn each_starter_builds_without_a_warning() {
    in_parallel(STARTERS, |starter| {
        let project = started(starter, "en,sv,fi");
        build_in_each_edition(&project);
        let screens: Vec<_> =
            project.pdfs().into_iter().filter(|pdf| !pdf.to_string_lossy().contains("-print")).collect();
        assert_eq!((screens.len(), project.pdfs().len()), (3, 6));
        screens.iter().for_each(|pdf| pdf::must_be_accessible_and_archivable(pdf));
    });
}

#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn each_starter_builds_in_any_languages() {
    let all = STARTERS.iter().flat_map(|starter| LANGUAGES.map(|languages| (*starter, languages)));
    in_parallel(all, |(starter, languages)| build_in_each_edition(&started(starter, languages)));
}

fn build_in_each_edition(project: &Project) {
    let report = project.read("report/report.toml");
    let lines = report.lines().filter(|line| !line.starts_with("editions = ")).collect::<Vec<_>>().join("\n");
    project.write("report/report.toml", format!("editions = [\"screen\", \"print\"]\n{lines}\n"));
    project.run(&["build", "--deny", "warnings"]).must_succeed();
}

/// A word that the report of its starter does not have would be a slip of its author.
#[test]
fn the_words_of_starters_are_those_of_their_reports() {
    for starter in STARTERS {
        let folder = repository().join("src/files/starter").join(starter);
        let words: toml::Table = toml::from_str(&fs::read_to_string(folder.join("words.toml")).unwrap()).unwrap();
        let files = files_below(&folder.join("report"));
        let names: Vec<&str> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
        let texts: Vec<String> = files.iter().filter_map(|path| fs::read_to_string(path).ok()).collect();
        for (word, others) in &words {
            let is_there =
                names.iter().any(|name| name.split(['-', '.']).next() == Some(word) || name.contains(word.as_str()))
                    || texts.iter().any(|text| text.contains(&format!("\"{word}\"")));
            assert!(is_there, "{starter}: {word}");
            assert!(others.as_table().unwrap().keys().all(|key| key == "fi" || key == "sv"), "{starter}: {word}");
        }
    }
}

/// In a language without texts of its own a starter is English and marked, and otherwise without a fault.
#[test]
fn each_starter_is_marked_where_it_is_to_be_translated() {
    let languages = ["da", "de", "es", "et", "fr", "it", "nb", "nl", "pl", "fi,de", "de,en", "en,pl,fi"];
    let all = STARTERS.iter().flat_map(|starter| languages.map(|languages| (*starter, languages)));
    in_parallel(all, |(starter, languages)| {
        let project = started(starter, languages);
        assert!(!project.path().join("templates").exists() && !project.path().join("fonts").exists());
        let run = project.run(&["check", "--format", "short"]).must_succeed();
        let marks = run.stderr.lines().filter(|line| line.contains("[untranslated-text]")).count();
        let others: Vec<&str> = run.stderr.lines().filter(|line| !line.contains("[untranslated-text]")).collect();
        assert!(marks > 5 && others.is_empty(), "{starter} {languages}: {others:?}");
    });
    let project = started("audit", "et");
    project.run(&["build"]).must_succeed();
    assert!(project.read("report/chapters/approach.et.md").starts_with("<!-- to be translated -->\n\n# "));
}

#[test]
fn a_language_without_words_is_refused_by_name() {
    let project = Project::empty();
    let run = project.run(&["init", ".", "--lang", "fi,is"]);
    assert_eq!(run.code, 2);
    insta::assert_snapshot!(run.stderr, @r"
    error: `is` is not built in; built in are `en`, `da`, `de`, `es`, `et`, `fi`, `fr`, `it`, `nb`, `nl`, `pl`, `sv`
      hint: start in one of these, and then add the other language to `languages`: `raportti look take labels/is.toml` writes the file of words that it needs
    ");
    let run = project.run(&["init", ".", "--lang", "ar"]);
    assert!(run.code == 2 && run.stderr.contains("`ar` is written from right to left"), "{}", run.transcript());
    assert_eq!(files_below(project.path()), Vec::<std::path::PathBuf>::new());
    // Languages are known in capital letters, too, and each counts once.
    project.run(&["init", "new", "--lang", "SV, fi,sv"]).must_succeed();
    assert!(project.read("new/report/report.toml").contains("languages = [\"sv\", \"fi\"]"));
    let run = project.run(&["init", ".", "--starter", "inspection"]);
    assert!(run.code == 2 && run.stderr.contains("evaluation, audit, security"), "{}", run.transcript());
}
