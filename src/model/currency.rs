//! Currencies and sums of money.

use std::collections::BTreeMap;

use crate::diagnostics::{Place, nearest};
use crate::model::Number;

/// The codes by the number of decimals of their minor unit: List One of ISO 4217 as of 2026 without metals, bonds, funds and test codes,
/// and the currencies that have left it since 2020 (`ANG`, `BGN`, `CUC`, `HRK`, `SLL`, `ZWL`), in which recent sums are still counted.
const CODES: [(usize, &str); 3] = [
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"),
    (
        2,
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUC CUP \
         CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR \
         KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK \
         PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS \
         UAH USD UYU UZS VED VES WST XCD XCG XDR YER ZAR ZMW ZWG ZWL",
    ),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
];

/// Signs and names that people write in place of a code. A sign of several currencies stands for the most usual one.
const MEANT: [(&str, &str); 14] = [
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("$", "USD"),
    ("us$", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("£", "GBP"),
    ("pound", "GBP"),
    ("pounds", "GBP"),
    ("¥", "JPY"),
    ("yen", "JPY"),
    ("kr", "SEK"),
    ("zł", "PLN"),
];

/// A currency, known by its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

/// A sum of money.
#[derive(Debug, Clone, Copy)]
pub struct Money {
    pub amount: Number,
    pub currency: Currency,
    pub place: Place,
}

impl Currency {
    /// The currency of a code such as `EUR` (ISO 4217).
    pub fn from_code(code: &str) -> Option<Self> {
        Self::codes().find(|known| *known == code).map(Self)
    }

    /// The codes, by the decimals of their minor units and then by the alphabet.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        CODES.iter().flat_map(|(_, codes)| codes.split_whitespace())
    }

    pub fn code(self) -> &'static str {
        self.0
    }

    /// The decimals of the minor unit: two for cents.
    pub fn decimals(self) -> usize {
        let own = CODES.iter().find(|(_, codes)| codes.split_whitespace().any(|code| code == self.0));
        own.map_or(0, |(decimals, _)| *decimals)
    }

    /// What to write in place of something that is no code.
    pub fn hint(written: &str) -> String {
        let lower = written.trim().to_lowercase();
        let meant = MEANT.iter().find(|(name, _)| *name == lower).map(|(_, code)| *code);
        match meant.or_else(|| nearest::nearest(written, Self::codes())) {
            Some(code) => format!("did you mean `{code}`?"),
            None => "write the three letters of ISO 4217, such as `EUR`, `SEK` or `USD`".to_owned(),
        }
    }
}

/// The sum of each currency, in the order of their codes. Sums are exact to the last decimal of their addends.
pub fn sums(addends: impl IntoIterator<Item = (Number, Currency)>) -> Vec<(Number, Currency)> {
    let mut by_currency: BTreeMap<Currency, Vec<Number>> = BTreeMap::new();
    for (amount, currency) in addends {
        by_currency.entry(currency).or_default().push(amount);
    }
    by_currency.into_iter().map(|(currency, amounts)| (sum(&amounts), currency)).collect()
}

/// The sum of numbers, exact to the last of their decimals.
pub fn sum(amounts: &[Number]) -> Number {
    let decimals = amounts.iter().map(|amount| amount.digits()).max().unwrap_or_default();
    let unit = 10f64.powi(i32::try_from(decimals).unwrap_or_default());
    // Whole numbers of the smallest unit: 0.1 and 0.2 are not exact as floats.
    let units: i128 = amounts.iter().map(|amount| (amount.value * unit).round() as i128).sum();
    Number { value: units as f64 / unit, decimals }
}
