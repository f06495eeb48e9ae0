//! Proves behaviour of the command line that users expect, and that once was different.

use std::fs;

use raportti::files::digest;
use serde_json::Value;

use crate::support::project::{Project, Run, files_in, raportti, repository, run};

/// The lines of a run with `--format json`, validated against the schema of lines. The summary is the last one.
fn lines(said: &Run) -> Vec<Value> {
    let schema = fs::read_to_string(repository().join("tests/schemas/lines.json")).unwrap();
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let lines: Vec<Value> = said.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for line in &lines {
        let errors: Vec<String> = validator.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{line}: {errors:?}");
    }
    assert_eq!(lines.last().unwrap()["type"], "summary", "{}", said.transcript());
    lines
}

#[test]
fn json_lines_list_outputs() {
    let project = Project::of_report("minimal");
    let mut built = Vec::new();
    // Up-to-date outputs have the same lines.
    for _ in 0..2 {
        let said = lines(&project.run(&["build", "--format", "json"]).must_succeed());
        let outputs: Vec<Value> = said.into_iter().filter(|line| line["type"] == "output").collect();
        let pdf = fs::read(&project.pdfs()[0]).unwrap();
        assert_eq!(outputs[0]["path"], "build/small-en.pdf");
        assert_eq!(outputs[0]["bytes"], pdf.len());
        assert_eq!(outputs[0]["sha256"], digest::of(&pdf));
        assert!(outputs[0]["pages"].as_u64().unwrap() > 1);
        built.push(outputs);
    }
    assert_eq!(built[0], built[1]);
    let verified = lines(&project.run(&["verify", "build/small-en.pdf", "--format", "json"]).must_succeed());
    assert_eq!(verified.last().unwrap()["proven"], true);
    let released = lines(&project.run(&["release", "--format", "json"]).must_succeed());
    assert!(released.iter().any(|line| line["path"] == "dist/small-1.0.0/manifest.json"));
    lines(&project.run(&["check", "--format", "json"]).must_succeed());
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F2\"]");
    for command in ["build", "check", "release"] {
        let said = project.run(&[command, "--format", "json"]);
        assert_eq!(said.code, 1);
        let said = lines(&said);
        assert_eq!(said[0]["type"], "fault");
        assert!(said.last().unwrap()["errors"].as_u64().unwrap() > 0);
    }
}

#[test]
fn an_unsupported_format_is_an_error() {
    let project = Project::of_report("minimal");
    for command in [&["trace"][..], &["compare", "report"], &["review"], &["doctor"], &["explain"]] {
        let said = project.run(&[command, &["--format", "json"]].concat());
        assert_eq!(said.code, 2, "{}", said.transcript());
        assert!(said.stdout.is_empty() && said.stderr.contains("does not support this `--format`"));
    }
    project.run(&["build"]).must_succeed();
    // A shell script and a list are results, too; the list was empty.
    let pdf = project.pdfs()[0].display().to_string();
    for command in [&["completions", "bash"][..], &["extract", "--list", &pdf]] {
        let said = project.run(&[command, &["--format", "json"]].concat());
        assert!(
            said.code == 2 && said.stdout.is_empty() && said.stderr.contains("does not support this `--format`"),
            "{}",
            said.transcript()
        );
    }
    let said = project.run(&["trace", "--format", "json", "--as", "json"]).must_succeed();
    assert!(serde_json::from_str::<Value>(&said.stdout).is_ok());
}

/// `review` without arguments recorded everything.
#[test]
fn review_shows_and_records_only_when_asked() {
    let project = Project::of_report("full");
    let shown = project.run(&["review"]).must_succeed().stdout;
    assert!(shown.contains("unreviewed links:") && shown.contains("`raportti review --all`"), "{shown}");
    assert!(!project.path().join("report/review.lock").exists());
    let open: Value = serde_json::from_str(&project.run(&["review", "--as", "json"]).must_succeed().stdout).unwrap();
    assert_eq!(open["links"][0]["state"], "unreviewed");
    let tried = lines(&project.run(&["review", "--all", "--dry-run", "--format", "json"]).must_succeed());
    assert!(tried.len() == 1 && tried[0]["outputs"] == 0, "{tried:?}");
    let recorded = lines(&project.run(&["review", "--all", "--format", "json"]).must_succeed());
    assert_eq!(recorded[0]["path"], "report/review.lock");
    assert_eq!(recorded[1]["outputs"], 1);
    let shown = project.run(&["review"]).must_succeed().stdout;
    assert_eq!(shown, "nothing is open: everything is reviewed\n");
    project.edit("report/findings/F2.toml", "Another finding", "Otherwise");
    let shown = project.run(&["review"]).must_succeed().stdout;
    assert!(shown.contains("has changed since the review"), "{shown}");
}

#[test]
fn a_report_starts_in_a_fresh_repository() {
    let project = Project::empty();
    fs::create_dir_all(project.path().join(".git")).unwrap();
    project.write("README.md", "# Ours\n");
    project.write("LICENSE", "");
    project.write(".gitignore", "*.log\nbuild");
    let said = project.run(&["init", "."]).must_succeed().stdout;
    assert!(said.contains("added to .gitignore: /dist/, /.raportti/"), "{said}");
    assert_eq!(project.read(".gitignore"), "*.log\nbuild\n/dist/\n/.raportti/\n.raportti-*\n");
    assert_eq!(project.read("README.md"), "# Ours\n");
    project.run(&["check"]).must_succeed();
    let again = project.run(&["init", "."]);
    assert!(again.code == 2 && again.stderr.contains("already has `.raportti`"), "{}", again.stderr);

    // A file that is too large is not changed.
    let full = |length: usize| {
        let folder = Project::empty();
        folder.write(".gitignore", "#".repeat(length));
        folder.run(&["init", "."])
    };
    full(raportti::bounds::text::LARGEST_IGNORE as usize).must_succeed();
    let said = full(raportti::bounds::text::LARGEST_IGNORE as usize + 1);
    assert!(said.code == 2 && said.stderr.contains("larger than 1 MiB"), "{}", said.transcript());
    let other = Project::empty();
    other.write("notes.txt", "");
    let said = other.run(&["init", "."]);
    assert!(said.code == 2 && said.stderr.contains("`notes.txt`"), "{}", said.transcript());
    assert_eq!(files_in(other.path()).len(), 1);
    other.run(&["init", "new"]).must_succeed();
    assert!(other.read("new/.gitignore").contains("/build/"));
}

/// An empty folder was replaced by renaming, which fails for `.`, and would leave a shell in a folder that is gone.
#[test]
fn the_empty_folder_in_which_a_command_runs_is_filled() {
    let here = Project::empty();
    let pdf = Project::of_report("minimal");
    pdf.run(&["build"]).must_succeed();
    let pdf = pdf.pdfs()[0].display().to_string();
    let whole = here.path().display().to_string();
    for (arguments, last) in [
        (vec!["init", "."], "report/report.toml"),
        (vec!["init", &whole], "report/report.toml"),
        (vec!["extract", &pdf, "."], "report/report.toml"),
    ] {
        let project = Project::empty_in(here.path());
        let arguments = arguments.into_iter().map(|it| if it == whole { project.path().to_str().unwrap() } else { it });
        project.run(&arguments.collect::<Vec<_>>()).must_succeed();
        assert!(project.path().join(last).is_file(), "the same folder has the files");
        assert!(files_in(project.path()).iter().all(|path| !path.to_string_lossy().contains(".raportti-")));
    }
}

#[test]
fn codes_are_listed_and_found() {
    let nowhere = Project::empty();
    let all = nowhere.run(&["explain"]).must_succeed().stdout;
    assert!(all.contains("Faults, which always stop the build:") && all.contains("  dangling-link "), "{all}");
    let some = nowhere.run(&["explain", "translation", "chapter"]).must_succeed().stdout;
    assert!(some.contains("missing-chapter-translation") && some.lines().count() < all.lines().count(), "{some}");
    assert!(nowhere.run(&["explain", "dangling-link"]).must_succeed().stdout.starts_with("## dangling-link"));
    assert!(nowhere.run(&["explain", "Dangling-Link"]).must_succeed().stdout.starts_with("## dangling-link"));
    let wrong = nowhere.run(&["explain", "dangling-lnik"]);
    assert!(wrong.code == 2 && wrong.stderr.contains("dangling-link"), "{}", wrong.transcript());
}

#[test]
fn shells_and_man_know_the_commands() {
    let nowhere = Project::empty();
    for shell in ["bash", "zsh", "fish"] {
        let script = nowhere.run(&["completions", shell]).must_succeed().stdout;
        assert!(script.contains("extract") && script.contains("time-limit"), "{shell}");
    }
    nowhere.run(&["man", "man1"]).must_succeed();
    let page = nowhere.read("man1/raportti-build.1");
    assert!(page.contains(".TH raportti-build 1") && page.contains("\\-\\-edition"), "{page}");
    assert!(nowhere.read("man1/raportti.1").contains("raportti\\-verify(1)"));
    // Commands below a command had no page, and `help` was named as one.
    assert!(nowhere.read("man1/raportti-look-take.1").contains("\\-\\-merge"));
    for path in files_in(&nowhere.path().join("man1")) {
        let page = std::fs::read_to_string(&path).unwrap().replace("\\-", "-");
        for named in page.split_whitespace().filter_map(|word| word.strip_suffix("(1)")) {
            let file = nowhere.path().join("man1").join(format!("{named}.1"));
            assert!(file.exists(), "`{}` names `{named}`, which has no page", path.display());
        }
    }
}

#[test]
fn the_project_is_found_by_what_people_type() {
    let project = Project::of_report("minimal");
    let outside = Project::empty();
    let path = project.path().to_str().unwrap();
    let inner = format!("{path}/report");
    outside.run(&["check", path]).must_succeed();
    outside.run(&["check", "--project", &inner]).must_succeed();
    outside.run(&["check", &inner]).must_succeed();
    run(raportti().args(["check", "--project", "."]).current_dir(project.path().join("report"))).must_succeed();
    assert_eq!(outside.run(&["check", path, "--project", path]).code, 2);
    let doctor = outside.run(&["doctor"]).must_succeed().stdout;
    assert!(doctor.contains("no project here") && doctor.contains("Typst 0.15.1"), "{doctor}");
    outside.run(&["schema", "--out", "schemas"]).must_succeed();
    assert!(outside.path().join("schemas/report.json").exists());
}
