//! Values with a form of their own: sums of money, currencies, periods, CVSS vectors.

use toml::de::DeValue;

use crate::diagnostics::{Code, Diagnostic, map};
use crate::model::period::{Fault, Written};
use crate::model::{Currency, Cvss, Date, Money, PlacedPeriod, Type, Value};

use super::Context;

/// The currency of sums that name none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OwnCurrency {
    /// `report.toml` names none.
    #[default]
    Unnamed,
    /// It has a fault, which is reported there.
    Faulty,
    Named(Currency),
}

impl Context<'_> {
    /// The code of a currency.
    pub(super) fn currency(&mut self, value: &super::Written) -> Option<Currency> {
        let code = self.string("the code of a currency such as `\"EUR\"`", value)?;
        Currency::from_code(code).or_else(|| {
            let hint = Currency::hint(code);
            self.refuse(Code::UnknownWord, value, format!("unknown currency `{code}`"), hint.as_str())
        })
    }

    /// A number in the report's own currency, or `{ amount = 1200, currency = "EUR" }`.
    pub(super) fn money(&mut self, value: &super::Written) -> Option<Money> {
        let place = self.place(value);
        let table = match value.get_ref() {
            DeValue::Integer(_) | DeValue::Float(_) => {
                let amount = self.number(value)?;
                return Some(Money { amount, currency: self.own_currency(value)?, place });
            }
            DeValue::Table(table) => table,
            _ => {
                let none = self.wrong_type("a number, or a table with `amount` and `currency`", value);
                self.hint("write the number alone, or `{ amount = 1200, currency = \"EUR\" }`");
                return none;
            }
        };
        const KEYS: [&str; 2] = ["amount", "currency"];
        let unknown: Vec<_> = table.keys().filter(|key| !KEYS.contains(&key.get_ref().as_ref())).collect();
        let is_mistyped = |key: &str| super::is_mistyped(key, &KEYS, table);
        unknown.into_iter().for_each(|key| self.unknown_key(key, &KEYS));
        // Both are looked at before one fault gives the sum up.
        let amount = match table.get("amount") {
            Some(amount) => self.number(amount),
            None if is_mistyped("amount") => None,
            None => {
                self.fault(Diagnostic::new(Code::MissingKey, place, "the key `amount` is missing"));
                None
            }
        };
        let currency = match table.get("currency") {
            Some(currency) => self.currency(currency),
            None if is_mistyped("currency") => None,
            None => self.own_currency(value),
        };
        Some(Money { amount: amount?, currency: currency?, place })
    }

    /// The currency that holds for a sum that names none.
    fn own_currency(&mut self, value: &super::Written) -> Option<Currency> {
        match self.own_currency {
            OwnCurrency::Named(currency) => Some(currency),
            OwnCurrency::Faulty => None,
            OwnCurrency::Unnamed => {
                let report = self.declarations.find("report");
                let has_field = report.is_some_and(|report| {
                    report.field("currency").is_some_and(|field| field.types().any(|it| *it == Type::Currency))
                });
                let own = "write the sum as `{ amount = 1200, currency = \"EUR\" }`";
                let hint = match has_field {
                    true => format!("{own}, or name the currency of all sums in `report.toml`: `currency = \"EUR\"`"),
                    false => own.to_owned(),
                };
                self.refuse(Code::MissingKey, value, "the sum has no currency", hint.as_str())
            }
        }
    }

    /// A period, or a date where it is one day.
    pub(super) fn period(&mut self, value: &super::Written) -> Option<Value> {
        let place = self.place(value);
        let text = match value.get_ref() {
            DeValue::Datetime(_) => return self.date(value).map(Value::Date),
            DeValue::Integer(_) => format!("{:04}", self.count(value)?),
            DeValue::String(text) => text.to_string(),
            _ => return self.no_period(value),
        };
        match text.parse() {
            Ok(Written::Period(period)) => Some(Value::Period(PlacedPeriod { period, place })),
            Ok(Written::Day((year, month, day))) => Some(Value::Date(Date { year, month, day, place })),
            Err(Fault::NoPeriod) => self.no_period(value),
            Err(Fault::NotInCalendar { message, hint }) => {
                self.refuse(Code::MalformedValue, value, message, hint.as_str())
            }
        }
    }

    fn no_period(&mut self, value: &super::Written) -> Option<Value> {
        let none = self.wrong_type("a date or a period", value);
        self.hint(
            "write a year `2027`, or in quotes `\"2027-H1\"`, `\"2027-Q2\"` or `\"2027-05\"`, or a day `2027-05-10`",
        );
        none
    }

    pub(super) fn cvss(&mut self, value: &super::Written) -> Option<Cvss> {
        let text = self.text(value)?;
        match Cvss::read(&text.value) {
            Ok(cvss) => Some(cvss),
            Err(fault) => {
                let map = map::toml_string(self.file, self.text, text.place.range(), &text.value);
                let place = map.find(&fault.range).unwrap_or(text.place);
                self.fault(
                    Diagnostic::new(Code::MalformedValue, place, fault.message).with_hints(fault.hint.as_deref()),
                );
                None
            }
        }
    }
}
