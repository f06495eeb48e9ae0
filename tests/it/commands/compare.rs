//! Proves what `raportti compare` prints for editors, for readers of the report and for programs.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::git::Repository;
use crate::support::project::{Project, Run, copy, raportti, repository, run};

/// The report with every key, and a version of it after many changes.
fn old_and_new() -> (Project, Project) {
    let new = Project::of_report("full");
    let recommendation = "report/recommendations/R1-full.toml";
    new.edit("report/report.toml", "version = \"1.0.0\"", "version = \"1.1.0\"");
    new.edit("report/report.toml", "date = 2026-01-15", "date = 2027-01-15");
    new.edit(
        "report/report.toml",
        "keywords = [",
        "keywords = [{ en = \"new keyword\", fi = \"uusi asiasana\", sv = \"nytt ämnesord\" }, ",
    );
    new.edit("report/findings/F1-full.toml", "confidence = \"high\"", "confidence = \"moderate\"");
    new.edit("report/findings/F1-full.toml", "sv = \"Scope 33 sv\"", "sv = \"Den nya avgränsningen 33 sv\"");
    new.edit("report/findings/F1-full.toml", "figures = [\"Fig1\"]", "figures = [\"Fig2\"]");
    new.edit(
        "report/findings/F2.toml",
        "The first \\\\\nand another line.",
        "The first \\\\\nand an altogether new other line.",
    );
    new.edit("report/findings/F2.toml", "- other\n", "- other\n- *third*\n");
    new.edit("report/findings/F2.toml", "> A quotation.\n", "A quotation.\n");
    new.edit(recommendation, "position = \"partly\"", "position = \"accepted\"");
    new.edit(recommendation, "priority = \"high\"", "priority = \"medium\"");
    new.edit(recommendation, "addressees = [\"municipality\"]", "addressees = [\"region\", \"municipality\"]");
    new.edit(recommendation, "eur = 12500", "eur = 15000");
    new.edit(recommendation, "end = 2026-06-30", "end = 2026-12-31");
    new.edit(
        recommendation,
        "[[follow_up]]",
        "[[follow_up]]\ndate = 2027-01-10\nstatus = \"implemented\"\nnote = { en = \"Done.\", fi = \"Tehty.\", sv = \"Gjort.\" }\n\n[[follow_up]]",
    );
    let withdrawn = new.read("report/recommendations/R2.toml");
    new.delete("report/recommendations/R2.toml");
    new.write("report/recommendations/R3.toml", withdrawn.replace("A2.", "A3."));
    new.edit("report/figures/Fig9.csv", "2025,50500.5\n", "2025,50700.5\n2026,61000\n");
    new.edit("report/images/mark.svg", "<svg", "<!-- other --><svg");
    new.edit("report/chapters/introduction.en.md", "The report has", "In all this report has");
    new.edit("report/terms.toml", "expansion = ", "# An explanation.\nexpansion = ");
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

#[test]
fn notation_is_no_change() {
    let new = Project::of_report("full");
    new.write("report/findings/F2-new-name.toml", new.read("report/findings/F2.toml"));
    new.delete("report/findings/F2.toml");
    new.edit("report/findings/F2-new-name.toml", "with *emphasis*, **strong**", "with\n_emphasis_,   __strong__");
    new.edit(
        "report/report.toml",
        "version = \"1.0.0\"\ndate = 2026-01-15",
        "# The day first.\ndate = 2026-01-15\nversion = '1.0.0'",
    );
    for path in ["report/chapters/introduction.en.md", "report/recommendations/R1-full.toml"] {
        new.write(path, new.read(path).replace('\n', "\r\n"));
    }
    let old = Project::of_report("full");
    for form in ["text", "markdown", "json"] {
        let run = compare(old.path(), &new, &["--as", form, "--exit-code"]).must_succeed();
        insta::assert_snapshot!(format!("no_changes_{form}"), run.stdout);
    }
}

#[test]
fn the_exit_code_reports_differences_on_request() {
    let (old, new) = old_and_new();
    assert_eq!(compare(old.path(), &new, &[]).code, 0);
    assert_eq!(compare(old.path(), &new, &["--exit-code"]).code, 1);
    assert_eq!(compare(old.path(), &new, &["--lang", "xx", "--as", "markdown"]).code, 2);
}

/// A repository with both versions in a folder, the old one tagged, and the hash of its commit.
fn two_commits(folder: &Project, inner: &str, old: &Project, new: &Project) -> (Repository, String) {
    let git = Repository::new(&folder.path().join("home"));
    copy(&old.path().join("report"), &git.path().join(inner));
    let first = git.commit("first");
    git.tag("v1.0.0");
    fs::remove_dir_all(git.path().join(inner)).unwrap();
    copy(&new.path().join("report"), &git.path().join(inner));
    git.commit("second");
    (git, first)
}

/// The project is in a folder of the repository; tags, ancestors and short hashes name its versions.
#[test]
fn a_version_is_what_git_calls_it() {
    let (old, new) = old_and_new();
    let folder = Project::empty();
    let (git, first) = two_commits(&folder, "sub/raportti/report", &old, &new);
    let project = git.path().join("sub/raportti");
    let in_project = |arguments: &[&str]| run(raportti().current_dir(&project).arg("compare").args(arguments));

    let expected = compare(old.path(), &new, &[]).must_succeed().stdout;
    let body = |run: Run| run.must_succeed().stdout.split_once('\n').unwrap().1.to_owned();
    let expected = expected.split_once('\n').unwrap().1;
    for name in ["v1.0.0", "HEAD~1", "main^", &first[..9], "rev:v1.0.0", ":/first"] {
        assert_eq!(body(in_project(&[name])), expected, "{name}");
    }
    assert_eq!(body(in_project(&["HEAD~1", "HEAD"])), expected);
    assert_eq!(body(in_project(&["HEAD"])), "no changes\n");
    // From a folder inside the project, and from the repository's root with `--project`.
    let inner = run(raportti().current_dir(project.join("report/findings")).args(["compare", "v1.0.0"]));
    assert_eq!(body(inner), expected);
    let outer = run(raportti().current_dir(git.path()).args(["compare", "v1.0.0", "--project", "sub/raportti"]));
    assert_eq!(body(outer), expected);

    // A folder of the same name wins, and the user is told how to name the revision.
    copy(&new.path().join("report"), &project.join("v1.0.0/report"));
    let ambiguous = in_project(&["v1.0.0"]);
    assert_eq!(
        ambiguous.stderr,
        "note: `v1.0.0` is both a path and a git revision; for the revision write `rev:v1.0.0`\n"
    );
    assert_eq!(body(ambiguous), "no changes\n");

    let unknown = in_project(&["v9"]);
    assert_eq!(unknown.code, 2);
    insta::assert_snapshot!(unknown.stderr);
}

/// A bare clone, a linked worktree and a shallow clone have revisions, too; no checkout is changed.
#[test]
fn every_kind_of_repository_is_read() {
    let (old, new) = old_and_new();
    let folder = Project::empty();
    let (git, first) = two_commits(&folder, "report", &old, &new);
    let expected = compare(old.path(), &new, &[]).must_succeed().stdout;
    let expected = expected.split_once('\n').unwrap().1;
    let at = |place: &Path, arguments: &[&str]| run(raportti().current_dir(place).arg("compare").args(arguments));
    let body = |run: Run| run.must_succeed().stdout.split_once('\n').unwrap().1.to_owned();

    let bare = git.bare(&folder.path().join("raportti.git"));
    let before = crate::support::project::files_below(&bare).len();
    assert_eq!(body(at(&bare, &["v1.0.0", "main"])), expected);
    assert_eq!(crate::support::project::files_below(&bare).len(), before);
    // A bare repository has a file `HEAD`, which is not a PDF.
    for arguments in [["HEAD", "main"], ["main", "HEAD"]] {
        let said = at(&bare, &arguments);
        assert!(said.code == 2 && said.stderr.contains("write `rev:HEAD`"), "{}", said.transcript());
    }
    assert_eq!(body(at(&bare, &["rev:HEAD~1", "rev:HEAD"])), expected);
    let alone = at(&bare, &["rev:HEAD"]);
    assert!(alone.code == 2 && alone.stderr.contains("`raportti compare OLD NEW`"), "{}", alone.transcript());

    let worktree = git.worktree(&folder.path().join("other"), &first);
    copy(&new.path().join("report"), &worktree.join("report"));
    assert_eq!(body(at(&worktree, &["HEAD"])), expected);

    git.make_shallow();
    let shallow = at(git.path(), &["HEAD~1"]);
    assert_eq!(shallow.code, 2, "{}", shallow.transcript());
    assert_eq!(body(at(git.path(), &["HEAD"])), "no changes\n");
    insta::assert_snapshot!(shallow.stderr);

    // A table of references in another format has this in place of a branch (gitrepository-layout, `reftable`).
    fs::write(git.path().join(".git/HEAD"), "ref: refs/heads/.invalid\n").unwrap();
    let other = at(git.path(), &["HEAD"]);
    assert!(other.code == 2 && other.stderr.contains("the git repository cannot be read"), "{}", other.transcript());
}

#[test]
fn links_and_submodules_in_a_revision_are_refused() {
    let folder = Project::empty();
    for (what, mode) in [("link", "120000"), ("submodule", "160000")] {
        let git = Repository::new(&folder.path().join(what));
        copy(&repository().join("tests/reports/minimal/report"), &git.path().join("report"));
        git.commit_with("special", &[("report/vieras.svg", mode)]);
        let run = run(raportti().current_dir(git.path()).args(["compare", "HEAD"]));
        assert_eq!(run.code, 2, "{}", run.transcript());
        insta::assert_snapshot!(format!("refused_{what}"), run.stderr);
    }
    // "it has no `report/report.toml`" was once all that was said of these.
    for (what, special) in [("a symbolic link", &[("report/report.toml", "120000")][..]), ("a folder", &[])] {
        let git = Repository::new(&folder.path().join(what));
        copy(&repository().join("tests/reports/minimal/report"), &git.path().join("report"));
        let file = git.path().join("report/report.toml");
        fs::remove_file(&file).unwrap();
        if special.is_empty() {
            fs::create_dir(&file).unwrap();
            fs::write(file.join("report.toml"), "").unwrap();
        }
        git.commit_with("special", special);
        let run = run(raportti().current_dir(git.path()).args(["compare", "HEAD", "HEAD"]));
        assert_eq!(run.code, 2, "{}", run.transcript());
        assert!(run.stderr.contains(&format!("`report/report.toml` is {what}")), "{}", run.transcript());
    }
}

/// Two trees of ten entries each, nested ten times: walking through them would visit ten thousand million files.
#[test]
fn a_revision_has_bounds_like_a_project() {
    use gix::objs::tree::{Entry, EntryKind};
    let folder = Project::empty();
    let report = repository().join("tests/reports/minimal/report");
    let said_of = |name: &str, add: &dyn Fn(&gix::Repository) -> (EntryKind, gix::ObjectId)| {
        let git = Repository::new(&folder.path().join(name));
        copy(&report, &git.path().join("report"));
        git.commit("good");
        let objects = gix::open(git.path()).unwrap();
        let head = objects.head_commit().unwrap().tree().unwrap();
        let below = head.lookup_entry_by_path("report").unwrap().unwrap().object().unwrap().into_tree();
        let (kind, oid) = add(&objects);
        let mut entries: Vec<Entry> = below.decode().unwrap().entries.iter().map(|&entry| entry.into()).collect();
        entries.push(Entry { mode: kind.into(), filename: "x.csv".into(), oid });
        entries.sort();
        let below = objects.write_object(gix::objs::Tree { entries }).unwrap().detach();
        let entries = vec![Entry { mode: EntryKind::Tree.into(), filename: "report".into(), oid: below }];
        let tree = objects.write_object(gix::objs::Tree { entries }).unwrap().detach();
        let run = run(raportti().current_dir(git.path()).args(["compare", &tree.to_string()]));
        assert_eq!(run.code, 2, "{}", run.transcript());
        run.stderr
    };
    let tree = |git: &gix::Repository, kind: EntryKind, oid, count: usize| {
        let entry = |n: usize| Entry { mode: kind.into(), filename: format!("{n:03}").into(), oid };
        git.write_object(gix::objs::Tree { entries: (0..count).map(entry).collect() }).unwrap().detach()
    };
    let bomb = said_of("bomb", &|git| {
        let leaf = git.write_blob("x").unwrap().detach();
        let first = tree(git, EntryKind::Blob, leaf, 10);
        (EntryKind::Tree, (0..10).fold(first, |below, _| tree(git, EntryKind::Tree, below, 10)))
    });
    assert!(bomb.contains("there are more than 1000000 files"), "{bomb}");
    let many = said_of("many", &|git| {
        let first = tree(git, EntryKind::Blob, git.write_blob("x").unwrap().detach(), 400);
        (EntryKind::Tree, tree(git, EntryKind::Tree, first, 400))
    });
    assert!(many.contains("there are more than 65534 files and folders"), "{many}");
    let deep = said_of("deep", &|git| {
        let first = tree(git, EntryKind::Blob, git.write_blob("x").unwrap().detach(), 1);
        (EntryKind::Tree, (0..40).fold(first, |below, _| tree(git, EntryKind::Tree, below, 1)))
    });
    assert!(deep.contains("lies below more than 32 others"), "{deep}");
    let large = said_of("large", &|git| (EntryKind::Blob, git.write_blob(vec![b' '; 16_000_001]).unwrap().detach()));
    assert!(large.contains("`report/x.csv` has 17 MB; a text has at most 16 MB"), "{large}");
}

#[test]
fn a_release_and_its_pdf_are_versions_too() {
    let old = Project::of_report("minimal");
    old.run(&["build", "--lang", "en"]).must_succeed();
    let pdf = old.pdfs().remove(0);
    let new = Project::of_report("minimal");
    new.edit("report/findings/F1.toml", "title = \"Visits increased\"", "title = \"Visits decreased\"");
    let expected = compare(old.path(), &new, &[]).must_succeed().stdout;
    let expected = expected.split_once('\n').unwrap().1;
    assert!(expected.contains("Visits [-increased-]{+decreased+}"), "{expected}");
    let body = |run: Run| run.must_succeed().stdout.split_once('\n').unwrap().1.to_owned();
    assert_eq!(body(compare(&pdf, &new, &[])), expected);
    assert_eq!(body(compare(&old.path().join("report"), &new, &[])), expected);
    let release = Project::empty();
    copy(&old.path().join("report"), &release.path().join("minimal-1.0.0/source/report"));
    release.write("minimal-1.0.0/manifest.json", "{}");
    assert_eq!(body(compare(&release.path().join("minimal-1.0.0"), &new, &[])), expected);

    new.write("kirje.pdf", "%PDF-1.7\n%%EOF\n");
    for (name, code) in [("kirje.pdf", 2), ("build", 2), ("report/findings", 2)] {
        fs::create_dir_all(new.path().join("build")).unwrap();
        let run = new.run(&["compare", name]);
        assert_eq!(run.code, code, "{name}: {}", run.transcript());
        assert!(run.stderr.starts_with("error: "), "{name}: {}", run.stderr);
    }
}

/// The readable part of an old version is compared, and the rest does not count as added or withdrawn.
#[test]
fn faults_of_an_old_version_hide_as_little_as_they_can() {
    let old = Project::of_report("full");
    old.edit("report/findings/F2.toml", "confidence = \"low\"", "confidence = \"lwo\"");
    old.edit("report/findings/F1-full.toml", "scope = {", "old = 1\nscope = {");
    old.edit("report/conclusions/C1.toml", "[\"F1\", \"F2\"]", "[\"F1\", \"F99\"]");
    let new = Project::of_report("full");
    let run = compare(old.path(), &new, &[]).must_succeed();
    insta::assert_snapshot!(run.transcript());
    old.write("report/report.toml", "id = ");
    let run = compare(old.path(), &new, &[]);
    insta::assert_snapshot!(run.transcript());
}

/// Text of the data is escaped: no cursor movement, direction change or markup.
#[test]
fn hostile_text_stays_text() {
    let old = Project::of_report("minimal");
    let new = Project::of_report("minimal");
    let title = r#"title = "\u001b[2J\u202Eend **x** [a](https://x.org) <b> | # `c` ~~d~~ {{ e }}\n# f""#;
    new.edit("report/findings/F1.toml", "title = \"Visits increased\"", title);
    let text = compare(old.path(), &new, &["--color", "never"]).must_succeed().stdout;
    assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text:?}");
    let coloured = compare(old.path(), &new, &["--color", "always"]).must_succeed().stdout;
    assert!(coloured.contains("\u{1b}[32m") && !coloured.contains("\u{1b}[2J"), "{coloured:?}");
    let markdown = compare(old.path(), &new, &["--as", "markdown"]).must_succeed().stdout;
    assert!(!markdown.contains('\u{1b}') && !markdown.contains('\u{202e}'), "{markdown:?}");
    insta::assert_snapshot!(markdown);
}
