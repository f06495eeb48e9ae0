//! The edition `changes`: a report with changes since an earlier release marked.

use crate::diagnostics::{Faults, diagnostic::any_error};
use crate::graph;
use crate::meaning::Meaning;
use crate::merge::Input;
use crate::merge::marks::texts::{Earlier, Marks};
use crate::merge::project::{self, Target};
use crate::model::Edition;
use crate::typeset::preflight::glyphs;

use super::{Failure, Merged, Ready, broken_data, version::Loaded};

/// Merges the edition `changes` of a checked report in every language, and adds it to `ready`. The earlier report is
/// `ready.inputs.since`; errors call it `name`. Faults of the templates are added to `faults`; those of the report are known already.
/// Fails if the earlier report has a fault that hides a part of it.
pub fn merge(name: &str, ready: &mut Ready, faults: &mut Faults) -> Result<(), Failure> {
    let Some(since) = &ready.inputs.since else { return Ok(()) };
    let earlier = link(name, since)?;
    let Faults { files, diagnostics } = faults;
    let meaning = Meaning::of(&ready.graph, files, &ready.inputs.report);
    let marks = Marks::new(&earlier, &meaning);
    let target = Target { edition: Edition::Changes, marks: Some(&marks), attached: true };
    let mut found = Vec::new();
    for wording in &ready.wordings {
        let Ready { graph, inputs, wordings, press, brand, .. } = &*ready;
        let input = Input { graph, templates: &inputs.templates, wordings, wording, press, brand };
        let project = project::merge(input, target, files, &mut found);
        let is_refused = |character, place| broken_data::is_refused(files, character, place);
        found.extend(glyphs::uncovered(&project.files, inputs.font_store(), is_refused));
        ready.merged.push(Merged::new(graph.report(), wording, Edition::Changes, ready.screen, project.files));
    }
    found.retain(|fault| !diagnostics.contains(fault));
    diagnostics.extend(found.into_iter().filter(|fault| any_error(std::slice::from_ref(fault))));
    Ok(())
}

/// Links the earlier report without checking rules: it is already published.
fn link(name: &str, Loaded { report, model, faults }: &Loaded) -> Result<Earlier, Failure> {
    let Faults { files, mut diagnostics } = faults.clone();
    let graph = model.as_ref().and_then(|model| graph::link(model, &mut diagnostics));
    graph.map(|graph| Earlier::new(graph, files, report)).ok_or_else(|| {
        let fault = diagnostics.first().map_or("it is incomplete", |fault| fault.message.as_str());
        Failure::new(format!("the report `{name}` has a fault: {fault}"))
            .with_hint("`raportti check` in that report lists its faults; a release has none")
    })
}
