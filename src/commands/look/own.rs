//! The project's own files of the look, and what they were taken from.

use crate::build::{Failure, Inputs};
use crate::cli::Global;
use crate::console::Stop;
use crate::diagnostics::{Faults, many, nearest};
use crate::files::{Overlay, overlay::TAKEN};
use crate::merge::labels;
use crate::merge::taken::{self, Record};

use super::words;

const TEMPLATES: &str = "templates/";

/// The look of a project, and the record of what it took.
pub struct Own {
    pub inputs: Inputs,
    pub record: Record,
}

impl Own {
    /// Fails if there is no project, or its record has faults.
    pub fn read(global: &Global) -> Result<Self, Stop> {
        let inputs = Inputs::read(global.project.as_deref())?;
        let mut faults = Faults::default();
        match taken::read(&inputs.templates, &mut faults.files, &mut faults.diagnostics) {
            Some(record) => Ok(Self { inputs, record }),
            None => Err(faults.into()),
        }
    }

    pub fn templates(&self) -> &Overlay {
        &self.inputs.templates
    }

    /// The files of the project's own look.
    pub fn files(&self) -> Vec<File<'_>> {
        let folders = [&self.inputs.templates, &self.inputs.fonts];
        let own = folders.into_iter().flat_map(|folder| folder.own.keys().map(move |path| (folder, path)));
        let file = |(folder, path): (&'_ Overlay, &'_ String)| {
            let taken = self.record.get(name_of(path));
            let now = folder.built_in.get(path);
            let has_moved_on = taken.is_some_and(|taken| now.is_none_or(|now| now != taken.text.as_bytes()));
            (State::of(path, folder), taken.map(|taken| (taken.version.as_str(), taken.format)), has_moved_on)
        };
        let of_file = |(folder, path)| {
            let (state, taken, has_moved_on) = file((folder, path));
            File { path, state, taken, has_moved_on }
        };
        own.filter(|(_, path)| *path != TAKEN).map(of_file).collect()
    }

    /// The path of a template of the program that a user names. Fails if there is none.
    pub fn path_of(&self, named: &str) -> Result<String, Failure> {
        let name = named.strip_prefix("./").unwrap_or(named);
        let name = name.strip_prefix(TEMPLATES).unwrap_or(name);
        let path = format!("{TEMPLATES}{name}");
        if self.templates().built_in.contains_key(&path) {
            return Ok(path);
        }
        if name.starts_with("fonts/") {
            let hint = "fonts are added: put the files of other ones there, and name their family in `faces`";
            return Err(Failure::new(format!("`{named}` is no template")).with_hint(hint));
        }
        let known = self.templates().built_in.keys().map(String::as_str);
        let hint = match nearest::same_file(&path, known) {
            Some(near) => format!("did you mean `{}`?", name_of(near)),
            None => "`raportti look --all` lists the files of the program".to_owned(),
        };
        Err(Failure::new(format!("the program has no template `{named}`")).with_hint(hint))
    }
}

/// A path in `templates/` as users name it.
pub fn name_of(path: &str) -> &str {
    path.strip_prefix(TEMPLATES).unwrap_or(path)
}

/// A file of the project's own look.
pub struct File<'o> {
    pub path: &'o str,
    pub state: State,
    /// The version that it was taken from, with the format of the view.
    pub taken: Option<(&'o str, i64)>,
    /// Whether the program has another text than the one that was taken.
    pub has_moved_on: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// As the program has it.
    Same,
    Changed,
    /// The program has no file of this path.
    Added,
    /// So many words of a language.
    Words(usize),
}

impl State {
    fn of(path: &str, folder: &Overlay) -> Self {
        if !folder.is_changed(path) {
            Self::Same
        } else if labels::language_of(path).is_some() {
            Self::Words(words::count(&String::from_utf8_lossy(&folder.own[path])))
        } else if folder.built_in.contains_key(path) {
            Self::Changed
        } else {
            Self::Added
        }
    }

    pub fn said(self) -> String {
        match self {
            Self::Same => "as the program has it".to_owned(),
            Self::Changed => "changed".to_owned(),
            Self::Added => "added".to_owned(),
            Self::Words(number) => many(number, "word"),
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Words(_) => "words",
        }
    }
}
