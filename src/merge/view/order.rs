//! The order of items by one of their fields.

use std::cmp::Ordering;

use crate::merge::locale::Locale;
use crate::model::{Declaration, Declarations, Type, declared::Vocabulary};

use super::Shown;

/// Compares two values of a field: what ranks highest comes first. So words stand in the order of their vocabulary, scores and sums of
/// one currency from the largest down; days and periods from the earliest on, by their first day and then by their last; numbers from
/// the smallest up, texts as in a dictionary. Items without a value come last.
pub fn compare(a: Option<&Shown>, b: Option<&Shown>, words: Option<&Vocabulary>, locale: &Locale) -> Ordering {
    let is_there = |value: &&Shown| !matches!(value, Shown::None);
    let (a, b) = match (a.filter(is_there), b.filter(is_there)) {
        (Some(a), Some(b)) => (a, b),
        (a, b) => return b.is_some().cmp(&a.is_some()),
    };
    match (a, b) {
        (Shown::Integer(a), Shown::Integer(b)) => a.cmp(b),
        (Shown::Amount(a), Shown::Amount(b)) => a.value.total_cmp(&b.value),
        (Shown::Measure(a, _), Shown::Measure(b, _)) => {
            let number = |digits: &str| digits.parse::<f64>().unwrap_or(f64::INFINITY);
            number(a).total_cmp(&number(b))
        }
        (Shown::Date(a), Shown::Date(b)) => (a.first, a.last).cmp(&(b.first, b.last)),
        (Shown::Cvss(a), Shown::Cvss(b)) => b.score.total_cmp(&a.score),
        (Shown::Money(a), Shown::Money(b)) => {
            a.currency.cmp(b.currency).then(b.amount.value.total_cmp(&a.amount.value))
        }
        (Shown::Text(a), Shown::Text(b)) if words.is_some() => {
            let rank = |word: &str| words.and_then(|words| words.words().position(|known| known == word));
            rank(a).cmp(&rank(b))
        }
        _ => locale.compare(&a.text(), &b.text()),
    }
}

/// The vocabulary of the field at a path, if there is one.
pub fn words<'d>(declarations: &'d Declarations, kind: &'d Declaration, way: &str) -> Option<&'d Vocabulary> {
    let way: Vec<&str> = way.split('.').collect();
    let field = declarations.field(Some(kind), &way)?;
    let number = field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })?;
    declarations.vocabularies.get(number)
}
