//! `raportti release`: everything that is published of one version, as one folder, whole or not at all.

mod earlier;
pub mod making;
mod refusals;
mod repository;

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use crate::cli::{Global, Release};
use crate::diagnostics::diagnostic::{any_error, tidy};
use crate::files::read::Tree;
use crate::model::load;
use crate::model::load::Model;
use crate::publish::{folder, strays};
use crate::rules::permanence;

use super::limits::{Limits, Watchdog};
use super::pipeline::{self, Checked, Inputs, Merged};
use super::progress::Progress;
use super::{Failure, Outcome, build, made, since, terminal};

pub use earlier::Earlier;

pub fn run(global: &Global, options: &Release) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let watchdog = Watchdog::start(Limits::own(&options.limits), std::process::exit);
    let inputs = Inputs::read(global)?;
    let releases = options.out.clone().unwrap_or_else(|| inputs.project.join("dist"));
    let mut inputs = inputs.without_outputs(&releases);
    strays::remove(&releases);
    // A release has nothing to excuse: what is left of warnings is what the report allows with a reason.
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, true);
    let mut ready = ready.ok();
    let model = load::load(&inputs.report, &mut files, &mut Vec::new());
    let Some(report) = model.as_ref().and_then(Model::report) else {
        terminal::print_faults(&diagnostics, &files, global);
        made::summary(global, &diagnostics, 0);
        return Ok(Outcome::Faults);
    };
    let name = format!("{}-{}", report.id().value, report.version().value);
    let target = releases.join(&name);
    let git = repository::look(&inputs, &format!("v{}", report.version().value)).map_err(Failure::Git)?;
    let newest = earlier::newest(&releases, &report.id().value);
    let earlier = match (&options.since, &newest) {
        (Some(named), _) => Some(earlier::find(named, &inputs.project)?),
        (None, Some((_, folder))) if *folder != target => Some(earlier::read(folder)?),
        (None, _) => None,
    };
    diagnostics.extend(refusals::of(report, &target, newest.as_ref().map(|(version, _)| version), git.as_ref()));

    // An address that was published leads somewhere for good.
    let published = earlier.as_ref().and_then(|earlier| permanence::Earlier::read(&earlier.report));
    if let (Some(published), Some(ready)) = (&published, &ready) {
        permanence::check(published, &ready.graph, &mut diagnostics);
    }

    if let (Some(earlier), Some(ready)) = (&earlier, &mut ready) {
        inputs.since = Some(Arc::new(earlier.report.clone()));
        since::merge(&earlier.version, &inputs, ready, &mut files, &mut diagnostics)?;
    }
    let made = ready.as_ref().and_then(|ready| {
        let merged: Vec<&Merged> = ready.merged.iter().collect();
        let progress = Progress::new(global, &merged);
        let circumstances = making::Circumstances {
            tool: making::this_program(),
            commit: git.as_ref().and_then(|git| git.commit.clone()),
            earlier: earlier.as_ref(),
        };
        let made = making::make((&inputs, ready, &policy), circumstances, &mut files, &mut diagnostics, &progress);
        progress.finish();
        made
    });
    watchdog.rest();
    tidy(&mut diagnostics);
    terminal::print_faults(&diagnostics, &files, global);
    let Some(files) = made.filter(|_| !any_error(&diagnostics)) else {
        terminal::tell(global, "nothing is released");
        made::summary(global, &diagnostics, 0);
        return Ok(Outcome::Faults);
    };
    folder::write(&target, &files)?;
    if git.is_none() {
        terminal::note(global, "the project is in no git repository, so the release names no commit");
    }
    tell(global, &target, &files, earlier.as_ref(), start);
    tell_next(global, &target, inputs.travelling().embeds);
    made::outputs(global, &build::shorten(&target), &files);
    made::summary(global, &diagnostics, files.len());
    Ok(Outcome::Fine)
}

/// What was released, and what to do with it.
fn tell(global: &Global, target: &Path, made: &Tree, earlier: Option<&Earlier>, start: Instant) {
    let shown = build::shorten(target);
    for (path, bytes) in made.iter().filter(|(path, _)| !path.contains('/')) {
        terminal::tell(global, &format!("{}  {}", shown.join(path).display(), terminal::size(bytes.len())));
    }
    for folder in ["data", "source"] {
        let inside = made.keys().filter(|path| path.starts_with(&format!("{folder}/"))).count();
        terminal::tell(global, &format!("{}  {}", shown.join(folder).display(), terminal::many(inside, "file")));
    }
    let since = match earlier {
        Some(earlier) => format!(", changes since {}", earlier.version),
        None => ", no earlier release".to_owned(),
    };
    let time = start.elapsed().as_secs_f64();
    terminal::tell(global, &format!("{} in {time:.1} s{since}", terminal::many(made.len(), "file")));
}

/// What to do with a release.
fn tell_next(global: &Global, target: &Path, embeds: bool) {
    let shown = build::shorten(target);
    let shown = shown.display();
    if embeds {
        let line = format!("publish the whole folder `{shown}`, with the text of `announcement.*.md`");
        terminal::tell_apart(global, &line);
        terminal::tell(global, &format!("anybody can check it: raportti verify {shown}"));
    } else {
        let line = format!("publish the PDFs and the data of `{shown}`, and keep `source` at home: no PDF carries it");
        terminal::tell_apart(global, &line);
        terminal::tell(global, &format!("whoever has it can check a PDF: raportti verify FILE.pdf --source {shown}"));
    }
}
