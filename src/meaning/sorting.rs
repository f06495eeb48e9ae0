//! The order of items by what stands at the ends of ways.

use std::cmp::Ordering;

use crate::graph::ways::{Found, NoWay, Way, Ways};
use crate::model::{Declaration, Declarations, Item, Value, natural_key};

/// A way by which items are sorted, such as `priority`, or `-due` for the other direction.
#[derive(Debug)]
pub struct SortKey {
    way: Way,
    is_reversed: bool,
}

/// What is compared of an item.
#[derive(Debug, PartialEq)]
enum Rank {
    Number(f64),
    /// The first and the last day.
    Days([(u16, u8, u8); 2]),
    Id(Vec<(String, u64)>),
    Text(String),
}

impl SortKey {
    /// Fails as [`Way::read`].
    pub fn read(declarations: &'static Declarations, kind: &'static Declaration, written: &str) -> Result<Self, NoWay> {
        let way = Way::read(declarations, kind, written.trim_start_matches('-'))?;
        Ok(Self { way, is_reversed: written.starts_with('-') })
    }

    fn rank(&self, item: &Item, ways: &Ways, declarations: &Declarations) -> Option<Rank> {
        Some(match ways.found(item, &self.way).into_iter().next()? {
            Found::Id(id) => Rank::Id(natural_key(&id)),
            Found::Word(word) => {
                let words = &declarations.vocabularies[self.way.end.vocabulary()?];
                Rank::Number(words.words().position(|known| known == word)? as f64)
            }
            Found::Value(_, value) => match value {
                Value::Integer(number, _) => Rank::Number(*number as f64),
                Value::Number(number, _) => Rank::Number(number.value),
                Value::Money(sum) => Rank::Number(sum.amount.value),
                Value::YesNo(flag) => Rank::Number(if *flag { 0.0 } else { 1.0 }),
                // The gravest comes first, as the first word of a vocabulary does.
                Value::Cvss(cvss) => Rank::Number(-cvss.score()),
                Value::Date(date) => Rank::Days([date.ymd(), date.ymd()]),
                Value::Period(period) => Rank::Days([period.period.first(), period.period.last()]),
                Value::String(text) => Rank::Text(text.value.clone()),
                Value::Plain(text) | Value::Prose(text) => Rank::Text(text.source().value.clone()),
                _ => return None,
            },
        })
    }
}

/// Sorts items by the first key, and where that is equal by the next. Words stand in the order of their vocabulary, days and numbers from
/// the smallest on, ids as people count, and texts by `compare`. Items that say nothing stand last.
pub fn sort<'g>(
    items: &mut [&'g Item],
    keys: &[SortKey],
    ways: &Ways<'g>,
    declarations: &Declarations,
    compare: &dyn Fn(&str, &str) -> Ordering,
) {
    let of = |a: &Rank, b: &Rank| match (a, b) {
        (Rank::Number(a), Rank::Number(b)) => a.total_cmp(b),
        (Rank::Days(a), Rank::Days(b)) => a.cmp(b),
        (Rank::Id(a), Rank::Id(b)) => a.cmp(b),
        (Rank::Text(a), Rank::Text(b)) => compare(a, b),
        // A field of several types has values of several sorts.
        _ => Ordering::Equal,
    };
    for key in keys.iter().rev() {
        let mut ranked: Vec<(Option<Rank>, &Item)> =
            items.iter().map(|item| (key.rank(item, ways, declarations), *item)).collect();
        ranked.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if key.is_reversed => of(b, a),
            (Some(a), Some(b)) => of(a, b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
        items.iter_mut().zip(ranked).for_each(|(slot, (_, item))| *slot = item);
    }
}
