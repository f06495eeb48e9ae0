//! `raportti comments FILE.pdf…`: what people marked in PDFs, at its places in today's report.

use std::path::Path;

use crate::build::version::{self, Loaded};
use crate::build::{Failure, commented, find_project};
use crate::cli::{Comments as Options, CommentsForm, Global};
use crate::comments::{kept, listing, told::Told};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::visible;
use crate::edits;
use crate::files::Tree;
use crate::publish::{output, saved};

pub fn run(global: &Global, options: &Options) -> Ended {
    let _watchdog = terminal::limit_work(&options.limits);
    let form = terminal::form(global, "comments", options.form)?;
    if form == CommentsForm::Xlsx && options.out.is_none() {
        let hint = "write `--out FILE.xlsx`";
        return Err(Failure::new("a workbook needs the name of a file").with_hint(hint).into());
    }
    let project = find_project(global.project.as_deref())?;
    let tree = version::on_disk(&project)?.source.report;
    let today = Loaded::of(tree.clone());
    let found = commented::read(&options.files, options.from.as_deref(), &today, &project)?;
    terminal::notes(global, &found.notes);
    let (comments, files) = (&found.comments, &today.faults.files);
    if let Some(name) = &options.save {
        save(global, (&project, &tree), name, comments)?;
        // The list is in the file, unless another one is asked for.
        if options.form.is_none() && options.out.is_none() {
            return Ok(Outcome::Fine);
        }
    }
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

/// Saves the comments that no file of `report/comments/` has.
fn save(global: &Global, (project, tree): (&Path, &Tree), name: &str, comments: &[Told]) -> Result<(), Failure> {
    if name.ends_with(".pdf") {
        let hint = format!("name the file to save in: `--save reviewers {name}`; or write `--save` at the end");
        return Err(
            Failure::new(format!("`--save {name}` would make `{name}` the name of the comments")).with_hint(hint)
        );
    }
    let (edit, added) = edits::comments::save(&kept::to_save(comments), name, tree)?;
    saved::save(project, &edit)?;
    edit.written.keys().for_each(|path| terminal::print_line(global, &format!("changed  {}", visible::line(path))));
    let replies = if added.replies > 0 { format!("; new replies: {}", added.replies) } else { String::new() };
    terminal::note(global, &format!("{}, new ones: {}{replies}", commented::counted(comments), added.comments));
    Ok(())
}
