//! Fonts that may not be distributed: a PDF or a release names them by hash, and to verify it they are needed.

use std::collections::BTreeMap;
use std::path::Path;

use crate::files::{Source, Tree, digest, reading};

use super::{Failure, find_project};

/// Adds the fonts that a source lacks, from `fonts/` of the named or current project; `kept` are their paths and SHA-256.
///
/// # Errors
/// If one of them is missing.
pub fn add(project: Option<&Path>, source: &mut Source, kept: &BTreeMap<String, String>) -> Result<(), Failure> {
    if kept.is_empty() {
        return Ok(());
    }
    let own = match find_project(project) {
        Ok(project) => reading::tree(&project, &["fonts"])?,
        Err(_) => Tree::new(),
    };
    let own: BTreeMap<String, Vec<u8>> = own.into_values().map(|bytes| (digest::of(&bytes), bytes)).collect();
    let fonts = source.fonts.get_or_insert_default();
    let mut missing = Vec::new();
    for (path, digest) in kept {
        match own.get(digest) {
            Some(bytes) => _ = fonts.insert(path.clone(), bytes.clone()),
            None => missing.push(format!("`{path}` (SHA-256 {digest})")),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::new(format!("it needs fonts that are not included: {}", missing.join(", ")));
    let hint = "put them into `fonts/` of a project, and run in it or name it with `--project DIR`";
    failure.is_unproven = true;
    Err(failure.with_hint(hint))
}
