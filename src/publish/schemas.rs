//! Files for TOML editors: JSON Schemas, and the settings in which Tombi and Taplo find the schema of each file.

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, TomlError, Value, value};

use crate::graph::schema::{self, Context};

/// The folder of the schemas in a project.
pub const FOLDER: &str = ".raportti/schemas";

/// How the settings open.
const HEAD: &str = "# Maps files to schemas for TOML editors. `raportti schema` updates the schemas and this list.\n\n";

/// A program that editors use for TOML.
#[derive(Debug, Clone, Copy)]
pub enum Editor {
    /// <https://tombi-toml.github.io/tombi/docs/configuration>
    Tombi,
    /// <https://taplo.tamasfe.dev/configuration/file.html>, used by Even Better TOML.
    Taplo,
}

impl Editor {
    pub const ALL: [Self; 2] = [Self::Tombi, Self::Taplo];

    /// The names of its settings in the folder of a project. A new file gets the first.
    pub fn names(self) -> [&'static str; 2] {
        match self {
            Self::Tombi => ["tombi.toml", ".tombi.toml"],
            Self::Taplo => [".taplo.toml", "taplo.toml"],
        }
    }

    /// The settings with an entry for each schema in [`FOLDER`]; all that `old` has besides stays. Fails when `old` is not TOML.
    pub fn settings(self, context: &Context, old: Option<&str>) -> Result<String, TomlError> {
        let mut document: DocumentMut = old.unwrap_or_default().parse()?;
        let key = match self {
            Self::Tombi => "schemas",
            Self::Taplo => "rule",
        };
        let list = document.entry(key).or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(list) = list.as_array_of_tables_mut() else { return Ok(document.to_string()) };
        let wanted = schema::files(context).into_iter();
        let mut wanted: Vec<(String, String)> =
            wanted.map(|(name, files, _)| (path(&name), format!("report/{files}"))).collect();
        list.retain(|entry| {
            let own = self.path(entry).filter(|path| path.starts_with(FOLDER));
            own.is_none_or(|own| wanted.iter().any(|(path, _)| path == own))
        });
        for entry in list.iter_mut() {
            let Some(at) = wanted.iter().position(|(path, _)| self.path(entry) == Some(path)) else { continue };
            let (_, files) = wanted.remove(at);
            let listed = entry.get("include").and_then(Item::as_array);
            let is_listed = listed.is_some_and(|all| all.iter().any(|it| it.as_str() == Some(&files)));
            if !is_listed {
                entry.insert("include", value(Array::from_iter([files])));
            }
        }
        for (path, files) in wanted {
            let mut entry = self.entry(&path, files);
            let is_first = old.is_none() && list.is_empty();
            entry.decor_mut().set_prefix(if is_first { HEAD } else { "\n" });
            list.push(entry);
        }
        Ok(document.to_string())
    }

    fn entry(self, path: &str, files: String) -> Table {
        let include = value(Array::from_iter([files]));
        match self {
            Self::Tombi => Table::from_iter([("path", value(path)), ("include", include)]),
            Self::Taplo => {
                let mut schema = Table::from_iter([("path", value(path))]);
                schema.decor_mut().set_prefix("");
                Table::from_iter([("include", include), ("schema", Item::Table(schema))])
            }
        }
    }

    /// The path of the schema of an entry.
    fn path(self, entry: &Table) -> Option<&str> {
        let holder = match self {
            Self::Tombi => entry.get("path"),
            Self::Taplo => entry.get("schema").and_then(|schema| schema.get("path")),
        };
        holder.and_then(Item::as_value).and_then(Value::as_str)
    }
}

/// The schemas by their file names.
pub fn files(context: &Context) -> Vec<(String, Vec<u8>)> {
    let text = |schema| serde_json::to_string_pretty(schema).expect("a schema is JSON") + "\n";
    let files = schema::files(context);
    files.iter().map(|(name, _, schema)| (format!("{name}.json"), text(schema).into_bytes())).collect()
}

fn path(name: &str) -> String {
    format!("{FOLDER}/{name}.json")
}
