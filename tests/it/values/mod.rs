//! Proves what each type of value accepts, how its faults are reported, and that it shows wherever a field does.

mod cvss;
mod measure;
mod money;
mod order;
mod period;

use std::collections::BTreeMap;

use raportti::diagnostics::Diagnostic;
use raportti::diagnostics::files::Files;
use raportti::files::builtin;
use raportti::files::read::Tree;
use raportti::files::reading;
use raportti::graph::{self, schema};
use raportti::meaning::Meaning;
use raportti::meaning::changes::Changes;
use raportti::merge::view::View;
use raportti::merge::{attachments, changes};
use raportti::model::declared::Declarations;
use raportti::model::load;
use raportti::rules::items;

use crate::support::project::repository;
use crate::support::shown;

const FINDING: &str = "report/findings/F1.toml";
const REPORT: &str = "report/report.toml";

/// Declarations with one more field of a finding, `own`.
fn with_field(said: &str) -> &'static Declarations {
    let words = "[vocabulary.severity]\nhigh = { en = \"High\" }\nlow = { en = \"Low\" }\n\
                 [form.cwe]\nis = \"a CWE number\"\npattern = \"CWE-[1-9][0-9]*\"\nexample = \"CWE-89\"\nhint = \"write it like `CWE-89`\"\n";
    let kinds = format!("[finding.fields.own]\ndoc = \"A probe.\"\nname.en = \"Own\"\n{said}\n");
    Box::leak(Box::new(Declarations::with(&kinds, words).unwrap()))
}

/// The smallest report, with lines at the head of two of its files.
fn tree(of_report: &str, of_finding: &str) -> Tree {
    let mut tree = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    for (path, lines) in [(REPORT, of_report), (FINDING, of_finding)] {
        let written = String::from_utf8(tree[path].clone()).unwrap();
        tree.insert(path.to_owned(), format!("{lines}\n{written}").into_bytes());
    }
    tree
}

/// What is reported of a tree, with the written text that it is reported at.
fn faults(declarations: &'static Declarations, tree: &Tree) -> Vec<(String, String, String)> {
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let model = load::load_as(declarations, tree, &mut files, &mut diagnostics).unwrap();
    items::check(&model, &mut diagnostics);
    let line = |fault: Diagnostic| {
        let place = fault.place.unwrap();
        let text = files.get(place.file).text[place.range()].to_owned();
        (fault.message, text, fault.hints.join(" "))
    };
    diagnostics.into_iter().map(line).collect()
}

/// A type, what is written, the message, the text that it points at, and words of the hint.
const WRONG: [(&str, &str, &str, &str, &str); 29] = [
    ("type = \"money\"", "1200", "the sum has no currency", "1200", "{ amount = 1200, currency = \"EUR\" }"),
    ("type = \"money\"", "{ amount = 5 }", "the sum has no currency", "{ amount = 5 }", "currency = \"EUR\""),
    ("type = \"money\"", "{ currency = \"EUR\" }", "the key `amount` is missing", "{ currency = \"EUR\" }", ""),
    (
        "type = \"money\"",
        "{ amount = 5, currency = \"EURO\" }",
        "unknown currency `EURO`",
        "\"EURO\"",
        "did you mean `EUR`?",
    ),
    (
        "type = \"money\"",
        "{ amount = 5, curency = \"EUR\" }",
        "unknown key `curency`",
        "curency",
        "did you mean `currency`?",
    ),
    ("type = \"money\"", "{ amount = \"5\", currency = \"EUR\" }", "expected a number, found a string", "\"5\"", ""),
    (
        "type = \"money\"",
        "\"1 200 €\"",
        "expected a number, or a table with `amount` and `currency`, found a string",
        "\"1 200 €\"",
        "write the number alone",
    ),
    (
        "type = \"money\"\nleast = 0",
        "{ amount = -5, currency = \"EUR\" }",
        "-5 is less than 0",
        "{ amount = -5, currency = \"EUR\" }",
        "A probe.",
    ),
    ("type = \"currency\"", "\"€\"", "unknown currency `€`", "\"€\"", "did you mean `EUR`?"),
    ("type = \"currency\"", "\"eur\"", "unknown currency `eur`", "\"eur\"", "did you mean `EUR`?"),
    ("type = \"currency\"", "\"gold\"", "unknown currency `gold`", "\"gold\"", "ISO 4217"),
    ("type = \"currency\"", "978", "expected the code of a currency such as `\"EUR\"`, found an integer", "978", ""),
    ("type = \"period\"", "\"2027-Q7\"", "a year has no quarter `Q7`", "\"2027-Q7\"", "`2027-Q4`"),
    ("type = \"cvss\"", "9.8", "expected a string, found a float", "9.8", ""),
    ("type = \"cvss\"", "\"9.8\"", "a CVSS vector begins with its version", "9.8", "CVSS:3.1/"),
    ("type = \"cvss\"", "\"CVSS:2.0/AV:N\"", "CVSS `2.0` is not supported", "CVSS:2.0", "3.1 or 4.0"),
    (
        "type = \"cvss\"",
        "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:X/I:H/A:H\"",
        "`X` is no value of the metric `C` (Confidentiality Impact)",
        "C:X",
        "calculator",
    ),
    (
        "type = \"cvss\"",
        "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H\"",
        "the vector lacks `A`",
        "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H",
        "whole vector",
    ),
    (
        "type = \"number\"\nleast = 0\nmost = 100\nunit = \"%\"",
        "120",
        "120 % is not between 0 and 100 %",
        "120",
        "A probe.",
    ),
    ("type = \"number\"\nleast = 0.5", "0.4", "0.4 is less than 0.5", "0.4", "A probe."),
    ("type = \"integer\"\nmost = 10\nunit = \"days\"", "11", "11 days is more than 10 days", "11", "A probe."),
    ("type = \"integer\"", "1.5", "expected an integer, found a float", "1.5", ""),
    ("type = [\"integer\"]\nleast = 1", "[3, 0]", "0 is less than 1", "0", "A probe."),
    ("type = \"cwe\"", "\"CWE-089\"", "`CWE-089` is not a CWE number", "\"CWE-089\"", "write it like `CWE-89`"),
    ("type = [\"cwe\"]", "[\"CWE-89\", \"89\"]", "`89` is not a CWE number", "\"89\"", "CWE-89"),
    ("type = [\"severity\"]", "[\"high\", \"lo\"]", "unknown word `lo`", "\"lo\"", "did you mean `low`?"),
    ("type = [\"severity\"]", "\"high\"", "expected an array, found a string", "\"high\"", ""),
    ("type = \"year\"", "20270", "expected a number from 1 to 9999, found `20270`", "20270", ""),
    ("type = \"yes-no\"", "\"yes\"", "expected `true` or `false`, found a string", "\"yes\"", ""),
];

#[test]
fn each_type_reports_its_faults_at_their_place() {
    for (field, written, message, place, hint) in WRONG {
        let found = faults(with_field(field), &tree("", &format!("own = {written}")));
        let [(found, at, advice)] = found.as_slice() else { panic!("{field}, {written}: {found:#?}") };
        // A place is the value, or a part of a string inside its quotes.
        assert_eq!((found.as_str(), at.as_str()), (message, place), "{field}, {written}");
        assert!(advice.contains(hint), "{field}, {written}: {advice}");
    }
}

#[test]
fn each_type_accepts_its_forms() {
    for (field, written) in [
        ("type = \"money\"", "{ amount = 1200.50, currency = \"EUR\" }"),
        ("type = \"money\"\nleast = 0", "{ amount = 0, currency = \"JPY\" }"),
        ("type = [\"money\"]", "[{ amount = 1, currency = \"EUR\" }, { amount = 2, currency = \"USD\" }]"),
        ("type = \"currency\"", "\"XCG\""),
        ("type = \"period\"", "2027"),
        ("type = [\"period\"]", "[\"2027-Q1\", 2027-05-10]"),
        ("type = \"cvss\"", "\"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H\""),
        ("type = \"number\"\nleast = 0\nmost = 100", "100"),
        ("type = \"integer\"\nleast = -3", "-3"),
        ("type = \"cwe\"", "\"CWE-89\""),
        ("type = [\"severity\"]", "[\"high\", \"low\"]"),
    ] {
        let found = faults(with_field(field), &tree("", &format!("own = {written}")));
        assert!(found.is_empty(), "{field}, {written}: {found:#?}");
    }
}

/// A sum that names no currency has that of the report, and so a fault of the report's own one is reported once.
#[test]
fn a_plain_number_is_in_the_currency_of_the_report() {
    let kinds = "[report.fields.currency]\ndoc = \"Of every sum that names none.\"\ntype = \"currency\"\n\
                 [finding.fields.own]\ndoc = \"A probe.\"\ntype = \"money\"\n";
    let declarations: &'static Declarations = Box::leak(Box::new(Declarations::with(kinds, "").unwrap()));
    assert!(faults(declarations, &tree("currency = \"USD\"", "own = 1200")).is_empty());
    let twice = faults(declarations, &tree("currency = \"USDollar\"", "own = 1200"));
    assert_eq!(twice.iter().map(|(message, ..)| message.as_str()).collect::<Vec<_>>(), ["unknown currency `USDollar`"]);
    let none = faults(declarations, &tree("", "own = 1200"));
    assert!(none[0].2.contains("or name the currency of all sums in `report.toml`"), "{none:?}");
}

const ALL: &str = r#"
[report.fields.currency]
doc = "The currency of every sum that names none."
name.en = "Currency"
type = "currency"

[finding.columns]
savings = "savings"
amount = "savings.amount"
currency = "savings.currency"
vector = "cvss"
score = "cvss.score"
rating = "cvss.rating"
when = "when"
until = "when.last"

[finding.fields.savings]
doc = "What could be saved in a year."
name.en = "Possible savings"
type = "money"

[finding.fields.cvss]
doc = "The vector."
name.en = "CVSS"
type = "cvss"

[finding.fields.when]
doc = "When it was observed."
name.en = "Observed"
type = "period"
"#;
const VECTOR: &str = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H";

fn view_of(declarations: &'static Declarations, tree: &Tree) -> View {
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let model = load::load_as(declarations, tree, &mut files, &mut diagnostics).unwrap();
    let graph = graph::link(&model, &mut diagnostics).unwrap();
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    shown::view(&graph, tree, &files)
}

/// The smallest report with a sum, a vector and a period in its finding, and a second finding whose vector has a lower score.
fn with_values(savings: &str, vector: &str, when: &str) -> Tree {
    let lines = format!("savings = {savings}\ncvss = \"{vector}\"\nwhen = {when}");
    let mut tree = tree("currency = \"USD\"", &lines);
    let first = String::from_utf8(tree[FINDING].clone()).unwrap();
    let lower = first.replace(VECTOR, &VECTOR.replace("I:H/A:H", "I:N/A:N")).replace("title = \"", "title = \"Also: ");
    // The ids sort the other way round.
    tree.insert("report/findings/F0.toml".to_owned(), lower.into_bytes());
    let conclusion = "report/conclusions/C1.toml";
    let both = String::from_utf8(tree[conclusion].clone()).unwrap().replace("\"F1\"", "\"F1\", \"F0\"");
    tree.insert(conclusion.to_owned(), both.into_bytes());
    tree
}

#[test]
fn values_show_in_json_and_csv_and_sort() {
    let mut declarations = Declarations::with(ALL, "").unwrap();
    let finding = declarations.kinds.iter_mut().find(|kind| kind.key == "finding").unwrap();
    finding.sort = Some("cvss".to_owned());
    let declarations: &'static Declarations = Box::leak(Box::new(declarations));
    let view = view_of(declarations, &with_values("1200000", VECTOR, "\"2026-H1\""));
    let contents: BTreeMap<String, String> = attachments::contents(&view).into_iter().collect();
    let json: serde_json::Value = serde_json::from_str(&contents["/generated/attachments/report.json"]).unwrap();
    let finding = &json["findings"]["F1"];
    assert_eq!(
        finding["savings"],
        serde_json::json!({ "amount": 1_200_000.0, "currency": "USD", "text": "$1,200,000" })
    );
    assert_eq!(
        finding["cvss"],
        serde_json::json!({ "vector": VECTOR, "score": 9.8, "rating": "critical", "text": "9.8\u{a0}Critical" })
    );
    assert_eq!(
        finding["when"],
        serde_json::json!({
            "iso": "2026-H1",
            "short": "1st\u{a0}half\u{a0}2026",
            "long": "1st\u{a0}half\u{a0}2026",
            "first": "2026-01-01",
            "last": "2026-06-30",
        })
    );
    let csv = &contents["/generated/attachments/findings.csv"];
    let expected = format!(",1200000 USD,1200000,USD,{VECTOR},9.8,critical,2026-H1,2026-06-30");
    assert!(csv.contains(&expected), "{csv}");
    assert_eq!(
        json["report"]["sums"]["finding"]["savings"],
        serde_json::json!([{ "amount": 2_400_000.0, "currency": "USD", "text": "$2,400,000" }])
    );
    // The highest score comes first.
    let order: Vec<&str> = view.items("findings").iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(order, ["F1", "F0"]);
}

#[test]
fn values_are_compared_and_completed() {
    let declarations: &'static Declarations = Box::leak(Box::new(Declarations::with(ALL, "").unwrap()));
    let meaning = |files: &mut Files, tree: &Tree| {
        let model = load::load_as(declarations, tree, files, &mut Vec::new()).unwrap();
        Meaning::of_model(&model, files, tree)
    };
    let old = meaning(&mut Files::default(), &tree("currency = \"USD\"", "savings = 1200\nwhen = \"2026-H1\""));
    let lines = format!("savings = {{ amount = 1200, currency = \"EUR\" }}\nwhen = \"2026-Q1\"\ncvss = \"{VECTOR}\"");
    let new = meaning(&mut Files::default(), &tree("currency = \"USD\"", &lines));
    let changes = Changes::between(&old, &new);
    let text = changes::markdown(
        &new,
        Some(&changes),
        &shown::wording(icu::locale::subtags::language!("en")),
        builtin::templates(),
        &mut Files::default(),
    )
    .unwrap();
    for expected in ["\\$1,200", "€1,200", "9.8 Critical", "1st\u{a0}half\u{a0}2026", "1st\u{a0}quarter\u{a0}2026"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }

    // The same day is the same fact, however it is written.
    let day = |written: &str| {
        let meaning = meaning(&mut Files::default(), &tree("", &format!("when = {written}")));
        meaning.entries.iter().map(|entry| entry.fingerprint()).collect::<Vec<_>>()
    };
    assert_eq!(day("2026-05-10"), day("\"2026-05-10\""));
    assert_eq!(day("2026"), day("\"2026\""));
    assert_ne!(day("2026"), day("\"2026-H1\""));

    let schema = |currency: &str| {
        let model = load::load_as(declarations, &tree(currency, ""), &mut Files::default(), &mut Vec::new()).unwrap();
        let schemas = schema::files(&schema::Context::of(&model));
        schemas.into_iter().find(|(name, ..)| name == "finding").unwrap().2
    };
    let accepts = |schema: &serde_json::Value, key: &str, value: serde_json::Value| {
        jsonschema::validator_for(&schema["properties"][key]).unwrap().is_valid(&value)
    };
    let (own, none) = (schema("currency = \"USD\""), schema(""));
    for (value, expected) in [
        (serde_json::json!(1200), false),
        (serde_json::json!({ "amount": 1200 }), false),
        (serde_json::json!({ "amount": 1200, "currency": "EUR" }), true),
    ] {
        assert_eq!(accepts(&none, "savings", value.clone()), expected, "{value}");
    }
    for (key, value, expected) in [
        ("savings", serde_json::json!(1200), true),
        ("savings", serde_json::json!({ "amount": 1200 }), true),
        ("savings", serde_json::json!({ "amount": 1.5, "currency": "EUR" }), true),
        ("savings", serde_json::json!({ "amount": 1.5, "currency": "EURO" }), false),
        ("savings", serde_json::json!({ "currency": "EUR" }), false),
        ("when", serde_json::json!(2026), true),
        ("when", serde_json::json!("2026-Q4"), true),
        ("when", serde_json::json!("2026-05-10"), true),
        ("when", serde_json::json!("2026-13"), false),
        ("cvss", serde_json::json!(VECTOR), true),
        ("cvss", serde_json::json!("9.8"), false),
    ] {
        assert_eq!(accepts(&own, key, value.clone()), expected, "{key}: {value}");
    }
}
