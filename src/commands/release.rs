//! `raportti release`: the folder of a version to publish, whole or not at all.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use crate::build::release::repository::{self, Repository};
use crate::build::release::{self, refusals};
use crate::build::version::{self, Loaded};
use crate::build::{Checked, Failure, Inputs, Merged, changes_edition, check};
use crate::cli::{Global, Release};
use crate::console::{Ended, Outcome, Progress, json_lines, terminal};
use crate::diagnostics::{count::size, many};
use crate::files::{Source, Tree};
use crate::model::{Model, load, typed::Report};
use crate::publish::{folder, release::Tool, strays};
use crate::rules::permanence;

pub fn run(global: &Global, options: &Release) -> Ended {
    let start = Instant::now();
    let watchdog = terminal::limit_work(&options.limits);
    let mut inputs = Inputs::read(global.project.as_deref())?;
    inputs.anonymous = options.anonymous;
    let releases = options.out.clone().unwrap_or_else(|| inputs.project.join("dist"));
    if inputs.reads_from(&releases) {
        let message = format!("a release in `{}` would be a part of the report", releases.display());
        let hint = "name a folder outside of `report/`, `templates/` and `fonts/`, such as `--out dist`";
        return Err(Failure::new(message).with_hint(hint).into());
    }
    let inputs = inputs.without_outputs(&releases);
    strays::remove(&releases);
    // Warnings stop a release, unless the report allows them with a reason.
    let mut checked = check(&inputs, true);
    let model = load::load(&inputs.report, &mut checked.faults.files, &mut Vec::new());
    let Some(report) = model.as_ref().and_then(Model::report) else { return Err(checked.faults.into()) };
    let past = Past::of(report, &releases, options, &inputs)?;
    let shown = terminal::shorten(&past.target);
    checked.faults.diagnostics.extend(refusals::of(report, (&past.target, &shown), past.newest, past.git.as_ref()));
    let made = make(global, &mut checked, &past)?;
    watchdog.pause();
    let mut faults = checked.faults;
    faults.tidy();
    terminal::print_faults(&faults, global);
    let Some(files) = made.filter(|_| !faults.any_error()) else {
        terminal::print_line(global, "nothing is released");
        json_lines::summary(global, &faults.diagnostics, 0);
        return Ok(Outcome::Faulty);
    };
    folder::write(&past.target, &files, "manifest.json")?;
    if past.git.is_none() {
        terminal::note(global, "the project is not in a git repository, so the release names no commit");
    }
    print_files(global, &shown, &files, past.since(), start);
    print_next_steps(global, &shown, inputs.payload().embeds);
    json_lines::folder(global, &shown, &files, &faults.diagnostics);
    Ok(Outcome::Fine)
}

/// Earlier releases, and the state of the repository.
struct Past {
    /// The folder of this release.
    target: PathBuf,
    git: Option<Repository>,
    /// The numbers of the newest version in the folder of releases.
    newest: Option<[u32; 3]>,
    /// The release that this one is compared with. Its version can be read.
    earlier: Option<Arc<Loaded>>,
}

impl Past {
    fn of(report: Report, releases: &Path, options: &Release, inputs: &Inputs) -> Result<Self, Failure> {
        let (id, version) = (&report.id().value, &report.version().value);
        let target = releases.join(format!("{id}-{version}"));
        let git = repository::inspect(inputs, &format!("v{version}"))
            .map_err(|reason| Failure::new(format!("cannot read the git repository: {reason}")))?;
        let newest = release::newest(releases, id);
        let read = |folder: &Path, source: Source| {
            let earlier = Some(Loaded::of(source.report)).filter(|earlier| earlier.number().is_some());
            earlier.map(Arc::new).ok_or_else(|| Failure::unreadable_version(folder.display()))
        };
        let earlier = match (&options.since, &newest) {
            (Some(named), _) => Some(read(Path::new(named), version::find(named, &inputs.project)?.source)?),
            (None, Some((_, folder))) if *folder != target => Some(read(folder, version::of_folder(folder)?)?),
            (None, _) => None,
        };
        Ok(Self { target, git, newest: newest.map(|(numbers, _)| numbers), earlier })
    }

    /// The version of the earlier release.
    fn since(&self) -> Option<&str> {
        self.earlier.as_ref()?.number()
    }
}

/// Every file of the release; `None` if the report has an error.
fn make(global: &Global, Checked { faults, ready }: &mut Checked, past: &Past) -> Result<Option<Tree>, Failure> {
    let Some(ready) = ready else { return Ok(None) };
    ready.inputs.since.clone_from(&past.earlier);
    // Published ids are permanent.
    if let Some(published) = past.earlier.as_ref().and_then(|earlier| earlier.model.as_ref()) {
        permanence::check(&permanence::Earlier::of(published), &ready.graph, &mut faults.diagnostics);
    }
    changes_edition::merge(past.since().unwrap_or_default(), ready, faults)?;
    let merged: Vec<&Merged> = ready.merged.iter().collect();
    let progress = Progress::new(global, &merged);
    let commit = past.git.as_ref().and_then(|git| git.commit.clone());
    let made = release::make(ready, Tool::this(), commit, faults, &progress);
    progress.finish();
    Ok(made)
}

fn print_files(global: &Global, shown: &Path, made: &Tree, since: Option<&str>, start: Instant) {
    for (path, bytes) in made.iter().filter(|(path, _)| !path.contains('/')) {
        terminal::print_line(global, &format!("{}  {}", shown.join(path).display(), size(bytes.len())));
    }
    for folder in ["data", "source"] {
        let inside = made.keys().filter(|path| path.starts_with(&format!("{folder}/"))).count();
        terminal::print_line(global, &format!("{}  {}", shown.join(folder).display(), many(inside, "file")));
    }
    let since = since.map_or(", no earlier release".to_owned(), |since| format!(", changes since {since}"));
    let time = start.elapsed().as_secs_f64();
    terminal::print_line(global, &format!("{} in {time:.1} s{since}", many(made.len(), "file")));
}

fn print_next_steps(global: &Global, shown: &Path, embeds: bool) {
    let shown = shown.display();
    if embeds {
        let line = format!("publish the whole folder `{shown}`, with the text of `announcement.*.md`");
        terminal::print_paragraph(global, &line);
        terminal::print_line(global, &format!("anyone can check it: raportti verify {shown}"));
    } else {
        let line = format!("publish the PDFs and the data of `{shown}`, but not `source`: no PDF carries it");
        terminal::print_paragraph(global, &line);
        terminal::print_line(global, &format!("with `source`, check a PDF: raportti verify FILE.pdf --source {shown}"));
    }
}
