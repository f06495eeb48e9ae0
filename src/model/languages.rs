//! The report's languages, which every other field needs to be understood.

use std::collections::HashSet;

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Place;

use super::declared::Type;
use super::decode::Context;
use super::item::Value;

/// The languages that `report.toml` names, the source language first. `place` is where a missing key is complained about.
pub fn of(table: &Spanned<DeTable>, place: Place, mut context: Context) -> Option<Vec<Language>> {
    let Some(value) = table.get_ref().get("languages") else {
        let message = "the key `languages` is missing";
        context.fault(
            Diagnostic::new(Code::MissingKey, place, message)
                .with_hint("write `languages = [\"fi\"]`; the first is the language that the report is written in"),
        );
        return None;
    };
    let Value::List(values) = context.list(&Type::Language, value)? else { return None };
    let language = |value: &Value| if let Value::Language(language) = value { Some(*language) } else { None };
    let languages: Vec<Language> = values.iter().filter_map(language).collect();
    let unique: HashSet<Language> = languages.iter().copied().collect();
    if languages.is_empty() || unique.len() < languages.len() {
        let message = "expected one or more languages, each once";
        context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        return None;
    }
    Some(languages)
}
