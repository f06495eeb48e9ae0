//! Proves that `raportti build` builds outdated PDFs again, and no others: by content, never by time.

use std::fs;

use crate::support::made;
use crate::support::project::Project;

const DONE: &str = "(up to date)";
const STAMP: &str = "build/.raportti-stamp.json";

fn built() -> Project {
    Project::copy_of(made::built("minimal"))
}

/// The report must be outdated, and up to date after the next build.
fn must_be_made_again(project: &Project, options: &[&str]) {
    let build = || project.run(&[&["build"], options].concat()).must_succeed().stdout;
    let again = build();
    assert!(!again.contains(DONE), "{again}");
    let third = build();
    assert!(third.contains(DONE), "{third}");
}

#[test]
fn unchanged_inputs_need_nothing_whatever_their_times() {
    let project = built();
    for path in ["report/report.toml", "report/findings/F1.toml"] {
        let same = project.read(path);
        project.delete(path);
        project.write(path, same);
    }
    assert!(project.run(&["build"]).must_succeed().stdout.contains(DONE));
}

#[test]
fn a_changed_fact_is_built_again() {
    let project = built();
    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    must_be_made_again(&project, &[]);
}

#[test]
fn a_change_with_an_old_time_is_built_again() {
    let project = built();
    let path = project.path().join("report/findings/F1.toml");
    let time = fs::metadata(&path).unwrap().modified().unwrap();
    let size = fs::metadata(&path).unwrap().len();
    project.edit("report/findings/F1.toml", "more visits than before", "more visits than in May");
    fs::File::options().append(true).open(&path).unwrap().set_modified(time).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().len(), size, "neither the time nor the size tells");
    must_be_made_again(&project, &[]);
}

#[test]
fn a_changed_template_or_font_is_built_again() {
    let project = built();
    project.copy_templates();
    // The built-in templates, written out, are the same files.
    project.run(&["build"]).must_succeed();
    project.edit("templates/labels/en.toml", "= \"Findings\"", "= \"Observations\"");
    must_be_made_again(&project, &[]);

    crate::support::project::copy(&crate::support::project::repository().join("fonts"), &project.path().join("fonts"));
    project.run(&["build"]).must_succeed();
    let font = any_font(&project);
    let mut bytes = fs::read(&font).unwrap();
    bytes.push(0);
    fs::write(&font, bytes).unwrap();
    must_be_made_again(&project, &[]);
}

fn any_font(project: &Project) -> std::path::PathBuf {
    let fonts = crate::support::project::files_below(&project.path().join("fonts"));
    fonts.into_iter().find(|path| path.extension().is_some_and(|e| e == "ttf")).unwrap()
}

#[test]
fn another_build_of_the_program_builds_again() {
    let project = built();
    // What another build of the program would have written: other hashes.
    let stamp: serde_json::Value = serde_json::from_str(&project.read(STAMP)).unwrap();
    let mut other = stamp.clone();
    other["settled"]["request"] = "0".repeat(64).into();
    for output in other["outputs"].as_object_mut().unwrap().values_mut() {
        output["inputs"] = "0".repeat(64).into();
    }
    project.write(STAMP, other.to_string());
    must_be_made_again(&project, &[]);
    for nonsense in ["", "{}", "[1]", "\u{0}"] {
        project.write(STAMP, nonsense);
        must_be_made_again(&project, &[]);
    }
}

#[test]
fn a_deleted_or_changed_output_is_built_again() {
    let project = built();
    let pdf = project.pdfs()[0].clone();
    let good = fs::read(&pdf).unwrap();
    fs::remove_file(&pdf).unwrap();
    must_be_made_again(&project, &[]);
    fs::write(&pdf, b"%PDF").unwrap();
    must_be_made_again(&project, &[]);
    assert_eq!(fs::read(&pdf).unwrap(), good);
}

#[test]
fn another_option_is_another_request() {
    let project = Project::of_report("full");
    project.run(&["build", "--lang", "en"]).must_succeed();
    let all = project.run(&["build"]).must_succeed().stdout;
    assert_eq!(all.matches(DONE).count(), 1, "only the Finnish one stood: {all}");
    let elsewhere = project.run(&["build", "--lang", "en", "--out", "elsewhere"]).must_succeed().stdout;
    assert!(!elsewhere.contains(DONE), "{elsewhere}");
    let forced = project.run(&["build", "--lang", "en", "--force"]).must_succeed().stdout;
    assert!(!forced.contains(DONE), "{forced}");
}

#[test]
fn warnings_are_shown_each_time_and_denied_when_asked() {
    let project = built();
    project.write(
        "report/sources/useless.toml",
        "kind = \"web\"\ntitle = \"Useless\"\npublisher = \"Test\"\nundated = true\n",
    );
    for _ in 0..2 {
        let run = project.run(&["build"]).must_succeed();
        assert!(run.stderr.contains("unused-source"), "{}", run.transcript());
    }
    assert_eq!(project.run(&["build", "--deny", "warnings"]).code, 1);
}
