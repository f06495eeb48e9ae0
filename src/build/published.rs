//! Whether an id was published: then its address stands in documents of others.

use std::path::Path;

use crate::files::{form, revision};

use super::version::{self, Loaded, Version};
use super::{Failure, release};

/// What earlier versions say of an id.
pub enum Published {
    No,
    /// The version that has it.
    In(String),
    /// Why nobody can tell.
    Unknown(String),
}

/// Looks for an id in the newest version that a git tag names, and in the newest release below `releases`: an id is never lost, so older ones have no
/// others.
pub fn published(id: &str, project: &Path, releases: &Path, report: &str) -> Published {
    let folder = release::newest(releases, report).map(|(_, folder)| folder);
    let tag = match revision::version_tags(project) {
        Ok(tags) => tags.into_iter().max_by_key(|tag| form::version_numbers(tag.trim_start_matches('v'))),
        Err(_) if folder.is_some() => None,
        Err(fault) => return Published::Unknown(format!("there is no folder of releases, and {fault}")),
    };
    let of_tag = tag.map(|tag| version::find(&format!("rev:{tag}"), project));
    let of_folder = folder.map(|folder| {
        let name = folder.display().to_string();
        version::of_folder(&folder).map(|source| Version { name, source, notes: Vec::new() })
    });
    for found in of_tag.into_iter().chain(of_folder) {
        match found.and_then(|version| has(id, version)) {
            Ok(Some(name)) => return Published::In(name),
            Ok(None) => {}
            Err(failure) => return Published::Unknown(failure.to_string()),
        }
    }
    Published::No
}

/// The name of a version that has an id.
fn has(id: &str, version: Version) -> Result<Option<String>, Failure> {
    let loaded = Loaded::of(version.source.report);
    let model = loaded.model.ok_or_else(|| Failure::new(format!("`{}` cannot be read", version.name)))?;
    Ok(model.with_ids().any(|item| item.id() == id).then_some(version.name))
}
