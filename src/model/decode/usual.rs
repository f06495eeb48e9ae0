//! The usual values of fields that a report declares: what stands where an item says nothing.

use crate::diagnostics::Place;
use crate::model::{Declarations, Field, Number, Said, Shape, Text, Type, Value, text::Form};

use super::Context;

impl Context<'_> {
    /// The usual value of a field of the report, at the place of its table. Built-in fields have theirs where they are used.
    pub(super) fn usual(&self, field: &'static Field, usual: &toml::Value, place: Place) -> Option<Value> {
        let Shape::One(of) = field.shape.clone() else { return None };
        if !field.is_own || !usual_fits(field, usual, self.declarations) {
            return None;
        }
        match (of, usual) {
            (Type::Word(number), toml::Value::String(word)) => {
                let word = self.declarations.vocabularies[number].word(word)?;
                Some(Value::Word(Said { word: &word.key, means: word.meaning(), place }))
            }
            (_, toml::Value::String(text)) => {
                Some(Value::String(Text { value: text.clone(), place, form: Form::Whole }))
            }
            (_, toml::Value::Boolean(flag)) => Some(Value::YesNo(*flag)),
            (Type::Number, _) => Some(Value::Number(Number { value: field.usual_number()?, decimals: 0 }, place)),
            (_, toml::Value::Integer(integer)) => Some(Value::Integer(*integer, place)),
            _ => None,
        }
    }
}

/// Whether a value can stand in a field, as far as one can be usual there.
pub fn usual_fits(field: &Field, usual: &toml::Value, declarations: &Declarations) -> bool {
    let within = || field.usual_number().is_some_and(|number| number.is_finite() && field.limits().contains(&number));
    match (&field.shape, usual) {
        (Shape::One(Type::Word(number)), toml::Value::String(word)) => {
            declarations.vocabularies[*number].word(word).is_some()
        }
        (Shape::One(Type::Form(number)), toml::Value::String(text)) => declarations.forms[*number].fits(text),
        (Shape::One(Type::String), toml::Value::String(text)) => !text.trim().is_empty(),
        (Shape::One(Type::YesNo), toml::Value::Boolean(_)) => true,
        (Shape::One(Type::Number), toml::Value::Integer(_) | toml::Value::Float(_)) => within(),
        (Shape::One(Type::Integer | Type::Ordinal), toml::Value::Integer(_)) => within(),
        (Shape::One(Type::Count | Type::Year), toml::Value::Integer(number)) => (1..=9999).contains(number) && within(),
        _ => false,
    }
}
