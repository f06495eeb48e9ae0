//! Where a language has the sign or code of a currency, and which sign (CLDR 48: `standard` and `alphaNextToNumber` patterns, symbols).

use crate::model::Currency;

use super::Locale;

/// Between a number and its sign or code.
const SPACE: char = '\u{a0}';

/// Languages whose sign or code stands before the number; in all others it stands behind it. In Latvian and Maltese the code of the euro
/// does (*Interinstitutional style guide* of the EU, 7.3.3).
const BEFORE: [&str; 18] =
    ["af", "cy", "en", "fil", "fy", "ga", "hi", "id", "ja", "ko", "lv", "ms", "mt", "nl", "sw", "th", "tr", "zh"];

/// The signs of currencies that readers of a language know them by. All others are written by their codes, which every face has and
/// which the *Interinstitutional style guide* of the EU (7.3.3) asks for in any case of doubt.
const SIGNS: [(&str, &str, &[&str]); 17] = [
    ("EUR", "€", &["da", "de", "en", "es", "et", "fi", "fr", "it", "nb", "nl", "pl", "sv"]),
    ("USD", "$", &["de", "en-US", "et", "fi"]),
    ("USD", "US$", &["en", "es", "nl", "sv"]),
    ("USD", "$US", &["fr"]),
    ("GBP", "£", &["da", "de", "en", "et", "fi", "it", "nb", "nl"]),
    ("GBP", "£GB", &["fr"]),
    ("JPY", "¥", &["de", "en-US", "et", "fi"]),
    ("JPY", "JP¥", &["da", "en", "nl"]),
    ("AUD", "$", &["en-AU"]),
    ("CAD", "$", &["en-CA"]),
    ("NZD", "$", &["en-NZ"]),
    ("DKK", "kr.", &["da"]),
    ("DKK", "Dkr", &["sv"]),
    ("NOK", "kr", &["nb"]),
    ("NOK", "Nkr", &["sv"]),
    ("PLN", "zł", &["pl"]),
    ("SEK", "kr", &["sv"]),
];

/// Dollars that their own country writes with the sign alone.
const DOLLARS: [&str; 4] = ["AUD", "CAD", "NZD", "USD"];

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
        let language = self.language.as_str();
        let is_dollar = is_own && language == "en" && DOLLARS.contains(&currency.code());
        let sign = if is_dollar { "$" } else { self.sign(currency) };
        if !BEFORE.contains(&language) {
            return format!("{minus}{number}{SPACE}{sign}");
        }
        // English has no space behind a sign, and one behind a code.
        if language == "en" && !sign.ends_with(char::is_alphabetic) {
            return format!("{minus}{sign}{number}");
        }
        match language {
            "nl" => format!("{sign}{SPACE}{minus}{number}"),
            _ => format!("{minus}{sign}{SPACE}{number}"),
        }
    }

    /// The sign of a currency, or its code.
    fn sign(&self, currency: Currency) -> &'static str {
        let own = |name: &str| {
            let known =
                |(code, _, languages): &&(&str, &str, &[&str])| *code == currency.code() && languages.contains(&name);
            SIGNS.iter().find(known).map(|(_, sign, _)| *sign)
        };
        own(&self.code()).or_else(|| own(self.language.as_str())).unwrap_or(currency.code())
    }
}
