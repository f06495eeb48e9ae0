//! An earlier version of the report, as an argument names it: a git revision, a project, the folder of a release, or a PDF.

use std::path::Path;

use crate::bounds::pdf::LARGEST_PDF;
use crate::diagnostics::Faults;
use crate::files::{Origin, Source, Tree, read, reading, revision};
use crate::meaning::Meaning;
use crate::model::load;
use crate::publish::{pdf_fault::Fault, source};

use super::Failure;

/// The prefix that marks an argument as a git revision, also where a path of this name exists.
const AS_REVISION: &str = "rev:";

/// A version of the report.
#[derive(Debug)]
pub struct Version {
    /// As the user called it.
    pub name: String,
    pub source: Source,
    /// Notes for the user on how the argument was understood.
    pub notes: Vec<String>,
}

/// The content of a version, with the faults that hide a part of it.
pub struct Understood {
    /// Faults of the data; those of prose and of levels are no hindrance.
    pub faults: Faults,
    /// `None` when not even the report's languages can be read.
    pub meaning: Option<Meaning>,
}

/// The version that an argument names. `here` is the project, or where the user is when there is none.
///
/// # Errors
/// When it names nothing, or nothing that can be read.
pub fn find(argument: &str, here: &Path) -> Result<Version, Failure> {
    if let Some(name) = argument.strip_prefix(AS_REVISION) {
        return of_git(name, here);
    }
    let path = Path::new(argument);
    if !path.exists() {
        return of_git(argument, here);
    }
    let as_revision = format!("{AS_REVISION}{argument}");
    let is_revision = revision::is_known(here, argument);
    let read = || if path.is_dir() { of_folder(path) } else { Ok(source_of(path, &read_pdf(path)?)?.0) };
    match read() {
        Ok(source) => {
            let note =
                format!("`{argument}` is a path here, and a git revision too; for the revision write `{as_revision}`");
            Ok(Version { name: argument.to_owned(), source, notes: Vec::from_iter(is_revision.then_some(note)) })
        }
        Err(failure) if is_revision => Err(failure.with_hint(format!("for the git revision write `{as_revision}`"))),
        Err(failure) => Err(failure),
    }
}

/// A project as it is on disk.
///
/// # Errors
/// When it has no report, or cannot be read.
pub fn on_disk(project: &Path) -> Result<Version, Failure> {
    if !project.join("report").is_dir() {
        return Err(Failure::no_report(project));
    }
    Ok(Version { name: "the files on disk".to_owned(), source: of_project(project)?, notes: Vec::new() })
}

/// A git revision.
fn of_git(name: &str, here: &Path) -> Result<Version, Failure> {
    let fail = |fault: revision::Fault| Failure::new(format!("cannot read `{name}`: {fault}")).with_hint(fault.hint());
    let revision = revision::read(here, name).map_err(fail)?;
    let note = |(path, filter): &(String, String)| {
        format!("`{path}` of `{name}` is compared as git keeps it: its filter `{filter}` is not run")
    };
    let notes = revision.filtered.iter().map(note).collect();
    Ok(Version { name: name.to_owned(), source: revision.source, notes })
}

/// A project, the `report/` of one, or a release, which has its inputs in `source/`.
fn of_folder(folder: &Path) -> Result<Source, Failure> {
    let release = folder.join("source");
    let is_project = |folder: &Path| folder.join("report/report.toml").is_file();
    let project = match folder {
        _ if is_project(folder) => folder.to_owned(),
        _ if is_project(&release) => release,
        _ if folder.join("report.toml").is_file() && folder.ends_with("report") => {
            folder.parent().map(Path::to_owned).unwrap_or_default()
        }
        _ => return Err(Failure::no_report(folder)),
    };
    of_project(&project)
}

fn of_project(project: &Path) -> Result<Source, Failure> {
    let own = |name| -> Result<Option<Tree>, Failure> {
        Ok(Some(reading::tree(project, name)?).filter(|tree| !tree.is_empty()))
    };
    Ok(Source {
        report: reading::tree(project, "report")?,
        templates: own("templates")?,
        fonts: own("fonts")?,
        since: Tree::new(),
    })
}

/// Reads the content of a version from its files.
pub fn understand(report: &Tree) -> Understood {
    let mut faults = Faults::default();
    let model = load::load(report, &mut faults.files, &mut faults.diagnostics);
    faults.tidy();
    let meaning = model.map(|model| Meaning::of_model(&model, &faults.files, report));
    Understood { faults, meaning }
}

/// The bytes of a PDF.
///
/// # Errors
/// When it cannot be read, or is larger than a PDF of a report.
pub fn read_pdf(path: &Path) -> Result<Vec<u8>, Failure> {
    Ok(read::bounded(path, LARGEST_PDF as u64)?)
}

/// The source that a PDF carries.
///
/// # Errors
/// When it carries none that can be read.
pub fn source_of(path: &Path, pdf: &[u8]) -> Result<(Source, Origin), Failure> {
    source::read(pdf).map_err(|fault| no_source(path, &fault))
}

/// No source can be read from a PDF. That proves nothing of it, unless it is too large to look at.
pub fn no_source(path: &Path, fault: &Fault) -> Failure {
    let mut failure = Failure::new(format!("cannot read the source of `{}`: {fault}", path.display()));
    failure.is_unproven = !matches!(fault, Fault::TooLarge | Fault::TooMuch(_));
    match fault {
        Fault::NoSource => failure
            .with_hint("a PDF of the edition `screen` carries its source, unless `[bundle]` of its report says `embed = \"none\"`")
            .with_hint("`raportti verify FILE.pdf --source DIR` compares it with the folder of its release or of a project"),
        Fault::Damaged(_) | Fault::Archive(_) | Fault::Origin(_) => {
            failure.with_hint("take the file as it was published: other programs change a PDF when they save it")
        }
        _ => failure,
    }
}
