//! What the names of types in `report/model.toml` stand for.

use serde::de::{Deserializer, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::diagnostics::{Code, nearest};
use crate::model::declared::{Field, Shape, Type};

use super::{Merge, Name, Section};

/// Types whose values the program itself uses, so that there is nothing to show of them.
const OF_BUILT_IN_FIELDS: [Type; 5] = [Type::AnyId, Type::Csv, Type::KindName, Type::Rule, Type::RuleOfFile];

/// Says which variants an enum has.
struct Variants<'v>(&'v mut Vec<&'static str>);

impl<'de> Deserializer<'de> for Variants<'_> {
    type Error = serde::de::value::Error;

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Self::Error> {
        self.0.extend(variants);
        Err(serde::de::Error::custom("only the names are asked for"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Self::Error> {
        Err(serde::de::Error::custom("only an enum has variants"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}

/// The names of the value types that own fields can have.
fn value_types() -> Vec<&'static str> {
    let mut names = Vec::new();
    let _ = Type::deserialize(Variants(&mut names));
    names.retain(|name| Type::named(name).is_none_or(|it| !OF_BUILT_IN_FIELDS.contains(&it)));
    names
}

impl<'a> Merge<'a> {
    /// What a field of this section is. A faulty type is anything, so that what stands there is no second fault. `None` when nothing
    /// says what the field is.
    pub(super) fn shape(&mut self, name: Name<'a>, section: Section<'a>) -> Option<Shape> {
        let ways: Vec<&str> = ["type", "holds", "through"].into_iter().filter(|way| section.has(way)).collect();
        match ways[..] {
            [] => None,
            ["through"] => Some(Shape::Through(section.string("through")?.text.to_owned())),
            [way] => self.shape_of(section, way),
            [first, second, ..] => {
                let message = format!("the field `{}` has `{first}` and `{second}`", name.text);
                let place = self.place_of(section, second);
                self.fault(Code::UnsoundDeclaration, place, message, Some("leave out one of the two".to_owned()));
                Some(Shape::One(Type::Any))
            }
        }
    }

    /// The shape under a key: `"plain"`, or `["plain"]` for a list of it.
    pub(super) fn shape_of(&mut self, section: Section<'a>, key: &str) -> Option<Shape> {
        let value = section.get(key)?;
        if let Some(name) = section.name(value) {
            return Some(Shape::One(self.named_type(name, key == "holds", key == "or")));
        }
        let names = section.list(value)?;
        match names[..] {
            [name] => Some(Shape::List(self.named_type(name, key == "holds", key == "or"))),
            [] => {
                let hint = "write one type between the brackets, such as `[\"plain\"]`";
                let message = "a list has a type".to_owned();
                self.fault(Code::UnknownType, section.place(value), message, Some(hint.to_owned()));
                Some(Shape::List(Type::Any))
            }
            [first, ..] => Some(Shape::List(self.named_type(first, key == "holds", key == "or"))),
        }
    }

    /// The further kinds of a list of links, such as `risk` in `type = ["finding", "risk"]`.
    pub(super) fn further_types(&mut self, section: Section<'a>) -> Vec<Type> {
        let key = if section.has("holds") { "holds" } else { "type" };
        let names = section.get(key).and_then(|value| section.list(value)).unwrap_or_default();
        let Some((first, others)) = names.split_first().filter(|(_, others)| !others.is_empty()) else {
            return Vec::new();
        };
        let mut types = Vec::new();
        for name in std::iter::once(first).chain(others) {
            // Faults of the first are reported where it is read alone.
            let before = self.faults.len();
            let found = self.named_type(*name, key == "holds", false);
            if std::ptr::eq(name, first) {
                self.faults.truncate(before);
            }
            match found {
                Type::Link(_) if types.contains(&found) => {
                    let message = format!("`{}` stands twice", name.text);
                    self.fault(
                        Code::UnsoundDeclaration,
                        name.place,
                        message,
                        Some("leave out one of the two".to_owned()),
                    );
                }
                Type::Link(_) => types.push(found),
                Type::Any => {}
                _ => {
                    let message =
                        format!("a list of several types has links alone, and nothing links to `{}`", name.text);
                    let hint = "declare a field for each of them";
                    self.fault(Code::UnknownType, name.place, message, Some(hint.to_owned()));
                }
            }
        }
        types.split_off(types.len().min(1))
    }

    fn named_type(&mut self, name: Name<'a>, holds: bool, either: bool) -> Type {
        let text = name.text;
        let kind = self.declarations.index.get(text).map(|id| (*id, self.declarations.kind(*id).has_ids));
        let value = Type::named(text)
            .or_else(|| self.vocabulary_number(text).map(Type::Word))
            .or_else(|| self.form_number(text).map(Type::Form));
        if kind.is_some() && self.left_out.contains(text) {
            let message = format!("the report does without `{text}`");
            let hint = format!("leave the field out, or `used = false` of `[{text}]`");
            self.fault(Code::UnknownType, name.place, message, Some(hint));
            return Type::Any;
        }
        match (value, kind) {
            (Some(value), _) if OF_BUILT_IN_FIELDS.contains(&value) => {
                let message = format!("only built-in fields have the type `{text}`");
                let hint = "write `type = \"string\"`, or link to a kind, such as `type = \"finding\"`";
                self.fault(Code::UnknownType, name.place, message, Some(hint.to_owned()));
                Type::Any
            }
            (Some(value), _) if !holds => value,
            (Some(_), _) => {
                let message = format!("`{text}` is no kind, of which a table could stand here");
                self.fault(Code::UnknownType, name.place, message, Some(format!("write `type = \"{text}\"`")));
                Type::Any
            }
            (None, Some((id, true))) if !holds => Type::Link(id),
            (None, Some((id, false))) if holds || either => Type::Table(id),
            (None, Some((_, false))) => {
                let message = format!("nothing can link to `{text}`, which has no ids");
                let hint = format!("write `holds = \"{text}\"` for a table, or give `[{text}]` a folder");
                self.fault(Code::UnknownType, name.place, message, Some(hint));
                Type::Any
            }
            (None, Some((id, true))) => {
                let declared = self.declarations.kind(id);
                if declared.folder.is_none() && declared.file.is_none() {
                    return Type::Table(id);
                }
                let message = format!("`{text}` has a place of its own, so it cannot stand inside");
                self.fault(Code::UnknownType, name.place, message, Some(format!("link to it: `type = \"{text}\"`")));
                Type::Any
            }
            (None, None) => {
                self.fault(
                    Code::UnknownType,
                    name.place,
                    format!("`{text}` is no type"),
                    self.hint_for_type(text, holds),
                );
                Type::Any
            }
        }
    }

    fn hint_for_type(&self, text: &str, holds: bool) -> Option<String> {
        if holds {
            return self.nearest_kind(text);
        }
        let declared = &self.declarations;
        let vocabularies = declared.vocabularies.iter().map(|it| it.key.as_str());
        let forms = declared.forms.iter().map(|it| it.key.as_str());
        let kinds = declared.with_ids().map(|it| it.key.as_str());
        let known = value_types().into_iter().chain(vocabularies).chain(forms).chain(kinds);
        let near = nearest::nearest(text, known).map(|near| format!("did you mean `{near}`?"));
        Some(near.unwrap_or_else(|| {
            let words = format!("declare it as `[vocabulary.{text}]`, `[form.{text}]` or `[{text}]`");
            format!("{words}, or choose a type such as `plain`, `prose`, `number`, `date` or `yes-no`")
        }))
    }

    /// The words of the vocabularies that a field takes its words from.
    pub(super) fn words_of(&self, field: &Field) -> Vec<(String, String)> {
        let numbers = field.types().filter_map(|it| if let Type::Word(number) = it { Some(*number) } else { None });
        let words = numbers.flat_map(|number| &self.declarations.vocabularies[number].words);
        words.map(|word| (word.key.clone(), word.meaning().to_owned())).collect()
    }
}
