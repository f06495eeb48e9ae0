//! Proves that English is divided as in Britain on pages, whatever prints a word: a text, a label, a name that a report declares. Its story:
//! texts had British places, and labels reached Typst as strings, so that pages had `ta-bles` and `chap-ters`.

use std::fs;

use raportti::model::languages::british;
use toml::Table;

use crate::support::divided;
use crate::support::made;
use crate::support::parallel::in_parallel;
use crate::support::project::{Project, repository};

/// Reports of this repository, and starters, with English pages.
const REPORTS: [&str; 4] = ["audit", "assessment", "full", "own"];
const STARTERS: [&str; 3] = ["evaluation", "audit", "security"];
/// With a theme of its own a report divides words wherever a line ends. Pages of several widths have other words at the ends of their lines.
const WIDTHS: [&str; 3] = ["185mm", "210mm", "215mm"];

fn eager(width: &str) -> String {
    format!(
        "#let breaking = (prose: \"simple\", tables: \"simple\")\n#let costs = (hyphenation: 0%, runt: 0%)\n#let table-costs = (hyphenation: 0%)\n\
         #let page-size = (width: {width}, height: 297mm)\n"
    )
}

/// The words that the program lists because their British places are others than those of the patterns.
fn listed() -> Vec<String> {
    let own = fs::read_to_string(repository().join("src/model/languages/en.toml")).unwrap();
    let own: Table = toml::from_str(&own).unwrap();
    let lists = [&own["hyphens"]["words"], &own["hyphens"]["british"]["words"]].map(|list| list.as_array().unwrap());
    lists.into_iter().flatten().map(|word| word.as_str().unwrap().replace('*', "")).collect()
}

/// Whether British English divides a word so.
fn is_british((left, right): &(String, String), listed: &[String]) -> bool {
    let word = format!("{left}{right}");
    let is_listed = |known: &String| {
        let places: Vec<usize> = known.match_indices('-').enumerate().map(|(n, (at, _))| at - n).collect();
        word.starts_with(&known.replace('-', "")) && places.contains(&left.len())
    };
    british::places(&word).contains(&left.len()) || listed.iter().any(is_listed)
}

/// The words of all English pages of a project, divided, in both editions.
fn divided_words(project: &Project) -> Vec<(String, String)> {
    let pdfs = project.pdfs().into_iter().map(|path| (path.to_str().unwrap().to_owned(), path));
    let pages = pdfs.filter_map(|(name, path)| match () {
        () if name.ends_with("-en.pdf") => Some(divided::words(&path)),
        () if name.ends_with("-en-print.pdf") => Some(divided::words_on_paper(&path)),
        () => None,
    });
    pages.flatten().collect()
}

#[test]
fn no_word_of_an_english_page_is_divided_as_in_america_alone() {
    let listed = listed();
    let must_be_british = |name: &str, words: &[(String, String)]| {
        let american: Vec<String> = words
            .iter()
            .filter(|word| !is_british(word, &listed))
            .map(|(left, right)| format!("{left}-{right}"))
            .collect();
        assert!(american.is_empty(), "{name}: {american:?}");
    };
    for name in REPORTS {
        must_be_british(name, &divided_words(made::built(name)));
    }
    let reports = REPORTS.map(|name| (name, false)).into_iter().chain(STARTERS.map(|name| (name, true)));
    let all = reports.flat_map(|report| WIDTHS.map(|width| (report, width)));
    let count = in_parallel(all, |((name, is_starter), width)| {
        let project = if is_starter { Project::empty() } else { Project::of_report(name) };
        if is_starter {
            project.run(&["init", ".", "--starter", name, "--lang", "en"]).must_succeed();
        }
        project.write("templates/theme.typ", eager(width));
        let report = project.read("report/report.toml");
        let lines = report.lines().filter(|line| !line.starts_with("editions = ")).collect::<Vec<_>>().join("\n");
        project.write("report/report.toml", format!("editions = [\"screen\", \"print\"]\n{lines}\n"));
        project.run(&["build", "--lang", "en"]).must_succeed();
        let words = divided_words(&project);
        must_be_british(&format!("{name} in {width}"), &words);
        words.len()
    });
    assert!(count.into_iter().sum::<usize>() > 500, "lines end in few words that are divided");
}
