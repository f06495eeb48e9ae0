//! Periods in words.

use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YM;
use icu::locale::Locale as IcuLocale;

use crate::model::{Period, languages::BUILT_IN, period::Part};

use super::{Locale, calendar, unbroken};

/// The halves and quarters of a year in one language.
struct Words {
    language: &'static str,
    /// In running text.
    long: Names,
    /// Where room is short.
    short: Names,
    /// What stands before the year.
    of: &'static str,
}

struct Names {
    halves: [&'static str; 2],
    quarters: [&'static str; 4],
}

/// Quarters are those of CLDR 48 (`dates/calendars/gregorian/quarters`, `wide` and `abbreviated`, in its pattern `yQQQQ`).
///
/// CLDR has no half-years. They are written as quarters are, with the language's word for a half-year. In Finnish their months are
/// named (`tammi–kesäkuu`), as official statistics and half-year reports do: *puolivuosi* and *vuosipuolisko* are both in use, and an
/// ordinal before them would have to be inflected in a sentence. The dash without spaces is that of Kielitoimiston ohjepankki
/// (“Ajatusviiva rajakohtien merkkinä”).
const WORDS: [Words; BUILT_IN.len()] = [
    Words {
        language: "da",
        long: Names {
            halves: ["1. halvår", "2. halvår"],
            quarters: ["1. kvartal", "2. kvartal", "3. kvartal", "4. kvartal"],
        },
        short: Names { halves: ["1. halvår", "2. halvår"], quarters: ["1. kvt.", "2. kvt.", "3. kvt.", "4. kvt."] },
        of: " ",
    },
    Words {
        language: "de",
        long: Names {
            halves: ["1. Halbjahr", "2. Halbjahr"],
            quarters: ["1. Quartal", "2. Quartal", "3. Quartal", "4. Quartal"],
        },
        short: Names { halves: ["H1", "H2"], quarters: ["Q1", "Q2", "Q3", "Q4"] },
        of: " ",
    },
    Words {
        language: "en",
        long: Names {
            halves: ["1st half", "2nd half"],
            quarters: ["1st quarter", "2nd quarter", "3rd quarter", "4th quarter"],
        },
        short: Names { halves: ["H1", "H2"], quarters: ["Q1", "Q2", "Q3", "Q4"] },
        of: " ",
    },
    Words {
        language: "es",
        long: Names {
            halves: ["1.er semestre", "2.º semestre"],
            quarters: ["1.er trimestre", "2.º trimestre", "3.er trimestre", "4.º trimestre"],
        },
        short: Names { halves: ["S1", "S2"], quarters: ["T1", "T2", "T3", "T4"] },
        of: " de ",
    },
    Words {
        language: "et",
        long: Names {
            halves: ["1. poolaasta", "2. poolaasta"],
            quarters: ["1. kvartal", "2. kvartal", "3. kvartal", "4. kvartal"],
        },
        short: Names { halves: ["1. poolaasta", "2. poolaasta"], quarters: ["K1", "K2", "K3", "K4"] },
        of: " ",
    },
    Words {
        language: "fi",
        long: Names {
            halves: ["tammi–kesäkuu", "heinä–joulukuu"],
            quarters: ["1. neljännes", "2. neljännes", "3. neljännes", "4. neljännes"],
        },
        short: Names {
            halves: ["tammi–kesä", "heinä–joulu"],
            quarters: ["1. nelj.", "2. nelj.", "3. nelj.", "4. nelj."],
        },
        of: " ",
    },
    Words {
        language: "fr",
        long: Names {
            halves: ["1er semestre", "2e semestre"],
            quarters: ["1er trimestre", "2e trimestre", "3e trimestre", "4e trimestre"],
        },
        short: Names { halves: ["S1", "S2"], quarters: ["T1", "T2", "T3", "T4"] },
        of: " ",
    },
    Words {
        language: "it",
        long: Names {
            halves: ["1º semestre", "2º semestre"],
            quarters: ["1º trimestre", "2º trimestre", "3º trimestre", "4º trimestre"],
        },
        short: Names { halves: ["S1", "S2"], quarters: ["T1", "T2", "T3", "T4"] },
        of: " ",
    },
    Words {
        language: "nb",
        long: Names {
            halves: ["1. halvår", "2. halvår"],
            quarters: ["1. kvartal", "2. kvartal", "3. kvartal", "4. kvartal"],
        },
        short: Names { halves: ["1. halvår", "2. halvår"], quarters: ["K1", "K2", "K3", "K4"] },
        of: " ",
    },
    Words {
        language: "nl",
        long: Names {
            halves: ["1e halfjaar", "2e halfjaar"],
            quarters: ["1e kwartaal", "2e kwartaal", "3e kwartaal", "4e kwartaal"],
        },
        short: Names { halves: ["H1", "H2"], quarters: ["K1", "K2", "K3", "K4"] },
        of: " ",
    },
    Words {
        language: "pl",
        long: Names {
            halves: ["I półrocze", "II półrocze"],
            quarters: ["I kwartał", "II kwartał", "III kwartał", "IV kwartał"],
        },
        short: Names { halves: ["I półr.", "II półr."], quarters: ["I kw.", "II kw.", "III kw.", "IV kw."] },
        of: " ",
    },
    Words {
        language: "sv",
        long: Names {
            halves: ["1:a halvåret", "2:a halvåret"],
            quarters: ["1:a kvartalet", "2:a kvartalet", "3:e kvartalet", "4:e kvartalet"],
        },
        short: Names { halves: ["1:a halvåret", "2:a halvåret"], quarters: ["K1", "K2", "K3", "K4"] },
        of: " ",
    },
];

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

    fn in_words(&self, period: Period, form: usize, names: fn(&Words) -> &Names) -> String {
        let words = WORDS.iter().find(|words| self.language.as_str() == words.language);
        let of_year = |name: fn(&Names, usize) -> &'static str, number: u8| match words {
            Some(words) => {
                unbroken(&format!("{}{}{}", name(names(words), usize::from(number) - 1), words.of, period.year))
            }
            None => period.to_string(),
        };
        match period.part {
            Part::Whole => period.year.to_string(),
            Part::Half(number) => of_year(|names, at| names.halves[at], number),
            Part::Quarter(number) => of_year(|names, at| names.quarters[at], number),
            Part::Month(_) => unbroken(&self.months()[form].format(&calendar(period.first())).to_string()),
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
