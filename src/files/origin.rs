//! The source that a PDF or a release carries: the report, the project's own templates and fonts, and a record of the rest.

use std::collections::BTreeMap;

use serde_json::json;

use crate::bounds::archive::LONGEST_RECORD;

use super::Tree;
use super::archive::{self, RECORD};
use super::form::{self, Record};

/// The format of [`RECORD`] if every used font is carried or built in.
const FORMAT: u64 = 1;
/// The format with `kept`, the fonts that are not carried. A program that knows only the first format would set other pages.
const FORMAT_WITH_KEPT: u64 = 2;
/// The format of a project's own templates or fonts that stand over built-in ones, whose digests it has.
const FORMAT_OVER_BUILT_IN: u64 = 3;

/// A report with its own templates and fonts, which stand over the built-in ones; `None` if it has none.
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
    /// The digests of the built-in templates and fonts that it rests on. Older programs carried all templates, or none.
    pub templates: Option<String>,
    pub fonts: Option<String>,
    /// Used fonts that may not be distributed, by their paths in the project, with their SHA-256.
    pub kept_fonts: BTreeMap<String, String>,
}

impl Source {
    /// The files by their paths in the project, without the record.
    pub fn files(&self) -> Tree {
        let own = [Some(&self.report), self.templates.as_ref(), self.fonts.as_ref()].into_iter().flatten();
        let since = self.since.iter().map(|(path, bytes)| (format!("since/{path}"), bytes.clone()));
        own.flatten().map(|(path, bytes)| (path.clone(), bytes.clone())).chain(since).collect()
    }

    /// The reverse of [`Source::files`]. Files elsewhere are left out.
    pub fn of(files: Tree) -> Self {
        let mut source = Self::default();
        let (mut templates, mut fonts) = (Tree::new(), Tree::new());
        for (path, bytes) in files {
            match path.split_once('/') {
                Some(("report", _)) => source.report.insert(path, bytes),
                Some(("templates", _)) => templates.insert(path, bytes),
                Some(("fonts", _)) => fonts.insert(path, bytes),
                Some(("since", inner)) => source.since.insert(inner.to_owned(), bytes),
                _ => None,
            };
        }
        source.templates = Some(templates).filter(|tree| !tree.is_empty());
        source.fonts = Some(fonts).filter(|tree| !tree.is_empty());
        source
    }

    /// The same for the files of a release or a PDF. Fails if there is no report among the files.
    pub fn from_files(files: Tree) -> Result<Self, String> {
        let source = Self::of(files);
        let has_report = source.report.contains_key("report/report.toml");
        if has_report { Ok(source) } else { Err("the source has no `report/report.toml`".to_owned()) }
    }

    /// The tree to embed into a PDF: the files and the record.
    pub fn carried(&self, origin: &Origin) -> Tree {
        let mut tree = self.files();
        tree.insert(RECORD.to_owned(), origin.record(self).into_bytes());
        tree
    }

    /// The reverse of [`Source::carried`]. Fails if it has no report, or no valid record.
    pub fn from_carried(mut tree: Tree) -> Result<(Self, Origin), String> {
        let record = tree.remove(RECORD).ok_or_else(|| format!("the source has no `{RECORD}`"))?;
        let source = Self::from_files(tree)?;
        let origin = Origin::read(&record, &source);
        let origin = origin.map_err(|reason| format!("`{RECORD}` of the source cannot be read: {reason}"))?;
        Ok((source, origin))
    }
}

impl Origin {
    fn record(&self, source: &Source) -> String {
        let mut elsewhere = json!({});
        for (folder, digest) in [("fonts", &self.fonts), ("templates", &self.templates)] {
            if let Some(digest) = digest {
                elsewhere[folder] = json!(digest);
            }
        }
        let is_over = |own: &Option<Tree>, digest: &Option<String>| own.is_some() && digest.is_some();
        let format = if is_over(&source.templates, &self.templates) || is_over(&source.fonts, &self.fonts) {
            FORMAT_OVER_BUILT_IN
        } else if self.kept_fonts.is_empty() {
            FORMAT
        } else {
            FORMAT_WITH_KEPT
        };
        let mut record = json!({
            "format": format,
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

    fn read(record: &[u8], source: &Source) -> Result<Self, String> {
        let record = Record::parse(record, LONGEST_RECORD, FORMAT_OVER_BUILT_IN)?;
        let digest = |own: &Option<Tree>, path: &str| match own {
            Some(_) => record.optional(path, form::is_sha256),
            None => record.text(path, form::is_sha256).map(Some),
        };
        Ok(Self {
            kept_fonts: kept_fonts(&record)?,
            tool: record.text("/tool/version", form::is_tool_version)?,
            id: record.text("/report/id", form::is_id)?,
            version: record.text("/report/version", form::is_version)?,
            language: record.text("/language", form::is_language)?,
            edition: record.text("/edition", form::is_edition)?,
            templates: digest(&source.templates, "/sha256/templates")?,
            fonts: digest(&source.fonts, "/sha256/fonts")?,
        })
    }
}

/// The fonts that a record names as not carried. Fails with the reason.
pub(super) fn kept_fonts(record: &Record) -> Result<BTreeMap<String, String>, String> {
    let kept = record.0["kept"].as_object().into_iter().flatten().map(|(path, digest)| {
        let digest = digest.as_str().filter(|digest| is_kept_font(path, digest))?;
        Some((path.clone(), digest.to_owned()))
    });
    kept.collect::<Option<_>>().ok_or_else(|| "`kept` is malformed".to_owned())
}

/// Whether a foreign record names a font of a project by its path and its SHA-256.
pub fn is_kept_font(path: &str, digest: &str) -> bool {
    path.starts_with("fonts/") && archive::is_path(path) && form::is_sha256(digest)
}
