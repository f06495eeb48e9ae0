//! Faults of the report that says everything: each wrong value and each mistyped key is found, all in one pass, and schemas refuse the
//! same.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::Value;

use super::generator::Version;
use super::samples::Sample;
use super::{EVERYTHING, nothing_may_lack};
use crate::faults::schemas;
use crate::support::project::{Project, files_below};

/// The faults that `check` finds: by file and line, the code and everything that it says.
fn faults(project: &Project) -> BTreeMap<(String, usize), Vec<String>> {
    let run = project.run(&["check", "--format", "json"]);
    let mut found: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for line in run.stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        if let (Some(file), Some(at)) = (line["file"].as_str(), line["line"].as_u64()) {
            found.entry((file.to_owned(), at as usize)).or_default().push(line.to_string());
        }
    }
    found
}

/// Where each key of a project stands: the lines that begin with it, alone or in the heading of a table.
fn lines(project: &Project) -> BTreeMap<String, Vec<(String, usize)>> {
    let files = files_below(&project.path().join("report"));
    let is_data = |path: &&PathBuf| path.extension().is_some_and(|it| it == "toml") && !path.ends_with("model.toml");
    let mut found: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for path in files.iter().filter(is_data) {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.strip_prefix(project.path()).unwrap().to_str().unwrap();
        for (number, line) in text.lines().enumerate() {
            let key = line.trim_matches(['[', ']']).split([' ', '=']).next().unwrap_or_default();
            let key = key.rsplit('.').next().unwrap_or_default();
            found.entry(key.to_owned()).or_default().push((name.to_owned(), number + 1));
        }
    }
    found
}

#[test]
fn each_wrong_value_is_found_in_one_pass() {
    let projects = [Version::Wrong, Version::Unsound].map(|version| EVERYTHING.project(version, &["en"]));
    let (found, lines) = (projects.each_ref().map(faults), projects.each_ref().map(lines));
    nothing_may_lack("check of wrong values", |sample| {
        let number = usize::from(sample.is_unsound());
        // What a table has stands below its heading.
        let own = lines[number].get(&sample.key).into_iter().flatten();
        let near = own.flat_map(|(file, line)| (*line..line + 4).map(move |line| (file.clone(), line)));
        let mut said = near.filter_map(|at| found[number].get(&at)).flatten();
        let is_found = said.any(|fault| fault.contains(sample.fault) && fault.contains(sample.hint));
        if is_found { Vec::new() } else { vec![format!("{} with {}", sample.fault, sample.hint)] }
    });
}

#[test]
fn each_mistyped_key_is_found_with_the_right_one() {
    let project = EVERYTHING.project(Version::Mistyped, &["en"]);
    let (found, lines) = (faults(&project), lines(&project));
    nothing_may_lack("check of mistyped keys", |sample| {
        let own = lines.get(&sample.mistyped_key()).into_iter().flatten();
        let mut said = own.filter_map(|at| found.get(at)).flatten();
        let hint = format!("did you mean `{}`?", sample.key);
        let is_found = said.any(|fault| fault.contains("unknown-key") && fault.contains(&hint));
        if is_found { Vec::new() } else { vec![hint] }
    });
}

#[test]
fn schemas_know_each_field_with_its_words_and_ids() {
    let project = EVERYTHING.project(Version::Old, &["en"]);
    assert_eq!(schemas::refused(&project), Vec::<String>::new());
    let things: Value = serde_json::from_str(&project.read(".raportti/schemas/thing.json")).unwrap();
    assert_eq!(things["properties"]["thing_word"]["enum"], serde_json::json!(["raw", "ripe"]));
    assert_eq!(things["properties"]["thing_link"]["enum"], serde_json::json!(["F1", "F2"]));
    assert_eq!(things["properties"]["thing_thing"]["enum"], serde_json::json!(["thing1", "thing2"]));
    let mistyped = schemas::refused(&EVERYTHING.project(Version::Mistyped, &["en"])).join("\n");
    // Of rows, in whose place the name of a file may stand, the whole list is refused.
    let place = |sample: &Sample, key: String| if sample.kind == "row" { "/data".to_owned() } else { key };
    nothing_may_lack("schemas, of mistyped keys", |sample| {
        super::missing(&mistyped, [&place(sample, format!("'{}'", sample.mistyped_key()))])
    });
    let wrong =
        [Version::Wrong, Version::Unsound].map(|version| schemas::refused(&EVERYTHING.project(version, &["en"])));
    let wrong = wrong.concat().join("\n");
    nothing_may_lack("schemas, of wrong values", |sample| super::missing(&wrong, [&place(sample, sample.key.clone())]));
}

/// Kinds that no reader sees have no own fields: their values would be lost.
#[test]
fn settings_have_no_own_fields() {
    let project = Project::of_report("minimal");
    let readers = super::generator::kinds_of_readers(raportti::model::Declarations::built_in());
    let settings = raportti::model::Declarations::built_in().kinds.iter().map(|kind| kind.key.as_str());
    let settings: Vec<&str> = settings.filter(|kind| !readers.contains(kind)).collect();
    let model = settings.iter().map(|kind| format!("[{kind}.fields.own]\nname.en = \"Own\"\ntype = \"plain\"\n"));
    project.write("report/model.toml", model.collect::<String>());
    let said = project.run(&["check", "--format", "short"]).stderr;
    for kind in settings {
        assert!(said.contains(&format!("`{kind}` has no fields of a report's own")), "{kind}: {said}");
    }
}
