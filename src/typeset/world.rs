//! Typst's view of a project: generated files first, then the written ones below `templates/` and `report/`.

use std::collections::HashMap;
use std::path::Path;
use std::str::FromStr;
use std::sync::{Arc, LazyLock};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook, Lang, TextElem};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore, FsRoot};
use typst_kit::fonts::FontStore;

use crate::data::read::Tree;
use crate::merge::project::{GeneratedFiles, MAIN};

/// Typst's library with the marks of header cells in tables, which it keeps behind a feature: without them no table could
/// name its rows. `raportti expand` tells stock Typst the same.
///
/// Its default language is not English but one that stands for none, so that text which nobody gave a language shows itself.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| {
    let features = [Feature::A11yExtras].into_iter().collect();
    let mut library = Library::builder().with_features(features).build();
    library.styles.set(TextElem::lang, undeclared());
    LazyHash::new(library)
});

/// The language of text that nobody gave one: undetermined (ISO 639-2).
pub fn undeclared() -> Lang {
    Lang::from_str("und").expect("three letters are a language to Typst")
}

/// Where the written files of the templates come from.
#[derive(Debug, Clone)]
pub enum Templates {
    /// `templates/` of the project.
    OnDisk,
    /// Those inside the program.
    BuiltIn(Arc<Tree>),
}

/// One language and edition of a report, as Typst asks for it. There is no clock, network or system font behind it.
pub struct ReportWorld {
    fonts: Arc<FontStore>,
    files: FileStore<Loader>,
    main: FileId,
}

impl ReportWorld {
    pub fn new(project: &Path, templates: Templates, fonts: Arc<FontStore>, generated: &GeneratedFiles) -> Self {
        let generated =
            generated.iter().map(|(path, file)| (file_id(path), Bytes::from_string(file.text.clone()))).collect();
        let loader = Loader { generated, templates, project: FsRoot::new(project.to_owned()) };
        Self { fonts, files: FileStore::new(loader), main: file_id(MAIN) }
    }

    /// The same world with other generated files.
    pub fn with(&self, generated: &GeneratedFiles) -> Self {
        let loader = self.files.loader();
        Self::new(loader.project.path(), loader.templates.clone(), self.fonts.clone(), generated)
    }

    pub fn fonts(&self) -> &FontStore {
        &self.fonts
    }
}

/// The id of a file by its path in the Typst project, which is one of ours and so well formed.
pub fn file_id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("generated paths have no backslash and do not escape");
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for ReportWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    /// There is no today: dates come from the report.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

struct Loader {
    generated: HashMap<FileId, Bytes>,
    templates: Templates,
    project: FsRoot,
}

impl FileLoader for Loader {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        if let Some(bytes) = self.generated.get(&id) {
            return Ok(bytes.clone());
        }
        let path = id.vpath().get_without_slash();
        let written = matches!(id.root(), VirtualRoot::Project)
            && ["templates/", "report/"].iter().any(|folder| path.starts_with(folder))
            // The reader passes over hidden files, so nothing may depend on them.
            && !path.split('/').any(|name| name.starts_with(['.', '#']) || name.ends_with('~'));
        if !written {
            return Err(FileError::NotFound(path.into()));
        }
        match &self.templates {
            Templates::BuiltIn(tree) if path.starts_with("templates/") => {
                tree.get(path).map(|bytes| Bytes::new(bytes.clone())).ok_or_else(|| FileError::NotFound(path.into()))
            }
            _ => self.project.load(id.vpath()),
        }
    }
}
