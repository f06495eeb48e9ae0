//! `raportti schema`: JSON Schemas for editors of TOML, and the file that tells Taplo which schema is for which files.

use crate::cli::{Global, Schema};
use crate::diagnostics::files::Files;
use crate::graph::schema::{self, Context};
use crate::model::load;
use crate::publish::{output, strays};

use super::pipeline::Inputs;
use super::{Failure, Outcome, made, terminal};

/// Where the schemas lie in a project.
pub const FOLDER: &str = ".raportti/schemas";

pub fn run(global: &Global, options: &Schema) -> Result<Outcome, Failure> {
    // Outside of a project the schemas have no ids.
    let inputs = Inputs::read_or_own(global)?;
    // A report with faults has schemas too: they help to mend it.
    let model = load::load(&inputs.report, &mut Files::default(), &mut Vec::new());
    let context = model.as_ref().map(Context::of).unwrap_or_default();
    let folder = options.out.clone().unwrap_or_else(|| inputs.project.join(FOLDER));
    strays::remove(&folder);
    // All are written before the first gets its name, so that a full disk changes nothing.
    let files = files(&context);
    let pending = files.iter().map(|(name, bytes)| output::prepare(&folder.join(name), bytes));
    let pending: Vec<_> = pending.collect::<Result<_, _>>()?;
    let count = pending.len();
    pending.into_iter().try_for_each(output::Pending::publish)?;
    files.iter().for_each(|(name, bytes)| made::output(global, &folder.join(name), None, bytes));
    made::summary(global, &[], count);
    terminal::tell(global, &format!("{} in {}", terminal::many(count, "schema"), folder.display()));
    let settings = inputs.project.join(".taplo.toml");
    if options.out.is_none() && !settings.exists() && !inputs.report.is_empty() {
        output::write(&settings, taplo().as_bytes())?;
        terminal::tell(global, &format!("{} says which schema is for which files", settings.display()));
    }
    Ok(Outcome::Fine)
}

/// The schemas by their file names.
pub fn files(context: &Context) -> Vec<(String, Vec<u8>)> {
    let text = |schema| serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    let files = schema::files(context);
    files.iter().map(|(name, _, schema)| (format!("{name}.json"), text(schema).into_bytes())).collect()
}

/// The settings of Taplo and of editors that use it, such as Even Better TOML.
pub fn taplo() -> String {
    let rules = schema::files(&Context::default()).into_iter().map(|(name, files, _)| {
        format!("[[rule]]\ninclude = [\"report/{files}\"]\n[rule.schema]\npath = \"{FOLDER}/{name}.json\"\n")
    });
    let head =
        "# Tells editors of TOML which schema is for which files. `raportti schema` writes the schemas anew.\n\n";
    head.to_owned() + &rules.collect::<Vec<_>>().join("\n")
}
