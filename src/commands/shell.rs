//! `raportti completions` and `raportti man`: completions and manual pages.

use std::path::Path;

use clap_complete::Shell;

use crate::cli::{Arguments, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::publish::output::{self, WriteError};

const PROGRAM: &str = "raportti";

pub fn completions(global: &Global, shell: Shell) -> Ended {
    terminal::require_text_format(global, "completions", None)?;
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command_line(), PROGRAM, &mut script);
    terminal::put(Stream::Output, &Shown::text(&String::from_utf8_lossy(&script)));
    Ok(Outcome::Fine)
}

/// Writes `raportti.1`, and a page for each command below it, such as `raportti-build.1` and `raportti-look-take.1`.
pub fn manual(global: &Global, folder: &Path) -> Ended {
    let mut whole = without_help(Arguments::command_line());
    whole.build();
    let mut pages = Vec::new();
    collect_pages(&whole, &mut pages);
    for page in &pages {
        // `whole.build()` has set it to `raportti-COMMAND` in subcommands.
        let name = page.get_display_name().unwrap_or(page.get_name());
        let path = folder.join(format!("{name}.1"));
        let mut text = Vec::new();
        let rendered = clap_mangen::Man::new((*page).clone()).render(&mut text);
        rendered.map_err(|error| WriteError { path: path.clone(), error })?;
        output::write(&path, &text)?;
        json_lines::output(global, &path, None, &text);
    }
    json_lines::summary(global, &[], pages.len());
    let count = many(pages.len(), "page");
    terminal::print_line(global, &format!("{count} in {}", folder.display()));
    Ok(Outcome::Fine)
}

/// A command without the `help` that clap adds to it and to those below, which would be named as a page of its own.
fn without_help(command: clap::Command) -> clap::Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// A command and all those below it.
fn collect_pages<'c>(command: &'c clap::Command, pages: &mut Vec<&'c clap::Command>) {
    pages.push(command);
    command.get_subcommands().for_each(|below| collect_pages(below, pages));
}
