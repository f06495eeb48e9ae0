//! Proves that the compounds of this report break at their joints. Its story: `kehittämi-sohjelma`, `osaamisa-lusta` and
//! `innovationse-kosystem` stood on pages, since patterns of hyphenation do not know compounds.

use crate::support::divided::words as broken;
use crate::support::made;
use crate::support::project::{Project, copy, files_below, repository};

/// So many compounds of all languages may break elsewhere: titles of sources and labels, which are set as they are.
const ELSEWHERE: usize = 2;

/// The compounds that the report lists in a language, each in its parts.
fn compounds(language: &str) -> Vec<Vec<String>> {
    let terms = std::fs::read_to_string(repository().join("report/terms.toml")).unwrap();
    let terms: toml::Table = toml::from_str(&terms).unwrap();
    let lists = terms.values().filter_map(|term| term.get("joints")?.get(language)?.as_str());
    let compounds = lists.flat_map(str::split_whitespace);
    compounds.map(|compound| compound.split('|').map(str::to_lowercase).collect()).collect()
}

/// Whether a word that breaks is one of these compounds, and then, whether it breaks at a joint.
fn breaks_at_joint((left, right): &(String, String), compounds: &[Vec<String>]) -> Option<bool> {
    let word = format!("{left}{right}");
    let begins = |parts: &&Vec<String>| {
        let (last, first) = parts.split_last().unwrap();
        let start: String = last.chars().take(2).collect();
        word.starts_with(&format!("{}{start}", first.concat()))
    };
    let longest = compounds.iter().filter(begins).max_by_key(|parts| parts.concat().len())?;
    let joints = (1..longest.len()).map(|count| longest[..count].concat());
    Some(joints.into_iter().any(|start| start == *left))
}

#[test]
fn listed_compounds_break_at_their_joints() {
    let plain = Project::empty();
    copy(&repository().join("report"), &plain.path().join("report"));
    let terms = plain.read("report/terms.toml");
    let listed = terms.find("[yhdyssanat]").expect("the report lists its compounds");
    plain.write("report/terms.toml", &terms[..listed]);
    plain.run(&["build", "--edition", "screen"]).must_succeed();
    let mut elsewhere = Vec::new();
    for language in ["fi", "sv", "en"] {
        let name = format!("uusimaa-tki-loppuraportti-{language}.pdf");
        let with = files_below(made::real_release()).into_iter().find(|path| path.ends_with(&name)).unwrap();
        let (with, without) = (broken(&with), broken(&plain.path().join("build").join(&name)));
        let compounds = compounds(language);
        let at_joint: Vec<Option<bool>> = with.iter().map(|word| breaks_at_joint(word, &compounds)).collect();
        elsewhere
            .extend(with.iter().zip(&at_joint).filter(|(_, at)| **at == Some(false)).map(|(word, _)| word.clone()));
        assert!(
            with.len() * 10 <= without.len() * 11,
            "{language}: {} broken words, {} before",
            with.len(),
            without.len()
        );
        if !compounds.is_empty() {
            assert!(at_joint.iter().filter(|at| **at == Some(true)).count() >= 10, "{language}: {with:?}");
        }
    }
    assert!(elsewhere.len() <= ELSEWHERE, "{elsewhere:?}");
}
