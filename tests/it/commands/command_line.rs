//! Proves the help, the exit codes, and that outputs stay whole.

use std::fs;
use std::path::PathBuf;

use crate::support::made;
use crate::support::project::{Project, copy, raportti, repository, run};

#[test]
fn help_lists_commands_options_and_exit_codes() {
    for (name, arguments) in [
        ("help", vec!["--help"]),
        ("help-build", vec!["build", "--help"]),
        ("help-watch", vec!["watch", "--help"]),
        ("help-check", vec!["check", "--help"]),
        ("help-expand", vec!["expand", "--help"]),
        ("help-init", vec!["init", "--help"]),
        ("help-doctor", vec!["doctor", "--help"]),
    ] {
        let help = run(raportti().args(arguments).env("COLUMNS", "100")).must_succeed().stdout;
        insta::assert_snapshot!(name, help);
    }
}

#[test]
fn the_version_names_what_a_pdf_depends_on() {
    let short = run(raportti().arg("-V")).must_succeed().stdout;
    assert_eq!(short, format!("raportti {}\n", env!("CARGO_PKG_VERSION")));
    let long = run(raportti().arg("--version")).must_succeed().stdout;
    assert!(long.starts_with(&short) && long.contains("\nbuild ") && long.contains("\nTypst 0.15.1"), "{long}");
}

#[test]
fn the_project_is_found_from_any_folder() {
    let project = Project::of_report("minimal");
    run(raportti().arg("check").current_dir(project.path().join("report/findings"))).must_succeed();
    run(raportti().args(["check", "--project"]).arg(project.path()).current_dir("/")).must_succeed();
    let nowhere = Project::empty();
    let run = nowhere.run(&["check"]);
    assert_eq!(run.code, 2);
    assert!(run.stderr.contains("there is no report in"), "{}", run.stderr);
    assert!(run.stderr.contains("raportti init"), "{}", run.stderr);
}

/// An editor's work: change one line, run again, and the PDF has the change.
#[test]
fn an_edit_shows_in_the_pdf() {
    let project = Project::copy_of(made::built("minimal"));
    project.edit("report/findings/F1.toml", "Visits increased", "Loans decreased");
    let run = project.run(&["build"]).must_succeed();
    assert!(run.stdout.contains("build/small-en.pdf"), "{}", run.stdout);
    let text = crate::support::pdf::text(&project.pdfs()[0]);
    assert!(text.contains("Loansdecreased") && !text.contains("Visitsincreased"));
}

#[test]
fn unchanged_inputs_are_not_set_again_and_changed_ones_are() {
    let project = Project::of_report("minimal");
    let up_to_date = |arguments: &[&str]| project.run(arguments).must_succeed().stdout.contains("0 PDFs made");
    assert!(!up_to_date(&["build"]));
    assert!(up_to_date(&["build"]));
    assert!(!up_to_date(&["build", "--force"]));
    // A change of the report, a template, a font, or the output itself makes a PDF outdated.
    project.edit("report/findings/F1.toml", "increased", "grew");
    assert!(!up_to_date(&["build"]));
    project.copy_templates();
    project.edit("templates/theme.typ", "body: 10", "body: 11");
    assert!(!up_to_date(&["build"]));
    crate::support::project::copy(&repository().join("fonts"), &project.path().join("fonts"));
    project.delete("fonts/SourceSans3_300Light.ttf");
    assert!(!up_to_date(&["build"]));
    fs::write(&project.pdfs()[0], "not a PDF").unwrap();
    assert!(!up_to_date(&["build"]));
    fs::remove_file(&project.pdfs()[0]).unwrap();
    assert!(!up_to_date(&["build"]));
    assert!(up_to_date(&["build"]));
    // Touching a file changes its time, not its content.
    project.write("report/actors/municipality.toml", project.read("report/actors/municipality.toml"));
    assert!(up_to_date(&["build"]));
}

#[test]
fn a_failing_build_leaves_the_old_pdf() {
    let project = Project::copy_of(made::built("minimal"));
    let before = fs::read(&project.pdfs()[0]).unwrap();
    project.edit("report/findings/F1.toml", "[@statistics2025]", "[@statistics2052]");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(fs::read(&project.pdfs()[0]).unwrap() == before);
    assert_eq!(leftovers(&project), Vec::<String>::new());
}

/// The theme's contrast is above 4.5:1, and below the maximum of 21:1.
#[test]
fn pages_that_preflight_refuses_become_no_pdf() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n[preflight.screen]\ncontrast = 21\n"));
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(run.stderr.contains("error[low-contrast]"), "{}", run.transcript());
    assert_eq!(project.pdfs(), Vec::<PathBuf>::new());
    project.write("report/report.toml", report);
    project.run(&["build"]).must_succeed();
    assert_eq!(project.pdfs().len(), 1);
}

/// A template that fails in one language leaves the PDFs of all languages.
#[test]
fn all_languages_are_written_or_none() {
    let project = Project::copy_of(made::built("full"));
    let before: Vec<_> = project.pdfs().iter().map(|pdf| fs::read(pdf).unwrap()).collect();
    project.copy_templates();
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.0.1\"");
    project.edit(
        "templates/parts/cover.typ",
        "#let part(report, chapter) =",
        "#let part(report, chapter) = if report.language == \"sv\" { panic(\"sv\") } else",
    );
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(run.stderr.contains("templates/parts/cover.typ:"), "{}", run.stderr);
    let after: Vec<_> = project.pdfs().iter().map(|pdf| fs::read(pdf).unwrap()).collect();
    assert!(before == after);
}

/// The output folder cannot be made: a file has its name, since a test may run as root.
#[test]
fn a_folder_that_cannot_be_written_is_exit_code_2() {
    let project = Project::of_report("minimal");
    project.write("build", "in the way");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 2, "{}", run.transcript());
    assert!(run.stderr.contains("cannot write"), "{}", run.stderr);
    assert_eq!(project.read("build"), "in the way");
}

#[test]
fn wrong_options_are_exit_code_2() {
    let project = Project::of_report("minimal");
    for arguments in
        [vec!["build", "--lang", "de"], vec!["build", "--edition", "paper"], vec!["biuld"], vec!["init", "."]]
    {
        let run = project.run(&arguments);
        assert_eq!(run.code, 2, "{arguments:?}: {}", run.transcript());
        assert!(!run.stderr.is_empty());
    }
    assert!(project.pdfs().is_empty());
}

#[test]
fn one_language_can_be_built_into_a_folder_of_choice() {
    let project = Project::of_report("full");
    project.run(&["build", "--lang", "sv", "--out", "out/there"]).must_succeed();
    let files = crate::support::project::files_in(&project.path().join("out/there"));
    let names: Vec<_> = files.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, [".raportti-stamp.json", "full-sv.pdf"]);
}

/// Temporary files that a run left in the output folder.
fn leftovers(project: &Project) -> Vec<String> {
    crate::support::project::files_in(&project.path().join("build"))
        .iter()
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .filter(|name| !name.ends_with(".pdf") && name != ".raportti-stamp.json")
        .collect()
}

/// Two machines compare what `doctor` prints: a font of another version, or a profile of another press, must show.
#[test]
fn doctor_lists_what_a_build_depends_on() {
    let project = Project::of_report("print");
    let sound = project.run(&["doctor"]).must_succeed().stdout;
    for said in ["Typst 0.15.1", "Source Serif 4 SemiBold", "FOGRA39L Coated, condition FOGRA39", "PDF/UA-1", "PDF/X-4"]
    {
        assert!(sound.contains(said), "no `{said}` in\n{sound}");
    }
    assert!(sound.contains("fonts (built in)"), "{sound}");

    copy(&repository().join("fonts"), &project.path().join("fonts"));
    let own = project.run(&["doctor"]).must_succeed().stdout;
    assert_eq!(own, sound, "the same fonts are the same wherever they lie");
    let font = project.path().join("fonts/SourceSans3_300Light.ttf");
    let mut bytes = fs::read(&font).unwrap();
    bytes.push(0);
    fs::write(font, bytes).unwrap();
    let line = |text: &str| text.lines().find(|line| line.contains("300Light")).unwrap().to_owned();
    assert_ne!(line(&project.run(&["doctor"]).must_succeed().stdout), line(&own));

    project.edit("report/report.toml", "signature = 8", "icc = \"missing.icc\"\ncondition = \"FOGRA51\"");
    let sick = project.run(&["doctor"]).must_succeed().stdout;
    assert!(sick.contains("the report's own profile cannot be used: there is no `report/missing.icc`"), "{sick}");
}

/// An edition that the report does not have is an error of the user, not a no-op.
#[test]
fn an_edition_that_the_report_does_not_have_is_refused() {
    let project = Project::of_report("minimal");
    for arguments in [&["build", "--edition", "print"][..], &["expand", "out", "--edition", "print"]] {
        let run = project.run(arguments);
        assert_eq!(run.code, 2);
        assert!(run.stderr.contains("the report has no edition `print`"), "{}", run.stderr);
        assert!(run.stderr.contains("write `editions = [\"screen\", \"print\"]`"), "{}", run.stderr);
    }
}
