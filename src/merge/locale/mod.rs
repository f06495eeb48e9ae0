//! Dates, periods, numbers, sums and order as a language writes them, from CLDR through ICU.

mod measure;
mod money;
mod period;
pub mod spaces;
pub mod addresses;
mod ordinals;
mod beside_numbers;
mod dashes;
pub mod ranges;
pub mod hyphens;

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

use icu::calendar::{Date as CalendarDate, Iso};
use icu::collator::CollatorBorrowed;
use icu::collator::options::CollatorOptions;
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::{YM, YMD};
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::locale::Locale as IcuLocale;
use icu::locale::subtags::{Language, language};

use crate::model::languages::orthography::{self, And, Orthography, Sorting};
use crate::model::languages::{self, exceptions::Exceptions};

const ENGLISH: Language = language!("en");

/// How one language of the report writes.
pub struct Locale {
    pub language: Language,
    /// The region in capital letters, such as `FI`.
    pub region: String,
    orthography: &'static Orthography,
    /// Compounds of the report, which break at their joints.
    compounds: Exceptions,
    short: DateTimeFormatter<YMD>,
    long: DateTimeFormatter<YMD>,
    /// Months in their long and their short form, made when a report first has one.
    months: OnceLock<[DateTimeFormatter<YM>; 2]>,
    /// Months in small letters as they stand in dates, made when a text first has a day.
    in_dates: OnceLock<Vec<String>>,
    decimal: DecimalFormatter,
    collator: CollatorBorrowed<'static>,
}

impl Locale {
    /// An error says that `tag` (BCP 47, such as `sv-FI`) is malformed or unknown, has no country as its region, or is of another
    /// language.
    pub fn new(language: Language, tag: &str) -> Result<Self, String> {
        let locale: IcuLocale = tag.parse().map_err(|_| format!("`{tag}` is not a locale"))?;
        if locale.id.language != language {
            return Err(format!("`{tag}` is not a locale of `{language}`"));
        }
        let region = locale.id.region.ok_or_else(|| format!("the locale `{tag}` has no region"))?;
        // Typst takes none of the numbers that BCP 47 has for parts of the world, such as `419` for Latin America.
        if !region.is_alphabetic() {
            return Err(format!("the region of the locale `{tag}` is no country"));
        }
        let unknown = || format!("the locale `{tag}` is unknown to CLDR");
        let orthography = orthography::of(language);
        let order = orthography.sorting.locale.as_ref().and_then(|tag| tag.parse().ok());
        let order: IcuLocale = order.unwrap_or_else(|| locale.clone());
        Ok(Self {
            language,
            region: region.to_string(),
            orthography,
            compounds: Exceptions::default(),
            short: DateTimeFormatter::try_new((&locale).into(), YMD::medium()).ok().ok_or_else(unknown)?,
            long: DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok().ok_or_else(unknown)?,
            months: OnceLock::new(),
            in_dates: OnceLock::new(),
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default()).ok().ok_or_else(unknown)?,
            collator: CollatorBorrowed::try_new((&order).into(), CollatorOptions::default())
                .ok()
                .ok_or_else(unknown)?,
        })
    }

    /// A built-in language as most of its readers write it, for words of others in a report. English is divided as in Britain.
    pub fn of_readers(language: Language) -> Option<&'static Self> {
        static BUILT_IN: LazyLock<HashMap<Language, OnceLock<Option<Locale>>>> =
            LazyLock::new(|| languages::BUILT_IN.iter().map(|language| (*language, OnceLock::new())).collect());
        let tag = || if language == ENGLISH { "en-GB".to_owned() } else { languages::with_region(language) };
        BUILT_IN.get(&language)?.get_or_init(|| Self::new(language, &tag()).ok()).as_ref()
    }

    /// The same with the compounds of a report, each with a line at its joints.
    #[must_use]
    pub fn with_compounds<'c>(self, compounds: impl Iterator<Item = &'c str>) -> Self {
        Self { compounds: Exceptions::of_compounds(compounds), ..self }
    }

    /// A day by year, month and day: `6.3.2025` in Finnish.
    pub fn short_date(&self, ymd: (u16, u8, u8)) -> String {
        let dates = &self.orthography.dates;
        if let Some(form) = &dates.short {
            let (year, month, day) = ymd;
            let parts = [("MM", format!("{month:02}")), ("d", day.to_string()), ("y", year.to_string())];
            return parts.iter().fold(form.clone(), |date, (part, written)| date.replace(part, written));
        }
        let short = self.short.format(&calendar(ymd)).to_string();
        self.first(&self.stopped(&short, &self.long_of(ymd)), ymd)
    }

    /// A date with a full stop after each month that is shorter than in the `long` form, if the language writes one.
    fn stopped(&self, short: &str, long: &str) -> String {
        if !self.orthography.dates.stop {
            return short.to_owned();
        }
        let is_short = |word: &str| {
            word.len() > 2 && word.starts_with(char::is_alphabetic) && long.split(' ').all(|whole| whole != word)
        };
        let words = short.split(' ').map(|word| match is_short(word) {
            true => format!("{}.", word.trim_end_matches('.')),
            false => word.to_owned(),
        });
        words.collect::<Vec<_>>().join(" ")
    }

    fn long_of(&self, ymd: (u16, u8, u8)) -> String {
        self.long.format(&calendar(ymd)).to_string()
    }

    /// A date that begins with its day, unbroken; the first of a month as the language writes that.
    fn first(&self, date: &str, (_, _, day): (u16, u8, u8)) -> String {
        match (&self.orthography.dates.first, date.strip_prefix("1 ")) {
            (Some(first), Some(rest)) if day == 1 => unbroken(&format!("{first} {rest}")),
            _ => unbroken(date),
        }
    }

    /// Whether a label inside of a sentence begins with a small letter. Nouns of German have capitals.
    pub fn lowers(&self) -> bool {
        !self.orthography.capitals
    }

    /// The same of the word before the number of a figure or table.
    pub fn lowers_figures(&self) -> bool {
        self.lowers() && !self.orthography.capital_figures
    }

    /// A name inside of a sentence: `Confidence` is `confidence`, and `CVSS` stays.
    pub fn in_sentence(&self, name: &str) -> String {
        let mut characters = name.chars();
        match (characters.next(), characters.next()) {
            (Some(first), Some(second)) if self.lowers() && second.is_lowercase() => {
                first.to_lowercase().chain([second]).chain(characters).collect()
            }
            _ => name.to_owned(),
        }
    }

    /// What stands between two dates, the later of which may begin a line.
    pub fn to(&self) -> &'static str {
        if self.orthography.dates.tight { "–" } else { "\u{a0}– " }
    }

    /// From one short date to another, which both have several words or none has.
    pub fn from_to(&self, from: &str, to: &str) -> String {
        let is_words = [from, to].iter().any(|date| date.contains('\u{a0}'));
        format!("{from}{}{to}", if is_words { self.to() } else { "–" })
    }

    /// `6. maaliskuuta 2025` in Finnish.
    pub fn long_date(&self, ymd: (u16, u8, u8)) -> String {
        let long = self.long_of(ymd);
        // Estonian writes the day as an ordinal (`6. märts 2025`), which the data of ICU lack in the long form alone.
        let day = ymd.2.to_string();
        let is_ordinal = || self.short.format(&calendar(ymd)).to_string().starts_with(&format!("{day}. "));
        match long.strip_prefix(&day).filter(|rest| rest.starts_with(' ') && is_ordinal()) {
            Some(rest) => unbroken(&format!("{day}.{rest}")),
            None => self.first(&long, ymd),
        }
    }

    /// The names of months in dates, in small letters: the longest word of each date, in both forms.
    fn names_of_months(&self) -> &[String] {
        self.in_dates.get_or_init(|| {
            let of = |date: String| {
                let words = date.split(|c: char| !c.is_alphabetic()).max_by_key(|word| word.len());
                words.unwrap_or_default().to_lowercase()
            };
            let dates = (1..=12).flat_map(|month| [(2033, month, 24); 2].into_iter().zip([true, false]));
            let dates = dates.map(|(ymd, is_long)| if is_long { self.long_date(ymd) } else { self.short_date(ymd) });
            dates.map(of).filter(|month| !month.is_empty()).collect()
        })
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
        let number = self.decimal.format(&decimal).to_string().replace('-', "\u{2212}");
        let Some(separator) = self.orthography.numbers.separator else { return number };
        let (whole, fraction) = number.split_at(number.find(',').unwrap_or(number.len()));
        whole.replace('.', separator.encode_utf8(&mut [0; 4])) + fraction
    }

    /// The language's word for “and”, if that changes before some words.
    pub fn and(&self) -> Option<&'static str> {
        Some(self.orthography.and.word.as_str()).filter(|word| !word.is_empty())
    }

    /// The form of that before a word.
    pub fn and_before(&self, word: &str) -> &'static str {
        let And { word: usual, other, before, except } = &self.orthography.and;
        let word = word.to_lowercase();
        let begins = |starts: &[String]| starts.iter().any(|start| word.starts_with(start.as_str()));
        if begins(before) && !begins(except) { other } else { usual }
    }

    /// How the first day of a month is written, if not as the others.
    pub fn first_day(&self) -> Option<&'static str> {
        self.orthography.dates.first.as_deref()
    }

    /// The endings of ordinals that are raised, as in French: `1er`, `2e`.
    pub fn raised_endings(&self) -> &'static [String] {
        &self.orthography.numbers.raised
    }

    /// Whether some words or signs do not count in the order of names.
    pub fn has_silent_parts(&self) -> bool {
        let Sorting { particles, signs, .. } = &self.orthography.sorting;
        !particles.is_empty() || !signs.is_empty()
    }

    /// What stands before the decimals of a number: a comma, or a point.
    pub fn decimal_sign(&self) -> String {
        self.number(0.5).trim_matches(|character: char| character.is_numeric()).to_owned()
    }

    /// The order in which the language's dictionaries list two words.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let Sorting { particles, signs, .. } = &self.orthography.sorting;
        if !self.has_silent_parts() {
            return self.collator.compare(a, b);
        }
        let counted = |name: &str| {
            let mut rest = name;
            while let Some((_, after)) =
                rest.split_once(' ').filter(|(first, _)| particles.iter().any(|it| it == first))
            {
                rest = after;
            }
            rest.replace(signs.as_slice(), "")
        };
        self.collator.compare(&counted(a), &counted(b)).then_with(|| self.collator.compare(a, b))
    }
}

/// A date does not break over lines.
fn unbroken(date: &str) -> String {
    date.replace(' ', "\u{a0}")
}

fn calendar((year, month, day): (u16, u8, u8)) -> CalendarDate<Iso> {
    CalendarDate::try_new_iso(i32::from(year), month, day).expect("TOML dates are dates of the calendar")
}
