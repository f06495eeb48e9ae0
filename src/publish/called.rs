//! What readers call the tables, the columns and the words of a sheet, in their language.

use std::collections::HashSet;

use crate::merge::Wording;
use crate::model::declared::{Names, Vocabulary};
use crate::model::{Declaration, Declarations, Field, Type};
use crate::sheets::{Column, KnownNames, Part, What};

use super::workbook::sheet_name;

/// The names of a report's tables in one language.
#[derive(Clone, Copy)]
pub struct Called<'c> {
    pub wording: &'c Wording,
    pub declarations: &'static Declarations,
    pub is_multilingual: bool,
}

impl Called<'_> {
    fn language(&self) -> String {
        self.wording.locale.language.to_string()
    }

    /// What readers see of each word; the words themselves where some have no name, or share one, or have a comma in it.
    pub fn words(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let language = self.language();
        let name = |key: &str| self.wording.word(&[&vocabulary.key, key]).map(str::to_owned);
        let names = vocabulary.words.iter().map(|word| name(&word.key).or_else(|| word.name.get(&language).cloned()));
        let names = names.collect::<Option<Vec<String>>>().unwrap_or_default();
        let distinct: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let is_clear = distinct.len() == vocabulary.words.len() && !names.iter().any(|name| name.contains([',', ';']));
        if is_clear { names } else { vocabulary.words().map(str::to_owned).collect() }
    }

    /// What readers call a table.
    pub fn table(&self, part: &Part) -> String {
        let (kind, field) = (part.kind, part.inside.map(|(_, field)| field));
        let of_field = field.and_then(|field| self.in_language(&field.name));
        // What stands inside others may have a name in some languages only as their field.
        let own = kind.plural.get(&self.language()).map(String::as_str);
        let held = || {
            self.declarations.holders(kind).find_map(|holder| self.field_of(holder, kind)?.name.get(&self.language()))
        };
        let found = of_field.or(own).or_else(|| held().map(String::as_str));
        let found = found.or_else(|| self.in_language(&kind.plural)).or_else(|| self.in_language(&kind.name));
        found.unwrap_or(&part.key).to_owned()
    }

    /// The field of a kind that holds tables of another.
    fn field_of(&self, holder: &'static Declaration, kind: &Declaration) -> Option<&'static Field> {
        let holds = |it: &Type| matches!(it, Type::Table(inner) if std::ptr::eq(self.declarations.kind(*inner), kind));
        holder.fields.iter().find(|field| field.types().any(holds))
    }

    pub fn heading(&self, part: &Part, column: &Column) -> String {
        let item = |word: &str| self.wording.word(&["item", word]);
        match &column.what {
            What::Id => item("id").unwrap_or("id").to_owned(),
            What::Number => column.key.clone(),
            What::Owner(kinds) => {
                let kind = kinds.first().filter(|_| kinds.len() == 1);
                let name = kind.and_then(|kind| item(&kind.key).or_else(|| self.in_language(&kind.name)));
                name.unwrap_or(&column.key).to_owned()
            }
            What::Field { field, form, language } => {
                let label = self.wording.word(&[&part.kind.key, &field.key]);
                let name = label.or_else(|| self.in_language(&field.name)).unwrap_or(&field.key);
                match language.filter(|_| self.is_multilingual && form.is_by_language()) {
                    Some(language) => format!("{name} ({language})"),
                    None => name.to_owned(),
                }
            }
        }
    }

    fn in_language<'n>(&self, names: &'n Names) -> Option<&'n str> {
        names.get(&self.language()).or_else(|| names.get("en")).map(String::as_str)
    }
}

/// What a table or a column is called where another has its name.
pub fn other_sheet_name(key: &str, name: &str) -> String {
    sheet_name(&format!("{key} {name}"))
}

/// All names in several languages, for a workbook that lost its hidden sheet.
pub fn known_names(parts: &[Part], languages: &[Called]) -> KnownNames {
    let mut known = KnownNames::default();
    for called in languages {
        for part in parts {
            let name = called.table(part);
            known.add_sheet(&sheet_name(&name), &part.key);
            known.add_sheet(&other_sheet_name(&part.key, &name), &part.key);
            for column in &part.columns {
                let heading = called.heading(part, column);
                known.add_heading(&part.key, &heading, &column.key);
                known.add_heading(&part.key, &other_sheet_name(&column.key, &heading), &column.key);
                let vocabulary = column.field().and_then(|(_, form, _)| form.vocabulary());
                let Some(vocabulary) = vocabulary.map(|number| &called.declarations.vocabularies[number]) else {
                    continue;
                };
                for (word, name) in vocabulary.words.iter().zip(called.words(vocabulary)) {
                    known.add_word(&vocabulary.key, &name, &word.key);
                }
            }
        }
    }
    known
}
