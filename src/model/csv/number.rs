//! Numbers as spreadsheets write them: with a decimal point or a decimal comma, and perhaps with marks between the thousands.

use crate::model::Number;

/// What separates the decimals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Point,
    Comma,
}

impl Mark {
    fn char(self) -> char {
        match self {
            Mark::Point => '.',
            Mark::Comma => ',',
        }
    }
}

/// How to read a cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reading {
    /// The same number whatever separates the decimals.
    Number(Number),
    /// A number only if this separates the decimals.
    With(Mark, Number),
    /// One number if a point separates the decimals, another one if a comma does.
    Doubtful {
        point: Number,
        comma: Number,
    },
    Not(Why),
}

/// Why a cell is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Empty,
    /// It has a percent sign, a currency or another unit.
    Unit,
    Other,
}

/// The characters that may separate thousands, besides point and comma: spaces, also non-breaking ones, and apostrophes.
const BETWEEN_THOUSANDS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

/// Reads a cell.
pub fn read(cell: &str) -> Reading {
    let cell = cell.trim();
    let (negative, amount) = match cell.strip_prefix(['-', '−']) {
        Some(amount) => (true, amount),
        None => (false, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let value = |mark| {
        parse(amount, mark).map(|number| if negative { Number { value: -number.value, ..number } } else { number })
    };
    match (value(Mark::Point), value(Mark::Comma)) {
        (Some(point), Some(comma)) if point == comma => Reading::Number(point),
        (Some(point), Some(comma)) => Reading::Doubtful { point, comma },
        (Some(point), None) => Reading::With(Mark::Point, point),
        (None, Some(comma)) => Reading::With(Mark::Comma, comma),
        (None, None) => Reading::Not(why(cell)),
    }
}

/// The number if `mark` separates the decimals.
fn parse(amount: &str, mark: Mark) -> Option<Number> {
    let (digits, exponent) = match amount.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (amount, 0),
    };
    let (whole, decimals) = digits.split_once(mark.char()).unwrap_or((digits, ""));
    let digital = |digits: &str| digits.chars().all(|digit| digit.is_ascii_digit());
    let whole = thousands(whole, mark)?;
    if !digital(&whole) || !digital(decimals) || whole.len() + decimals.len() == 0 {
        return None;
    }
    Number::read(&format!("{whole}.{decimals}e{exponent}"))
}

/// The whole part without separators of thousands; `None` if they differ or three digits do not follow each.
fn thousands(whole: &str, mark: Mark) -> Option<String> {
    let between = |c: char| BETWEEN_THOUSANDS.contains(&c) || (c != mark.char() && matches!(c, '.' | ','));
    let Some(separator) = whole.chars().find(|c| between(*c)) else { return Some(whole.to_owned()) };
    let mut groups = whole.split(separator);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    rest.iter().all(|group| group.len() == 3).then(|| first.to_owned() + &rest.concat())
}

fn why(cell: &str) -> Why {
    let has_digit = cell.chars().any(|c| c.is_ascii_digit());
    match cell {
        "" => Why::Empty,
        _ if has_digit && (cell.contains(['%', '‰', '€', '$', '£', '¥']) || amount_with_unit(cell)) => Why::Unit,
        _ => Why::Other,
    }
}

/// Whether a cell is a number followed or preceded by a short word, such as `50 kr` or `EUR 50`.
fn amount_with_unit(cell: &str) -> bool {
    let unit = |c: char| c.is_ascii_alphabetic() || c == ' ' || c == '\u{a0}';
    let bare = cell.trim_matches(unit);
    let letters = cell.chars().filter(char::is_ascii_alphabetic).count();
    let amount = bare.trim_start_matches(['-', '−', '+']);
    (1..=4).contains(&letters) && [Mark::Point, Mark::Comma].iter().any(|mark| parse(amount, *mark).is_some())
}
