//! Typst's view of a project: generated files first, then the written ones below `templates/` and `report/`.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use rayon::prelude::*;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration, Target};
use typst::syntax::{FileId, RootedPath, Source, SyntaxNode, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, Lang, TextElem};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};

use crate::files::Tree;
use crate::merge::{GeneratedFiles, PartView, modules::COMMON, project::MAIN};

use super::{FontStore, links};

/// Typst's library with header cells that name the rows of tables, a feature that `raportti expand` enables in stock Typst, too. Its
/// default language is `und`, so that untagged text is found.
static STOCK_LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    let mut library = Library::builder().with_features(features).build();
    library.styles.set(TextElem::lang, undeclared());
    LazyHash::new(library)
});

/// The same, with links that are resolved after layout.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let mut library = (**STOCK_LIBRARY).clone();
    library.rules.replace(Target::Paged, links::RULE);
    LazyHash::new(library)
});

/// The language of untagged text: undetermined (ISO 639-2).
pub fn undeclared() -> Lang {
    Lang::from_str("und").expect("three letters are a language to Typst")
}

/// The written files that Typst may read, as they were when the project was read and checked.
#[derive(Debug, Clone)]
pub struct Written {
    pub report: Arc<Tree>,
    pub templates: Arc<Tree>,
}

/// One language and edition of a report as a world of Typst, without clock, disk, network or system fonts.
pub struct ReportWorld {
    library: &'static LazyHash<Library>,
    fonts: Arc<FontStore>,
    generated: HashMap<FileId, Bytes>,
    written: Written,
    /// Files that Typst has read as source.
    parsed: Mutex<HashMap<FileId, Source>>,
    /// Written files that Typst has read as bytes.
    loaded: Mutex<HashMap<FileId, Bytes>>,
    main: FileId,
}

impl ReportWorld {
    pub fn new(written: Written, fonts: Arc<FontStore>, generated: &GeneratedFiles) -> Self {
        let modules: Vec<_> = generated.iter().filter(|(path, _)| path.ends_with(".typ")).collect();
        // Typst reads nearly all of them, one by one; here they are parsed on all cores.
        let parsed = modules.into_par_iter().map(|(path, file)| {
            let id = file_id(path);
            (id, parse(id, &file.text))
        });
        let parsed = Mutex::new(parsed.collect());
        let (generated, loaded) = (by_id(generated), Mutex::default());
        Self { library: &LIBRARY, fonts, generated, written, parsed, loaded, main: file_id(MAIN) }
    }

    /// The same world with Typst's own rule for links, which reports wrong ones.
    pub fn with_stock_links(&self) -> Self {
        let parsed = Mutex::new(self.parsed.lock().unwrap_or_else(PoisonError::into_inner).clone());
        let (fonts, generated, written) = (self.fonts.clone(), self.generated.clone(), self.written.clone());
        Self { library: &STOCK_LIBRARY, fonts, generated, written, parsed, loaded: Mutex::default(), main: self.main }
    }

    /// The modules of the report's parts, where the look makes any.
    pub fn parts(&self) -> Vec<FileId> {
        let is_part = |id: &&FileId| id.vpath().get_with_slash().starts_with(PartView::MODULES);
        self.generated.keys().filter(is_part).copied().collect()
    }

    /// The module that the parts have in common.
    pub fn common() -> FileId {
        file_id(COMMON)
    }

    /// The same world with other generated files.
    pub fn with(&self, generated: &GeneratedFiles) -> Self {
        Self::new(self.written.clone(), self.fonts.clone(), generated)
    }

    /// Updates the files. Sources that Typst has parsed are edited, so that only what depends on the edit is evaluated again.
    pub fn renew(&mut self, written: Written, fonts: Arc<FontStore>, generated: &GeneratedFiles) {
        self.fonts = fonts;
        self.generated = by_id(generated);
        self.written = written;
        self.loaded = Mutex::default();
        let parsed = self.parsed.get_mut().unwrap_or_else(PoisonError::into_inner);
        let mut parsed = std::mem::take(parsed);
        parsed.retain(|id, source| {
            let Ok(text) = self.text(*id) else { return false };
            if text != source.text() {
                edit(source, text);
            }
            true
        });
        self.parsed = Mutex::new(parsed);
    }

    fn bytes(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.generated.get(&id) {
            return Ok(bytes.clone());
        }
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = loaded.get(&id) {
            return Ok(bytes.clone());
        }
        let path = id.vpath().get_without_slash();
        let tree = match (id.root(), path.split('/').next()) {
            (VirtualRoot::Project, Some("templates")) => &self.written.templates,
            (VirtualRoot::Project, Some("report")) => &self.written.report,
            _ => return Err(FileError::NotFound(path.into())),
        };
        let bytes = tree.get(path).map(|bytes| Bytes::new(bytes.clone()));
        let bytes = bytes.ok_or_else(|| FileError::NotFound(path.into()))?;
        loaded.insert(id, bytes.clone());
        Ok(bytes)
    }

    fn text(&self, id: FileId) -> FileResult<String> {
        let bytes = self.bytes(id)?;
        let text = std::str::from_utf8(&bytes)?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text).to_owned())
    }

    /// The templates that Typst has read as source, by their paths.
    pub fn templates_read(&self) -> Vec<Source> {
        let parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sources: Vec<Source> =
            parsed.values().filter(|source| !self.generated.contains_key(&source.id())).cloned().collect();
        sources.sort_by(|one, other| one.id().vpath().get_with_slash().cmp(other.id().vpath().get_with_slash()));
        sources
    }

    /// A file below `templates/`, as it was read.
    pub fn template(&self, path: &str) -> Option<&Vec<u8>> {
        self.written.templates.get(path)
    }

    /// A text below `report/`, as it was read.
    pub fn written_report(&self, path: &str) -> Option<&str> {
        std::str::from_utf8(self.written.report.get(path)?).ok()
    }

    pub fn fonts(&self) -> &FontStore {
        &self.fonts
    }
}

/// Memoized, since editions of one language share nearly all modules.
#[comemo::memoize]
fn parse(id: FileId, text: &str) -> Source {
    Source::new(id, text.to_owned())
}

/// Replaces the text of a source. Typst numbers nodes by structure: if only words changed, parsing anew gives each node the number that
/// it had, and cached results stay valid. Otherwise the source is edited in place, which keeps the numbers before and after the edit.
fn edit(source: &mut Source, text: String) {
    let parsed = Source::new(source.id(), text);
    if same_numbers(parsed.root(), source.root()) {
        *source = parsed;
    } else {
        source.replace(parsed.text());
    }
}

fn same_numbers(one: &SyntaxNode, other: &SyntaxNode) -> bool {
    let (ours, theirs) = (one.children(), other.children());
    one.span() == other.span()
        && ours.len() == theirs.len()
        && ours.zip(theirs).all(|(one, other)| same_numbers(one, other))
}

fn by_id(generated: &GeneratedFiles) -> HashMap<FileId, Bytes> {
    generated.iter().map(|(path, file)| (file_id(path), Bytes::from_string(file.text.clone()))).collect()
}

/// The id of a file by its path in the Typst project, which is one of ours and so well formed.
pub fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("generated paths have no backslash and do not escape");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.0.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let mut parsed = self.parsed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(source) = parsed.get(&id) {
            return Ok(source.clone());
        }
        let source = Source::new(id, self.text(id)?);
        parsed.insert(id, source.clone());
        Ok(source)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.bytes(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.0.font(index)
    }

    /// None: dates come from the report.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
