//! `raportti look take`: copies templates of the program into the project, or takes over what it changed in them since.

use std::path::{Path, PathBuf};

use icu::locale::subtags::Language;

use crate::build::Failure;
use crate::cli::{Global, Take};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::files::overlay::TAKEN;
use crate::files::three_way::{self, Names};
use crate::merge::labels;
use crate::merge::taken::{self, Taken};
use crate::merge::tokens::THEME_IN_USE;
use crate::model::text::shortened;
use crate::publish::output;
use crate::typeset::theme_tokens::{self, Change};

use super::own::{Own, name_of, unrecorded};
use super::words;

/// What the project's lines are called at a conflict.
const MINE: &str = "of the project";

/// A template to write; `text` is none if it stays as it is.
struct Taking {
    path: String,
    text: Option<Vec<u8>>,
    conflicts: usize,
    /// Of a theme of a few tokens, which is not merged: those of them that the program has changed.
    tokens: Option<Vec<Change>>,
}

impl Taking {
    fn of(path: String, text: Option<Vec<u8>>) -> Self {
        Self { path, text, conflicts: 0, tokens: None }
    }
}

pub fn run(global: &Global, options: &Take) -> Ended {
    let mut own = Own::to_change(global)?;
    let taking = |file: &String| match () {
        () if options.merge => merged(&own, own.path_of(file)?),
        () if options.keep => kept(&own, own.path_of(file)?),
        () => match Own::new_words(file)? {
            Some((path, language)) => begun(&own, path, language),
            None => copied(&own, own.path_of(file)?),
        },
    };
    let taking = options.files.iter().map(taking).collect::<Result<Vec<_>, _>>()?;
    let built_in = own.templates().built_in.clone();
    for (path, text) in taking.iter().filter_map(|taking| built_in.get_key_value(&taking.path)) {
        own.record.insert(name_of(path).to_owned(), Taken::now(text));
    }
    let record = (own.inputs.project.join(TAKEN), taken::written(&own.record).into_bytes());
    let written = taking.iter().filter_map(|it| Some((own.inputs.project.join(&it.path), it.text.clone()?)));
    let mut written: Vec<(PathBuf, Vec<u8>)> = written.collect();
    // A kill between two files leaves a copy without a record, which the next run makes again, or a text that is merged once more.
    if !own.record.is_empty() {
        written.push(record);
    }
    output::write_all(written.iter().map(|(path, bytes)| (path.clone(), bytes.as_slice())))?;
    written.iter().for_each(|(path, bytes)| json_lines::output(global, path, None, bytes));
    json_lines::summary(global, &[], written.len());
    taking.iter().for_each(|taking| print(global, taking, &own.inputs.project));
    let is_clean = taking.iter().all(|taking| taking.conflicts == 0);
    Ok(if is_clean { Outcome::Fine } else { Outcome::Faulty })
}

fn print(global: &Global, taking: &Taking, project: &Path) {
    let path = terminal::shorten(&project.join(&taking.path)).display().to_string();
    let line = match (&taking.text, taking.conflicts) {
        (None, _) => {
            let why = if taking.tokens.is_some() {
                ": its tokens are laid over the others, with nothing to merge"
            } else {
                ""
            };
            format!("{path}  stays, and stands for the present one of the program{why}")
        }
        (Some(_), 0) => path,
        (Some(_), conflicts) => {
            let them = if conflicts == 1 { "it is" } else { "they are" };
            format!("{path}  {}: {them} marked in the file, with both texts", many(conflicts, "conflict"))
        }
    };
    terminal::print_line(global, &line);
    taking.tokens.iter().flatten().for_each(|token| terminal::print_line(global, &said(token)));
}

/// What the program has changed in a token.
fn said(Change { path, old, new }: &Change) -> String {
    /// The longest value that a line shows, in characters.
    const LONGEST: usize = 80;
    let old = shortened(old, LONGEST);
    match new {
        Some(new) => format!("  the program has changed `{path}` since: {old} → {}", shortened(new, LONGEST)),
        None => format!("  the program has no `{path}` any more; it was {old}"),
    }
}

/// A copy of the program's file; for words, a file to fill in. One that only switches the program's off has nothing to lose.
fn copied(own: &Own, path: String) -> Result<Taking, Failure> {
    let bytes = &own.templates().built_in[&path];
    let text = match labels::language_of(&path) {
        Some(language) => words::to_fill_in(language, &String::from_utf8_lossy(bytes)).into_bytes(),
        None => bytes.clone(),
    };
    let is_off = own.templates().switched_off().any(|off| off == path);
    if own.templates().is_changed(&path) && !is_off && !is_as_taken(own, &path, &text) {
        let name = name_of(&path);
        let failure = Failure::new(format!("`{path}` is there already, and is the project's own"));
        return Err(match labels::language_of(&path) {
            Some(_) => failure.with_hint("write the words that should be others into it"),
            None if !own.record.contains_key(name) => failure
                .with_hint(format!("`raportti look diff --mine {name}` compares it with the program's"))
                .with_hint(format!("`raportti look take --keep {name}` records that it stands for that")),
            None => failure
                .with_hint(format!("`raportti look diff {name}` shows what the program changed since it was taken"))
                .with_hint(format!(
                    "`raportti look take --merge {name}` puts that into it; `--keep` says that it fits"
                )),
        });
    }
    Ok(Taking::of(path, Some(text)))
}

/// Whether nobody has written into a file since it was taken, as after a run that was killed before it recorded what it took.
fn is_as_taken(own: &Own, path: &str, text: &[u8]) -> bool {
    own.templates().own.get(path).is_some_and(|bytes| bytes[..] == *text)
}

/// A file of words for a language that the program has none for.
fn begun(own: &Own, path: String, language: Language) -> Result<Taking, Failure> {
    let english = String::from_utf8_lossy(&own.templates().built_in[&labels::path(labels::SPARE.as_str())]);
    let text = words::to_translate(language, &english).into_bytes();
    if own.templates().own.contains_key(&path) && !is_as_taken(own, &path, &text) {
        return Err(
            Failure::new(format!("`{path}` is there already")).with_hint("write the words that it lacks into it")
        );
    }
    Ok(Taking::of(path, Some(text)))
}

fn must_be_own(own: &Own, path: &str) -> Result<(), Failure> {
    if own.templates().own.contains_key(path) {
        return Ok(());
    }
    let hint = format!("`raportti look take {}` copies it", name_of(path));
    Err(Failure::new(format!("the project has no `{path}`")).with_hint(hint))
}

/// The project's file as it is. One with conflicts fits nothing yet.
fn kept(own: &Own, path: String) -> Result<Taking, Failure> {
    must_be_own(own, &path)?;
    if own.has_conflicts(&path) {
        return Err(unsettled(&path));
    }
    Ok(Taking::of(path, None))
}

fn unsettled(path: &str) -> Failure {
    let name = name_of(path);
    Failure::new(format!("`{path}` has conflicts that are marked and not settled"))
        .with_hint("keep one text of each, and delete the others with the lines of `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`")
        .with_hint(format!("then `raportti look take --keep {name}` says that it fits"))
}

/// The project's file with what the program changed since it was taken.
fn merged(own: &Own, path: String) -> Result<Taking, Failure> {
    must_be_own(own, &path)?;
    if labels::language_of(&path).is_some() {
        let message = format!("`{path}` has only the words that differ: there is nothing to merge");
        return Err(Failure::new(message).with_hint("`--keep` says that its words fit"));
    }
    let name = name_of(&path);
    // What was merged before, and perhaps not recorded since the run was killed, would be merged into its own marks.
    if own.has_conflicts(&path) {
        return Err(unsettled(&path));
    }
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec());
    let Ok(mine) = text(&own.templates().own[&path]) else {
        return Err(Failure::new(format!("`{path}` is not UTF-8")));
    };
    let theirs = String::from_utf8_lossy(&own.templates().built_in[&path]);
    let recorded = own.record.get(name);
    let base = recorded.map_or(&*theirs, |taken| &taken.text);
    if path == THEME_IN_USE && theme_tokens::has_few(&mine, base) {
        let tokens = theme_tokens::changed_since(&mine, base, &theirs);
        return Ok(Taking { tokens: Some(tokens), ..Taking::of(path, None) });
    }
    let Some(taken) = recorded else { return Err(unrecorded(&path)) };
    let [base, now] = taken.programs();
    let names = Names { base: &base, mine: MINE, theirs: &now };
    let merged = three_way::merge(&taken.text, &mine, &theirs, names);
    Ok(Taking { conflicts: merged.conflicts, ..Taking::of(path, Some(merged.text.into_bytes())) })
}
