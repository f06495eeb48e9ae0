//! Numbers as spreadsheets write them: with a decimal point or a decimal comma, and perhaps with marks between the thousands.

use crate::model::Number;

/// A cell as a number, by what separates the decimals; nothing where it is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    pub point: Option<Number>,
    pub comma: Option<Number>,
}

impl Reading {
    /// The number if `mark` separates the decimals; where it cannot, the one with the other mark.
    pub fn by(self, mark: char) -> Option<Number> {
        if mark == ',' { self.comma.or(self.point) } else { self.point.or(self.comma) }
    }
}

/// The characters that may separate thousands, besides point and comma: spaces, also non-breaking ones, and apostrophes.
const BETWEEN_THOUSANDS: [char; 6] = [' ', '\u{a0}', '\u{2009}', '\u{202f}', '\'', '’'];

/// Reads a cell.
pub fn read(cell: &str) -> Reading {
    let cell = cell.trim();
    let (sign, amount) = match cell.strip_prefix(['-', '−']) {
        Some(amount) => (-1.0, amount),
        None => (1.0, cell.strip_prefix('+').unwrap_or(cell)),
    };
    let value = |mark| parse(amount, mark).map(|number| Number { value: sign * number.value, ..number });
    Reading { point: value('.'), comma: value(',') }
}

/// The number if `mark` separates the decimals.
fn parse(amount: &str, mark: char) -> Option<Number> {
    let (digits, exponent) = match amount.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (amount, 0),
    };
    let (whole, decimals) = digits.split_once(mark).unwrap_or((digits, ""));
    let digital = |digits: &str| digits.chars().all(|digit| digit.is_ascii_digit());
    let whole = thousands(whole, mark)?;
    if !digital(&whole) || !digital(decimals) || whole.len() + decimals.len() == 0 {
        return None;
    }
    Number::read(&format!("{whole}.{decimals}e{exponent}"))
}

/// The whole part without separators of thousands; `None` if they differ or three digits do not follow each.
fn thousands(whole: &str, mark: char) -> Option<String> {
    let between = |c: char| BETWEEN_THOUSANDS.contains(&c) || (c != mark && matches!(c, '.' | ','));
    let Some(separator) = whole.chars().find(|c| between(*c)) else { return Some(whole.to_owned()) };
    let mut groups = whole.split(separator);
    let first = groups.next().filter(|first| (1..=3).contains(&first.len()) && !first.starts_with('0'))?;
    let rest: Vec<&str> = groups.collect();
    rest.iter().all(|group| group.len() == 3).then(|| first.to_owned() + &rest.concat())
}

/// Whether a cell that is no number is one with a percent sign, a currency or another unit, such as `50 kr` or `EUR 50`.
pub fn has_unit(cell: &str) -> bool {
    let unit = |c: char| c.is_ascii_alphabetic() || c == ' ' || c == '\u{a0}';
    let amount = cell.trim_matches(unit).trim_start_matches(['-', '−', '+']);
    let letters = cell.chars().filter(char::is_ascii_alphabetic).count();
    let has_sign = cell.contains(['%', '‰', '€', '$', '£', '¥']);
    let has_word = (1..=4).contains(&letters) && ['.', ','].iter().any(|mark| parse(amount, *mark).is_some());
    cell.contains(|c: char| c.is_ascii_digit()) && (has_sign || has_word)
}
