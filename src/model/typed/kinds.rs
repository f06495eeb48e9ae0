//! The kinds and fields that rules know.

use std::sync::LazyLock;

use icu::locale::subtags::Language;

use crate::diagnostics::{Code, Place};
use crate::model::{
    Author, Date, Declarations, Edition, Embed, FigureKind, Id, Item, Kind, Level, Link, Number, Placed, Plain, Prose,
    RgbImages, SourceKind, Text, Translations, Type, Typed, Value,
};

use super::{One, Slot, number};

/// Declares the accessors of a kind: the key of a field, and what stands there.
macro_rules! typed {
    ($($(#[doc = $doc:literal])+ $name:ident = $kind:literal { $($field:ident: $type:ty),* $(,)? })+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Debug, Clone, Copy)]
            pub struct $name<'i>(pub &'i Item);

            impl<'i> Typed<'i> for $name<'i> {
                const KIND: &'static str = $kind;

                fn of(item: &'i Item) -> Self {
                    Self(item)
                }
            }

            impl<'i> One<'i> for $name<'i> {
                fn read(value: &'i Value) -> Option<Self> {
                    match value {
                        Value::Item(item) if item.declared.key == $kind => Some(Self(item)),
                        _ => None,
                    }
                }

                fn fits(value: &Type) -> bool {
                    matches!(value, Type::Table(kind) if Declarations::built_in().kind(*kind).key == $kind)
                }
            }

            impl<'i> $name<'i> {
                /// Where it opens in its file.
                pub fn place(self) -> Place {
                    self.0.place
                }

                #[cfg(test)]
                fn accessors() -> Vec<(&'static str, &'static str, fn(&crate::model::declared::Field) -> bool)> {
                    vec![$(($kind, stringify!($field), <$type as Slot<'i>>::fits)),*]
                }

                $(pub fn $field(self) -> $type {
                    static NUMBER: LazyLock<usize> = LazyLock::new(|| number($kind, stringify!($field)));
                    Slot::read(self.0.slot(*NUMBER))
                })*
            }
        )+

        #[cfg(test)]
        fn accessors() -> Vec<(&'static str, &'static str, fn(&crate::model::declared::Field) -> bool)> {
            [$($name::accessors()),+].concat()
        }
    };
}

typed! {
    /// `report.toml`.
    Report = "report" {
        id: &'i Text,
        version: &'i Text,
        date: Date,
        status: &'static str,
        languages: Vec<Language>,
        title: &'i Plain,
        authors: Vec<&'i Plain>,
        keywords: Vec<&'i Plain>,
        parts: Vec<&'i Text>,
        editions: Vec<Edition>,
        print: Option<Print<'i>>,
        bundle: Option<Bundle<'i>>,
        preflight: Option<Preflight<'i>>,
        limits: Option<SizeLimits<'i>>,
        theme: Vec<Theme<'i>>,
        announcement: Option<Announcement<'i>>,
        rules: Option<Rules<'i>>,
    }
    /// `[announcement]`.
    Announcement = "announcement" {
        address: Option<&'i Text>,
        themes: Vec<&'i Link>,
        lead: Option<&'i Prose>,
        thanks: Option<&'i Prose>,
    }
    /// `[print]`.
    Print = "print" {
        marks: Option<bool>,
        signature: Option<Placed<u16>>,
        images: Option<RgbImages>,
        icc: Option<&'i Text>,
        condition: Option<&'i Text>,
    }
    /// `[bundle]`.
    Bundle = "bundle" { embed: Option<Embed>, leave_out: Vec<&'i Text> }
    /// `[preflight]`.
    Preflight = "preflight" { screen: Option<ScreenLimits<'i>>, print: Option<PrintLimits<'i>> }
    /// `[preflight.screen]`.
    ScreenLimits = "screen-limits" {}
    /// `[preflight.print]`.
    PrintLimits = "print-limits" {}
    /// `[limits]`.
    SizeLimits = "size-limits" { rows: Option<Placed<u16>> }
    /// `[rules]`.
    Rules = "rules" {}
    /// `[[allow]]`.
    Allow = "allow" { rule: Code, chapter: Option<&'i Text> }
    /// `[[theme]]`.
    Theme = "theme" { title: &'i Plain }
    /// What is the case.
    Finding = "finding" {
        condition: &'i Prose,
        evidence: Vec<Evidence<'i>>,
        figures: Vec<&'i Link>,
    }
    /// A source that shows a finding.
    Evidence = "evidence" { source: &'i Link }
    /// A chart, a picture or a table.
    Figure = "figure" {
        kind: FigureKind,
        title: &'i Plain,
        alt: &'i Plain,
        source: Vec<&'i Link>,
        series: Vec<&'i Plain>,
        columns: Vec<&'i Plain>,
        file: Option<&'i Text>,
        print_file: Option<&'i Text>,
        width: Option<Placed<Number>>,
        data: Vec<Row<'i>>,
    }
    /// A row of a figure's data.
    Row = "row" { value: Vec<Number>, text: Vec<&'i Plain> }
    /// What findings stand on.
    Source = "source" {
        kind: SourceKind,
        title: &'i Text,
        author: Vec<Author<'i>>,
        publisher: Option<&'i Text>,
        date: Option<Date>,
        year: Option<u16>,
        undated: Option<bool>,
        url: Option<&'i Text>,
        accessed: Option<Date>,
        language: Option<Language>,
        number: Option<&'i Text>,
        isbn: Option<&'i Text>,
        doi: Option<&'i Text>,
        location: Option<&'i Text>,
    }
    /// An abbreviation or a term.
    Term = "term" { term: Option<&'i Translations> }
    /// What an earlier version had.
    Withdrawn = "withdrawn" {
        id: &'i Id,
        kind: Kind,
        version: &'i Text,
        title: &'i Plain,
        replaced_by: Vec<&'i Id>,
    }
}

impl Report<'_> {
    /// The editions that the report asks for.
    pub fn asked_editions(self) -> Vec<Edition> {
        let asked = self.editions();
        if asked.is_empty() { vec![Edition::Screen] } else { asked }
    }
}

impl Rules<'_> {
    /// The rules that the report gives a level.
    pub fn levels(self) -> Vec<(Code, Level)> {
        let Some(Value::Entries(entries)) = self.0.get("*") else { return Vec::new() };
        let level = |(rule, level): &(Id, Value)| match level {
            Value::Word(word) => Some((Code::from_name(&rule.id)?, Level::from_word(word)?)),
            _ => None,
        };
        entries.iter().filter_map(level).collect()
    }
}

impl<'i> Figure<'i> {
    /// The CSV file that its rows are in, before they are read.
    pub fn csv(self) -> Option<&'i Text> {
        match self.0.get("data") {
            Some(Value::String(name)) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_accessor_has_its_field_with_its_type() {
        let declarations = Declarations::built_in();
        for (kind, key, fits) in accessors() {
            let key = key.trim_start_matches("r#");
            let field = declarations.find(kind).and_then(|kind| declarations.kind(kind).field(key));
            assert!(field.is_some_and(fits), "`{kind}.{key}`");
        }
    }

    #[test]
    fn kinds_and_words_that_the_program_knows_are_declared() {
        let declarations = Declarations::built_in();
        let declared: Vec<Kind> = declarations.with_ids().map(|kind| kind.kind()).collect();
        for kind in Kind::NAMED {
            assert!(declared.contains(kind), "{kind:?}");
        }
        let words: [(&str, Vec<&str>); 6] = [
            ("figure-kind", FigureKind::WORDS.to_vec()),
            ("source-kind", SourceKind::WORDS.to_vec()),
            // A report cannot ask for the edition `changes`.
            ("edition", Edition::WORDS.iter().copied().filter(|word| *word != "changes").collect()),
            ("rgb-images", RgbImages::WORDS.to_vec()),
            ("embed", Embed::WORDS.to_vec()),
            ("level", Level::WORDS.to_vec()),
        ];
        for (key, words) in words {
            let vocabulary = declarations.vocabularies().find(|vocabulary| vocabulary.key == key).unwrap();
            assert_eq!(vocabulary.words().collect::<Vec<_>>(), words, "{key}");
        }
    }
}
