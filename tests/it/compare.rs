//! What `raportti compare` says to people, to readers and to programs.

use std::path::Path;

use serde_json::Value;

use crate::project::{Project, Run, raportti, repository, run};

/// The report with every key, and a version of it that was worked on for a year.
fn old_and_new() -> (Project, Project) {
    let new = Project::of_report("full");
    let recommendation = "report/recommendations/S1-taysi.toml";
    new.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    new.edit("report/report.toml", "date = 2026-01-15", "date = 2027-01-15");
    new.edit(
        "report/report.toml",
        "keywords = [",
        "keywords = [{ fi = \"uusi asiasana\", sv = \"nytt ämnesord\", en = \"new keyword\" }, ",
    );
    new.edit("report/findings/H1-taysi.toml", "confidence = \"high\"", "confidence = \"moderate\"");
    new.edit("report/findings/H1-taysi.toml", "sv = \"Rajaus 33 sv\"", "sv = \"Den nya avgränsningen 33 sv\"");
    new.edit("report/findings/H1-taysi.toml", "figures = [\"K1\"]", "figures = [\"K2\"]");
    new.edit(
        "report/findings/H2.toml",
        "Ensimmäinen \\\\\nja toinen rivi.",
        "Ensimmäinen \\\\\nja aivan uusi toinen rivi.",
    );
    new.edit("report/findings/H2.toml", "- toinen\n", "- toinen\n- *kolmas*\n");
    new.edit("report/findings/H2.toml", "> Lainaus.\n", "Lainaus.\n");
    new.edit(recommendation, "position = \"partly\"", "position = \"accepted\"");
    new.edit(recommendation, "priority = \"high\"", "priority = \"medium\"");
    new.edit(recommendation, "addressees = [\"kunta\"]", "addressees = [\"liitto\", \"kunta\"]");
    new.edit(recommendation, "eur = 12500", "eur = 15000");
    new.edit(recommendation, "end = 2026-06-30", "end = 2026-12-31");
    new.edit(
        recommendation,
        "[[follow_up]]",
        "[[follow_up]]\ndate = 2027-01-10\nstatus = \"implemented\"\nnote = { fi = \"Tehty.\", sv = \"Gjort.\", en = \"Done.\" }\n\n[[follow_up]]",
    );
    let withdrawn = new.read("report/recommendations/S2.toml");
    new.delete("report/recommendations/S2.toml");
    new.write("report/recommendations/S3.toml", withdrawn.replace("T2.", "T3."));
    new.edit("report/figures/K9.csv", "\n", "\nlisätty rivi,7\n");
    new.edit("report/kuvat/merkki.svg", "<svg", "<!-- toinen --><svg");
    new.edit("report/terms.toml", "expansion", "# Selitys.\nexpansion");
    (Project::of_report("full"), new)
}

fn compare(old: &Path, new: &Project, options: &[&str]) -> Run {
    let old = old.to_str().unwrap();
    let run = run(raportti().current_dir(new.path()).args(["compare", old]).args(options));
    Run { stdout: run.stdout.replace(old, "OLD"), stderr: run.stderr.replace(old, "OLD"), ..run }
}

#[test]
fn a_person_sees_what_changed() {
    let (old, new) = old_and_new();
    let run = compare(old.path(), &new, &[]).must_succeed();
    assert_eq!(run.stderr, "");
    insta::assert_snapshot!(run.stdout);
}

#[test]
fn readers_of_each_language_get_their_list_of_changes() {
    let (old, new) = old_and_new();
    for language in ["fi", "sv", "en"] {
        let run = compare(old.path(), &new, &["--as", "markdown", "--lang", language]).must_succeed();
        insta::assert_snapshot!(format!("markdown_{language}"), run.stdout);
    }
}

#[test]
fn a_program_gets_all_of_it() {
    let (old, new) = old_and_new();
    let run = compare(old.path(), &new, &["--as", "json"]).must_succeed();
    insta::assert_snapshot!(run.stdout);
    let document: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(document["format"], 1);
}
