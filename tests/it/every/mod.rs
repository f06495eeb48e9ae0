//! Proves that everything follows from the declarations of a report: one report has a field of every type on every kind, and each command
//! is asked for its values. A value that one of them leaves out without a word is named.

mod faults;
mod generator;
mod samples;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use crate::support::pdf;
use crate::support::project::{Project, files_below};
use generator::{Everything, Version};
use samples::Sample;

static EVERYTHING: LazyLock<Everything> = LazyLock::new(Everything::made);

/// Fails with the samples that lack something, each with what that is.
fn nothing_may_lack(what: &str, lacks: impl Fn(&Sample) -> Vec<String>) {
    let lacking = EVERYTHING.samples.iter().map(|sample| (sample, lacks(sample)));
    let lacking: Vec<String> = lacking
        .filter(|(_, lacks)| !lacks.is_empty())
        .map(|(sample, lacks)| format!("{}.{} in {}: {}", sample.kind, sample.key, sample.show, lacks.join(", ")))
        .collect();
    let all = EVERYTHING.samples.len();
    assert!(lacking.is_empty(), "{what}: {} of {all} lack something: {lacking:#?}", lacking.len());
    assert!(all > 500, "{all}");
}

/// Those of the strings that a text does not have.
fn missing<'s>(text: &str, strings: impl IntoIterator<Item = &'s String>) -> Vec<String> {
    strings.into_iter().filter(|string| !text.contains(string.as_str())).cloned().collect()
}

/// One release is asked for its pages, its attached JSON and CSV, and whether it follows from its source.
#[test]
fn a_release_has_each_value_on_a_page_and_in_its_data() {
    let project = EVERYTHING.project(Version::Old, &["en"]);
    project.run(&["release", "--quiet"]).must_succeed();
    let folder = project.path().join("dist/full-1.0.0");
    let pdf = folder.join("full-en.pdf");
    // Where many values look the same, the name of the field must stand there.
    let text: String = pdf::text(&pdf).chars().filter(|c| *c != ',').collect();
    nothing_may_lack("pages", |sample| {
        let name = pdf::without_breaks(&sample.name());
        // The one sum of a cost needs no name.
        let is_sum = (sample.kind, sample.key.as_str()) == ("cost", "cost_money");
        missing(&text, sample.printed(Version::Old).iter().chain((!is_sum).then_some(&name)))
    });
    let attached = pdf::attachments(&pdf);
    assert_eq!(attached["file-evidence-everything.txt"], b"The words of everything.\n");
    let json: Value = serde_json::from_slice(&attached["report.json"]).unwrap();
    let mut values = BTreeMap::new();
    collect(&json, &mut Vec::new(), &mut values);
    nothing_may_lack("JSON", |sample| {
        missing(values.get(&sample.key).map_or("", String::as_str), sample.data(Version::Old))
    });
    for kind in
        ["source", "finding", "conclusion", "recommendation", "action", "indicator", "withdrawn", "thing", "gadget"]
    {
        assert!(attached.contains_key(&EVERYTHING.tables[kind]), "no table of `{kind}` among {:?}", attached.keys());
    }
    nothing_may_lack("CSV", |sample| match attached.get(&EVERYTHING.tables[sample.kind]) {
        // The table of figures has what they are drawn from, and a cell holds no table.
        Some(table) if sample.kind != "figure" && !sample.holds_tables() => {
            missing(&String::from_utf8_lossy(table), sample.data(Version::Old).iter().chain([&sample.key]))
        }
        _ => Vec::new(),
    });
    let news = project.read("dist/full-1.0.0/announcement.en.md");
    assert!(news.contains("Every item has a permanent address"), "{news}");
    project.run(&["verify", "dist/full-1.0.0", "--quiet"]).must_succeed();
}

/// Collects the scalars below each key, wherever they stand, numbers also without their spaces and commas.
fn collect<'j>(json: &'j Value, way: &mut Vec<&'j str>, found: &mut BTreeMap<String, String>) {
    match json {
        Value::Array(values) => values.iter().for_each(|value| collect(value, way, found)),
        Value::Object(values) => {
            for (key, value) in values {
                way.push(key);
                collect(value, way, found);
                way.pop();
            }
        }
        Value::Null => {}
        scalar => {
            let text = scalar.as_str().map_or_else(|| scalar.to_string(), str::to_owned);
            for key in way.iter().filter(|key| key.contains('_')) {
                let below = found.entry((*key).to_owned()).or_default();
                *below += &format!("{text}\n{}\n", text.replace([',', '\u{a0}'], ""));
            }
        }
    }
}

/// Stock Typst gets each value, too.
#[test]
fn an_expanded_project_has_each_value() {
    let project = EVERYTHING.project(Version::Old, &["en"]);
    project.run(&["expand", "out", "--lang", "en"]).must_succeed();
    let generated = files_below(&project.path().join("out/generated"));
    let text: String = generated.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    // What stands in quotation marks, and what does not, such as a year.
    let written: BTreeSet<String> = text.split(['"', ':', '\n']).map(|part| part.trim().replace(',', "")).collect();
    nothing_may_lack("expand", |sample| {
        let key = sample.key.replace('_', "-");
        let all = [key, sample.name()].into_iter().chain(sample.written(Version::Old));
        all.filter(|string| !written.contains(string)).collect()
    });
}

/// The list of the preview names items of own kinds by their titles, with the word that they declare as their state.
#[test]
fn the_preview_lists_items_of_own_kinds() {
    let project = Project::of_report("own");
    project.edit(
        "report/model.toml",
        "folder = \"assets\"\n",
        "folder = \"assets\"\nstate = \"grade\"\nfields.grade = { name.en = \"Grade\", type = \"severity\" }\n",
    );
    project.edit("report/assets/store.toml", "name", "grade = \"low\"\nname");
    let mut preview = crate::support::browser::Preview::of(&project, &["--lang", "en"]);
    preview.news_of(|_| true);
    let list = preview.json("items");
    let item = |id: &str| list["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    assert_eq!((&item("store")["kind"], &item("store")["state"]), (&"asset".into(), &"low".into()));
    assert_eq!(item("portal")["title"], "The portal of customers");
    assert_eq!(item("SYS-12")["kind"], "system");
}
