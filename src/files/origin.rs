//! The source that a PDF or a release carries: the report, the project's own templates and fonts, and a record of the rest.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Value, json};

use crate::bounds::archive::LONGEST_RECORD;

use super::archive::{self, RECORD};
use super::{Tree, digest, form};

/// The format of [`RECORD`] if every used font is carried or built in.
const FORMAT: u64 = 1;
/// The format with `kept`, the fonts that are not carried. A program that knows only the first format would set other pages.
const FORMAT_WITH_KEPT: u64 = 2;

/// A report with its templates and fonts, which are `None` if built in.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Source {
    pub report: Tree,
    pub templates: Option<Tree>,
    pub fonts: Option<Tree>,
    /// The earlier report for the edition `changes`, by paths such as `report/report.toml`; empty if there is none.
    pub since: Tree,
}

/// The identity of a PDF and the program that made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The version of the program, such as `0.1.0`.
    pub tool: String,
    /// The report's id and version.
    pub id: String,
    pub version: String,
    pub language: String,
    pub edition: String,
    /// The digests of the used templates and fonts, carried or built in.
    pub templates: String,
    pub fonts: String,
    /// Used fonts that may not be distributed, by their paths in the project, with their SHA-256.
    pub kept_fonts: BTreeMap<String, String>,
}

/// Why a tree is not the source of a report.
#[derive(Debug, PartialEq, Eq)]
pub enum Fault {
    NoReport,
    NoRecord,
    Record(String),
    /// Made for a later version of the program.
    Format(u64),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Fault::NoReport => f.write_str("the source has no `report/report.toml`"),
            Fault::NoRecord => write!(f, "the source has no `{RECORD}`"),
            Fault::Record(reason) => write!(f, "`{RECORD}` of the source cannot be read: {reason}"),
            Fault::Format(format) => {
                write!(f, "the source has format {format}, and this version of raportti knows {FORMAT_WITH_KEPT}")
            }
        }
    }
}

impl Source {
    /// The files by their paths in the project, without the record.
    pub fn files(&self) -> Tree {
        let own = [Some(&self.report), self.templates.as_ref(), self.fonts.as_ref()].into_iter().flatten();
        let since = self.since.iter().map(|(path, bytes)| (format!("since/{path}"), bytes.clone()));
        own.flatten().map(|(path, bytes)| (path.clone(), bytes.clone())).chain(since).collect()
    }

    /// The reverse of [`Source::files`].
    ///
    /// # Errors
    /// If there is no report among the files.
    pub fn from_files(files: Tree) -> Result<Self, Fault> {
        let mut source = Self::default();
        let (mut templates, mut fonts) = (Tree::new(), Tree::new());
        for (path, bytes) in files {
            if let Some(inner) = path.strip_prefix("since/") {
                source.since.insert(inner.to_owned(), bytes);
            } else if path.starts_with("templates/") {
                templates.insert(path, bytes);
            } else if path.starts_with("fonts/") {
                fonts.insert(path, bytes);
            } else if path.starts_with("report/") {
                source.report.insert(path, bytes);
            }
        }
        source.templates = Some(templates).filter(|tree| !tree.is_empty());
        source.fonts = Some(fonts).filter(|tree| !tree.is_empty());
        if source.report.contains_key("report/report.toml") { Ok(source) } else { Err(Fault::NoReport) }
    }

    /// The tree to embed into a PDF: the files and the record.
    pub fn carried(&self, origin: &Origin) -> Tree {
        let mut tree = self.files();
        tree.insert(RECORD.to_owned(), origin.record(self).into_bytes());
        tree
    }

    /// The reverse of [`Source::carried`].
    ///
    /// # Errors
    /// If it has no report, or no valid record.
    pub fn from_carried(mut tree: Tree) -> Result<(Self, Origin), Fault> {
        let record = tree.remove(RECORD).ok_or(Fault::NoRecord)?;
        let source = Self::from_files(tree)?;
        let origin = Origin::read(&record, &source)?;
        Ok((source, origin))
    }
}

impl Origin {
    fn record(&self, source: &Source) -> String {
        let mut elsewhere = serde_json::Map::new();
        if source.fonts.as_ref().is_none_or(Tree::is_empty) {
            elsewhere.insert("fonts".to_owned(), self.fonts.clone().into());
        }
        if source.templates.is_none() {
            elsewhere.insert("templates".to_owned(), self.templates.clone().into());
        }
        let mut record = json!({
            "format": if self.kept_fonts.is_empty() { FORMAT } else { FORMAT_WITH_KEPT },
            "tool": { "name": "raportti", "version": self.tool },
            "report": { "id": self.id, "version": self.version },
            "language": self.language,
            "edition": self.edition,
            // Digests of what is built in, and so not carried.
            "sha256": elsewhere,
        });
        if !self.kept_fonts.is_empty() {
            record["kept"] = json!(self.kept_fonts);
        }
        format!("{record:#}\n")
    }

    fn read(record: &[u8], source: &Source) -> Result<Self, Fault> {
        let unreadable = |reason: String| Fault::Record(reason);
        if record.len() > LONGEST_RECORD {
            return Err(unreadable("it is too long".to_owned()));
        }
        let value: Value = serde_json::from_slice(record).map_err(|error| unreadable(error.to_string()))?;
        match value["format"].as_u64() {
            Some(FORMAT | FORMAT_WITH_KEPT) => {}
            Some(format) => return Err(Fault::Format(format)),
            None => return Err(unreadable("it has no `format`".to_owned())),
        }
        // Malformed values are not quoted: they may be long, or made to deceive.
        let word = |path: &str, is_right: fn(&str) -> bool| {
            let word = value.pointer(path).and_then(Value::as_str);
            let word = word.ok_or_else(|| unreadable(format!("it has no `{path}`")))?;
            if is_right(word) { Ok(word.to_owned()) } else { Err(unreadable(format!("its `{path}` is malformed"))) }
        };
        let tree = |own: &Option<Tree>, path: &str| match own {
            Some(tree) => Ok(digest::of_tree(tree)),
            None => word(path, form::is_sha256),
        };
        let kept = value["kept"].as_object().into_iter().flatten();
        let kept = kept.map(|(path, digest)| Some((path.clone(), digest.as_str()?.to_owned())));
        let kept = kept.map(|font| {
            font.filter(|(path, digest)| {
                path.starts_with("fonts/") && archive::is_path(path) && form::is_sha256(digest)
            })
        });
        let kept = kept.collect::<Option<_>>().ok_or_else(|| unreadable("`kept` is malformed".to_owned()))?;
        Ok(Self {
            kept_fonts: kept,
            tool: word("/tool/version", form::is_tool_version)?,
            id: word("/report/id", form::is_id)?,
            version: word("/report/version", form::is_version)?,
            language: word("/language", form::is_language)?,
            edition: word("/edition", form::is_edition)?,
            templates: tree(&source.templates, "/sha256/templates")?,
            fonts: tree(&source.fonts, "/sha256/fonts")?,
        })
    }
}
