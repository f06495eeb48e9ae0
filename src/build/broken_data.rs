//! The prose of a report whose data does not hold together, looked at so that its faults show in the same run as those of the
//! data, without those that only follow from them.

use crate::diagnostics::code::Code;
use crate::diagnostics::faults::Faults;
use crate::graph::salvage;
use crate::merge::labels::Wording;
use crate::merge::project::{self, Target};
use crate::merge::render;
use crate::model::choice::Edition;
use crate::model::load::Model;
use crate::rules::press::Press;

use super::inputs::Inputs;

/// Takes out what only follows from labels that lack a word.
pub fn without_words(Faults { files, diagnostics }: &mut Faults) {
    diagnostics.retain(|diagnostic| {
        let path = diagnostic.place.map(|place| &files.get(place.file).path);
        diagnostic.code != Code::TemplateRender
            || !path.is_some_and(|path| path.ends_with(".j2"))
            || !render::is_undefined(diagnostic)
    });
}

/// Adds the faults of the prose to `diagnostics`.
pub fn look(model: &Model, inputs: &Inputs, press: &Press, wordings: &[Wording], faults: &mut Faults) {
    let Faults { files, diagnostics } = faults;
    let Some(graph) = salvage::graph(model, files).filter(|graph| wordings.len() == graph.languages.len()) else {
        return;
    };
    let whole = model.broken.is_empty() && model.report.is_some();
    let mut found = Vec::new();
    for wording in wordings {
        let target = Target { edition: Edition::Screen, press, marks: None, attached: false };
        project::merge(&graph, &inputs.templates, wordings, wording, target, files, &mut found);
    }
    found.retain(|diagnostic| match diagnostic.code {
        Code::DanglingReference
        | Code::MarkdownNotAllowed
        | Code::HeadingStructure
        | Code::MalformedValue
        | Code::StraightQuotes => true,
        // A chapter may print an item that is broken; mistakes of its own are still reported.
        Code::TemplateRender => whole || render::is_own_fault(diagnostic, files),
        Code::UnknownPart | Code::MissingChapterTranslation => whole,
        _ => false,
    });
    diagnostics.append(&mut found);
}
