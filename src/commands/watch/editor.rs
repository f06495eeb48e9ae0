//! Opens a place in the user's editor.

use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use crate::preview::{Opened, Spot};
use crate::typeset::thread;

/// Editors with a window of their own, and their arguments for a place. A browser cannot open an editor in a terminal.
const KNOWN: [(&[&str], &[&str]); 7] = [
    (&["code", "code-insiders", "codium", "vscodium", "cursor", "windsurf"], &["--goto", "{file}:{line}:{column}"]),
    (&["subl", "sublime_text", "zed", "zeditor", "lapce"], &["{file}:{line}:{column}"]),
    (&["gvim", "mvim", "neovide"], &["+call cursor({line},{column})", "{file}"]),
    (&["gedit", "gnome-text-editor", "xed", "pluma"], &["+{line}:{column}", "{file}"]),
    (&["kate", "kwrite"], &["--line", "{line}", "--column", "{column}", "{file}"]),
    (&["idea", "pycharm", "rustrover", "webstorm"], &["--line", "{line}", "--column", "{column}", "{file}"]),
    (&["mate"], &["--line", "{line}:{column}", "{file}"]),
];

/// Ways to open a place.
#[derive(Debug, PartialEq)]
enum Way {
    /// An address with `{file}`, `{line}` and `{column}`.
    Address(String),
    /// A program and its arguments, with the same words in them.
    Program(Vec<String>),
}

pub struct Editor {
    project: PathBuf,
    way: Way,
}

impl Editor {
    /// The editor that the user names, or else that of `$VISUAL`; `None` if it opens no window of its own.
    #[expect(clippy::disallowed_methods, reason = "which editor opens a file has no part in a build")]
    pub fn new(named: Option<&str>, project: &Path) -> Option<Self> {
        let visual = std::env::var("VISUAL").ok();
        let way = way(named.or(visual.as_deref())?)?;
        Some(Self { project: project.to_owned(), way })
    }

    /// Opens a place, or returns the address for the browser to open.
    ///
    /// # Errors
    /// A message that says why it cannot be opened.
    pub fn open(&self, at: &Spot) -> Result<Opened, String> {
        let path = self.path(at).ok_or_else(|| format!("there is no `{}`", at.file))?;
        let words = match &self.way {
            Way::Address(address) => {
                let encoded = url::Url::from_file_path(&path).map_err(|()| "the path is not whole".to_owned())?;
                return Ok(Opened::Address(filled(address, &encoded_path(encoded.path()), at)));
            }
            Way::Program(words) => words,
        };
        let path = path.to_str().ok_or_else(|| format!("the path of `{}` is not UTF-8", at.file))?;
        let [program, arguments @ ..] = words.as_slice() else { return Err("no editor is set".to_owned()) };
        let mut command = Command::new(program);
        command.args(arguments.iter().map(|argument| filled(argument, path, at)));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("`{program}` does not start: {error}"))?;
        // Waiting for its end prevents a zombie process.
        thread::spawn_free(move || child.wait());
        Ok(Opened::Started)
    }

    /// The path of a place; `None` outside of the project.
    fn path(&self, at: &Spot) -> Option<PathBuf> {
        let inner = Path::new(&at.file);
        let plain = inner.components().all(|component| matches!(component, Component::Normal(_)));
        let path = self.project.join(inner);
        (plain && path.is_file()).then_some(path)
    }
}

fn filled(words: &str, file: &str, at: &Spot) -> String {
    // The file comes last, because its name may contain braces.
    let words = words.replace("{line}", &at.line.to_string()).replace("{column}", &at.column.to_string());
    words.replace("{file}", file)
}

/// Percent-encodes a path so that it can stand anywhere in a URL.
fn encoded_path(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/%-._~:".contains(c);
    path.chars().map(|c| if is_plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) }).collect()
}

fn way(words: &str) -> Option<Way> {
    if words.contains("{file}") && words.split("://").next().is_some_and(is_scheme) && words.contains("://") {
        return Some(Way::Address(words.to_owned()));
    }
    let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
    let program = words.first()?;
    if words.iter().any(|word| word.contains("{file}")) {
        return Some(Way::Program(words));
    }
    let name = Path::new(program).file_stem().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
    let (_, arguments) = KNOWN.iter().find(|(names, _)| names.contains(&name.as_str()))?;
    let arguments = arguments.iter().map(|word| (*word).to_owned());
    Some(Way::Program(words.into_iter().chain(arguments).collect()))
}

fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editors_with_a_window_get_the_place_in_their_own_way() {
        let at = Spot { file: "a b.toml".to_owned(), line: 7, column: 3 };
        let command = |words: &str| match way(words) {
            Some(Way::Program(words)) => words.iter().map(|word| filled(word, "/p/a b.toml", &at)).collect(),
            other => vec![format!("{other:?}")],
        };
        assert_eq!(command("/usr/bin/code --wait"), ["/usr/bin/code", "--wait", "--goto", "/p/a b.toml:7:3"]);
        assert_eq!(command("gvim"), ["gvim", "+call cursor(7,3)", "/p/a b.toml"]);
        assert_eq!(command("my-editor -l{line} {file}"), ["my-editor", "-l7", "/p/a b.toml"]);
        assert_eq!(command("vim"), ["None"], "an editor in a terminal has no window to open");
        assert_eq!(way("vscode://file{file}:{line}"), Some(Way::Address("vscode://file{file}:{line}".to_owned())));
        assert_eq!(command(""), ["None"]);
    }

    #[test]
    fn no_file_outside_the_project_is_opened() {
        let editor = Editor { project: PathBuf::from("/"), way: Way::Program(Vec::new()) };
        for file in ["../etc/passwd", "/etc/passwd", "etc/../etc/passwd", ""] {
            let at = Spot { file: file.to_owned(), line: 1, column: 1 };
            assert!(editor.path(&at).is_none(), "{file}");
        }
    }
}
