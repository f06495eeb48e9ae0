//! Proves that an output has one state of the report, even if another process writes to the report all the time. These tests take
//! minutes: `.ci/full` runs them.
#![cfg(target_os = "linux")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use raportti::publish::source;
use rustix::fs::{CWD, RenameFlags};

use crate::support::project::{Project, copy, files_in, raportti, run};

const FILES: usize = 400;
const RUNS: usize = 30;
/// The longest pause of the writer after a generation. Often there is none.
const LONGEST_REST: u64 = 700;

/// A report of two pages with 400 more files, each of which contains its generation. No page shows them, so that a run mostly reads.
fn project() -> Project {
    let project = Project::of_report("minimal");
    let toml = project.read("report/report.toml");
    let (head, _) = toml.split_once("parts = ").expect("the parts come last");
    project.write("report/report.toml", format!("{head}parts = [\"introduction\", \"sources\"]\n"));
    write_generation(&project.path().join("report"), 0);
    project
}

fn write_generation(report: &Path, generation: usize) {
    for n in 0..FILES {
        let text = format!("# {generation}\nname = \"Toimija {n}\"\nkind = \"municipality\"\n");
        fs::write(report.join(format!("actors/a{n:03}.toml")), text).unwrap();
    }
}

/// The generations of the files that a PDF carries, in the order in which they were written.
fn generations(pdf: &Path) -> Vec<usize> {
    let (source, _) = source::read(&fs::read(pdf).unwrap()).unwrap();
    let written = source.report.iter().filter(|(path, _)| path.starts_with("report/actors/a"));
    let first = |bytes: &[u8]| {
        String::from_utf8_lossy(bytes).lines().next().and_then(|line| line.strip_prefix("# ")?.parse().ok())
    };
    written.map(|(_, bytes)| first(bytes).expect("no file is half")).collect()
}

/// Stops the writer when the runs have ended, even by a failed assertion. Otherwise the test would never end.
struct EndsWriter<'a>(&'a AtomicBool);

impl Drop for EndsWriter<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Builds and releases while `write` writes one generation after another. Returns the generations in each output.
fn published(project: &Project, write: impl Fn(usize) + Sync) -> Vec<Vec<usize>> {
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for generation in 1.. {
                if done.load(Ordering::Relaxed) {
                    return;
                }
                write(generation);
                // The same sequence of pauses in each test, some of them of length zero.
                let rest = (generation as u64 * 7919) % (2 * LONGEST_REST);
                std::thread::sleep(Duration::from_millis(rest.saturating_sub(LONGEST_REST)));
            }
        });
        let _ends = EndsWriter(&done);
        let mut found = Vec::new();
        for n in 0..RUNS {
            for command in ["build", "release"] {
                let out = project.path().join(format!("{command}-{n}"));
                let mut program = raportti();
                program.args([command, "--out"]).arg(&out).current_dir(project.path()).stdin(Stdio::null());
                let said = run(&mut program);
                if said.code != 0 {
                    assert_eq!(said.code, 2, "{}", said.transcript());
                    assert!(said.stderr.contains("the files keep changing"), "{}", said.transcript());
                    assert_eq!(files_in(&out), [] as [PathBuf; 0], "something was published all the same");
                    continue;
                }
                let folder = if command == "build" { out } else { out.join("small-1.0.0") };
                found.push(generations(&folder.join("small-en.pdf")));
            }
        }
        assert!(
            found.len() >= RUNS / 3,
            "{} of {} runs found a state: too few to prove anything",
            found.len(),
            2 * RUNS
        );
        let seen: BTreeSet<_> = found.iter().collect();
        assert!(seen.len() > 1, "nothing was written meanwhile");
        found
    })
}

/// Writes one file after another, so that at each moment the first few are of the next generation.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn files_that_are_written_one_after_another_are_published_in_one_state() {
    let project = project();
    let report = project.path().join("report");
    for found in published(&project, |generation| write_generation(&report, generation)) {
        assert_eq!(found.len(), FILES);
        let (first, last) = (found[0], found[FILES - 1]);
        let moment = found.is_sorted_by(|one, next| one >= next) && first - last <= 1;
        assert!(moment, "these never lay there at one moment: {found:?}");
    }
}

/// A report is replaced atomically by another: no output has files of both.
#[test]
#[ignore = "takes minutes; `.ci/full` runs it"]
fn reports_that_replace_each_other_are_published_as_one_of_them() {
    let project = project();
    let (report, next) = (project.path().join("report"), project.path().join("seuraava"));
    copy(&report, &next);
    let write = |generation| {
        write_generation(&next, generation);
        rustix::fs::renameat_with(CWD, &next, CWD, &report, RenameFlags::EXCHANGE).unwrap();
    };
    for found in published(&project, write) {
        assert_eq!(found.len(), FILES);
        assert!(found.iter().all(|generation| *generation == found[0]), "two reports in one: {found:?}");
    }
}
