//! `report.toml`, which has to be known before the other files are read: it names the report's languages.

use std::collections::HashSet;

use icu::locale::subtags::Language;
use toml::Spanned;
use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place};
use crate::files::Tree;
use crate::model::{
    Currency, Declaration, Declarations, Item, Kind, Type, Value,
    declared::project,
    decode::{Context, OwnCurrency},
    languages, syntax,
    text_file::text_file,
};

use super::item_file::{Decoded, first_key};

/// What `report.toml` says.
pub struct ReportFile {
    pub file: FileKey,
    /// The first is the language that the report is written in.
    pub languages: Vec<(Language, Place)>,
    /// The currency of sums that name none.
    pub currency: OwnCurrency,
    pub decoded: Decoded,
}

/// The item of `report.toml` alone. `None` when the file has faults, which are not reported.
pub fn head(tree: &Tree) -> Option<Item> {
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let written = parse(tree.get(PATH)?, &mut files, &mut diagnostics, |languages, files, diagnostics| {
        project::read(tree, languages, files, diagnostics)
    });
    written?.1.decoded.item
}

pub const PATH: &str = "report/report.toml";

/// Decodes `report.toml`, with the declarations that `declared` gives for the languages which the file names. `None` when it does not even
/// say those, without which no text can be decoded; the declarations are read all the same, so that their faults show.
pub fn parse(
    bytes: &[u8],
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
    mut declared: impl FnMut(&[Language], &mut Files, &mut Vec<Diagnostic>) -> Option<&'static Declarations>,
) -> Option<(&'static Declarations, ReportFile)> {
    let file = text_file(PATH, bytes, files, diagnostics);
    let text = file.map(|file| files.get(file).text.clone()).unwrap_or_default();
    let table = file.and_then(|file| syntax::parse(file, &text, diagnostics));
    let named = table.as_ref().zip(file).and_then(|(table, file)| {
        named_languages(table, Context::new(Declarations::built_in(), (file, &text), &[], diagnostics))
    });
    let (Some(file), Some(table), Some(named)) = (file, table, named) else {
        declared(&[], files, diagnostics);
        return None;
    };
    let languages: Vec<Language> = named.iter().map(|(language, _)| *language).collect();
    let declarations = declared(&languages, files, diagnostics)?;
    let declared = declarations.of(Kind::REPORT);
    let currency = own_currency(&table, declared);
    let context = Context::new(declarations, (file, &text), &languages, diagnostics).with_currency(currency);
    let decoded = Decoded::of(&table, declared, context);
    Some((declarations, ReportFile { file, languages: named, currency, decoded }))
}

/// The currency that the report names for its sums, where it declares a field for that.
fn own_currency(table: &Spanned<DeTable>, declared: &Declaration) -> OwnCurrency {
    let field = declared.field("currency").filter(|field| field.types().any(|it| *it == Type::Currency));
    match field.and_then(|field| table.get_ref().get(field.key.as_str())) {
        None => OwnCurrency::Unnamed,
        Some(code) => {
            let known = code.get_ref().as_str().and_then(Currency::from_code);
            known.map_or(OwnCurrency::Faulty, OwnCurrency::Named)
        }
    }
}

fn named_languages(table: &Spanned<DeTable>, mut context: Context) -> Option<Vec<(Language, Place)>> {
    let Some(value) = table.get_ref().get("languages") else {
        let place = first_key(table, context.file);
        let hint = "write `languages = [\"fi\"]`; the first is the language that the report is written in";
        let fault = Diagnostic::new(Code::MissingKey, place, "the key `languages` is missing");
        context.fault(fault.with_hint(hint));
        return None;
    };
    let written = value.get_ref().as_array().into_iter().flatten();
    let before = context.diagnostics.len();
    let written = written.filter_map(|value| Some((value.get_ref().as_str()?, value.span())));
    for (tag, span) in written.filter(|(tag, _)| languages::is_right_to_left(tag)) {
        context.fault(languages::right_to_left(tag, Place::new(context.file, span)));
    }
    let listed = context.list(&Type::Language, value);
    // One with a region is no language either, which need not be said besides.
    let refused: Vec<Option<Place>> = context.diagnostics[before..]
        .iter()
        .filter(|fault| fault.code == Code::RightToLeft)
        .map(|fault| fault.place)
        .collect();
    context.diagnostics.retain(|fault| fault.code != Code::MalformedValue || !refused.contains(&fault.place));
    let Value::List(values) = listed? else { return None };
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
