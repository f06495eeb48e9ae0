//! The way from a project's files to merged Typst projects, which `build`, `check` and `expand` share.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use icu::locale::subtags::Language;
use typst_kit::fonts::FontStore;

use crate::cli::Global;
use crate::data::graph::{self, Graph};
use crate::data::limits::Limits;
use crate::data::load::{self, Model};
use crate::data::model::Edition;
use crate::data::press::Press;
use crate::data::read::{self, Tree};
use crate::data::rules::policy::Policy;
use crate::data::{builtin, rules, salvage};
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error, tidy};
use crate::diagnostics::files::Files;
use crate::merge::labels::{self, Wording};
use crate::merge::project::{self, GeneratedFiles};
use crate::merge::view::View;
use crate::typeset::fonts;
use crate::typeset::preflight::glyphs;
use crate::typeset::world::Templates;

use super::Failure;

/// Everything that goes into the outputs of a project, read once.
pub struct Inputs {
    pub project: PathBuf,
    pub report: Tree,
    pub templates: Tree,
    pub fonts: Tree,
    /// Whether the project has a look of its own.
    own_templates: bool,
    own_fonts: bool,
}

impl Inputs {
    /// Finds and reads the project.
    ///
    /// # Errors
    /// When there is none, or a file of it cannot be read.
    pub fn read(global: &Global) -> Result<Self, Failure> {
        let project = match &global.project {
            Some(folder) => folder.clone(),
            None => {
                let here =
                    std::env::current_dir().map_err(|error| read::ReadError { path: PathBuf::from("."), error })?;
                read::find_project(&here).ok_or(Failure::NoProject(here))?
            }
        };
        if !project.join("report").is_dir() {
            return Err(Failure::NoReport(project));
        }
        let report = read::tree(&project, "report")?;
        let templates = read::tree(&project, "templates")?;
        let fonts = read::tree(&project, "fonts")?;
        Ok(Self {
            report,
            own_templates: !templates.is_empty(),
            own_fonts: !fonts.is_empty(),
            templates: if templates.is_empty() { builtin::templates() } else { templates },
            fonts: if fonts.is_empty() { builtin::fonts() } else { fonts },
            project,
        })
    }

    /// A project that is only its report, in memory, with the built-in look.
    pub fn in_memory(report: Tree) -> Self {
        Self {
            project: PathBuf::new(),
            report,
            templates: builtin::templates(),
            fonts: builtin::fonts(),
            own_templates: false,
            own_fonts: false,
        }
    }

    /// Whether nothing has changed since the others were read.
    pub fn same_as(&self, others: &Self) -> bool {
        self.report == others.report && self.templates == others.templates && self.fonts == others.fonts
    }

    /// Where Typst finds the templates.
    pub fn template_files(&self) -> Templates {
        if self.own_templates { Templates::OnDisk } else { Templates::BuiltIn(Arc::new(self.templates.clone())) }
    }

    pub fn has_own_templates(&self) -> bool {
        self.own_templates
    }

    pub fn has_own_fonts(&self) -> bool {
        self.own_fonts
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
    pub generated: GeneratedFiles,
}

impl Merged {
    /// What tells it from the others, such as `sv` and `sv-print`.
    pub fn name(&self) -> String {
        match self.edition {
            Edition::Screen => self.language.to_string(),
            Edition::Print => format!("{}-print", self.language),
        }
    }
}

/// A report without errors, ready to be set.
pub struct Ready {
    pub graph: Graph,
    pub press: Press,
    pub fonts: Arc<FontStore>,
    pub merged: Vec<Merged>,
}

/// What checking gives.
pub struct Checked {
    pub files: Files,
    /// Sorted, without repetitions, at the report's own levels.
    pub diagnostics: Vec<Diagnostic>,
    pub policy: Policy,
    /// `None` when there is an error.
    pub ready: Option<Ready>,
}

/// Checks a project in all its languages and editions: everything before Typst.
pub fn check(inputs: &Inputs, deny_warnings: bool) -> Checked {
    let mut files = Files::default();
    let mut diagnostics = Vec::new();
    let model = load::load(&inputs.report, &mut files, &mut diagnostics);
    let ready = model.as_ref().and_then(|model| merge_all(model, inputs, &mut files, &mut diagnostics));
    tidy(&mut diagnostics);
    let policy = Policy::of(model.as_ref(), deny_warnings);
    let used = policy.settle(&mut diagnostics);
    // Whether an allowance is used can be told only when every rule was checked, and those of pages are checked later.
    if ready.is_some() {
        diagnostics.extend(policy.doubt_unused(&used, |code| !Code::OF_PAGES.contains(&code)));
    }
    let failed = any_error(&diagnostics);
    Checked { files, diagnostics, policy, ready: ready.filter(|_| !failed) }
}

fn merge_all(model: &Model, inputs: &Inputs, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Ready> {
    rules::items::check(model, diagnostics);
    let press = Press::of(model.report.as_ref().and_then(|report| report.print.as_ref()), &inputs.report, diagnostics);
    rules::images::check(model, press.images, &inputs.report, diagnostics);
    let wordings: Vec<Wording> = model
        .languages
        .iter()
        .filter_map(|language| labels::read(&inputs.templates, *language, files, diagnostics))
        .collect();
    let preflight = model.report.as_ref().and_then(|report| report.preflight.as_ref());
    let screen = Limits::of(Edition::Screen, preflight, diagnostics);
    let print = Limits::of(Edition::Print, preflight, diagnostics);
    let Some(graph) = graph::link(model, diagnostics) else {
        salvage(model, inputs, &press, &wordings, files, diagnostics);
        return None;
    };
    if wordings.len() < graph.languages.len() {
        return None;
    }
    rules::texts::check(&graph, files, diagnostics);
    rules::alternatives::check(&graph, diagnostics);
    let fonts = Arc::new(fonts::load(&inputs.fonts));
    if fonts::families(&fonts).is_empty() {
        let message = "there is no font in `fonts/`";
        diagnostics.push(
            Diagnostic::nowhere(Code::MissingFile, message)
                .with_hint("put TrueType or OpenType files there, or delete the folder to use the built-in ones"),
        );
        return None;
    }

    let mut merged = Vec::new();
    let mut references = Vec::new();
    for edition in graph.report.editions() {
        for wording in &wordings {
            let templates = &inputs.templates;
            let project = project::merge(&graph, templates, &wordings, wording, (edition, &press), files, diagnostics);
            diagnostics.extend(glyphs::uncovered(&project.files, &fonts));
            references.push((wording.locale.language, project.references));
            merged.push(Merged {
                language: wording.locale.language,
                region: wording.locale.region.clone(),
                edition,
                limits: if edition == Edition::Print { print } else { screen },
                generated: project.files,
            });
        }
    }
    // A source that one language cites is used, while a figure has to stand in each language on its own.
    let cited: Vec<_> = references.iter().flat_map(|(_, references)| references.cited.iter().cloned()).collect();
    for (language, references) in &mut references {
        references.cited.clone_from(&cited);
        rules::usage::check(&graph, *language, references, diagnostics);
    }
    Some(Ready { graph, press, fonts, merged })
}

/// Looks at the prose of a report whose data does not hold together, so that its faults show in the same run.
fn salvage(
    model: &Model,
    inputs: &Inputs,
    press: &Press,
    wordings: &[Wording],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let Some(graph) = salvage::graph(model, files).filter(|graph| wordings.len() == graph.languages.len()) else {
        return;
    };
    let whole = model.broken.is_empty() && model.report.is_some();
    let mut found = Vec::new();
    for wording in wordings {
        project::merge(&graph, &inputs.templates, wordings, wording, (Edition::Screen, press), files, &mut found);
    }
    // What only follows from the broken parts is no fault of its own.
    found.retain(|diagnostic| match diagnostic.code {
        Code::DanglingReference
        | Code::MarkdownNotAllowed
        | Code::HeadingStructure
        | Code::MalformedValue
        | Code::StraightQuotes => true,
        // An item that a chapter prints may be among the broken ones; a name that no report has is wrong all the same.
        Code::TemplateRender => whole || !diagnostic.place.is_some_and(|place| names_data(files.text(place))),
        Code::UnknownPart | Code::MissingChapterTranslation => whole,
        _ => false,
    });
    diagnostics.append(&mut found);
}

/// Whether an expression begins with something that the view has.
fn names_data(expression: &str) -> bool {
    View::NAMES.iter().any(|name| expression.starts_with(name))
}

/// The language of this name among the report's.
///
/// # Errors
/// When the report is not in it.
pub fn language(name: &str, known: &[Language]) -> Result<Language, Failure> {
    known.iter().copied().find(|language| language.as_str() == name).ok_or_else(|| Failure::UnknownLanguage {
        language: name.to_owned(),
        known: known.iter().map(Language::to_string).collect(),
    })
}

/// Whether a folder can be written to without hiding what is there: it is new or empty.
pub fn is_new(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
