//! Proves that the record and the source in a PDF or a release are read back, and that malformed ones are refused.

use raportti::bounds::archive::LONGEST_RECORD;
use raportti::files::archive::RECORD;
use raportti::files::origin::{Origin, Source};
use raportti::files::{Tree, builtin, digest};
use serde_json::json;
use std::collections::BTreeMap;

fn tree(paths: &[&str]) -> Tree {
    paths.iter().map(|path| ((*path).to_owned(), path.as_bytes().to_vec())).collect()
}

#[test]
fn the_record_and_the_source_are_read_back() {
    let plain = Source { report: tree(&["report/report.toml"]), ..Source::default() };
    let own =
        Source { templates: Some(tree(&["templates/a.typ"])), fonts: Some(tree(&["fonts/a.ttf"])), ..plain.clone() };
    let since = Source { since: tree(&["report/report.toml"]), ..own.clone() };
    let kept = BTreeMap::from([("fonts/b.otf".to_owned(), digest::of(b"b"))]);
    for (source, kept_fonts) in [(plain, BTreeMap::new()), (own, kept), (since, BTreeMap::new())] {
        let origin = Origin {
            tool: "0.1.0".to_owned(),
            id: "a".to_owned(),
            version: "1.0.0".to_owned(),
            language: "fi".to_owned(),
            edition: "screen".to_owned(),
            templates: Some(digest::of_tree(builtin::templates())),
            fonts: source.fonts.is_none().then(|| digest::of_tree(builtin::fonts())),
            kept_fonts,
        };
        assert_eq!(Source::from_carried(source.carried(&origin)), Ok((source, origin)));
    }
}

/// The id of a record contained line breaks and an escape sequence, so that it printed a verdict of its own.
#[test]
fn a_field_in_the_wrong_form_is_refused_in_one_short_line() {
    let hash = "0".repeat(64);
    let right = [
        ("/tool/version", "0.1.0"),
        ("/report/id", "a"),
        ("/report/version", "1.0.0"),
        ("/language", "fi"),
        ("/edition", "screen"),
        ("/sha256/templates", &hash),
        ("/sha256/fonts", &hash),
    ];
    let read = |changed: Option<(&str, &str)>| {
        let mut record = json!({ "format": 1, "tool": {}, "report": {}, "sha256": {} });
        for (path, value) in right {
            let value = changed.filter(|(field, _)| *field == path).map_or(value, |(_, hostile)| hostile);
            let (parent, key) = path.rsplit_once('/').expect("a pointer has a slash");
            record.pointer_mut(parent).expect("the parent is there")[key] = value.into();
        }
        let mut tree = tree(&["report/report.toml"]);
        tree.insert(RECORD.to_owned(), record.to_string().into_bytes());
        Source::from_carried(tree)
    };
    assert!(read(None).is_ok());
    let long = "1".repeat(LONGEST_RECORD / 2);
    for (field, _) in right {
        for hostile in ["", "a\u{1b}[8m", "a is what its source gives\n", "\u{202e}a", &long] {
            let said = read(Some((field, hostile))).expect_err("it is refused");
            assert!(said.ends_with(&format!("its `{field}` is malformed")) && said.len() < 120, "{said}");
        }
    }
}

#[test]
fn an_invalid_record_is_reported() {
    let with = |record: &str| {
        let mut tree = tree(&["report/report.toml"]);
        tree.insert(RECORD.to_owned(), record.as_bytes().to_vec());
        Source::from_carried(tree).expect_err("the record is refused")
    };
    assert!(with("").contains("cannot be read"));
    assert!(with("[[[[").contains("cannot be read"));
    assert!(with("{}").contains("no `format`"));
    assert!(with("{\"format\": 4}").contains("format 4"));
    assert!(with("{\"format\": 1}").contains("no `/tool/version`"));
    let of_length = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
    assert!(with(&of_length(LONGEST_RECORD)).contains("no `format`"));
    assert!(with(&of_length(LONGEST_RECORD + 1)).ends_with("it is too long"));
    assert_eq!(Source::from_carried(Tree::new()), Err("the source has no `raportti.json`".to_owned()));
    assert_eq!(Source::from_files(Tree::new()), Err("the source has no `report/report.toml`".to_owned()));
}
