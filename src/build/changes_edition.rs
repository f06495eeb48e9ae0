//! The edition `changes`: a report merged with marks against an earlier release of it.

use crate::diagnostics::{Faults, diagnostic::any_error};
use crate::files::Tree;
use crate::graph;
use crate::meaning::Meaning;
use crate::merge::marks::texts::{Earlier, Marks};
use crate::merge::project::{self, Target};
use crate::model::{Edition, load};
use crate::typeset::preflight::glyphs;

use super::{Failure, Merged, Ready, echoes};

/// Merges the edition `changes` of a checked report in every language, and adds it to what is `ready`. The earlier report
/// is that of its inputs, which an error calls `name`.
///
/// Faults of the templates are added to `faults`; those of the report were found when it was checked.
///
/// # Errors
/// When the earlier report has a fault that hides what it says.
pub fn merge(name: &str, ready: &mut Ready, faults: &mut Faults) -> Result<(), Failure> {
    let Some(since) = &ready.inputs.since else { return Ok(()) };
    let earlier = understand(name, since)?;
    let Faults { files, diagnostics } = faults;
    let meaning = Meaning::of(&ready.graph, files, &ready.inputs.report);
    let marks = Marks::new(&earlier, &meaning);
    let target = Target { edition: Edition::Changes, press: &ready.press, marks: Some(&marks), attached: true };
    let mut found = Vec::new();
    for wording in &ready.wordings {
        let Ready { graph, inputs, wordings, .. } = &*ready;
        let project = project::merge(graph, &inputs.templates, wordings, wording, target, files, &mut found);
        let is_refused = |character, place| echoes::is_refused(files, character, place);
        found.extend(glyphs::uncovered(&project.files, inputs.font_store(), is_refused));
        ready.merged.push(Merged::new(graph.report(), wording, Edition::Changes, ready.screen, project.files));
    }
    found.retain(|fault| !diagnostics.contains(fault));
    diagnostics.extend(found.into_iter().filter(|fault| any_error(std::slice::from_ref(fault))));
    Ok(())
}

/// Reads the earlier report without checking its rules: it is published already.
fn understand(name: &str, tree: &Tree) -> Result<Earlier, Failure> {
    let Faults { mut files, mut diagnostics } = Faults::default();
    let model = load::load(tree, &mut files, &mut diagnostics);
    let graph = model.as_ref().and_then(|model| graph::link(model, &mut diagnostics));
    graph.map(|graph| Earlier::new(graph, files, tree)).ok_or_else(|| {
        let fault = diagnostics.first().map_or("it is not whole", |fault| fault.message.as_str());
        Failure::new(format!("the report `{name}` has a fault: {fault}"))
            .with_hint("`raportti check` in that report tells all of its faults; a release has none")
    })
}
