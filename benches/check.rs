//! How long checking takes against parsing alone, and how it grows.
//!
//! `cargo bench --bench check`. Each figure is the median of several runs in one process; the last column is the ratio to
//! the bare parsing of the same files, which nothing that reads them can beat.

use std::time::{Duration, Instant};

use raportti::commands::pipeline::{self, Inputs};
use raportti::data::read::Tree;

fn main() {
    println!("{:>8} {:>12} {:>12} {:>8} {:>14}", "items", "parse", "check", "ratio", "check per item");
    for items in [500, 5_000, 50_000] {
        let report = report(items);
        let runs = if items > 5_000 { 3 } else { 9 };
        let parse = median(runs, || {
            for text in report.values().filter_map(|bytes| std::str::from_utf8(bytes).ok()) {
                assert!(toml::de::DeTable::parse(text).is_ok() || text.starts_with('#'));
            }
        });
        let inputs = Inputs::in_memory(report.clone());
        let check = median(runs, || {
            let checked = pipeline::check(&inputs, false);
            assert!(checked.ready.is_some(), "{:?}", checked.diagnostics.first());
        });
        println!(
            "{items:>8} {parse:>12.1?} {check:>12.1?} {:>8.2} {:>14.1?}",
            check.as_secs_f64() / parse.as_secs_f64(),
            check / items
        );
    }
}

fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

/// A report of `items` linked items: half findings, a quarter conclusions, a quarter recommendations with an action each.
fn report(items: u32) -> Tree {
    let mut tree = Tree::new();
    let mut add = |path: String, text: String| _ = tree.insert(format!("report/{path}"), text.into_bytes());
    add(
        "report.toml".to_owned(),
        "id = \"mittaus\"\nversion = \"1.0.0\"\ndate = 2026-01-15\nstatus = \"final\"\nlanguages = [\"fi\"]\n\
         title = \"Mittaus\"\npublisher = \"Koe\"\nauthors = [\"Koe\"]\nkeywords = [\"koe\"]\nabstract = \"Koe.\"\n\
         licence = \"CC BY 4.0\"\nnotice = \"Koe.\"\nparts = [\"findings\", \"conclusions\", \"recommendations\", \"sources\"]\n"
            .to_owned(),
    );
    for source in 0..50 {
        add(
            format!("sources/lahde{source}.toml"),
            format!("kind = \"document\"\ntitle = \"Lähde {source}\"\npublisher = \"Koe\"\nyear = 2025\n"),
        );
    }
    add("packages/P1.toml".to_owned(), "title = \"Paketti\"\norder = 1\ngoal = \"Tavoite.\"\n".to_owned());
    add("actors/kunta.toml".to_owned(), "name = \"Kunta\"\nkind = \"municipality\"\n".to_owned());
    let quarter = items / 4;
    for n in 0..quarter * 2 {
        let source = n % 50;
        add(
            format!("findings/H{n}-havainto.toml"),
            format!(
                "title = \"Havainto {n} kertoo yhdestä asiasta\"\ncondition = '''\nTämä on *havainnon* kuvaus, joka nojaa \
                 lähteeseen [@lahde{source}] ja on parin rivin mittainen, kuten oikeassakin raportissa.\n\n\
                 Toinen kappale viittaa havaintoon [@H{n}].\n'''\nconfidence = \"high\"\n\n\
                 [[evidence]]\nsource = \"lahde{source}\"\nlocator = \"s. {source}\"\n"
            ),
        );
    }
    for n in 0..quarter {
        add(
            format!("conclusions/J{n}.toml"),
            format!(
                "title = \"Johtopäätös {n}\"\ntext = \"Havainnot [@H{}; @H{}] kertovat samasta.\"\nfindings = [\"H{}\", \"H{}\"]\n",
                2 * n,
                2 * n + 1,
                2 * n,
                2 * n + 1
            ),
        );
        add(
            format!("recommendations/S{n}.toml"),
            format!(
                "title = \"Suositus {n}\"\ntext = \"Tehdään, mitä [@J{n}] sanoo.\"\npackage = \"P1\"\nconclusions = [\"J{n}\"]\n\
                 addressees = [\"kunta\"]\npriority = \"high\"\n\n[[action]]\nid = \"T{n}.1\"\ntext = \"Päätetään.\"\n\
                 responsible = [\"kunta\"]\nstart = 2026-02-01\nend = 2026-06-30\n"
            ),
        );
    }
    tree
}
