//! The look, as far as a computer can judge it: contrast of the tokens, and words in every language.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::support::project::repository;

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
    // A colour that no pair names is never tested. Hairlines are decoration, which WCAG leaves free.
    let tested: BTreeSet<&str> = pairs.iter().flat_map(|(text, ground, _)| [text.as_str(), ground.as_str()]).collect();
    let untested: Vec<&&str> = colours.keys().filter(|name| !tested.contains(**name) && **name != "rule").collect();
    assert!(untested.is_empty(), "no contrast is declared for {untested:?}");
}

/// `name: (screen: rgb("#rrggbb"), …`, one a line.
pub fn screen_colours(theme: &str) -> BTreeMap<&str, [f64; 3]> {
    theme
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(": (screen: rgb(\"#")?;
            let byte = |at: usize| f64::from(u8::from_str_radix(&rest[at..at + 2], 16).unwrap()) / 255.0;
            Some((name.trim(), [byte(0), byte(2), byte(4)]))
        })
        .collect()
}

/// `("text", "ground", 4.5),`, one a line.
pub fn contrasts(theme: &str) -> Vec<(String, String, f64)> {
    let (_, list) = theme.split_once("contrasts").expect("the theme declares its contrasts");
    list.lines()
        .filter_map(|line| {
            let inner = line.trim().strip_prefix("(\"")?.split(')').next()?;
            let mut parts = inner.split(',').map(|part| part.trim().trim_matches('"'));
            Some((parts.next()?.to_owned(), parts.next()?.to_owned(), parts.next()?.parse().ok()?))
        })
        .collect()
}

/// `("a", "b"),`, one a line, in the list of that name.
pub fn pairs(theme: &str, list: &str) -> Vec<(String, String)> {
    let (_, rest) = theme.split_once(&format!("#let {list} = (")).expect("the theme has the list");
    rest.lines()
        .take_while(|line| *line != ")")
        .filter_map(|line| {
            let inner = line.trim().strip_prefix("(\"")?.split(')').next()?;
            let (a, b) = inner.split_once(',')?;
            Some((a.trim_matches('"').to_owned(), b.trim().trim_matches('"').to_owned()))
        })
        .collect()
}

/// The contrast ratio of WCAG 2.1 from sRGB components between 0 and 1.
pub fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
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
