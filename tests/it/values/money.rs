//! Proves which currencies there are, how sums are added up, and how each language writes them.

use icu::locale::subtags::Language;
use raportti::merge::locale::Locale;
use raportti::model::Number;
use raportti::model::currency::{self, Currency};

fn number(text: &str) -> Number {
    Number::read(text).unwrap()
}

#[test]
fn codes_are_checked_and_corrected() {
    assert_eq!(Currency::from_code("EUR").map(Currency::code), Some("EUR"));
    for wrong in ["eur", "EURO", "€", "XXX", "XAU", "FIM", ""] {
        assert_eq!(Currency::from_code(wrong), None, "{wrong}");
    }
    for (written, meant) in
        [("EURO", "EUR"), ("eur", "EUR"), ("€", "EUR"), ("USF", "USD"), ("Dollars", "USD"), ("kr", "SEK")]
    {
        assert_eq!(Currency::hint(written), format!("did you mean `{meant}`?"), "{written}");
    }
    assert!(Currency::hint("gold ducats").contains("ISO 4217"));
}

#[test]
fn a_code_is_three_capital_letters_and_stands_once() {
    let codes: Vec<&str> = Currency::codes().collect();
    let unique: std::collections::BTreeSet<_> = codes.iter().collect();
    assert_eq!(unique.len(), codes.len());
    assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase())));
}

#[test]
fn minor_units_are_those_of_iso_4217() {
    for (code, decimals) in [("EUR", 2), ("JPY", 0), ("KWD", 3), ("ISK", 0), ("HUF", 2)] {
        assert_eq!(Currency::from_code(code).unwrap().decimals(), decimals, "{code}");
    }
}

#[test]
fn sums_are_by_currency_and_exact() {
    let [euro, dollar] = ["EUR", "USD"].map(|code| Currency::from_code(code).unwrap());
    let addends = [
        (number("0.1"), euro),
        (number("1200000"), dollar),
        (number("0.2"), euro),
        (number("-0.30"), euro),
        (number("999999999999.99"), dollar),
    ];
    let sums = currency::sums(addends);
    assert_eq!(sums, [(number("0.00"), euro), (number("1000001199999.99"), dollar)]);
    assert!(currency::sums([]).is_empty());
}

fn written(tag: &str, amount: f64, decimals: usize, code: &str) -> String {
    let language = Language::try_from_str(&tag[..2]).unwrap();
    let text = Locale::new(language, tag).unwrap().money(amount, decimals, Currency::from_code(code).unwrap(), false);
    // Spaces that do not break are shown as `_`, the narrow one of French as `.`.
    text.replace('\u{a0}', "_").replace('\u{202f}', "n")
}

/// CLDR 48, `main/LANGUAGE/numbers.json` (`currencyFormats-numberSystem-latn`) and `currencies.json`. Kielitoimiston ohjepankki,
/// “Rahayksiköt”: the sign stands behind the number with a space. Språkrådet, *Svenska skrivregler* 13: `25 kr`.
/// *New Hart's Rules* 11.3: `£25`, `US$3 million`. The minus sign is U+2212.
#[test]
fn sums_are_written_as_in_each_language() {
    for (tag, amount, decimals, code, expected) in [
        ("fi-FI", 1_200_000.0, 0, "EUR", "1_200_000_€"),
        ("fi-FI", 12.5, 1, "EUR", "12,50_€"),
        ("fi-FI", -12.5, 1, "EUR", "−12,50_€"),
        ("fi-FI", 0.345, 3, "EUR", "0,345_€"),
        ("fi-FI", 12.0, 2, "EUR", "12,00_€"),
        ("fi-FI", 1500.0, 0, "USD", "1_500_$"),
        ("fi-FI", 1500.0, 0, "SEK", "1_500_SEK"),
        ("sv-FI", 1_200_000.0, 0, "EUR", "1_200_000_€"),
        ("sv-SE", 25.0, 0, "SEK", "25_kr"),
        ("sv-SE", 1500.5, 1, "SEK", "1_500,50_kr"),
        ("sv-SE", 1500.0, 0, "USD", "1_500_US$"),
        ("en-GB", 1_200_000.0, 0, "EUR", "€1,200,000"),
        ("en-GB", 3.0, 0, "USD", "US$3"),
        ("en-GB", 25.5, 1, "GBP", "£25.50"),
        ("en-GB", -25.0, 0, "GBP", "−£25"),
        ("en-GB", 1500.0, 0, "SEK", "SEK_1,500"),
        ("en-US", 1_200_000.0, 0, "USD", "$1,200,000"),
        ("en-US", 5000.0, 0, "JPY", "¥5,000"),
        ("en-CA", 5000.0, 0, "CAD", "$5,000"),
        ("en-CA", 5000.0, 0, "USD", "US$5,000"),
        ("da-DK", 1234.5, 1, "DKK", "1.234,50_kr."),
        ("de-DE", 1_200_000.0, 0, "EUR", "1.200.000_€"),
        ("es-ES", 1200.0, 0, "EUR", "1200_€"),
        ("es-ES", 12_000.0, 0, "EUR", "12n000_€"),
        ("et-EE", 12_000.0, 0, "EUR", "12_000_€"),
        ("fr-FR", 12_000.0, 0, "EUR", "12n000_€"),
        ("fr-FR", 12_000.0, 0, "USD", "12n000_$US"),
        ("it-IT", 12_000.0, 0, "EUR", "12.000_€"),
        ("nb-NO", 12_000.0, 0, "NOK", "12_000_kr"),
        ("nl-NL", 12_000.0, 0, "EUR", "€_12.000"),
        ("nl-NL", -12_000.0, 0, "EUR", "€_−12.000"),
        ("pl-PL", 12_000.0, 0, "PLN", "12_000_zł"),
        ("en-GB", 1.5, 1, "KWD", "KWD_1.500"),
        ("en-GB", 0.0, 0, "EUR", "€0"),
    ] {
        assert_eq!(written(tag, amount, decimals, code), expected, "{tag} {amount} {code}");
    }
}

/// A report that counts in dollars does not say of which country each of them is. Other languages and currencies have no such sign.
#[test]
fn dollars_of_a_report_have_no_country() {
    for (tag, code, expected) in [
        ("en-GB", "USD", "$3"),
        ("en-GB", "NZD", "$3"),
        ("en-GB", "HKD", "HKD\u{a0}3"),
        ("en-GB", "SEK", "SEK\u{a0}3"),
        ("sv-SE", "USD", "3\u{a0}US$"),
        ("fi-FI", "EUR", "3\u{a0}€"),
    ] {
        let locale = Locale::new(Language::try_from_str(&tag[..2]).unwrap(), tag).unwrap();
        assert_eq!(locale.money(3.0, 0, Currency::from_code(code).unwrap(), true), expected, "{tag} {code}");
    }
}
