//! For `check`: faults that stop `build` and `release` before the first page, in the texts of a release and in custom templates. The
//! built-in templates have none with any report, so that most reports skip this.

use crate::diagnostics::{Diagnostic, Files, diagnostic::any_error};
use crate::meaning::Meaning;
use crate::meaning::changes::{Changes, EntryChange, Happening};
use crate::merge::announcement::{self, Download};
use crate::merge::{Input, changes};
use crate::model::Edition;
use crate::typeset::{Relocator, faults, press, thread};

use super::{Merged, Ready};

/// The further faults of a report that has no errors so far.
pub fn faults(ready: &Ready, files: &mut Files) -> Vec<Diagnostic> {
    let Ready { inputs, graph, wordings, press, brand, merged, .. } = ready;
    let now = Meaning::of(graph, files, &inputs.report);
    let added = now.entries.iter().map(|entry| EntryChange { key: entry.key.clone(), what: Happening::Added });
    let all_new = Changes { old: &now, new: &now, entries: added.collect(), hidden: Vec::new() };
    let mut found = Vec::new();
    for wording in wordings {
        let input = Input { graph, templates: &inputs.templates, wordings, wording, press, brand };
        let language = wording.locale.language.to_string();
        let download = |name, edition| Download { name, language: &language, edition, size: 0, sha256: String::new() };
        let downloads = [
            download("screen.pdf", Edition::Screen),
            download("print.pdf", Edition::Print),
            download("cover.pdf", Edition::Cover),
        ];
        let text = announcement::render(input, &downloads, files);
        found.extend(text.err());
        // `CHANGES.md` of a first version, and with everything marked as new.
        for changes in [None, Some(&all_new)] {
            found.extend(changes::markdown(&now, changes, wording, &inputs.templates, files).err());
        }
    }
    let checked = thread::run(|| Some(merged.iter().all(|merged| check_templates(ready, merged, files, &mut found))));
    checked.expect("evaluating templates does not panic");
    found
}

/// Whether Typst can evaluate the templates for one language and edition.
fn check_templates(ready: &Ready, merged: &Merged, files: &mut Files, found: &mut Vec<Diagnostic>) -> bool {
    let world = ready.world(merged);
    let mut relocator = Relocator { world: &world, generated: &merged.generated, files };
    faults::check_sources(&mut relocator, found);
    if any_error(found) {
        return false;
    }
    if merged.edition.is_printed() {
        found.extend(press::inks(&mut relocator).and_then(Result::err).into_iter().flatten());
    }
    true
}
