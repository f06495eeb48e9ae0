//! The comments of marked PDFs, at their places in today's report.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use crate::comments::mark::Marked;
use crate::comments::places::by_words::Words;
use crate::comments::places::statements::Version;
use crate::comments::places::{self, Shown, pages};
use crate::comments::printed::{self, Printed};
use crate::comments::told::{self, Told};
use crate::comments::{marks, order};
use crate::diagnostics::many;
use crate::files::{Origin, Source};
use crate::graph::withdrawn::Withdrawals;
use crate::model::Edition;
use crate::publish::{pdf_fault::Fault, source};
use crate::typeset::Proof;
use crate::typeset::page_text::PageText;

use super::Failure;
use super::marked_version::{MarkedVersion, VersionBefore};
use super::reproduce;
use super::version::{self, Loaded};

/// The comments of several PDFs.
#[derive(Debug, Default)]
pub struct Commented {
    /// In the order of the report; what stands in several files once.
    pub comments: Vec<Told>,
    /// What a reader of the list has to know.
    pub notes: Vec<String>,
    /// The numbers of comments that may be copies of each other, before they are sorted.
    by_key: HashMap<told::Key, Vec<usize>>,
}

/// Reads the comments of PDFs. `from` names the version of those that do not carry their source; `project` is the folder of today's report.
/// Fails if a file cannot be read, or is of another report.
pub fn read(named: &[PathBuf], from: Option<&str>, today: &Loaded, project: &Path) -> Result<Commented, Failure> {
    let unreadable = || Failure::unreadable_version(project.display());
    let (model, meaning) = today.model.as_ref().zip(today.meaning()).ok_or_else(unreadable)?;
    let report = model.report().ok_or_else(unreadable)?;
    let withdrawn = Withdrawals::of(model);
    let new = Version::new(&meaning, &today.faults.files, &report.version().value, &withdrawn);
    let mut commented = Commented::default();
    let mut last: Option<Known> = None;
    for path in named {
        let pdf = version::read_pdf(path)?;
        let marked = marks::of(&pdf).map_err(|fault| unread(path, &fault))?;
        let name = path.display().to_string();
        commented.notes.extend(marked.unread.iter().map(|what| format!("`{name}`: {what}")));
        if marked.marks.is_empty() {
            commented.notes.push(format!("`{name}` has no marks"));
            continue;
        }
        let wanted: BTreeSet<usize> = marked.marks.iter().map(|mark| mark.page).collect();
        let printed = printed::read(&pdf, &wanted).map_err(|fault| unread(path, &fault))?;
        let (source, origin) = source_of(path, &pdf, from, project, &mut commented.notes)?;
        let known = match last.take().filter(|known| known.is_of(&source, origin.as_ref())) {
            Some(known) => known,
            None => Known::of(&name, source, origin, &printed)?,
        };
        if known.version.id != report.id().value {
            return Err(of_another_report(&name, &known.version.id, &report.id().value));
        }
        let printed = with_tags(printed, &pdf, &wanted, &known);
        commented.add(&name, &marked, &printed, &known, &new);
        last = Some(known);
    }
    order::sort(&mut commented.comments, &new, report);
    Ok(commented)
}

/// The version that a file shows. People mostly mark copies of one file, which is set once.
struct Known {
    source: Source,
    /// What the file says of itself.
    origin: Option<Origin>,
    version: MarkedVersion,
    /// Of the edition `changes`, the version that it is compared with.
    before: Option<VersionBefore>,
    set: Option<SetPages>,
}

impl Known {
    /// Sets the pages of a file.
    fn of(name: &str, source: Source, origin: Option<Origin>, printed: &Printed) -> Result<Self, Failure> {
        let mut version = MarkedVersion::of(name, source.clone())?;
        let proof = match &origin {
            Some(origin) => version.pages_of(origin),
            None => like(&mut version, printed),
        };
        let is_of_changes = origin.as_ref().is_some_and(|origin| origin.edition == Edition::Changes.as_str());
        let before = if is_of_changes { version.before() } else { None };
        Ok(Self { source, origin, version, before, set: proof.map(SetPages::of) })
    }

    /// The pages that were set again, and where their glyphs come from.
    fn again(&self) -> Option<(&[PageText], &Proof)> {
        self.set.as_ref().map(|set| (set.texts.as_slice(), &set.proof))
    }

    /// Whether a file that carries its source has the same pages.
    fn is_of(&self, source: &Source, origin: Option<&Origin>) -> bool {
        origin.is_some() && self.origin.as_ref() == origin && self.source == *source
    }
}

/// The pages of a version, set again.
struct SetPages {
    proof: Proof,
    texts: Vec<PageText>,
}

impl SetPages {
    fn of(proof: Proof) -> Self {
        Self { texts: proof.texts(), proof }
    }
}

/// The same pages, with all others and the tags, if one of them is not as it was set again.
fn with_tags(printed: Printed, pdf: &[u8], wanted: &BTreeSet<usize>, known: &Known) -> Printed {
    let is_otherwise = pages::find(&printed, known.again()).values().any(|page| page.proof().is_none());
    if !is_otherwise {
        return printed;
    }
    printed::read_with_tags(pdf, wanted).unwrap_or(printed)
}

/// The source that a PDF carries, and what it says of itself; without one, the version that the user names.
fn source_of(
    path: &Path,
    pdf: &[u8],
    from: Option<&str>,
    project: &Path,
    notes: &mut Vec<String>,
) -> Result<(Source, Option<Origin>), Failure> {
    match (source::read(pdf), from) {
        (Ok((mut source, origin)), _) => {
            reproduce::add_fonts(Some(project), &mut source, &origin.kept_fonts)?;
            Ok((source, Some(origin)))
        }
        (Err(_), Some(from)) => {
            let version = version::find(from, project)?;
            notes.extend(version.notes);
            Ok((version.source, None))
        }
        (Err(fault), None) => Err(Failure::new(format!("cannot read the source of `{}`: {fault}", path.display()))
            .with_hint(
                "name the version that was marked: `--from OLD`, with a folder, a release, a PDF or a git revision",
            )),
    }
}

/// The pages that a PDF without its source most likely shows.
fn like(version: &mut MarkedVersion, printed: &Printed) -> Option<Proof> {
    version
        .pages_like(language_of(printed), printed.is_for_press)
        .or_else(|| version.pages_like(None, printed.is_for_press))
}

/// The language of a PDF, without its region.
fn language_of(printed: &Printed) -> Option<&str> {
    printed.language.as_deref()?.split('-').next()
}

impl Commented {
    fn add(&mut self, name: &str, marked: &Marked, printed: &Printed, known: &Known, new: &Version) {
        let (version, before) = (&known.version, known.before.as_ref());
        let old = Version::new(&version.meaning, version.files(), &version.number, &version.withdrawn);
        let before = before.map(|it| Version::new(&it.meaning, it.files(), &it.number, &it.withdrawn));
        let found = pages::find(printed, known.again());
        let words = Words::of(&old, language_of(printed), printed.tags.is_some());
        let shown = Shown { version: &old, before: before.as_ref(), words: &words };
        let mut otherwise = BTreeSet::new();
        for mark in &marked.marks {
            let comment = places::place(mark, found.get(&mark.page), &shown, new);
            if found.get(&mark.page).is_none_or(|page| page.proof().is_none()) {
                otherwise.insert(mark.page + 1);
            }
            let alike = self.by_key.entry(Told::key(&comment)).or_default();
            match alike.iter().copied().find(|told| self.comments[*told].is_same(&comment)) {
                Some(told) => self.comments[told].add(name, comment),
                None => {
                    alike.push(self.comments.len());
                    self.comments.push(Told::new(name, comment));
                }
            }
        }
        self.notes.extend(otherwise_set(&otherwise, printed.tags.is_some()).map(|note| format!("`{name}`: {note}")));
    }
}

/// A sentence on pages that came out otherwise.
fn otherwise_set(pages: &BTreeSet<usize>, tagged: bool) -> Option<String> {
    let by = if tagged { "tags and words" } else { "words" };
    let numbers = pages.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    match pages.len() {
        0 => None,
        1 => Some(format!("page {numbers} is not as this program sets it; its marks are matched by their {by}")),
        _ => Some(format!("pages {numbers} are not as this program sets them; their marks are matched by their {by}")),
    }
}

/// How many marks a file has, in words.
pub fn counted(comments: &[Told]) -> String {
    many(comments.len(), "comment")
}

fn unread(path: &Path, fault: &Fault) -> Failure {
    Failure::new(format!("cannot read the marks of `{}`: {fault}", path.display()))
}

fn of_another_report(name: &str, its: &str, own: &str) -> Failure {
    Failure::new(format!("`{name}` is a PDF of the report `{its}`; this is `{own}`"))
        .with_hint("run in the folder of that report, or name it with `--project DIR`")
}
