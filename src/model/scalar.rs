//! The small values of the data: ids, dates, numbers.

use crate::bounds::text::{LARGEST_NUMBER, MOST_DECIMALS, SMALLEST_NUMBER};
use crate::diagnostics::Place;

/// Why a string is not an id, if it is not: an id is a letter, then letters, digits or points, all ASCII.
pub fn id_fault(id: &str) -> Option<&'static str> {
    let mut characters = id.chars();
    match characters.next() {
        None => Some("an id has at least one letter"),
        Some(first) if !first.is_ascii_alphabetic() => Some("an id starts with a letter from A to Z"),
        _ if !characters.all(|c| c.is_ascii_alphanumeric() || c == '.') => {
            Some("an id has only letters from A to Z, digits and points")
        }
        _ => None,
    }
}

/// An id or a key, where it is written.
#[derive(Debug, Clone)]
pub struct Id {
    pub id: String,
    pub place: Place,
}

/// A value that remembers where it stands, for a check that needs more than its type.
#[derive(Debug, Clone, Copy)]
pub struct Placed<T> {
    pub value: T,
    pub place: Place,
}

/// A calendar date.
#[derive(Debug, Clone, Copy)]
pub struct Date {
    pub year: u16,
    pub month: u8,
    pub day: u8,
    pub place: Place,
}

impl Date {
    /// Year, month and day, in the order in which dates compare.
    pub fn ymd(self) -> (u16, u8, u8) {
        (self.year, self.month, self.day)
    }
}

/// A finite number, integer or decimal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Number {
    pub value: f64,
    /// How many digits were written after the decimal point: `51.0` has one.
    pub decimals: usize,
}

impl Number {
    /// Reads a number with a decimal point. `None` when the text is no number, or one with more digits than a page can show.
    pub fn read(text: &str) -> Option<Self> {
        let is_shown = |value: &f64| *value == 0.0 || (SMALLEST_NUMBER..=LARGEST_NUMBER).contains(&value.abs());
        let value = text.parse::<f64>().ok().filter(is_shown)?;
        let written = text.split(['e', 'E']).next().unwrap_or(text);
        let decimals = written.split_once('.').map_or(0, |(_, digits)| digits.len());
        Some(Number { value, decimals: decimals.min(MOST_DECIMALS) })
    }

    /// The digits after the decimal point that keep the value, at least those that were written.
    pub fn digits(self) -> usize {
        let shortest = self.value.to_string();
        shortest.split_once('.').map_or(0, |(_, digits)| digits.len()).max(self.decimals)
    }
}
