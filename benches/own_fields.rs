//! Measures checking of items that have ten fields of the report's own each, relative to the same items without them.
//!
//! `cargo bench --bench own_fields`. Each figure is the median of several runs in one process; the two reports alternate, so that a machine
//! that slows down slows down both.

#![expect(clippy::disallowed_macros, reason = "a measurement prints its own numbers")]

#[expect(dead_code, reason = "books are measured elsewhere")]
mod generator;

use std::time::{Duration, Instant};

use raportti::build::{Inputs, check};
use raportti::files::read::Tree;

use generator::Size;

/// The kinds whose items have the fields, by the folders of their files.
const KINDS: [(&str, &str); 3] =
    [("finding", "findings"), ("conclusion", "conclusions"), ("recommendation", "recommendations")];
const VOCABULARY: &str = "[vocabulary.severity]\nhigh = { fi = \"Vakava\", tone = \"danger\" }\nlow = { fi = \"Lievä\" }\n\
    [form.cwe]\nis = \"a CWE number\"\npattern = \"CWE-[1-9][0-9]*\"\nexample = \"CWE-89\"\n";
/// Ten fields of types that are each checked in another way: their declarations, and what an item has in them.
const FIELDS: [(&str, &str, &str); 10] = [
    ("severity", "type = \"severity\"\nrequired = true", "\"high\""),
    ("cwe", "type = [\"cwe\"]", "[\"CWE-89\", \"CWE-79\"]"),
    ("vector", "type = \"cvss\"", "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\""),
    ("cost", "type = \"money\"", "{ amount = 1200, currency = \"EUR\" }"),
    ("share", "type = \"number\"\nleast = 0\nmost = 100", "51.5"),
    ("ready", "type = \"period\"", "\"2027-Q2\""),
    ("open", "type = \"yes-no\"", "true"),
    ("address", "type = \"address\"", "\"https://example.org/a\""),
    ("owner", "type = \"actor\"", "\"kunta1\""),
    ("remark", "type = \"plain\"", "\"Huomautus yhdestä asiasta alueella\""),
];

/// That of the program, since much of the time is memory.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    println!("{:>8} {:>12} {:>12} {:>8}", "items", "without", "with", "ratio");
    for items in [500, 5_000] {
        let size = Size {
            findings: items / 2,
            conclusions: items / 4,
            recommendations: items / 4,
            languages: &["fi"],
            editions: &["screen"],
        };
        let without: Tree = generator::report(size);
        let with = Inputs::in_memory(with_own_fields(&without));
        let without = Inputs::in_memory(without);
        let times: Vec<[Duration; 2]> = (0..9).map(|_| [time(&without), time(&with)]).collect();
        let [without, with] = [0, 1].map(|report| median(times.iter().map(|times| times[report]).collect()));
        println!("{items:>8} {without:>12.1?} {with:>12.1?} {:>8.2}", with.as_secs_f64() / without.as_secs_f64());
    }
}

/// The same report, whose items have each of the fields.
fn with_own_fields(report: &Tree) -> Tree {
    let mut report = report.clone();
    let of_kind = |kind: &str| {
        let field = |(key, declared, _): &(&str, &str, &str)| {
            format!("[{kind}.fields.{key}]\nname.fi = \"Kenttä {key}\"\n{declared}\n")
        };
        FIELDS.iter().map(field).collect::<String>()
    };
    let declared: String = KINDS.iter().map(|(kind, _)| of_kind(kind)).collect();
    report.insert("report/model.toml".to_owned(), format!("{VOCABULARY}{declared}").into_bytes());
    let lines: String = FIELDS.iter().map(|(key, _, value)| format!("{key} = {value}\n")).collect();
    for (path, bytes) in &mut report {
        if KINDS.iter().any(|(_, folder)| path.starts_with(&format!("report/{folder}/"))) {
            bytes.splice(0..0, lines.bytes());
        }
    }
    report
}

fn time(inputs: &Inputs) -> Duration {
    let start = Instant::now();
    let checked = check(inputs, false);
    assert!(checked.ready.is_some(), "{:?}", checked.faults.diagnostics.first());
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
