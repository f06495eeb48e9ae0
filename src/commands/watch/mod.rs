//! `raportti watch`: builds again after each change, and shows the pages in a browser.

pub mod file_events;
mod ending;
mod viewer;
mod outputs;
mod rounds;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::build::watchdog::{Watchdog, WorkLimits};
use crate::build::{Failure, find_project};
use crate::cli::{Global, Watch};
use crate::console::{Ended, printer, terminal};
use crate::preview::{self, Editor, PreviewState};
use crate::publish::strays;
use crate::typeset::timings;

use file_events::FileEvents;
use outputs::Outputs;
use rounds::Rounds;
use viewer::Viewer;

/// How soon to read a project again that could not be read.
const RETRY: Duration = Duration::from_millis(300);

pub fn run(global: &Global, options: &Watch) -> Ended {
    printer::start();
    let outcome = watch(global, options);
    printer::stop();
    outcome
}

fn watch(global: &Global, options: &Watch) -> Ended {
    if options.timings.is_some() {
        timings::start();
    }
    let project = absolute(&find_project(global.project.as_deref())?);
    let folder = options.out.as_deref().map_or_else(|| project.join("build"), absolute);
    // Watching starts before the first reading, so that no change is missed.
    let mut events = FileEvents::of(&project, &folder, options.poll);
    strays::remove(&folder);
    ending::end_cleanly()?;
    let serve = || -> Result<(Arc<PreviewState>, String), Failure> {
        let state = Arc::new(PreviewState::default());
        let editor = Editor::new(options.editor.as_deref(), &project);
        let address = preview::serve(state.clone(), editor, options.port)?;
        Ok((state, address))
    };
    let preview = options.serves().then(serve).transpose()?;
    terminal::print_line(global, &format!("watching `{}`; Ctrl-C ends", project.display()));
    if let Some((_, address)) = &preview {
        terminal::print_line(global, &format!("preview: {address}"));
        if options.open {
            opener::open_browser(address).map_err(|error| Failure::not_opened(address, error))?;
        }
    }
    let viewer = Viewer(preview.as_ref().map(|(state, _)| &**state));
    let mut rounds = Rounds::new(global, options, project, Outputs::new(folder), viewer);
    let limits = WorkLimits::own(options.limits.time_limit, options.limits.memory_limit);
    let watchdog = Watchdog::start(limits, ending::end_on_excess);
    loop {
        terminal::check_output_written()?;
        watchdog.resume();
        let was_read = rounds.run(&mut events);
        watchdog.pause();
        let mut patience = if was_read? { Duration::MAX } else { RETRY };
        let rest = rounds.until_idle();
        if !rest.is_zero() || !events.none_pending() {
            patience = patience.min(rest);
        } else if let Err(failure) = rounds.use_idle_time(&mut events) {
            terminal::note(global, &failure.to_string());
        }
        events.wait(patience);
    }
}

/// The absolute path, with links resolved where possible.
fn absolute(path: &Path) -> PathBuf {
    path.canonicalize().or_else(|_| std::path::absolute(path)).unwrap_or_else(|_| path.to_owned())
}
