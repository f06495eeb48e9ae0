//! The fixed words of the templates in one language: `templates/labels/<language>.toml` of the project over that of the program, key by
//! key. A language that the program does not know has English words for those that the project does not give.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::files::{Overlay, Tree};
use crate::model::{Declarations, decode::Context, languages, syntax, text_file::text_file};

use super::locale::Locale;

/// One language's words and its way of writing.
pub struct Wording {
    pub locale: Locale,
    /// Words by their names, in groups.
    pub labels: Value,
    /// Those of them that are in another language, since nobody gave them in this one.
    pub foreign: Foreign,
}

/// The languages of words that stand in for missing ones, by their group and their name in it, such as `only-in.fi`.
pub type Foreign = BTreeMap<(String, String), Language>;

/// Words by their names, some in groups.
type Words = Map<String, Value>;

impl Wording {
    /// The word at a path of names.
    pub fn word(&self, path: &[&str]) -> Option<&str> {
        path.iter().try_fold(&self.labels, |group, name| group.get(name))?.as_str()
    }

    /// The word of a group with its language.
    pub fn spoken(&self, group: &str, name: &str) -> Option<(Language, &str)> {
        let word = self.word(&[group, name])?;
        let is_own = self.foreign.is_empty();
        let foreign = if is_own { None } else { self.foreign.get(&(group.to_owned(), name.to_owned())) };
        Some((*foreign.unwrap_or(&self.locale.language), word))
    }
}

/// The language of the words that stand in for missing ones.
pub const SPARE: Language = icu::locale::subtags::language!("en");
/// The names of languages.
const LANGUAGES: &str = "language";
/// The notices of chapters that are in one language only, and the one for a language that the labels do not know, with its gap.
const NOTICES: (&str, &str) = ("notice", "only-in");
const OF_OTHERS: &str = "only-in-other";
const GAP: &str = "{language}";
const FOLDER: &str = "templates/labels/";

/// Where the words of a language are.
pub fn path(language: impl std::fmt::Display) -> String {
    format!("{FOLDER}{language}.toml")
}

/// The language of a file of words.
pub fn language_of(path: &str) -> Option<&str> {
    path.strip_prefix(FOLDER)?.strip_suffix(".toml")
}

/// The description of the source inside a PDF.
pub fn source(wording: &Wording) -> String {
    wording.word(&["attachment", "source"]).expect("the built-in labels have the word").to_owned()
}

/// Reads the words of a language, which the report names at `named`. Words that neither the project nor the program has in the language
/// are English, which is a warning. The key `locale` (such as `sv-FI`) sets dates and numbers.
pub fn read(
    look: &Overlay,
    language: Language,
    named: Option<Place>,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Wording> {
    // Reported where it is named.
    if languages::is_right_to_left(language.as_str()) {
        return None;
    }
    let path = path(language);
    let own = words_of_file(&look.own, &path, files, diagnostics)?;
    let built_in = words_of_file(&look.built_in, &path, &mut Files::default(), &mut Vec::new())?;
    if own.is_none() && built_in.is_none() {
        let fault = no_words(look, language);
        diagnostics.push(Diagnostic { place: named, ..fault });
        return None;
    }
    let place = own.as_ref().map(|own| own.locale).or(named);
    let mut needs_spare = built_in.is_none();
    let mut labels = built_in.map(|it| it.words).unwrap_or_default();
    let has_own = own.is_some();
    own.into_iter().for_each(|own| put_over(&mut labels, own.words));
    let tag = labels.get("locale").and_then(Value::as_str).map(str::to_owned);
    if let (Some(tag), Some(place)) = (tag.as_deref().filter(|tag| languages::is_right_to_left(tag)), place) {
        diagnostics.push(languages::right_to_left(tag, place));
        return None;
    }
    let locale = tag.map_or(Err("the key `locale` is missing".to_owned()), |tag| Locale::new(language, &tag));
    // The words that stand in for missing ones keep the spaces of their own language.
    locale.iter().for_each(|locale| labels.values_mut().for_each(|words| space(words, locale)));
    let mut foreign = Foreign::new();
    add_names_of_fields(&mut labels, language, &mut foreign);
    let spare_path = self::path(SPARE);
    needs_spare |= look.own.contains_key(&spare_path);
    if needs_spare && language != SPARE {
        let of_program = words_of_file(&look.built_in, &spare_path, &mut Files::default(), &mut Vec::new())?;
        let mut spare = of_program.map(|it| it.words).unwrap_or_default();
        let of_project = words_of_file(&look.own, &spare_path, files, diagnostics)?;
        of_project.into_iter().for_each(|own| put_over(&mut spare, own.words));
        let missing = fill(&mut labels, spare, &mut foreign);
        add_names_of_fields(&mut labels, language, &mut foreign);
        let at = place.filter(|_| has_own).or(named);
        diagnostics.extend(at.filter(|_| !missing.is_empty()).map(|at| untranslated(&missing, &path, language, at)));
    }
    match locale {
        Ok(locale) => {
            add_signs(&mut labels, &locale);
            Some(Wording { locale, labels: Value::Object(labels), foreign })
        }
        Err(message) => {
            let hint = format!("write `locale = \"{language}-…\"`, with the region of the readers");
            let fault = Diagnostic::without_place(Code::MalformedValue, message).with_hint(hint);
            diagnostics.push(Diagnostic { place, ..fault });
            None
        }
    }
}

/// A file of words as it is read.
struct Written {
    words: Words,
    /// Where its locale is, or else its beginning.
    locale: Place,
}

/// The words of a file; `Some(None)` if there is no such file, `None` if it cannot be read.
fn words_of_file(
    tree: &Tree,
    path: &str,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Option<Written>> {
    let Some(bytes) = tree.get(path) else { return Some(None) };
    let file = text_file(path, bytes, files, diagnostics)?;
    let text = files.get(file).text.clone();
    let table = syntax::parse(file, &text, diagnostics)?;
    let mut context = Context::new(Declarations::built_in(), (file, &text), &[], diagnostics);
    let words = group(table.get_ref(), &mut context)?;
    let locale = table.get_ref().get("locale").map(Spanned::span).unwrap_or_default();
    Some(Some(Written { words, locale: Place::new(file, locale) }))
}

fn group(table: &DeTable, context: &mut Context) -> Option<Words> {
    let words: Vec<Option<(String, Value)>> = table
        .iter()
        .map(|(key, value)| {
            let word = match value.get_ref() {
                DeValue::String(word) => Value::from(word.to_string()),
                DeValue::Table(table) => Value::Object(group(table, context)?),
                _ => return context.wrong_type("a string or a table of strings", value),
            };
            Some((key.get_ref().to_string(), word))
        })
        .collect();
    words.into_iter().collect()
}

fn no_words(look: &Overlay, language: Language) -> Diagnostic {
    let known = look.keys().filter_map(|path| language_of(path));
    let known: Vec<String> = known.map(|language| format!("`{language}`")).collect();
    let message = format!("there are no words for `{language}`");
    let hint = format!(
        "there are words for {}; for another language `raportti look take labels/{language}.toml` writes a file to fill in: words that \
         it lacks are English",
        known.join(", ")
    );
    Diagnostic::without_place(Code::MissingFile, message).with_hint(hint)
}

/// Puts words over others, key by key.
fn put_over(words: &mut Words, own: Words) {
    for (key, word) in own {
        match (words.get_mut(&key), word) {
            (Some(Value::Object(group)), Value::Object(own)) => put_over(group, own),
            (_, word) => _ = words.insert(key, word),
        }
    }
}

/// Fills in missing words from `spare`, whose language they are then in. Returns their paths.
fn fill(labels: &mut Words, spare: Words, foreign: &mut Foreign) -> Vec<String> {
    let mut missing = Vec::new();
    for (group, words) in spare {
        let Value::Object(words) = words else { continue };
        let own = labels.entry(&group).or_insert_with(|| Value::Object(Map::new()));
        let mut names = Vec::new();
        if let Value::Object(own) = own {
            fill_group(own, words, "", &mut names);
        }
        for name in names {
            missing.push(format!("{group}.{name}"));
            foreign.insert((group.clone(), name), SPARE);
        }
    }
    missing
}

fn fill_group(own: &mut Words, spare: Words, prefix: &str, missing: &mut Vec<String>) {
    for (key, word) in spare {
        let name = format!("{prefix}{key}");
        match (own.get_mut(&key), word) {
            (Some(Value::Object(own)), Value::Object(spare)) => fill_group(own, spare, &format!("{name}."), missing),
            (None, Value::Object(spare)) => {
                let mut group = Words::new();
                fill_group(&mut group, spare, &format!("{name}."), missing);
                own.insert(key, Value::Object(group));
            }
            (None, word) => {
                missing.push(name);
                own.insert(key, word);
            }
            (Some(_), _) => {}
        }
    }
}

/// The warning about words that are English for lack of others.
fn untranslated(missing: &[String], path: &str, language: Language, place: Place) -> Diagnostic {
    let number = crate::diagnostics::many(missing.len(), "word");
    let message = format!("{number} of the report in `{language}` will be English: `{path}` has no others");
    let mut groups: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in missing {
        let (group, name) = path.split_once('.').unwrap_or(("", path));
        groups.entry(group).or_default().push(name);
    }
    let groups = groups.iter().map(|(group, names)| format!("below `[{group}]` {}", names.join(", ")));
    let hint = format!("translate them there: {}", groups.collect::<Vec<_>>().join("; "));
    Diagnostic::new(Code::UntranslatedLabel, place, message).with_hint(hint)
}

/// Gives the words the spaces of their language.
fn space(words: &mut Value, locale: &Locale) {
    match words {
        Value::String(word) => *word = locale.spaced(word),
        Value::Object(group) => group.values_mut().for_each(|word| space(word, locale)),
        _ => {}
    }
}

/// Puts what templates join words with among the words: `sign`.
fn add_signs(labels: &mut Words, locale: &Locale) {
    let after = |sign: &str| locale.spaced(&format!("a{sign} a")).trim_matches('a').trim_end().to_owned();
    let signs = [
        ("colon", Value::from(after(":"))),
        ("semicolon", Value::from(after(";") + " ")),
        ("to", Value::from(locale.to())),
        ("lowers", Value::from(locale.lowers())),
        ("lowers-figures", Value::from(locale.lowers_figures())),
        ("raised", Value::from(locale.raised_endings())),
    ];
    let own = labels.entry("sign").or_insert_with(|| Value::Object(Map::new()));
    if let Some(own) = own.as_object_mut() {
        for (key, sign) in signs {
            own.entry(key).or_insert(sign);
        }
    }
}

/// Puts the declared names of fields among the words of their kinds, where the templates have no word of their own. Those that are only
/// declared in English are `foreign`.
fn add_names_of_fields(labels: &mut Words, language: Language, foreign: &mut Foreign) {
    for kind in Declarations::built_in().kinds.iter() {
        let Some(words) = labels.get_mut(&kind.key).and_then(Value::as_object_mut) else { continue };
        for field in &kind.fields {
            let name = field.name.get(language.as_str()).or_else(|| field.name.get(SPARE.as_str()));
            if let Some(name) = name.filter(|_| !words.contains_key(&field.key)) {
                words.insert(field.key.clone(), Value::from(name.as_str()));
                if !field.name.contains_key(language.as_str()) {
                    foreign.insert((kind.key.clone(), field.key.clone()), SPARE);
                }
            }
        }
    }
}

/// Names each language of a report in all others: a language that the labels do not know is called what it calls itself.
pub fn name_languages(wordings: &mut [Wording]) {
    let names = wordings.iter().map(|wording| {
        let language = wording.locale.language;
        let name = wording.word(&[LANGUAGES, language.as_str()]);
        (language, name.unwrap_or(language.as_str()).to_owned())
    });
    for (language, name) in names.collect::<Vec<_>>() {
        for wording in &mut *wordings {
            let (group, key) = NOTICES;
            let of_others = wording.word(&[group, OF_OTHERS]).unwrap_or(GAP).replace(GAP, &name);
            let is_foreign = wording.locale.language != language;
            let Some(labels) = wording.labels.as_object_mut() else { continue };
            let names = labels.get_mut(LANGUAGES).and_then(Value::as_object_mut);
            if let Some(names) = names.filter(|names| !names.contains_key(language.as_str())) {
                names.insert(language.to_string(), Value::from(name.as_str()));
                if is_foreign {
                    wording.foreign.insert((LANGUAGES.to_owned(), language.to_string()), language);
                }
            }
            let notices = labels.get_mut(group).and_then(|group| group.get_mut(key)).and_then(Value::as_object_mut);
            if let Some(notices) = notices.filter(|notices| !notices.contains_key(language.as_str())) {
                notices.insert(language.to_string(), Value::from(of_others));
            }
        }
    }
}
