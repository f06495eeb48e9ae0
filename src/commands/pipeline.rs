//! The way from a project's files to merged Typst projects, which `build`, `check` and `expand` share.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use icu::locale::subtags::Language;
use typst_kit::fonts::FontStore;

use crate::cli::Global;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, tidy};
use crate::diagnostics::files::Files;
use crate::files::builtin;
use crate::files::origin::Source;
use crate::files::read::{self, Tree};
use crate::files::reading::{self, Reading};
use crate::files::unfit::{self, Unfit};
use crate::files::walk::Stat;
use crate::graph::{self, Graph};
use crate::meaning::Meaning;
use crate::meaning::review::{Review, lock};
use crate::merge::keys;
use crate::merge::labels::{self, Wording};
use crate::merge::project::{self, GeneratedFiles, Target};
use crate::model::choice::Edition;
use crate::model::load::{self, Model};
use crate::model::typed::Report;
use crate::publish::stamp;
use crate::rules;
use crate::rules::limits::Limits;
use crate::rules::policy::Policy;
use crate::rules::press::Press;
use crate::typeset::families;
use crate::typeset::fonts::{self, FontFile};
use crate::typeset::preflight::glyphs;
use crate::typeset::timings;
use crate::typeset::world::Written;

use super::stopped::{self, Stopped};
use super::travelling::{self, Travelling};
use super::{Failure, asked, broken, foreseen};

/// Everything that goes into the outputs of a project, read once.
#[derive(Clone)]
pub struct Inputs {
    pub project: PathBuf,
    pub report: Arc<Tree>,
    pub templates: Arc<Tree>,
    pub fonts: Arc<Tree>,
    /// The report that the edition `changes` is marked against, when it is made.
    pub since: Option<Arc<Tree>>,
    /// What the system said about the files that were read, by their paths in the project.
    pub stats: Arc<BTreeMap<String, Stat>>,
    /// What was not read, since no report is made of it.
    pub unfit: Arc<Vec<Unfit>>,
    loaded_fonts: OnceLock<Arc<FontStore>>,
    font_files: OnceLock<Arc<Vec<FontFile>>>,
    travelling: OnceLock<Arc<Travelling>>,
}

impl Inputs {
    /// Finds the project, and reads it in one state: while somebody writes in it, it is read again.
    ///
    /// # Errors
    /// When there is none, a file of it cannot be read, or its files keep changing.
    pub fn read(global: &Global) -> Result<Self, Failure> {
        Self::read_by(asked::find_project(global)?, reading::settled)
    }

    /// Reads the project in this folder as it is now, for `watch`, which hears of the next change.
    ///
    /// # Errors
    /// When a file of it cannot be read, or changes during each of several readings.
    pub fn read_at(project: PathBuf) -> Result<Self, Failure> {
        Self::read_by(project, reading::now)
    }

    fn read_by(project: PathBuf, read: fn(&Path, &[&str]) -> reading::Outcome) -> Result<Self, Failure> {
        if !project.join("report").is_dir() {
            return Err(Failure::NoReport(project));
        }
        let _timed = timings::scope("read");
        let Reading { trees, stats, unfit } = read(&project, &read::FOLDERS)?;
        let [report, templates, fonts] = trees.try_into().expect("there is a tree for each folder");
        let or = |tree: Tree, otherwise: fn() -> Tree| Arc::new(if tree.is_empty() { otherwise() } else { tree });
        Ok(Self {
            report: Arc::new(report),
            templates: or(templates, builtin::templates),
            fonts: or(fonts, builtin::fonts),
            since: None,
            stats: Arc::new(stats),
            unfit: Arc::new(unfit),
            loaded_fonts: OnceLock::new(),
            font_files: OnceLock::new(),
            travelling: OnceLock::new(),
            project,
        })
    }

    /// What the project has, or only what the program itself has where there is none and none was named.
    ///
    /// # Errors
    /// When a project was named that is none, or cannot be read.
    pub fn read_or_own(global: &Global) -> Result<Self, Failure> {
        match Self::read(global) {
            Err(Failure::NoProject(folder)) if global.project.is_none() => {
                Ok(Self { project: folder, ..Self::of_source(Source::default()) })
            }
            other => other,
        }
    }

    /// A project that is only its report, in memory, with the built-in look.
    pub fn in_memory(report: Tree) -> Self {
        Self::of_source(Source { report, ..Source::default() })
    }

    /// A project in memory, as a PDF or a release carries it.
    pub fn of_source(source: Source) -> Self {
        Self {
            project: PathBuf::new(),
            report: Arc::new(source.report),
            templates: Arc::new(source.templates.unwrap_or_else(builtin::templates)),
            fonts: Arc::new(source.fonts.unwrap_or_else(builtin::fonts)),
            since: Some(source.since).filter(|tree| !tree.is_empty()).map(Arc::new),
            stats: Arc::default(),
            unfit: Arc::default(),
            loaded_fonts: OnceLock::new(),
            font_files: OnceLock::new(),
            travelling: OnceLock::new(),
        }
    }

    /// What travels with the outputs, put together once.
    pub fn travelling(&self) -> &Travelling {
        self.travelling.get_or_init(|| {
            let font_files = self.font_files.get_or_init(|| Arc::new(fonts::font_files(&self.fonts)));
            Arc::new(Travelling::of(&self.report, &self.templates, &self.fonts, font_files.clone()))
        })
    }

    /// The same without the PDFs below `folder`: outputs that lie inside `report/` are not part of the report.
    pub fn without_outputs(mut self, folder: &Path) -> Self {
        let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
        let inner = real(&self.project).and_then(|project| {
            real(folder).map(|folder| folder.strip_prefix(project).map(Path::to_owned).unwrap_or_default())
        });
        let Some(inner) = inner.ok().and_then(|inner| Some(inner.to_str()?.replace('\\', "/"))) else { return self };
        if inner == "report" || inner.starts_with("report/") {
            let below = inner + "/";
            let is_output = |path: &str| path.starts_with(&below) && path.ends_with(".pdf");
            if self.report.keys().any(|path| is_output(path)) {
                Arc::make_mut(&mut self.report).retain(|path, _| !is_output(path));
            }
        }
        self
    }

    /// The same, sharing with `others` what has not changed, so that it need not be understood again.
    pub fn sharing(mut self, others: &Self) -> Self {
        let trees = [
            (&mut self.report, &others.report),
            (&mut self.templates, &others.templates),
            (&mut self.fonts, &others.fonts),
        ];
        for (own, other) in trees {
            if own == other {
                *own = other.clone();
            }
        }
        if Arc::ptr_eq(&self.fonts, &others.fonts) {
            self.font_files = others.font_files.clone();
        }
        if self.travelling().fonts == others.travelling().fonts {
            self.loaded_fonts = others.loaded_fonts.clone();
        }
        self
    }

    /// Of each tree, the paths that are other than in `others`: changed, new or gone.
    pub fn changed_since(&self, others: &Self) -> Vec<String> {
        let mut paths = Vec::new();
        for (own, other) in
            [(&self.report, &others.report), (&self.templates, &others.templates), (&self.fonts, &others.fonts)]
        {
            if !Arc::ptr_eq(own, other) {
                let changed = own.iter().filter(|(path, bytes)| other.get(*path) != Some(bytes)).map(|(path, _)| path);
                paths.extend(changed.chain(other.keys().filter(|path| !own.contains_key(*path))).cloned());
            }
        }
        paths
    }

    /// The hash of everything that the outputs of this build of the program depend on, options aside.
    pub fn fingerprint(&self) -> String {
        stamp::fingerprint([&*self.report, &*self.templates, &*self.fonts], &[env!("RAPORTTI_BUILD")])
    }

    /// The fonts, understood once.
    pub fn font_store(&self) -> &Arc<FontStore> {
        self.loaded_fonts.get_or_init(|| {
            let travelling = self.travelling();
            let used = travelling.font_files.iter().filter(|file| travelling.fonts.contains_key(&file.path));
            Arc::new(fonts::store(used))
        })
    }

    /// What Typst may ask for besides generated files.
    pub fn written(&self) -> Written {
        Written { report: self.report.clone(), templates: self.travelling().templates.clone() }
    }

    /// Where the project's outputs go by default.
    pub fn build_folder(&self) -> PathBuf {
        self.project.join("build")
    }
}

/// One language and edition, merged.
pub struct Merged {
    pub language: Language,
    /// The region in capital letters, such as `FI`.
    pub region: String,
    pub edition: Edition,
    pub limits: Limits,
    pub generated: Arc<GeneratedFiles>,
    /// What the source inside the PDF is called, in its language.
    pub source_label: String,
}

impl Merged {
    pub fn new(wording: &Wording, edition: Edition, limits: Limits, generated: GeneratedFiles) -> Self {
        Self {
            language: wording.locale.language,
            region: wording.locale.region.clone(),
            edition,
            limits,
            generated: Arc::new(generated),
            source_label: labels::source(wording),
        }
    }

    /// What tells it from the others, such as `sv` and `sv-print`.
    pub fn name(&self) -> String {
        match self.edition {
            Edition::Screen => self.language.to_string(),
            Edition::Print | Edition::Changes => format!("{}-{}", self.language, self.edition.as_str()),
        }
    }
}

/// A report without errors, ready to be set.
pub struct Ready {
    pub graph: Graph,
    pub press: Press,
    pub fonts: Arc<FontStore>,
    /// The words of the report's languages.
    pub wordings: Vec<Wording>,
    /// What the pages of a screen are measured against.
    pub screen: Limits,
    pub merged: Vec<Merged>,
    /// How its links and translations stand.
    pub review: Review,
}

/// What checking gives.
pub struct Checked {
    pub files: Files,
    /// Sorted, without repetitions, at the report's own levels.
    pub diagnostics: Vec<Diagnostic>,
    pub policy: Policy,
    /// The report, or the proof that `diagnostics` says why it cannot be set.
    pub ready: Result<Ready, Stopped>,
}

/// Checks a project in all its languages and editions: everything before Typst.
pub fn check(inputs: &Inputs, deny_warnings: bool) -> Checked {
    look_at(inputs, deny_warnings, true, |_| true)
}

/// The same for the faults alone: what comes of it is not to be set.
pub fn faults(inputs: &Inputs, deny_warnings: bool) -> Checked {
    let own_look = foreseen::has_own_look(inputs);
    let mut checked = look_at(inputs, deny_warnings, own_look, |_| true);
    let Ok(ready) = checked.ready else { return checked };
    if own_look {
        let mut found = foreseen::faults(&ready, inputs, &mut checked.files);
        tidy(&mut found);
        checked.policy.settle(&mut found);
        checked.diagnostics.append(&mut found);
        tidy(&mut checked.diagnostics);
    }
    let ready = stopped::unless_faulty(Some(ready), &mut checked.diagnostics, || stopped::unexplained(&[]));
    Checked { ready, ..checked }
}

/// The same without what a review settles, which must not stand in a reviewer's way, whatever its level.
pub fn check_for_review(inputs: &Inputs) -> Checked {
    look_at(inputs, false, false, |code| !Code::OF_REVIEW.contains(&code))
}

/// `attached` as in [`Target`]; only faults that are `judged` count.
fn look_at(inputs: &Inputs, deny_warnings: bool, attached: bool, judged: fn(Code) -> bool) -> Checked {
    let _timed = timings::scope("check and merge");
    let mut files = Files::default();
    let mut diagnostics = Vec::new();
    let model = load::load(&inputs.report, &mut files, &mut diagnostics);
    let ready = model.as_ref().and_then(|model| merge_all(model, inputs, attached, &mut files, &mut diagnostics));
    unfit::tell(&inputs.unfit, &mut files, &mut diagnostics);
    tidy(&mut diagnostics);
    let policy = Policy::of(model.as_ref(), deny_warnings);
    let used = policy.settle(&mut diagnostics);
    // Whether an allowance is used can be told only when every rule was checked, and those of pages are checked later.
    if ready.is_some() {
        diagnostics.extend(policy.doubt_unused(&used, |code| !Code::OF_PAGES.contains(&code)));
    }
    diagnostics.retain(|diagnostic| judged(diagnostic.code));
    let broken: Vec<&String> = model.iter().flat_map(|model| &model.broken).collect();
    let ready = stopped::unless_faulty(ready, &mut diagnostics, || stopped::unexplained(&broken));
    Checked { files, diagnostics, policy, ready }
}

fn merge_all(
    model: &Model,
    inputs: &Inputs,
    attached: bool,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Ready> {
    rules::items::check(model, diagnostics);
    rules::policy::check(model, diagnostics);
    travelling::check_files(model, inputs, files, diagnostics);
    let press = Press::of(model.report().and_then(Report::print), &inputs.report, diagnostics);
    rules::images::check(model, press.images, &inputs.report, diagnostics);
    let wordings: Vec<Wording> = model
        .languages
        .iter()
        .filter_map(|language| labels::read(&inputs.templates, *language, files, diagnostics))
        .collect();
    let has_words = keys::check(&inputs.templates, &model.languages, files, diagnostics);
    let preflight = model.report().and_then(Report::preflight);
    let screen = Limits::of(Edition::Screen, preflight, diagnostics);
    let print = Limits::of(Edition::Print, preflight, diagnostics);
    let lock = lock::read(&inputs.report, files, diagnostics);
    let Some(graph) = graph::link(model, diagnostics) else {
        broken::look(model, inputs, &press, &wordings, files, diagnostics);
        if !has_words {
            broken::without_words(diagnostics, files);
        }
        return None;
    };
    if wordings.len() < graph.languages.len() {
        return None;
    }
    rules::texts::check(&graph, files, diagnostics);
    rules::alternatives::check(&graph, diagnostics);
    let review = review(&graph, lock.as_ref(), inputs, files);
    rules::review::check(&graph, &review, files, diagnostics);
    let fonts = inputs.font_store().clone();
    if fonts::families(&fonts).is_empty() {
        if inputs.travelling().font_files.iter().any(|file| file.fault.is_some()) {
            return None;
        }
        let (message, hint) = if inputs.travelling().font_files.is_empty() {
            let hint = "put TrueType or OpenType files there, or delete the folder to use the built-in ones";
            ("there is no font in `fonts/`", hint)
        } else {
            ("the look names no family of the fonts in `fonts/`", "name one among the `faces` of `templates/theme.typ`")
        };
        diagnostics.push(Diagnostic::nowhere(Code::MissingFile, message).with_hint(hint));
        return None;
    }

    diagnostics.extend(families::unknown(&inputs.templates, &fonts, files));

    let mut merged = Vec::new();
    let mut references = Vec::new();
    for edition in graph.report().asked_editions() {
        for wording in &wordings {
            let target = Target { edition, press: &press, marks: None, attached };
            let project = project::merge(&graph, &inputs.templates, &wordings, wording, target, files, diagnostics);
            diagnostics.extend(glyphs::uncovered(&project.files, &fonts));
            references.push((wording.locale.language, project.references));
            let limits = if edition == Edition::Print { print } else { screen };
            merged.push(Merged::new(wording, edition, limits, project.files));
        }
    }
    // A source that one language cites is used, while a figure has to stand in each language on its own.
    let cited: Vec<_> = references.iter().flat_map(|(_, references)| references.cited.iter().cloned()).collect();
    rules::usage::list_of_sources(&graph, &cited, &inputs.templates, diagnostics);
    let incomplete = references.iter().any(|(_, references)| references.incomplete);
    for (language, references) in &mut references {
        references.cited.clone_from(&cited);
        references.incomplete_anywhere = incomplete;
        rules::usage::check(&graph, *language, references, diagnostics);
    }
    if !has_words {
        broken::without_words(diagnostics, files);
    }
    Some(Ready { graph, press, fonts, wordings, screen, merged, review })
}

/// How links and translations stand. Where nobody reviews them, nothing is looked at.
fn review(graph: &Graph, lock: Option<&lock::Lock>, inputs: &Inputs, files: &Files) -> Review {
    let _timed = timings::scope("compare with the review");
    match lock {
        Some(lock) => Review::of(graph, &Meaning::of(graph, files, &inputs.report), Some(lock)),
        None => Review::default(),
    }
}
