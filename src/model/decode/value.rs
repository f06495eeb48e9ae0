//! Single values, by their types.

use icu::locale::subtags::Language;
use toml::de::DeValue;
use toml::value::{Date as TomlDate, Datetime};

use crate::diagnostics::{Code, Diagnostic, map, nearest};
use crate::model::text::{self, Form};
use crate::model::{
    Date, Edition, Id, Link, Localized, Number, Said, Text, Type, Value, declared::Vocabulary, languages,
};

use super::{Context, Written, is_mistyped};

impl Context<'_> {
    /// A value of a type, or `None` after its fault was reported.
    pub(super) fn value(&mut self, wanted: &'static Type, value: &Written) -> Option<Value> {
        let (place, declarations) = (self.place(value), self.declarations);
        Some(match wanted {
            Type::Plain => Value::Plain(self.localized(value)?),
            Type::Prose => Value::Prose(self.localized(value)?),
            Type::Translation => Value::Translations(self.translations(value)?),
            Type::String | Type::Address | Type::File | Type::Csv | Type::Form(_) => Value::String(self.text(value)?),
            Type::Author => self.author(value)?,
            Type::Id | Type::AnyId => Value::Id(self.id(value, |id| declarations.id_fault(id).map(str::to_owned))?),
            Type::KindName => {
                let kinds = || declarations.with_ids().map(|kind| kind.key.as_str());
                Value::Word(Said::itself(self.word(value, kinds)?, place))
            }
            Type::Rule => {
                Value::Word(Said::itself(self.word(value, || Code::configurable().map(Code::as_str))?, place))
            }
            Type::RuleOfFile => {
                Value::Word(Said::itself(self.word(value, || Code::allowable().map(Code::as_str))?, place))
            }
            Type::Word(number) => Value::Word(self.word_of(&declarations.vocabularies[*number], value)?),
            Type::Language => Value::Language(self.language(value)?),
            Type::Integer | Type::Ordinal => Value::Integer(self.integer(value)?, place),
            Type::Count | Type::Year => Value::Integer(self.count(value)?, place),
            Type::Number => Value::Number(self.number(value)?, place),
            Type::Money => Value::Money(self.money(value)?),
            Type::Currency => Value::Word(Said::itself(self.currency(value)?.code(), place)),
            Type::Date => Value::Date(self.date(value)?),
            Type::Period => self.period(value)?,
            Type::Cvss => Value::Cvss(Box::new(self.cvss(value)?)),
            Type::YesNo => match value.get_ref().as_bool() {
                Some(flag) => Value::YesNo(flag),
                None => return self.wrong_type("`true` or `false`", value),
            },
            Type::Link(kind) => {
                let id = self.string("an id", value)?.to_owned();
                Value::Link(Link { kind: declarations.kind(*kind).kind(), is_of_several: false, id, place })
            }
            Type::Table(kind) => self.inner(declarations.kind(*kind), value)?,
            // Nothing that a rule could ask about.
            Type::Any => Value::List(Vec::new()),
        })
    }

    /// A string as it stands in the file.
    pub(super) fn string<'v>(&mut self, expected: &str, value: &'v Written) -> Option<&'v str> {
        value.get_ref().as_str().or_else(|| self.wrong_type(expected, value))
    }

    pub(super) fn text(&mut self, value: &Written) -> Option<Text> {
        let string = self.string("a string", value)?;
        if string.trim().is_empty() {
            let hint = "write the text, or leave the key out if it is optional";
            return self.refuse(Code::MalformedValue, value, "the text is empty", hint);
        }
        let place = self.place(value);
        if let Some(word) = text::endless_word(string) {
            let map = map::toml_string(self.file, self.text, place.range(), string);
            self.fault(text::too_long(map.find(&word).unwrap_or(place)));
            return None;
        }
        Some(Text { value: string.to_owned(), place, form: Form::TomlString })
    }

    fn translations(&mut self, value: &Written) -> Option<Vec<(Language, Text)>> {
        let source = *self.languages.first()?;
        let table = match value.get_ref() {
            DeValue::String(_) => return Some(vec![(source, self.text(value)?)]),
            DeValue::Table(table) => table,
            _ => return self.wrong_type("a string, or a string for each language", value),
        };
        let is_known = |key: &str| self.languages.iter().any(|language| language.as_str() == key);
        let unknown: Vec<_> = table.keys().filter(|key| !is_known(key.get_ref())).collect();
        let known: Vec<&str> = self.languages.iter().map(Language::as_str).collect();
        for key in unknown {
            self.unknown_key(key, &known);
            let name: &str = key.get_ref();
            if languages::is_written_as_one(name)
                && let Some(fault) = self.diagnostics.last_mut()
            {
                fault.message = languages::not_of_the_report(name);
            }
        }
        let written = self.languages.iter().filter_map(|language| Some((*language, table.get(language.as_str())?)));
        // Each is looked at before the first fault gives the text up.
        let texts: Vec<Option<_>> = written.map(|(language, value)| Some((language, self.text(value)?))).collect();
        texts.into_iter().collect()
    }

    fn localized(&mut self, value: &Written) -> Option<Localized> {
        let texts = self.translations(value)?;
        let source = *self.languages.first()?;
        if texts.first().is_none_or(|(language, _)| *language != source) {
            // A mistyped language is reported once, as an unknown key.
            let known: Vec<&str> = self.languages.iter().map(Language::as_str).collect();
            let table = value.get_ref().as_table();
            if !table.is_some_and(|table| is_mistyped(source.as_str(), &known, table)) {
                let message = format!("the text lacks the source language `{source}`");
                let hint = format!("write it in `{source}`, too, the first of the `languages` in `report.toml`");
                self.fault(Diagnostic::new(Code::MissingKey, self.place(value), message).with_hint(hint));
            }
            return None;
        }
        Some(Localized::new(texts))
    }

    /// A string, or a table of the kind `institution` or `person`.
    fn author(&mut self, value: &Written) -> Option<Value> {
        let kind = match value.get_ref() {
            DeValue::String(_) => return self.text(value).map(Value::String),
            DeValue::Table(table) if table.get("institution").is_some() => "institution",
            DeValue::Table(_) => "person",
            _ => return self.wrong_type("a name, `{ family = …, given = … }` or `{ institution = … }`", value),
        };
        self.inner(self.declarations.find(kind)?, value)
    }

    /// An id; `fault` says why a string is none.
    pub(super) fn id(&mut self, value: &Written, fault: impl FnOnce(&str) -> Option<String>) -> Option<Id> {
        let id = self.string("an id", value)?;
        match fault(id) {
            Some(fault) => self.refuse(Code::MalformedId, value, format!("`{id}` is not an id"), fault.as_str()),
            None => Some(Id { id: id.to_owned(), place: self.place(value) }),
        }
    }

    pub(super) fn date(&mut self, value: &Written) -> Option<Date> {
        match value.get_ref().as_datetime() {
            Some(&Datetime { date: Some(TomlDate { year, month, day }), time: None, offset: None }) => {
                Some(Date { year, month, day, place: self.place(value) })
            }
            Some(_) => {
                let hint = "write it as `2026-11-23`";
                self.refuse(Code::MalformedValue, value, "expected a date without a time", hint)
            }
            None => {
                let none = self.wrong_type("a date", value);
                self.hint("write it as `2026-11-23`, without quotes");
                none
            }
        }
    }

    pub fn integer(&mut self, value: &Written) -> Option<i64> {
        let Some(integer) = value.get_ref().as_integer() else { return self.wrong_type("an integer", value) };
        let parsed = i64::from_str_radix(integer.as_str(), integer.radix()).ok();
        parsed.or_else(|| self.refuse(Code::MalformedValue, value, "the integer is too large", None))
    }

    pub(super) fn count(&mut self, value: &Written) -> Option<i64> {
        let integer = self.integer(value)?;
        if (1..=9999).contains(&integer) {
            return Some(integer);
        }
        let message = format!("expected a number from 1 to 9999, found `{integer}`");
        self.refuse(Code::MalformedValue, value, message, None)
    }

    pub(super) fn number(&mut self, value: &Written) -> Option<Number> {
        let number = match value.get_ref() {
            DeValue::Integer(_) => {
                let integer = self.integer(value)?;
                Number::read(&integer.to_string())
            }
            DeValue::Float(float) => Number::read(float.as_str()),
            _ => return self.wrong_type("a number", value),
        };
        let message = "the number is not finite, or has more digits than a page can show";
        let hint = "write it in a larger or smaller unit, such as millions";
        number.or_else(|| self.refuse(Code::MalformedValue, value, message, hint))
    }

    fn language(&mut self, value: &Written) -> Option<Language> {
        let string = self.string("a language such as `\"fi\"`", value)?;
        Language::try_from_str(string).ok().or_else(|| {
            let hint = "write the language's two or three letters, such as `fi`, `sv` or `en`";
            self.refuse(Code::MalformedValue, value, format!("`{string}` is not a language"), hint)
        })
    }

    fn word_of(&mut self, vocabulary: &'static Vocabulary, value: &Written) -> Option<Said> {
        if vocabulary.key == "edition" && value.get_ref().as_str() == Some(Edition::Changes.as_str()) {
            let message = "a report cannot ask for the edition `changes`, which needs an earlier release";
            let hint = "delete the word; `raportti build --edition changes --since OLD` makes the edition";
            return self.refuse(Code::UnknownWord, value, message, hint);
        }
        let word = vocabulary.word(self.word(value, || vocabulary.words())?)?;
        Some(Said { word: &word.key, means: word.meaning(), place: self.place(value) })
    }

    /// One of these words; `None` after another one was reported.
    fn word<I: Iterator<Item = &'static str>>(
        &mut self,
        value: &Written,
        words: impl Fn() -> I,
    ) -> Option<&'static str> {
        let found = self.string("a word", value)?;
        words().find(|word| *word == found).or_else(|| {
            let hint = nearest::hint(found, &words().collect::<Vec<_>>());
            self.refuse(Code::UnknownWord, value, format!("unknown word `{found}`"), hint.as_deref())
        })
    }

    /// Reports a fault of a value, which is then given up.
    pub(super) fn refuse<'h, T>(
        &mut self,
        code: Code,
        value: &Written,
        message: impl Into<String>,
        hint: impl Into<Option<&'h str>>,
    ) -> Option<T> {
        self.fault(Diagnostic::new(code, self.place(value), message).with_hints(hint.into()));
        None
    }
}
