//! How the values of a field stand in cells.

use crate::model::declared::KindId;
use crate::model::{Field, Shape, Type};

/// How the values of a field stand in cells.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// Words in several languages, each in a column of its own; or a number in that of the source language.
    Texts {
        or_number: bool,
    },
    /// A string.
    Line,
    /// A word of a vocabulary, by its number.
    Word(usize),
    /// An id of an item of one of these kinds.
    Link(Vec<KindId>),
    /// Several ids or words, with commas between; of a vocabulary, if they are words.
    Several {
        of: Option<usize>,
        or_one: bool,
    },
    /// Several strings, each on a line.
    Lines {
        or_one: bool,
    },
    /// Several texts in several languages, each language in a column of its own, with a line for each text.
    ListOfTexts,
    /// Several numbers, each on a line, or one.
    Numbers {
        or_one: bool,
    },
    /// Several authors, each on a line: `Surname, Given`, the name of an institution, or one in braces that has a comma.
    Authors {
        or_one: bool,
    },
    Integer,
    Number,
    /// A number in the report's currency, or a number and the code of another.
    Money,
    YesNo,
    Date,
    /// `2027-H1`, or a day.
    Period,
    /// A value that has no form in a cell: it is shown, and changed in TOML only.
    Shown,
}

impl Form {
    /// The form of a field; `None` for tables, for the id, and for fields that nobody writes or that only steer the program.
    pub fn of(field: &Field) -> Option<Self> {
        if !field.is_written() || field.silent || field.key == "*" {
            return None;
        }
        if field.types().any(|it| matches!(it, Type::Table(_))) {
            return None;
        }
        Some(match (&field.shape, &field.or) {
            (Shape::One(Type::Id), _) => return None,
            (Shape::One(Type::Plain | Type::Prose), Some(Shape::One(number))) if number.is_number() => {
                Form::Texts { or_number: true }
            }
            // Texts in several languages are shown in the cell of the one that all languages may share.
            (Shape::One(Type::String), Some(Shape::One(Type::Plain))) => Form::Line,
            (Shape::One(one), None) => Self::of_one(one, field),
            (Shape::List(one), None) => Self::of_several(one, false),
            (Shape::One(one), Some(Shape::List(other))) if one == other => Self::of_several(one, true),
            _ => Form::Shown,
        })
    }

    fn of_one(one: &Type, field: &Field) -> Self {
        let link = |it: &Type| if let Type::Link(kind) = it { Some(*kind) } else { None };
        match one {
            Type::Plain | Type::Prose | Type::Translation => Form::Texts { or_number: false },
            Type::Word(number) => Form::Word(*number),
            Type::Link(_) => Form::Link(field.types().filter_map(link).collect()),
            Type::Integer | Type::Ordinal | Type::Count | Type::Year => Form::Integer,
            Type::Number => Form::Number,
            Type::Money => Form::Money,
            Type::YesNo => Form::YesNo,
            Type::Date => Form::Date,
            Type::Period => Form::Period,
            Type::Id | Type::Table(_) | Type::Csv | Type::Any => Form::Shown,
            _ => Form::Line,
        }
    }

    fn of_several(one: &Type, or_one: bool) -> Self {
        match one {
            Type::Word(number) => Form::Several { of: Some(*number), or_one },
            Type::Link(_) | Type::AnyId | Type::KindName | Type::Language | Type::Rule | Type::RuleOfFile => {
                Form::Several { of: None, or_one }
            }
            Type::String | Type::Address | Type::File | Type::Form(_) => Form::Lines { or_one },
            Type::Author => Form::Authors { or_one },
            Type::Plain | Type::Prose if !or_one => Form::ListOfTexts,
            Type::Integer | Type::Number => Form::Numbers { or_one },
            _ => Form::Shown,
        }
    }

    /// Whether each language has a column of its own.
    pub fn is_by_language(&self) -> bool {
        matches!(self, Form::Texts { .. } | Form::ListOfTexts)
    }

    /// The vocabulary of its words, by its number.
    pub fn vocabulary(&self) -> Option<usize> {
        match self {
            Form::Word(number) | Form::Several { of: Some(number), .. } => Some(*number),
            _ => None,
        }
    }
}
