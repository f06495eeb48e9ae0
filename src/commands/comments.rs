//! `raportti comments FILE.pdf…`: what people marked in PDFs, at its places in today's report.

use crate::build::version::{self, Loaded};
use crate::build::{Failure, commented, find_project};
use crate::cli::{Comments as Options, CommentsForm, Global};
use crate::comments::listing;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::publish::output;

pub fn run(global: &Global, options: &Options) -> Ended {
    let _watchdog = terminal::limit_work(&options.limits);
    let form = terminal::form(global, "comments", options.form)?;
    if form == CommentsForm::Xlsx && options.out.is_none() {
        let hint = "write `--out FILE.xlsx`";
        return Err(Failure::new("a workbook needs the name of a file").with_hint(hint).into());
    }
    let project = find_project(global.project.as_deref())?;
    let today = Loaded::of(version::on_disk(&project)?.source.report);
    let found = commented::read(&options.files, options.from.as_deref(), &today, &project)?;
    terminal::notes(global, &found.notes);
    let (comments, files) = (&found.comments, &today.faults.files);
    let list = match form {
        CommentsForm::Text => Shown::text(&listing::text(comments, files)),
        CommentsForm::Json => Shown::json(&listing::json(comments, files)),
        CommentsForm::Markdown => Shown::text(&listing::markdown(comments, files)),
        CommentsForm::Csv => Shown::table(&listing::csv(comments, files)),
        CommentsForm::Xlsx => Shown::default(),
    };
    match &options.out {
        Some(path) if form == CommentsForm::Xlsx => output::write(path, &listing::workbook(comments, files))?,
        Some(path) => output::write(path, list.as_str().as_bytes())?,
        None => terminal::put(Stream::Output, &list),
    }
    if form == CommentsForm::Text || options.out.is_some() {
        terminal::note(global, &commented::counted(comments));
    }
    Ok(Outcome::Fine)
}
