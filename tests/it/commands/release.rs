//! Proves what `release` publishes, and how `verify` and `extract` read it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::project::{Project, contents, files_below, files_in, raportti, run};
use crate::support::{made, pdf};

/// The folder of the release of `tests/reports/minimal`.
const FOLDER: &str = "dist/small-1.0.0";
const PDF: &str = "dist/small-1.0.0/small-en.pdf";

/// A copy of `tests/reports/minimal` with its release.
fn released() -> Project {
    Project::copy_of(made::released())
}

/// A git command in the project, with an author.
fn git(project: &Project, arguments: &[&str]) {
    let names = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"];
    let done = run(Command::new("git").current_dir(project.path()).args(names).args(arguments));
    assert_eq!(done.code, 0, "git {arguments:?}: {}", done.transcript());
}

fn in_git(project: &Project) {
    git(project, &["init", "--quiet"]);
    project.write(".gitignore", "/dist/\n/build/\n");
    git(project, &["add", "--all"]);
    git(project, &["commit", "--quiet", "--message", "start"]);
}

#[test]
fn a_release_has_everything_that_is_published() {
    let project = Project::of_report("full");
    project.write("report/.hidden", "not of the report");
    let off = "[rules]\nmissing-translation = \"off\"\nuncited-finding = \"off\"";
    project.edit("report/report.toml", "[rules]", off);
    let shown = project.run(&["release"]).must_succeed();
    insta::assert_snapshot!(
        files_below(&project.path().join("dist"))
            .iter()
            .map(|path| path.strip_prefix(project.path()).unwrap().display().to_string().replace('\\', "/") + "\n")
            .collect::<String>()
    );
    assert!(shown.stdout.contains("raportti verify dist/full-1.0.0"), "{}", shown.transcript());
    assert!(shown.stderr.contains("not in a git repository"), "{}", shown.transcript());

    let folder = project.path().join("dist/full-1.0.0");
    for pdf in files_in(&folder).iter().filter(|path| path.extension().is_some_and(|e| e == "pdf")) {
        pdf::must_be_accessible_and_archivable(pdf);
        let language = pdf.file_stem().unwrap().to_str().unwrap().rsplit('-').next().unwrap();
        // The data beside the PDFs is the same as inside them.
        for (name, bytes) in pdf::attachments(pdf).iter().filter(|(name, _)| !name.ends_with(".zip")) {
            assert!(*bytes == fs::read(folder.join("data").join(language).join(name)).unwrap(), "{name} differs");
        }
    }
    if let Ok(sums) =
        Command::new("sha256sum").args(["--check", "--strict", "SHA256SUMS"]).current_dir(&folder).output()
    {
        assert!(sums.status.success(), "{}", String::from_utf8_lossy(&sums.stdout));
    }
    project.run(&["verify", "dist/full-1.0.0"]).must_succeed();
}

#[test]
fn the_manifest_and_the_statement_list_every_file() {
    let project = made::released();
    let json = |name: &str| -> Value { serde_json::from_str(&project.read(&format!("{FOLDER}/{name}"))).unwrap() };
    let (manifest, statement) = (json("manifest.json"), json("provenance.intoto.json"));
    let files = contents(&project.path().join(FOLDER));
    let names: Vec<String> = files.keys().map(|path| path.to_str().unwrap().replace('\\', "/")).collect();

    let listed = |list: &Value, key: &str| -> Vec<String> {
        list.as_array().unwrap().iter().map(|entry| entry[key].as_str().unwrap().to_owned()).collect()
    };
    let all_but = |about: &[&str]| -> Vec<String> {
        names.iter().filter(|name| !about.contains(&name.as_str())).cloned().collect()
    };
    let (sums, itself) = ("SHA256SUMS", "provenance.intoto.json");
    assert_eq!(listed(&manifest["outputs"], "path"), all_but(&[sums, itself, "manifest.json"]));
    assert_eq!(listed(&statement["subject"], "name"), all_but(&[sums, itself]));
    let inputs = listed(&manifest["inputs"], "path");
    for input in ["report/report.toml", "templates/report.typ.j2", "fonts/SourceSans3_400Regular.ttf"] {
        assert!(inputs.iter().any(|path| path == input), "{input} is no input");
    }
    assert_eq!(listed(&statement["predicate"]["buildDefinition"]["resolvedDependencies"], "name"), inputs);
    let pdf = manifest["outputs"].as_array().unwrap().iter().find(|output| output["path"] == "small-en.pdf").unwrap();
    assert!(pdf["page_of_item"]["F1"].as_u64().unwrap() > 1, "{pdf:#}");
    assert!(pdf["page_of_item"]["R1"].as_u64() > pdf["page_of_item"]["F1"].as_u64());
    assert_eq!(manifest["git"], Value::Null);
    assert_eq!(statement["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(statement["predicateType"], "https://slsa.dev/provenance/v1");
}

/// Two people release on two machines, in different folders, with different settings and after different builds.
#[test]
fn two_releases_of_one_commit_are_the_same_bytes() {
    let (first, second) = (Project::of_report("print"), Project::empty());
    in_git(&first);
    git(&first, &["tag", "v1.0.0"]);
    let clone = ["clone", "--quiet", first.path().to_str().unwrap(), second.path().to_str().unwrap()];
    assert_eq!(run(Command::new("git").args(clone)).code, 0);
    second.run(&["build"]).must_succeed();

    first.run(&["release"]).must_succeed();
    let other = Command::new("sh")
        .args(["-c", "umask 077 && exec \"$0\" --project \"$1\" release"])
        .arg(raportti().get_program())
        .arg(second.path())
        .current_dir("/")
        .env("TZ", "Pacific/Kiritimati")
        .env("LC_ALL", "tr_TR.UTF-8")
        .env("USER", "other")
        .env("RAYON_NUM_THREADS", "1")
        .output()
        .unwrap();
    assert!(other.status.success(), "{}", String::from_utf8_lossy(&other.stderr));
    let (one, two) = (contents(&first.path().join("dist")), contents(&second.path().join("dist")));
    assert!(one.len() > 20 && one.keys().eq(two.keys()));
    for (path, bytes) in one {
        assert!(bytes == two[&path], "{} differs", path.display());
    }
    let manifest: Value = serde_json::from_slice(&two[Path::new("printed-1.0.0/manifest.json")]).unwrap();
    assert_eq!(manifest["git"]["commit"].as_str().map(str::len), Some(40));
}

/// All reasons are printed at once, each with a hint.
#[test]
fn what_is_not_ready_is_refused_with_every_reason() {
    let project = released();
    in_git(&project);
    git(&project, &["tag", "v1.0.0"]);
    git(&project, &["commit", "--quiet", "--allow-empty", "--message", "new"]);
    project.edit("report/report.toml", "status = \"final\"", "status = \"draft\"");
    project.edit("report/findings/F1.toml", "title = \"", "title = \"\\\"Straight\\\" ");
    project.write("report/findings/F2.toml", project.read("report/findings/F1.toml"));
    let refused = project.run(&["release"]);
    let commit = refused.stderr.split("another commit, ").nth(1).map(|rest| rest[..12].to_owned()).unwrap();
    insta::assert_snapshot!(refused.transcript().replace(&commit, "<commit>"));
    assert_eq!(
        contents(&project.path().join("dist")).keys().filter(|path| !path.starts_with("small-1.0.0")).count(),
        0
    );
}

/// A release was made there, and the next command reported its files as unknown.
#[test]
fn a_release_is_not_made_inside_of_what_it_is_made_from() {
    let project = Project::of_report("minimal");
    for out in ["report", "report/dist", "templates/../fonts/x"] {
        let said = project.run(&["release", "--out", out]);
        assert!(said.code == 2 && said.stderr.contains("would be a part of the report"), "{}", said.transcript());
    }
    project.run(&["check"]).must_succeed();
    let said = project.run(&["verify", "report"]);
    assert!(said.code == 1 && said.stderr.contains("such as `dist/ID-1.0.0`"), "{}", said.transcript());
}

#[test]
fn versions_only_rise() {
    let project = released();
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"0.9.9\"");
    let refused = project.run(&["release"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("the version 0.9.9 is not later than 1.0.0"), "{}", refused.transcript());
    project.edit("report/report.toml", "version = \"0.9.9\"", "version = \"1.0.10\"");
    project.edit("report/findings/F1.toml", "more visits than before", "more visits than ever before");
    let shown = project.run(&["release"]).must_succeed();
    assert!(shown.stdout.contains("changes since 1.0.0"), "{}", shown.transcript());
    let changes = project.read("dist/small-1.0.10/CHANGES.md");
    assert!(changes.contains("# Changes since version 1.0.0") && changes.contains("[inserted: ever]"), "{changes}");
    project.edit("report/report.toml", "version = \"1.0.10\"", "version = \"1.0.9\"");
    let refused = project.run(&["release"]);
    assert!(refused.stderr.contains("the version 1.0.9 is not later than 1.0.10"), "{}", refused.transcript());
    project.run(&["verify", "dist/small-1.0.10"]).must_succeed();
}

/// Templates from before announcements existed.
#[test]
fn templates_without_an_announcement_get_the_built_in_one() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    project.delete("templates/announcement.md.j2");
    project.delete("templates/changes.md.j2");
    let labels = project.read("templates/labels/en.toml");
    let (before, _) = labels.split_once("# The news text of a release.").unwrap();
    project.write("templates/labels/en.toml", before);
    project.run(&["release"]).must_succeed();
    assert!(project.read(&format!("{FOLDER}/announcement.en.md")).contains("## Download the report"));
    assert!(project.read(&format!("{FOLDER}/CHANGES.md")).contains("first published version"));
    project.run(&["verify", FOLDER]).must_succeed();
}

/// CI has no folder of the earlier release, only its tag.
#[test]
fn changes_are_listed_since_a_git_revision() {
    let project = Project::of_report("minimal");
    in_git(&project);
    git(&project, &["tag", "v1.0.0"]);
    project.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    project.edit("report/findings/F1.toml", "more visits than before", "more visits than ever before");
    git(&project, &["commit", "--quiet", "--all", "--message", "new"]);
    project.run(&["release", "--since", "v1.0.0"]).must_succeed();
    assert!(project.read("dist/small-1.1.0/CHANGES.md").contains("[inserted: ever]"));
    assert!(project.read("dist/small-1.1.0/source/since/report/report.toml").contains("version = \"1.0.0\""));
    project.run(&["verify", "dist/small-1.1.0"]).must_succeed();
    assert_eq!(project.run(&["release", "--since", "v0.0.1"]).code, 2);
}

#[test]
fn uncommitted_files_are_seen_and_others_are_not() {
    let project = Project::of_report("minimal");
    in_git(&project);
    project.write("memo.txt", "does not belong to the report");
    project.write("report/.draft", "hidden");
    let dirty = |project: &Project| {
        let refused = project.run(&["release"]);
        assert_eq!(refused.code, 1, "{}", refused.transcript());
        refused.stderr
    };
    let toml = project.read("report/findings/F1.toml");
    project.write("report/findings/F1.toml", format!("{toml}\n# Note\n"));
    assert!(dirty(&project).contains("not committed: `report/findings/F1.toml`\n"));
    project.write("report/findings/F1.toml", &toml);
    project.copy_templates();
    assert!(dirty(&project).contains("`templates/"));
    fs::remove_dir_all(project.path().join("templates")).unwrap();
    fs::rename(project.path().join("report/findings/F1.toml"), project.path().join("report/findings/F1-new.toml"))
        .unwrap();
    let both = dirty(&project);
    assert!(both.contains("`report/findings/F1-new.toml`, `report/findings/F1.toml`"), "{both}");
    fs::rename(project.path().join("report/findings/F1-new.toml"), project.path().join("report/findings/F1.toml"))
        .unwrap();
    project.run(&["release"]).must_succeed();
}

#[test]
fn a_release_that_cannot_be_written_leaves_nothing() {
    let project = Project::of_report("minimal");
    project.write("este", "");
    let blocked = project.run(&["release", "--out", "este/dist"]);
    assert_eq!(blocked.code, 2, "{}", blocked.transcript());
    assert!(blocked.stderr.contains("cannot write"), "{}", blocked.transcript());
    project.run(&["release"]).must_succeed();
    let left: Vec<PathBuf> = files_in(&project.path().join("dist"));
    assert_eq!(left, [project.path().join(FOLDER)], "a hidden folder is left");
}

/// A limit on the size of files looks to the program like a disk that fills up: writing fails halfway. This limit used to end the
/// program by a signal, which left a hidden folder.
#[test]
#[cfg(unix)]
fn a_release_that_the_disk_has_no_room_for_leaves_nothing() {
    let project = Project::of_report("minimal");
    let limited = "ulimit -f 16; exec \"$0\" release";
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", limited, env!("CARGO_BIN_EXE_raportti")]).env("NO_COLOR", "1").current_dir(project.path());
    let output = shell.output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("cannot write"), "{said}");
    assert_eq!(files_in(&project.path().join("dist")), [] as [PathBuf; 0]);
    project.run(&["release"]).must_succeed();
}

/// A killed run leaves no folder of a release. Some runs may end before they are killed.
#[test]
fn a_release_that_is_killed_is_no_release() {
    let project = Project::of_report("minimal");
    let (dist, there) = (project.path().join("dist"), project.path().join(FOLDER));
    let caught = (0..50).any(|_| {
        let _ = fs::remove_dir_all(&dist);
        let mut child =
            raportti().arg("release").current_dir(project.path()).stdout(std::process::Stdio::null()).spawn().unwrap();
        while child.try_wait().unwrap().is_none() {
            if files_in(&dist).iter().any(|path| path.file_name().unwrap().to_str().unwrap().starts_with('.')) {
                child.kill().unwrap();
                child.wait().unwrap();
            }
        }
        assert!(!there.exists() || there.join("SHA256SUMS").exists(), "half a release stands under its name");
        !there.exists()
    });
    assert!(caught, "no attempt was caught while it wrote");
    project.run(&["release"]).must_succeed();
    project.run(&["verify", FOLDER]).must_succeed();
}

#[test]
fn the_report_of_this_repository_is_announced_in_three_languages() {
    for language in ["fi", "sv", "en"] {
        let text = fs::read_to_string(made::real_release().join(format!("announcement.{language}.md"))).unwrap();
        // The checksums depend on the build of the program.
        let sums = text.lines().map(|line| match line.split_once("SHA-256: `") {
            Some((before, _)) => format!("{before}SHA-256: `…`\n"),
            None => format!("{line}\n"),
        });
        let html = pulldown_cmark::Parser::new(&text)
            .find(|event| matches!(event, pulldown_cmark::Event::Html(_) | pulldown_cmark::Event::InlineHtml(_)));
        assert!(html.is_none(), "{language}: {html:?} would not be seen");
        insta::assert_snapshot!(format!("announcement_{language}"), sums.collect::<String>());
    }
}

/// French news texts had `l’ar\u{ad}chi\u{ad}vage`: the places where lines of a page may break.
#[test]
fn announcements_have_no_soft_hyphens() {
    let project = Project::empty();
    project.run(&["init", "--starter", "evaluation", "--lang", "fr", "."]).must_succeed();
    project.edit("report/report.toml", "\n[rules]\n", "\n[rules]\nuntranslated-text = \"off\"\n");
    project.edit("report/report.toml", "status = \"draft\"", "status = \"final\"");
    project.run(&["release"]).must_succeed();
    let folder = files_in(&project.path().join("dist")).remove(0);
    let text = fs::read_to_string(folder.join("announcement.fr.md")).unwrap();
    assert!(!text.contains('\u{ad}') && text.contains("archivage"), "{text}");
}

#[test]
fn announcements_have_whole_addresses_where_the_report_says_one() {
    let project = Project::of_report("minimal");
    let toml = project.read("report/report.toml");
    project.write(
        "report/report.toml",
        format!("{toml}\n[announcement]\naddress = \"https://example.org/reports/small/\"\nthanks = \"Thanks to *everybody* [@statistics2025].\"\n"),
    );
    project.run(&["release"]).must_succeed();
    let text = project.read(&format!("{FOLDER}/announcement.en.md"));
    assert!(text.contains("(https://example.org/reports/small/small-en.pdf#R1) "), "{text}");
    assert!(text.contains("\nThanks to everybody.\n"), "{text}");
    project.edit("report/report.toml", "[@statistics2025]", "[@statistics2052]");
    project.edit("report/report.toml", "https://", "ftp:");
    let said = project.run(&["check"]);
    assert!(
        said.stderr.contains("statistics2052") && said.stderr.contains("is not an address"),
        "{}",
        said.transcript()
    );
}

/// Flips one byte in each kind of file of a release: `verify` names the file and, if possible, the item and the field.
#[test]
fn every_flipped_byte_of_a_release_is_found() {
    let project = released();
    let change = |name: &str, from: &str, to: &str| -> String {
        let path = project.path().join(FOLDER).join(name);
        let good = fs::read(&path).unwrap();
        let at = good.windows(from.len()).position(|bytes| bytes == from.as_bytes());
        let at = at.unwrap_or_else(|| panic!("{name} has no {from}"));
        let mut bad = good.clone();
        bad.splice(at..at + from.len(), to.bytes());
        fs::write(&path, bad).unwrap();
        let said = project.run(&["verify", FOLDER]);
        fs::write(&path, good).unwrap();
        assert_eq!(said.code, 1, "{name}: {}", said.transcript());
        said.transcript()
    };
    let mut said = String::new();
    for (name, from, to) in [
        ("small-en.pdf", "%%EOF", "%%EOG"),
        ("data/en/report.json", "than before", "than always"),
        ("data/en/findings.csv", "\nF1,", "\nF9,"),
        ("source/report/findings/F1.toml", "than before", "than always"),
        ("announcement.en.md", "SHA-256", "SHA-512"),
        ("CHANGES.md", "#", "*"),
        ("manifest.json", "\"pages\": ", "\"pages\": 1"),
        ("provenance.intoto.json", "in-toto.io", "in-foto.io"),
        ("SHA256SUMS", "  CHANGES.md", "  CHANGES.mb"),
    ] {
        said += &format!("-- {name}: {from:?} → {to:?}\n{}\n", change(name, from, to));
    }
    // The length of the PDF depends on the build of the program.
    let bytes = fs::metadata(project.path().join(PDF)).unwrap().len();
    let said = said.replace(&(bytes - 1).to_string(), "<last>").replace(&bytes.to_string(), "<bytes>");
    insta::assert_snapshot!(without_sums(&said));

    project.write(&format!("{FOLDER}/extra.txt"), "");
    let extra = project.run(&["verify", FOLDER]);
    assert!(extra.code == 1 && extra.stdout.contains("`extra.txt` is not in `SHA256SUMS`"), "{}", extra.transcript());
    project.delete(&format!("{FOLDER}/extra.txt"));
    project.delete(&format!("{FOLDER}/CHANGES.md"));
    let missing = project.run(&["verify", FOLDER]);
    assert!(missing.code == 1 && missing.stdout.contains("`CHANGES.md` is missing"), "{}", missing.transcript());
}

/// A text without long hexadecimal numbers, which depend on the build of the program.
fn without_sums(text: &str) -> String {
    let mut out = String::new();
    for piece in text.split_inclusive(|c: char| !c.is_ascii_hexdigit()) {
        let digits = piece.trim_end_matches(|c: char| !c.is_ascii_hexdigit());
        out += if digits.len() > 12 { &piece[digits.len()..] } else { piece };
    }
    out
}

/// If somebody changes the report in a release and all checksums, the PDFs still carry the original source.
#[test]
fn a_changed_release_with_new_checksums_is_found() {
    let project = released();
    let toml = format!("{FOLDER}/source/report/findings/F1.toml");
    let good = project.read(&toml);
    project.edit(&toml, "more visits than before", "fewer visits than before");
    let (old, new) =
        (raportti::files::digest::of(good.as_bytes()), raportti::files::digest::of(project.read(&toml).as_bytes()));
    for list in ["manifest.json", "provenance.intoto.json"] {
        project.edit(&format!("{FOLDER}/{list}"), &old, &new);
    }
    let files = contents(&project.path().join(FOLDER));
    let sums = files.iter().filter(|(path, _)| *path != Path::new("SHA256SUMS"));
    let sums = sums.map(|(path, bytes)| format!("{}  {}\n", raportti::files::digest::of(bytes), path.display()));
    project.write(&format!("{FOLDER}/SHA256SUMS"), sums.collect::<String>());
    let said = project.run(&["verify", FOLDER]);
    assert_eq!(said.code, 1, "{}", said.transcript());
    assert!(said.stdout.contains("differs: `small-en.pdf`"), "{}", said.transcript());
    assert!(said.stdout.contains("`data/en/report.json`: `findings → F1 → condition`"), "{}", said.transcript());
}

/// A difference may come from another version of the program, and then does not mean that the file was changed.
#[test]
fn another_version_of_the_program_is_reported_first() {
    let project = released();
    let build = env!("CARGO_PKG_VERSION");
    for list in ["manifest.json", "provenance.intoto.json"] {
        project.edit(&format!("{FOLDER}/{list}"), &format!("\"raportti\": \"{build}\""), "\"raportti\": \"9.9.9\"");
    }
    let files = contents(&project.path().join(FOLDER));
    let sums = files.iter().filter(|(path, _)| *path != Path::new("SHA256SUMS"));
    let sums = sums.map(|(path, bytes)| format!("{}  {}\n", raportti::files::digest::of(bytes), path.display()));
    project.write(&format!("{FOLDER}/SHA256SUMS"), sums.collect::<String>());
    let said = project.run(&["verify", FOLDER]);
    assert!(said.stderr.contains("made by raportti 9.9.9"), "{}", said.transcript());
}
