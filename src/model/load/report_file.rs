//! `report.toml`, which has to be known before the other files are read: it names the report's languages.

use std::collections::HashSet;

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place};
use crate::files::Tree;
use crate::model::{Declarations, Item, Kind, Type, Value, decode::Context, syntax, text_file::text_file};

use super::item_file::{Decoded, first_key};

/// What `report.toml` says.
pub struct ReportFile {
    pub file: FileKey,
    /// The first is the language that the report is written in.
    pub languages: Vec<(Language, Place)>,
    pub decoded: Decoded,
}

/// The item of `report.toml` alone. `None` when the file has faults, which are not reported.
pub fn head(tree: &Tree) -> Option<Item> {
    let bytes = tree.get(PATH)?;
    read(Declarations::built_in(), bytes, &mut Files::default(), &mut Vec::new())?.decoded.item
}

pub const PATH: &str = "report/report.toml";

/// Decodes `report.toml`. `None` when it does not even say the report's languages, without which no text can be decoded.
pub fn read(
    declarations: &'static Declarations,
    bytes: &[u8],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<ReportFile> {
    let file = text_file(PATH, bytes, files, diagnostics)?;
    let text = &files.get(file).text;
    let table = syntax::parse(file, text, diagnostics)?;
    let named = languages(&table, Context::new(declarations, (file, text), &[], diagnostics))?;
    let languages: Vec<Language> = named.iter().map(|(language, _)| *language).collect();
    let context = Context::new(declarations, (file, text), &languages, diagnostics);
    let decoded = Decoded::of(&table, declarations.of(Kind::REPORT), context);
    Some(ReportFile { file, languages: named, decoded })
}

fn languages(table: &Spanned<DeTable>, mut context: Context) -> Option<Vec<(Language, Place)>> {
    let Some(value) = table.get_ref().get("languages") else {
        let place = first_key(table, context.file);
        let hint = "write `languages = [\"fi\"]`; the first is the language that the report is written in";
        let fault = Diagnostic::new(Code::MissingKey, place, "the key `languages` is missing");
        context.fault(fault.with_hint(hint));
        return None;
    };
    let Value::List(values) = context.list(&Type::Language, value)? else { return None };
    let places = value.get_ref().as_array().into_iter().flatten().map(|value| context.place(value));
    let named = |(value, place)| if let Value::Language(language) = value { Some((language, place)) } else { None };
    let named: Vec<(Language, Place)> = values.into_iter().zip(places).filter_map(named).collect();
    let unique: HashSet<&Language> = named.iter().map(|(language, _)| language).collect();
    if named.is_empty() || unique.len() < named.len() {
        let message = "expected one or more languages, each once";
        context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message));
        return None;
    }
    Some(named)
}
