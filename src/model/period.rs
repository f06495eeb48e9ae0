//! Periods of the calendar: a year, a half-year, a quarter or a month.

use std::fmt;
use std::str::FromStr;

use crate::diagnostics::Place;

/// Year, month and day, in the order in which days compare.
pub type Day = (u16, u8, u8);

/// A period that is longer than a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    pub year: u16,
    pub part: Part,
}

/// Which part of the year it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    Whole,
    /// 1 or 2.
    Half(u8),
    /// From 1 to 4.
    Quarter(u8),
    /// From 1 to 12.
    Month(u8),
}

/// What a string says: a period, or one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    Period(Period),
    Day(Day),
}

/// A period where it is written.
#[derive(Debug, Clone, Copy)]
pub struct PlacedPeriod {
    pub period: Period,
    pub place: Place,
}

impl Period {
    /// Its first and last month.
    fn months(self) -> (u8, u8) {
        match self.part {
            Part::Whole => (1, 12),
            Part::Half(number) => (number * 6 - 5, number * 6),
            Part::Quarter(number) => (number * 3 - 2, number * 3),
            Part::Month(month) => (month, month),
        }
    }

    pub fn first(self) -> Day {
        (self.year, self.months().0, 1)
    }

    pub fn last(self) -> Day {
        let month = self.months().1;
        (self.year, month, days(self.year, month))
    }
}

/// As TOML has it: `2027-H1`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        match self.part {
            Part::Whole => Ok(()),
            Part::Half(number) => write!(f, "-H{number}"),
            Part::Quarter(number) => write!(f, "-Q{number}"),
            Part::Month(month) => write!(f, "-{month:02}"),
        }
    }
}

/// How many days a month has (Gregorian calendar, as ISO 8601 has it for all years).
fn days(year: u16, month: u8) -> u8 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28 + u8::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Why a string is no period.
#[derive(Debug, PartialEq)]
pub enum Fault {
    /// It is not written as one.
    NoPeriod,
    /// The calendar has no such period: what is wrong, and what to write.
    NotInCalendar { message: String, hint: String },
}

impl FromStr for Written {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        let pieces: Vec<&str> = text.split('-').collect();
        let year = digits::<u16>(pieces[0], 4).filter(|year| *year > 0).ok_or(Fault::NoPeriod)?;
        let period = |part| Written::Period(Period { year, part });
        match pieces[1..] {
            [] => Ok(period(Part::Whole)),
            [part] if part.starts_with(['H', 'h', 'Q', 'q']) => part_of_year(year, part).map(period),
            [month] => month_of(year, month).map(Part::Month).map(period),
            [month, day] => day_of(year, month_of(year, month)?, day).map(Written::Day),
            _ => Err(Fault::NoPeriod),
        }
    }
}

/// A half-year or a quarter.
fn part_of_year(year: u16, written: &str) -> Result<Part, Fault> {
    let (letter, number) = written.split_at(1);
    let number = digits::<u8>(number, 1).ok_or(Fault::NoPeriod)?;
    let fault = |message: String, hint: String| Err(Fault::NotInCalendar { message, hint });
    match (letter, number) {
        ("H", 1 | 2) => Ok(Part::Half(number)),
        ("Q", 1..=4) => Ok(Part::Quarter(number)),
        ("h", 1 | 2) | ("q", 1..=4) => {
            let meant = written.to_uppercase();
            fault(format!("`{year:04}-{written}` is not a period"), format!("did you mean `{year:04}-{meant}`?"))
        }
        ("H" | "h", _) => {
            fault(format!("a year has no half `{written}`"), format!("write `{year:04}-H1` or `{year:04}-H2`"))
        }
        _ => {
            let hint = format!("write one from `{year:04}-Q1` to `{year:04}-Q4`");
            fault(format!("a year has no quarter `{written}`"), hint)
        }
    }
}

fn month_of(year: u16, written: &str) -> Result<u8, Fault> {
    let month = digits::<u8>(written, 2).ok_or(Fault::NoPeriod)?;
    if (1..=12).contains(&month) {
        return Ok(month);
    }
    let hint = format!("write one from `{year:04}-01` to `{year:04}-12`");
    Err(Fault::NotInCalendar { message: format!("a year has no month `{written}`"), hint })
}

fn day_of(year: u16, month: u8, written: &str) -> Result<Day, Fault> {
    let day = digits::<u8>(written, 2).ok_or(Fault::NoPeriod)?;
    let last = days(year, month);
    if (1..=last).contains(&day) {
        return Ok((year, month, day));
    }
    let message = format!("`{year:04}-{month:02}` has no day `{written}`");
    Err(Fault::NotInCalendar { message, hint: format!("its last day is `{year:04}-{month:02}-{last}`") })
}

/// A number of exactly so many digits.
fn digits<T: FromStr>(text: &str, count: usize) -> Option<T> {
    let is_number = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}
