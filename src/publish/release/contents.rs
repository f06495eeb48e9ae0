//! The content of a release, and the names of the files that describe it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::files::{Source, Tree};
use crate::model::{Edition, typed::Report};
use crate::typeset::{self, Pdf, fonts::Face};

/// The files that describe the others.
pub const MANIFEST: &str = "manifest.json";
pub const PROVENANCE: &str = "provenance.intoto.json";
pub const SUMS: &str = "SHA256SUMS";
/// The folder of the release's source.
pub const SOURCE: &str = "source/";

/// The program that made a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// The version of the program, such as `0.1.0`.
    pub version: String,
    /// The hash of the program's own source code.
    pub build: String,
    pub typst: String,
}

/// A PDF of a release.
pub struct Document {
    pub name: String,
    pub language: String,
    pub edition: Edition,
    pub pdf: Pdf,
}

/// The content of a release.
pub struct Release<'a> {
    pub report: Report<'a>,
    pub tool: Tool,
    /// The fonts that were available.
    pub fonts: Vec<Face>,
    /// The commit of the project, if it is in a git repository.
    pub commit: Option<String>,
    /// The version of the earlier release.
    pub since: Option<String>,
    pub documents: Vec<Document>,
    /// The data, the announcements and the list of changes, by their paths.
    pub texts: Tree,
    pub source: &'a Source,
    /// All templates and fonts that were used, built-in ones included.
    pub look: [&'a Tree; 2],
}

impl Tool {
    /// The running program.
    pub fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: env!("RAPORTTI_BUILD").to_owned(),
            typst: typeset::version().to_owned(),
        }
    }
}

impl Release<'_> {
    /// Every input of the release, by its path in the project: the source, and built-in templates and fonts.
    pub fn inputs(&self) -> BTreeMap<&str, &[u8]> {
        let trees = [&self.source.report, self.look[0], self.look[1]];
        trees.into_iter().flatten().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
    }
}

/// JSON with indentation and a final line feed.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
