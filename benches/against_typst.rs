//! Measures raportti against stock Typst on the same reports: cold builds, and edits until the PDF is written. Measures of raportti alone:
//! six PDFs against one, nothing changed, `check`, memory over many edits, and growth.
//!
//! `benches/run` installs stock Typst, builds the program in the profile `dist` and starts this. Variables: `RAPORTTI` and `RAPORTTI_TYPST`
//! are the programs, `RAPORTTI_SIZES` the numbers of findings of the reports (each has as many recommendations, and a quarter as many
//! conclusions), `RAPORTTI_KEEP` a folder for a copy of the middle report, `RAPORTTI_EDITS` and `RAPORTTI_MEMORY_EDITS` the numbers of edits.

#![expect(clippy::disallowed_methods, reason = "a measurement sets up and looks at files itself")]
#![expect(clippy::disallowed_macros, reason = "a measurement prints its own numbers")]

mod generator;

use std::collections::BTreeMap;
use std::env::var;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use generator::Size;

/// Much longer than the slowest round.
const PATIENCE: Duration = Duration::from_secs(600);

fn main() {
    let raportti = PathBuf::from(var("RAPORTTI").expect("RAPORTTI names the program; see benches/run"));
    let typst = PathBuf::from(var("RAPORTTI_TYPST").expect("RAPORTTI_TYPST names stock Typst; see benches/run"));
    let number = |name: &str, otherwise| var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let sizes: Vec<usize> = var("RAPORTTI_SIZES")
        .unwrap_or_else(|_| "20,200,2000".to_owned())
        .split(',')
        .map(|size| size.parse().expect("sizes are numbers"))
        .collect();
    let folder = tempfile::tempdir().expect("there is room for reports");
    println!("| work | raportti | stock Typst | ratio |\n|---|---|---|---|");
    let cold = sizes
        .iter()
        .map(|size| cold(&raportti, &typst, &project(folder.path(), *size, &["fi"], &["screen"]), *size))
        .collect::<Vec<_>>();
    for (sizes, cold) in sizes.windows(2).zip(cold.windows(2)) {
        let ([few, many], [(short, small), (long, large)]) = (sizes, cold) else { unreachable!("windows of two") };
        println!(
            "| {many} findings against {few}: time and memory | {:.1} × and {:.1} × | | |",
            ratio(*long, *short),
            *large as f64 / *small as f64
        );
    }
    growth(&raportti, folder.path());
    let middle = sizes[sizes.len() / 2];
    let one = project(folder.path(), middle, &["fi"], &["screen"]);
    let six = project(folder.path(), middle, &["fi", "sv", "en"], &["screen", "print"]);
    let time =
        |project: &Path| best(3, || run(Command::new(&raportti).args(["build", "--force", "--project"]).arg(project)));
    let (one_pdf, six_pdfs) = (time(&one).0, time(&six).0);
    println!(
        "| six PDFs against one, {middle} findings | {} against {} | | {:.2} |",
        seconds(six_pdfs),
        seconds(one_pdf),
        ratio(six_pdfs, one_pdf)
    );
    let (nothing, _) = best(9, || run(Command::new(&raportti).args(["build", "--project"]).arg(&one)));
    println!("| nothing changed, {middle} findings | {} | | |", seconds(nothing));
    // With the conclusions and as many recommendations that is 5,000 items.
    let many = project(folder.path(), 2_223, &["fi"], &["screen"]);
    let (checked, _) = best(9, || run(Command::new(&raportti).args(["check", "--project"]).arg(&many)));
    println!("| `check` of 5,000 linked items | {} | | |", seconds(checked));
    if let Ok(kept) = var("RAPORTTI_KEEP") {
        run(Command::new("cp").arg("-RT").arg(&one).arg(kept));
    }
    edits(&raportti, &typst, &one, middle, number("RAPORTTI_EDITS", 200), number("RAPORTTI_MEMORY_EDITS", 1000));
}

/// Prints how time and memory of a cold build grow with the number of chapters, and with the pages of one chapter.
fn growth(raportti: &Path, folder: &Path) {
    let grow = |what: &str, counts: [usize; 3], book: &dyn Fn(usize) -> Files| {
        let build = |count| {
            let project = written(folder.join(format!("{what}-{count}")), book(count));
            best(3, || run(Command::new(raportti).args(["build", "--force", "--project"]).arg(&project)))
        };
        let measured = counts.map(build);
        for (counts, measured) in counts.windows(2).zip(measured.windows(2)) {
            println!(
                "| {} {what} against {}: time and memory | {:.1} × and {:.1} × | | |",
                counts[1],
                counts[0],
                ratio(measured[1].0, measured[0].0),
                measured[1].1 as f64 / measured[0].1 as f64
            );
        }
    };
    grow("chapters", [50, 200, 800], &|chapters| generator::book(chapters, 1));
    grow("pages", [8, 80, 800], &|pages| generator::book(1, pages * PARAGRAPHS_OF_A_PAGE));
}

/// About how many paragraphs of a generated chapter fit on a page.
const PARAGRAPHS_OF_A_PAGE: usize = 10;

/// Files by their paths in a project.
type Files = BTreeMap<String, Vec<u8>>;

/// A project on disk with a generated report.
fn project(folder: &Path, findings: usize, languages: &[&str], editions: &[&str]) -> PathBuf {
    let size = Size { findings, conclusions: (findings / 4).max(1), recommendations: findings, languages, editions };
    written(folder.join(format!("{findings}-{}", languages.len() * editions.len())), generator::report(size))
}

/// A project on disk, with the built-in look beside its report, so that both programs read the same files.
fn written(project: PathBuf, files: Files) -> PathBuf {
    for (path, bytes) in files {
        let path = project.join(path);
        std::fs::create_dir_all(path.parent().expect("files lie in folders")).expect("there is room for a report");
        std::fs::write(path, bytes).expect("there is room for a report");
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for tree in ["templates", "fonts"] {
        run(Command::new("cp").arg("-R").arg(repository.join(tree)).arg(&project));
    }
    project
}

/// Prints the times and memory of cold builds; returns our time, and our memory in KiB. The programs run alternately. The best of seven runs
/// counts, since other work may slow some of them down; for a report that takes half a minute, the best of three.
fn cold(raportti: &Path, typst: &Path, project: &Path, findings: usize) -> (Duration, u64) {
    let expanded = expand(raportti, project);
    let runs = if findings > 1000 { 3 } else { 7 };
    let (mut ours, mut stock) = ((Duration::MAX, 0), (Duration::MAX, 0));
    for _ in 0..runs {
        ours = ours.min(run(Command::new(raportti).args(["build", "--force", "--project"]).arg(project)));
        stock = stock.min(run(Command::new(typst).arg("compile").args(typst_arguments(&expanded))));
    }
    let row = |what: &str, ours: String, stock: String, ratio: f64| {
        println!("| {what}, {findings} findings | {ours} | {stock} | {ratio:.2} |")
    };
    row("cold build", seconds(ours.0), seconds(stock.0), ratio(ours.0, stock.0));
    row("its memory", megabytes(ours.1), megabytes(stock.1), ours.1 as f64 / stock.1 as f64);
    ours
}

fn expand(raportti: &Path, project: &Path) -> PathBuf {
    let expanded = project.join("expanded");
    if !expanded.exists() {
        run(Command::new(raportti).arg("expand").arg(&expanded).arg("--project").arg(project));
    }
    expanded
}

fn typst_arguments(expanded: &Path) -> Vec<String> {
    let folder = expanded.display();
    let options = [
        "--ignore-system-fonts",
        "--ignore-embedded-fonts",
        "--features",
        "a11y-extras",
        "--pdf-standard",
        "a-3a,ua-1",
    ];
    let mut arguments =
        vec!["--root".to_owned(), folder.to_string(), "--font-path".to_owned(), format!("{folder}/fonts")];
    arguments.extend(options.map(str::to_owned));
    arguments.extend([format!("{folder}/main.typ"), format!("{folder}/report.pdf")]);
    arguments
}

/// A `watch` command, and the lines that it prints.
struct Watching {
    child: Child,
    lines: Receiver<String>,
}

impl Watching {
    fn of(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let (sender, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("its output is piped")),
            Box::new(child.stderr.take().expect("its errors are piped")),
        ];
        for stream in streams {
            let sender = sender.clone();
            std::thread::spawn(move || {
                BufReader::new(stream).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
            });
        }
        Self { child, lines }
    }

    fn until(&self, words: &str) {
        while !self.lines.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("`{words}` never came")).contains(words) {}
    }

    /// In KiB.
    fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("Linux has `/proc`");
        let line = status.lines().find(|line| line.starts_with("VmRSS")).expect("a process has memory");
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("memory is a number")
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _ended = self.child.wait();
    }
}

/// Edits a word of one finding after another, each time until the PDF is written, and prints the times and the memory.
fn edits(raportti: &Path, typst: &Path, project: &Path, findings: usize, count: usize, more: usize) {
    let expanded = expand(raportti, project);
    let ours = Watching::of(Command::new(raportti).arg("watch").arg("--project").arg(project));
    ours.until("set, ");
    let written = |n: usize| project.join(format!("report/findings/H{n}-havainto.toml"));
    let ours_times = edit(&ours, "set, ", count, findings, written);
    let before = ours.memory();
    edit(&ours, "set, ", more.saturating_sub(count), findings, written);
    let after = ours.memory();
    drop(ours);
    let stock = Watching::of(Command::new(typst).arg("watch").args(typst_arguments(&expanded)));
    stock.until("compiled");
    let generated = |n: usize| expanded.join(format!("generated/findings/H{n}.typ"));
    let stock_times = edit(&stock, "compiled", count, findings, generated);
    for (name, share) in [("p50", 50), ("p95", 95)] {
        let at = |times: &[Duration]| times[(times.len() * share / 100).min(times.len() - 1)];
        let (ours, stock) = (at(&ours_times), at(&stock_times));
        println!(
            "| edit → PDF, {findings} findings, {name} of {count} | {} | {} | {:.2} |",
            seconds(ours),
            seconds(stock),
            ratio(ours, stock)
        );
    }
    println!(
        "| memory after {count} and after {more} edits | {} and {} | | {:.2} |",
        megabytes(before),
        megabytes(after),
        after as f64 / before as f64
    );
}

fn edit(
    watching: &Watching,
    done: &str,
    count: usize,
    findings: usize,
    path: impl Fn(usize) -> PathBuf,
) -> Vec<Duration> {
    let mut times: Vec<Duration> = (0..count)
        .map(|n| {
            let path = path(n * 7 % findings);
            let text = std::fs::read_to_string(&path).expect("the finding is there");
            // Pairs of words to swap. Every finding has one of them.
            let words = [
                (" ja ", " tai "),
                (" tai ", " ja "),
                (" on ", " oli "),
                (" oli ", " on "),
                ("ei ", "ehkä "),
                ("ehkä ", "ei "),
                ("aa ", "aata "),
                ("aata ", "aa "),
            ];
            let (old, new) =
                words.into_iter().find(|(old, _)| text.contains(old)).expect("every finding has such a word");
            let text = text.replacen(old, new, 1);
            // A pause, as people make one between two edits.
            std::thread::sleep(Duration::from_millis(300));
            let start = Instant::now();
            std::fs::write(&path, text).expect("there is room for a word");
            watching.until(done);
            start.elapsed()
        })
        .collect();
    times.sort();
    times
}

/// Runs a program, which must succeed. Returns the wall time, and the peak memory in KiB.
fn run(command: &mut Command) -> (Duration, u64) {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args());
    let start = Instant::now();
    let output = timed.output().expect("GNU time is installed");
    let time = start.elapsed();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
    (time, errors.lines().last().and_then(|line| line.parse().ok()).expect("GNU time prints the memory"))
}

fn best(runs: usize, mut work: impl FnMut() -> (Duration, u64)) -> (Duration, u64) {
    (0..runs).map(|_| work()).min().expect("there is at least one run")
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64()
}

fn seconds(time: Duration) -> String {
    if time < Duration::from_secs(1) {
        format!("{:.0} ms", time.as_secs_f64() * 1e3)
    } else {
        format!("{:.2} s", time.as_secs_f64())
    }
}

fn megabytes(kibibytes: u64) -> String {
    format!("{:.0} MB", kibibytes as f64 * 1024.0 / 1e6)
}
