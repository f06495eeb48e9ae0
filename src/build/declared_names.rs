//! The words that `report/model.toml` gives to readers: those without a glyph are reported where they are declared. On pages and in generated
//! files they have no place of their own.

use std::collections::HashSet;

use toml::de::{DeTable, DeValue};

use crate::diagnostics::{Diagnostic, FileKey, Files, Place, map};
use crate::model::declared::project;
use crate::typeset::{FontStore, preflight::glyphs};

use super::broken_data;

/// Keys whose strings editors and the program read, and no reader.
const NOT_SHOWN: [&str; 5] = ["doc", "hint", "is", "pattern", "example"];

/// The characters of names that no font has, or that are refused anyway.
#[derive(Debug, Default)]
pub struct DeclaredNames {
    without_glyph: HashSet<char>,
}

impl DeclaredNames {
    /// Reads the names, and reports the characters that no font has.
    pub fn check(files: &Files, store: &FontStore, diagnostics: &mut Vec<Diagnostic>) -> Self {
        let Some(file) = files.find(project::PATH) else { return Self::default() };
        let text = &files.get(file).text;
        let Ok(table) = DeTable::parse(text) else { return Self::default() };
        let mut written = Vec::new();
        collect(table.get_ref(), (file, text), &mut written);
        let without: Vec<(char, Place)> = glyphs::without(written, store);
        let without_glyph = without.iter().map(|(character, _)| *character).collect();
        let unrefused =
            without.into_iter().filter(|(character, place)| !broken_data::is_refused(files, *character, *place));
        diagnostics.extend(glyphs::diagnostics(unrefused, store));
        Self { without_glyph }
    }

    /// Whether a character without a glyph comes from a name, and not from the words at this place.
    pub fn explain(&self, files: &Files, character: char, place: Place) -> bool {
        self.without_glyph.contains(&character) && !files.text(place).contains(character)
    }
}

/// The characters of all names with their places.
fn collect(table: &DeTable, (file, text): (FileKey, &str), found: &mut Vec<(char, Place)>) {
    for (key, value) in table {
        match value.get_ref() {
            DeValue::Table(inner) => collect(inner, (file, text), found),
            DeValue::String(name) if !NOT_SHOWN.contains(&key.get_ref().as_ref()) => {
                let unusual = name.char_indices().filter(|(_, c)| !matches!(c, ' '..='~'));
                let unusual: Vec<(usize, char)> = unusual.collect();
                if unusual.is_empty() {
                    continue;
                }
                let map = map::toml_string(file, text, value.span(), name);
                let placed = |(at, c): (usize, char)| Some((c, map.find(&(at..at + c.len_utf8()))?));
                found.extend(unusual.into_iter().filter_map(placed));
            }
            _ => {}
        }
    }
}
