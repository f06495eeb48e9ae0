//! Proves that special files and files that are too large are faults at their place, with the same message in every command.
#![cfg(unix)]

use std::fs;
use std::os::unix::net::UnixListener;
use std::process::Command;

use raportti::bounds::file::DEEPEST_FOLDER;

use crate::support::made;
use crate::support::project::{Project, raportti, run};

/// The messages of each command about a file that it refuses to read.
fn is_refused(project: &Project, words: &str) {
    for command in [&["check"][..], &["build"], &["release"], &["expand", "out"]] {
        let said = project.run(command);
        assert_eq!(said.code, 1, "{command:?}: {}", said.transcript());
        assert!(said.stderr.contains(words), "{command:?}: {}", said.transcript());
    }
    let compared = project.run(&["compare", ".", "."]);
    assert_eq!(compared.code, 2, "{}", compared.transcript());
    assert!(compared.stderr.contains(words), "{}", compared.transcript());
    assert!(!project.path().join("build").exists() && !project.path().join("dist").exists());
}

/// A link in somebody else's branch put secrets of the build machine into the PDF.
#[test]
fn links_are_refused_wherever_they_lead() {
    for (path, target, words) in [
        ("report/e.txt", "/proc/self/environ", "`report/e.txt` is a symbolic link"),
        ("report/findings/F2.toml", "F1.toml", "`report/findings/F2.toml` is a symbolic link"),
        ("report/figures", "/etc", "`report/figures` is a symbolic link"),
        ("fonts", "/usr/share/fonts", "`fonts` is a symbolic link"),
        ("report/gone.toml", "/nonexistent", "`report/gone.toml` is a symbolic link"),
    ] {
        let project = Project::of_report("minimal");
        project.link(path, target);
        is_refused(&project, words);
    }
}

/// A pipe without a writer hung the program, and a device filled the memory.
#[test]
fn special_files_are_never_opened() {
    let project = Project::of_report("minimal");
    let pipe = project.path().join("report/putki.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    is_refused(&project, "`report/putki.toml` is a pipe, not a file");
    fs::remove_file(pipe).unwrap();
    let socket = UnixListener::bind(project.path().join("report/s")).unwrap();
    is_refused(&project, "`report/s` is a socket, not a file");
    drop(socket);
    fs::remove_file(project.path().join("report/s")).unwrap();
    // Only some users may make devices.
    let device = project.path().join("report/zero.toml");
    if Command::new("mknod").arg(&device).args(["c", "1", "5"]).output().unwrap().status.success() {
        is_refused(&project, "`report/zero.toml` is a device, not a file");
    }
}

/// "there is no report" was once all that was said of a `report/report.toml` that is a folder, a pipe or a broken link.
#[test]
fn a_report_file_that_is_no_file_is_named() {
    let project = Project::of_report("minimal");
    let path = project.path().join("report/report.toml");
    fs::remove_file(&path).unwrap();
    project.link("report/report.toml", "nowhere.toml");
    is_refused(&project, "`report/report.toml` is a symbolic link");
    fs::remove_file(&path).unwrap();
    assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
    is_refused(&project, "`report/report.toml` is a pipe, not a file");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    is_refused(&project, "`report/report.toml` is a folder, but should be a file");
}

/// What is in the place of the project or of `report/` is named, whether the project is searched or named.
#[test]
fn what_stands_in_the_place_of_the_report_is_named() {
    let project = Project::empty();
    let said = |arguments: &[&str], words: &str| {
        let said = project.run(arguments);
        assert_eq!(said.code, 2, "{}", said.transcript());
        assert!(said.stderr.contains(words), "{arguments:?}: {}", said.transcript());
        assert!(said.stderr.contains("raportti init"), "{}", said.transcript());
    };
    let named = |words: &str| {
        said(&["check"], words);
        said(&["build", "--project", "."], words);
    };
    let report = project.path().join("report");
    fs::create_dir(&report).unwrap();
    said(&["check"], "report` has no `report.toml`");
    fs::remove_dir(&report).unwrap();
    project.link("report", "nowhere");
    named("report` is a symbolic link that leads to no folder");
    fs::remove_file(&report).unwrap();
    assert!(Command::new("mkfifo").arg(&report).status().unwrap().success());
    named("report` is a pipe, not a folder");
    fs::remove_file(&report).unwrap();
    project.write("report", "");
    named("report` is a file, not a folder");
    said(&["check", "--project", "elsewhere"], "there is no folder `elsewhere`");
    said(&["check", "--project", "report"], "`report` is a file, not a folder");
}

#[test]
fn large_files_are_refused_unread() {
    let project = Project::of_report("minimal");
    // A sparse file: it takes no space on the disk, but reading it would take 2 GB of memory.
    let file = fs::File::create(project.path().join("report/large.TOML")).unwrap();
    file.set_len(2_000_000_000).unwrap();
    let limited = format!("ulimit -v 1500000; exec {} check", env!("CARGO_BIN_EXE_raportti"));
    let said = run(Command::new("sh").args(["-c", &limited]).current_dir(project.path()).env("NO_COLOR", "1"));
    assert_eq!(said.code, 1, "{}", said.transcript());
    assert!(said.stderr.contains("`report/large.TOML` has 2000 MB; a text has at most 16 MB"), "{}", said.transcript());

    // At the edge, and one byte over it.
    let toml = project.path().join("report/large.TOML");
    fs::remove_file(&toml).unwrap();
    let chapter = project.path().join("report/chapters/introduction.en.md");
    let text = fs::read_to_string(&chapter).unwrap();
    let padded = |length: usize| format!("{text}\n{}", " ".repeat(length - text.len() - 1));
    fs::write(&chapter, padded(16_000_000)).unwrap();
    project.run(&["check"]).must_succeed();
    fs::write(&chapter, padded(16_000_001)).unwrap();
    assert!(project.run(&["check"]).stderr.contains("`report/chapters/introduction.en.md` has 17 MB"));
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n[limits]\ntext = 17\n"));
    project.run(&["check"]).must_succeed();

    let image = fs::File::create(project.path().join("report/image.png")).unwrap();
    image.set_len((256 << 20) + 1).unwrap();
    let said = project.run(&["check"]);
    assert!(said.stderr.contains("`report/image.png` has 269 MB; a file has at most 269 MB"), "{}", said.transcript());
}

#[test]
fn folders_may_be_as_deep_as_an_archive_takes() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let deep = |levels: usize| format!("templates/{}a.txt", "d/".repeat(levels));
    project.write(&deep(DEEPEST_FOLDER - 1), "");
    project.run(&["check"]).must_succeed();
    project.write(&deep(DEEPEST_FOLDER), "");
    let said = project.run(&["check"]);
    assert_eq!(said.code, 1, "{}", said.transcript());
    assert!(
        said.stderr.contains("[unfit-file]") && said.stderr.contains("below more than 32 others"),
        "{}",
        said.transcript()
    );
}

/// Output to a full disk counted as printed.
#[cfg(target_os = "linux")]
#[test]
fn lost_output_is_an_error() {
    let project = Project::copy_of(made::released());
    project.run(&["build"]).must_succeed();
    let commands: &[&[&str]] = &[
        &["build"],
        &["check"],
        &["check", "--format", "json", "--deny", "warnings"],
        &["trace"],
        &["trace", "--as", "json"],
        &["trace", "--format", "json"],
        &["compare", ".", "."],
        &["explain", "dangling-link"],
        &["schema"],
        &["doctor"],
        &["init", "new"],
        &["look"],
        &["look", "--as", "json"],
        &["look", "diff"],
        &["look", "adopt", "--dry-run"],
        &["expand", "out"],
        &["review", "--dry-run"],
        &["verify", "dist/small-1.0.0"],
        &["extract", "build/small-en.pdf", "back"],
        &["watch"],
        &["release", "--out", "elsewhere"],
        &["--help"],
        &["--version"],
    ];
    // A full disk, a closed stream, which Rust silently replaces by `/dev/null`, and a stream that is open only for reading.
    for place in [">/dev/full", ">&-", "1</dev/null"] {
        for arguments in commands {
            let script = format!("exec \"$0\" \"$@\" {place}");
            let mut command = Command::new("sh");
            command.current_dir(project.path()).arg("-c").arg(script).arg(raportti().get_program()).args(*arguments);
            let said = run(&mut command);
            assert_eq!(said.code, 2, "{arguments:?} {place}: {}", said.transcript());
            for made in ["new", "out", "back", "elsewhere"] {
                let _was_made = fs::remove_dir_all(project.path().join(made));
            }
        }
    }
    // A closed standard error is fine if there are no faults, and `--quiet` prints nothing.
    for script in
        ["exec \"$0\" check 2>&-", "exec \"$0\" check --quiet >&-", "exec \"$0\" verify --quiet dist/small-1.0.0 >&-"]
    {
        let mut command = Command::new("sh");
        command.current_dir(project.path()).arg("-c").arg(script).arg(raportti().get_program());
        run(&mut command).must_succeed();
    }
}
