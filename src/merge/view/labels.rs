//! Labels and names as Typst gets them: strings for templates, and words for pages, which are divided as texts are.

use icu::locale::subtags::Language;
use serde_json::{Map, Value};

use crate::merge::{
    Emit, Emitter, kept,
    labels::Foreign,
    locale::{Locale, spaces::With},
};

use super::tagged;

/// The group of labels that are no content: descriptions of files inside a PDF.
const STRINGS: &str = "attachment";
/// Groups that are not printed by themselves: what joins words, and the ranks of words.
const NOT_PRINTED: [&str; 2] = ["sign", "rank"];
/// Opens the name of a gap in a label, which templates fill in.
const GAP: char = '{';

/// Writes the labels: strings, and content where they are in another language.
pub fn emit(words: &Value, foreign: &Foreign, emitter: &mut Emitter) {
    let (false, Some(groups)) = (foreign.is_empty(), words.as_object()) else { return words.emit(emitter) };
    emit_groups(groups, foreign, emitter, emit_string);
}

/// Writes the labels for pages.
pub fn emit_printed(words: &Value, foreign: &Foreign, emitter: &mut Emitter) {
    let Some(groups) = words.as_object() else { return words.emit(emitter) };
    emit_groups(groups, foreign, emitter, emit_word);
}

/// Writes a name: a string, or content in another language.
pub fn emit_called(language: Language, name: &str, emitter: &mut Emitter) {
    let tag = tagged(language, emitter);
    if tag.is_empty() {
        return emit_word(name, emitter);
    }
    emitter.with_string(&format!("text({tag}"), name, ")");
}

/// Writes words of the language around them: a string, or content with the places at which a line may break in a word or a range, where
/// Typst would choose others.
fn emit_word(word: &str, emitter: &mut Emitter) {
    let spaces = match word.contains(GAP) {
        true => Vec::new(),
        false => emitter.spaces_by(emitter.language, word, Locale::spaces_of_line),
    };
    match spaces
        .iter()
        .any(|space| matches!(space.with, With::Unbroken | With::Whole | With::Fitting | With::Put(kept::SOFT_HYPHEN)))
    {
        true => emitter.code(&kept::together(word, &spaces, "")),
        false => emitter.string(word),
    }
}

fn emit_string(word: &str, emitter: &mut Emitter) {
    emitter.string(word);
}

fn emit_groups(groups: &Map<String, Value>, foreign: &Foreign, emitter: &mut Emitter, write: fn(&str, &mut Emitter)) {
    emitter.code("(\n");
    for (group, words) in groups {
        emitter.with_string("", group, ": ");
        match words.as_object().filter(|_| group != STRINGS) {
            None => words.emit(emitter),
            Some(words) => {
                let write = if NOT_PRINTED.contains(&group.as_str()) { emit_string } else { write };
                emit_group((group, ""), words, foreign, emitter, write);
            }
        }
        emitter.code(",\n");
    }
    emitter.code(")");
}

/// Writes the labels of a group, those whose names begin with `prefix`, of which some are in another language.
fn emit_group(
    (group, prefix): (&str, &str),
    words: &Map<String, Value>,
    foreign: &Foreign,
    emitter: &mut Emitter,
    write: fn(&str, &mut Emitter),
) {
    emitter.code(if words.is_empty() { "(:" } else { "(\n" });
    for (key, word) in words {
        emitter.with_string("", key, ": ");
        let name = format!("{prefix}{key}");
        match (word, foreign.get(&(group.to_owned(), name.clone()))) {
            (Value::Object(words), _) => emit_group((group, &format!("{name}.")), words, foreign, emitter, write),
            (Value::String(word), Some(language)) => emit_called(*language, word, emitter),
            (Value::String(word), None) => write(word, emitter),
            _ => word.emit(emitter),
        }
        emitter.code(",\n");
    }
    emitter.code(")");
}
