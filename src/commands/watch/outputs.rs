//! The PDFs that `watch` writes: what each was made from, and the work left until it has the same bytes as that of `build`.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use crate::build::{Failure, Key, Merged, Ready, WarmStart, embed};
use crate::merge::GeneratedFiles;
use crate::model::Edition;
use crate::publish::output;
use crate::publish::stamp::{self, Stamps};
use crate::typeset::{Pdf, pdf};

use super::{ending::WRITING, file_events::FileEvents};

pub struct Outputs {
    pub folder: PathBuf,
    /// The generated files that each PDF in the folder was made from, unless another file changed that it may depend on.
    published: BTreeMap<Key, Arc<GeneratedFiles>>,
    drafts: BTreeMap<Key, Draft>,
    /// The last edit, while PDFs are unfinished.
    edit: Option<Edit>,
}

/// The last version of a PDF. Screen editions are kept, since their source changes with every edit, even if their pages do not.
struct Draft {
    pdf: Pdf,
    /// Its pages had no warnings that would be lost if it is not set again.
    has_no_warnings: bool,
}

struct Edit {
    ready: Rc<Ready>,
    /// The unfinished PDFs.
    left: VecDeque<Key>,
}

impl Outputs {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, published: BTreeMap::new(), drafts: BTreeMap::new(), edit: None }
    }

    /// How many PDFs are kept.
    pub fn count(&self) -> usize {
        self.drafts.len()
    }

    /// Records changed files, by their paths in the project.
    pub fn files_changed(&mut self, paths: &[String]) {
        if paths.iter().any(|path| concerns_all(path)) {
            self.published.clear();
        }
    }

    pub fn is_stale(&self, merged: &Merged) -> bool {
        self.published.get(&merged.key()).is_none_or(|published| *published != merged.generated)
    }

    /// Writes PDFs, all of them before the first is renamed.
    pub fn write(&self, done: &[(&Merged, Pdf)]) -> Result<(), Failure> {
        let _writing = WRITING.lock();
        let files = done.iter().map(|(merged, pdf)| (self.folder.join(&merged.file_name), pdf.bytes.as_slice()));
        Ok(output::write_all(files)?)
    }

    /// Keeps written PDFs, to be finished later. `has_no_warnings`: their pages had no warnings.
    pub fn keep(&mut self, ready: &Rc<Ready>, wanted: &[&Merged], written: Vec<(&Merged, Pdf)>, has_no_warnings: bool) {
        self.published = wanted.iter().map(|merged| (merged.key(), merged.generated.clone())).collect();
        self.drafts.retain(|key, _| self.published.contains_key(key));
        self.edit = Some(Edit { ready: ready.clone(), left: wanted.iter().map(|merged| merged.key()).collect() });
        self.drafts.extend(written.into_iter().map(|(merged, pdf)| (merged.key(), Draft { pdf, has_no_warnings })));
    }

    /// Compares warm-started layouts with cold ones, until a file changes. Returns whether all compared layouts are the same;
    /// the others have to be set again.
    pub fn confirm(&mut self, warm_start: &mut WarmStart, ready: &Ready, events: &mut FileEvents) -> bool {
        let Some(Edit { left, .. }) = &self.edit else { return true };
        let mut all_are_same = true;
        for key in left.iter().filter(|key| self.drafts.contains_key(key)) {
            if events.none_pending() && !warm_start.confirm(*key, ready) {
                self.published.remove(key);
                all_are_same = false;
            }
        }
        if !all_are_same {
            // The PDFs in the folder differ from those of `build` until the next round replaces them.
            self.edit = None;
        }
        all_are_same
    }

    /// Finishes the PDFs of the last rounds: gives them the same bytes as `build`, and stamps them as up to date. Takes longer
    /// than setting an edit. A new change interrupts it until the next idle time. Returns whether any PDF was finished.
    pub fn pack(&mut self, events: &mut FileEvents) -> Result<bool, Failure> {
        let Some(Edit { ready, left }) = &mut self.edit else { return Ok(false) };
        let content = ready.inputs.fingerprint();
        let mut stamps = Stamps::read(&self.folder);
        let mut any_finished = false;
        let mut packed = Vec::new();
        while events.none_pending()
            && let Some(key) = left.pop_front()
        {
            let merged = ready.merged.iter().find(|merged| merged.key() == key).expect("an edit has what it made");
            let name = merged.file_name.as_str();
            let stamp = stamp::fingerprint([], &[&content, name]);
            let Some(draft) = self.drafts.get(&key) else {
                // It did not change, so it is still up to date.
                stamps.renew(name, stamp);
                continue;
            };
            let is_screen = key.1 == Edition::Screen;
            let finish = |source: Option<pdf::Source>| pdf::finish(&draft.pdf.bytes, source.as_ref(), None);
            let finished = is_screen.then(|| embed::source(ready, merged).and_then(finish)).transpose();
            // A PDF that cannot be finished is valid, but not stamped.
            let Ok(finished) = finished else { continue };
            if draft.has_no_warnings {
                stamps.set(name, &stamp, finished.as_ref().unwrap_or(&draft.pdf.bytes), draft.pdf.pages);
            }
            if let Some(pdf) = finished {
                packed.push(output::prepare(&self.folder.join(name), &pdf)?);
            }
            any_finished = true;
        }
        let is_done = left.is_empty();
        let writing = WRITING.lock();
        packed.into_iter().try_for_each(output::Pending::publish)?;
        stamps.write(&self.folder)?;
        drop(writing);
        if is_done {
            self.edit = None;
            self.drafts.retain(|(_, edition), _| *edition == Edition::Screen);
        }
        Ok(any_finished)
    }

    /// Whether PDFs of the last edit are left to be finished.
    pub fn are_unfinished(&self) -> bool {
        self.edit.is_some()
    }
}

/// Whether a file may change every PDF, not only those whose generated files change.
fn concerns_all(path: &str) -> bool {
    let inner = path.strip_prefix("report/");
    inner.is_none_or(|inner| inner == "report.toml" || !(inner.ends_with(".toml") || inner.ends_with(".md")))
}
