//! `raportti look`: what of the look is the project's own, and what the program changed since that was taken from it.

mod tones;
mod words;
mod own;
mod adopt;
mod diff;
mod take;

use serde_json::json;

use crate::cli::{Global, Look, LookCommand, LookForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::files::{Overlay, builtin};

use own::{File, Own, State, name_of};

pub fn run(global: &Global, options: &Look) -> Ended {
    match &options.what {
        Some(LookCommand::Take(options)) => take::run(global, options),
        Some(LookCommand::Diff(options)) => diff::run(global, options),
        Some(LookCommand::Adopt(options)) => adopt::run(global, options),
        None => list(global, options),
    }
}

/// Lists the files of the project's own look.
fn list(global: &Global, options: &Look) -> Ended {
    let form = terminal::form(global, "look", options.form)?;
    let own = Own::read(global)?;
    let files = own.files();
    if form == LookForm::Json {
        let listed = files.iter().map(|file| {
            json!({
                "path": file.path,
                "state": file.state.key(),
                "taken_from": file.taken.map(|(version, format)| json!({ "version": version, "format": format })),
                "changed_since": file.has_moved_on,
            })
        });
        let files: Vec<_> = listed.collect();
        let result = json!({ "files": files, "tones": tones::json(&own.inputs) });
        terminal::put(Stream::Output, &Shown::json(&format!("{result:#}\n")));
        return Ok(Outcome::Fine);
    }
    let width = files.iter().map(|file| file.path.chars().count()).max().unwrap_or_default();
    let states = files.iter().map(|file| file.state.said().chars().count()).max().unwrap_or_default();
    for file in &files {
        let line = format!("{:width$}  {:states$}  {}", file.path, file.state.said(), origin(file));
        terminal::print_line(global, line.trim_end());
    }
    let of_program = |folder: &Overlay| folder.built_in.keys().filter(|path| !folder.is_changed(path)).count();
    let (templates, fonts) = (of_program(&own.inputs.templates), of_program(&own.inputs.fonts));
    let rest = format!("{} and {} come from the program", many(templates, "template"), many(fonts, "font file"));
    if files.is_empty() {
        terminal::print_line(global, &format!("nothing is the project's own: {rest}"));
    } else {
        terminal::print_paragraph(global, &rest);
    }
    if builtin::is_source(&own.inputs.project) {
        terminal::print_line(
            global,
            "this folder is the source of raportti: its templates and fonts are those of the program",
        );
    } else if !options.all {
        terminal::print_line(
            global,
            "`raportti look --all` lists them; `raportti look take FILE` copies one to change it",
        );
    }
    tones::lines(&own.inputs).iter().for_each(|line| terminal::print_line(global, line));
    if options.all {
        list_built_in(global, &own);
    }
    Ok(Outcome::Fine)
}

/// Where a file came from, in words.
fn origin(file: &File) -> String {
    let since = if file.has_moved_on { ", which the program has changed since" } else { "" };
    match (file.state, file.taken) {
        (_, Some((version, format))) => format!("from raportti {version}, format {format}{since}"),
        (State::Changed, None) => "it is not recorded from which version".to_owned(),
        _ => String::new(),
    }
}

/// Lists the templates of the program, each with the line that says what it defines.
fn list_built_in(global: &Global, own: &Own) {
    let templates = &own.templates().built_in;
    let width = templates.keys().map(|path| name_of(path).chars().count()).max().unwrap_or_default();
    terminal::print_line(global, "");
    for (path, bytes) in templates.iter() {
        let text = String::from_utf8_lossy(bytes);
        let first = text.lines().next().unwrap_or_default();
        let first = first
            .trim_start_matches(['/', '#', '{', '<', '!', '-', '?', ' '])
            .trim_end_matches(['#', '}', '-', '>', ' ']);
        let line = format!("{:width$}  {first}", name_of(path));
        terminal::print_line(global, line.trim_end());
    }
}
