//! Whether the words of a look are whole: each labels file has the keys that the templates ask for, and no others. A template asks for
//! a word by its key (`labels.field.basis`), or by a word of the data (`labels.priority.at(it.priority)`). The built-in labels say
//! which keys there can be. A look needs those that its templates name or its other languages have, and no words of newer templates.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, nearest};
use crate::files::{Tree, builtin};
use crate::model::{syntax, text_file};

use super::announcement;

/// The built-in labels that say which keys there can be.
const MODEL: &str = "templates/labels/en.toml";
/// Keys that are checked elsewhere, or that the built-in labels stand in for.
const SPARE: [&str; 3] = ["locale", "attachment.source", "announcement.addresses-of-all"];
/// Stands for a word that no labels file has.
const UNKNOWN: &str = "…";
/// Groups whose words are those of the report's languages.
const OF_LANGUAGES: [&str; 2] = ["language", "notice.only-in"];

/// The keys of a labels file that hold words, each with its place and what it says.
type Keys = BTreeMap<String, (Place, String)>;

/// Returns whether the labels of the report's languages are whole. A file that does not parse was reported when it was read.
pub fn check(templates: &Tree, languages: &[Language], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let built_in = builtin::templates();
    if std::ptr::eq(templates, &**built_in) || *templates == **built_in {
        return true;
    }
    let languages: Vec<String> = languages.iter().map(Language::to_string).collect();
    let model = words_of(&built_in[MODEL], MODEL, &mut Files::default()).expect("the built-in labels are TOML").keys;
    let model = with_languages(model, &languages);
    // Without a template of its own, a look announces in the built-in words.
    let announces = templates.contains_key(announcement::TEMPLATE);
    let look: Vec<(&str, Written)> = templates
        .iter()
        .filter_map(|(path, bytes)| {
            let language = path.strip_prefix("templates/labels/")?.strip_suffix(".toml")?;
            Some((language, words_of(bytes, path, files)?))
        })
        .collect();
    let named = Named::of(templates);
    let before = diagnostics.len();
    for (language, written) in look.iter().filter(|(language, _)| languages.iter().any(|own| own == language)) {
        let others = look.iter().filter(|(other, _)| other != language).map(|(_, other)| &other.keys).collect();
        let known = Known { model: &model, others, named: &named, languages: &languages, announces };
        diagnostics.extend(known.superfluous(written));
        diagnostics.extend(known.missing(written));
    }
    diagnostics.len() == before
}

/// The built-in keys, with the words for languages that the program does not know, as other labels files have to name them, too.
fn with_languages(mut model: Keys, languages: &[String]) -> Keys {
    for group in OF_LANGUAGES {
        let Some((place, _)) = model.get(&format!("{group}.en")).cloned() else { continue };
        for language in languages {
            model.entry(format!("{group}.{language}")).or_insert((place, UNKNOWN.to_owned()));
        }
    }
    model
}

/// A labels file as far as it parses.
struct Written {
    file: FileKey,
    keys: Keys,
    /// Where each group begins.
    groups: BTreeMap<String, Place>,
}

fn words_of(bytes: &[u8], path: &str, files: &mut Files) -> Option<Written> {
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

/// What the templates of a look name.
struct Named<'t> {
    /// Every word that may be a key.
    words: HashSet<&'t str>,
    /// The groups of which a template asks for a word of the data.
    groups: HashSet<&'t str>,
}

impl<'t> Named<'t> {
    fn of(templates: &'t Tree) -> Self {
        let mut named = Self { words: HashSet::new(), groups: HashSet::new() };
        let sources = templates.iter().filter(|(path, _)| path.ends_with(".typ") || path.ends_with(".j2"));
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

/// What is known of the keys that the labels of one language need.
struct Known<'k> {
    model: &'k Keys,
    /// The keys of the look's other languages.
    others: Vec<&'k Keys>,
    named: &'k Named<'k>,
    languages: &'k [String],
    /// Whether the look has a template of its own for the news text.
    announces: bool,
}

impl<'k> Known<'k> {
    /// Every key that the built-in labels or another language has, in order.
    fn keys(&self) -> impl Iterator<Item = &'k str> {
        let keys = [self.model].into_iter().chain(self.others.iter().copied()).flat_map(BTreeMap::keys);
        keys.map(String::as_str).collect::<BTreeSet<_>>().into_iter()
    }

    fn is_shared(&self, path: &str) -> bool {
        self.others.iter().any(|keys| keys.contains_key(path))
    }

    /// Whether a labels file has to have the key.
    fn needs(&self, path: &str) -> bool {
        let is_spare = SPARE.contains(&path)
            || path.starts_with("changes.")
            || path.starts_with("from-data.")
            || !self.announces && path.starts_with("announcement.");
        let of_report = match path.rsplit_once('.') {
            Some((group, word)) if OF_LANGUAGES.contains(&group) => self.languages.iter().any(|own| own == word),
            _ => true,
        };
        let (is_known, is_shared) = (self.model.contains_key(path), self.is_shared(path));
        // What no template names by its key may be asked for in another way, when all other languages have it.
        let in_all = || self.others.len() > 1 && self.others.iter().all(|keys| keys.contains_key(path));
        let asked = self.named.asks_for(path);
        of_report && !is_spare && (is_known && (asked || is_shared) || is_shared && (asked || in_all()))
    }

    fn superfluous(&self, written: &Written) -> Vec<Diagnostic> {
        let is_known = |path: &str| self.model.contains_key(path) || self.is_shared(path) || self.named.asks_for(path);
        let unknown = written.keys.iter().filter(|(path, _)| !is_known(path));
        let faults = unknown.map(|(path, (place, _))| {
            let message = format!("unknown key `{path}`: no template asks for it");
            let missing = self.keys().filter(|path| self.model.contains_key(*path) || self.needs(path));
            let near = nearest::nearest(path, missing.filter(|path| !written.keys.contains_key(*path)));
            let hint = near.map_or("delete it".to_owned(), |near| format!("did you mean `{near}`?"));
            Diagnostic::new(Code::UnknownKey, *place, message).with_hint(hint)
        });
        faults.collect()
    }

    fn missing(&self, written: &Written) -> Vec<Diagnostic> {
        let missing = self.keys().filter(|path| !written.keys.contains_key(*path) && self.needs(path));
        missing.map(|path| self.missing_key(path, written)).collect()
    }

    fn missing_key(&self, path: &str, written: &Written) -> Diagnostic {
        let message = format!("the key `{path}` is missing");
        let own = written.keys.keys().map(String::as_str).filter(|own| !self.model.contains_key(*own));
        if let Some(near) = nearest::nearest(path, own) {
            let hint = format!("`{near}` is there, which no template asks for by this name");
            return Diagnostic::new(Code::MissingKey, written.keys[near].0, message).with_hint(hint);
        }
        let (group, word) = path.rsplit_once('.').unwrap_or(("", path));
        let place = written.groups.get(group).copied().unwrap_or(Place::new(written.file, 0..0));
        let below = if group.is_empty() { String::new() } else { format!(" below `[{group}]`") };
        let example = self.others.iter().chain([&self.model]).find_map(|keys| keys.get(path));
        let example = example.filter(|(_, words)| words != UNKNOWN);
        let example = example.map(|(_, words)| format!(", for what other labels call “{words}”")).unwrap_or_default();
        let hint = format!("write `{word} = \"…\"`{below}{example}");
        Diagnostic::new(Code::MissingKey, place, message).with_hint(hint)
    }
}
