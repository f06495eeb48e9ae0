//! Makes the report that says everything: every kind that readers meet has a field of every type, with a value of its own. Kinds and types
//! come from the declarations of the program, so that a new one is in the report as soon as it is declared.

use std::collections::{BTreeMap, BTreeSet};

use raportti::model::declared::{Declaration, Declarations, Type};
use toml::{Table, Value};

use super::samples::{self, Sample};
use crate::support::project::{Project, files_below};

/// The report that every kind and table of the built-in kinds stands in.
const BASE: &str = "full";

/// Kinds of the report's own: with a folder, with ids in a file, and as a table inside the first.
const OWN_KINDS: &str = r#"
[vocabulary.stage]
raw = { en = "Raw stage", fi = "Raaka vaihe", sv = "Rå fas", tone = "danger" }
ripe = { en = "Ripe stage", fi = "Kypsä vaihe", sv = "Mogen fas", tone = "calm" }

[form.code]
is = "a code"
pattern = "CODE-[0-9]+"
example = "CODE-1"

[detail]
doc = "A table of an own kind, which all kinds hold."
fields.label = { name.en = "Label", type = "plain", required = true }
fields.count = { name.en = "Count", type = "integer", unit = "pcs" }

[thing]
name = { en = "Thing", fi = "Esine", sv = "Sak" }
plural = { en = "Things", fi = "Esineet", sv = "Saker" }
folder = "things"

[thing.fields.called]
name = { en = "Called", fi = "Nimi", sv = "Benämning" }
type = "plain"
required = true
show = "title"

[thing.fields.pieces]
name.en = "Pieces"
holds = ["piece"]

[piece]
doc = "A table that only an own kind holds."
fields.label = { name.en = "Label of the piece", type = "plain", required = true }

[gadgets]
file = "gadgets.toml"
fields.gadget = { name.en = "Gadgets", holds = ["gadget"] }

[gadget]
name = { en = "Gadget", fi = "Vempain", sv = "Manick" }
plural = { en = "Gadgets", fi = "Vempaimet", sv = "Manicker" }
collection = "all_gadgets"
fields.id = { name.en = "Id", type = "id", required = true }

[gadget.fields.label]
name.en = "Label"
type = "plain"
required = true
show = "title"
"#;

/// The report in two versions, in which each value differs.
pub struct Everything {
    /// The values, in the order of the declarations.
    pub samples: Vec<Sample>,
    /// The name of the CSV table of each kind, if there is one.
    pub tables: BTreeMap<&'static str, String>,
    model: String,
    declared: &'static Declarations,
    /// The files of the report without the values.
    files: BTreeMap<String, Table>,
}

/// Which of the values of a sample a report has.
#[derive(Clone, Copy)]
pub enum Version {
    Old,
    New,
    /// One that is wrong by itself, so that its item cannot be read.
    Wrong,
    /// One that is wrong only as its declaration or its link says, which is looked at where items can be read.
    Unsound,
    /// A right one under a mistyped key.
    Mistyped,
}

impl Everything {
    pub fn made() -> Self {
        let files = base();
        let mut met = BTreeSet::new();
        let declared = declarations(OWN_KINDS);
        for (path, table) in &files {
            meet(declared, of_path(declared, path), table, &mut met);
        }
        let kinds = kinds_of_readers(declared);
        let missing: Vec<&&str> = kinds.iter().filter(|kind| !met.contains(**kind)).collect();
        assert!(missing.is_empty(), "nothing in `{BASE}` is of the kinds {missing:?}");
        let samples = samples::of(&kinds);
        let model = samples.iter().fold(OWN_KINDS.to_owned(), |model, sample| model + &sample.declaration());
        let tables = kinds.iter().map(|kind| (*kind, format!("{}.csv", declared.find(kind).unwrap().collection)));
        let tables = tables.collect();
        Self { declared: declarations(&model), samples, tables, model, files }
    }

    /// A project of the report in some of its languages.
    pub fn project(&self, version: Version, languages: &[&str]) -> Project {
        let project = Project::empty();
        project.write("report/model.toml", &self.model);
        project.write("report/chapters/introduction.en.md", "# Introduction\n\nIt has everything.\n");
        let file = if matches!(version, Version::New) { "everything-new" } else { "everything" };
        project.write(&format!("report/evidence/{file}.txt"), format!("The words of {file}.\n"));
        let logo =
            crate::support::project::repository().join("tests/reports").join(BASE).join("report/images/logo.svg");
        project.write("report/images/logo.svg", std::fs::read(logo).unwrap());
        let declared = self.declared;
        let mut filled = BTreeSet::new();
        for (path, table) in &self.files {
            let mut table = table.clone();
            self.fill(declared, of_path(declared, path), &mut table, version, &mut filled);
            keep_languages(&mut table, languages);
            if path.ends_with("report.toml") {
                table.insert("languages".to_owned(), Value::from(languages.to_vec()));
            }
            project.write(path, toml::to_string(&table).unwrap());
        }
        project
    }

    /// Puts the values of a kind into the first table of it, and those of the tables inside into theirs.
    fn fill(
        &self,
        declared: &'static Declarations,
        kind: &'static Declaration,
        table: &mut Table,
        version: Version,
        filled: &mut BTreeSet<String>,
    ) {
        for field in &kind.fields {
            for inner in inner_kinds(declared, field) {
                for held in held_mut(table, &field.key) {
                    self.fill(declared, inner, held, version, filled);
                }
            }
        }
        if filled.insert(kind.key.clone()) {
            for sample in self.samples.iter().filter(|sample| sample.kind == kind.key) {
                let key = if matches!(version, Version::Mistyped) { sample.mistyped_key() } else { sample.key.clone() };
                table.insert(key, sample.value(version));
            }
        }
    }
}

/// The declarations of a report, which live as long as the tests.
fn declarations(model: &str) -> &'static Declarations {
    use raportti::diagnostics::files::Files;
    use raportti::model::load;
    let mut tree = raportti::files::reading::tree(
        &crate::support::project::repository().join("tests/reports").join(BASE),
        &["report"],
    )
    .unwrap();
    tree.insert("report/model.toml".to_owned(), model.as_bytes().to_vec());
    let mut faults = Vec::new();
    let model = load::load(&tree, &mut Files::default(), &mut faults).unwrap();
    model.declarations
}

/// Takes the texts in other languages out.
fn keep_languages(table: &mut Table, languages: &[&str]) {
    for value in table.iter_mut().map(|(_, value)| value) {
        keep_languages_of_value(value, languages);
    }
    table.retain(|_, value| !value.as_table().is_some_and(Table::is_empty));
}

fn keep_languages_of_value(value: &mut Value, languages: &[&str]) {
    match value {
        Value::Table(texts) if texts.keys().all(|key| ["en", "fi", "sv"].contains(&key.as_str())) => {
            texts.retain(|key, _| languages.contains(&key));
        }
        Value::Table(table) => keep_languages(table, languages),
        Value::Array(values) => values.iter_mut().for_each(|value| keep_languages_of_value(value, languages)),
        _ => {}
    }
}

/// The files of the base, and one for each own kind.
fn base() -> BTreeMap<String, Table> {
    let project = Project::of_report(BASE);
    let mut files: BTreeMap<String, Table> = files_below(project.path())
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        // Charts take the most time, and one has all that a figure has.
        .filter(|path| !path.parent().unwrap().ends_with("figures") || path.ends_with("Fig1.toml"))
        .map(|path| {
            let inner = path.strip_prefix(project.path()).unwrap().to_str().unwrap().to_owned();
            (inner, toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap())
        })
        .collect();
    let own = [
        ("report/things/thing1.toml", "called = \"First thing\"\n[[pieces]]\nlabel = \"A piece\"\n"),
        ("report/things/thing2.toml", "called = \"Second thing\"\n"),
        (
            "report/gadgets.toml",
            "[[gadget]]\nid = \"G1\"\nlabel = \"First gadget\"\n[[gadget]]\nid = \"G2\"\nlabel = \"Second gadget\"\n",
        ),
        (
            "report/withdrawn.toml",
            "[[withdrawn]]\nid = \"F9\"\nkind = \"finding\"\nversion = \"1.0.0\"\ntitle = \"Gone\"\nreason = \"It was wrong.\"\n",
        ),
    ];
    files.extend(own.into_iter().map(|(path, text)| (path.to_owned(), toml::from_str(text).unwrap())));
    let report = files.get_mut("report/report.toml").unwrap();
    // A release is refused for any warning.
    for rule in ["uncited-finding", "lone-heading"] {
        report["rules"].as_table_mut().unwrap().insert(rule.to_owned(), "off".into());
    }
    let parts = report["parts"].as_array_mut().unwrap();
    parts.extend(["things", "all_gadgets", "withdrawn"].map(Value::from));
    files
}

/// The kind that a file is of.
fn of_path(declared: &'static Declarations, path: &str) -> &'static Declaration {
    let inner = path.trim_start_matches("report/");
    let found = match inner.split_once('/') {
        Some((folder, _)) => declared.of_folder(folder),
        None => declared.of_file(inner),
    };
    found.unwrap_or_else(|| panic!("no kind has the file `{path}`"))
}

/// The kinds of the tables that a field holds.
fn inner_kinds(
    declared: &'static Declarations,
    field: &'static raportti::model::declared::Field,
) -> Vec<&'static Declaration> {
    // The brand of a report is a setting that is compared.
    if field.silent && field.key != "withdrawn" || field.key == "brand" {
        return Vec::new();
    }
    let tables =
        field.types().filter_map(|it| if let Type::Table(kind) = it { Some(declared.kind(*kind)) } else { None });
    tables.collect()
}

/// The tables in a field; under a star, those in all keys.
fn held_mut<'t>(table: &'t mut Table, key: &str) -> Vec<&'t mut Table> {
    let values: Vec<&mut Value> = if key == "*" {
        table.iter_mut().map(|(_, value)| value).collect()
    } else {
        table.get_mut(key).into_iter().collect()
    };
    values
        .into_iter()
        .flat_map(|value| match value {
            Value::Table(table) => vec![table],
            Value::Array(values) => values.iter_mut().filter_map(Value::as_table_mut).collect(),
            _ => Vec::new(),
        })
        .collect()
}

/// Notes the kinds of a table and of those inside.
fn meet(declared: &'static Declarations, kind: &'static Declaration, table: &Table, met: &mut BTreeSet<String>) {
    met.insert(kind.key.clone());
    let mut table = table.clone();
    for field in &kind.fields {
        for inner in inner_kinds(declared, field) {
            for held in held_mut(&mut table, &field.key) {
                meet(declared, inner, held, met);
            }
        }
    }
}

/// The kinds that say something to readers, in the order of the declarations: not those that only list others, nor settings.
pub fn kinds_of_readers(declared: &'static Declarations) -> Vec<&'static str> {
    let mut found: Vec<&Declaration> =
        declared.kinds.iter().filter(|kind| kind.folder.is_some() || kind.file.is_some()).collect();
    let mut at = 0;
    while at < found.len() {
        let inner: Vec<_> = found[at].fields.iter().flat_map(|field| inner_kinds(declared, field)).collect();
        for kind in inner {
            if !found.iter().any(|known| std::ptr::eq(*known, kind)) {
                found.push(kind);
            }
        }
        at += 1;
    }
    let only_lists = |kind: &&Declaration| {
        kind.file.is_some()
            && kind.key != "report"
            && kind.fields.iter().all(|field| field.types().all(|it| matches!(it, Type::Table(_))))
    };
    found.retain(|kind| {
        !only_lists(kind)
            && !["detail", "figure-where", "figure-phase", "figure-milestone"].contains(&kind.key.as_str())
    });
    found.sort_by_key(|kind| kind.number);
    found.into_iter().map(|kind| kind.key.as_str()).collect()
}
