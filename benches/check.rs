//! Measures how long checking takes, relative to parsing alone, and how it grows with the number of items.
//!
//! `cargo bench --bench check`. Each figure is the median of several runs in one process. The ratio is to parsing the TOML of the same files and
//! doing nothing else, which is a lower bound.

#![expect(clippy::disallowed_macros, reason = "a measurement prints its own numbers")]

#[expect(dead_code, reason = "books are measured elsewhere")]
mod generator;

use std::time::{Duration, Instant};

use raportti::build::{Inputs, check};
use raportti::files::read::Tree;

use generator::Size;

fn main() {
    println!("{:>8} {:>12} {:>12} {:>8} {:>14}", "items", "parse", "check", "ratio", "check per item");
    for items in [500, 5_000, 50_000] {
        let size = Size {
            findings: items / 2,
            conclusions: items / 4,
            recommendations: items / 4,
            languages: &["fi"],
            editions: &["screen"],
        };
        let report: Tree = generator::report(size);
        let runs = if items > 5_000 { 3 } else { 9 };
        let parse = median(runs, || {
            for text in report.values().filter_map(|bytes| std::str::from_utf8(bytes).ok()) {
                assert!(toml::de::DeTable::parse(text).is_ok() || text.starts_with('#'));
            }
        });
        let inputs = Inputs::in_memory(report.clone());
        let check = median(runs, || {
            let checked = check(&inputs, false);
            assert!(checked.ready.is_some(), "{:?}", checked.faults.diagnostics.first());
        });
        println!(
            "{items:>8} {parse:>12.1?} {check:>12.1?} {:>8.2} {:>14.1?}",
            check.as_secs_f64() / parse.as_secs_f64(),
            check / items as u32
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
