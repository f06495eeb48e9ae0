//! `raportti schema`: JSON Schemas for TOML editors, and the file in which Taplo finds the schema of each file.

use std::path::Path;

use crate::build::Inputs;
use crate::cli::Global;
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::{Files, many};
use crate::graph::schema::Context;
use crate::model::load;
use crate::publish::{output, schemas, strays};

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
    let settings = terminal::shorten(&inputs.project.join(".taplo.toml"));
    if out.is_none() && !settings.exists() && !inputs.report.is_empty() {
        output::write(&settings, schemas::taplo(&context).as_bytes())?;
        terminal::print_line(global, &format!("{} maps files to schemas", settings.display()));
    }
    Ok(Outcome::Fine)
}
