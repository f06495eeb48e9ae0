//! The record of the templates that a project took from the program, `templates/taken.toml`: from which version of it, in which format of
//! the view, and with which text. So it can be told when the program has changed since.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, diagnostic::malformed, nearest};
use crate::files::{Overlay, overlay::TAKEN};
use crate::model::{syntax, text_file::text_file};

use super::labels;
use super::view::{FORMAT, changes_since};

const FOLDER: &str = "templates/";
const HEAD: &str =
    "# Written by `raportti look`: the built-in text that each template here was taken from. Keep it with them.\n\n";

const VERSION: &str = env!("CARGO_PKG_VERSION");
/// So many characters tell the builds of a version apart.
const BUILD_LENGTH: usize = 8;

/// The built-in text that a template of a project was taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Taken {
    /// The version of the program.
    pub version: String,
    /// Its build, which tells programs of one version apart; earlier ones did not record it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub build: Option<String>,
    /// The format of its view.
    pub format: i64,
    pub text: String,
}

/// Each template that was taken, by its path in `templates/`.
pub type Record = BTreeMap<String, Taken>;

impl Taken {
    /// A text of this program.
    pub fn now(text: &[u8]) -> Self {
        let text = String::from_utf8_lossy(text).into_owned();
        let build = env!("RAPORTTI_BUILD")[..BUILD_LENGTH].to_owned();
        Self { version: VERSION.to_owned(), build: Some(build), format: FORMAT, text }
    }

    /// What the program that the text was taken from and the present one are called: by their builds, too, if they have one version. The
    /// brackets let other programs know the mark of a conflict.
    pub fn programs(&self) -> [String; 2] {
        if self.version != VERSION {
            return [format!("raportti {}", self.version), format!("raportti {VERSION}")];
        }
        let named = |build: &str| format!("raportti {VERSION} ({build})");
        let of_build = |build: &str| named(&format!("build {build}"));
        let earlier = self.build.as_deref().map_or_else(|| named("an earlier build"), of_build);
        [earlier, of_build(&env!("RAPORTTI_BUILD")[..BUILD_LENGTH])]
    }
}

/// The record of a project; empty if it has none. `None` if it has faults.
pub fn read(look: &Overlay, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Record> {
    let Some(bytes) = look.own.get(TAKEN) else { return Some(Record::new()) };
    let file = text_file(TAKEN, bytes, files, diagnostics)?;
    let text = files.get(file).text.clone();
    let table = syntax::parse(file, &text, diagnostics)?;
    let mut record = Record::new();
    for (path, entry) in table.get_ref() {
        match entry.get_ref().as_table().and_then(taken) {
            Some(taken) => _ = record.insert(path.get_ref().to_string(), taken),
            None => {
                let place = Place::new(file, path.span());
                let message = format!("`{}` has no `version`, `format` and `text` of what was taken", path.get_ref());
                let hint = "delete the entry; `raportti look adopt` writes it as of this program";
                diagnostics.push(malformed(place, message, hint));
            }
        }
    }
    (record.len() == table.get_ref().len()).then_some(record)
}

fn taken(entry: &DeTable) -> Option<Taken> {
    let text = |key: &str| entry.get(key)?.get_ref().as_str().map(str::to_owned);
    let DeValue::Integer(format) = entry.get("format")?.get_ref() else { return None };
    Some(Taken {
        version: text("version")?,
        build: text("build"),
        format: format.as_str().parse().ok()?,
        text: text("text")?,
    })
}

/// The file with a record.
pub fn written(record: &Record) -> String {
    HEAD.to_owned() + &toml::to_string_pretty(record).expect("strings and numbers are TOML")
}

/// Adds warnings about templates that were taken from another format of the view, or from a file that the program no longer has.
pub fn check(look: &Overlay, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    for (name, taken) in read(look, files, diagnostics).unwrap_or_default() {
        let path = format!("{FOLDER}{name}");
        if look.own.contains_key(&path) {
            let place = first_line(&path, look, files);
            diagnostics.extend(
                outdated(&path, &taken, look)
                    .map(|(message, hints)| Diagnostic::new(Code::OutdatedTemplate, place, message).with_hints(hints)),
            );
        }
    }
}

/// What is outdated in a template, with what to do about it.
fn outdated(path: &str, taken: &Taken, look: &Overlay) -> Option<(String, Vec<String>)> {
    let Taken { version, format, .. } = taken;
    let name = path.strip_prefix(FOLDER).unwrap_or(path);
    if !look.built_in.contains_key(path) {
        let message =
            format!("`{path}` stands in for a template of raportti {version} that this program does not have");
        return Some((message, vec!["delete it, or move what it has to the template that is used now".to_owned()]));
    }
    if *format == FORMAT || labels::language_of(path).is_some() {
        return None;
    }
    let message = format!(
        "`{path}` was taken from raportti {version} with format {format} of the view; this program has format {FORMAT}"
    );
    if *format > FORMAT {
        return Some((message, vec![format!("use raportti {version} or a later one")]));
    }
    let changes = changes_since(*format).map(|(number, change)| format!("since format {number}, {change}"));
    let next = format!(
        "`raportti look diff {name}` shows what the program changed in it; `raportti look take --merge {name}` takes that over, and \
         `raportti look take --keep {name}` says that the file fits"
    );
    Some((message, changes.chain([next]).collect()))
}

/// Adds to faults of Typst in templates of the project that the program has changed these since they were taken.
pub fn explain(look: &Overlay, files: &Files, diagnostics: &mut [Diagnostic]) {
    if !diagnostics.iter().any(|fault| fault.code == Code::Typst) {
        return;
    }
    let record = read(look, &mut Files::default(), &mut Vec::new()).unwrap_or_default();
    for fault in diagnostics.iter_mut().filter(|fault| fault.code == Code::Typst) {
        let Some(path) = fault.place.map(|place| files.get(place.file).path.as_str()) else { continue };
        let name = path.strip_prefix(FOLDER).unwrap_or(path);
        let taken =
            record.get(name).filter(|taken| look.built_in.get(path).is_some_and(|now| now != taken.text.as_bytes()));
        if let Some(Taken { version, .. }) = taken {
            fault.hints.push(format!(
                "the program has changed `{name}` since it was taken from raportti {version}: `raportti look diff {name}` shows what, and \
                 `raportti look take --merge {name}` puts that into it"
            ));
        }
    }
}

/// Adds warnings about templates that nothing reads and that are nearly called like a built-in one. `used` are those that are read.
pub fn unread(look: &Overlay, used: &BTreeSet<String>, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    let is_template = |path: &str| path.ends_with(".typ") || path.ends_with(".j2") || path.ends_with(".csl");
    let added = look.own.keys().filter(|path| is_template(path) && !look.built_in.contains_key(*path));
    for path in added.filter(|path| !used.contains(*path)) {
        if let Some(near) = meant(path, look) {
            let message = format!("no template reads `{path}`");
            let hint = format!("did you mean `{near}`? Under that path it stands in for the built-in one");
            let place = first_line(path, look, files);
            diagnostics.push(Diagnostic::new(Code::UnreadTemplate, place, message).with_hint(hint));
        }
    }
}

/// The built-in template that one probably stands in for: of nearly the same name in its folder, or else of the same name in another one.
fn meant<'l>(path: &str, look: &'l Overlay) -> Option<&'l str> {
    let known = || look.built_in.keys().map(String::as_str).filter(|known| !look.is_changed(known));
    let folder = |path: &'l str| path.rsplit_once('/').map(|(folder, _)| folder);
    let beside = || {
        known().filter(|known| {
            path.strip_prefix(folder(known).unwrap_or_default()).is_some_and(|rest| rest.rfind('/') == Some(0))
        })
    };
    let near = || {
        let near = nearest::nearest(nearest::stem(path), beside().map(nearest::stem))?;
        beside().find(|known| nearest::stem(known) == near)
    };
    near().or_else(|| nearest::same_name(path, known()))
}

/// The first line of a template, which says what it defines.
fn first_line(path: &str, look: &Overlay, files: &mut Files) -> Place {
    let text = String::from_utf8_lossy(&look.own[path]).into_owned();
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let file: FileKey = files.find(path).unwrap_or_else(|| files.add(path, text));
    Place::new(file, 0..end)
}
