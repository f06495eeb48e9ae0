//! Every file of a release, from the project: what `release` writes and `verify` compares with.

use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::Files;
use crate::files::digest;
use crate::files::read::Tree;
use crate::meaning::Meaning;
use crate::meaning::changes::Changes;
use crate::merge::announcement::{self, Download};
use crate::merge::attachments;
use crate::merge::changes;
use crate::model::choice::Edition;
use crate::publish::release::{Document, Font, Release, Report, Tool};
use crate::rules::policy::Policy;
use crate::typeset::fonts;

use super::earlier::Earlier;
use crate::commands::pipeline::{Inputs, Merged, Ready};
use crate::commands::typesetting::{self, Audience, Finish, Job, Set};
use crate::commands::worlds::Worlds;
use crate::commands::{build, revision};

/// What goes into a release besides the project.
pub struct Circumstances<'a> {
    pub tool: Tool,
    pub commit: Option<String>,
    pub earlier: Option<&'a Earlier>,
}

/// The program that runs.
pub fn this_program() -> Tool {
    Tool {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        build: env!("RAPORTTI_BUILD").to_owned(),
        typst: typst::utils::version().raw().to_owned(),
    }
}

/// Sets every PDF and makes everything that goes with them; none when there is an error, which is among `diagnostics`.
pub fn make(
    (inputs, ready, policy): (&Inputs, &Ready, &Policy),
    circumstances: Circumstances,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
    audience: &dyn Audience,
) -> Option<Tree> {
    let merged: Vec<&Merged> = ready.merged.iter().collect();
    let job = Job { inputs, ready, policy, finish: Finish::AtOnce };
    let sets = typesetting::set_all(&mut Worlds::default(), job, &merged, files, diagnostics, audience);
    let sets: Vec<Set> = sets.into_iter().collect::<Option<_>>().filter(|_| !any_error(diagnostics))?;
    let documents: Vec<(Edition, Document)> =
        merged.iter().zip(sets).map(|(merged, set)| document(ready, merged, set)).collect();

    let mut texts = data(ready);
    let now = Meaning::of(&ready.graph, files, &inputs.report);
    let before = circumstances.earlier.and_then(|earlier| revision::understand(&earlier.report).meaning);
    let found = before.as_ref().map(|before| Changes::between(before, &now));
    let downloads: Vec<Download> = documents.iter().map(|(edition, document)| download(*edition, document)).collect();
    for wording in &ready.wordings {
        let language = wording.locale.language;
        let templates = &inputs.templates;
        let all = &ready.wordings;
        match announcement::render(&ready.graph, templates, all, wording, &ready.press, &downloads, files) {
            Ok(text) => _ = texts.insert(format!("announcement.{language}.md"), text.into_bytes()),
            Err(fault) => diagnostics.push(fault),
        }
        let name = if language == ready.graph.source_language() {
            "CHANGES.md".to_owned()
        } else {
            format!("CHANGES.{language}.md")
        };
        match changes::markdown(&now, found.as_ref(), wording, templates, files) {
            Ok(text) => _ = texts.insert(name, text.into_bytes()),
            Err(fault) => diagnostics.push(fault),
        }
    }
    if any_error(diagnostics) {
        return None;
    }

    let report = ready.graph.report();
    let mut source = inputs.travelling().packed().source.clone();
    source.since = circumstances.earlier.map(|earlier| earlier.report.clone()).unwrap_or_default();
    let (year, month, day) = report.date().ymd();
    let titles = report.title().0.iter().map(|(language, text)| (language.to_string(), text.value.clone()));
    let travelling = inputs.travelling();
    let faces = fonts::faces(&travelling.fonts);
    let release = Release {
        report: Report {
            id: report.id().value.clone(),
            version: report.version().value.clone(),
            date: format!("{year:04}-{month:02}-{day:02}"),
            titles: titles.collect(),
        },
        tool: circumstances.tool,
        fonts: faces.into_iter().map(|face| Font { name: face.name, version: face.version, path: face.path }).collect(),
        commit: circumstances.commit,
        since: circumstances.earlier.map(|earlier| earlier.version.clone()),
        documents: documents.into_iter().map(|(_, document)| document).collect(),
        texts,
        source: &source,
        look: [&travelling.templates, &travelling.fonts],
    };
    Some(release.files())
}

fn document(ready: &Ready, merged: &Merged, set: Set) -> (Edition, Document) {
    let document = Document {
        name: build::name(&ready.graph, merged),
        language: merged.language.to_string(),
        edition: merged.edition.as_str(),
        bytes: set.pdf,
        pages: set.pages,
        items: set.items,
    };
    (merged.edition, document)
}

fn download(edition: Edition, document: &Document) -> Download<'_> {
    Download {
        name: &document.name,
        language: &document.language,
        edition,
        size: document.bytes.len(),
        sha256: digest::of(&document.bytes),
    }
}

/// The data of each language, the same files as in the PDFs.
fn data(ready: &Ready) -> Tree {
    let mut data = Tree::new();
    for merged in &ready.merged {
        for (path, file) in &*merged.generated {
            if let Some(name) = path.strip_prefix(attachments::FOLDER) {
                data.insert(format!("data/{}{name}", merged.language), file.text.clone().into_bytes());
            }
        }
    }
    data
}
