//! Proves that the schemas for TOML editors agree with the program, as far as schemas can express its checks.

use std::collections::BTreeMap;
use std::fs;

use jsonschema::Validator;
use raportti::bounds::text::LARGEST_SETTINGS;
use serde_json::{Map, Value};

use crate::support::project::{Project, files_below, files_in, repository};

/// Codes, or single cases, whose faults a schema can find in one file.
const VISIBLE: [&str; 12] = [
    "malformed-id",
    "malformed-value/wrong.txt",
    "unknown-key",
    "missing-key",
    "wrong-type",
    "unknown-word",
    "dangling-link",
    "finding-without-evidence",
    "conclusion-without-finding",
    "recommendation-without-conclusion",
    "recommendation-without-addressee",
    "action-without-responsible",
];

/// Cases about the lock, which has no schema; about ids or links of several files; and about what one key asks of another.
const UNSEEN: [&str; 8] = [
    "lock",
    "replacement",
    "unknown-key/wrong-label",
    "missing-key/wrong-way-back",
    "missing-key/wrong-from-data",
    "missing-key/wrong-marking",
    "unknown-word/wrong-marking",
    "dangling-link/wrong-from-data",
];

#[test]
fn schemas_accept_valid_reports() {
    for name in ["minimal", "full"] {
        let project = Project::of_report(name);
        assert_eq!(refused(&project), Vec::<String>::new());
    }
    let real = Project::empty();
    crate::support::project::copy(&repository().join("report"), &real.path().join("report"));
    assert_eq!(refused(&real), Vec::<String>::new());
}

#[test]
fn schemas_refuse_what_they_can_see() {
    let cases = repository().join("tests/cases");
    let (mut seen, mut mistaken) = (0, Vec::new());
    for code in VISIBLE {
        let path = cases.join(code);
        for case in if path.is_dir() { files_in(&path) } else { vec![path] } {
            let name = case.strip_prefix(&cases).unwrap().to_str().unwrap();
            if case.extension().is_none_or(|extension| extension != "txt") || UNSEEN.iter().any(|it| name.contains(it))
            {
                continue;
            }
            let (project, _) = crate::support::case::project(&fs::read_to_string(&case).unwrap());
            let refused = refused(&project);
            let right = case.file_stem().unwrap().to_str().unwrap().starts_with("right");
            if refused.is_empty() != right {
                mistaken.push((case, refused));
            }
            seen += 1;
        }
    }
    assert_eq!(mistaken, Vec::new());
    assert!(seen >= VISIBLE.len());
}

#[test]
fn a_new_report_has_its_schemas() {
    let project = Project::empty();
    project.run(&["init", "new"]).must_succeed();
    for (settings, list, path) in [("tombi.toml", "schemas", "/path"), (".taplo.toml", "rule", "/schema/path")] {
        let settings: toml::Table = toml::from_str(&project.read(&format!("new/{settings}"))).unwrap();
        let entries = json(&settings[list]);
        assert!(entries.as_array().unwrap().len() > 8, "{entries}");
        for entry in entries.as_array().unwrap() {
            let path = entry.pointer(path).unwrap().as_str().unwrap();
            let schema: Value = serde_json::from_str(&project.read(&format!("new/{path}"))).unwrap();
            assert!(schema["description"].as_str().is_some_and(|description| !description.is_empty()), "{path}");
            assert!(entry["include"][0].as_str().is_some_and(|files| files.starts_with("report/")), "{entry}");
        }
    }
    let conclusion: Value = serde_json::from_str(&project.read("new/.raportti/schemas/conclusion.json")).unwrap();
    assert_eq!(conclusion["properties"]["findings"]["items"]["enum"], serde_json::json!(["H1", "H2", "H3"]));
}

/// The settings were written once, so the folders of own kinds that came later had no schema in any editor.
#[test]
fn settings_of_editors_follow_the_kinds_and_keep_what_others_wrote() {
    let project = Project::of_report("minimal");
    project.write("tombi.toml", TOMBI_OF_OTHERS);
    project.write("taplo.toml", "exclude = [\"build/**\"] # ours\r\n");
    project.run(&["schema"]).must_succeed();
    project.write("report/model.toml", "[asset]\nfolder = \"assets\"\nname.en = \"Asset\"\n[asset.fields.title]\nname.en = \"Title\"\ntype = \"plain\"\n");
    project.run(&["schema"]).must_succeed();
    let tombi = project.read("tombi.toml");
    assert!(tombi.starts_with(TOMBI_OF_OTHERS.trim_end()) && tombi.matches("finding.json").count() == 1, "{tombi}");
    assert!(
        tombi
            .contains("\n[[schemas]]\npath = \".raportti/schemas/asset.json\"\ninclude = [\"report/assets/*.toml\"]\n"),
        "{tombi}"
    );
    let taplo = project.read("taplo.toml");
    assert!(taplo.starts_with("exclude = [\"build/**\"] # ours") && taplo.contains("report/assets/*.toml"), "{taplo}");
    assert!(!project.path().join(".taplo.toml").exists());

    let again = project.run(&["schema"]).must_succeed().stdout;
    assert!(!again.contains("maps files"), "{again}");
    project.delete("report/model.toml");
    project.run(&["schema"]).must_succeed();
    assert!(!project.read("tombi.toml").contains("asset") && !project.read("taplo.toml").contains("asset"));

    // What is no TOML, or too large, is not touched.
    project.write("tombi.toml", "[[schemas\n");
    let said = project.run(&["schema"]).must_succeed().stdout;
    assert!(said.contains("tombi.toml is not TOML, and stays as it is"), "{said}");
    assert_eq!(project.read("tombi.toml"), "[[schemas\n");
    let most = usize::try_from(LARGEST_SETTINGS).unwrap();
    project.write("tombi.toml", "#".repeat(most));
    project.run(&["schema"]).must_succeed();
    project.write("tombi.toml", "#".repeat(most + 1));
    let said = project.run(&["schema"]);
    assert!(said.code == 2 && said.stderr.contains("larger than 1 MiB"), "{}", said.transcript());
}

const TOMBI_OF_OTHERS: &str = "\
[format.rules]
line-width = 100  # ours

# Theirs.
[[schemas]]
path = \"theirs.json\"
include = [\"theirs.toml\"]
";

/// The faults that the schemas of a project find in its files.
pub fn refused(project: &Project) -> Vec<String> {
    project.run(&["schema", "-q"]).must_succeed();
    let validators: BTreeMap<String, Validator> = files_in(&project.path().join(".raportti/schemas"))
        .iter()
        .map(|path| {
            let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), jsonschema::validator_for(&schema).unwrap())
        })
        .collect();
    let mut complaints = Vec::new();
    for path in files_below(&project.path().join("report")) {
        let inner = path.strip_prefix(project.path().join("report")).unwrap().to_str().unwrap().to_owned();
        let name = match inner.split_once('/') {
            None => inner.trim_end_matches(".toml").to_owned(),
            Some((folder, _)) => folder.trim_end_matches('s').to_owned(),
        };
        // Comments lie in files of several, whose schema has the name of the folder.
        let of_folder = || validators.get(inner.split('/').next().unwrap());
        let validator = validators.get(&name).or_else(of_folder);
        let Some(validator) = validator.filter(|_| inner.ends_with(".toml")) else { continue };
        let table: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
        let json = json(&toml::Value::Table(table));
        complaints
            .extend(validator.iter_errors(&json).map(|error| format!("{inner}: {error} at {}", error.instance_path())));
    }
    complaints
}

/// TOML as editors hand it to a schema: dates become strings.
fn json(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(integer) => Value::from(*integer),
        toml::Value::Float(float) => Value::from(*float),
        toml::Value::Boolean(boolean) => Value::from(*boolean),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => items.iter().map(json).collect(),
        toml::Value::Table(table) => {
            table.iter().map(|(key, value)| (key.clone(), json(value))).collect::<Map<_, _>>().into()
        }
    }
}
