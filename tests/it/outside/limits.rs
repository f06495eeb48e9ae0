//! Proves that a template that loops or uses unlimited memory is stopped with a message, also in a foreign PDF or release.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use raportti::bounds::text::TEMPLATE_STEPS;
use raportti::diagnostics::{Code, Files};
use raportti::files::{Tree, archive, digest};
use raportti::merge::render::Renderer;
use raportti::publish::source;

use crate::support::carried::with_source;
use crate::support::made;
use crate::support::project::{Project, Run, contents, raportti, run};

/// Typst limits `while` to 10,000 iterations, but not `for`: these loops would take years.
const LOOP: &str = "#let endless = { let n = 0\nfor a in range(1000000) { for b in range(1000000) { n = n + 1 } } }\n";
const GLUTTON: &str = "#let fat = (\"a\" * 30000000000).len()\n";
const BIG: &str = "#let big = { let n = 0\nlet all = ()\nwhile n < 40 { n = n + 1\nall.push(str(n) * 100000000) } }\n";

fn built() -> Project {
    Project::copy_of(made::built_with_own_look())
}

/// A PDF that carries the report's source with a file changed.
fn carrying(project: &Project, path: &str, change: impl Fn(&str) -> String) -> Vec<u8> {
    let pdf = &project.pdfs()[0];
    let mut tree = archive::unpack(&source::archive(&fs::read(pdf).unwrap()).unwrap()).unwrap();
    let text = String::from_utf8(tree[path].clone()).unwrap();
    tree.insert(path.to_owned(), change(&text).into_bytes());
    with_source(pdf, &tree)
}

fn must_be_too_much(said: &Run, words: &str) {
    assert_eq!(said.code, 2, "{}", said.transcript());
    let right = said.stderr.contains("needs too much work") && said.stderr.contains(words);
    assert!(right, "{}", said.transcript());
}

#[test]
fn a_foreign_template_that_loops_or_allocates_without_end_is_ended() {
    let project = built();
    let verify = |template: &str, limit: &[&str]| {
        let bad = carrying(&project, "templates/theme.typ", |theme| format!("{template}{theme}"));
        project.write("bad.pdf", bad);
        let start = Instant::now();
        let said = project.run(&[&["verify", "bad.pdf"], limit].concat());
        assert!(start.elapsed() < Duration::from_secs(60), "{}", said.transcript());
        said
    };
    must_be_too_much(&verify(LOOP, &["--time-limit", "1"]), "`--time-limit SECONDS`");
    // 30 GB at once. If the system refuses that, the process is aborted.
    must_be_too_much(&verify(GLUTTON, &["--memory-limit", "500"]), "`--memory-limit MEGABYTES`");
    if cfg!(target_os = "linux") {
        must_be_too_much(&verify(BIG, &["--memory-limit", "500"]), "it needs more than 500 MB of memory");
    }
    // The same update with the original source: only the bytes of the PDF differ.
    let update = carrying(&project, "templates/theme.typ", str::to_owned);
    project.write("updated.pdf", update);
    let said = project.run(&["verify", "updated.pdf"]);
    assert_eq!(said.code, 1, "{}", said.transcript());
}

#[test]
fn a_release_with_a_template_that_loops_is_ended() {
    let project = built();
    project.run(&["release"]).must_succeed();
    let folder = "dist/small-1.0.0";
    let theme = format!("{folder}/source/templates/theme.typ");
    project.write(&theme, format!("{LOOP}{}", project.read(&theme)));
    let files = contents(&project.path().join(folder));
    let sums = files.iter().filter(|(path, _)| *path != Path::new("SHA256SUMS"));
    let sums = sums.map(|(path, bytes)| format!("{}  {}\n", digest::of(bytes), path.display()));
    project.write(&format!("{folder}/SHA256SUMS"), sums.collect::<String>());
    must_be_too_much(&project.run(&["verify", folder, "--time-limit", "1"]), "not done after 1 s");
}

/// The user's own project has limits, too, and its old PDFs stay.
#[test]
fn a_template_of_the_project_that_loops_is_ended() {
    let project = built();
    let before = fs::read(&project.pdfs()[0]).unwrap();
    let theme = project.read("templates/theme.typ");
    project.write("templates/theme.typ", format!("{LOOP}{theme}"));
    must_be_too_much(&project.run(&["build", "--time-limit", "1"]), "`--time-limit SECONDS`");
    must_be_too_much(&project.run(&["release", "--time-limit", "1"]), "`--time-limit SECONDS`");
    let watch = project.run(&["watch", "--time-limit", "1"]);
    must_be_too_much(&watch, "`--time-limit SECONDS`");
    assert!(fs::read(&project.pdfs()[0]).unwrap() == before);
    let hidden: Vec<_> = crate::support::project::files_below(&project.path().join("build"));
    assert_eq!(hidden.len(), 2, "the PDF and its stamp: {hidden:?}");
}

/// Ctrl-C ends a build at once, and the old PDFs stay.
#[cfg(unix)]
#[test]
fn an_interrupted_build_leaves_the_old_pdf() {
    let project = built();
    let before = fs::read(&project.pdfs()[0]).unwrap();
    let theme = project.read("templates/theme.typ");
    project.write("templates/theme.typ", format!("{LOOP}{theme}"));
    let mut child = raportti().current_dir(project.path()).arg("build").spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(child.try_wait().unwrap().is_none(), "the template loops");
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    if killed.is_ok_and(|status| status.success()) {
        assert!(!child.wait().unwrap().success());
    } else {
        child.kill().unwrap();
        child.wait().unwrap();
    }
    assert!(fs::read(&project.pdfs()[0]).unwrap() == before);
}

/// When the `verify` process is killed, its child ends, too.
#[cfg(target_os = "linux")]
#[test]
fn no_stray_process_stays() {
    let project = built();
    project.write("bad.pdf", carrying(&project, "templates/theme.typ", |theme| format!("{LOOP}{theme}")));
    let mut parent = raportti().current_dir(project.path()).args(["verify", "bad.pdf"]).spawn().unwrap();
    let parent_id = parent.id();
    // Any of the parent's threads may have started the child.
    let children = || -> String {
        let tasks = fs::read_dir(format!("/proc/{parent_id}/task")).into_iter().flatten().flatten();
        tasks.filter_map(|task| fs::read_to_string(task.path().join("children")).ok()).collect()
    };
    let wait_for = |what: &dyn Fn() -> bool| {
        (0..500).any(|_| {
            std::thread::sleep(Duration::from_millis(20));
            what()
        })
    };
    assert!(wait_for(&|| !children().trim().is_empty()));
    let child = children().trim().to_owned();
    parent.kill().unwrap();
    parent.wait().unwrap();
    let gone = || fs::read_to_string(format!("/proc/{child}/stat")).map_or(true, |stat| stat.contains(") Z"));
    assert!(wait_for(&gone), "process {child} is still there");
}

/// Environment variables of libraries apply to all programs of a machine. A value of 100,000 threads hung the program, and a stack that is too
/// small for one call crashed it.
#[test]
fn environment_variables_of_libraries_are_bounded() {
    let project = Project::of_report("minimal");
    let mut made = Vec::new();
    for (name, value) in [
        ("RAYON_NUM_THREADS", "100000"),
        ("RAYON_RS_NUM_CPUS", "100000"),
        ("RUST_MIN_STACK", "1"),
        ("RUST_MIN_STACK", "99999999999999"),
    ] {
        run(raportti().current_dir(project.path()).args(["build", "--force"]).env(name, value)).must_succeed();
        made.push(fs::read(&project.pdfs()[0]).unwrap());
    }
    assert!(made.iter().all(|pdf| *pdf == made[0]));
}

/// The stack of the main thread has 1 MB on Windows; elsewhere `ulimit -s` sets its size.
#[cfg(unix)]
#[test]
fn the_stack_of_the_main_thread_does_not_matter() {
    let project = Project::of_report("minimal");
    let mut command = std::process::Command::new("sh");
    command.current_dir(project.path()).args(["-c", "ulimit -s 64 && exec \"$0\" build"]).arg(raportti().get_program());
    run(&mut command).must_succeed();
}

/// The most is `TEMPLATE_STEPS` for every template of a report, which is more than a test should take.
#[test]
fn a_template_takes_so_many_steps() {
    let path = "templates/a.md.j2";
    let loops = Tree::from([(path.to_owned(), b"{% for n in range(100) %}{{ n }}{% endfor %}".to_vec())]);
    let rendered = |steps: u64| {
        let mut files = Files::default();
        let renderer = Renderer::new(&loops, ().into(), steps, &mut files, &mut Vec::new());
        renderer.template(path, &files).map(|generated| generated.text.len())
    };
    let least = (0..10_000).find(|steps| rendered(*steps).is_ok()).unwrap();
    assert!(least < TEMPLATE_STEPS);
    assert_eq!(rendered(least), Ok(190));
    let fault = rendered(least - 1).unwrap_err();
    assert!(fault.place.is_some() && fault.code == Code::TemplateRender, "{fault:?}");
}
