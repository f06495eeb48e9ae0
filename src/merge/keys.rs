//! Whether the words of a look are whole: each labels file has the keys that the templates ask for, and no others.
//!
//! A template asks for a word by its key (`labels.field.basis`), or for one of a group by a word of the data
//! (`labels.priority.at(it.priority)`). The built-in labels say which keys there can be; what the look's templates name, and what
//! its other languages have, says which of them it needs. So an older look does not need the words of newer templates.

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
/// Keys that are complained about elsewhere, or for which the built-in words stand in, as for those of `CHANGES.md`.
const SPARE: [&str; 2] = ["locale", "attachment.source"];
/// Stands for a word that no labels file has.
const UNKNOWN: &str = "…";
/// Groups whose words are those of the report's languages.
const OF_LANGUAGES: [&str; 2] = ["language", "notice.only-in"];

/// The keys of a labels file that hold words, each with its place and what it says.
type Keys = BTreeMap<String, (Place, String)>;

/// Checks the labels of the report's languages. Returns whether they are whole. A file that does not parse is passed over: reading
/// it has reported that.
pub fn check(templates: &Tree, languages: &[Language], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let built_in = builtin::templates();
    if *templates == built_in {
        return true;
    }
    let named = Named::of(templates);
    let codes: Vec<String> = languages.iter().map(Language::to_string).collect();
    let mut model = built_in
        .get(MODEL)
        .and_then(|bytes| words_of(bytes, MODEL, &mut Files::default()))
        .expect("the built-in labels are TOML")
        .keys;
    with_languages(&mut model, &codes);
    // Without a template of its own, a look announces in the built-in words.
    let announces = templates.contains_key(announcement::TEMPLATE);
    let spare = |path: &str| {
        SPARE.contains(&path) || path.starts_with("changes.") || !announces && path.starts_with("announcement.")
    };
    let look: Vec<Written> = templates
        .iter()
        .filter_map(|(path, bytes)| {
            let language = path.strip_prefix("templates/labels/")?.strip_suffix(".toml")?;
            let written = words_of(bytes, path, files)?;
            Some(Written { language: language.to_owned(), ..written })
        })
        .collect();
    let before = diagnostics.len();
    for written in look.iter().filter(|written| codes.contains(&written.language)) {
        let others = look.iter().filter(|other| other.language != written.language);
        let others: Vec<&Keys> = others.map(|other| &other.keys).collect();
        let mut needed = needed(&model, &others, &named, &codes);
        needed.retain(|path| !spare(path));
        let known: BTreeSet<&str> = needed.iter().copied().chain(model.keys().map(String::as_str)).collect();
        superfluous(written, &known, &others, &named, diagnostics);
        missing(written, &needed, &model, &others, diagnostics);
    }
    diagnostics.len() == before
}

/// Adds the words for languages that the program does not know, as other labels files have to name them, too.
fn with_languages(model: &mut Keys, codes: &[String]) {
    let known = OF_LANGUAGES.map(|group| model.get(&format!("{group}.en")).map(|(place, _)| (group, *place)));
    for (group, place) in known.into_iter().flatten() {
        for code in codes {
            model.entry(format!("{group}.{code}")).or_insert((place, UNKNOWN.to_owned()));
        }
    }
}

/// A labels file as far as it parses.
struct Written {
    language: String,
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
    let mut written = Written { language: String::new(), file, keys: Keys::new(), groups: BTreeMap::new() };
    gather(table.get_ref(), "", &mut written);
    Some(written)
}

fn gather(table: &DeTable, prefix: &str, written: &mut Written) {
    for (key, value) in table {
        let path = format!("{prefix}{}", key.get_ref());
        let at = |spanned: std::ops::Range<usize>| Place::new(written.file, spanned);
        match value.get_ref() {
            DeValue::Table(table) => {
                let place = at(Spanned::span(key));
                written.groups.insert(path.clone(), place);
                gather(table, &format!("{path}."), written);
            }
            DeValue::String(word) => _ = written.keys.insert(path, (at(Spanned::span(key)), word.to_string())),
            // Another value is told as that, and is not missing besides.
            _ => _ = written.keys.insert(path, (at(Spanned::span(key)), String::new())),
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
        // What stands before a bracket need not have a name.
        named.groups.remove("");
        named
    }

    fn asks_for(&self, path: &str) -> bool {
        let (group, word) = path.rsplit_once('.').unwrap_or(("", path));
        let group = group.rsplit('.').next().unwrap_or_default();
        self.words.contains(word) || self.groups.contains(group)
    }
}

/// The keys that a labels file has to have.
fn needed<'k>(model: &'k Keys, others: &[&'k Keys], named: &Named, languages: &[String]) -> BTreeSet<&'k str> {
    let of_report = |path: &str| match path.rsplit_once('.') {
        Some((group, word)) if OF_LANGUAGES.contains(&group) => languages.iter().any(|language| language == word),
        _ => true,
    };
    let built_in = model.keys().filter(|path| named.asks_for(path));
    // What no template names by its key may be asked for in another way, when all other languages have it.
    let in_all = |path: &str| others.len() > 1 && others.iter().all(|keys| keys.contains_key(path));
    let shared = others
        .iter()
        .flat_map(|keys| keys.keys())
        .filter(|path| model.contains_key(*path) || named.asks_for(path) || in_all(path));
    built_in.chain(shared).map(String::as_str).filter(|path| of_report(path)).collect()
}

fn superfluous(
    written: &Written,
    known: &BTreeSet<&str>,
    others: &[&Keys],
    named: &Named,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let shared = |path: &str| others.iter().any(|keys| keys.contains_key(path));
    let unknown = |path: &&String| !known.contains(path.as_str()) && !shared(path) && !named.asks_for(path);
    for path in written.keys.keys().filter(unknown) {
        let message = format!("unknown key `{path}`: no template asks for it");
        let mut fault = Diagnostic::new(Code::UnknownKey, written.keys[path].0, message);
        let missing = known.iter().copied().filter(|known| !written.keys.contains_key(*known));
        fault.hints.push(match nearest::nearest(path, missing) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "delete it".to_owned(),
        });
        diagnostics.push(fault);
    }
}

fn missing(
    written: &Written,
    needed: &BTreeSet<&str>,
    model: &Keys,
    others: &[&Keys],
    diagnostics: &mut Vec<Diagnostic>,
) {
    for &path in needed.iter().filter(|path| !written.keys.contains_key(**path)) {
        let (group, word) = path.rsplit_once('.').unwrap_or(("", path));
        let place = written.groups.get(group).copied().unwrap_or(Place::new(written.file, 0..0));
        let example = others.iter().find_map(|keys| keys.get(path)).or_else(|| model.get(path));
        let example = example.map_or(UNKNOWN, |(_, words)| words);
        let below = if group.is_empty() { String::new() } else { format!(" below `[{group}]`") };
        let message = format!("the key `{path}` is missing");
        let own = written.keys.keys().map(String::as_str).filter(|own| !model.contains_key(*own));
        if let Some(near) = nearest::nearest(path, own) {
            let hint = format!("`{near}` is there, which no template asks for by this name");
            diagnostics.push(Diagnostic::new(Code::MissingKey, written.keys[near].0, message).with_hint(hint));
            continue;
        }
        let mut hint = format!("write `{word} = \"…\"`{below}");
        if example != UNKNOWN {
            hint += &format!(", for what other labels call “{example}”");
        }
        diagnostics.push(Diagnostic::new(Code::MissingKey, place, message).with_hint(hint));
    }
}
