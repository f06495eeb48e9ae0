//! Proves that `raportti watch` builds again what an edit changes, by its output and files.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

use crate::support::pdf;
use crate::support::project::{Project, copy, files_below, raportti};
use crate::support::watching::{PATIENCE, PEACE, Watching};

fn text(project: &Project) -> String {
    pdf::text(&project.pdfs()[0])
}

const CHAPTER: &str = "report/chapters/introduction.en.md";

#[test]
fn watch_writes_an_edit_into_the_pdf() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    assert!(!text(&project).contains("Muokattukappale"));
    project.write(CHAPTER, project.read(CHAPTER) + "\nMuokattukappale.\n");
    let lines = watching.until("set, ");
    assert!(lines.iter().any(|line| line == &format!("{CHAPTER} changed")), "{lines:?}");
    assert!(text(&project).contains("Muokattukappale"));
    watching.until("packed");
    let again = project.run(&["build"]).must_succeed();
    assert!(again.stdout.contains("up to date"), "`build` knows what `watch` made: {}", again.stdout);
}

/// If anything depends on the whole report, such as a function that captures it, Typst sets every link again.
#[test]
fn an_edit_sets_again_only_what_it_touches() {
    let project = Project::of_report("full");
    let watching = Watching::settled(&project, &["--lang", "en", "--edition", "screen", "--timings", "times.json"]);
    // Cells of tables count, too: they are blocks, like paragraphs.
    let blocks = || project.read("times.json").matches("\"name\":\"block\"").count();
    let all = blocks();
    project.edit("report/findings/F1-full.toml", "Effect 32", "Effect 33");
    watching.until("set, ");
    let again = blocks();
    assert!(again > 0 && again * 10 < all, "{again} of {all} blocks were set again");
    // An edit of one word changes no answer to a query, so that one layout is enough.
    let layouts =
        project.read("times.json").matches("\"layout on top of the last\",\"cat\":\"typst\",\"ph\":\"B\"").count();
    assert_eq!(layouts, 1);
}

/// Warm-started PDFs have the same bytes as those of a cold build, in each edition.
#[test]
fn warm_starts_and_cold_builds_have_one_hash() {
    let project = Project::of_report("print");
    let watching = Watching::settled(&project, &[]);
    for word in ["first", "then", "finally"] {
        project.write(CHAPTER, project.read(CHAPTER) + &format!("\nThe change was made {word}.\n"));
        // In between, the files are as Typst wrote them.
        watching.until("packed");
    }
    drop(watching);
    let cold = Project::empty();
    copy(&project.path().join("report"), &cold.path().join("report"));
    cold.run(&["build"]).must_succeed();
    assert_eq!(cold.pdfs().len(), 2);
    assert_eq!(project.run(&["build"]).must_succeed().stdout.matches("(up to date)").count(), 2);
    for (round, cold) in project.pdfs().iter().zip(cold.pdfs()) {
        assert!(std::fs::read(round).unwrap() == std::fs::read(&cold).unwrap(), "{} differs", cold.display());
    }
}

/// The pages of other languages do not change, but the source inside their PDFs does.
#[test]
fn an_edit_of_one_language_reaches_the_source_in_all() {
    let project = Project::of_report("full");
    project.write("report/chapters/introduction.sv.md", "# Inledning\n\nText.\n");
    let watching = Watching::settled(&project, &[]);
    project.write("report/chapters/introduction.sv.md", "# Inledning\n\nEn annan text.\n");
    let shown = watching.until("packed");
    assert!(shown.iter().all(|line| !line.contains("full-en.pdf")), "only the Swedish pages are set: {shown:?}");
    drop(watching);
    let cold = Project::empty();
    copy(&project.path().join("report"), &cold.path().join("report"));
    cold.run(&["build"]).must_succeed();
    for (warm, cold) in project.pdfs().iter().zip(cold.pdfs()) {
        assert!(std::fs::read(warm).unwrap() == std::fs::read(&cold).unwrap(), "{} differs", warm.display());
    }
}

#[test]
fn new_renamed_and_deleted_files_are_noticed() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    project.write(
        "report/findings/F2-new.toml",
        project.read("report/findings/F1.toml").replace("title = \"", "title = \"Newfinding "),
    );
    watching.until("set, ");
    assert!(text(&project).contains("Newfinding"));

    let folder = project.path().join("report/findings");
    std::fs::rename(folder.join("F2-new.toml"), folder.join("F3-new.toml")).unwrap();
    watching.until("set, ");
    assert!(text(&project).contains("F3"), "the id is the start of the file name");

    project.delete("report/findings/F3-new.toml");
    watching.until("set, ");
    assert!(!text(&project).contains("Newfinding"));
}

#[test]
fn the_last_good_pdf_stays_until_the_faults_are_fixed() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    let good = std::fs::read(&project.pdfs()[0]).unwrap();
    project.edit("report/findings/F1.toml", "title", "tilte");
    watching.until_all(&["unknown key `tilte`", "report/findings/F1.toml:1:1", "the PDFs did not change"]);
    assert_eq!(std::fs::read(&project.pdfs()[0]).unwrap(), good);
    project.edit("report/findings/F1.toml", "tilte", "title");
    watching.until("no errors left");
    assert_eq!(std::fs::read(&project.pdfs()[0]).unwrap(), good);
}

#[test]
fn a_fault_of_a_template_is_reported_until_it_is_fixed() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let watching = Watching::settled(&project, &[]);
    project.edit("templates/parts/findings.typ", "#let part", "#let x = undefined-name\n#let part");
    watching.until("templates/parts/findings.typ:");
    project.edit("templates/parts/findings.typ", "#let x = undefined-name\n", "");
    watching.until("no errors left");
}

#[test]
fn editors_may_save_by_rename_twice_or_in_parts() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    let path = project.path().join(CHAPTER);
    let saved = |word: &str| project.read(CHAPTER) + &format!("\n{word}.\n");

    let text_1 = saved("Nimettyuudelleen");
    project.write("report/chapters/.introduction.en.md.swp", &text_1);
    std::fs::rename(project.path().join("report/chapters/.introduction.en.md.swp"), &path).unwrap();
    watching.until("set, ");
    assert!(text(&project).contains("Nimettyuudelleen"));

    let text_2 = saved("Twice");
    project.write(CHAPTER, &text_2);
    project.write(CHAPTER, &text_2);
    watching.until("set, ");
    assert!(text(&project).contains("Twice"));
    let mut after = watching.in_peace();
    // A file that is being written again may be seen empty, which is a fault until it is whole.
    after.retain(|line| line != "no errors left");
    assert_eq!(after, Vec::<String>::new(), "the second saving changed nothing");

    // Half a file may be reported as a fault until it is whole.
    let text_3 = saved("Wholly");
    project.write(CHAPTER, "");
    std::thread::sleep(Duration::from_millis(300));
    project.write(CHAPTER, &text_3);
    while !text(&project).contains("Wholly") {
        watching.until("set, ");
    }
}

#[test]
fn nothing_is_built_without_a_change() {
    let project = Project::of_report("minimal");
    // Outputs inside the report's own folder are no change, either.
    let watching = Watching::settled(&project, &["--out", "report/ulos"]);
    assert!(
        files_below(&project.path().join("report/ulos"))
            .iter()
            .any(|path| path.extension().is_some_and(|e| e == "pdf"))
    );
    assert_eq!(watching.in_peace(), Vec::<String>::new(), "its own output started no round");
    let same = project.read(CHAPTER);
    project.write(CHAPTER, &same);
    project.write("report/chapters/.introduction.en.md.swp", "x");
    project.write("report/chapters/introduction.en.md~", "x");
    project.write("muistiinpanot.txt", "x");
    assert_eq!(watching.in_peace(), Vec::<String>::new(), "touched and hidden files started no round");
    project.write(CHAPTER, same + "\nLopultakin.\n");
    watching.until("set, ");
}

#[test]
fn folders_that_come_later_are_watched() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    project.copy_templates();
    // Perhaps in several rounds, since copying takes some time.
    while std::fs::read_dir(project.path().join("templates/parts")).unwrap().count() == 0 {}
    std::thread::sleep(PEACE);
    project.edit("templates/labels/en.toml", "= \"Findings\"", "= \"Noticed\"");
    while !text(&project).contains("Noticed") {
        watching.until("set, ");
    }
}

#[test]
fn only_the_language_that_changed_is_set() {
    let project = Project::of_report("full");
    project.write("report/chapters/introduction.sv.md", "# Inledning\n\nText.\n");
    let watching = Watching::settled(&project, &["--lang", "fi,sv"]);
    project.write("report/chapters/introduction.sv.md", "# Inledning\n\nEn annan text.\n");
    let lines = watching.until("set, ");
    let set: Vec<&String> = lines.iter().filter(|line| line.contains(".pdf")).collect();
    assert_eq!(set.len(), 1, "{lines:?}");
    assert!(set[0].contains("-sv.pdf"), "{lines:?}");
}

#[test]
fn with_poll_files_are_read_periodically() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &["--poll"]);
    project.write(CHAPTER, project.read(CHAPTER) + "\nAsked.\n");
    watching.until("set, ");
    assert!(text(&project).contains("Asked"));
    assert_eq!(watching.in_peace(), Vec::<String>::new());
}

/// `watch` published nothing through 300 edits, though `check` found no fault: HTML in the titles of two items had made links
/// suspect, so that each round printed some kilobytes of warnings, and the script that had started `watch` did not read them. The
/// pipe was full after a few rounds, and the next one waited for its reader.
#[test]
fn unread_output_does_not_block() {
    let project = Project::of_report("minimal");
    project.edit("report/findings/F1.toml", "title = \"", "title = \"<b>Heading</b> ");
    // Nobody cites them, so that there is a warning about each.
    let source = "kind = \"statistic\"\ntitle = \"<i>Source</i>\"\npublisher = \"Testbury\"\nyear = 2025\n";
    for number in 0..40 {
        project.write(&format!("report/sources/s{number}.toml"), source);
    }
    let said = project.run(&["check"]).stderr.len();
    let mut command = raportti();
    command.args(["watch", "--serve"]).current_dir(project.path());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap()).lines();
    // The unread pipe is open until the end of the test.
    let unread = Unread(child);
    let (sender, sets) = channel();
    std::thread::spawn(move || {
        for line in output.map_while(Result::ok).filter(|line| line.starts_with("set, ")) {
            // The test may have ended.
            let _ended = sender.send(line);
        }
    });
    // More than the pipe takes.
    for round in 0..(64 << 10) / said + 3 {
        sets.recv_timeout(PATIENCE).unwrap();
        let word = format!("Round{round}.");
        project.write(CHAPTER, format!("# Introduction\n\nWritten. {word}\n"));
    }
    drop(unread);
}

/// A running `raportti watch` whose output is not read.
struct Unread(Child);

impl Drop for Unread {
    fn drop(&mut self) {
        let _ended = self.0.kill();
        let _ended = self.0.wait();
    }
}

/// A second failure in a row was not reported, and the browser said that everything was up to date.
#[cfg(unix)]
#[test]
fn each_edit_that_cannot_be_written_is_reported() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    // A folder with the name of the PDF, which even root cannot overwrite.
    let pdf = project.path().join("build/small-en.pdf");
    std::fs::remove_file(&pdf).unwrap();
    std::fs::create_dir(&pdf).unwrap();
    project.write("build/small-en.pdf/inside", "x");
    for word in ["First", "Then", "Finally"] {
        project.write(CHAPTER, project.read(CHAPTER) + &format!("\n{word}.\n"));
        watching.until_all(&[" changed", "cannot write"]);
    }
    std::fs::remove_dir_all(&pdf).unwrap();
    watching.until("the project can be read again");
    assert!(text(&project).contains("Finally"));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_behind() {
    let project = Project::of_report("minimal");
    let watching = Watching::settled(&project, &[]);
    project.write(CHAPTER, project.read(CHAPTER) + "\nHalfway.\n");
    std::thread::sleep(Duration::from_millis(40));
    assert_eq!(watching.interrupt(), Some(0));
    let mut left = files_below(&project.path().join("build"));
    left.retain(|path| !path.ends_with(".raportti-stamp.json"));
    let names: Vec<_> = left.iter().map(|path| path.file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["small-en.pdf"], "no half-written file is left");
    pdf::text(&left[0]);
}

/// Thirty old faults were printed again in each round, so that nobody saw the new one.
#[test]
fn a_round_prints_new_faults_and_counts_the_others() {
    let project = Project::of_report("minimal");
    let source = "kind = \"statistic\"\ntitle = \"Source\"\npublisher = \"Testbury\"\nyear = 2025\n";
    for number in 0..12 {
        project.write(&format!("report/sources/s{number}.toml"), source.replace("Source", &format!("Source {number}")));
    }
    let watching = Watching::settled(&project, &[]);
    project.write("report/sources/new.toml", source.replace("Source", "Newest"));
    let lines = watching.until("12 faults remain; `raportti check` lists them");
    let text = lines.join("\n");
    assert!(text.contains("report/sources/new.toml") && !text.contains("report/sources/s1"), "{text}");
    project.delete("report/sources/new.toml");
    let text = watching.until("12 faults remain").join("\n");
    assert!(text.contains("gone: ") && text.contains("in report/sources/new.toml"), "{text}");
}
