//! Proves that no command writes anything from outside to a terminal unescaped.

use std::fs;

use raportti::diagnostics::visible;
use raportti::files::{archive, origin};
use raportti::publish::source;

use crate::support::carried::with_source;
use crate::support::made;
use crate::support::project::{Project, Run, raportti, run};

/// A string that clears the screen, hides the following text, changes the direction of writing, and imitates a verdict.
const HOSTILE: &str = "x\u{1b}[2J\u{1b}[8m\u{9b}31m\u{7}\u{202e}\u{2066}\u{2028}\u{85}y";

/// The string in TOML, with as few escapes as TOML allows.
fn quoted() -> String {
    let escape = |c: char| if c.is_control() { format!("\\u{:04X}", u32::from(c)) } else { c.to_string() };
    HOSTILE.chars().map(escape).collect()
}

fn must_be_harmless(said: &Run, what: &str) {
    for (stream, text) in [("stdout", &said.stdout), ("stderr", &said.stderr)] {
        let raw = text
            .char_indices()
            .find(|(at, c)| visible::is_hidden(*c) && !visible::stays_in_text(*c, &text[at + c.len_utf8()..]));
        assert!(raw.is_none(), "`{what}` sends {raw:?} to {stream}:\n{text:?}");
    }
}

/// A project with that string in a title, in prose, in a chapter, in a comment beside faults, in a key and in the name of a file.
fn hostile() -> Project {
    let project = Project::of_report("minimal");
    project.edit("report/findings/F1.toml", "Visits increased", &quoted());
    project.edit("report/findings/F1.toml", "There were more visits than before", &quoted());
    project
        .write("report/chapters/introduction.en.md", format!("# Introduction {HOSTILE}\n\n{HOSTILE} ![]({HOSTILE})\n"));
    project
}

#[test]
fn every_command_shows_what_is_hidden() {
    let project = hostile();
    let broken = hostile();
    broken.write("report/findings/F2.toml", format!("title = \"a\" # {HOSTILE}\n\"{}\" = 1\n[\n", quoted()));
    broken.write("report/findings/F3.toml", format!("# {HOSTILE}\ntitle = = 1 # \u{202e}\u{1b}[8m\n"));
    if cfg!(unix) {
        broken.write("report/figures/\u{1b}[8m\u{202e}.toml", "title = \"a\"\n");
    }
    for project in [&project, &broken] {
        for arguments in [
            &["check"][..],
            &["check", "--deny", "warnings"],
            &["build"],
            &["trace"],
            &["trace", "--as", "markdown"],
            &["trace", "--as", "json"],
            &["trace", "--as", "dot"],
            &["list", "finding", "--fields", "theme,condition"],
            &["list", "finding", "--as", "json"],
            &["list", "finding", "--where", HOSTILE],
            &["list", HOSTILE],
            &["stats"],
            &["stats", "--as", "json"],
            &["new", "finding", HOSTILE],
            &["review"],
            &["compare", "report"],
            &["compare", "report", "--as", "markdown"],
            &["compare", "report", "--as", "json"],
            &["doctor"],
            &["look"],
            &["look", "--as", "json"],
            &["look", "diff", "--mine"],
            &["release"],
            &["expand", "typst"],
        ] {
            must_be_harmless(&project.run(arguments), &arguments.join(" "));
        }
        for format in ["human", "short", "json", "sarif", "github"] {
            must_be_harmless(&project.run(&["check", "--format", format]), format);
        }
    }
    let table = project.run(&["trace", "--as", "csv"]).stdout;
    assert!(!table.trim_start_matches('\u{feff}').chars().any(|c| visible::is_hidden(c) && !"\r\n".contains(c)));
}

/// A name with a direction mark looked as if it had another extension, and the file was carried in PDFs.
#[cfg(unix)]
#[test]
fn names_of_files_are_escaped() {
    let figure = "kind = \"image\"\ntitle = \"Picture\"\nalt = \"Visits grew.\"\nsource = \"statistics2025\"\n";
    for (name, shown) in [("ku\u{202e}gva.svg", r"ku\u{202e}gva.svg"), ("ku\u{1b}[8mva.svg", r"ku\u{1b}[8mva.svg")] {
        let project = Project::of_report("minimal");
        project
            .write(&format!("report/images/{name}"), "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>");
        let escaped: String = name.chars().map(|c| format!("\\U{:08X}", u32::from(c))).collect();
        project.write("report/figures/Fig1.toml", format!("file = \"images/{escaped}\"\n{figure}"));
        project.edit("report/chapters/introduction.en.md", "# Introduction\n", "# Introduction\n\n![](Fig1)\n");
        for command in [&["check"][..], &["build"], &["release"], &["expand", "out"]] {
            let said = project.run(command);
            must_be_harmless(&said, &command.join(" "));
            assert_eq!(said.code, 1, "{}", said.transcript());
            let place = format!(" = in report/images/{shown}\n");
            assert!(said.stderr.contains(&place), "{command:?}: {}", said.transcript());
            assert!(said.stderr.contains("[unportable-name]"), "{command:?}: {}", said.transcript());
        }
        let output = project.run(&["doctor"]).must_succeed();
        must_be_harmless(&output, "doctor");
        assert!(output.stdout.contains(&format!("    report/images/{shown}\n")), "{}", output.stdout);
        // A file that is left out is listed, too, and is neither in the PDF nor in the manifest.
        let report = project.read("report/report.toml");
        project.write("report/report.toml", format!("{report}\n[bundle]\nleave_out = [\"images/\"]\n"));
        project.delete("report/figures/Fig1.toml");
        project.edit("report/chapters/introduction.en.md", "\n![](Fig1)\n", "");
        let output = project.run(&["doctor"]).must_succeed();
        assert!(
            output.stdout.contains(&format!("  report/images/{shown}  `leave_out` names it\n")),
            "{}",
            output.stdout
        );
        project.run(&["release"]).must_succeed();
        let manifest = project.read("dist/small-1.0.0/manifest.json");
        assert!(!manifest.contains("images/") && manifest.contains("report/report.toml"), "{manifest}");
    }
}

#[test]
fn arguments_are_escaped() {
    let project = Project::of_report("minimal");
    for arguments in [
        &["check", HOSTILE][..],
        &[HOSTILE],
        &["check", &format!("--{HOSTILE}")],
        &["build", "--lang", HOSTILE],
        &["build", "--edition", HOSTILE],
        &["build", "--edition", "changes", "--since", HOSTILE],
        &["check", "--project", HOSTILE],
        &["check", "--format", HOSTILE],
        &["trace", HOSTILE],
        &["comments", HOSTILE],
        &["review", HOSTILE],
        &["explain", HOSTILE],
        &["compare", HOSTILE],
        &["verify", HOSTILE],
        &["extract", HOSTILE],
        &["expand", "typst", "--lang", HOSTILE],
    ] {
        let said = project.run(arguments);
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.transcript());
        must_be_harmless(&said, &format!("{arguments:?}"));
    }
}

/// On Unix, names are bytes. A path that is not Unicode is a valid argument; where a text is needed, it is refused.
#[cfg(unix)]
#[test]
fn arguments_that_are_not_unicode_cause_no_panic() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    let project = Project::of_report("minimal");
    let odd = OsStr::from_bytes(b"a\xff\x1b[8m");
    for arguments in [
        vec![odd],
        vec![OsStr::new("verify"), odd],
        vec![OsStr::new("extract"), odd],
        vec![OsStr::new("trace"), odd],
        vec![OsStr::new("compare"), odd],
        vec![OsStr::new("check"), OsStr::new("--project"), odd],
        vec![OsStr::new("build"), OsStr::new("--lang"), odd],
    ] {
        let said = run(raportti().current_dir(project.path()).args(&arguments));
        assert_eq!(said.code, 2, "{arguments:?}: {}", said.transcript());
        assert!(!said.stderr.contains("bug in raportti"), "{}", said.transcript());
        must_be_harmless(&said, &format!("{arguments:?}"));
    }
}

/// An id with line breaks printed a verdict that was not that of `verify`.
#[test]
fn a_record_cannot_imitate_a_verdict() {
    let project = Project::copy_of(made::built("minimal"));
    let pdf = &project.pdfs()[0];
    let bytes = fs::read(pdf).unwrap();
    let tree = archive::unpack(&source::archive(&bytes).unwrap()).unwrap();
    let record = String::from_utf8(tree[archive::RECORD].clone()).unwrap();
    let _: origin::Origin = source::read(&bytes).unwrap().1;
    let verdict = "small\\n\\nbad.pdf matches its source\\u001b[8m";
    let megabyte = "a".repeat(1 << 20);
    for id in [verdict, "\\u202esmall", "small\\u009b8m", "small\\u2028", &megabyte] {
        let mut tree = tree.clone();
        let changed = record.replace("\"id\": \"small\"", &format!("\"id\": \"{id}\""));
        assert_ne!(changed, record);
        tree.insert(archive::RECORD.to_owned(), changed.into_bytes());
        project.write("bad.pdf", with_source(pdf, &tree));
        for command in ["verify", "extract"] {
            let said = project.run(&[command, "bad.pdf"]);
            assert_eq!(said.code, if command == "verify" { 1 } else { 2 }, "{}", said.transcript());
            must_be_harmless(&said, command);
            assert!(said.stdout.is_empty() && said.stderr.lines().count() <= 2, "{}", said.transcript());
            assert!(said.stderr.len() < 400, "{}", said.transcript());
        }
    }
}
