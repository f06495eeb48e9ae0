//! Files for TOML editors: JSON Schemas and the settings of Taplo.

use crate::graph::schema::{self, Context};

/// The folder of the schemas in a project.
pub const FOLDER: &str = ".raportti/schemas";

/// The schemas by their file names.
pub fn files(context: &Context) -> Vec<(String, Vec<u8>)> {
    let text = |schema| serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    let files = schema::files(context);
    files.iter().map(|(name, _, schema)| (format!("{name}.json"), text(schema).into_bytes())).collect()
}

/// The settings of Taplo and of editors that use it, such as Even Better TOML.
pub fn taplo(context: &Context) -> String {
    let rules = schema::files(context).into_iter().map(|(name, files, _)| {
        format!("[[rule]]\ninclude = [\"report/{files}\"]\n[rule.schema]\npath = \"{FOLDER}/{name}.json\"\n")
    });
    let head = "# Maps files to schemas for TOML editors. `raportti schema` updates the schemas.\n\n";
    head.to_owned() + &rules.collect::<Vec<_>>().join("\n")
}
