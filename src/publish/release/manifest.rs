//! `manifest.json`: the content of a release, for programs and auditors.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::bounds::archive::{LONGEST_PATH, MOST_FILES};
use crate::bounds::record::LONGEST_MANIFEST;
use crate::files::form::{self, Record};
use crate::files::{Tree, builtin, digest, origin::is_kept_font};

use super::contents::pretty;
use super::{Document, Release, SOURCE, Tool};

/// The version of the manifest's format.
const FORMAT: u64 = 1;

/// The manifest of a release, which lists `files`.
pub fn of(release: &Release, files: &Tree) -> String {
    let Release { report, tool, fonts, commit, since, .. } = release;
    let titles = || report.title().iter().map(|(language, title)| (language.to_string(), title.value.as_str().into()));
    let (year, month, day) = report.date().ymd();
    let whose = |own: bool| if own { "project" } else { "program" };
    let inputs = release.inputs().into_iter().map(|(path, bytes)| listed(path, bytes));
    let outputs = files.iter().map(|(path, bytes)| {
        let mut listed = listed(path, bytes);
        if let Some(document) = release.documents.iter().find(|document| document.name == *path) {
            describe(document, &mut listed);
        }
        listed
    });
    let fonts = fonts.iter().map(|font| json!({ "name": font.name, "version": font.version, "path": font.path }));
    pretty(&json!({
        "format": FORMAT,
        "report": {
            "id": report.id().value,
            "version": report.version().value,
            "date": format!("{year:04}-{month:02}-{day:02}"),
            "languages": titles().map(|(language, _)| language).collect::<Vec<_>>(),
            "title": titles().collect::<Map<_, Value>>(),
        },
        "tool": { "raportti": tool.version, "build": tool.build, "typst": tool.typst },
        "git": commit.as_ref().map(|commit| json!({ "commit": commit })),
        "since": since,
        // Whose templates and fonts were used. Those of the program are not in the folder.
        "look": {
            "templates": whose(release.source.templates.is_some()),
            "fonts": whose(release.source.fonts.is_some()),
        },
        "fonts": fonts.collect::<Vec<_>>(),
        "inputs": inputs.collect::<Vec<_>>(),
        "outputs": outputs.collect::<Vec<_>>(),
    }))
}

fn listed(path: &str, bytes: &[u8]) -> Value {
    json!({ "path": path, "bytes": bytes.len(), "sha256": digest::of(bytes) })
}

/// Adds the entries that only PDFs have.
fn describe(document: &Document, listed: &mut Value) {
    let items = document.pdf.places.iter().map(|(id, page)| (id.clone(), (*page).into()));
    listed["language"] = document.language.as_str().into();
    listed["edition"] = document.edition.as_str().into();
    listed["pages"] = document.pdf.pages.into();
    listed["page_of_item"] = Value::Object(items.collect());
}

/// The records of a manifest that cannot be computed from the source.
#[derive(Debug, PartialEq, Eq)]
pub struct Recorded {
    pub id: String,
    pub version: String,
    pub tool: Tool,
    pub commit: Option<String>,
    pub since: Option<String>,
    /// The paths of the listed files.
    pub outputs: Vec<String>,
    /// The fonts that it was made with, with their SHA-256; empty if all of them were built in.
    pub fonts: BTreeMap<String, String>,
    /// The number of pages that it claims for all PDFs together.
    pub pages: u64,
}

impl Recorded {
    /// The fonts that are not in the folder, since they may not be distributed.
    pub fn kept_fonts(&self, folder: &Tree) -> BTreeMap<String, String> {
        let is_there = |path: &str| folder.contains_key(&format!("{SOURCE}{path}"));
        let is_built_in =
            |path: &str, sum: &str| builtin::fonts().get(path).is_some_and(|bytes| digest::of(bytes) == sum);
        let missing = self.fonts.iter().filter(|(path, sum)| !is_there(path) && !is_built_in(path, sum));
        missing.map(|(path, sum)| (path.clone(), sum.clone())).collect()
    }
}

/// Reads a manifest. Fails with the reason.
pub fn recorded(bytes: &[u8]) -> Result<Recorded, String> {
    let record = Record::parse(bytes, LONGEST_MANIFEST, FORMAT)?;
    let value = &record.0;
    let outputs = value["outputs"].as_array().ok_or("it has no `/outputs`")?;
    if outputs.len() > MOST_FILES {
        return Err("it lists too many files".to_owned());
    }
    let paths = outputs.iter().map(|output| output["path"].as_str().filter(|path| path.len() <= LONGEST_PATH));
    let pages = outputs.iter().filter_map(|output| output["pages"].as_u64()).fold(0, u64::saturating_add);
    let own_fonts = value.pointer("/look/fonts").and_then(Value::as_str) == Some("project");
    let inputs = value["inputs"].as_array().into_iter().flatten().filter(|_| own_fonts);
    let fonts = inputs.filter_map(|input| Some((input["path"].as_str()?, input["sha256"].as_str()?)));
    let fonts = fonts.filter(|(path, sum)| is_kept_font(path, sum));
    Ok(Recorded {
        fonts: fonts.map(|(path, sum)| (path.to_owned(), sum.to_owned())).collect(),
        id: record.text("/report/id", form::is_id)?,
        version: record.text("/report/version", form::is_version)?,
        tool: Tool {
            version: record.text("/tool/raportti", form::is_tool_version)?,
            build: record.text("/tool/build", form::is_build)?,
            typst: record.text("/tool/typst", form::is_tool_version)?,
        },
        commit: record.optional("/git/commit", form::is_commit)?,
        since: record.optional("/since", form::is_version)?,
        outputs: paths.map(|path| path.map(str::to_owned)).collect::<Option<_>>().ok_or("an output has no `path`")?,
        pages,
    })
}
