//! Chapters by their names, and files that most likely have a mistyped name: a reference to one of these is no second fault.

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Diagnostic, FileKey, Place, nearest};
use crate::files::names;
use crate::model::{Declarations, declared::project, id_fault, languages, text_file};

use super::{Loader, bundle::OTHERWISE, model::Chapter};

impl Loader<'_> {
    /// A file beside `report.toml` that is none by its name.
    pub(super) fn misnamed_whole_file(&mut self, path: &str, name: &str, bytes: &[u8]) {
        let declarations = self.model.declarations;
        let meant = self.meant_whole_file(name);
        let known: Vec<&str> = declarations.files().chain([project::FILE]).collect();
        let hint = meant.map(|meant| format!("did you mean `{meant}`?")).or_else(|| nearest::hint(name, &known));
        if self.belongs_nowhere(path, bytes, hint).is_some() {
            // Which questions exist, or which ids are taken, is then unknown.
            let meant = meant.and_then(|meant| declarations.of_file(meant)).map(|kind| kind.key.as_str());
            self.model.broken.files.extend(meant);
        }
    }

    /// The file of which there is one that a mistyped name most likely means: `Questions.toml`, `question.toml`, `questions.toml.txt`.
    pub(super) fn meant_whole_file(&self, name: &str) -> Option<&'static str> {
        let meant = names::meant_ending(name, &["toml"]);
        nearest::nearest(meant.as_deref().unwrap_or(name), self.model.declarations.files().chain([project::FILE]))
    }

    /// A file where a folder of items or chapters should be. Which ids exist is then unknown.
    pub(super) fn file_for_folder(&mut self, path: &str, bytes: &[u8]) {
        let hint = format!("move the file away, and make the folder `{path}/`");
        self.unknown(path, bytes, format!("`{path}` is a file, but should be a folder"), Some(hint));
        self.model.broken.any = true;
    }

    /// An item or a chapter in a folder whose name is mistyped, which is reported once; or in one that the report does not know.
    pub(super) fn in_misnamed_folder(
        &mut self,
        path: &str,
        (folder, name): (&str, &str),
        bytes: &[u8],
        folders: &[&'static str],
    ) {
        if let Some(kind) = Declarations::built_in().of_folder(folder).map(|kind| &kind.key) {
            let hint = format!("`model.toml` says that the report does without `{kind}`: delete the file, or that");
            self.belongs_nowhere(path, bytes, Some(hint));
            return;
        }
        let Some(meant) = names::meant_folder(folder, folders) else {
            self.belongs_nowhere(path, bytes, nearest::hint(folder, folders));
            return;
        };
        if self.is_left_out(path) {
            return;
        }
        self.model.broken.ids.extend(ids_of(self.model.declarations, name));
        let file = self.files.add(path, String::from_utf8_lossy(bytes));
        if let Some((name, language)) = languages::meant_chapter(name, &self.model.languages) {
            self.model.chapters.push(Chapter { name, language, file, is_text: false });
        }
        if self.misnamed_folders.insert(folder.to_owned()) {
            let message = format!("the report has no folder `{folder}`");
            self.unknown(path, bytes, message, Some(format!("did you mean `{meant}`?")));
        }
    }

    /// A file in a folder of items that is none by its name. A link to the item that it most likely is is no second fault.
    pub(super) fn misnamed_item(&mut self, path: &str, name: &str, bytes: &[u8]) {
        let (inner, own) = name.rsplit_once('/').unwrap_or(("", name));
        let hint = match names::meant_ending(name, &["toml"]) {
            _ if !inner.is_empty() && own.ends_with(".toml") => {
                format!("move it out of `{inner}/`: the files of items stand side by side, or {OTHERWISE}")
            }
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("an item is a file `ID-words.toml`; {OTHERWISE}"),
        };
        if self.belongs_nowhere(path, bytes, Some(hint)).is_some() {
            self.model.broken.ids.extend(ids_of(self.model.declarations, own));
        }
    }

    /// A chapter is named `name.language.md`.
    pub(super) fn chapter(&mut self, path: &str, name: &str, bytes: &[u8]) {
        let languages = &self.model.languages;
        let parts = name.strip_suffix(".md").and_then(|stem| stem.rsplit_once('.'));
        // `EN` is a language, but not as files name it.
        let known = parts.and_then(|(_, own)| languages.iter().copied().find(|language| language.as_str() == own));
        let plain = |stem: &str| stem.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let parts = parts.filter(|(stem, _)| plain(stem) && !stem.is_empty());
        let (Some((stem, _)), Some(language)) = (parts, known) else {
            return self.misnamed_chapter(path, name, bytes);
        };
        let text = text_file::utf8_file(path, bytes, self.files, self.diagnostics);
        let is_text = text.is_some_and(|file| text_file::shown(file, self.files, self.diagnostics).is_some());
        // A file that is no text is added all the same: diagnostics show it with replacement characters.
        let Some(file) = self.files.find(path) else { return };
        self.model.chapters.push(Chapter { name: stem.to_owned(), language, file, is_text });
    }

    fn misnamed_chapter(&mut self, path: &str, name: &str, bytes: &[u8]) {
        let languages: &[Language] = &self.model.languages;
        let meant = languages::meant_chapter(name, languages);
        let names: Vec<String> = languages.iter().map(|language| format!("`name.{language}.md`")).collect();
        let hint = match &meant {
            Some((stem, language)) => format!("did you mean `{stem}.{language}.md`?"),
            None => {
                let names = names.join(" or ");
                format!("a chapter is named {names}, where the name has letters from a to z, digits and hyphens")
            }
        };
        if let (Some(file), Some((name, language))) = (self.belongs_nowhere(path, bytes, Some(hint)), meant) {
            self.model.chapters.push(Chapter { name, language, file, is_text: false });
        }
    }

    fn is_left_out(&self, path: &str) -> bool {
        self.model.bundle.left_out.contains_key(path)
    }

    /// Reports a file that the report does not know, and returns it; `None` when `[bundle]` leaves it out.
    fn belongs_nowhere(&mut self, path: &str, bytes: &[u8], hint: Option<String>) -> Option<FileKey> {
        let message = format!("`{path}` belongs to nothing in the report");
        (!self.is_left_out(path)).then(|| self.unknown(path, bytes, message, hint))
    }

    fn unknown(&mut self, path: &str, bytes: &[u8], message: String, hint: Option<String>) -> FileKey {
        let file = self.files.add(path, String::from_utf8_lossy(bytes));
        self.diagnostics.push(Diagnostic::new(Code::UnknownFile, Place::new(file, 0..0), message).with_hints(hint));
        file
    }
}

/// The ids that a file of this name may stand for: by the forms of ids that the report declares, or up to a hyphen.
fn ids_of<'n>(declarations: &Declarations, name: &'n str) -> impl Iterator<Item = String> + use<'n> {
    let by_form = declarations.kinds.iter().filter_map(|kind| kind.id.as_ref()?.at_start(name));
    let plain = name.split(['-', '.']).next().filter(|id| id_fault(id).is_none());
    by_form.chain(plain).map(str::to_owned).collect::<Vec<_>>().into_iter()
}
