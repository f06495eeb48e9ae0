//! `raportti import`: takes what others filled in, after everything was checked; or tells what stands against it.

mod verify;

use std::path::Path;

use crate::bounds::workbook::LARGEST_WORKBOOK;
use crate::build::{Draft, Failure, Inputs};
use crate::cli::{Global, Import as Options};
use crate::console::{Ended, Outcome, Stop, json_lines, terminal};
use crate::diagnostics::{Faults, Files, many};
use crate::files::read;
use crate::model::text::shortened;
use crate::publish::called::{Called, known_names};
use crate::publish::saved;
use crate::sheets::{self, Change, Compared, Datum, GivenFile, Touched, Written, given, nodes, parts, tables};

/// How much of a text is shown of what changes, in characters.
const SHOWN: usize = 60;

pub fn run(global: &Global, options: &Options) -> Ended {
    let inputs = Inputs::read(global.project.as_deref())?;
    let name = terminal::shorten(&options.file).display().to_string();
    let (draft, given) = rayon::join(|| Draft::of(&inputs), || read_given(&options.file, &name));
    let draft = draft?;
    let given = given?;
    let wordings = draft.wordings(&inputs);
    let Draft { model, mut files } = draft;
    let parts = parts(model.declarations, &model.languages);
    let nodes = nodes(&model);
    let tables = tables(&parts, &nodes, &model, &|_| true);
    let report = model.report().map(|report| report.id().value.clone()).unwrap_or_default();
    let kind = options.kind.as_deref();
    let called = |wording| Called { wording, declarations: model.declarations, is_multilingual: wordings.len() > 1 };
    let known = known_names(&parts, &wordings.iter().map(called).collect::<Vec<_>>());
    let mut compared =
        sheets::compare(&given, (&parts, &tables), (&report, kind), &known, model.declarations, &mut files);
    if !compared.faults.is_empty() {
        let diagnostics = std::mem::take(&mut compared.faults);
        return Err(Stop::Faults(Faults { files, diagnostics }));
    }
    let is_nothing = compared.changes.is_empty() && compared.fresh.is_empty();
    if compared.is_two_way && !options.two_way && !is_nothing {
        terminal::print_lines(global, lines(&compared, None, &given));
        return Err(Failure::new(format!("`{name}` does not say what was exported, so nobody knows who changed what"))
            .with_hint("`--two-way` takes all these differences from the file")
            .into());
    }
    let written = sheets::write(&compared, &model, &nodes, &inputs.report, &files).map_err(Failure::from)?;
    verify::check(&inputs, &written, &given)?;
    if !options.dry_run {
        saved::save(&inputs.project, &written.edit)?;
    }
    terminal::print_lines(global, lines(&compared, Some(&written), &given));
    if !options.dry_run {
        for (path, text) in &written.edit.written {
            json_lines::output(global, &inputs.project.join(path), None, text.as_bytes());
        }
        let word = |path: &String| if inputs.report.contains_key(path) { "changed" } else { "written" };
        terminal::print_lines(global, written.edit.written.keys().map(|path| format!("{}  {path}", word(path))));
    }
    notes(global, options, &compared, is_nothing);
    Ok(Outcome::Fine)
}

fn read_given(path: &Path, name: &str) -> Result<GivenFile, Stop> {
    let bytes = read::bounded(path, LARGEST_WORKBOOK)?;
    let mut files = Files::default();
    let given = given::read(name, &bytes, &mut files);
    given.map_err(|fault| Stop::Faults(Faults { files, diagnostics: vec![fault] }))
}

/// A line for each cell and row that is taken, or that differs if nothing is written, and for each cell that stays as it is.
fn lines(compared: &Compared, written: Option<&Written>, given: &GivenFile) -> Vec<String> {
    let word = if written.is_some() { "taken  " } else { "differs" };
    let changed = compared.changes.iter().map(|change| format!("{word}  {}", line(change, given)));
    let new = compared.fresh.iter().enumerate().map(|(number, fresh)| {
        let touched = written.and_then(|written| written.touched.get(compared.changes.len() + number));
        let name = touched.map_or_else(|| new_name(&fresh.part.key, fresh.owner.as_deref()), Touched::name);
        format!("new      {name}  ({})", given.name(fresh.at))
    });
    let kept = compared.kept.iter().map(|(id, column)| format!("kept     {id} {column}"));
    changed.chain(new).chain(kept).collect()
}

fn line(change: &Change, given: &GivenFile) -> String {
    let number = if change.number > 0 { format!(" {}", change.number) } else { String::new() };
    let part = if change.part.inside.is_some() { format!(" {}{number}", change.part.key) } else { String::new() };
    let column = &change.part.columns[change.column].key;
    let (old, new) = (shown(&change.old), shown(&change.new));
    format!("{}{part} {column}: {old} → {new}  ({})", change.id, given.name(change.at))
}

fn new_name(part: &str, owner: Option<&str>) -> String {
    owner.map_or_else(|| part.to_owned(), |owner| format!("{owner} {part}"))
}

fn shown(datum: &Datum) -> String {
    match datum {
        Datum::Empty => "nothing".to_owned(),
        Datum::Text(text) => format!("“{}”", shortened(&text.replace('\n', " "), SHOWN)),
        datum => datum.written().into_owned(),
    }
}

fn notes(global: &Global, options: &Options, compared: &Compared, is_nothing: bool) {
    if let Some(version) = &compared.version {
        terminal::note(global, &format!("exported from version {version}"));
    }
    if !compared.kept.is_empty() {
        let cells = many(compared.kept.len(), "cell");
        terminal::note(global, &format!("{cells} changed in the report since then, and not in the sheet"));
    }
    if compared.known > 0 {
        let message = format!("the report has {} of the sheet already", many(compared.known, "new row"));
        terminal::note(global, &message);
    }
    if compared.left_out > 0 {
        let message = format!("{} of the export are not in the sheet, and stay", many(compared.left_out, "row"));
        terminal::note(global, &message);
    }
    match (is_nothing, options.dry_run) {
        (true, _) => terminal::note(global, "nothing changes"),
        (false, true) => terminal::note(global, "nothing is written: `--dry-run`"),
        (false, false) => {}
    }
}
