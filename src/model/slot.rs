//! What the program reads out of a field that it knows by name.

use icu::locale::subtags::Language;

use crate::diagnostics::Code;
use crate::model::{
    Author, Date, Edition, Embed, FigureKind, Id, Item, Kind, Link, Localized, Number, Opening, Placed, RgbImages,
    SourceKind, Text, Title, Value,
};

/// A kind whose fields the program knows.
pub trait Typed<'i>: Sized {
    const KIND: &'static str;

    fn of(item: &'i Item) -> Self;
}

/// What an accessor makes of what stands in a field.
pub trait Slot<'i>: Sized {
    fn read(value: Option<&'i Value>) -> Self;
}

/// What an accessor makes of one value.
pub trait One<'i>: Sized {
    fn read(value: &'i Value) -> Option<Self>;
}

impl<'i, T: One<'i>> Slot<'i> for T {
    fn read(value: Option<&'i Value>) -> Self {
        value.and_then(T::read).expect("no item is decoded without a field that must be there")
    }
}

impl<'i, T: One<'i>> Slot<'i> for Option<T> {
    fn read(value: Option<&'i Value>) -> Self {
        value.and_then(T::read)
    }
}

impl<'i, T: One<'i>> Slot<'i> for Vec<T> {
    fn read(value: Option<&'i Value>) -> Self {
        match value {
            Some(Value::List(values)) => values.iter().filter_map(T::read).collect(),
            _ => Vec::new(),
        }
    }
}

/// Declares what [`One`] makes of a value.
macro_rules! one {
    ($($type:ty: $value:pat => $read:expr;)+) => { $(
        impl<'i> One<'i> for $type {
            fn read(value: &'i Value) -> Option<Self> {
                match value {
                    $value => $read,
                    _ => None,
                }
            }
        }
    )+ };
}

one! {
    &'i Text: Value::String(text) => Some(text);
    &'i Localized: Value::Plain(text) | Value::Prose(text) => Some(text);
    &'i [(Language, Text)]: Value::Translations(texts) => Some(texts);
    &'i Link: Value::Link(link) => Some(link);
    &'i Id: Value::Id(id) => Some(id);
    &'i Item: Value::Item(item) => Some(item);
    &'static str: Value::Word(said) => Some(said.means);
    Kind: Value::Word(said) => Some(Kind::declared(said.word));
    Code: Value::Word(said) => Code::from_name(said.word);
    Date: Value::Date(date) => Some(*date);
    u16: Value::Integer(integer, _) => u16::try_from(*integer).ok();
    Placed<u16>: Value::Integer(integer, place) => Some(Placed { value: u16::try_from(*integer).ok()?, place: *place });
    Number: Value::Number(number, _) => Some(*number);
    Placed<Number>: Value::Number(value, place) => Some(Placed { value: *value, place: *place });
    bool: Value::YesNo(flag) => Some(*flag);
    Language: Value::Language(language) => Some(*language);
    FigureKind: Value::Word(said) => FigureKind::from_word(said.means);
    SourceKind: Value::Word(said) => SourceKind::from_word(said.means);
    Edition: Value::Word(said) => Edition::from_word(said.means);
    RgbImages: Value::Word(said) => RgbImages::from_word(said.means);
    Opening: Value::Word(said) => Opening::from_word(said.means);
    Embed: Value::Word(said) => Embed::from_word(said.means);
}

impl<'i> One<'i> for Title<'i> {
    fn read(value: &'i Value) -> Option<Self> {
        Title::of(value)
    }
}

impl<'i> One<'i> for Author<'i> {
    fn read(value: &'i Value) -> Option<Self> {
        Author::of(value)
    }
}
