//! Totals of the fields for money, by currency.

use crate::model::{Field, Money, Type, Value, currency};

use super::{Dict, MoneyView, Shown, builder::Builder};

impl Builder<'_> {
    /// For each kind with fields for money: for each of these fields the total of all its sums, one for each currency. Nothing where a
    /// report declares no such field.
    pub(super) fn sums(&self) -> Option<Shown> {
        let is_money = |field: &&Field| field.types().any(|it| *it == Type::Money);
        let kinds = self.graph.model.declarations.kinds.iter();
        let kinds: Vec<(&str, Vec<&'static Field>)> =
            kinds.map(|kind| (kind.key.as_str(), kind.fields.iter().filter(is_money).collect())).collect();
        let kinds: Vec<_> = kinds.into_iter().filter(|(_, fields)| !fields.is_empty()).collect();
        if kinds.is_empty() {
            return None;
        }
        let sums = self.all_sums();
        let total = |field: &'static Field| (field.key.as_str(), self.total(field, &sums));
        let kinds = kinds
            .into_iter()
            .map(|(kind, fields)| (kind, Shown::Dict(Dict::of(fields.into_iter().map(total).collect()))));
        Some(Shown::Dict(Dict::of(kinds.collect())))
    }

    fn total(&self, field: &'static Field, sums: &[(&'static Field, Money)]) -> Shown {
        let own = sums.iter().filter(|(of, _)| std::ptr::eq(*of, field));
        let own: Vec<Money> = own.map(|(_, sum)| *sum).collect();
        Shown::List(self.added_up(&own).into_iter().map(Shown::Money).collect())
    }

    /// The sum of each currency: first that of the report's own, then the others by their codes.
    pub(super) fn added_up(&self, sums: &[Money]) -> Vec<MoneyView> {
        let mut totals = currency::sums(sums.iter().map(|sum| (sum.amount, sum.currency)));
        totals.sort_by_key(|(_, currency)| !self.is_own(*currency));
        totals.into_iter().map(|(amount, currency)| self.money(amount, currency)).collect()
    }

    /// Every sum of the report with its field, also in tables inside items.
    fn all_sums(&self) -> Vec<(&'static Field, Money)> {
        let model = &self.graph.model;
        let listed = model.listed.values().flatten();
        let items = model.items.iter().chain(&model.report).map(|item| &**item).chain(listed);
        let mut found = Vec::new();
        for item in items {
            item.visit(&mut |_, field, value| {
                if let Value::Money(sum) = value {
                    found.push((field, *sum));
                }
            });
        }
        found
    }
}
