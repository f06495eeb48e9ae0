//! Fields that rules know by name: thin accessors over items. A test compares each with the declarations, since a mistyped key
//! is no fault of the compiler.

mod kinds;

use icu::locale::subtags::Language;

use crate::diagnostics::Code;
use crate::model::{
    Author, Date, Declarations, Edition, Embed, Field, FigureKind, Id, Item, Kind, Link, Number, Placed, Plain, Prose,
    RgbImages, Shape, SourceKind, Text, Translations, Type, Value,
};

pub use kinds::*;

/// A kind that rules know.
pub trait Typed<'i>: Sized {
    const KIND: &'static str;

    fn of(item: &'i Item) -> Self;
}

/// What an accessor makes of what stands in a field.
pub trait Slot<'i>: Sized {
    fn read(value: Option<&'i Value>) -> Self;

    /// Whether the field can only have what the accessor expects.
    fn fits(field: &Field) -> bool;
}

/// What an accessor makes of one value.
pub trait One<'i>: Sized {
    fn read(value: &'i Value) -> Option<Self>;

    fn fits(value: &Type) -> bool;
}

impl<'i, T: One<'i>> Slot<'i> for T {
    fn read(value: Option<&'i Value>) -> Self {
        value.and_then(T::read).expect("no item is decoded without a field that must be there")
    }

    fn fits(field: &Field) -> bool {
        field.is_indispensable() && <Option<T> as Slot>::fits(field)
    }
}

impl<'i, T: One<'i>> Slot<'i> for Option<T> {
    fn read(value: Option<&'i Value>) -> Self {
        value.and_then(T::read)
    }

    fn fits(field: &Field) -> bool {
        matches!(&field.shape, Shape::One(_)) && field.types().any(T::fits)
    }
}

impl<'i, T: One<'i>> Slot<'i> for Vec<T> {
    fn read(value: Option<&'i Value>) -> Self {
        match value {
            Some(Value::List(values)) => values.iter().filter_map(T::read).collect(),
            _ => Vec::new(),
        }
    }

    fn fits(field: &Field) -> bool {
        let is_list = matches!(field.shape, Shape::List(_)) || matches!(field.or, Some(Shape::List(_)));
        is_list && field.types().any(T::fits)
    }
}

/// Declares what [`One`] makes of a value.
macro_rules! one {
    ($($type:ty: $value:pat => $read:expr, if $fits:pat => true;)+) => { $(
        impl<'i> One<'i> for $type {
            fn read(value: &'i Value) -> Option<Self> {
                match value {
                    $value => $read,
                    _ => None,
                }
            }

            fn fits(value: &Type) -> bool {
                matches!(value, $fits)
            }
        }
    )+ };
}

one! {
    &'i Text: Value::String(text) => Some(text), if Type::String | Type::Address | Type::File | Type::Csv | Type::Form(_) => true;
    &'i Plain: Value::Plain(text) => Some(text), if Type::Plain => true;
    &'i Prose: Value::Prose(text) => Some(text), if Type::Prose => true;
    &'i Translations: Value::Translations(texts) => Some(texts), if Type::Translation => true;
    &'i Link: Value::Link(link) => Some(link), if Type::Link(_) => true;
    &'i Id: Value::Id(id) => Some(id), if Type::AnyId => true;
    &'static str: Value::Word(word) => Some(word), if Type::Word(_) | Type::KindName | Type::RuleOfFile => true;
    Kind: Value::Word(word) => Some(Kind::declared(word)), if Type::KindName => true;
    Code: Value::Word(word) => Code::from_name(word), if Type::RuleOfFile => true;
    Date: Value::Date(date) => Some(*date), if Type::Date => true;
    u16: Value::Integer(integer, _) => u16::try_from(*integer).ok(), if Type::Count | Type::Year => true;
    Placed<u16>: Value::Integer(integer, place) => u16::try_from(*integer).ok().map(|value| Placed { value, place: *place }), if Type::Count | Type::Year => true;
    Number: Value::Number(number, _) => Some(*number), if Type::Number => true;
    Placed<Number>: Value::Number(value, place) => Some(Placed { value: *value, place: *place }), if Type::Number => true;
    bool: Value::YesNo(flag) => Some(*flag), if Type::YesNo => true;
    Language: Value::Language(language) => Some(*language), if Type::Language => true;
    FigureKind: Value::Word(word) => FigureKind::from_word(word), if Type::Word(_) => true;
    SourceKind: Value::Word(word) => SourceKind::from_word(word), if Type::Word(_) => true;
    Edition: Value::Word(word) => Edition::from_word(word), if Type::Word(_) => true;
    RgbImages: Value::Word(word) => RgbImages::from_word(word), if Type::Word(_) => true;
    Embed: Value::Word(word) => Embed::from_word(word), if Type::Word(_) => true;
}

impl<'i> One<'i> for Author<'i> {
    fn read(value: &'i Value) -> Option<Self> {
        Author::of(value)
    }

    fn fits(value: &Type) -> bool {
        *value == Type::Author
    }
}

/// The number of a built-in field. Fields that a report declares stand behind the built-in ones, so that numbers never move.
fn number(kind: &str, key: &str) -> usize {
    let declarations = Declarations::built_in();
    let kind = declarations.find(kind).map(|kind| declarations.kind(kind));
    kind.and_then(|kind| kind.slot(key.trim_start_matches("r#"))).expect("accessors are of declared fields")
}
