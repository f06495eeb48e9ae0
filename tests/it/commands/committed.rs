//! Proves that what `release` calls not committed is what `git status` lists, and that it is stricter in the situations named here.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::support::project::{Project, Run, raportti, run};

/// Long enough for two different time stamps on all file systems.
const TICK: Duration = Duration::from_millis(50);

/// A report with its own templates in a folder of a repository.
struct Clone {
    home: Project,
    name: &'static str,
}

impl Clone {
    /// A repository with everything committed, after `prepare`.
    fn new(prepare: impl FnOnce(&Project)) -> Self {
        let home = Project::empty();
        crate::support::project::copy(
            &crate::support::project::repository().join("tests/reports/minimal"),
            &home.path().join("home/part"),
        );
        crate::support::project::copy(
            &crate::support::project::repository().join("templates"),
            &home.path().join("home/part/templates"),
        );
        home.write("home/.gitignore", "dist/\nbuild/\n");
        home.write("home/part/templates/memo.txt", "the designer's memo\n");
        let clone = Self { home, name: "home" };
        clone.git(&["init", "--quiet", "--initial-branch=main"]);
        prepare(&clone.home);
        std::thread::sleep(TICK);
        clone.commit();
        clone
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "start"]);
    }

    /// A clone of it, with settings of its own.
    fn cloned(mut self, settings: &[&str]) -> Self {
        let settings = settings.iter().flat_map(|setting| ["-c", setting]);
        let arguments: Vec<&str> = ["clone", "--quiet"].into_iter().chain(settings).chain([".", "../other"]).collect();
        self.git(&arguments);
        self.name = "other";
        self
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join(self.name)
    }

    fn git(&self, arguments: &[&str]) -> String {
        let done = self.try_git(arguments);
        assert_eq!(done.code, 0, "git {arguments:?}: {}", done.transcript());
        done.stdout
    }

    fn try_git(&self, arguments: &[&str]) -> Run {
        let names = ["-c", "user.name=Tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"];
        let mut command = Command::new("git");
        run(self.plain(&mut command).current_dir(self.folder()).args(names).args(arguments))
    }

    /// Git without the user's settings.
    fn plain<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
    }

    fn path(&self, path: &str) -> String {
        format!("{}/part/{path}", self.name)
    }

    fn edit(&self, path: &str) {
        let text = self.home.read(&self.path(path));
        self.home.write(&self.path(path), text + "# note\n");
    }

    /// The program in the project.
    fn raportti(&self, arguments: &[&str]) -> Run {
        run(self.plain(&mut raportti()).current_dir(self.folder().join("part")).args(arguments))
    }

    fn release(&self) -> Run {
        let _ = fs::remove_dir_all(self.folder().join("part/dist"));
        self.raportti(&["release"])
    }

    /// The files of the project that `git status` lists.
    fn listed_by_git(&self) -> BTreeSet<String> {
        let how = ["status", "--porcelain", "--no-renames", "--untracked-files=all", "--"];
        let status = self.git(&[&how[..], &["part/report", "part/templates", "part/fonts"]].concat());
        status.lines().map(|line| line[3..].strip_prefix("part/").unwrap().to_owned()).collect()
    }

    /// The release must succeed if `git status` lists nothing of the project, and otherwise be refused with the same list.
    fn agrees(&self, situation: &str, clean: bool) {
        let release = self.release();
        // Git runs second, since it may update its index.
        let status = self.listed_by_git();
        assert_eq!(status.is_empty(), clean, "{situation}: git lists {status:?}");
        assert_eq!(not_committed(&release), status, "{situation}: {}", release.transcript());
        assert_eq!(release.code, i32::from(!clean), "{situation}: {}", release.transcript());
    }

    /// The release must be refused with these words, although `git status` lists nothing, and call nothing not committed.
    fn is_stricter(&self, situation: &str, words: &str) {
        let release = self.release();
        assert_eq!(self.listed_by_git(), BTreeSet::new(), "{situation}");
        assert_eq!(release.code, 1, "{situation}: {}", release.transcript());
        assert!(release.stderr.contains(words), "{situation}: {}", release.transcript());
        assert_eq!(not_committed(&release), BTreeSet::new(), "{situation}: {}", release.transcript());
    }
}

/// The files that a release calls not committed.
fn not_committed(release: &Run) -> BTreeSet<String> {
    let line = release.stderr.lines().find_map(|line| line.split_once("not committed: "));
    line.map(|(_, names)| names.split(", ").map(|name| name.trim_matches('`').to_owned()).collect()).unwrap_or_default()
}

#[test]
fn changes_are_those_of_git_status() {
    let clone = Clone::new(|_| {});
    clone.agrees("everything is committed", true);
    let toml = "report/findings/F1.toml";
    let whole = clone.home.read(&clone.path(toml));
    clone.home.write(&clone.path(toml), &whole);
    clone.agrees("a file is written anew as it was", true);
    clone.edit(toml);
    clone.agrees("a file is edited", false);
    clone.git(&["add", "part"]);
    clone.agrees("the edit is staged", false);
    clone.home.write(&clone.path(toml), &whole);
    clone.agrees("the edit is staged, and taken back in the file", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    fs::rename(clone.folder().join("part").join(toml), clone.folder().join("part/report/findings/F1-new.toml"))
        .unwrap();
    clone.agrees("a file is renamed", false);
    clone.git(&["add", "--intent-to-add", "part"]);
    clone.agrees("its new name is promised", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    clone.git(&["clean", "--quiet", "--force", "part/report"]);
    fs::remove_file(clone.folder().join("part/templates/memo.txt")).unwrap();
    clone.agrees("a file is gone", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    clone.home.write("home/part/report/.draft", "hidden");
    clone.home.write("home/outside.txt", "elsewhere");
    let hidden = clone.release();
    assert_eq!(hidden.code, 0, "hidden files and those elsewhere are not the report's: {}", hidden.transcript());
}

#[test]
fn ignored_files_may_be_there_unless_the_report_uses_them() {
    let clone = Clone::new(|home| home.write("home/.git/info/exclude", "*.tmp\n*.orig\n**/new.toml\n"));
    clone.home.write(
        "home/part/report/sources/new.toml",
        "kind = \"statistic\"\ntitle = \"U\"\npublisher = \"K\"\nyear = 2024\n",
    );
    clone.home.write("home/part/templates/old.orig", "nothing is made of this");
    let is_used = "`report/sources/new.toml` is used by the report, but git ignores it, so no commit holds it\n";
    clone.is_stricter("one of two ignored files is used", is_used);
    clone.edit("report/findings/F1.toml");
    let both = clone.release();
    assert_eq!(not_committed(&both), clone.listed_by_git(), "{}", both.transcript());
    assert!(both.stderr.contains(is_used), "{}", both.transcript());
}

/// Such files once stood in the list of those that differ, which `git status` does not list.
#[test]
fn files_that_git_does_not_look_at_are_refused_by_a_reason_of_their_own() {
    let clone = Clone::new(|_| {});
    let (toml, memo) = ("part/report/findings/F1.toml", "part/templates/memo.txt");
    let words = |file: &str, mark: &str| {
        let file = file.strip_prefix("part/").unwrap();
        format!("git does not look at `{file}` (`{mark}`), so `git status` says nothing about it\n")
    };
    for mark in ["assume-unchanged", "skip-worktree"] {
        clone.git(&["update-index", &format!("--{mark}"), toml, memo]);
        clone.agrees("the files are as they were committed", true);
        let text = clone.home.read(&clone.path("report/findings/F1.toml"));
        clone.edit("report/findings/F1.toml");
        clone.is_stricter("a file is edited", &words(toml, mark));
        clone.home.write(&clone.path("report/findings/F1.toml"), text);
        fs::remove_file(clone.folder().join(memo)).unwrap();
        clone.is_stricter("a file is gone", &words(memo, mark));
        clone.home.write(&clone.path("templates/memo.txt"), "the designer's memo\n");
        clone.git(&["update-index", &format!("--no-{mark}"), toml, memo]);
    }
    clone.agrees("git looks again", true);
}

/// Comments are of no consequence for what is released, unless a part prints them.
#[test]
fn saved_comments_that_no_part_prints_need_not_be_committed() {
    let clone = Clone::new(|_| {});
    clone.home.write(&clone.path("report/comments/board.toml"), "[[comment]]\nstate = \"done\"\ntext = \"x\"\n");
    let released = clone.release();
    assert_eq!(released.code, 0, "{}", released.transcript());
    clone.commit();
    clone.edit("report/comments/board.toml");
    assert_eq!(clone.release().code, 0);
    let report = clone.home.read(&clone.path("report/report.toml"));
    clone.home.write(&clone.path("report/report.toml"), report.replace("\"matrix\"]", "\"matrix\", \"comments\"]"));
    let refused = clone.release();
    let both = ["report/comments/board.toml", "report/report.toml"].map(str::to_owned);
    assert_eq!(not_committed(&refused), BTreeSet::from(both), "{}", refused.transcript());
}

#[test]
fn line_ends_and_encodings_are_converted_as_git_does() {
    let clone = Clone::new(|_| {}).cloned(&["core.autocrlf=true"]);
    assert!(clone.home.read(&clone.path("report/report.toml")).contains("\r\n"), "the clone has line ends of Windows");
    clone.agrees("core.autocrlf=true", true);
    let same = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(same.code, 0, "{}", same.transcript());
    clone.edit("report/findings/F1.toml");
    clone.agrees("core.autocrlf=true, and a file has an edit", false);

    let attributes = "* text=auto\n*.toml text eol=crlf\nmemo.txt working-tree-encoding=UTF-16\nfonts.md working-tree-encoding=UTF-16LE-BOM\nlatin.txt working-tree-encoding=ISO-8859-1\nF1.toml ident\nintroduction.en.md ident\n";
    let clone = Clone::new(|home| {
        home.write("home/.gitattributes", attributes);
        let utf16 = |big: bool| -> Vec<u8> {
            let units = "\u{feff}café 😀\r\nline\r\n".encode_utf16();
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        home.write("home/part/templates/memo.txt", utf16(true));
        home.write("home/part/templates/fonts.md", utf16(false));
        home.write("home/part/templates/latin.txt", b"caf\xe9\n");
        let toml = home.read("home/part/report/findings/F1.toml");
        home.write("home/part/report/findings/F1.toml", format!("{toml}# $Id$\n"));
        let chapter = home.read("home/part/report/chapters/introduction.en.md");
        home.write("home/part/report/chapters/introduction.en.md", format!("{chapter}\nState: `$Id$`\n"));
    });
    clone.agrees("attributes, where the files were written", true);
    let clone = clone.cloned(&[]);
    let toml = clone.home.read(&clone.path("report/findings/F1.toml"));
    assert!(toml.contains("\r\n") && toml.contains("# $Id: "), "git has converted it: {toml}");
    clone.agrees("attributes, where the files were checked out", true);
    for path in ["templates/memo.txt", "templates/fonts.md", "templates/latin.txt", "report/findings/F1.toml"] {
        // Other times and the same content: git has to compare it.
        let file = clone.folder().join("part").join(path);
        let bytes = fs::read(&file).unwrap();
        std::thread::sleep(TICK);
        fs::write(&file, bytes).unwrap();
    }
    clone.agrees("attributes, where the files were written again", true);
    let same = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(same.code, 0, "{}", same.transcript());

    // Line ends of Windows in the commit, which `text=auto` leaves alone and `text` would change.
    let clone = Clone::new(|home| home.write("home/part/templates/memo.txt", "line\r\nline\r\n"));
    clone.home.write("home/.gitattributes", "* text=auto\n");
    clone.home.write("home/part/templates/memo.txt", "line\r\nline\r\n");
    clone.agrees("text=auto over line ends that are committed", true);
    clone.home.write("home/.gitattributes", "* text\n");
    clone.home.write("home/part/templates/memo.txt", "line\r\nline\r\n");
    clone.agrees("text over line ends that are committed", false);
}

#[cfg(unix)]
#[test]
fn permissions_and_conflicts_count() {
    use std::os::unix::fs::PermissionsExt;
    let clone = Clone::new(|_| {});
    let file = clone.folder().join("part/report/findings/F1.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    clone.agrees("a file became a program", false);
    clone.git(&["config", "core.fileMode", "false"]);
    clone.agrees("git is told not to look at rights", true);
    clone.git(&["reset", "--quiet", "--hard"]);

    clone.git(&["checkout", "--quiet", "-b", "other"]);
    clone.edit("report/findings/F1.toml");
    clone.commit();
    clone.git(&["checkout", "--quiet", "main"]);
    let text = clone.home.read("home/part/report/findings/F1.toml");
    clone.home.write("home/part/report/findings/F1.toml", format!("{text}# other\n"));
    clone.commit();
    assert_ne!(clone.try_git(&["merge", "other"]).code, 0, "the merge has a conflict");
    clone.git(&["checkout", "--quiet", "--ours", "part"]);
    clone.agrees("a merge is open", false);
}

/// The one kind of file about which the program and git may differ: the programs of a filter are never run.
#[cfg(unix)]
#[test]
fn no_program_of_a_repository_is_run() {
    let clone = Clone::new(|home| {
        home.write("home/.gitattributes", "memo.txt filter=capitals\nimage.bin filter=lfs\n");
        home.write("home/part/templates/image.bin", "image bytes");
        let config = home.read("home/.git/config");
        let pointer = "cat > /dev/null; printf 'version https://git-lfs.github.com/spec/v1\\\\noid sha256:6bcc3f5ff1d8ab1f8ee2f4ed40b0f9b6cbb1ea4f3b95a4ac4b0e9e4df0c5a1b5\\\\nsize 11\\\\n'";
        let sum = run(Command::new("sha256sum").arg(home.path().join("home/part/templates/image.bin"))).stdout;
        let pointer = pointer.replace("6bcc3f5ff1d8ab1f8ee2f4ed40b0f9b6cbb1ea4f3b95a4ac4b0e9e4df0c5a1b5", &sum[..64]);
        home.write(
            "home/.git/config",
            format!("{config}[filter \"capitals\"]\n\tclean = tr a-z A-Z\n\tsmudge = tr A-Z a-z\n[filter \"lfs\"]\n\tclean = \"{pointer}\"\n\tsmudge = cat\n"),
        );
    });
    assert!(clone.git(&["show", "HEAD:part/templates/image.bin"]).starts_with("version https://git-lfs"));
    // From now on, each run of a program leaves a file.
    let trap = clone.home.path().join("trace");
    let config = clone.home.read("home/.git/config");
    let spring = format!("touch {}; cat", trap.display());
    let config = config
        .replace("tr a-z A-Z", &spring)
        .replace("tr A-Z a-z", &spring)
        .replace("cat > /dev/null", &format!("touch {}; cat > /dev/null", trap.display()));
    clone.home.write("home/.git/config", format!("{config}[core]\n\tfsmonitor = \"{spring}\"\n"));
    for hook in ["pre-commit", "post-checkout", "post-index-change", "fsmonitor-watchman"] {
        clone.home.write(&format!("home/.git/hooks/{hook}"), format!("#!/bin/sh\n{spring}\n"));
        run(Command::new("chmod").args(["+x", &clone.folder().join(".git/hooks").join(hook).display().to_string()]));
    }

    let release = clone.release();
    assert_eq!(release.code, 0, "size and time are those of the index: {}", release.transcript());
    let noted = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(noted.code, 0, "{}", noted.transcript());
    assert!(
        noted.stderr.contains("`templates/memo.txt`") && noted.stderr.contains("`capitals`"),
        "{}",
        noted.transcript()
    );
    assert!(!noted.stderr.contains("image.bin"), "what a pointer stands for lies there: {}", noted.transcript());

    std::thread::sleep(TICK);
    let image = clone.folder().join("part/templates/image.bin");
    fs::write(&image, "image bytes").unwrap();
    assert_eq!(clone.release().code, 0, "a pointer says which file it stands for");
    fs::write(&image, "other bytes").unwrap();
    let refused = clone.release();
    assert_eq!(not_committed(&refused), BTreeSet::from(["templates/image.bin".to_owned()]), "{}", refused.transcript());
    fs::write(&image, "image bytes").unwrap();

    clone.home.write("home/part/templates/memo.txt", "the designer's memo\n");
    let refused = clone.release();
    assert_eq!(refused.code, 1, "{}", refused.transcript());
    assert!(
        refused.stderr.contains("`templates/memo.txt`") && refused.stderr.contains("filter `capitals`"),
        "{}",
        refused.transcript()
    );
    assert!(!trap.exists(), "a program of the repository was run");
    clone.git(&["status"]);
    assert!(trap.exists(), "git itself runs the programs");
}

/// A repository that could not be opened counted as no repository, and uncommitted words were released.
#[test]
fn a_repository_that_cannot_be_read_refuses_a_release() {
    let refuses = |clone: &Clone, what: &str, reason: &str| {
        let release = clone.release();
        assert_eq!(release.code, 2, "{what}: {}", release.transcript());
        assert!(release.stderr.contains("cannot read the git repository"), "{what}: {}", release.transcript());
        assert!(release.stderr.contains(reason), "{what}: {}", release.transcript());
        assert!(!clone.folder().join("part/dist").exists(), "{what}: something was released");
        let compared = clone.raportti(&["compare", "HEAD"]);
        assert_eq!(compared.code, 2, "{what}: {}", compared.transcript());
        assert!(compared.stderr.contains("the git repository cannot be read"), "{what}: {}", compared.transcript());
    };
    let clone = Clone::new(|_| {});
    fs::remove_dir_all(clone.folder().join(".git")).unwrap();
    clone.git(&["init", "--quiet", "--object-format=sha256"]);
    clone.commit();
    refuses(&clone, "SHA-256", "sha256");

    let clone = Clone::new(|_| {});
    fs::remove_file(clone.folder().join(".git/HEAD")).unwrap();
    refuses(&clone, "damaged", ".git`: ");
    fs::remove_dir_all(clone.folder().join(".git")).unwrap();
    fs::create_dir(clone.folder().join(".git")).unwrap();
    refuses(&clone, "empty", ".git`: ");
    fs::remove_dir_all(clone.folder().join(".git")).unwrap();
    clone.home.write("home/.git", "gitdir: /nonexistent\n");
    refuses(&clone, "moved away", ".git`: ");

    // A damaged object is found when it is read.
    let clone = Clone::new(|_| {});
    clone.home.write("home/.git/index", "DIRC");
    let release = clone.release();
    assert_eq!(release.code, 2, "{}", release.transcript());

    // Only a user who may change the owner of files can try this.
    #[cfg(unix)]
    {
        let clone = Clone::new(|_| {});
        if std::os::unix::fs::chown(clone.folder().join(".git"), Some(12345), None).is_ok() {
            refuses(&clone, "another user's", "not owned by the current user");
            clone.home.write("trusted", "[safe]\n\tdirectory = *\n");
            let trusted = run(clone
                .plain(&mut raportti())
                .env("GIT_CONFIG_GLOBAL", clone.home.path().join("trusted"))
                .current_dir(clone.folder().join("part"))
                .arg("release"));
            assert_eq!(trusted.code, 0, "who trusts it says so: {}", trusted.transcript());
        }
    }
}
