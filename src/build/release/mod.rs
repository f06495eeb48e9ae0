//! Builds every file of a release from a checked report, for `release` to write and for `verify` to compare.

pub mod refusals;
pub mod repository;

use std::path::{Path, PathBuf};

use crate::bounds::release::LARGEST_RELEASE;
use crate::diagnostics::{Code, Diagnostic, Faults};
use crate::files::{Tree, digest, form};
use crate::meaning::{Meaning, changes::Changes};
use crate::merge::{Input, announcement::Download, attachments};
use crate::publish::release::texts;
use crate::publish::release::{self, Document, Release, Tool};
use crate::typeset::{Pdf, fonts};

use super::{Merged, Mode, Observer, Ready, WarmStart, set};

/// Sets every PDF and makes the other files of the release, which records `tool` and `commit`; `None` if there is an error, which is
/// added to `faults`. The earlier release is `ready.inputs.since`.
pub fn make(
    ready: &Ready,
    tool: Tool,
    commit: Option<String>,
    faults: &mut Faults,
    observer: &dyn Observer,
) -> Option<Tree> {
    let Ready { inputs, graph, wordings, press, brand, .. } = ready;
    let merged: Vec<&Merged> = ready.merged.iter().collect();
    let pdfs = set::set_all(&mut WarmStart::new(Mode::Once), ready, &merged, faults, observer);
    let document = |(merged, pdf): (&&Merged, Pdf)| {
        let (name, language) = (merged.file_name.clone(), merged.language.to_string());
        Document { name, language, edition: merged.edition, pdf }
    };
    let documents: Vec<Document> = merged.iter().zip(pdfs?).map(document).collect();
    let now = Meaning::of(graph, &faults.files, &inputs.report);
    let before = inputs.since.as_ref().and_then(|since| since.meaning());
    let changes = before.as_ref().map(|before| Changes::between(before, &now));
    let input = Input { graph, templates: &inputs.templates, wordings, wording: &wordings[0], press, brand };
    let Faults { files, diagnostics } = &mut *faults;
    let downloads: Vec<Download> = documents.iter().map(download).collect();
    let mut texts = texts::texts(input, &downloads, (&now, changes.as_ref()), files, diagnostics);
    if faults.any_error() {
        return None;
    }
    texts.extend(data(ready));
    let (payload, since) = (inputs.payload(), inputs.since.as_ref());
    let mut source = payload.packed().source.clone();
    source.since = since.map(|since| since.report.clone()).unwrap_or_default();
    let files = release::files(&Release {
        report: graph.report(),
        tool,
        fonts: fonts::faces(&payload.fonts),
        commit,
        since: since.and_then(|since| since.number()).map(str::to_owned),
        documents,
        texts,
        source: &source,
        look: [&payload.templates, &payload.fonts],
    });
    faults.diagnostics.extend(too_large(&files, LARGEST_RELEASE));
    (!faults.any_error()).then_some(files)
}

/// The newest release of a report among the folders of releases: the numbers of its version, and its folder.
pub fn newest(releases: &Path, id: &str) -> Option<([u32; 3], PathBuf)> {
    let folders = std::fs::read_dir(releases).ok()?.filter_map(Result::ok).map(|entry| entry.path());
    let numbers =
        |folder: &Path| form::version_numbers(folder.file_name()?.to_str()?.strip_prefix(id)?.strip_prefix('-')?);
    folders.filter(|folder| folder.is_dir()).filter_map(|folder| Some((numbers(&folder)?, folder))).max()
}

/// The error of a release that `verify` would refuse, since its files have more than `most` bytes together.
pub fn too_large(files: &Tree, most: u64) -> Option<Diagnostic> {
    let bytes: u64 = files.values().map(|bytes| bytes.len() as u64).sum();
    let message = format!("the files of the release have more than {} MiB together", most >> 20);
    let hint = "make the images smaller, or publish fewer editions and languages at once";
    (bytes > most).then(|| Diagnostic::without_place(Code::TooLarge, message).with_hint(hint))
}

fn download(document: &Document) -> Download<'_> {
    Download {
        name: &document.name,
        language: &document.language,
        edition: document.edition,
        size: document.pdf.bytes.len(),
        sha256: digest::of(&document.pdf.bytes),
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
