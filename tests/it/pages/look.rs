//! Proves the contrast of the tokens, and that labels are complete in every language.

use std::collections::BTreeSet;
use std::fs;

use crate::support::project::repository;
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

#[test]
fn every_language_has_the_same_words() {
    let keys = |language: &str| {
        let path = repository().join(format!("templates/labels/{language}.toml"));
        let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let mut keys = BTreeSet::new();
        collect("", &toml::Value::Table(table), &mut keys);
        keys
    };
    for language in ["sv", "en"] {
        assert_eq!(keys("fi"), keys(language), "the words of `fi` and `{language}` differ");
    }
}

fn collect(prefix: &str, value: &toml::Value, keys: &mut BTreeSet<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                collect(&format!("{prefix}.{key}"), value, keys);
            }
        }
        other => {
            assert!(!other.as_str().unwrap().trim().is_empty(), "`{prefix}` is empty");
            keys.insert(prefix.to_owned());
        }
    }
}
