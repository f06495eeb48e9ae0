//! `raportti look diff`: what the program changed in templates since they were taken from it, or what the project changed in them.

use serde_json::json;
use similar::{ChangeTag, TextDiff};

use crate::build::Failure;
use crate::cli::{Diff, Global, LookForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream, Style};
use crate::merge::labels;

use super::own::{Own, name_of, unrecorded};
use super::words;

/// This many unchanged lines are shown on each side of a change.
const CONTEXT: usize = 3;

/// Two texts of a template.
struct Compared {
    path: String,
    /// The version that the file was taken from, if that is recorded.
    version: Option<String>,
    /// What the texts are called.
    names: [String; 2],
    old: String,
    new: String,
}

pub fn run(global: &Global, options: &Diff) -> Ended {
    let form = terminal::form(global, "look diff", options.form)?;
    let own = Own::read(global)?;
    let compared = compared(&own, options)?;
    if form == LookForm::Json {
        let listed = compared.iter().map(|it| {
            json!({
                "path": it.path,
                "taken_from": it.version,
                "changed": it.old != it.new,
                "diff": unified(it).into_iter().map(|(_, line)| line + "\n").collect::<String>(),
            })
        });
        terminal::put(Stream::Output, &Shown::json(&format!("{:#}\n", json!({ "files": listed.collect::<Vec<_>>() }))));
        return Ok(Outcome::Fine);
    }
    let coloured = terminal::shows_colours(global.color, Stream::Output);
    let mark: fn(Style, &str) -> Shown = if coloured { Shown::styled } else { |_, text| Shown::line(text) };
    let changed: Vec<&Compared> = compared.iter().filter(|it| it.old != it.new).collect();
    for (number, it) in changed.iter().enumerate() {
        if number > 0 {
            terminal::put(Stream::Output, &Shown::default().ended());
        }
        let [from, to] = &it.names;
        let title = format!("{}: {from} → {to}", it.path);
        terminal::put(Stream::Output, &mark(Style::Strong, &title).ended());
        for (tag, line) in unified(it) {
            let shown = match tag {
                ChangeTag::Equal => Shown::line(&line),
                ChangeTag::Insert => mark(Style::Added, &line),
                ChangeTag::Delete => mark(Style::Removed, &line),
            };
            terminal::put(Stream::Output, &shown.ended());
        }
    }
    if changed.is_empty() {
        let whose = if options.mine { "the project has" } else { "the program has" };
        terminal::print_line(global, &format!("{whose} changed nothing in what was taken"));
    }
    Ok(Outcome::Fine)
}

/// The texts of the named files, or of all that were taken. Fails if it is not recorded which text one was taken from.
fn compared(own: &Own, options: &Diff) -> Result<Vec<Compared>, Failure> {
    let look = own.templates();
    let paths = if options.files.is_empty() {
        let changed = look.own.keys().filter(|path| look.is_changed(path) && look.built_in.contains_key(*path));
        let known = changed.filter(|path| options.mine || own.record.contains_key(name_of(path)));
        known.cloned().collect()
    } else {
        options.files.iter().map(|file| own.path_of(file)).collect::<Result<Vec<_>, _>>()?
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let compare = |path: String| {
        let taken = own.record.get(name_of(&path));
        let now = text(&look.built_in[&path]);
        let Some(mine) = look.own.get(&path) else {
            let hint = format!("`raportti look take {}` copies it", name_of(&path));
            return Err(Failure::new(format!("the project has no `{path}`")).with_hint(hint));
        };
        let version = taken.map(|taken| taken.version.clone());
        let names = match taken {
            Some(taken) if !options.mine => taken.programs(),
            Some(taken) => [format!("raportti {}", taken.version), "the project".to_owned()],
            None => ["the program".to_owned(), "the project".to_owned()],
        };
        // A file of words has only those that differ, so a comparison of the lines would take all others out.
        if options.mine && labels::language_of(&path).is_some() {
            let of_program = taken.map_or(now, |taken| taken.text.clone());
            let (old, new) = words::differing(&of_program, &text(mine));
            return Ok(Compared { path, version, names, old, new });
        }
        let (old, new) = match (taken, options.mine) {
            (Some(taken), false) => (taken.text.clone(), now),
            (Some(taken), true) => (taken.text.clone(), text(mine)),
            (None, true) => (now, text(mine)),
            (None, false) => {
                return Err(unrecorded(&path)
                    .with_hint(format!("`raportti look diff --mine {}` compares it with that", name_of(&path))));
            }
        };
        Ok(Compared { path, version, names, old, new })
    };
    paths.into_iter().map(compare).collect()
}

/// The changed lines with those around them, as `diff -u` prints them.
fn unified(compared: &Compared) -> Vec<(ChangeTag, String)> {
    let diff = TextDiff::from_lines(&compared.old, &compared.new);
    let mut lines = Vec::new();
    for group in diff.grouped_ops(CONTEXT) {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let part = |start: usize, end: usize| format!("{},{}", start + 1, end - start);
        let old = part(first.old_range().start, last.old_range().end);
        let new = part(first.new_range().start, last.new_range().end);
        lines.push((ChangeTag::Equal, format!("@@ -{old} +{new} @@")));
        for change in group.iter().flat_map(|operation| diff.iter_changes(operation)) {
            lines.push((change.tag(), format!("{}{}", change.tag(), change.value().trim_end_matches(['\n', '\r']))));
        }
    }
    lines
}
