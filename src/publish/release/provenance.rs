//! `provenance.intoto.json`: an in-toto Statement v1 with the predicate SLSA Provenance v1. It has no signature, time or place: a
//! reader who builds the release again gets the same statement.

use serde_json::{Value, json};

use crate::files::{Tree, digest};

use super::{Release, contents::pretty};

/// The build process, as `docs/releases.md` describes it.
const BUILD_TYPE: &str = "urn:raportti:release:1";
/// The builder. The program does not know who ran it.
const BUILDER: &str = "urn:raportti:program";

/// The statement about the `files` of a release.
pub fn of(release: &Release, files: &Tree) -> String {
    let subjects = files.iter().map(|(path, bytes)| named(path, bytes));
    let inputs = release.inputs().into_iter().map(|(path, bytes)| named(path, bytes));
    let since = release.source.since.iter().map(|(path, bytes)| named(&format!("since/{path}"), bytes));
    let commit = release.commit.as_ref().map(|commit| json!({ "name": "git", "digest": { "gitCommit": commit } }));
    let tool = &release.tool;
    pretty(&json!({
        "_type": "https://in-toto.io/Statement/v1",
        "subject": subjects.collect::<Vec<_>>(),
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "id": release.report.id().value,
                    "version": release.report.version().value,
                    "since": release.since,
                },
                "internalParameters": {},
                "resolvedDependencies": commit.into_iter().chain(inputs).chain(since).collect::<Vec<_>>(),
            },
            "runDetails": {
                "builder": {
                    "id": BUILDER,
                    "version": { "raportti": tool.version, "build": tool.build, "typst": tool.typst },
                },
            },
        },
    }))
}

fn named(path: &str, bytes: &[u8]) -> Value {
    json!({ "name": path, "digest": { "sha256": digest::of(bytes) } })
}
