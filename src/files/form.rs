//! Validates fields of records. Records may be foreign, and their fields are printed and used in paths, so each has a fixed form.

use serde_json::Value;

use crate::bounds::record::{LONGEST_ID, LONGEST_TOOL, LONGEST_VERSION};

/// A foreign record in JSON. Malformed values are not quoted in faults: they may be long, or made to deceive.
pub struct Record(pub Value);

impl Record {
    /// Parses a record of at most `longest` bytes in one of the formats up to `newest`. Fails with the reason.
    pub fn parse(bytes: &[u8], longest: usize, newest: u64) -> Result<Self, String> {
        if bytes.len() > longest {
            return Err("it is too long".to_owned());
        }
        let value: Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
        match value["format"].as_u64() {
            Some(format) if (1..=newest).contains(&format) => Ok(Self(value)),
            Some(format) => Err(format!("it has format {format}, and this version of raportti knows {newest}")),
            None => Err("it has no `format`".to_owned()),
        }
    }

    /// The text at a path, if there is any. Fails if it has not the right form.
    pub fn optional(&self, path: &str, is_right: fn(&str) -> bool) -> Result<Option<String>, String> {
        match self.0.pointer(path).and_then(Value::as_str) {
            Some(text) if is_right(text) => Ok(Some(text.to_owned())),
            Some(_) => Err(format!("its `{path}` is malformed")),
            None => Ok(None),
        }
    }

    /// The text at a path. Fails if there is none, or it has not the right form.
    pub fn text(&self, path: &str, is_right: fn(&str) -> bool) -> Result<String, String> {
        self.optional(path, is_right)?.ok_or_else(|| format!("it has no `{path}`"))
    }
}

/// The id of a report, which becomes part of file names and addresses: small letters, digits, and hyphens between them.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    text.len() <= LONGEST_ID && text.starts_with(plain) && text.chars().all(|c| plain(c) || c == '-')
}

/// The version of a report: three numbers.
pub fn is_version(text: &str) -> bool {
    let is_number = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_digit());
    text.len() <= LONGEST_VERSION && text.split('.').count() == 3 && text.split('.').all(is_number)
}

/// The three numbers of a version, for comparison; `None` if it is invalid.
pub fn version_numbers(version: &str) -> Option<[u32; 3]> {
    let numbers = version.split('.').map(|number| number.parse().ok());
    numbers.collect::<Option<Vec<u32>>>().filter(|_| is_version(version))?.try_into().ok()
}

/// The version of a program, such as `0.1.0` or `1.0.0-beta.2` (Semantic Versioning 2.0.0).
pub fn is_tool_version(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
    text.len() <= LONGEST_TOOL && text.starts_with(|c: char| c.is_ascii_digit()) && text.chars().all(plain)
}

/// A language: two or three small letters (ISO 639).
pub fn is_language(text: &str) -> bool {
    (2..=3).contains(&text.len()) && text.chars().all(|c| c.is_ascii_lowercase())
}

/// An edition, as `model` names them.
pub fn is_edition(text: &str) -> bool {
    matches!(text, "screen" | "print" | "cover" | "changes")
}

/// A SHA-256 in hexadecimal, with small letters.
pub fn is_sha256(text: &str) -> bool {
    text.len() == 64 && is_hexadecimal(text)
}

/// A commit of git, by its SHA-1 or SHA-256.
pub fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && is_hexadecimal(text)
}

/// The hash of a build of the program: 32 hexadecimal digits.
pub fn is_build(text: &str) -> bool {
    text.len() == 32 && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    text.chars().all(|c| matches!(c, '0'..='9' | 'a'..='f'))
}
