//! What can still be looked at when some links or files are broken: the report without them.
//!
//! No PDF is made from it. It exists so that faults in prose and chapters show in the same run as those of the data.

use std::collections::HashSet;

use crate::diagnostics::files::{Files, Place};
use crate::graph::{self, Graph};
use crate::model::decode::{Context, Fields};
use crate::model::kind::Target;
use crate::model::load::{self, Model};
use crate::model::records::*;
use crate::model::scalar::Link;
use crate::model::text::{Form, Text};

/// Stands in for a `report.toml` that cannot be understood.
const STAND_IN: &str = "\
id = \"x\"\nversion = \"0.0.0\"\ndate = 9999-12-31\nstatus = \"draft\"\nlanguages = []\ntitle = \"x\"\npublisher = \"x\"
authors = []\nkeywords = []\nabstract = \"x\"\nlicence = \"x\"\nnotice = \"x\"\nparts = []\n";

/// The graph of everything that holds together.
pub fn graph(model: &Model, files: &mut Files) -> Option<Graph> {
    let mut model = Model { report: model.report.clone().or_else(|| stand_in(model, files)), ..model.clone() };
    let kinds = graph::kinds(&model);
    let known = Known { kinds: &kinds };
    for Item { data, .. } in &mut model.findings {
        data.evidence.retain(|evidence| known.holds(&evidence.source));
        data.question.take_if(|link| !known.holds(link));
        data.theme.take_if(|link| !known.holds(link));
        data.figures.retain(|link| known.holds(link));
    }
    for Item { data, .. } in &mut model.conclusions {
        data.findings.retain(|link| known.holds(link));
    }
    model.recommendations.retain(|item| known.holds(&item.data.package));
    for Item { data, .. } in &mut model.recommendations {
        data.conclusions.retain(|link| known.holds(link));
        data.addressees.retain(|link| known.holds(link));
        for action in &mut data.action {
            action.responsible.retain(|link| known.holds(link));
            action.partners.retain(|link| known.holds(link));
        }
        for indicator in &mut data.indicator {
            indicator.source.take_if(|link| !known.holds(link));
        }
        for follow_up in &mut data.follow_up {
            follow_up.evidence.retain(|link| known.holds(link));
        }
    }
    for Item { data, .. } in &mut model.figures {
        data.source.0.retain(|link| known.holds(link));
    }
    if let Some(announcement) = model.report.as_mut().and_then(|report| report.announcement.as_mut()) {
        announcement.themes.retain(|link| known.holds(link));
    }
    graph::assemble(&model, kinds)
}

struct Known<'k> {
    kinds: &'k graph::Kinds,
}

impl Known<'_> {
    fn holds<T: Target>(&self, link: &Link<T>) -> bool {
        self.kinds.get(&link.id).is_some_and(|(kind, _)| *kind == T::KIND)
    }
}

/// A report whose parts are the chapters that there are.
fn stand_in(model: &Model, files: &mut Files) -> Option<ReportFile> {
    let file = files.add("report.toml (stand-in)", STAND_IN);
    let mut diagnostics = Vec::new();
    let table = load::parse(file, STAND_IN, &mut diagnostics)?;
    let mut context = Context::new(file, STAND_IN, &model.languages, &mut diagnostics);
    let place = Place::new(file, 0..0);
    let mut report = ReportFile::from_fields(Fields::new(table.get_ref(), place), &mut context)?;
    let names: HashSet<&String> = model.chapters.iter().map(|chapter| &chapter.name).collect();
    let text = |name: &&String| Text { value: (*name).clone(), place, form: Form::Whole };
    report.parts = names.iter().map(text).collect();
    Some(report)
}
