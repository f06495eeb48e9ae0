//! Proves that the lines of a title on a cover are about as long as each other, and that words before numbers begin alike. Its story: `koulutuksen` stood alone between two lines twice as
//! long, and a line ended behind `för`.

use std::path::{Path, PathBuf};

use crate::support::lines::runs;
use crate::support::made;
use crate::support::pdf;
use crate::support::project::{Project, screens};

/// The lines of the title on the cover of the small report.
fn title_of(title: &str) -> Vec<String> {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "title = \"A small report\"", &format!("title = \"{title}\""));
    project.run(&["build"]).must_succeed();
    lines_of_title(&project.path().join("build/small-en.pdf"), title)
}

/// The lines of the first page that have only words of the title, from its first word to its last.
fn lines_of_title(path: &Path, title: &str) -> Vec<String> {
    let mut lines: Vec<(f64, String)> = Vec::new();
    for run in runs(path, 1) {
        match lines.last_mut() {
            Some((y, line)) if (*y - run.y).abs() < 0.1 => line.push_str(&run.text),
            _ => lines.push((run.y, run.text)),
        }
    }
    let lines = lines.into_iter().map(|(_, line)| line.trim().replace('\u{a0}', " "));
    lines.filter(|line| !line.is_empty() && title.contains(line.as_str())).collect()
}

#[test]
fn lines_of_a_title_are_balanced_and_end_behind_no_short_word() {
    for lines in [
        &["Evaluation of the Library", "and Information Services"][..],
        &["Report"],
        &["Review of the Museums:", "the first three years"],
        &["Schools and Libraries", "in Small Towns after", "the Reform of 2024"],
    ] {
        let title = lines.join(" ").replace("- ", "-");
        assert_eq!(title_of(&title), lines, "{title}");
    }
}

#[test]
fn the_title_of_this_report_is_balanced_in_every_language() {
    let titles = [
        ("-fi.pdf", &["Uudenmaan", "ammatillisen koulutuksen", "TKI-kehittämisohjelma"][..]),
        ("-sv.pdf", &["Utvecklingsprogrammet", "för FUI-verksamheten inom", "yrkesutbildningen i Nyland"]),
        ("-en.pdf", &["Uusimaa VET RDI", "Development Programme"]),
    ];
    for path in screens(made::real_release()) {
        let (_, lines) = titles.iter().find(|(end, _)| path.to_string_lossy().ends_with(end)).unwrap();
        assert_eq!(lines_of_title(&path, &lines.join(" ")), *lines);
    }
}

/// The row had `H12, Taulukko 3` and `Kuvio 2; luku 2`: within a row, words before numbers begin alike, as the language has them.
#[test]
fn words_before_numbers_begin_alike_where_a_source_is_used() {
    let pages = |language: &str| {
        let is_own = |path: &PathBuf| path.to_string_lossy().ends_with(&format!("-{language}.pdf"));
        pdf::text(&screens(made::real_release()).into_iter().find(is_own).unwrap())
    };
    for (language, cells, never) in [
        ("fi", ["H12,taulukko3", "Luku2", "luvut2,8"], "H12,Taulukko3"),
        ("sv", ["H12,tabell3", "Kapitel2", "kapitel2,8"], "H12,Tabell3"),
        ("en", ["H12,Table3", "Chapter2", "Chapters2,8"], ";chapter2"),
    ] {
        let text = pages(language);
        for cell in cells {
            assert!(text.contains(cell), "{language}: {cell}");
        }
        assert!(!text.contains(never), "{language}: {never}");
    }
}
