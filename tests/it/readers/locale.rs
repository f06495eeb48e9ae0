//! Proves that dates, numbers and the sort order follow each language.

use std::cmp::Ordering;

use icu::locale::subtags::language;
use raportti::merge::locale::Locale;

#[test]
fn each_language_writes_its_own_way() {
    let date = (2025, 3, 6);
    let of = |language, tag| Locale::new(language, tag).unwrap();
    let written = |locale: &Locale| {
        [locale.short_date(date), locale.long_date(date), locale.number(1_250_350.0), locale.number(-3.87)]
    };
    assert_eq!(
        written(&of(language!("fi"), "fi-FI")),
        ["6.3.2025", "6.\u{a0}maaliskuuta\u{a0}2025", "1\u{a0}250\u{a0}350", "\u{2212}3,87"]
    );
    assert_eq!(
        written(&of(language!("sv"), "sv-FI")),
        ["6\u{a0}mars\u{a0}2025", "6\u{a0}mars\u{a0}2025", "1\u{a0}250\u{a0}350", "\u{2212}3,87"]
    );
    assert_eq!(
        written(&of(language!("en"), "en-GB")),
        ["6\u{a0}Mar\u{a0}2025", "6\u{a0}March\u{a0}2025", "1,250,350", "\u{2212}3.87"]
    );
    let long = |language, tag| of(language, tag).long_date(date);
    assert_eq!(long(language!("et"), "et-EE"), "6.\u{a0}märts\u{a0}2025");
    assert_eq!(long(language!("de"), "de-DE"), "6.\u{a0}März\u{a0}2025");
    assert_eq!(long(language!("da"), "da-DK"), "6.\u{a0}marts\u{a0}2025");
    assert_eq!(long(language!("fr"), "fr-FR"), "6\u{a0}mars\u{a0}2025");
    assert_eq!(of(language!("fi"), "fi-FI").compare("äiti", "zebra"), Ordering::Greater);
}

/// A chart printed 51 beside 46.1, though an editor had written 51.0.
#[test]
fn a_number_keeps_its_decimals() {
    let finnish = Locale::new(language!("fi"), "fi-FI").unwrap();
    let written = |number, decimals| finnish.number_with(number, decimals);
    assert_eq!([written(51.0, 1), written(46.1, 1), written(0.0, 2)], ["51,0", "46,1", "0,00"]);
    assert_eq!([written(46.125, 1), written(-1250.0, 1)], ["46,125", "\u{2212}1\u{a0}250,0"]);
}

#[test]
fn a_locale_needs_its_region() {
    assert!(Locale::new(language!("fi"), "fi").is_err());
    assert!(Locale::new(language!("fi"), "sv-FI").is_err());
}
