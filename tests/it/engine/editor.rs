//! Proves how the preview opens a place in the user's editor.

use raportti::preview::{Editor, Spot, Way};

use crate::support::project::Project;

fn at(file: &str) -> Spot {
    Spot { file: file.to_owned(), line: 7, column: 3 }
}

/// The program and its arguments, or the address. `P` is the folder of the project.
fn opened(words: &str) -> String {
    let project = Project::of_report("minimal");
    project.write("a b.toml", "");
    let Some(editor) = Editor::new(Some(words), project.path()) else { return "no editor".to_owned() };
    let shown = match editor.way(&at("a b.toml")).unwrap() {
        Way::Address(address) => address,
        Way::Program(program, arguments) => format!("{program} {arguments:?}"),
    };
    shown.replace(project.path().to_str().unwrap(), "P")
}

#[test]
fn editors_with_a_window_get_the_place_in_their_own_way() {
    for (words, expected) in [
        ("/usr/bin/code --wait", r#"/usr/bin/code ["--wait", "--goto", "P/a b.toml:7:3"]"#),
        ("gvim", r#"gvim ["+call cursor(7,3)", "P/a b.toml"]"#),
        ("my-editor -l{line} {file}", r#"my-editor ["-l7", "P/a b.toml"]"#),
        // An editor in a terminal has no window to open.
        ("vim", "no editor"),
        ("", "no editor"),
        ("vscode://file{file}:{line}", "vscode://fileP/a%20b.toml:7"),
    ] {
        assert_eq!(opened(words), expected, "{words}");
    }
}

#[test]
fn no_file_outside_the_project_is_opened() {
    let project = Project::of_report("minimal");
    let editor = Editor::new(Some("code"), project.path()).unwrap();
    assert!(editor.way(&at("report/report.toml")).is_ok());
    for file in ["../etc/passwd", "/etc/passwd", "report/../../etc/passwd", "report/../report/report.toml", ""] {
        assert_eq!(editor.way(&at(file)), Err(format!("there is no `{file}`")));
    }
}
