//! Opens a place in the user's editor.

use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

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

/// A place in a written file, for people and editors: line and column from 1.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Spot {
    /// Relative to the project.
    pub file: String,
    pub line: usize,
    pub column: usize,
}

/// A way to open a place: filled in, or with the words `{file}`, `{line}` and `{column}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// An address for the browser to open.
    Address(String),
    /// A program and its arguments.
    Program(String, Vec<String>),
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

    /// How a place is opened. Fails with a message if it cannot be opened: only files of the project are.
    pub fn way(&self, at: &Spot) -> Result<Way, String> {
        let inner = Path::new(&at.file);
        let path = self.project.join(inner);
        if !inner.components().all(|component| matches!(component, Component::Normal(_))) || !path.is_file() {
            return Err(format!("there is no `{}`", at.file));
        }
        // `{file}` is replaced last, because the name of a file may contain `{line}`.
        let filled = |words: &str, file: &str| {
            let words = words.replace("{line}", &at.line.to_string()).replace("{column}", &at.column.to_string());
            words.replace("{file}", file)
        };
        match &self.way {
            Way::Address(address) => {
                let url = url::Url::from_file_path(&path)
                    .map_err(|()| format!("the path of `{}` is not absolute", at.file))?;
                Ok(Way::Address(filled(address, &encoded_path(url.path()))))
            }
            Way::Program(program, arguments) => {
                let path = path.to_str().ok_or_else(|| format!("the path of `{}` is not UTF-8", at.file))?;
                let arguments = arguments.iter().map(|argument| filled(argument, path));
                Ok(Way::Program(program.clone(), arguments.collect()))
            }
        }
    }

    /// Opens a place, or returns the address for the browser to open. Fails with a message if it cannot be opened.
    pub fn open(&self, at: &Spot) -> Result<Option<String>, String> {
        let (program, arguments) = match self.way(at)? {
            Way::Address(address) => return Ok(Some(address)),
            Way::Program(program, arguments) => (program, arguments),
        };
        let mut command = Command::new(&program);
        command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| format!("`{program}` does not start: {error}"))?;
        // Waiting for its end prevents a zombie process.
        thread::spawn_free(move || child.wait());
        Ok(None)
    }
}

/// Percent-encodes a path so that it can stand anywhere in a URL.
fn encoded_path(path: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/%-._~:".contains(c);
    path.chars().map(|c| if is_plain(c) { c.to_string() } else { format!("%{:02X}", u32::from(c)) }).collect()
}

/// The way that an option or `$VISUAL` describes: an address, a command with `{file}`, or the name of a known editor.
fn way(words: &str) -> Option<Way> {
    if words.contains("{file}") && words.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme)) {
        return Some(Way::Address(words.to_owned()));
    }
    let mut split = words.split_whitespace().map(str::to_owned);
    let program = split.next()?;
    let mut arguments: Vec<String> = split.collect();
    if !words.contains("{file}") {
        let name = Path::new(&program).file_stem()?.to_str()?;
        let (_, of_place) = KNOWN.iter().find(|(names, _)| names.contains(&name))?;
        arguments.extend(of_place.iter().map(|word| (*word).to_owned()));
    }
    Some(Way::Program(program, arguments))
}

fn is_scheme(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_lowercase())
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-.".contains(c))
}
