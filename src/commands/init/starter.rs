//! A starter report in the languages that were asked for.
//!
//! `src/files/starter/NAME/report/` is a whole report in each built-in language, whose ids are English. `words.toml` beside it has the
//! ids, the parts of file names and the texts without a language in the other languages.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::files::{Tree, builtin};
use crate::model::languages;
use crate::rules::untranslated::{IN_CHAPTERS, IN_DATA};

/// The languages that the starters have texts in. The first is that of their ids, and of texts in the other built-in languages.
const WRITTEN: [&str; 3] = ["en", "fi", "sv"];

/// `report/` of a starter with the texts of `languages`. The first is the language of its ids and the source language.
pub fn report(name: &str, languages: &[&str]) -> Tree {
    let (tree, words) = builtin::starter(name);
    let words = Words::of(&words, languages[0]);
    let mut report = Tree::new();
    for (path, bytes) in tree {
        let (folder, file) = path.rsplit_once('/').expect("a file of `report/` has a folder");
        let (stem, end) = file.split_once('.').expect("a file of a starter has an extension");
        let language = end.strip_suffix(".md");
        if language == Some(WRITTEN[0]) {
            let text = String::from_utf8_lossy(&bytes);
            for language in to_translate(languages) {
                let chapter = format!("{IN_CHAPTERS}\n\n{}", words.in_prose(&text));
                report.insert(format!("{folder}/{}.{language}.md", words.stem(stem)), chapter.into_bytes());
            }
        }
        if language.is_some_and(|language| !languages.contains(&language)) {
            continue;
        }
        let is_text = Path::new(file).extension().is_some_and(|end| end == "toml" || end == "md");
        if !is_text {
            report.insert(format!("{folder}/{}.{end}", words.stem(stem)), bytes);
            continue;
        }
        let text = String::from_utf8(bytes).expect("a text of a starter is UTF-8");
        let text = with_comments(&text, if is_written(languages[0]) { languages[0] } else { WRITTEN[0] });
        let text = if language.is_some() { text } else { with_copies(&text, languages) };
        let text = match file {
            "report.toml" => in_languages(&with_languages(&words.in_toml(&text), languages), languages, true),
            "terms.toml" => in_languages(&with_headings(&words.in_toml(&text), languages[0]), languages, true),
            "model.toml" => in_languages(&words.in_toml(&text), languages, false),
            _ if language.is_some() => words.in_prose(&text),
            _ => in_languages(&words.in_toml(&text), languages, true),
        };
        report.insert(format!("{folder}/{}.{end}", words.stem(stem)), text.into_bytes());
    }
    report
}

fn is_written(language: &str) -> bool {
    WRITTEN.contains(&language)
}

/// Those of the languages that the starters have no texts in.
fn to_translate<'l>(languages: &'l [&str]) -> impl Iterator<Item = &'l str> {
    languages.iter().copied().filter(|language| !is_written(language))
}

/// A file in which each English text stands in the languages to translate, too, marked as such.
fn with_copies(text: &str, languages: &[&str]) -> String {
    let mut edits = Vec::new();
    let mut marked = Vec::new();
    let table = parsed(text);
    each_text(&DeValue::Table(table.clone()), 0..text.len(), &mut |table, place| {
        let Some((key, value)) = table.get_key_value(WRITTEN[0]) else { return };
        let line = line_around(text, &key.span().start, value.span().end);
        for language in to_translate(languages) {
            if text[place.clone()].starts_with('{') {
                edits.push((key.span().start..key.span().start, format!("{language} = {}, ", &text[value.span()])));
                marked.push(place.end);
            } else {
                let (before, after) = (&text[line.start..key.span().start], &text[key.span().end..value.span().end]);
                edits.push((line.start..line.start, format!("{before}{language}{after}  {IN_DATA}\n")));
            }
        }
    });
    // A term is headed by its word in the source language, which is the English one.
    for (heading, term) in &table {
        let is_term = term.get_ref().get("term").and_then(|words| words.get_ref().get("fi")).is_some();
        if is_term && !is_written(languages[0]) {
            marked.push(heading.span().end);
        }
    }
    let ends: std::collections::BTreeSet<usize> =
        marked.into_iter().map(|at| text[at..].find('\n').map_or(text.len(), |end| at + end)).collect();
    edits.extend(ends.into_iter().map(|end| (end..end, format!("  {IN_DATA}"))));
    edited(text, edits)
}

/// The lines from one place to another.
fn line_around(text: &str, start: &usize, end: usize) -> Range<usize> {
    let start = text[..*start].rfind('\n').map_or(0, |end| end + 1);
    start..text[end..].find('\n').map_or(text.len(), |rest| end + rest + 1)
}

/// What is said in another word where English is not the source language.
struct Words(BTreeMap<String, String>);

impl Words {
    fn of(file: &str, language: &str) -> Self {
        let all: BTreeMap<String, BTreeMap<String, String>> =
            toml::from_str(file).expect("`words.toml` is a table of words");
        Self(all.into_iter().filter_map(|(english, mut words)| Some((english, words.remove(language)?))).collect())
    }

    fn of_word<'w>(&'w self, word: &'w str) -> &'w str {
        self.0.get(word).map_or(word, String::as_str)
    }

    /// The name of a file without its extension: an id, the words behind it, or both.
    fn stem(&self, stem: &str) -> String {
        let knows = |word: &str| self.0.contains_key(word);
        let parts = || stem.match_indices('-').rev().map(|(at, _)| (&stem[..at], &stem[at + 1..]));
        let known = parts().find(|(id, _)| knows(id)).or_else(|| parts().find(|(_, rest)| knows(rest)));
        match known.filter(|_| !knows(stem)) {
            Some((id, rest)) => format!("{}-{}", self.of_word(id), self.of_word(rest)),
            None => self.of_word(stem).to_owned(),
        }
    }

    /// References such as `[@F1]` and `![](K1)` in their new words.
    fn in_prose(&self, text: &str) -> String {
        let is_of_id = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.' || c == '_';
        let mut edits = Vec::new();
        for (at, sign) in text.match_indices(['@', '(']) {
            let start = at + sign.len();
            if sign == "(" && !text[..at].ends_with("![]") {
                continue;
            }
            let rest = &text[start..];
            let id = rest.split(|c| !is_of_id(c)).next().unwrap_or_default().trim_end_matches(['-', '.']);
            edits.push((start..start + id.len(), self.of_word(id).to_owned()));
        }
        edited(text, edits)
    }

    /// Strings that are a word, and references in all others.
    fn in_toml(&self, text: &str) -> String {
        let mut edits = Vec::new();
        each_string(&DeValue::Table(parsed(text)), 0..text.len(), "", &mut |key, value, place| {
            let written = &text[place.clone()];
            let new = match self.0.get(value).filter(|_| !is_language(key)) {
                Some(word) => format!("\"{word}\""),
                None => self.in_prose(written),
            };
            edits.push((place, new));
        });
        edited(text, edits)
    }
}

/// A text with the comments of a language: those whose lines begin with another one, as in `# fi: …`, are left out.
fn with_comments(text: &str, language: &str) -> String {
    let line = |line: &str| {
        let said = line.strip_prefix("# ").and_then(|line| line.split_once(": "));
        match said.filter(|(of, _)| is_language(of)) {
            Some((of, comment)) => (of == language).then(|| format!("# {comment}")),
            None => Some(line.to_owned()),
        }
    };
    text.split_inclusive('\n').filter_map(line).collect()
}

fn parsed(text: &str) -> DeTable<'_> {
    DeTable::parse(text).expect("a file of a starter is TOML").into_inner()
}

/// Calls `visit` with the key, the value and the place of each string.
fn each_string(value: &DeValue, place: Range<usize>, key: &str, visit: &mut impl FnMut(&str, &str, Range<usize>)) {
    match value {
        DeValue::String(string) => visit(key, string, place),
        DeValue::Array(array) => array.iter().for_each(|it| each_string(it.get_ref(), it.span(), key, visit)),
        DeValue::Table(table) => {
            table.iter().for_each(|(key, it)| each_string(it.get_ref(), it.span(), key.get_ref(), visit))
        }
        _ => {}
    }
}

/// The report with its list of languages.
fn with_languages(text: &str, languages: &[&str]) -> String {
    let list: Vec<String> = languages.iter().map(|language| format!("\"{language}\"")).collect();
    let place = parsed(text)["languages"].span();
    edited(text, vec![(place, format!("[{}]", list.join(", ")))])
}

/// The terms under their words in the source language. Their English words change places with these.
fn with_headings(text: &str, source: &str) -> String {
    let terms = parsed(text);
    let mut edits = Vec::new();
    for (heading, term) in &terms {
        let words = term.get_ref().get("term").and_then(|words| words.get_ref().as_table());
        let Some((key, word)) = words.and_then(|words| words.get_key_value(source)) else { continue };
        edits.push((heading.span(), text[word.span()].to_owned()));
        edits.push((key.span(), WRITTEN[0].to_owned()));
        edits.push((word.span(), format!("\"{}\"", heading.get_ref())));
    }
    edited(text, edits)
}

/// A file with the texts of `languages` in this order. In a report of one language they are plain strings where `plain` allows it.
fn in_languages(text: &str, languages: &[&str], plain: bool) -> String {
    let mut edits = Vec::new();
    each_text(&DeValue::Table(parsed(text)), 0..text.len(), &mut |table, place| {
        if text[place.clone()].starts_with('{') {
            edits.push((place, inline(text, table, languages, plain)));
        } else {
            edits.extend(lines(text, table, languages, plain));
        }
    });
    edited(text, edits)
}

/// Calls `visit` with each table that has words of a language, and its place.
fn each_text(value: &DeValue, place: Range<usize>, visit: &mut impl FnMut(&DeTable, Range<usize>)) {
    match value {
        DeValue::Table(table) if table.keys().any(|key| is_language(key.get_ref())) => visit(table, place),
        DeValue::Table(table) => table.values().for_each(|it| each_text(it.get_ref(), it.span(), visit)),
        DeValue::Array(array) => array.iter().for_each(|it| each_text(it.get_ref(), it.span(), visit)),
        _ => {}
    }
}

fn is_language(key: &str) -> bool {
    languages::is_built_in(key)
}

/// `{ fi = "…", en = "…" }` with the texts of `languages`; other keys, such as `tone`, stay behind them.
fn inline(text: &str, table: &DeTable, languages: &[&str], plain: bool) -> String {
    let written = |key: &str| {
        let (key, value) = table.get_key_value(key)?;
        Some(format!("{} = {}", &text[key.span()], &text[value.span()]))
    };
    if let ([language], true) = (languages, plain)
        && let Some(value) = table.get(*language).filter(|_| table.keys().all(|key| is_language(key.get_ref())))
    {
        return text[value.span()].to_owned();
    }
    let mut others: Vec<_> = table.iter().filter(|(key, _)| !is_language(key.get_ref())).collect();
    others.sort_by_key(|(key, _)| key.span().start);
    let others = others.iter().filter_map(|(key, _)| written(key.get_ref()));
    let all: Vec<String> = languages.iter().filter_map(|language| written(language)).chain(others).collect();
    format!("{{ {} }}", all.join(", "))
}

/// The edits that leave the lines `title.fi = "…"` of `languages`, in this order.
fn lines(text: &str, table: &DeTable, languages: &[&str], plain: bool) -> Vec<(Range<usize>, String)> {
    let line = |key: &str| {
        let (key, value) = table.get_key_value(key)?;
        let start = text[..key.span().start].rfind('\n').map_or(0, |end| end + 1);
        let end = text[value.span().end..].find('\n').map_or(text.len(), |end| value.span().end + end + 1);
        Some((start..end, key.span()))
    };
    let mut places: Vec<Range<usize>> =
        languages::BUILT_IN.iter().filter_map(|key| Some(line(key.as_str())?.0)).collect();
    places.sort_by_key(|place| place.start);
    let is_plain = plain && languages.len() == 1 && table.keys().all(|key| is_language(key.get_ref()));
    let wanted = languages.iter().filter_map(|language| line(language)).map(|(place, key)| {
        let whole = &text[place.clone()];
        let dot = key.start - place.start - 1;
        match is_plain && whole[dot..].starts_with('.') {
            true => format!("{}{}", &whole[..dot], &whole[key.end - place.start..]),
            false => whole.to_owned(),
        }
    });
    let mut wanted = wanted.collect::<Vec<_>>().into_iter();
    places.into_iter().map(|place| (place, wanted.next().unwrap_or_default())).collect()
}

/// A text with each of the places, which do not overlap, replaced.
fn edited(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(place, _)| place.start);
    let mut new = text.to_owned();
    for (place, replacement) in edits.into_iter().rev() {
        new.replace_range(place, &replacement);
    }
    new
}
