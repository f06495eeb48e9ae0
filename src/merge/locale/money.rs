//! Where a language has the sign or code of a currency, and which sign (CLDR 48: `standard` and `alphaNextToNumber` patterns, symbols).

use crate::model::Currency;
use crate::model::languages::orthography::{Money, PlaceOfSign};

use super::Locale;

/// Between a number and its sign or code.
const SPACE: char = '\u{a0}';

/// Languages without a file of their own whose sign or code stands before the number; in all others it stands behind it. In Latvian and Maltese
/// the code of the euro does (*Interinstitutional style guide* of the EU, 7.3.3).
const BEFORE: [&str; 16] =
    ["af", "cy", "fil", "fy", "ga", "hi", "id", "ja", "ko", "lv", "ms", "mt", "sw", "th", "tr", "zh"];

impl Locale {
    /// A sum as the language writes it: `1 200 000 €` in Finnish, `€1,200,000` in English, with a no-break space where there is one.
    ///
    /// `is_own` is whether the report names this currency as its own: then a dollar in English is not said to be of a country.
    /// `decimals` is how many the sum was written with. A sum that is not whole has at least those of the currency's minor unit:
    /// `12,50 €`.
    pub fn money(&self, amount: f64, decimals: usize, currency: Currency, is_own: bool) -> String {
        let is_whole = decimals == 0 && amount.fract() == 0.0;
        let number = self.number_with(amount.abs(), if is_whole { 0 } else { decimals.max(currency.decimals()) });
        let minus = if amount < 0.0 { "\u{2212}" } else { "" };
        let sign = self.sign(currency, is_own);
        let rules = &self.orthography.money;
        let place = if BEFORE.contains(&self.language.as_str()) { PlaceOfSign::Before } else { rules.place };
        match place {
            PlaceOfSign::Behind => format!("{minus}{number}{SPACE}{sign}"),
            PlaceOfSign::Close if !sign.ends_with(char::is_alphabetic) => format!("{minus}{sign}{number}"),
            _ if rules.minus_inside => format!("{sign}{SPACE}{minus}{number}"),
            _ => format!("{minus}{sign}{SPACE}{number}"),
        }
    }

    /// The sign of a currency, or its code.
    fn sign(&self, currency: Currency, is_own: bool) -> &'static str {
        let Money { signs, own, regions, .. } = &self.orthography.money;
        let own = is_own.then_some(own);
        let code = currency.code();
        own.into_iter()
            .chain(regions.get(&self.region))
            .chain([signs])
            .find_map(|signs| signs.get(code))
            .map_or(code, String::as_str)
    }
}
