//! Single values, by their types.

use icu::locale::subtags::Language;
use toml::de::DeValue;
use toml::value::{Date as TomlDate, Datetime};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::map;
use crate::diagnostics::nearest;

use super::super::choice::Edition;
use super::super::declared::{Type, Vocabulary};
use super::super::item::{Link, Value};
use super::super::kind::Kind;
use super::super::scalar::{Date, Id, Number, id_fault};
use super::super::text::{self, Form, Localized, Plain, Prose, Text, Translations};
use super::{Context, Written};

impl Context<'_> {
    /// A value of a type, or `None` after its fault was told.
    pub(super) fn value(&mut self, wanted: &'static Type, value: &Written) -> Option<Value> {
        Some(match wanted {
            Type::Plain => Value::Plain(Plain(self.localized(value)?)),
            Type::Prose => Value::Prose(Prose(self.localized(value)?)),
            Type::Translation => Value::Translations(self.translations(value)?),
            Type::String | Type::Address | Type::File | Type::Csv | Type::Form(_) => Value::String(self.text(value)?),
            Type::Author => self.author(value)?,
            Type::Id | Type::AnyId => Value::Id(self.id(value)?),
            Type::KindName => {
                let names: Vec<&'static str> = Kind::NAMED.iter().map(|kind| kind.as_str()).collect();
                Value::Word(self.word(value, &names)?)
            }
            Type::Rule => Value::Word(self.word(value, &Code::configurable().map(Code::as_str).collect::<Vec<_>>())?),
            Type::RuleOfFile => {
                Value::Word(self.word(value, &Code::allowable().map(Code::as_str).collect::<Vec<_>>())?)
            }
            Type::Language => Value::Language(self.language(value)?),
            Type::Integer | Type::Ordinal => Value::Integer(self.integer(value)?, self.place(value)),
            Type::Count | Type::Year => Value::Integer(self.count(value)?, self.place(value)),
            Type::Number => Value::Number(self.number(value)?, self.place(value)),
            Type::YesNo => Value::YesNo(self.yes_no(value)?),
            Type::Date => Value::Date(self.date(value)?),
            Type::Word(number) => self.word_of(self.declarations.vocabulary(*number), value)?,
            Type::Link(kind) => {
                let Some(id) = value.get_ref().as_str() else {
                    self.expected("an id", value);
                    return None;
                };
                let kind = self.declarations.kind(*kind).kind();
                let link = Link { kind, id: id.to_owned(), place: self.place(value) };
                self.links.push(link.clone());
                Value::Link(link)
            }
            Type::Table(kind) => {
                let declared = self.declarations.kind(*kind);
                let table = self.table(value)?;
                Value::Item(Box::new(self.item(declared, table, self.place(value))?))
            }
        })
    }

    fn text(&mut self, value: &Written) -> Option<Text> {
        let Some(string) = value.get_ref().as_str() else {
            self.expected("a string", value);
            return None;
        };
        if string.trim().is_empty() {
            let message = "the text is empty";
            self.fault(
                Diagnostic::new(Code::MalformedValue, self.place(value), message)
                    .with_hint("write the text, or leave the key out if it is optional"),
            );
            return None;
        }
        let place = self.place(value);
        if let Some(word) = text::endless_word(string) {
            let map = map::toml_string(self.file, self.text, place.range(), string);
            self.fault(text::too_long(map.find(&word).unwrap_or(place)));
            return None;
        }
        Some(Text { value: string.to_owned(), place, form: Form::TomlString })
    }

    fn translations(&mut self, value: &Written) -> Option<Translations> {
        let source = *self.languages.first()?;
        match value.get_ref() {
            DeValue::String(_) => Some(Translations(vec![(source, self.text(value)?)])),
            DeValue::Table(table) => {
                let names: Vec<String> = self.languages.iter().map(ToString::to_string).collect();
                let known: Vec<&str> = names.iter().map(String::as_str).collect();
                for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
                    self.unknown_key(key, &known);
                }
                let languages = self.languages;
                let decoded: Vec<Option<(Language, Text)>> = languages
                    .iter()
                    .zip(&known)
                    .filter_map(|(&language, &name)| table.get(name).map(|value| (language, value)))
                    .map(|(language, value)| Some((language, self.text(value)?)))
                    .collect();
                decoded.into_iter().collect::<Option<_>>().map(Translations)
            }
            _ => {
                self.expected("a string, or a string for each language", value);
                None
            }
        }
    }

    fn localized(&mut self, value: &Written) -> Option<Localized> {
        let Translations(texts) = self.translations(value)?;
        let source = *self.languages.first()?;
        if texts.first().is_none_or(|(language, _)| *language != source) {
            let message = format!("the text lacks the source language `{source}`");
            self.fault(Diagnostic::new(Code::MissingKey, self.place(value), message));
            return None;
        }
        Some(Localized::new(texts))
    }

    /// A string, or a table of the kind `institution` or `person`.
    fn author(&mut self, value: &Written) -> Option<Value> {
        let kind = match value.get_ref().as_table() {
            Some(table) if table.get("institution").is_some() => "institution",
            Some(_) => "person",
            None if value.get_ref().is_str() => return self.text(value).map(Value::String),
            None => {
                self.expected("a name, `{ family = …, given = … }` or `{ institution = … }`", value);
                return None;
            }
        };
        let declared = self.declarations.find(kind).map(|kind| self.declarations.kind(kind))?;
        let table = self.table(value)?;
        Some(Value::Item(Box::new(self.item(declared, table, self.place(value))?)))
    }

    fn id(&mut self, value: &Written) -> Option<Id> {
        let Some(id) = value.get_ref().as_str() else {
            self.expected("an id", value);
            return None;
        };
        let place = self.place(value);
        if let Some(fault) = id_fault(id) {
            let message = format!("`{id}` is not an id");
            self.fault(Diagnostic::new(Code::MalformedId, place, message).with_hint(fault));
            return None;
        }
        Some(Id { id: id.to_owned(), place })
    }

    fn date(&mut self, value: &Written) -> Option<Date> {
        let place = self.place(value);
        match value.get_ref().as_datetime() {
            Some(&Datetime { date: Some(TomlDate { year, month, day }), time: None, offset: None }) => {
                Some(Date { year, month, day, place })
            }
            Some(_) => {
                let message = "expected a date without a time";
                self.fault(Diagnostic::new(Code::MalformedValue, place, message).with_hint("write it as `2026-11-23`"));
                None
            }
            None => {
                self.expected("a date", value);
                if let Some(last) = self.diagnostics.last_mut() {
                    last.hints.push("write it as `2026-11-23`, without quotes".to_owned());
                }
                None
            }
        }
    }

    pub fn integer(&mut self, value: &Written) -> Option<i64> {
        let Some(integer) = value.get_ref().as_integer() else {
            self.expected("an integer", value);
            return None;
        };
        let parsed = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        if parsed.is_none() {
            let message = "the integer is too large";
            self.fault(Diagnostic::new(Code::MalformedValue, self.place(value), message));
        }
        parsed
    }

    fn count(&mut self, value: &Written) -> Option<i64> {
        let integer = self.integer(value)?;
        let count = Some(integer).filter(|count| (1..=9999).contains(count));
        if count.is_none() {
            let message = format!("expected a number from 1 to 9999, found `{integer}`");
            self.fault(Diagnostic::new(Code::MalformedValue, self.place(value), message));
        }
        count
    }

    fn number(&mut self, value: &Written) -> Option<Number> {
        let number = match value.get_ref() {
            DeValue::Integer(_) => {
                return self.integer(value).map(|integer| Number { value: integer as f64, decimals: 0 });
            }
            DeValue::Float(float) => Number::read(float.as_str()),
            _ => {
                self.expected("a number", value);
                return None;
            }
        };
        if number.is_none() {
            let message = "the number is not finite";
            self.fault(Diagnostic::new(Code::MalformedValue, self.place(value), message));
        }
        number
    }

    fn yes_no(&mut self, value: &Written) -> Option<bool> {
        let boolean = value.get_ref().as_bool();
        if boolean.is_none() {
            self.expected("`true` or `false`", value);
        }
        boolean
    }

    fn language(&mut self, value: &Written) -> Option<Language> {
        let Some(string) = value.get_ref().as_str() else {
            self.expected("a language such as `\"fi\"`", value);
            return None;
        };
        let language = Language::try_from_str(string).ok();
        if language.is_none() {
            let message = format!("`{string}` is not a language");
            self.fault(
                Diagnostic::new(Code::MalformedValue, self.place(value), message)
                    .with_hint("write the language's two or three letters, such as `fi`, `sv` or `en`"),
            );
        }
        language
    }

    fn word_of(&mut self, vocabulary: &'static Vocabulary, value: &Written) -> Option<Value> {
        if vocabulary.key == "edition" && value.get_ref().as_str() == Some(Edition::Changes.as_str()) {
            let message = "a report cannot ask for the edition `changes`, which needs an earlier release";
            let hint = "delete the word; `raportti build --edition changes --since OLD` makes the edition";
            let place = self.place(value);
            self.fault(Diagnostic::new(Code::UnknownWord, place, message).with_hint(hint));
            return None;
        }
        self.word(value, &vocabulary.words().collect::<Vec<_>>()).map(Value::Word)
    }

    /// One of these words, or the complaint that it is none.
    fn word(&mut self, value: &Written, words: &[&'static str]) -> Option<&'static str> {
        let Some(found) = value.get_ref().as_str() else {
            self.expected("a word", value);
            return None;
        };
        let known = words.iter().copied().find(|word| *word == found);
        if known.is_none() {
            let mut diagnostic =
                Diagnostic::new(Code::UnknownWord, self.place(value), format!("unknown word `{found}`"));
            diagnostic.hints.extend(nearest::hint(found, words));
            self.fault(diagnostic);
        }
        known
    }
}
