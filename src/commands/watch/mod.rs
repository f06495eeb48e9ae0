//! `raportti watch`: sets the report again after each change, and shows it in a browser.

mod changes;
mod desk;
mod editor;
mod ending;
mod items;
mod patience;
mod viewer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::cli::{Global, Watch};
use crate::preview::{Board, Server};
use crate::publish::strays;
use crate::typeset::timings;

use super::limits::{Limits, Watchdog};
use super::{Failure, Outcome, asked, printer, terminal};
use changes::Changes;
use desk::Desk;
use editor::Editor;

/// How soon a project that could not be read is tried again.
const RETRY: Duration = Duration::from_millis(300);

pub fn run(global: &Global, options: &Watch) -> Result<Outcome, Failure> {
    printer::start();
    let outcome = watch(global, options);
    printer::stop();
    outcome
}

fn watch(global: &Global, options: &Watch) -> Result<Outcome, Failure> {
    if options.timings.is_some() {
        timings::start();
    }
    let project = whole(&asked::find_project(global)?);
    let folder = options.out.as_deref().map_or_else(|| project.join("build"), whole);
    // Watching begins before the first reading, so that no change falls in between.
    let mut changes = Changes::of(&project, &folder, options.poll);
    strays::remove(&folder);
    ending::end_cleanly().map_err(|error| Failure::Watch(error.to_string()))?;
    let editor = Editor::new(options.editor.as_deref(), &project);
    let preview = if options.serves() {
        let board = Arc::new(Board::default());
        let server = Server::start(board.clone(), Box::new(editor), options.port);
        Some((board, server.map_err(|error| Failure::Watch(error.to_string()))?))
    } else {
        None
    };
    if let Some(words) = changes.trouble() {
        terminal::note(global, &words);
    }
    terminal::tell(global, &format!("watching `{}`; Ctrl-C ends", project.display()));
    if let Some((_, server)) = &preview {
        terminal::tell(global, &format!("preview: {}", server.address()));
        if options.open {
            let open = opener::open_browser(server.address());
            open.map_err(|error| Failure::Open { path: server.address().into(), reason: error.to_string() })?;
        }
    }
    let board = preview.as_ref().map(|(board, _)| &**board);
    let mut desk = Desk::new(global, options, project, folder, board);
    let watchdog = Watchdog::start(Limits::own(&options.limits), ending::end);
    loop {
        if let Some(error) = terminal::lost() {
            return Err(Failure::Output(error));
        }
        watchdog.begin();
        let looked = desk.look(&mut changes);
        watchdog.rest();
        let mut patience = if looked? { None } else { Some(RETRY) };
        if let Some(rest) = desk.until_leisure() {
            if rest.is_zero() && changes.none_waits() {
                if let Err(failure) = desk.use_leisure(&mut changes) {
                    terminal::note(global, &failure.to_string());
                }
            } else {
                patience = Some(patience.map_or(rest, |retry| retry.min(rest)));
            }
        }
        changes.wait(patience);
    }
}

/// The path from the root, without links where that can be told.
fn whole(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}
