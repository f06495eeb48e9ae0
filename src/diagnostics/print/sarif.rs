//! One document of the Static Analysis Results Interchange Format, version 2.1.0 (OASIS).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::diagnostics::{Code, Diagnostic, Files, Place};

use super::region::Region;

pub fn document(diagnostics: &[Diagnostic], files: &Files) -> String {
    let codes: BTreeSet<Code> = diagnostics.iter().map(|diagnostic| diagnostic.code).collect();
    let codes: Vec<Code> = codes.into_iter().collect();
    let results: Vec<Value> = diagnostics.iter().map(|diagnostic| result(diagnostic, &codes, files)).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "raportti",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).expect("JSON values print") + "\n"
}

fn rule(code: Code) -> Value {
    json!({
        "id": code.as_str(),
        "shortDescription": { "text": code.meaning() },
        "defaultConfiguration": { "level": code.severity().as_str() },
    })
}

fn result(diagnostic: &Diagnostic, codes: &[Code], files: &Files) -> Value {
    let mut text = diagnostic.full_message();
    for hint in &diagnostic.hints {
        text += &format!("\n{hint}");
    }
    let locations: Vec<Value> = diagnostic.place.iter().map(|place| location(*place, None, files)).collect();
    let related: Vec<Value> =
        diagnostic.related.iter().map(|related| location(related.place, Some(&related.message), files)).collect();
    json!({
        "ruleId": diagnostic.code.as_str(),
        "ruleIndex": codes.iter().position(|code| *code == diagnostic.code),
        "level": diagnostic.severity.as_str(),
        "message": { "text": text },
        "locations": locations,
        "relatedLocations": related,
    })
}

fn location(place: Place, message: Option<&str>, files: &Files) -> Value {
    let region = Region::new(place, files);
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": { "uri": uri(region.file), "uriBaseId": "%SRCROOT%" },
            "region": {
                "startLine": region.line,
                "startColumn": region.column,
                "endLine": region.end_line,
                "endColumn": region.end_column,
            },
        },
    });
    if let Some(message) = message {
        location["message"] = json!({ "text": message });
    }
    location
}

/// A path as a relative URI, percent-encoded (RFC 3986).
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
