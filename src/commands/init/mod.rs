//! `raportti init`: writes a small complete report.

mod starter;

use std::io::ErrorKind;
use std::path::Path;

use icu::locale::subtags::Language;

use crate::bounds::text::LARGEST_IGNORE;
use crate::build::Failure;
use crate::cli::{Global, Init, Starter};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::Files;
use crate::files::Tree;
use crate::files::read::{self, ReadError};
use crate::graph::schema::Context;
use crate::model::{languages, load};
use crate::publish::{folder, output, schemas};

/// Files that may already be in the folder begin with these words, in any case, or are hidden.
const ALLOWED_BESIDE: [&str; 8] =
    ["readme", "license", "licence", "copying", "contributing", "changelog", "codeowners", "notice"];

/// Written last, since this folder makes the whole a project.
const REPORT: &str = "report";

const IGNORE: &str = ".gitignore";

/// For `.gitignore`: outputs, and leftovers of killed runs.
const IGNORED: [&str; 4] = ["/build/", "/dist/", "/.raportti/", ".raportti-*"];

pub fn run(global: &Global, options: &Init) -> Ended {
    let target = options.folder.as_path();
    let languages = languages(&options.lang)?;
    if target.is_dir() && folder::finish(target)? {
        print_next_steps(global, target);
        return Ok(Outcome::Fine);
    }
    let mut tree = files(options.starter, &languages);
    if folder::is_new(target) {
        tree.insert(IGNORE.to_owned(), lines(&IGNORED).into_bytes());
        folder::write(target, &tree, REPORT)?;
    } else {
        let names = in_the_way(target, &tree);
        if !names.is_empty() {
            let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            let hint = "name a new folder, or move these away: only `.git`, `README`, `LICENSE` and settings of editors may be \
                        there";
            let message = format!("the folder `{}` already has {}", target.display(), names.join(", "));
            return Err(Failure::new(message).with_hint(hint).into());
        }
        let ignored = ignored(target)?;
        folder::write_into(target, &tree, REPORT)?;
        if let Some((bytes, added)) = ignored {
            output::write(&target.join(IGNORE), &bytes)?;
            terminal::print_line(global, &format!("added to {IGNORE}: {}", added.join(", ")));
        }
    }
    json_lines::folder(global, target, &tree, &[]);
    print_next_steps(global, target);
    Ok(Outcome::Fine)
}

/// The languages of a new report, each once. Fails for one that is not built in.
fn languages(asked: &[String]) -> Result<Vec<&'static str>, Failure> {
    let mut named = Vec::new();
    for language in asked.iter().map(|language| language.trim()) {
        let built_in = || languages::BUILT_IN.iter().map(Language::as_str);
        let Some(known) = built_in().find(|known| known.eq_ignore_ascii_case(language)) else {
            let built_in: Vec<String> = built_in().map(|language| format!("`{language}`")).collect();
            if languages::is_right_to_left(language) {
                let message = format!("`{language}` is written from right to left, which reports cannot be yet");
                return Err(Failure::new(message).with_hint(format!("built in are {}", built_in.join(", "))));
            }
            let message = format!("`{language}` is not built in; built in are {}", built_in.join(", "));
            let file = if languages::is_written_as_one(language) { language } else { "LANGUAGE" };
            let hint = format!(
                "start in one of these, and then add the other language to `languages`: `raportti look take labels/{file}.toml` writes \
                 the file of words that it needs"
            );
            return Err(Failure::new(message).with_hint(hint));
        };
        if !named.contains(&known) {
            named.push(known);
        }
    }
    Ok(named)
}

/// The files of a new project.
fn files(starter: Starter, languages: &[&str]) -> Tree {
    let mut tree = starter::report(starter.name(), languages);
    let model = load::load(&tree, &mut Files::default(), &mut Vec::new()).expect("a starter has no fault");
    let context = Context::of(&model);
    let schemas = schemas::files(&context).into_iter();
    tree.extend(schemas.map(|(name, bytes)| (format!("{}/{name}", schemas::FOLDER), bytes)));
    for editor in schemas::Editor::ALL {
        let settings = editor.settings(&context, None).expect("new settings are TOML");
        tree.insert(editor.names()[0].to_owned(), settings.into_bytes());
    }
    tree
}

/// The names in a folder that a fresh repository does not have, or that a new project would overwrite.
fn in_the_way(folder: &Path, tree: &Tree) -> Vec<String> {
    let written = |name: &str| tree.keys().any(|path| path.split('/').next() == Some(name));
    let is_beside =
        |name: &str| name.starts_with('.') || ALLOWED_BESIDE.iter().any(|word| name.to_lowercase().starts_with(word));
    let entries = std::fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.filter(|name| written(name) || !is_beside(name)).collect();
    names.sort_unstable();
    names
}

/// The bytes of a `.gitignore`, and the lines that were added to it.
type Ignored = (Vec<u8>, Vec<&'static str>);

/// The `.gitignore` of a folder with missing lines added; `None` if none is missing.
fn ignored(folder: &Path) -> Result<Option<Ignored>, Failure> {
    let path = folder.join(IGNORE);
    let mut bytes = match read::file(&path, LARGEST_IGNORE) {
        Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
        read => read.map_err(|error| ReadError { path, error })?,
    };
    let old = String::from_utf8_lossy(&bytes).into_owned();
    let plain = |line: &str| line.trim().trim_matches('/').to_owned();
    let has = |wanted: &str| old.lines().any(|line| plain(line) == plain(wanted));
    let added: Vec<&'static str> = IGNORED.into_iter().filter(|line| !has(line)).collect();
    if !old.is_empty() && !old.ends_with('\n') {
        bytes.push(b'\n');
    }
    bytes.extend(lines(&added).bytes());
    Ok((!added.is_empty()).then_some((bytes, added)))
}

fn lines(lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn print_next_steps(global: &Global, target: &Path) {
    let folder = target.display();
    let at = |name: &str| target.join(name).display().to_string();
    terminal::print_line(global, &format!("{}  facts and prose: start with report.toml", at(REPORT)));
    terminal::print_line(global, "the look comes from the program; `raportti look` says how to change it");
    let change = if folder.to_string() == "." { String::new() } else { format!("cd {folder} && ") };
    terminal::print_paragraph(global, &format!("next: {change}raportti build"));
}
