//! The record of an extract: of which version it is made, by which filter, and by what.

use serde_json::{Map, Value, json};

use crate::bounds::record::{LONGEST_EXTRACT, LONGEST_FILTER, MOST_CHOSEN};

use super::Origin;
use super::form::{self, Record};
use super::origin::kept_fonts;

const FORMAT: u64 = 1;

/// What an extract says of itself. It carries no source, so nothing of this is proven until it is made again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ExtractRecord {
    /// The version of the report and the program. The digests are those of what is built in, as far as the report uses it.
    pub origin: Origin,
    /// The filter: the actor, the ids, and the condition.
    pub addressee: Option<String>,
    pub only: Vec<String>,
    pub condition: Option<String>,
    /// The SHA-256 of the source of the whole report, as [`super::digest::of_tree`] has it.
    pub bundle: String,
}

impl ExtractRecord {
    pub fn json(&self) -> String {
        let Self { origin, addressee, only, condition, bundle } = self;
        let mut filter = Map::new();
        filter.extend(addressee.as_ref().map(|id| ("for".to_owned(), json!(id))));
        filter.extend((!only.is_empty()).then(|| ("only".to_owned(), json!(only))));
        filter.extend(condition.as_ref().map(|condition| ("where".to_owned(), json!(condition))));
        let mut digests = Map::from_iter([("source".to_owned(), json!(bundle))]);
        digests.extend(origin.templates.as_ref().map(|digest| ("templates".to_owned(), json!(digest))));
        digests.extend(origin.fonts.as_ref().map(|digest| ("fonts".to_owned(), json!(digest))));
        let record = json!({
            "format": FORMAT,
            "tool": { "name": "raportti", "version": origin.tool },
            "report": { "id": origin.id, "version": origin.version },
            "language": origin.language,
            "edition": origin.edition,
            "extract": filter,
            "sha256": digests,
            "kept": origin.kept_fonts,
        });
        format!("{record:#}\n")
    }

    /// Reads a foreign record. Fails with the reason.
    pub fn read(bytes: &[u8]) -> Result<Self, String> {
        let record = Record::parse(bytes, LONGEST_EXTRACT, FORMAT)?;
        let only = record.0.pointer("/extract/only").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let only = only.iter().map(|id| id.as_str().filter(|id| is_words(id)).map(str::to_owned));
        let only: Option<Vec<String>> = only.take(MOST_CHOSEN + 1).collect();
        Ok(Self {
            origin: Origin {
                tool: record.text("/tool/version", form::is_tool_version)?,
                id: record.text("/report/id", form::is_id)?,
                version: record.text("/report/version", form::is_version)?,
                language: record.text("/language", form::is_language)?,
                edition: record.text("/edition", form::is_edition)?,
                templates: record.optional("/sha256/templates", form::is_sha256)?,
                fonts: record.optional("/sha256/fonts", form::is_sha256)?,
                kept_fonts: kept_fonts(&record)?,
            },
            addressee: record.optional("/extract/for", is_words)?,
            only: only.filter(|ids| ids.len() <= MOST_CHOSEN).ok_or("its `/extract/only` is malformed")?,
            condition: record.optional("/extract/where", is_words)?,
            bundle: record.text("/sha256/source", form::is_sha256)?,
        })
    }
}

/// Whether a text can be part of a filter: it is not too long, and has no control characters.
fn is_words(text: &str) -> bool {
    text.len() <= LONGEST_FILTER && !text.chars().any(char::is_control)
}
