//! Periods in words.

use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YM;
use icu::locale::Locale as IcuLocale;

use crate::model::languages::orthography::{PartsOfYear, Periods};
use crate::model::{Period, period::Part};

use super::{Locale, calendar, unbroken};

impl Locale {
    /// A period in running text, such as `toukokuu 2027` in Finnish, with no-break spaces. A language without words for halves and
    /// quarters has them as TOML does.
    pub fn period(&self, period: Period) -> String {
        self.in_words(period, 0, |words| &words.long)
    }

    /// The same where room is short: `touko 2027`.
    pub fn short_period(&self, period: Period) -> String {
        self.in_words(period, 1, |words| &words.short)
    }

    fn in_words(&self, period: Period, form: usize, names: fn(&Periods) -> &PartsOfYear) -> String {
        let of_year = |name: fn(&PartsOfYear, usize) -> &str, number: u8| match &self.orthography.periods {
            Some(words) => {
                unbroken(&format!("{}{}{}", name(names(words), usize::from(number) - 1), words.of, period.year))
            }
            None => period.to_string(),
        };
        match period.part {
            Part::Whole => period.year.to_string(),
            Part::Half(number) => of_year(|names, at| &names.halves[at], number),
            Part::Quarter(number) => of_year(|names, at| &names.quarters[at], number),
            Part::Month(_) => {
                let forms = self.months().each_ref().map(|form| form.format(&calendar(period.first())).to_string());
                unbroken(&self.stopped(&forms[form], &forms[0]))
            }
        }
    }

    fn months(&self) -> &[DateTimeFormatter<YM>; 2] {
        self.months.get_or_init(|| {
            let locale: IcuLocale = self.code().parse().expect("a language and a region are a locale");
            [YM::long(), YM::medium()].map(|form| {
                DateTimeFormatter::try_new((&locale).into(), form).expect("a locale with days in CLDR has months")
            })
        })
    }
}
