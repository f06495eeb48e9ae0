//! What a release is made of, and the names of the files that describe it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::files::{Source, Tree, digest};
use crate::model::Edition;
use crate::typeset::{self, fonts::Face};

/// The files that describe the others.
pub const MANIFEST: &str = "manifest.json";
pub const PROVENANCE: &str = "provenance.intoto.json";
pub const SUMS: &str = "SHA256SUMS";
/// The folder of what the release was made from.
pub const SOURCE: &str = "source/";

/// What a release is of.
pub struct Report {
    pub id: String,
    pub version: String,
    /// As in ISO 8601.
    pub date: String,
    /// By the codes of the languages, the source language first.
    pub titles: Vec<(String, String)>,
}

/// What made a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tool {
    /// The version of the program, such as `0.1.0`.
    pub version: String,
    /// Names the build of the program by the content of its sources.
    pub build: String,
    pub typst: String,
}

/// A PDF of a release.
pub struct Document {
    pub name: String,
    pub language: String,
    pub edition: Edition,
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// The page that each item stands on, counted from 1, by its id.
    pub items: Vec<(String, usize)>,
}

/// Everything that a release says.
pub struct Release<'a> {
    pub report: Report,
    pub tool: Tool,
    /// The typefaces that were there to be used.
    pub fonts: Vec<Face>,
    /// The commit that the project was at, where it lies in a git repository.
    pub commit: Option<String>,
    /// The version of the release before this one.
    pub since: Option<String>,
    pub documents: Vec<Document>,
    /// The data, the announcements and the list of changes, by their paths.
    pub texts: Tree,
    pub source: &'a Source,
    /// All templates and fonts that were used, also those that are the program's own.
    pub look: [&'a Tree; 2],
}

/// A file as others know it.
pub struct Listed<'a> {
    pub path: &'a str,
    pub bytes: &'a [u8],
}

impl Listed<'_> {
    pub fn json(&self) -> Value {
        json!({ "path": self.path, "bytes": self.bytes.len(), "sha256": digest::of(self.bytes) })
    }
}

impl Tool {
    /// The program that runs.
    pub fn this() -> Self {
        Self {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            build: env!("RAPORTTI_BUILD").to_owned(),
            typst: typeset::version().to_owned(),
        }
    }
}

impl Release<'_> {
    /// Every file that the release was made from, by its path in the project: the source, and the look that is the
    /// program's own.
    pub fn inputs(&self) -> BTreeMap<&str, &[u8]> {
        let trees = [&self.source.report, self.look[0], self.look[1]];
        trees.into_iter().flatten().map(|(path, bytes)| (path.as_str(), bytes.as_slice())).collect()
    }
}

/// JSON over several lines, with a line feed at its end.
pub fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}
