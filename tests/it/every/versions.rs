//! Two versions of the report that says everything, in which each value differs: what `compare`, the lists of changes and the edition with
//! marks say of it, and what is traced, reviewed and withdrawn.

use std::collections::BTreeMap;

use serde_json::Value;

use super::generator::Version;
use super::{EVERYTHING, missing, nothing_may_lack};
use crate::support::pdf;
use crate::support::project::Project;

#[test]
fn each_changed_value_is_told() {
    let (old, new) = (EVERYTHING.project(Version::Old, &["en"]), EVERYTHING.project(Version::New, &["en"]));
    let before = old.path().to_str().unwrap();
    let json = new.run(&["compare", before, "--as", "json"]).must_succeed().stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    let mut fields: BTreeMap<String, String> = BTreeMap::new();
    let entries = json["entries"].as_array().unwrap();
    for field in entries.iter().flat_map(|entry| entry["fields"].as_array().unwrap()) {
        // The own field is somewhere on the way: in an element of a list, or with a field of a table behind it.
        for key in field["path"].as_str().unwrap().split(['.', '[', ']']) {
            *fields.entry(key.to_owned()).or_default() += &field.to_string();
        }
    }
    nothing_may_lack("compare", |sample| match fields.get(&sample.key) {
        // What is said of withdrawn ids belongs to this version alone.
        None if sample.kind == "withdrawn" => Vec::new(),
        None => vec!["a field".to_owned()],
        Some(own) if sample.is_common() => missing(own, sample.data(Version::New)),
        Some(_) => Vec::new(),
    });
    // Items are called by what their kinds declare as the title.
    let title = |id: &str| &entries.iter().find(|entry| entry["id"] == id).unwrap()["title"]["en"];
    assert_eq!((title("thing1"), title("G1")), (&"First thing".into(), &"First gadget".into()));
    // A cell that goes on to another page has the heads of that page in its midst, so few pages are better.
    new.write("templates/theme.typ", "#let page-size = (height: 2000mm)\n");
    new.run(&["build", "--edition", "changes", "--since", before, "--lang", "en", "--quiet"]).must_succeed();
    let text: String = pdf::text(&new.path().join("build/full-en-changes.pdf")).chars().filter(|c| *c != ',').collect();
    // Its appendix is the list of changes that `CHANGES.md` is, too.
    nothing_may_lack("the edition with marks", |sample| {
        let name = Some(pdf::without_breaks(&sample.name())).filter(|_| sample.kind != "withdrawn");
        missing(&text, sample.inserted().iter().chain(&name))
    });
}

/// Links of own fields are traced and reviewed, texts of own fields are translations, and ids of own kinds are withdrawn.
#[test]
fn links_and_texts_of_own_fields_are_traced_and_reviewed() {
    let project = EVERYTHING.project(Version::Old, &["en", "fi"]);
    let trace: Value = serde_json::from_str(&project.run(&["trace", "--as", "json"]).must_succeed().stdout).unwrap();
    let relations: Vec<&str> =
        trace["links"].as_array().unwrap().iter().map(|link| link["relation"].as_str().unwrap()).collect();
    // Of several links between the same two, the first counts: that of evidence, and not that of its finding.
    let owners = ["theme", "question", "evidence", "package", "cost", "row", "actor", "source", "piece", "gadget"];
    for kind in owners {
        let expected = format!("own {kind} link");
        assert!(relations.contains(&expected.as_str()), "nothing is `{expected}` among {relations:?}");
    }
    let open: Value = serde_json::from_str(&project.run(&["review", "--as", "json"]).must_succeed().stdout).unwrap();
    let open = open.to_string();
    // What is said of withdrawn items is not reviewed.
    let is_text = |key: &str| ["plain", "prose", "translation"].iter().any(|name| key.ends_with(name));
    nothing_may_lack("review", |sample| match is_text(&sample.key) && sample.kind != "withdrawn" {
        true => missing(&open, [&sample.key]),
        false => Vec::new(),
    });
    for link in ["thing1:F1", "G1:thing1"] {
        assert!(open.contains(link), "`{link}` is not reviewed: {open}");
    }
}

#[test]
fn ids_of_own_kinds_are_permanent() {
    let (old, new) = (Project::of_report("own"), Project::of_report("own"));
    let options = ["check", "--since", old.path().to_str().unwrap(), "--format", "short"];
    new.delete("report/assets/store.toml");
    new.edit("report/findings/OBS-001-register.toml", "assets = [\"portal\", \"store\"]", "assets = [\"portal\"]");
    let said = new.run(&options).stderr;
    assert!(said.contains("lost-id") && said.contains("`store`"), "{said}");
    let entry = "[[withdrawn]]\nid = \"store\"\nkind = \"asset\"\nversion = \"1.0.0\"\ntitle = \"The store\"\nreason = \"Gone.\"\n";
    new.write("report/withdrawn.toml", entry);
    let said = new.run(&options).stderr;
    assert!(!said.contains("lost-id"), "{said}");
}

/// What several of an own kind are called, in each language; and a status inside a table, which is told once.
#[test]
fn changes_have_words_in_each_language() {
    let (old, new) = (Project::of_report("own"), Project::of_report("own"));
    for project in [&old, &new] {
        project.edit("report/report.toml", "languages = [\"en\", \"fi\"]", "languages = [\"en\", \"fi\", \"sv\"]");
        project.edit("report/model.toml", "fi = \"Kohteet\" }\nfolder", "fi = \"Kohteet\", sv = \"Objekt\" }\nfolder");
    }
    new.edit("report/assets/portal.toml", "The portal of customers", "The portal of clients");
    new.edit("report/findings/OBS-001-register.toml", "status = \"trivial\"", "status = \"low\"");
    let before = old.path().to_str().unwrap();
    for (language, assets, observations) in
        [("en", "Assets", "Observations"), ("fi", "Kohteet", "Huomiot"), ("sv", "Objekt", "Observations")]
    {
        let options = ["compare", before, "--as", "markdown", "--lang", language];
        let text = new.run(&options).must_succeed().stdout;
        for heading in [assets, observations] {
            assert!(text.contains(&format!("## {heading}\n")), "{heading}: {text}");
        }
    }
    let text = new.run(&["compare", before]).must_succeed().stdout;
    assert_eq!(text.matches("trivial").count(), 1, "{text}");
    assert!(text.contains("portal  The portal of clients"), "{text}");
    let trace = new.run(&["trace"]).must_succeed().stdout;
    assert!(trace.lines().any(|line| line.starts_with("RISK1")), "{trace}");
    // Recommendations that rest on findings without conclusions stand in rows with those.
    let matrix = new.run(&["trace", "--as", "csv"]).must_succeed().stdout;
    assert!(matrix.lines().any(|line| line.starts_with("REC-01,") && line.contains(",OBS-001,")), "{matrix}");
    // Items of own kinds stand beside the chain that they are linked with.
    assert!(matrix.lines().next().is_some_and(|head| head.ends_with("review,risk")), "{matrix}");
    assert!(matrix.lines().any(|line| line.starts_with("REC-01,") && line.ends_with(",RISK1")), "{matrix}");
    let table = new.run(&["trace", "--as", "markdown"]).must_succeed().stdout;
    assert!(table.lines().any(|line| line.contains("**OBS-001**") && line.ends_with("| RISK1 |")), "{table}");
    assert!(!matrix.lines().any(|line| line.starts_with(",")), "a finding of a recommendation stands alone: {matrix}");
}
