//! Proves that what a release takes for committed is what `git status` says, in every situation but those that are named here.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::support::project::{Project, Run, raportti, run};

/// Long enough for the clocks of file systems to tell two moments apart.
const TICK: Duration = Duration::from_millis(50);

/// A report with a look of its own in a folder of a repository, and what everybody's git would say of it.
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
            &home.path().join("koti/osa"),
        );
        crate::support::project::copy(
            &crate::support::project::repository().join("templates"),
            &home.path().join("koti/osa/templates"),
        );
        home.write("koti/.gitignore", "dist/\nbuild/\n");
        home.write("koti/osa/templates/muistio.txt", "suunnittelijan muistio\n");
        let clone = Self { home, name: "koti" };
        clone.git(&["init", "--quiet", "--initial-branch=main"]);
        prepare(&clone.home);
        std::thread::sleep(TICK);
        clone.commit();
        clone
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--allow-empty", "--message", "alku"]);
    }

    /// A clone of it, with settings of its own.
    fn cloned(mut self, settings: &[&str]) -> Self {
        let settings = settings.iter().flat_map(|setting| ["-c", setting]);
        let arguments: Vec<&str> = ["clone", "--quiet"].into_iter().chain(settings).chain([".", "../toinen"]).collect();
        self.git(&arguments);
        self.name = "toinen";
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
        let names =
            ["-c", "user.name=Testaaja", "-c", "user.email=testaaja@esimerkki.fi", "-c", "commit.gpgsign=false"];
        let mut command = Command::new("git");
        run(self.plain(&mut command).current_dir(self.folder()).args(names).args(arguments))
    }

    /// Without the settings of whoever runs the tests.
    fn plain<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1")
    }

    fn path(&self, path: &str) -> String {
        format!("{}/osa/{path}", self.name)
    }

    fn edit(&self, path: &str) {
        let text = self.home.read(&self.path(path));
        self.home.write(&self.path(path), text + "# huomautus\n");
    }

    /// The program in the project.
    fn raportti(&self, arguments: &[&str]) -> Run {
        run(self.plain(&mut raportti()).current_dir(self.folder().join("osa")).args(arguments))
    }

    fn release(&self) -> Run {
        let _ = fs::remove_dir_all(self.folder().join("osa/dist"));
        self.raportti(&["release"])
    }

    /// The release must be made when `git status` says nothing about the project, and be refused when it says something.
    fn agrees(&self, situation: &str, clean: bool) {
        let release = self.release();
        // Git comes second, since it may write down what it sees.
        let status = self.git(&["status", "--porcelain", "--", "osa/report", "osa/templates", "osa/fonts"]);
        assert_eq!(status.is_empty(), clean, "{situation}: git says\n{status}");
        let said = release.stderr.contains("not committed:");
        assert_eq!(!said, clean, "{situation}: git says\n{status}and the release\n{}", release.transcript());
        assert_eq!(release.code, i32::from(!clean), "{situation}: {}", release.transcript());
    }
}

#[test]
fn changes_are_those_of_git_status() {
    let clone = Clone::new(|_| {});
    clone.agrees("everything is committed", true);
    let toml = "report/findings/H1.toml";
    let whole = clone.home.read(&clone.path(toml));
    clone.home.write(&clone.path(toml), &whole);
    clone.agrees("a file is written anew as it was", true);
    clone.edit(toml);
    clone.agrees("a file is edited", false);
    clone.git(&["add", "osa"]);
    clone.agrees("the edit is staged", false);
    clone.home.write(&clone.path(toml), &whole);
    clone.agrees("the edit is staged, and taken back in the file", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    fs::rename(clone.folder().join("osa").join(toml), clone.folder().join("osa/report/findings/H1-uusi.toml")).unwrap();
    clone.agrees("a file is renamed", false);
    clone.git(&["add", "--intent-to-add", "osa"]);
    clone.agrees("its new name is promised", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    clone.git(&["clean", "--quiet", "--force", "osa/report"]);
    fs::remove_file(clone.folder().join("osa/templates/muistio.txt")).unwrap();
    clone.agrees("a file is gone", false);
    clone.git(&["reset", "--quiet", "--hard"]);
    clone.home.write("koti/osa/report/.luonnos", "piilossa");
    clone.home.write("koti/ulkona.txt", "muualla");
    let hidden = clone.release();
    assert_eq!(hidden.code, 0, "hidden files and those elsewhere are not the report's: {}", hidden.transcript());
}

#[test]
fn files_that_git_ignores_may_lie_there_unless_the_report_uses_them() {
    let clone = Clone::new(|home| home.write("koti/.git/info/exclude", "*.tmp\n*.orig\n**/uusi.toml\n"));
    clone.home.write(
        "koti/osa/report/sources/uusi.toml",
        "kind = \"statistic\"\ntitle = \"U\"\npublisher = \"K\"\nyear = 2024\n",
    );
    clone.home.write("koti/osa/templates/vanha.orig", "mitään ei tehdä tästä");
    assert_eq!(clone.git(&["status", "--porcelain"]), "", "git ignores both");
    let release = clone.release();
    assert_eq!(release.code, 1, "{}", release.transcript());
    assert!(release.stderr.contains("not committed: `report/sources/uusi.toml`\n"), "{}", release.transcript());
}

#[test]
fn line_ends_and_encodings_are_converted_as_git_does() {
    let clone = Clone::new(|_| {}).cloned(&["core.autocrlf=true"]);
    assert!(clone.home.read(&clone.path("report/report.toml")).contains("\r\n"), "the clone has line ends of Windows");
    clone.agrees("core.autocrlf=true", true);
    let same = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(same.code, 0, "{}", same.transcript());
    clone.edit("report/findings/H1.toml");
    clone.agrees("core.autocrlf=true, and a file has an edit", false);

    let attributes = "* text=auto\n*.toml text eol=crlf\nmuistio.txt working-tree-encoding=UTF-16\nfontit.md working-tree-encoding=UTF-16LE-BOM\nlatin.txt working-tree-encoding=ISO-8859-1\nH1.toml ident\n";
    let clone = Clone::new(|home| {
        home.write("koti/.gitattributes", attributes);
        let utf16 = |big: bool| -> Vec<u8> {
            let units = "\u{feff}äiti 😀\r\nrivi\r\n".encode_utf16();
            units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        home.write("koti/osa/templates/muistio.txt", utf16(true));
        home.write("koti/osa/templates/fontit.md", utf16(false));
        home.write("koti/osa/templates/latin.txt", b"\xe4iti\n");
        let toml = home.read("koti/osa/report/findings/H1.toml");
        home.write("koti/osa/report/findings/H1.toml", format!("{toml}# $Id$\n"));
    });
    clone.agrees("attributes, where the files were written", true);
    let clone = clone.cloned(&[]);
    let toml = clone.home.read(&clone.path("report/findings/H1.toml"));
    assert!(toml.contains("\r\n") && toml.contains("# $Id: "), "git has converted it: {toml}");
    clone.agrees("attributes, where the files were checked out", true);
    for path in ["templates/muistio.txt", "templates/fontit.md", "templates/latin.txt", "report/findings/H1.toml"] {
        // Other times and the same content: git has to compare it.
        let file = clone.folder().join("osa").join(path);
        let bytes = fs::read(&file).unwrap();
        std::thread::sleep(TICK);
        fs::write(&file, bytes).unwrap();
    }
    clone.agrees("attributes, where the files were written again", true);
    let same = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(same.code, 0, "{}", same.transcript());

    // Line ends of Windows in the commit, which `text=auto` leaves alone and `text` would change.
    let clone = Clone::new(|home| home.write("koti/osa/templates/muistio.txt", "rivi\r\nrivi\r\n"));
    clone.home.write("koti/.gitattributes", "* text=auto\n");
    clone.home.write("koti/osa/templates/muistio.txt", "rivi\r\nrivi\r\n");
    clone.agrees("text=auto over line ends that are committed", true);
    clone.home.write("koti/.gitattributes", "* text\n");
    clone.home.write("koti/osa/templates/muistio.txt", "rivi\r\nrivi\r\n");
    clone.agrees("text over line ends that are committed", false);
}

#[cfg(unix)]
#[test]
fn rights_conflicts_and_promises_count_too() {
    use std::os::unix::fs::PermissionsExt;
    let clone = Clone::new(|_| {});
    let file = clone.folder().join("osa/report/findings/H1.toml");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
    clone.agrees("a file became a program", false);
    clone.git(&["config", "core.fileMode", "false"]);
    clone.agrees("git is told not to look at rights", true);
    clone.git(&["reset", "--quiet", "--hard"]);

    // One of the two places where the answer differs from `git status`: words that were never committed are not released.
    clone.git(&["update-index", "--assume-unchanged", "osa/report/findings/H1.toml"]);
    clone.edit("report/findings/H1.toml");
    let refused = clone.release();
    assert_eq!(refused.code, 1, "{}", refused.transcript());
    assert!(refused.stderr.contains("not committed: `report/findings/H1.toml`"), "{}", refused.transcript());
    clone.git(&["update-index", "--no-assume-unchanged", "osa/report/findings/H1.toml"]);
    clone.git(&["reset", "--quiet", "--hard"]);

    clone.git(&["checkout", "--quiet", "-b", "toinen"]);
    clone.edit("report/findings/H1.toml");
    clone.commit();
    clone.git(&["checkout", "--quiet", "main"]);
    let text = clone.home.read("koti/osa/report/findings/H1.toml");
    clone.home.write("koti/osa/report/findings/H1.toml", format!("{text}# muu\n"));
    clone.commit();
    assert_ne!(clone.try_git(&["merge", "toinen"]).code, 0, "the merge has a conflict");
    clone.git(&["checkout", "--quiet", "--ours", "osa"]);
    clone.agrees("a merge is open", false);
}

/// The other place: a filter's programs are never run, whatever the repository says.
#[cfg(unix)]
#[test]
fn no_program_of_a_repository_is_run() {
    let clone = Clone::new(|home| {
        home.write("koti/.gitattributes", "muistio.txt filter=isot\nkuva.bin filter=lfs\n");
        home.write("koti/osa/templates/kuva.bin", "kuvan tavut");
        let config = home.read("koti/.git/config");
        let pointer = "cat > /dev/null; printf 'version https://git-lfs.github.com/spec/v1\\\\noid sha256:6bcc3f5ff1d8ab1f8ee2f4ed40b0f9b6cbb1ea4f3b95a4ac4b0e9e4df0c5a1b5\\\\nsize 11\\\\n'";
        let sum = run(Command::new("sha256sum").arg(home.path().join("koti/osa/templates/kuva.bin"))).stdout;
        let pointer = pointer.replace("6bcc3f5ff1d8ab1f8ee2f4ed40b0f9b6cbb1ea4f3b95a4ac4b0e9e4df0c5a1b5", &sum[..64]);
        home.write(
            "koti/.git/config",
            format!("{config}[filter \"isot\"]\n\tclean = tr a-z A-Z\n\tsmudge = tr A-Z a-z\n[filter \"lfs\"]\n\tclean = \"{pointer}\"\n\tsmudge = cat\n"),
        );
    });
    assert!(clone.git(&["show", "HEAD:osa/templates/kuva.bin"]).starts_with("version https://git-lfs"));
    // From now on whatever runs leaves a trace.
    let trap = clone.home.path().join("jalki");
    let config = clone.home.read("koti/.git/config");
    let spring = format!("touch {}; cat", trap.display());
    let config = config
        .replace("tr a-z A-Z", &spring)
        .replace("tr A-Z a-z", &spring)
        .replace("cat > /dev/null", &format!("touch {}; cat > /dev/null", trap.display()));
    clone.home.write("koti/.git/config", format!("{config}[core]\n\tfsmonitor = \"{spring}\"\n"));
    for hook in ["pre-commit", "post-checkout", "post-index-change", "fsmonitor-watchman"] {
        clone.home.write(&format!("koti/.git/hooks/{hook}"), format!("#!/bin/sh\n{spring}\n"));
        run(Command::new("chmod").args(["+x", &clone.folder().join(".git/hooks").join(hook).display().to_string()]));
    }

    let release = clone.release();
    assert_eq!(release.code, 0, "size and time are those of the index: {}", release.transcript());
    let noted = clone.raportti(&["compare", "HEAD", "--exit-code"]);
    assert_eq!(noted.code, 0, "{}", noted.transcript());
    assert!(
        noted.stderr.contains("`templates/muistio.txt`") && noted.stderr.contains("`isot`"),
        "{}",
        noted.transcript()
    );
    assert!(!noted.stderr.contains("kuva.bin"), "what a pointer stands for lies there: {}", noted.transcript());

    std::thread::sleep(TICK);
    let image = clone.folder().join("osa/templates/kuva.bin");
    fs::write(&image, "kuvan tavut").unwrap();
    assert_eq!(clone.release().code, 0, "a pointer says which file it stands for");
    fs::write(&image, "muut tavut!").unwrap();
    let refused = clone.release();
    assert!(refused.stderr.contains("not committed: `templates/kuva.bin`"), "{}", refused.transcript());
    fs::write(&image, "kuvan tavut").unwrap();

    clone.home.write("koti/osa/templates/muistio.txt", "suunnittelijan muistio\n");
    let refused = clone.release();
    assert_eq!(refused.code, 1, "{}", refused.transcript());
    assert!(
        refused.stderr.contains("`templates/muistio.txt`") && refused.stderr.contains("filter `isot`"),
        "{}",
        refused.transcript()
    );
    assert!(!trap.exists(), "a program of the repository was run");
}

/// A repository that could not be opened once counted as none, and words were released that were never committed.
#[test]
fn a_repository_that_cannot_be_read_refuses_a_release() {
    let refuses = |clone: &Clone, what: &str, reason: &str| {
        let release = clone.release();
        assert_eq!(release.code, 2, "{what}: {}", release.transcript());
        assert!(release.stderr.contains("cannot read the git repository"), "{what}: {}", release.transcript());
        assert!(release.stderr.contains(reason), "{what}: {}", release.transcript());
        assert!(!clone.folder().join("osa/dist").exists(), "{what}: something was released");
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
    clone.home.write("koti/.git", "gitdir: /nonexistent\n");
    refuses(&clone, "moved away", ".git`: ");

    // What is damaged inside shows when it is read.
    let clone = Clone::new(|_| {});
    clone.home.write("koti/.git/index", "DIRC");
    let release = clone.release();
    assert_eq!(release.code, 2, "{}", release.transcript());

    // Only who may give files away can try this.
    #[cfg(unix)]
    {
        let clone = Clone::new(|_| {});
        if std::os::unix::fs::chown(clone.folder().join(".git"), Some(12345), None).is_ok() {
            refuses(&clone, "another user's", "not owned by the current user");
            clone.home.write("luotettu", "[safe]\n\tdirectory = *\n");
            let trusted = run(clone
                .plain(&mut raportti())
                .env("GIT_CONFIG_GLOBAL", clone.home.path().join("luotettu"))
                .current_dir(clone.folder().join("osa"))
                .arg("release"));
            assert_eq!(trusted.code, 0, "who trusts it says so: {}", trusted.transcript());
        }
    }
}
