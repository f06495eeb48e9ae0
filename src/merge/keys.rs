//! Whether the words that a project gives are asked for, and whether those that its templates ask for are there in each language. The
//! built-in labels say which keys there can be; a template of the project can ask for more, by the key (`labels.field.basis`) or by a
//! word of the data (`labels.priority.at(it.priority)`).

use std::collections::{BTreeMap, BTreeSet, HashSet};

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, nearest};
use crate::files::Overlay;
use crate::model::{syntax, text_file};

use super::labels::{self, SPARE};

/// Groups whose words are those of the report's languages.
const OF_LANGUAGES: [&str; 2] = ["language", "notice.only-in"];

/// The keys of a labels file that hold words, each with its place and what it says.
pub type Keys = BTreeMap<String, (Place, String)>;

/// Returns whether the labels of the report's languages are whole. A file that does not parse was reported when it was read.
pub fn check(look: &Overlay, languages: &[Language], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let own = |language: Language| {
        let path = labels::path(language);
        Some((language, keys_of(look.own.get(&path)?, &path, files)?))
    };
    let spare = [SPARE].into_iter().filter(|spare| !languages.contains(spare));
    let own: Vec<(Language, Written)> = languages.iter().copied().chain(spare).filter_map(own).collect();
    if own.is_empty() {
        return true;
    }
    let before = diagnostics.len();
    let model = labels::path(SPARE);
    let model = look.built_in.get(&model).and_then(|bytes| keys_of(bytes, &model, &mut Files::default()));
    let known = Known { model: model.map(|model| model.keys).unwrap_or_default(), named: Named::of(look), own: &own };
    for (_, written) in own.iter().filter(|(language, _)| languages.contains(language)) {
        diagnostics.extend(known.superfluous(written));
    }
    diagnostics.extend(known.missing(languages));
    diagnostics.len() == before
}

/// A labels file as far as it parses.
pub struct Written {
    file: FileKey,
    pub keys: Keys,
    /// Where each group begins.
    groups: BTreeMap<String, Place>,
}

/// The keys of a labels file; `None` if it does not parse.
pub fn keys_of(bytes: &[u8], path: &str, files: &mut Files) -> Option<Written> {
    let mut faults = Vec::new();
    let file = text_file::text_file(path, bytes, files, &mut faults)?;
    let text = files.get(file).text.clone();
    let table = syntax::parse(file, &text, &mut faults)?;
    let mut written = Written { file, keys: Keys::new(), groups: BTreeMap::new() };
    gather(table.get_ref(), "", &mut written);
    Some(written)
}

fn gather(table: &DeTable, prefix: &str, written: &mut Written) {
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        let place = Place::new(written.file, Spanned::span(key));
        match value.get_ref() {
            DeValue::Table(table) => {
                gather(table, &format!("{path}."), written);
                written.groups.insert(path, place);
            }
            // A value that is no string is reported when the labels are read, and is not missing.
            value => {
                let word = value.as_str().unwrap_or_default().to_owned();
                written.keys.insert(path, (place, word));
            }
        }
    }
}

/// What the templates of a project name.
struct Named<'t> {
    /// Every word that may be a key.
    words: HashSet<&'t str>,
    /// The groups of which a template asks for a word of the data.
    groups: HashSet<&'t str>,
}

impl<'t> Named<'t> {
    fn of(look: &'t Overlay) -> Self {
        let mut named = Self { words: HashSet::new(), groups: HashSet::new() };
        let sources = look.own.iter().filter(|(path, _)| path.ends_with(".typ") || path.ends_with(".j2"));
        let sources = sources.filter(|(path, _)| look.is_changed(path));
        for text in sources.filter_map(|(_, bytes)| std::str::from_utf8(bytes).ok()) {
            let is_end = |c: char| !(c.is_alphanumeric() || c == '-' || c == '_');
            for word in text.split(is_end).filter(|word| !word.is_empty()) {
                named.words.insert(word);
            }
            let asked = text.match_indices(".at(").chain(text.match_indices('['));
            for (at, _) in asked {
                named.groups.insert(text[..at].rsplit(is_end).next().unwrap_or_default());
            }
        }
        // There need not be a name before a bracket.
        named.groups.remove("");
        named
    }

    fn asks_for(&self, path: &str) -> bool {
        let (group, word) = path.rsplit_once('.').unwrap_or(("", path));
        let group = group.rsplit('.').next().unwrap_or_default();
        self.words.contains(word) || self.groups.contains(group)
    }
}

/// What is known of the keys that labels can have.
struct Known<'k> {
    /// The built-in keys.
    model: Keys,
    named: Named<'k>,
    /// The project's own labels, by their languages.
    own: &'k [(Language, Written)],
}

impl Known<'_> {
    fn is_built_in(&self, path: &str) -> bool {
        let of_languages = || path.rsplit_once('.').is_some_and(|(group, _)| OF_LANGUAGES.contains(&group));
        self.model.contains_key(path) || of_languages()
    }

    fn superfluous<'k>(&'k self, written: &'k Written) -> impl Iterator<Item = Diagnostic> + 'k {
        let unknown = written.keys.iter().filter(|(path, _)| !self.is_built_in(path) && !self.named.asks_for(path));
        unknown.map(|(path, (place, _))| {
            let message = format!("unknown key `{path}`: no template asks for it");
            let unused = self.model.keys().map(String::as_str).filter(|path| !written.keys.contains_key(*path));
            let near = nearest::nearest(path, unused);
            let hint = near.map_or("delete it".to_owned(), |near| format!("did you mean `{near}`?"));
            Diagnostic::new(Code::UnknownKey, *place, message).with_hint(hint)
        })
    }

    /// The words of the project's own that a language of the report lacks. English ones stand in for missing ones.
    fn missing(&self, languages: &[Language]) -> Vec<Diagnostic> {
        let keys = |language: Language| self.own.iter().find(|(own, _)| *own == language).map(|(_, written)| written);
        let is_added = |path: &&str| !self.is_built_in(path) && self.named.asks_for(path);
        let added = self.own.iter().flat_map(|(_, written)| written.keys.keys()).map(String::as_str).filter(is_added);
        let has = |language: Language, path: &str| keys(language).is_some_and(|it| it.keys.contains_key(path));
        let mut missing = Vec::new();
        for path in added.collect::<BTreeSet<_>>().into_iter().filter(|path| !has(SPARE, path)) {
            let lacking = languages.iter().copied().filter(|language| !has(*language, path));
            missing.extend(lacking.map(|language| self.missing_key(path, language, keys(language))));
        }
        missing
    }

    fn missing_key(&self, path: &str, language: Language, written: Option<&Written>) -> Diagnostic {
        let file = labels::path(language);
        let message = format!("the key `{path}` is missing in `{file}`");
        let (group, word) = path.rsplit_once('.').unwrap_or(("", path));
        let below = if group.is_empty() { String::new() } else { format!(" below `[{group}]`") };
        let other = self.own.iter().find_map(|(_, other)| other.keys.get(path));
        let example = other.map(|(_, words)| format!(", for what other labels call “{words}”")).unwrap_or_default();
        let hint = format!("write `{word} = \"…\"`{below} of `{file}`{example}");
        let of_file = |written: &Written| written.groups.get(group).copied().unwrap_or(Place::new(written.file, 0..0));
        let place = written.map(of_file).or(other.map(|(place, _)| *place));
        let fault = Diagnostic::without_place(Code::MissingKey, message).with_hint(hint);
        Diagnostic { place, ..fault }
    }
}
