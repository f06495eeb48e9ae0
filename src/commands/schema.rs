//! `raportti schema`: JSON Schemas for TOML editors, and the settings in which these find the schema of each file.

use std::io::ErrorKind;
use std::path::Path;

use crate::bounds::text::LARGEST_SETTINGS;
use crate::build::{Failure, Inputs};
use crate::cli::Global;
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::{Files, many};
use crate::files::read::{self, ReadError};
use crate::graph::schema::Context;
use crate::model::load;
use crate::publish::schemas::{self, Editor};
use crate::publish::{output, strays};

pub fn run(global: &Global, out: Option<&Path>) -> Ended {
    // Outside of a project the schemas have no ids.
    let inputs = Inputs::read_or_own(global.project.as_deref())?;
    // A report with faults gets schemas, too: they help to fix it.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let context = model.as_ref().map(Context::of).unwrap_or_default();
    let folder = out.map_or_else(|| terminal::shorten(&inputs.project.join(schemas::FOLDER)), Path::to_owned);
    strays::remove(&folder);
    let files = schemas::files(&context);
    output::write_all(files.iter().map(|(name, bytes)| (folder.join(name), bytes.as_slice())))?;
    files.iter().for_each(|(name, bytes)| json_lines::output(global, &folder.join(name), None, bytes));
    json_lines::summary(global, &[], files.len());
    terminal::print_line(global, &format!("{} in {}", many(files.len(), "schema"), folder.display()));
    if out.is_none() && !inputs.report.is_empty() {
        Editor::ALL.into_iter().try_for_each(|editor| map(global, &inputs.project, editor, &context))?;
    }
    Ok(Outcome::Fine)
}

/// Updates the settings of an editor in a project, which may have entries of other hands.
fn map(global: &Global, project: &Path, editor: Editor, context: &Context) -> Result<(), Failure> {
    let names = editor.names();
    let name = names.into_iter().find(|name| project.join(name).exists()).unwrap_or(names[0]);
    let path = terminal::shorten(&project.join(name));
    let old = match read::file(&path, LARGEST_SETTINGS) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        read => Some(read.map_err(|error| ReadError { path: path.clone(), error })?),
    };
    let old = old.map(String::from_utf8).transpose();
    let new = old.as_ref().ok().and_then(|old| editor.settings(context, old.as_deref()).ok());
    match (old, new) {
        (Ok(Some(old)), Some(new)) if old == new => {}
        (_, Some(new)) => {
            output::write(&path, new.as_bytes())?;
            terminal::print_line(global, &format!("{} maps files to schemas", path.display()));
        }
        (_, None) => terminal::print_line(global, &format!("{} is not TOML, and stays as it is", path.display())),
    }
    Ok(())
}
