//! Dates, numbers and order as a language writes them, from CLDR through ICU.

use std::cmp::Ordering;

use icu::calendar::{Date as CalendarDate, Iso};
use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::locale::Locale as IcuLocale;
use icu::locale::subtags::Language;

/// How one language of the report writes.
pub struct Locale {
    pub language: Language,
    /// The region in capital letters, such as `FI`.
    pub region: String,
    short: DateTimeFormatter<YMD>,
    long: DateTimeFormatter<YMD>,
    decimal: DecimalFormatter,
    collator: CollatorBorrowed<'static>,
}

impl Locale {
    /// # Errors
    /// When `tag` (BCP 47, such as `sv-FI`) is malformed, has no region, or is of another language.
    pub fn new(language: Language, tag: &str) -> Result<Self, String> {
        let locale: IcuLocale = tag.parse().map_err(|_| format!("`{tag}` is not a locale"))?;
        if locale.id.language != language {
            return Err(format!("`{tag}` is not a locale of `{language}`"));
        }
        let region = locale.id.region.ok_or_else(|| format!("the locale `{tag}` has no region"))?.to_string();
        let unknown = |_| format!("the locale `{tag}` is unknown to CLDR");
        Ok(Self {
            language,
            region,
            short: DateTimeFormatter::try_new((&locale).into(), YMD::medium())
                .map_err(|_| format!("no dates for `{tag}`"))?,
            long: DateTimeFormatter::try_new((&locale).into(), YMD::long())
                .map_err(|_| format!("no dates for `{tag}`"))?,
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).map_err(unknown)?,
            collator: CollatorBorrowed::try_new((&locale).into(), CollatorOptions::default()).map_err(unknown)?,
        })
    }

    /// A day by year, month and day: `6.3.2025` in Finnish.
    pub fn short_date(&self, ymd: (u16, u8, u8)) -> String {
        unbroken(&self.short.format(&calendar(ymd)).to_string())
    }

    /// `6. maaliskuuta 2025` in Finnish.
    pub fn long_date(&self, ymd: (u16, u8, u8)) -> String {
        let long = self.long.format(&calendar(ymd)).to_string();
        // Estonian writes the day as an ordinal (`6. märts 2025`), which the data of ICU lack in the long form alone.
        let day = ymd.2.to_string();
        let is_ordinal = self.short.format(&calendar(ymd)).to_string().starts_with(&format!("{day}. "));
        match long.strip_prefix(&day).filter(|rest| is_ordinal && rest.starts_with(' ')) {
            Some(rest) => unbroken(&format!("{day}.{rest}")),
            None => unbroken(&long),
        }
    }

    /// The language with its region, such as `fi-FI`.
    pub fn code(&self) -> String {
        format!("{}-{}", self.language, self.region)
    }

    /// `1 250 350` or `3,87` in Finnish, with no-break spaces, in as few digits as tell the number.
    pub fn number(&self, number: f64) -> String {
        self.number_with(number, 0)
    }

    /// The same with at least `decimals` digits after the decimal mark: `51,0`.
    pub fn number_with(&self, number: f64, decimals: usize) -> String {
        let mut decimal: Decimal = number.to_string().parse().expect("a finite number prints as a decimal");
        decimal.absolute.pad_end(-i16::try_from(decimals).expect("numbers have few decimals"));
        self.decimal.format(&decimal).to_string()
    }

    /// The order in which the language's dictionaries list two words.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        self.collator.compare(a, b)
    }
}

/// A date does not break over lines.
fn unbroken(date: &str) -> String {
    date.replace(' ', "\u{a0}")
}

fn calendar((year, month, day): (u16, u8, u8)) -> CalendarDate<Iso> {
    CalendarDate::try_new_iso(i32::from(year), month, day).expect("TOML dates are dates of the calendar")
}

#[cfg(test)]
mod tests {
    use icu::locale::subtags::language;

    use super::*;

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
            ["6\u{a0}Mar\u{a0}2025", "6\u{a0}March\u{a0}2025", "1,250,350", "-3.87"]
        );
        let long = |language, tag| of(language, tag).long_date(date);
        assert_eq!(long(language!("et"), "et-EE"), "6.\u{a0}märts\u{a0}2025");
        assert_eq!(long(language!("de"), "de-DE"), "6.\u{a0}März\u{a0}2025");
        assert_eq!(long(language!("da"), "da-DK"), "6.\u{a0}marts\u{a0}2025");
        assert_eq!(long(language!("fr"), "fr-FR"), "6\u{a0}mars\u{a0}2025");
        assert_eq!(of(language!("fi"), "fi-FI").compare("äiti", "zebra"), Ordering::Greater);
    }

    /// Beside 46.1 a chart said 51 where an editor had written 51.0.
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
}
