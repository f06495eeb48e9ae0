//! Dates, periods, numbers, sums and order as a language writes them, from CLDR through ICU.

mod measure;
mod money;
mod period;

use std::cmp::Ordering;
use std::sync::OnceLock;

use icu::calendar::{Date as CalendarDate, Iso};
use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::{YM, YMD};
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
    /// Months in their long and their short form, made when a report first has one.
    months: OnceLock<[DateTimeFormatter<YM>; 2]>,
    decimal: DecimalFormatter,
    collator: CollatorBorrowed<'static>,
}

impl Locale {
    /// An error says that `tag` (BCP 47, such as `sv-FI`) is malformed or unknown, has no region, or is of another language.
    pub fn new(language: Language, tag: &str) -> Result<Self, String> {
        let locale: IcuLocale = tag.parse().map_err(|_| format!("`{tag}` is not a locale"))?;
        if locale.id.language != language {
            return Err(format!("`{tag}` is not a locale of `{language}`"));
        }
        let region = locale.id.region.ok_or_else(|| format!("the locale `{tag}` has no region"))?.to_string();
        let unknown = || format!("the locale `{tag}` is unknown to CLDR");
        Ok(Self {
            language,
            region,
            short: DateTimeFormatter::try_new((&locale).into(), YMD::medium()).ok().ok_or_else(unknown)?,
            long: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok().ok_or_else(unknown)?,
            months: OnceLock::new(),
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).ok().ok_or_else(unknown)?,
            collator: CollatorBorrowed::try_new((&locale).into(), CollatorOptions::default())
                .ok()
                .ok_or_else(unknown)?,
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
        let is_ordinal = || self.short.format(&calendar(ymd)).to_string().starts_with(&format!("{day}. "));
        match long.strip_prefix(&day).filter(|rest| rest.starts_with(' ') && is_ordinal()) {
            Some(rest) => unbroken(&format!("{day}.{rest}")),
            None => unbroken(&long),
        }
    }

    /// The language with its region, such as `fi-FI`.
    pub fn code(&self) -> String {
        format!("{}-{}", self.language, self.region)
    }

    /// `1 250 350` or `3,87` in Finnish, with no-break spaces, in the shortest form that keeps the value.
    pub fn number(&self, number: f64) -> String {
        self.number_with(number, 0)
    }

    /// The same with at least `decimals` digits after the decimal mark: `51,0`. All languages have a minus sign (U+2212), not a hyphen.
    pub fn number_with(&self, number: f64, decimals: usize) -> String {
        let mut decimal: Decimal = number.to_string().parse().expect("a finite number prints as a decimal");
        decimal.absolute.pad_end(-i16::try_from(decimals).expect("numbers have few decimals"));
        self.decimal.format(&decimal).to_string().replace('-', "\u{2212}")
    }

    /// What stands before the decimals of a number: a comma, or a point.
    pub fn decimal_sign(&self) -> String {
        self.number(0.5).trim_matches(|character: char| character.is_numeric()).to_owned()
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
