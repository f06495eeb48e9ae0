//! `raportti import`: takes what others filled in, after everything was checked; or tells what stands against it.

mod verify;

use crate::bounds::workbook::LARGEST_WORKBOOK;
use crate::build::{Draft, Failure, Inputs};
use crate::cli::{Global, Import as Options};
use crate::console::{Ended, Outcome, Stop, json_lines, terminal};
use crate::diagnostics::{Faults, many};
use crate::files::read;
use crate::model::text::shortened;
use crate::publish::called::{Called, known_names};
use crate::publish::saved;
use crate::sheets::{self, Change, Compared, Datum, GivenFile, Touched, Written, given, nodes, parts, tables};

/// How much of a text is shown of what changes, in characters.
const SHOWN: usize = 60;

pub fn run(global: &Global, options: &Options) -> Ended {
    let inputs = Inputs::read(global.project.as_deref())?;
    let draft = Draft::of(&inputs)?;
    let wordings = draft.wordings(&inputs);
    let Draft { model, mut files } = draft;
    let bytes = read::bounded(&options.file, LARGEST_WORKBOOK)?;
    let name = terminal::shorten(&options.file).display().to_string();
    let given = match given::read(&name, &bytes, &mut files) {
        Ok(given) => given,
        Err(fault) => return Err(Stop::Faults(Faults { files, diagnostics: vec![fault] })),
    };
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
        print(global, &compared, None, &given);
        return Err(Failure::new(format!("`{name}` does not say what was exported, so nobody knows who changed what"))
            .with_hint("`--two-way` takes all these differences from the file")
            .into());
    }
    let written = sheets::write(&compared, &model, &nodes, &inputs.report, &files).map_err(Failure::from)?;
    verify::check(&inputs, &written, &given)?;
    if !options.dry_run {
        saved::save(&inputs.project, &written.edit)?;
    }
    print(global, &compared, Some(&written), &given);
    if !options.dry_run {
        for (path, text) in &written.edit.written {
            let is_new = !inputs.report.contains_key(path);
            json_lines::output(global, &inputs.project.join(path), None, text.as_bytes());
            terminal::print_line(global, &format!("{}  {path}", if is_new { "written" } else { "changed" }));
        }
    }
    notes(global, options, &compared, is_nothing);
    Ok(Outcome::Fine)
}

/// A line for each cell and row that is taken, or that differs if nothing is written, and for each cell that stays as it is.
fn print(global: &Global, compared: &Compared, written: Option<&Written>, given: &GivenFile) {
    for change in &compared.changes {
        let word = if written.is_some() { "taken  " } else { "differs" };
        terminal::print_line(global, &format!("{word}  {}", line(change, given)));
    }
    for (number, fresh) in compared.fresh.iter().enumerate() {
        let touched = written.and_then(|written| written.touched.get(compared.changes.len() + number));
        let name = touched.map_or_else(|| new_name(&fresh.part.key, fresh.owner.as_deref()), Touched::name);
        terminal::print_line(global, &format!("new      {name}  ({})", given.name(fresh.at)));
    }
    for (id, column) in &compared.kept {
        terminal::print_line(global, &format!("kept     {id} {column}"));
    }
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
