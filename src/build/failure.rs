//! Why the tool could not work.

use std::fmt;
use std::path::PathBuf;

use crate::files::read::{NotRead, ReadError};
use crate::files::revision;
use crate::files::unfit::Unfit;
use crate::model::choice::Edition;
use crate::publish::output::WriteError;
use crate::publish::pdf_fault::Fault;

use super::watchdog::{Excess, NoExitCode};

/// A reason that is not a fault of the report.
#[derive(Debug)]
pub enum Failure {
    /// No report was found from this folder upwards.
    NoProject(PathBuf),
    /// The folder that was named has no report.
    NoReport(PathBuf),
    Read(ReadError),
    /// A file that no report is made of, in a report that another one is compared with.
    Unfit(Unfit),
    /// The files of the project keep changing while they are read; the path is that of one of them.
    Changing(String),
    /// What was printed is lost.
    Output(std::io::Error),
    Write(WriteError),
    NotEmpty(PathBuf),
    /// The report does not ask for this edition.
    NoEdition {
        edition: Edition,
        known: Vec<Edition>,
    },
    /// The edition `changes` without a release to compare with.
    NoSince,
    /// A release to compare with, and no edition that does.
    IdleSince,
    /// The report that was named for comparison has faults, so that nobody knows what it says.
    FaultyEarlier {
        name: String,
        fault: String,
    },
    UnknownLanguage {
        language: String,
        known: Vec<String>,
    },
    /// Watching or the preview could not start.
    Watch(String),
    /// What was timed cannot be written as JSON.
    Timings(String),
    /// What was to be verified can be neither confirmed nor denied.
    Unverifiable(String),
    /// Fonts that stay at home, and are not in the project.
    KeptFonts(String),
    /// The repository that the project lies in cannot be read.
    Git(String),
    /// A PDF from which no source can be read.
    Source {
        path: PathBuf,
        fault: Fault,
    },
    /// A git revision that gives no report.
    Revision {
        name: String,
        fault: Box<revision::Fault>,
    },
    Open {
        path: PathBuf,
        reason: String,
    },
    /// A program reads standard output, and the answer of this command is for people.
    AnswerForm {
        command: &'static str,
        /// How the answer is asked for in a form for programs, where there is one.
        instead: Option<&'static str>,
    },
    /// No code of a fault, and nothing that is said of one, has these words.
    NoCode {
        words: String,
        hint: Option<String>,
    },
    /// Something in a folder is in the way of a new report.
    InTheWay {
        folder: PathBuf,
        names: Vec<String>,
    },
    /// The process that sets what somebody else made could not be started.
    Child(String),
    /// A report whose templates take more time or memory than they may.
    TooMuchWork(Excess),
    /// The report has nothing of this name.
    UnknownId {
        id: String,
        hint: Option<String>,
    },
}

impl Failure {
    /// What to do about it.
    pub fn hints(&self) -> Vec<String> {
        let hints = match self {
            Failure::NoProject(_) | Failure::NoReport(_) => &[
                "go to the folder that has `report/`, or name it with `--project DIR`",
                "`raportti init DIR` starts a new report",
            ][..],
            Failure::NotEmpty(_) => &["name a new folder"],
            Failure::NoSince => &["name the release that readers know: `raportti build --edition changes --since OLD`"],
            Failure::IdleSince => &["add `--edition changes`, or leave `--since` out"],
            Failure::FaultyEarlier { .. } => {
                &["`raportti check` in that report tells all of its faults; a release has none"]
            }
            Failure::Write(_) => {
                &["check the folder's rights and its free space; files that were not replaced are as before"]
            }
            Failure::AnswerForm { instead: None, .. } => {
                &["leave `--format` out: it is the form of faults, and this answer is text"]
            }
            Failure::NoCode { hint: None, .. } => &["`raportti explain` lists all codes"],
            Failure::InTheWay { .. } => &[
                "name a new folder, or move these away: a report starts beside `.git`, `README`, `LICENSE` and settings of editors, \
                 and no more",
            ],
            Failure::TooMuchWork(excess) => return vec![hint_of_excess(*excess).to_owned()],
            Failure::Source { fault, .. } => hints_of_source(fault),
            Failure::KeptFonts(_) => {
                &["put them into `fonts/` of a project, and call from there or name it with `--project DIR`"]
            }
            Failure::Unverifiable(_) => {
                &["take the version of raportti that made it; `raportti --version` tells that of this program"]
            }
            Failure::Changing(_) => {
                &["wait until the program that writes them has finished, then run the command again"]
            }
            Failure::Output(_) => &["check the free space where the output goes"],
            _ => return self.hint_with_words().into_iter().collect(),
        };
        hints.iter().map(|hint| (*hint).to_owned()).collect()
    }

    /// The hint that says more than the kind of failure does.
    fn hint_with_words(&self) -> Option<String> {
        match self {
            Failure::NoEdition { edition, known } => {
                let known = known.iter().chain([edition]).map(|known| format!("\"{}\"", known.as_str()));
                let known: Vec<String> = known.collect();
                Some(format!("write `editions = [{}]` in `report/report.toml`", known.join(", ")))
            }
            Failure::UnknownLanguage { known, .. } => Some(format!("the report's languages are {}", known.join(", "))),
            Failure::AnswerForm { command, instead } => Some(format!(
                "write `raportti {command} {}`: `--format` is the form of faults, `--as` that of an answer",
                (*instead)?
            )),
            Failure::NoCode { hint, .. } | Failure::UnknownId { hint, .. } => hint.clone(),
            Failure::Revision { fault, .. } => Some(fault.hint().to_owned()),
            Failure::Unfit(unfit) => Some(unfit.hint().to_owned()),
            _ => None,
        }
    }
}

fn hint_of_excess(excess: Excess) -> &'static str {
    match excess {
        Excess::Time(_) => "a template of it may loop; `--time-limit SECONDS` allows more time",
        Excess::Memory(_) => "a template of it may grow without end; `--memory-limit MEGABYTES` allows more memory",
        Excess::Abrupt => "a template of it may grow without end; a smaller `--memory-limit MEGABYTES` ends it sooner",
    }
}

fn hints_of_source(fault: &Fault) -> &'static [&'static str] {
    match fault {
        Fault::NoSource => &[
            "a PDF of the edition `screen` carries its source, unless `[bundle]` of its report says `embed = \"none\"`",
            "`raportti verify FILE.pdf --source DIR` compares it with the folder of its release or of a project",
        ],
        Fault::Damaged(_) | Fault::Archive(_) | Fault::Origin(_) => {
            &["take the file as it was published: other programs change a PDF when they save it"]
        }
        _ => &[],
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Failure::NoProject(start) => write!(f, "there is no report in `{}` or above it", start.display()),
            Failure::NoReport(folder) => write!(f, "there is no `report/` in `{}`", folder.display()),
            Failure::Read(error) => error.fmt(f),
            Failure::Unfit(unfit) => unfit.fmt(f),
            Failure::Changing(path) => {
                write!(
                    f,
                    "the files keep changing while they are read, such as `{path}`: no state of the report is whole"
                )
            }
            Failure::Output(error) => write!(f, "cannot write the output: {error}"),
            Failure::Write(error) => error.fmt(f),
            Failure::NotEmpty(folder) => write!(f, "the folder `{}` is not empty", folder.display()),
            Failure::NoEdition { edition, .. } => write!(f, "the report has no edition `{}`", edition.as_str()),
            Failure::NoSince => {
                f.write_str("the edition `changes` marks what is other than in an earlier release, and none is named")
            }
            Failure::IdleSince => f.write_str("`--since` is for the edition `changes`, which is not asked for"),
            Failure::FaultyEarlier { name, fault } => write!(f, "the report `{name}` has a fault: {fault}"),
            Failure::UnknownLanguage { language, .. } => write!(f, "the report is not in `{language}`"),
            Failure::Watch(reason) | Failure::Timings(reason) => f.write_str(reason),
            Failure::UnknownId { id, .. } => write!(f, "the report has no `{id}`"),
            Failure::AnswerForm { command, .. } => {
                write!(f, "the answer of `{command}` has no form that `--format` names")
            }
            Failure::NoCode { words, .. } => write!(f, "no code, and nothing that is said of one, has `{words}`"),
            Failure::InTheWay { folder, names } => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                write!(f, "the folder `{}` has {} already", folder.display(), names.join(", "))
            }
            Failure::Child(reason) => write!(f, "cannot start the process that sets the report: {reason}"),
            Failure::TooMuchWork(Excess::Time(seconds)) => {
                write!(f, "the report asks for too much work: it is not done after {seconds} s")
            }
            Failure::TooMuchWork(Excess::Memory(megabytes)) => {
                write!(f, "the report asks for too much work: it takes more than {megabytes} MB of memory")
            }
            Failure::TooMuchWork(Excess::Abrupt) => f.write_str(
                "the report asks for too much work: the process that set it ended abruptly, as when no memory is left",
            ),
            Failure::Unverifiable(reason) => write!(f, "this cannot be verified: {reason}"),
            Failure::KeptFonts(fonts) => write!(f, "it was made with fonts that stay at home: {fonts}"),
            Failure::Git(reason) => write!(f, "cannot read the git repository: {reason}"),
            Failure::Source { path, fault } => write!(f, "cannot read the source of `{}`: {fault}", path.display()),
            Failure::Revision { name, fault } => write!(f, "cannot read `{name}`: {fault}"),
            Failure::Open { path, reason } => write!(f, "cannot open `{}`: {reason}", path.display()),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        Failure::Read(error)
    }
}

impl From<NotRead> for Failure {
    fn from(fault: NotRead) -> Self {
        match fault {
            NotRead::Error(error) => Failure::Read(error),
            NotRead::Unfit(unfit) => Failure::Unfit(unfit),
            NotRead::Changing(path) => Failure::Changing(path),
        }
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Failure::Write(error)
    }
}

impl From<NoExitCode> for Failure {
    fn from(fault: NoExitCode) -> Self {
        match fault {
            NoExitCode::System(error) => Failure::Child(error.to_string()),
            NoExitCode::TooMuchWork(excess) => Failure::TooMuchWork(excess),
        }
    }
}
