//! Which item was being set when a template failed: Typst only names the line of the template. It is found by experiment: if the fault
//! goes away when an item gets the data of another one, the item is at fault. Halving the set of items that keep their data finds it in
//! a few runs, which only failing builds pay for.

use std::collections::BTreeMap;

use typst::diag::SourceDiagnostic;

use crate::diagnostics::Place;
use crate::merge::{GeneratedFiles, modules::lend_data};

use super::{ReportWorld, layout};

/// The item whose data causes `fault`: its id and where its data begins. `None` when not one item alone causes it.
pub fn find(fault: &SourceDiagnostic, world: &ReportWorld, generated: &GeneratedFiles) -> Option<(String, Place)> {
    let path = collections(generated).into_values().find_map(|modules| {
        search(&modules, |own, lender| {
            let mut changed = generated.clone();
            for path in modules.iter().filter(|path| !own.contains(path)) {
                changed.insert((*path).to_owned(), lend_data(&generated[lender], &generated[*path]));
            }
            let world = world.with(&changed);
            let errors = layout::lay_out(None, layout::evaluate(&world), &world).output.err().unwrap_or_default();
            errors.iter().any(|error| error.span == fault.span && error.message == fault.message)
        })
    })?;
    let id = path.rsplit('/').next()?.strip_suffix(".typ")?;
    let first = generated[path].map.pieces().first()?;
    Some((id.to_owned(), Place::new(first.file, first.source.clone())))
}

/// The modules of items, by their folders.
fn collections(generated: &GeneratedFiles) -> BTreeMap<&str, Vec<&str>> {
    let mut collections: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in generated.keys() {
        let inner = path.strip_prefix("/generated/").and_then(|inner| inner.split_once('/'));
        if let Some((folder, _)) = inner.filter(|(folder, _)| !["chapters", "attachments", "parts"].contains(folder)) {
            collections.entry(folder).or_default().push(path);
        }
    }
    collections
}

/// The module at fault; `fails` says whether the fault happens when only some modules keep their data, and the others borrow a lender's.
fn search<'p>(modules: &[&'p str], fails: impl Fn(&[&str], &str) -> bool) -> Option<&'p str> {
    let (&first, rest) = modules.split_first()?;
    let &second = rest.first()?;
    if fails(&[], first) {
        // Either the first item is at fault, or none of these.
        return (!fails(&[], second)).then_some(first);
    }
    let mut suspects = rest;
    while suspects.len() > 1 {
        let (left, right) = suspects.split_at(suspects.len() / 2);
        suspects = if fails(left, first) { left } else { right };
    }
    suspects.first().copied().filter(|suspect| fails(&[suspect], first))
}
