//! Proves that numbers with a unit are written as each language does.

use raportti::merge::locale::Locale;

/// CLDR 48, `percentFormats-numberSystem-latn` and `decimalFormats-numberSystem-latn`; ISO 80000-1, 7.1.4. `_` is a no-break space.
#[test]
fn numbers_with_a_unit_are_written_as_in_each_language() {
    for (tag, value, decimals, unit, expected) in [
        ("fi-FI", 2.5, 1, Some("kg"), "2,5_kg"),
        ("sv-FI", 2.5, 1, Some("kg"), "2,5_kg"),
        ("en-GB", 2.5, 1, Some("kg"), "2.5_kg"),
        ("fi-FI", 1_250_350.0, 0, Some("€/a"), "1_250_350_€/a"),
        ("en-GB", 1_250_350.0, 0, None, "1,250,350"),
        ("fi-FI", -0.5, 2, Some("%"), "−0,50_%"),
        ("sv-SE", 51.0, 0, Some("%"), "51_%"),
        ("en-GB", 51.0, 0, Some("%"), "51%"),
        ("de-DE", 51.0, 0, Some("%"), "51_%"),
        ("nl-NL", 51.0, 0, Some("%"), "51%"),
        ("en-GB", 3.0, 0, Some("‰"), "3‰"),
        ("fi-FI", 90.0, 0, Some("°"), "90°"),
        ("fi-FI", 21.5, 1, Some("°C"), "21,5_°C"),
        ("fi-FI", 10.0, 0, Some(":1"), "10:1"),
        ("fi-FI", 3.0, 0, Some("kWh a day"), "3_kWh_a_day"),
    ] {
        let language = tag.split_once('-').unwrap().0.parse().unwrap();
        let locale = Locale::new(language, tag).unwrap();
        let written = locale.measure(&locale.number_with(value, decimals), unit).replace('\u{a0}', "_");
        assert_eq!(written, expected, "{tag} {value} {unit:?}");
    }
}
