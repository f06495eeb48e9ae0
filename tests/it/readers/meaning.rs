//! Proves that the meaning of a report does not depend on notation.

use raportti::diagnostics::files::Files;
use raportti::files::read::Tree;
use raportti::files::reading;
use raportti::graph::schema;
use raportti::meaning::changes::{Changes, Happening};
use raportti::meaning::{Key, Meaning};
use raportti::model::declared::Declarations;
use raportti::model::fact::{Content, Step};
use raportti::model::kind::Kind;
use raportti::model::load;
use serde_json::Value as Json;
use toml::de::{DeTable, DeValue};

use crate::support::project::repository;

/// Figures that are made from the items, and evidence that is no source.
const FROM_DATA: [(&str, &str); 4] = [
    (
        "report/figures/Fig91.toml",
        "kind = \"count\"\ntitle = \"A\"\nof = \"finding\"\nby = \"theme\"\nstacked_by = \"confidence\"\n",
    ),
    (
        "report/figures/Fig92.toml",
        "kind = \"matrix\"\ntitle = \"B\"\nof = \"finding\"\nrows_by = \"theme\"\ncolumns_by = \"confidence\"\ncells = \"ids\"\n",
    ),
    (
        "report/figures/Fig93.toml",
        "kind = \"list\"\ntitle = \"C\"\nof = \"finding\"\nfields = [\"id\"]\nsort = \"id\"\nreversed = true\ntotal = [\"id\"]\ncredit = \"D\"\n",
    ),
    (
        "report/findings/F91.toml",
        "title = \"E\"\ncondition = \"G\"\n\n[[evidence]]\nfigure = \"Fig91\"\n\n[[evidence]]\nquotation = \"H\"\nsaid_by = \"I\"\n",
    ),
];

/// The report that has every key of every kind of file.
fn full() -> Tree {
    let mut tree = reading::tree(&repository().join("tests/reports/full"), &["report"]).unwrap();
    tree.insert("report/images/press.svg".to_owned(), b"<svg/>".to_vec());
    for (path, text) in FROM_DATA {
        tree.insert(path.to_owned(), text.as_bytes().to_vec());
    }
    let image = "file = \"images/mark.svg\"\n";
    edited(&tree, "report/figures/Fig7.toml", image, &format!("{image}print_file = \"images/press.svg\"\n"))
}

fn meaning(tree: &Tree) -> Meaning {
    let mut files = Files::default();
    let model = load::load(tree, &mut files, &mut Vec::new()).unwrap();
    Meaning::of_model(&model, &files, tree)
}

fn edited(tree: &Tree, path: &str, from: &str, to: &str) -> Tree {
    let mut tree = tree.clone();
    let text = String::from_utf8(tree[path].clone()).unwrap();
    assert!(text.contains(from), "`{path}` has no `{from}`");
    tree.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    tree
}

#[test]
fn notation_is_no_part_of_the_meaning() {
    let tree = full();
    let said = meaning(&tree);
    let mut moved = tree.clone();
    let finding = moved.remove("report/findings/F2.toml").unwrap();
    moved.insert("report/findings/F2-new-name.toml".to_owned(), finding);
    let mut with_image_elsewhere =
        edited(&tree, "report/figures/Fig7.toml", "images/mark.svg", "images/below/emblem.svg");
    let image = with_image_elsewhere.remove("report/images/mark.svg").unwrap();
    with_image_elsewhere.insert("report/images/below/emblem.svg".to_owned(), image);
    let mut with_crlf = tree.clone();
    for (path, bytes) in with_crlf.iter_mut().filter(|(path, _)| !path.ends_with(".svg")) {
        let text = String::from_utf8(bytes.clone()).unwrap();
        assert!(!text.contains('\r'), "{path}");
        *bytes = text.replace('\n', "\r\n").into_bytes();
    }
    let report = "report/report.toml";
    let rewritten = [
        ("another file name", moved),
        ("another place of an image", with_image_elsewhere),
        ("line ends of Windows", with_crlf),
        ("a comment", edited(&tree, report, "version =", "# Always three numbers.\nversion =")),
        (
            "another order of keys",
            edited(&tree, report, "version = \"1.0.0\"\ndate = 2026-01-15", "date = 2026-01-15\nversion = \"1.0.0\""),
        ),
        (
            "a text as a dotted key",
            edited(
                &tree,
                "report/findings/F2.toml",
                "title = {",
                "title.sv = \"Another finding 36 sv\"\ntitle.fi = \"Another finding 36 fi\"\ntitle.en = 'Another finding 36 $ x^2 $ <h1>'\n# {",
            ),
        ),
        (
            "a paragraph with other line breaks",
            edited(
                &tree,
                "report/findings/F2.toml",
                "A paragraph with *emphasis*, **strong**,",
                "A   paragraph with\n_emphasis_,\n__strong__,",
            ),
        ),
        ("other marks of a list", edited(&tree, "report/findings/F2.toml", "- list\n- other", "* list\n\n* other")),
        (
            "another label and place of a footnote",
            edited(
                &edited(&tree, "report/findings/F2.toml", "[^a]: Footnote [@survey].\n", ""),
                "report/findings/F2.toml",
                "[^a]\n",
                "[^other]\n\n[^other]: Footnote\n    [@survey].\n",
            ),
        ),
        ("another way of writing a number", edited(&tree, "report/figures/Fig1.toml", "2001.0", "2_001")),
        (
            "data in the file and not in a CSV file",
            edited(
                &tree,
                "report/figures/Fig9.toml",
                "data = \"Fig9.csv\"",
                &rows(&String::from_utf8(tree["report/figures/Fig9.csv"].clone()).unwrap()),
            ),
        ),
        ("other rules", edited(&tree, report, "straight-quotes = \"off\"", "straight-quotes = \"error\"")),
    ];
    for (what, tree) in rewritten {
        assert_ne!(tree, full(), "{what}");
        let other = meaning(&tree);
        for (old, new) in said.entries.iter().zip(&other.entries) {
            assert_eq!(old, new, "{what}");
            assert_eq!(old.fingerprint(), new.fingerprint(), "{what}");
        }
        assert!(said == other, "{what}");
        assert!(Changes::between(&said, &other).is_empty(), "{what}");
    }
}

/// A CSV file of charts as rows of TOML.
fn rows(csv: &str) -> String {
    let mut lines = csv.lines();
    let headings: Vec<&str> = lines.next().unwrap().split(',').collect();
    let names: Vec<String> = headings[1..].iter().map(|name| format!("\"{name}\"")).collect();
    let mut toml = if names.len() > 1 { format!("series = [{}]\n", names.join(", ")) } else { String::new() };
    for line in lines {
        let (label, values) = line.split_once(',').unwrap();
        toml += &format!("[[data]]\nlabel = \"{label}\"\nvalue = [{values}]\n");
    }
    toml
}

/// Changes every value of every file, one at a time: finds fields that a walk over the model forgets.
#[test]
fn every_single_change_of_a_value_is_seen() {
    let mut tree = full();
    tree.insert("report/figures/other.csv".to_owned(), b"a,b\nc,1\n".to_vec());
    let said = meaning(&tree);
    let vocabularies = vocabularies();
    let mut seen = 0;
    for (path, bytes) in tree.iter().filter(|(path, _)| path.ends_with(".toml")) {
        let text = std::str::from_utf8(bytes).unwrap();
        let table = DeTable::parse(text).unwrap();
        let mut literals = Vec::new();
        for (key, value) in table.get_ref() {
            // Another source language would change every text.
            let name: &str = key.get_ref();
            if !silent().contains(&name) && name != "languages" {
                collect(value, &mut literals);
            }
        }
        for range in literals {
            let literal = &text[range.clone()];
            let change = |new: &str| {
                let mut tree = tree.clone();
                tree.insert(path.clone(), [&text[..range.start], new, &text[range.end..]].concat().into_bytes());
                let mut files = Files::default();
                let mut diagnostics = Vec::new();
                let model = load::load(&tree, &mut files, &mut diagnostics).unwrap();
                diagnostics.is_empty().then(|| Meaning::of_model(&model, &files, &tree))
            };
            let Some(other) = others(literal, &vocabularies).iter().find_map(|new| change(new)) else {
                panic!("no other value fits for `{literal}` in {path}");
            };
            let differing = said.entries.iter().filter(|old| {
                other.get(&old.key).is_none_or(|new| new != *old && new.fingerprint() != old.fingerprint())
            });
            // The ids of themes and questions also set their order, which is a fact of the report.
            assert!((1..=2).contains(&differing.count()), "`{literal}` in {path}");
            let changes = Changes::between(&said, &other);
            assert!(!changes.is_empty(), "`{literal}` in {path}");
            for entry in &changes.entries {
                if let Happening::Changed { moves, fields } = &entry.what {
                    assert!(moves.len() + fields.len() > 0, "`{literal}` in {path}");
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 300, "only {seen} values were changed");
}

fn collect(value: &toml::Spanned<DeValue>, literals: &mut Vec<std::ops::Range<usize>>) {
    match value.get_ref() {
        DeValue::Array(array) => array.iter().for_each(|value| collect(value, literals)),
        DeValue::Table(table) => {
            let heard = table.iter().filter(|(key, _)| !of_brand().contains(&key.get_ref().as_ref()));
            heard.for_each(|(_, value)| collect(value, literals));
        }
        _ => literals.push(value.span()),
    }
}

/// The silent fields of tables that are heard otherwise.
fn of_brand() -> Vec<&'static str> {
    let kinds = ["brand", "logo"].into_iter().filter_map(|kind| Declarations::built_in().find(kind));
    kinds.flat_map(|kind| &kind.fields).filter(|field| field.silent).map(|field| field.key.as_str()).collect()
}

/// Other values for a literal.
fn others(literal: &str, vocabularies: &[Vec<String>]) -> Vec<String> {
    let mut others: Vec<String> = match literal {
        "true" => vec!["false".to_owned()],
        "false" => vec!["true".to_owned()],
        _ if literal.starts_with(['"', '\'']) => {
            let own = vocabularies.iter().filter(|words| words.iter().any(|word| literal == format!("\"{word}\"")));
            let words = ["other", "other.csv", "sv"].into_iter().chain(own.flatten().map(String::as_str));
            words.map(|word| format!("\"{word}\"")).collect()
        }
        _ => vec!["2026-01-03".to_owned(), "2027".to_owned(), "7".to_owned()],
    };
    others.retain(|other| other != literal);
    others
}

/// The keys of fields that readers do not see.
fn silent() -> Vec<&'static str> {
    let fields = Declarations::built_in().kinds.iter().flat_map(|kind| &kind.fields).filter(|field| field.silent);
    fields.map(|field| field.key.as_str()).collect()
}

/// Every vocabulary of the data.
fn vocabularies() -> Vec<Vec<String>> {
    let mut vocabularies = Vec::new();
    each_schema(&mut |schema| {
        let words = schema.get("enum").and_then(Json::as_array).into_iter().flatten();
        vocabularies.push(words.filter_map(Json::as_str).map(str::to_owned).collect());
    });
    vocabularies
}

/// Calls `visit` with the schema of every file and with every nested schema, except silent fields.
fn each_schema(visit: &mut dyn FnMut(&Json)) {
    fn inside(schema: &Json, visit: &mut dyn FnMut(&Json)) {
        visit(schema);
        match schema {
            Json::Object(map) => {
                let heard = map.iter().filter(|(key, _)| !silent().contains(&key.as_str()));
                heard.for_each(|(_, inner)| inside(inner, visit));
            }
            Json::Array(array) => array.iter().for_each(|inner| inside(inner, visit)),
            _ => {}
        }
    }
    // The schema of `model.toml` is of declarations, and not of data.
    for (_, _, schema) in schema::files(&schema::Context::default()).into_iter().filter(|(name, ..)| name != "model") {
        inside(&schema, visit);
    }
}

/// The report that the other tests change has every key, so they cover every field.
#[test]
fn every_key_of_the_data_is_a_fact_or_silent() {
    let mut said: Vec<String> = Vec::new();
    for fact in meaning(&full()).entries.into_iter().flat_map(|entry| entry.facts) {
        said.extend(fact.path.0.into_iter().filter_map(|step| match step {
            Step::Field(name) => Some(name.to_owned()),
            _ => None,
        }));
    }
    let mut missing: Vec<String> = Vec::new();
    each_schema(&mut |schema| {
        let keys = schema.get("properties").and_then(Json::as_object).into_iter().flat_map(|keys| keys.keys());
        let heard = keys.filter(|key| !silent().contains(&key.as_str()) && !said.contains(key));
        missing.extend(heard.cloned());
    });
    missing.sort();
    missing.dedup();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_text_in_every_language_has_its_path_and_its_place() {
    let tree = full();
    let mut files = Files::default();
    let model = load::load(&tree, &mut files, &mut Vec::new()).unwrap();
    let said = Meaning::of_model(&model, &files, &tree);
    let entry = said.get(&Key::new(Kind::RECOMMENDATION, "R1")).unwrap();
    let swedish = said.languages[2];
    for (path, words) in
        [("action[A1.1].risks[0].text", "Risk 46 sv"), ("indicator[1].target", "target in words 53 sv")]
    {
        let fact = entry.fact(path, Some(swedish)).unwrap();
        assert_eq!(fact.content, Content::Plain(words.to_owned()));
        assert_eq!(files.text(fact.place.unwrap()), format!("\"{words}\""));
    }
    let paths: Vec<String> = entry.facts.iter().map(|fact| fact.path.to_string()).collect();
    for path in
        ["conclusions[C1]", "action[A1.1].responsible[municipality]", "action[A1.1].cost.eur", "follow_up[0].status"]
    {
        assert!(paths.iter().any(|known| known == path), "no `{path}` in {paths:#?}");
    }
    assert_eq!(said.title(entry, swedish).unwrap(), "Recommendation 39 sv");
}

#[test]
fn a_translation_leaves_the_fingerprint_in_the_source_language() {
    let tree = full();
    let key = Key::new(Kind::FINDING, "F2");
    let other = edited(&tree, "report/findings/F2.toml", "Another finding 36 sv", "Other");
    let (old, new) = (meaning(&tree), meaning(&other));
    let (english, swedish) = (old.languages[0], old.languages[2]);
    let (old, new) = (old.get(&key).unwrap(), new.get(&key).unwrap());
    assert_eq!(old.fingerprint_in(english), new.fingerprint_in(english));
    assert_ne!(old.fingerprint_in(swedish), new.fingerprint_in(swedish));
    assert_ne!(old.fingerprint(), new.fingerprint());
    // A stamp of an earlier version of the program must stay valid. This value changes only with `fingerprint::FORMAT`.
    let title = old.fact("title", Some(english)).unwrap();
    assert_eq!(title.fingerprint(), "ad3241bbb65ce65797db7754b22650ed2c7b984c19852a4c555855e3dcd2133c");
}
