//! A version of the report that an argument names: a git revision, a project, the folder of a release, or a PDF.

use std::path::Path;

use crate::bounds::pdf::LARGEST_PDF;
use crate::diagnostics::Faults;
use crate::files::{Origin, Source, Tree, read, reading, revision};
use crate::meaning::Meaning;
use crate::model::{Model, load};
use crate::publish::{pdf_fault::Fault, source};

use super::{Failure, carried};

/// The prefix of a git revision, for names that are also a path.
const AS_REVISION: &str = "rev:";

/// A version of the report.
#[derive(Debug)]
pub struct Version {
    /// The name that the user gave it.
    pub name: String,
    pub source: Source,
    /// Notes for the user on how the argument was understood.
    pub notes: Vec<String>,
}

/// The report of a version, loaded once for all that is compared with it.
pub struct Loaded {
    /// Its `report/`, without files that it does not use.
    pub report: Tree,
    /// `None` if not even the report's languages can be read.
    pub model: Option<Model>,
    /// Faults of the data, which may hide a part of it. Prose and rules are not checked.
    pub faults: Faults,
}

impl Loaded {
    pub fn of(mut report: Tree) -> Self {
        // What people said of a version is no part of it.
        report.retain(|path, _| !path.starts_with(carried::COMMENTS));
        let mut faults = Faults::default();
        let model = load::load(&report, &mut faults.files, &mut faults.diagnostics);
        if let Some(used) = model.as_ref().map(|model| model.used(&report)) {
            report.retain(|path, _| used.contains(path));
        }
        Self { report, model, faults }
    }

    /// The number of the version, such as `1.0.0`.
    pub fn number(&self) -> Option<&str> {
        Some(self.model.as_ref()?.report()?.version().value.as_str())
    }

    pub fn meaning(&self) -> Option<Meaning> {
        self.model.as_ref().map(|model| Meaning::of_model(model, &self.faults.files, &self.report))
    }
}

/// Reads the version that an argument names. `here` is the project, or else the current folder. Fails if nothing has that name, or it
/// cannot be read.
pub fn find(argument: &str, here: &Path) -> Result<Version, Failure> {
    let path = Path::new(argument);
    if let Some(name) = argument.strip_prefix(AS_REVISION).or((!path.exists()).then_some(argument)) {
        return of_git(name, here);
    }
    let as_revision = format!("{AS_REVISION}{argument}");
    let is_revision = revision::is_known(here, argument);
    let read = || if path.is_dir() { of_folder(path) } else { Ok(source_of(path, &read_pdf(path)?)?.0) };
    match read() {
        Ok(source) => {
            let note =
                format!("`{argument}` is both a path and a git revision; for the revision write `{as_revision}`");
            Ok(Version { name: argument.to_owned(), source, notes: Vec::from_iter(is_revision.then_some(note)) })
        }
        Err(failure) if is_revision => Err(failure.with_hint(format!("for the git revision write `{as_revision}`"))),
        Err(failure) => Err(failure),
    }
}

/// Reads the project on disk. Fails if it has no report, or cannot be read.
pub fn on_disk(project: &Path) -> Result<Version, Failure> {
    if !project.join("report").is_dir() {
        return Err(Failure::no_report(project));
    }
    Ok(Version { name: "the files on disk".to_owned(), source: of_project(project)?, notes: Vec::new() })
}

/// A git revision.
fn of_git(name: &str, here: &Path) -> Result<Version, Failure> {
    let fail = |fault: revision::Fault| Failure::new(format!("cannot read `{name}`: {fault}")).with_hint(fault.hint);
    let revision = revision::read(here, name).map_err(fail)?;
    let note = |(path, filter): &(String, String)| {
        format!("`{path}` of `{name}` is compared as stored in git: its filter `{filter}` is not run")
    };
    let notes = revision.filtered.iter().map(note).collect();
    Ok(Version { name: name.to_owned(), source: revision.source, notes })
}

/// Reads a project, the `report/` of one, or the folder of a release, which has the project in `source/`. Fails if the folder is none of
/// these, or cannot be read.
pub fn of_folder(folder: &Path) -> Result<Source, Failure> {
    let release = folder.join("source");
    let is_project = |folder: &Path| read::exists(&folder.join("report/report.toml"));
    let project = match folder {
        _ if is_project(folder) => folder.to_owned(),
        _ if is_project(&release) => release,
        _ if read::exists(&folder.join("report.toml")) && folder.ends_with("report") => {
            folder.parent().map(Path::to_owned).unwrap_or_default()
        }
        _ => return Err(Failure::no_report(folder)),
    };
    of_project(&project)
}

fn of_project(project: &Path) -> Result<Source, Failure> {
    Ok(Source::of(reading::tree(project, &read::FOLDERS)?))
}

/// The bytes of a PDF. Fails if it cannot be read, or is too large.
pub fn read_pdf(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(read::bounded(path, LARGEST_PDF as u64)?)
}

/// The source that a PDF carries, or an error if it carries none that can be read.
pub fn source_of(path: &Path, pdf: &[u8]) -> Result<(Source, Origin), Failure> {
    source::read(pdf).map_err(|fault| no_source(path, &fault))
}

/// The failure to read a source from a PDF: counts as unproven, unless the PDF is too large to read.
pub fn no_source(path: &Path, fault: &Fault) -> Failure {
    let mut failure = Failure::new(format!("cannot read the source of `{}`: {fault}", path.display()));
    failure.is_unproven = !matches!(fault, Fault::TooLarge | Fault::TooMuch(_));
    match fault {
        Fault::NoSource => failure
            .with_hint("a PDF of the edition `screen` carries its source, unless `[bundle]` of its report says `embed = \"none\"`")
            .with_hint("some programs drop it when they save a PDF: use the file as it was published")
            .with_hint("`raportti verify FILE.pdf --source DIR` compares it with the folder of its release or of a project"),
        Fault::Damaged(_) | Fault::Source(_) => {
            failure.with_hint("use the file as it was published: other programs change a PDF when they save it")
        }
        _ => failure,
    }
}
