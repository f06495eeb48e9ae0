//! Totals of the fields for money, by currency.

use crate::model::{Field, Item, Money, Type, Value, currency};

use super::{Dict, MoneyView, Shown, builder::Builder};

impl Builder<'_> {
    /// For each kind with fields for money: for each of these fields the total of all its sums, one for each currency. Nothing where a
    /// report declares no such field.
    pub(super) fn sums(&self) -> Option<Shown> {
        let is_money = |field: &&Field| field.types().any(|it| *it == Type::Money);
        let kinds = self.graph.model.declarations.kinds.iter();
        let kinds = kinds.filter_map(|kind| {
            let fields: Vec<_> = kind.fields.iter().filter(is_money).collect();
            let total = |field: &'static Field| (field.key.as_str(), self.total(field));
            let dict = || Shown::Dict(Dict::of(fields.iter().map(|field| total(field)).collect()));
            (!fields.is_empty()).then(|| (kind.key.as_str(), dict()))
        });
        let kinds: Vec<_> = kinds.collect();
        (!kinds.is_empty()).then(|| Shown::Dict(Dict::of(kinds)))
    }

    fn total(&self, field: &'static Field) -> Shown {
        let model = &self.graph.model;
        let listed = model.listed.values().flatten();
        let items = model.items.iter().chain(&model.report).map(|item| &**item).chain(listed);
        let sums: Vec<Money> = items.flat_map(|item| sums_in(item, field)).collect();
        Shown::List(self.added_up(&sums).into_iter().map(Shown::Money).collect())
    }

    /// The sum of each currency: first that of the report's own, then the others by their codes.
    pub(super) fn added_up(&self, sums: &[Money]) -> Vec<MoneyView> {
        let mut totals = currency::sums(sums.iter().map(|sum| (sum.amount, sum.currency)));
        totals.sort_by_key(|(_, currency)| !self.is_own(*currency));
        totals.into_iter().map(|(amount, currency)| self.money(amount, currency)).collect()
    }
}

/// The sums in a field of an item, and of the tables inside it.
fn sums_in(item: &Item, field: &'static Field) -> Vec<Money> {
    let mut found = Vec::new();
    item.visit(&mut |_, own, value| {
        if let Value::Money(sum) = value
            && std::ptr::eq(own, field)
        {
            found.push(*sum);
        }
    });
    found
}
