//! Dates of a PDF (ISO 32000-1, 7.9.4), as programs write them: with or without `D:`, a zone, seconds.

use crate::comments::mark::Date;

/// `D:20260210101500+02'00'` as `2026-02-10T10:15:00+02:00`. `None` if it is no date.
pub fn of(text: &str) -> Option<Date> {
    let text = text.trim();
    let mut rest = text.strip_prefix("D:").unwrap_or(text);
    let year: i64 = digits(&mut rest, 4)?;
    let month = digits(&mut rest, 2).unwrap_or(1);
    let day = digits(&mut rest, 2).unwrap_or(1);
    let hour = digits(&mut rest, 2);
    if hour.is_none() && !rest.is_empty() {
        return None;
    }
    let hour = hour.unwrap_or(0);
    let [minute, second] = [(); 2].map(|()| digits(&mut rest, 2).unwrap_or(0));
    // A leap second is the last one of its minute, as in most calendars of programs.
    let second = second.min(59);
    if !(1..=12).contains(&month) || !(1..=days(year, month)).contains(&day) || hour > 23 || minute > 59 {
        return None;
    }
    let iso = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    let (zone, offset) = zone(rest);
    let seconds = ((since_1970(year, month, day) * 24 + hour) * 60 + minute) * 60 + second - offset;
    Some(Date { iso: iso + &zone, seconds })
}

/// Takes a number of just so many digits.
fn digits(rest: &mut &str, count: usize) -> Option<i64> {
    let (number, after) = rest.split_at_checked(count)?;
    let value = number.bytes().all(|byte| byte.is_ascii_digit()).then(|| number.parse().ok())??;
    *rest = after;
    Some(value)
}

/// A zone such as `+02'00'`, `+0200`, `Z` or Apple's `Z00'00'`, in ISO 8601, and its seconds; empty if there is none.
fn zone(text: &str) -> (String, i64) {
    let sign = match text.chars().next() {
        Some('Z') => return ("+00:00".to_owned(), 0),
        Some('+') => 1,
        Some('-') => -1,
        _ => return (String::new(), 0),
    };
    let mut rest = &text[1..];
    let Some(hours) = digits(&mut rest, 2) else { return (String::new(), 0) };
    rest = rest.trim_start_matches(['\'', ':']);
    let minutes = digits(&mut rest, 2).unwrap_or(0);
    if hours > 23 || minutes > 59 {
        return (String::new(), 0);
    }
    let mark = if sign < 0 { '-' } else { '+' };
    (format!("{mark}{hours:02}:{minutes:02}"), sign * (hours * 60 + minutes) * 60)
}

fn days(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

/// The days from 1970-01-01 in the Gregorian calendar.
fn since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = |year: i64| 365 * year + (year + 3) / 4 - (year + 99) / 100 + (year + 399) / 400;
    before(year) - before(1970) + (1..month).map(|month| days(year, month)).sum::<i64>() + day - 1
}
