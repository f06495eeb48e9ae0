//! The project's own files of the look, and what they were taken from.

use icu::locale::subtags::Language;

use crate::build::{Failure, Inputs};
use crate::cli::Global;
use crate::console::Stop;
use crate::diagnostics::{Faults, many, nearest};
use crate::files::{Overlay, builtin, conflict, overlay::TAKEN};
use crate::merge::labels;
use crate::merge::taken::{self, Record, Taken};
use crate::model::languages;

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

    /// The same, to change the files. Fails also in the source of the program, whose templates are the built-in ones themselves.
    pub fn to_change(global: &Global) -> Result<Self, Stop> {
        let own = Self::read(global)?;
        if builtin::is_source(&own.inputs.project) {
            let folder = own.inputs.project.display();
            let message =
                format!("`{folder}` is the source of raportti: its `templates/` and `fonts/` are those of the program");
            return Err(Failure::new(message)
                .with_hint("change them where they are, and compile the program again")
                .with_hint("a report with a look of its own has a folder of its own: `raportti init DIR` starts one")
                .into());
        }
        Ok(own)
    }

    pub fn templates(&self) -> &Overlay {
        &self.inputs.templates
    }

    /// Whether a file of the project has conflicts that are marked and not settled.
    pub fn has_conflicts(&self, path: &str) -> bool {
        self.templates().own.get(path).is_some_and(|bytes| has_conflicts(bytes))
    }

    /// The files of the project's own look.
    pub fn files(&self) -> Vec<File<'_>> {
        let folders = [&self.inputs.templates, &self.inputs.fonts];
        let own = folders.into_iter().flat_map(|folder| folder.own.keys().map(move |path| (folder, path)));
        let file = |(folder, path): (&'_ Overlay, &'_ String)| {
            let taken = self.record.get(name_of(path));
            let now = folder.built_in.get(path);
            let has_moved_on = taken.is_some_and(|taken| now.is_none_or(|now| now != taken.text.as_bytes()));
            (State::of(path, folder, taken), taken.map(|taken| (taken.version.as_str(), taken.format)), has_moved_on)
        };
        let of_file = |(folder, path)| {
            let (state, taken, has_moved_on) = file((folder, path));
            File { path, state, taken, has_moved_on }
        };
        own.filter(|(_, path)| *path != TAKEN).map(of_file).collect()
    }

    /// The file of words that a user names for a language without words of the program. Fails if that is written from right to left.
    pub fn new_words(named: &str) -> Result<Option<(String, Language)>, Failure> {
        let path = path_in_templates(named);
        let language = labels::language_of(&path).filter(|language| languages::is_written_as_one(language));
        let language = language.and_then(|language| Language::try_from_str(language).ok());
        let Some(language) = language.filter(|language| !languages::is_built_in(language.as_str())) else {
            return Ok(None);
        };
        if languages::is_right_to_left(language.as_str()) {
            let message = format!("`{language}` is written from right to left, which reports cannot be yet");
            return Err(Failure::new(message).with_hint("write the report in another language"));
        }
        Ok(Some((path, language)))
    }

    /// The path of a template of the program that a user names. Fails if there is none.
    pub fn path_of(&self, named: &str) -> Result<String, Failure> {
        let path = path_in_templates(named);
        let name = name_of(&path);
        if self.templates().built_in.contains_key(&path) {
            return Ok(path);
        }
        if name.starts_with("fonts/") {
            let hint = "fonts are added: put the files of other ones there, and name their family in `faces`";
            return Err(Failure::new(format!("`{named}` is no template")).with_hint(hint));
        }
        let known = || self.templates().built_in.keys().map(String::as_str);
        let near = nearest::beside(&path, known()).or_else(|| nearest::same_file(&path, known()));
        let hint = match near {
            Some(near) => format!("did you mean `{}`?", name_of(near)),
            None => "`raportti look --all` lists the files of the program".to_owned(),
        };
        Err(Failure::new(format!("the program has no template `{named}`")).with_hint(hint))
    }
}

fn has_conflicts(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| conflict::first_marker(text).is_some())
}

/// The failure of what needs the text that a file was taken from, where that is not recorded.
pub fn unrecorded(path: &str) -> Failure {
    Failure::new(format!("it is not recorded which text of the program `{path}` was taken from"))
        .with_hint(format!("`raportti look take --keep {}` records that it stands for the present one", name_of(path)))
}

/// The path of what a user names in `templates/`, with or without that.
fn path_in_templates(named: &str) -> String {
    let name = named.strip_prefix("./").unwrap_or(named);
    format!("{TEMPLATES}{}", name_of(name))
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
    /// As the program had it when it was taken.
    Taken,
    Changed,
    /// It has conflicts that are marked and not settled.
    Unsettled,
    /// It has only comments, so that the look does without the program's.
    Off,
    /// The program has no file of this path.
    Added,
    /// So many words of a language.
    Words(usize),
}

impl State {
    fn of(path: &str, folder: &Overlay, taken: Option<&Taken>) -> Self {
        if !folder.is_changed(path) {
            Self::Same
        } else if taken.is_some_and(|taken| taken.text.as_bytes() == folder.own[path]) {
            Self::Taken
        } else if path.starts_with(TEMPLATES) && has_conflicts(&folder.own[path]) {
            Self::Unsettled
        } else if folder.switched_off().any(|off| off == path) {
            Self::Off
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
            Self::Taken => "as taken".to_owned(),
            Self::Changed => "changed".to_owned(),
            Self::Unsettled => "has conflicts to settle".to_owned(),
            Self::Off => "switched off".to_owned(),
            Self::Added => "added".to_owned(),
            Self::Words(number) => many(number, "word"),
        }
    }

    pub fn key(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Taken => "taken",
            Self::Changed => "changed",
            Self::Unsettled => "unsettled",
            Self::Off => "off",
            Self::Added => "added",
            Self::Words(_) => "words",
        }
    }
}
