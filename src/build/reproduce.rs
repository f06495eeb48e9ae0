//! Builds a published source again.

use std::collections::BTreeMap;
use std::path::Path;

use crate::diagnostics::Faults;
use crate::files::{ExtractRecord, Origin, Source, Tree, builtin, digest, reading};
use crate::meaning::extract::Filter;
use crate::model::Edition;
use crate::publish::release::{Recorded, SOURCE, Tool};
use crate::typeset::Pdf;

use super::extracts::{Maker, Piece};
use super::{Checked, Failure, Inputs, Merged, Ready, changes_edition, check, find_project, release, set};

/// The result and its faults; `None` if one of them is an error.
pub type Reproduced<T> = (Option<T>, Faults);

/// Adds the fonts that a source does not carry, since they may not be distributed, from `fonts/` of the named or current project;
/// `kept` are their paths and SHA-256. Fails if one of them is missing.
pub fn add_fonts(project: Option<&Path>, source: &mut Source, kept: &BTreeMap<String, String>) -> Result<(), Failure> {
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

/// Builds the PDF of a PDF's own source, to which missing fonts were added. Fails if the earlier report of the edition `changes` has a
/// fault.
pub fn document(source: Source, origin: &Origin) -> Result<Reproduced<Pdf>, Failure> {
    let Checked { mut faults, ready } = check(&Inputs::of_source(source), false);
    let Some(mut ready) = ready else { return Ok((None, faults)) };
    changes_edition::merge("since", &mut ready, &mut faults)?;
    let is_same =
        |merged: &&Merged| merged.language.as_str() == origin.language && merged.edition.as_str() == origin.edition;
    let merged = ready.merged.iter().find(is_same);
    let pdf = merged.and_then(|merged| set::set_one(&ready, merged, &mut faults));
    Ok((pdf, faults))
}

/// Makes an extract again, as its record says, from the report that it is of. Fails if its filter chooses nothing there.
pub fn extract(ready: &Ready, record: &ExtractRecord, mut faults: Faults) -> Result<Reproduced<Pdf>, Failure> {
    let ExtractRecord { origin, addressee, only, condition, .. } = record;
    let filter = Filter { addressee: addressee.clone(), only: only.clone(), condition: condition.clone() };
    let language = ready.graph.languages().iter().copied().find(|language| language.as_str() == origin.language);
    let key = language.zip(Edition::from_word(&origin.edition));
    let Some(key) = key.filter(|key| ready.merged.iter().any(|merged| merged.key() == *key)) else {
        return Ok((None, faults));
    };
    let piece = Piece::of(&ready.graph, filter)?;
    let maker = Maker::new(ready, &[key], &mut faults)?;
    let merged = maker.merge(&piece, &[key], &mut faults);
    if faults.any_error() {
        return Ok((None, faults));
    }
    let pdfs = maker.set(&merged, &[key], &mut faults, &())?;
    Ok((pdfs.and_then(|mut pdfs| pdfs.pop()).map(|(_, pdf)| pdf), faults))
}

/// An error if a PDF rests on other built-in templates or fonts than those of this program.
pub fn has_same_look(origin: &Origin) -> Result<(), Failure> {
    let differs =
        |digest: &Option<String>, inside: &Tree| digest.as_ref().is_some_and(|it| *it != digest::of_tree(inside));
    let what = if differs(&origin.templates, builtin::templates()) {
        "templates"
    } else if differs(&origin.fonts, builtin::fonts()) {
        "fonts"
    } else {
        return Ok(());
    };
    let (tool, own) = (&origin.tool, Tool::this().version);
    let reason = format!("it was made with other built-in {what} (by raportti {tool}; this is {own})");
    Err(Failure::unverifiable(reason))
}

/// Builds the files of a release from the source in its folder and the records of its manifest. Missing fonts come from the project.
/// Fails if the source or the earlier report cannot be read, or a font is missing.
pub fn release(found: &Tree, recorded: &Recorded, project: Option<&Path>) -> Result<Reproduced<Tree>, Failure> {
    let files = found.iter().filter_map(|(path, bytes)| Some((path.strip_prefix(SOURCE)?.to_owned(), bytes.clone())));
    let mut source = Source::from_files(files.collect()).map_err(Failure::unverifiable)?;
    add_fonts(project, &mut source, &recorded.kept_fonts(found))?;
    let inputs = Inputs::of_source(source);
    if inputs.since.as_ref().is_some_and(|since| since.number().is_none()) {
        return Err(Failure::unverifiable("the earlier report in it cannot be read"));
    }
    let Checked { mut faults, ready } = check(&inputs, true);
    let Some(mut ready) = ready else { return Ok((None, faults)) };
    changes_edition::merge("since", &mut ready, &mut faults)?;
    let files = release::make(&ready, recorded.tool.clone(), recorded.commit.clone(), &mut faults, &());
    Ok((files, faults))
}
