//! Proves what `raportti sources` takes from the files of reference managers, and gives them.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use raportti::bounds::literature::{DEEPEST, LARGEST_FILE, MOST_REFERENCES};

use crate::support::project::{Project, contents, copy, repository};

/// A project with no sources of its own to be taken for those of the files.
fn with_library(name: &str) -> Project {
    let project = Project::of_report("minimal");
    project.write(name, fs::read(repository().join("tests/references").join(name)).unwrap());
    project
}

/// The files that a command wrote, each with its content.
fn written(project: &Project, earlier: &BTreeMap<PathBuf, Vec<u8>>) -> String {
    let now = contents(&project.path().join("report"));
    let new = now.iter().filter(|(path, bytes)| earlier.get(*path) != Some(bytes));
    new.map(|(path, bytes)| format!("== {}\n{}", path.display(), String::from_utf8_lossy(bytes))).collect()
}

#[test]
fn each_type_of_each_format_becomes_a_source() {
    // The habits are those of Zotero, JabRef, EndNote and databases.
    let habits = ["habits.bib", "habits.json", "habits.ris"];
    for name in ["library.bib", "library.json", "library.ris", "library.yaml"].into_iter().chain(habits) {
        let project = with_library(name);
        let before = contents(&project.path().join("report"));
        let first = project.run(&["sources", "import", name]);
        let files = written(&project, &before);
        let second = project.run(&["sources", "import", name]);
        let told = format!("{}\n{files}\n== again\n{}", first.transcript(), second.transcript());
        insta::assert_snapshot!(name.replace('.', "_"), told);
        assert!(!second.stdout.contains("changed "), "a second import changes nothing: {}", second.transcript());
        // What is missing in the files is missing in the report, and nothing else is wrong with it.
        let check = project.run(&["check"]);
        let wrong: Vec<&str> = check.stderr.lines().filter(|line| line.starts_with("error[")).collect();
        assert!(wrong.iter().all(|line| line.contains("source-without-")), "{}", check.transcript());
    }
}

/// What an editor wrote stays, and what the file says newly replaces what it said.
#[test]
fn a_second_import_updates_by_key_or_doi() {
    let project = with_library("library.bib");
    project.run(&["sources", "import", "library.bib"]);
    let file = "report/sources/report.toml";
    project.edit(
        file,
        "kind = \"document\"",
        "# as the office sent it\r\nkind = \"survey\" # asked 300\r\nreliability = \"high\"",
    );
    project.edit("library.bib", "{7/2024}", "{8/2024}");
    project.edit("library.bib", "Korhonen_2021:ab", "other");
    project.edit("library.bib", "45--67", "45--68");
    let before = contents(&project.path().join("report"));
    let dry = project.run(&["sources", "import", "--dry-run", "library.bib"]);
    assert_eq!(before, contents(&project.path().join("report")), "a dry run writes nothing");
    let run = project.run(&["sources", "import", "library.bib"]);
    assert_eq!(run.stdout, dry.stdout);
    insta::assert_snapshot!(format!("{}\n{}", run.transcript(), written(&project, &before)).replace('\r', "\\r"));
}

/// A report is the same after its sources went to another program and came back.
#[test]
fn what_is_exported_comes_back_the_same() {
    for folder in ["tests/reports/full/report", "tests/reports/audit/report", "report"] {
        for (form, name) in [("bib", "out.bib"), ("csl-json", "out.json")] {
            let project = Project::empty();
            copy(&repository().join(folder), &project.path().join("report"));
            let before = contents(&project.path().join("report"));
            let export = project.run(&["sources", "export", "--as", form, "--out", name]);
            assert_eq!(export.code, 0, "{}", export.transcript());
            let import = project.run(&["sources", "import", name]);
            assert!(!import.stdout.contains("changed ") && !import.stdout.contains("new "), "{}", import.transcript());
            assert_eq!(import.code, 0);
            assert_eq!(before, contents(&project.path().join("report")));
        }
    }
}

#[test]
fn exports_are_what_other_programs_read() {
    let project = Project::of_report("full");
    let run = |form: &str| project.run(&["sources", "export", "--as", form]).stdout;
    insta::assert_snapshot!(format!("{}\n{}", run("bib"), run("csl-json")));
}

#[test]
fn a_file_that_is_no_library_is_refused_and_nothing_is_written() {
    let project = Project::of_report("minimal");
    let before = contents(&project.path().join("report"));
    let deep = format!("@book{{a, title = {}x{}}}", "{".repeat(DEEPEST), "}".repeat(DEEPEST));
    let many = "TY  - GEN\nTI  - x\nER  - \n".repeat(MOST_REFERENCES + 1);
    // hayagriva would compare each of these keys with all others.
    let many_yaml: String = (0..4 * MOST_REFERENCES).map(|n| format!("k{n}: {{type: web}}\n")).collect();
    let files: [(&str, Vec<u8>); 13] = [
        ("a.bib", b"@article{key, title = {open".to_vec()),
        ("b.bib", deep.into_bytes()),
        ("c.bib", b"words\n\xff".to_vec()),
        ("d.bib", Vec::new()),
        ("e.json", b"{\"a\": 1}".to_vec()),
        ("f.json", b"[1]".to_vec()),
        ("g.ris", b"TI  - no type".to_vec()),
        ("h.ris", b"TY  - BOOK\nTI  - no end".to_vec()),
        ("i.yaml", b"a: 1".to_vec()),
        ("j.yaml", b"a: &a [*a]".to_vec()),
        ("k.ris", many.into_bytes()),
        ("l.docx", b"PK".to_vec()),
        ("m.yaml", many_yaml.into_bytes()),
    ];
    let mut told = String::new();
    for (name, bytes) in files {
        project.write(name, bytes);
        let run = project.run(&["sources", "import", name]);
        assert_eq!(run.code, 2, "{}", run.transcript());
        told += &run.transcript();
    }
    project.write("large.bib", vec![b' '; LARGEST_FILE + 1]);
    told += &project.run(&["sources", "import", "large.bib"]).transcript();
    assert_eq!(before, contents(&project.path().join("report")));
    insta::assert_snapshot!(told);
}
