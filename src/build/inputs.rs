//! The files that a project is built from, read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use crate::files::read::{self, NotRead};
use crate::files::{Overlay, Source, Tree, builtin, reading, settling::Reading, unfit::Unfit, walk::Stat};
use crate::publish::stamp;
use crate::typeset::fonts::{self, FontFile};
use crate::typeset::{FontStore, timings, world::Written};

use super::{Failure, carried, payload::Payload, version::Loaded};

/// Everything that the outputs of a project depend on, read once.
#[derive(Clone)]
pub struct Inputs {
    pub project: PathBuf,
    pub report: Arc<Tree>,
    /// The look: files of the project over those of the program.
    pub templates: Overlay,
    pub fonts: Overlay,
    /// The earlier report for the edition `changes`, if that is made.
    pub since: Option<Arc<Loaded>>,
    /// Times, sizes and modes of the files that were read, by their paths in the project.
    pub stats: Arc<BTreeMap<String, Stat>>,
    /// Files that were not read, such as links and pipes.
    pub unfit: Arc<Vec<Unfit>>,
    /// Whether the user wants no names of those who commented.
    pub anonymous: bool,
    carried: OnceLock<Arc<Tree>>,
    loaded_fonts: OnceLock<Arc<FontStore>>,
    payload: OnceLock<Arc<Payload>>,
}

impl Inputs {
    /// Finds the project and reads a consistent state of it: if a file changes meanwhile, it is read again. Fails if there is no project,
    /// a file cannot be read, or files keep changing.
    pub fn read(named: Option<&Path>) -> Result<Self, Failure> {
        Self::read_by(find_project(named)?, reading::settled)
    }

    /// Reads the project in this folder with [`reading::settled`], or with [`reading::now`] for `watch`, which is notified of the next
    /// change. Fails as these do, or if there is no report.
    pub fn read_by(project: PathBuf, read: fn(&Path, &[&str]) -> Result<Reading, NotRead>) -> Result<Self, Failure> {
        if !project.join("report").is_dir() {
            return Err(Failure::no_report(&project));
        }
        let _timed = timings::scope("read");
        let Reading { files, stats, unfit } = read(&project, &read::FOLDERS)?;
        Ok(Self { project, stats: Arc::new(stats), unfit: Arc::new(unfit), ..Self::of_source(Source::of(files)) })
    }

    /// Reads the project; or, if there is none and none was named, the built-in templates and fonts without a report. Fails if the named
    /// project does not exist or cannot be read.
    pub fn read_or_own(named: Option<&Path>) -> Result<Self, Failure> {
        match nearest_project(named)? {
            Ok(project) => Self::read_by(project, reading::settled),
            Err(here) => Ok(Self { project: here, ..Self::of_source(Source::default()) }),
        }
    }

    /// A report in memory, with the built-in templates and fonts.
    pub fn in_memory(report: Tree) -> Self {
        Self::of_source(Source { report, ..Source::default() })
    }

    /// A project in memory, from the source of a PDF or a release.
    pub fn of_source(source: Source) -> Self {
        Self::over(source, builtin::templates(), builtin::fonts())
    }

    /// The same over other templates and fonts than those of this program.
    pub fn over(source: Source, templates: &Arc<Tree>, fonts: &Arc<Tree>) -> Self {
        Self {
            project: PathBuf::new(),
            report: Arc::new(source.report),
            templates: Overlay::new(source.templates.unwrap_or_default(), templates),
            fonts: Overlay::new(source.fonts.unwrap_or_default(), fonts),
            since: Some(source.since).filter(|tree| !tree.is_empty()).map(|tree| Arc::new(Loaded::of(tree))),
            stats: Arc::default(),
            unfit: Arc::default(),
            anonymous: false,
            carried: OnceLock::new(),
            loaded_fonts: OnceLock::new(),
            payload: OnceLock::new(),
        }
    }

    /// The parts of the project that its outputs carry, computed once.
    pub fn payload(&self) -> &Payload {
        self.payload_with(|| Arc::new(fonts::font_files(&self.fonts)))
    }

    fn payload_with(&self, font_files: impl FnOnce() -> Arc<Vec<FontFile>>) -> &Payload {
        let payload = || Arc::new(Payload::of(self.carried(), [&self.templates, &self.fonts], font_files()));
        self.payload.get_or_init(payload)
    }

    /// The files of the report that outputs may depend on, computed once.
    pub fn carried(&self) -> &Arc<Tree> {
        self.carried.get_or_init(|| carried::files(&self.report, self.anonymous))
    }

    /// Removes PDFs below `folder`: outputs inside `report/` are not part of the report.
    pub fn without_outputs(mut self, folder: &Path) -> Self {
        let Some(inner) = self.inner(folder) else { return self };
        if inner == "report" || inner.starts_with("report/") {
            let below = inner + "/";
            let is_output = |path: &str| path.starts_with(&below) && path.ends_with(".pdf");
            if self.report.keys().any(|path| is_output(path)) {
                Arc::make_mut(&mut self.report).retain(|path, _| !is_output(path));
                self.carried = OnceLock::new();
            }
        }
        self
    }

    /// Whether a folder is inside the folders of the project that are read.
    pub fn reads_from(&self, folder: &Path) -> bool {
        let inner = self.inner(folder).unwrap_or_default();
        let first = inner.split('/').next().unwrap_or_default();
        ["report", "templates", "fonts"].contains(&first)
    }

    /// The path of a folder in the project, with `/` between names; empty for a folder elsewhere.
    fn inner(&self, folder: &Path) -> Option<String> {
        // A folder that does not exist yet has no real path, but one above it has.
        let real = |path: &Path| {
            let whole = std::path::absolute(path).ok()?;
            whole.ancestors().find_map(|above| Some(above.canonicalize().ok()?.join(whole.strip_prefix(above).ok()?)))
        };
        let (project, folder) = (real(&self.project)?, real(folder)?);
        let inner = folder.strip_prefix(project).unwrap_or(Path::new(""));
        Some(inner.to_str()?.replace('\\', "/"))
    }

    /// Shares unchanged trees with `others`, so that they are not parsed again.
    pub fn sharing(mut self, others: &Self) -> Self {
        if self.report == others.report {
            self.report = others.report.clone();
        }
        for (own, other) in [(&mut self.templates, &others.templates), (&mut self.fonts, &others.fonts)] {
            if own.own == other.own {
                *own = other.clone();
            }
        }
        if Arc::ptr_eq(self.fonts.all(), others.fonts.all()) {
            self.payload_with(|| others.payload().font_files.clone());
        }
        if self.payload().fonts == others.payload().fonts {
            self.loaded_fonts = others.loaded_fonts.clone();
        }
        self
    }

    /// The paths that were changed, added or removed since `others`.
    pub fn changed_since(&self, others: &Self) -> Vec<String> {
        let mut paths = Vec::new();
        for (own, other) in self.trees().into_iter().zip(others.trees()) {
            if !Arc::ptr_eq(own, other) {
                let changed = own.iter().filter(|(path, bytes)| other.get(*path) != Some(bytes)).map(|(path, _)| path);
                paths.extend(changed.chain(other.keys().filter(|path| !own.contains_key(*path))).cloned());
            }
        }
        paths
    }

    /// The hash of everything that the outputs of this build of the program depend on, except options.
    pub fn fingerprint(&self) -> String {
        let [_, templates, fonts] = self.trees();
        stamp::fingerprint([self.carried(), templates, fonts].map(|tree| &**tree), &[env!("RAPORTTI_BUILD")])
    }

    /// The files of the project in the folders of [`read::FOLDERS`].
    pub fn trees(&self) -> [&Arc<Tree>; 3] {
        [&self.report, &self.templates.own, &self.fonts.own]
    }

    /// The fonts, parsed once.
    pub fn font_store(&self) -> &Arc<FontStore> {
        self.loaded_fonts.get_or_init(|| {
            let payload = self.payload();
            let used = payload.font_files.iter().filter(|file| payload.fonts.contains_key(&file.path));
            Arc::new(fonts::store(used))
        })
    }

    /// The files that Typst may read, besides generated ones.
    pub fn written(&self) -> Written {
        Written { report: self.carried().clone(), templates: self.payload().templates.clone() }
    }
}

/// The project's folder: the named one, or the nearest from the current folder upwards. Fails if there is none.
pub fn find_project(named: Option<&Path>) -> Result<PathBuf, Failure> {
    nearest_project(named)?.map_err(|here| Failure::no_project(&here))
}

/// Like [`find_project`]; the inner error is the current folder, if there is no project and none was named. Fails if the current folder
/// cannot be read.
pub fn nearest_project(named: Option<&Path>) -> Result<Result<PathBuf, PathBuf>, Failure> {
    Ok(match named {
        // The user may name `report/` itself.
        Some(folder) if read::exists(&folder.join("report.toml")) && !read::exists(&folder.join("report")) => {
            let whole = folder.canonicalize().ok();
            Ok(whole.and_then(|whole| whole.parent().map(PathBuf::from)).unwrap_or(folder.to_owned()))
        }
        Some(folder) => Ok(folder.to_owned()),
        None => {
            let here = std::env::current_dir().map_err(|error| read::ReadError { path: PathBuf::from("."), error })?;
            read::find_project(&here).ok_or(here)
        }
    })
}
