//! Proves the contrast of the tokens, and that labels are complete in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use icu::locale::subtags::Language;
use raportti::files::builtin;
use raportti::merge::{labels, locale::Locale};
use raportti::model::declared::Names;
use raportti::model::languages::{BUILT_IN, orthography};
use raportti::model::{Declarations, Period, period::Part};

use crate::support::project::{raportti, repository, run};
use crate::support::theme::{contrast, contrasts, screen_colours};

/// WCAG 2.1, success criteria 1.4.3 and 1.4.11, on the pairs that the theme itself declares.
#[test]
fn text_has_enough_contrast() {
    let theme = fs::read_to_string(repository().join("templates/theme.typ")).unwrap();
    let colours = screen_colours(&theme);
    let pairs = contrasts(&theme);
    assert!(colours.len() >= 8, "the theme's colours were not understood: {colours:?}");
    assert!(pairs.len() >= 8, "the theme's contrasts were not understood: {pairs:?}");
    for (text, ground, least) in &pairs {
        let ratio = contrast(colours[text.as_str()], colours[ground.as_str()]);
        assert!(ratio >= *least, "`{text}` on `{ground}` has {ratio:.2}, which is less than {least}");
    }
    // Every colour must be in a pair, or it is never tested. Hairlines are decoration, which WCAG exempts.
    let tested: BTreeSet<&str> = pairs.iter().flat_map(|(text, ground, _)| [text.as_str(), ground.as_str()]).collect();
    let untested: Vec<&&str> = colours.keys().filter(|name| !tested.contains(**name) && **name != "rule").collect();
    assert!(untested.is_empty(), "no contrast is declared for {untested:?}");
}

#[test]
fn black_on_white_has_the_known_contrast() {
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
    assert!((contrast([0.5; 3], [0.5; 3]) - 1.0).abs() < 1e-9);
}

/// Every language that is built in has all words, with the same gaps, as the files of `templates/labels/` say.
#[test]
fn every_language_has_the_same_words() {
    let words = |language: &str| {
        let path = repository().join(format!("templates/labels/{language}.toml"));
        let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut words = BTreeMap::new();
        collect("", &toml::Value::Table(table), &mut words);
        words
    };
    let files: BTreeSet<String> =
        builtin::templates().keys().filter_map(|path| labels::language_of(path)).map(str::to_owned).collect();
    let languages: BTreeSet<String> = BUILT_IN.iter().map(ToString::to_string).collect();
    assert_eq!(files, languages);
    let gaps = |text: &str| -> BTreeSet<String> {
        text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0.to_owned())).collect()
    };
    let english = words("en");
    for language in &languages {
        let own = words(language);
        assert_eq!(english.keys().collect::<Vec<_>>(), own.keys().collect::<Vec<_>>(), "the words of `{language}`");
        for (key, word) in &own {
            assert_eq!(gaps(&english[key]), gaps(word), "the gaps of `{key}` in `{language}`");
        }
        for known in &languages {
            for group in [".language", ".notice.only-in"] {
                assert!(own.contains_key(&format!("{group}.{known}")), "`{language}` has no word {group}.{known}");
            }
        }
    }
}

/// A language was forgotten in a table of the program, so that its reports lacked a rule or had words of another language.
#[test]
fn no_table_of_languages_lacks_one() {
    let help = run(raportti().args(["init", "--help"])).must_succeed().stdout;
    for language in BUILT_IN.iter().map(Language::as_str) {
        let own = fs::read_to_string(repository().join(format!("src/model/languages/{language}.toml"))).unwrap();
        let own: toml::Table = toml::from_str(&own).unwrap();
        for part in ["together", "quotes", "pictures", "periods", "money"] {
            assert!(own.contains_key(part), "`{language}` has no `[{part}]`");
        }
        let known = orthography::of(Language::try_from_str(language).unwrap());
        assert!(!known.pictures.words.is_empty(), "`{language}` in the words for pictures");
        assert!(known.money.signs.contains_key("EUR"), "`{language}` in the signs of currencies");
        for marks in [&known.quotes.outer, &known.quotes.inner] {
            assert_eq!(marks.chars().count(), 2, "`{language}` in the quotation marks");
        }
        let locale = builtin::templates()[&labels::path(language)].clone();
        let locale: toml::Table = toml::from_str(&String::from_utf8(locale).unwrap()).unwrap();
        let locale = locale["locale"].as_str().unwrap();
        let locale = Locale::new(Language::try_from_str(language).unwrap(), locale).unwrap();
        let quarter = Period { year: 2026, part: Part::Quarter(3) };
        assert_ne!(locale.period(quarter), "2026-Q3", "`{language}` in the words for quarters");
        let style = String::from_utf8(builtin::templates()["templates/sources.csl"].clone()).unwrap();
        assert!(style.contains(&format!("xml:lang=\"{language}")), "`{language}` in the citation style");
        assert!(help.contains(&format!("`{language}`")), "`{language}` in the help of `init --lang`");
    }
}

/// A noun beside a number has forms: `1 rozdział`, `2 rozdziały`, `5 rozdziałów`. So a number stands behind its noun, or beside words
/// that are the same with every number.
#[test]
fn no_word_of_a_label_has_to_agree_with_a_number() {
    let unchanging = ["in all", "en total", "au total", "in totale"];
    for language in BUILT_IN.iter() {
        let labels = String::from_utf8(builtin::templates()[&labels::path(language.as_str())].clone()).unwrap();
        let mut words = BTreeMap::new();
        collect("", &toml::Value::Table(toml::from_str(&labels).unwrap()), &mut words);
        for (key, label) in &words {
            let Some((_, behind)) = label.split_once("{number} ") else { continue };
            assert!(unchanging.iter().any(|words| behind.starts_with(words)), "`{key}` in `{language}`: {label}");
        }
        assert!(words.values().any(|label| label.contains("{number}")));
    }
}

/// Names of kinds, fields, links and words that are in English alone are printed nowhere: labels stand for them.
#[test]
fn every_declared_name_is_in_every_language() {
    let mut lacking = Vec::new();
    let mut check = |what: String, names: &Names| {
        if names.keys().any(|language| language != "en") {
            let missing = BUILT_IN.iter().filter(|language| !names.contains_key(language.as_str()));
            lacking.extend(missing.map(|language| format!("{what}: {language}")));
        }
    };
    let declarations = Declarations::built_in();
    for kind in &declarations.kinds {
        check(format!("{} name", kind.key), &kind.name);
        check(format!("{} plural", kind.key), &kind.plural);
        for field in &kind.fields {
            check(format!("{}.{}", kind.key, field.key), &field.name);
            if let Some(back) = &field.back {
                check(format!("{}.{} back", kind.key, field.key), &back.name);
            }
        }
    }
    for vocabulary in &declarations.vocabularies {
        for word in &vocabulary.words {
            check(format!("{}.{}", vocabulary.key, word.key), &word.name);
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
}

fn collect(prefix: &str, value: &toml::Value, words: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                collect(&format!("{prefix}.{key}"), value, words);
            }
        }
        other => {
            let word = other.as_str().unwrap();
            assert!(!word.trim().is_empty(), "`{prefix}` is empty");
            words.insert(prefix.to_owned(), word.to_owned());
        }
    }
}
