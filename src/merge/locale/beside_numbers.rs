//! The spaces beside a number: inside of it, before its unit, behind the word that it belongs to, and in dates.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::model::languages::orthography::{self, Together};

use super::Locale;
use super::spaces::{CLOSING, NO_BREAK, OPENING, Pair, bare};

/// Characters of a number besides its digits.
const IN_NUMBERS: &[char] =
    &['.', ',', '’', '/', '–', '-', '−', '+', '±', '~', '≈', '<', '>', '≤', '≥', '×', ':', '½', '¼', '¾'];

/// The bytes of the longest word that is shortened to its first letters, which another one with a capital may be shortened to, too.
const LONGEST_SHORTENED: usize = 3;
/// What could be a year.
const LEAST_YEAR: &str = "1500";
const MOST_YEAR: &str = "2199";
/// The letters of words that stay with the number before them. Shorter ones mostly count nothing, as “and” does, and longer ones would leave
/// their line too short.
const LETTERS_OF_COUNTED: RangeInclusive<usize> = 4..=11;
/// The same of names in capitals, and of the number behind one.
const LETTERS_OF_DESIGNATIONS: RangeInclusive<usize> = 1..=5;
const LONGEST_DESIGNATED: usize = 10;

impl Locale {
    /// The space beside a number.
    pub(super) fn of_numbers(&self, pair @ Pair { left, right, .. }: &Pair) -> Option<char> {
        let numbers = &self.orthography.numbers;
        if is_number(bare(left)) {
            if is_group(pair) {
                return Some(numbers.group.unwrap_or(NO_BREAK));
            }
            if right.starts_with(['%', '‰']) {
                let own = numbers.percent.as_ref().and_then(|space| space.chars().next());
                return Some(own.unwrap_or(NO_BREAK));
            }
        }
        let belongs = self.is_unit(pair) || self.is_numbered(pair) || self.is_between(pair) || self.is_date(pair);
        let belongs = belongs || is_designation(left, right) || self.is_counted(pair);
        belongs.then_some(NO_BREAK)
    }

    /// Whether a number of few digits stands before the word for what it counts: `38 anordnare`. A year, and a number that belongs to the
    /// word before it, count nothing, and a number in groups is long enough to begin or end a line.
    fn is_counted(&self, Pair { earlier, left, right, .. }: &Pair) -> bool {
        let is_digits = (1..=4).contains(&left.len()) && left.bytes().all(|byte| byte.is_ascii_digit());
        let is_count = is_digits && !earlier.ends_with(|c: char| c.is_ascii_digit());
        let is_year = left.len() == 4 && (LEAST_YEAR..=MOST_YEAR).contains(left);
        let word = right.trim_end_matches(CLOSING);
        let letters = word.chars().count();
        let is_noun = word.chars().all(char::is_lowercase) && LETTERS_OF_COUNTED.contains(&letters);
        let of_word = Pair { earlier: "", left: earlier, right: left, later: "", dashes: 0, is_closed: false };
        is_count
            && !is_year
            && is_noun
            && !self.is_numbered(&of_word)
            && !(earlier.len() > 1 && is_designation(earlier, left))
    }

    /// Whether some list of the language, or of all languages, has a word.
    fn lists(&self, word: &str, list: fn(&Together) -> &HashSet<String>) -> bool {
        !word.is_empty()
            && [&orthography::common().together, &self.orthography.together].iter().any(|of| list(of).contains(word))
    }

    /// Whether a number stands before its unit, a Roman one before its word, or a unit such as “million” before another one.
    fn is_unit(&self, Pair { earlier, left, right, later, .. }: &Pair) -> bool {
        let left = bare(left);
        let counts = |word: &str| is_number(word.strip_suffix('.').unwrap_or(word));
        let units = |word: &str| self.lists(word, |of| &of.units);
        let roman = ["ème", "er", "e"].iter().find_map(|ending| left.strip_suffix(ending)).unwrap_or(left);
        let is_counted = counts(left) || is_roman(roman);
        let is_more = || counts(bare(earlier)) && units(left);
        if !is_counted && !is_more() {
            return false;
        }
        let open = right.trim_end_matches([',', ';', ')']);
        let first = right.split(['/', '-', ':']).next().unwrap_or_default();
        units(open)
            || units(right.trim_end_matches(CLOSING))
            || units(first) && first.len() < right.len()
            || units(&format!("{right} {}", later.trim_end_matches([',', ';', ')', '.'])))
            || units(&format!("{right} {}", later.trim_end_matches([',', ';', ')'])))
    }

    /// Whether a word such as `p.` stands before its number or its letter, or a name before its Roman number.
    fn is_numbered(&self, Pair { earlier, left, right, later, .. }: &Pair) -> bool {
        let bare_right = right.trim_start_matches(OPENING).trim_end_matches(CLOSING);
        let is_digit = right.trim_start_matches(OPENING).starts_with(|c: char| c.is_ascii_digit() || c == '\u{2212}');
        let is_letter = right.chars().count() > 1 && bare_right.chars().count() == 1;
        let is_roman = is_roman(bare_right);
        if !is_digit && !is_letter && !is_roman {
            return false;
        }
        let word = left.trim_start_matches(OPENING);
        // In `54 artiklan 3 kohta` each number stands before its word.
        let units = |word: &str| self.lists(word, |of| &of.units);
        if is_digit && is_number(bare(earlier)) && units(later.trim_end_matches(CLOSING)) && !word.ends_with('.') {
            return false;
        }
        // An article or an ending belongs to no list: `l’art.`, `§-s`.
        let last = word.rsplit('’').next().unwrap_or(word);
        let first = word.split(['-', ':']).next().unwrap_or(word);
        let is_name = bare_right.len() > 1 && is_roman && word.starts_with(char::is_uppercase);
        // A longer word may begin a sentence, or a cell.
        let is_shortened = word.len() <= LONGEST_SHORTENED || word.ends_with('.');
        let small = if is_shortened { String::new() } else { word.to_lowercase() };
        is_name || [word, last, first, &small].iter().any(|word| self.lists(word, |of| &of.numbered))
    }

    /// Whether a sign such as `×` stands beside one of its numbers.
    fn is_between(&self, Pair { earlier, left, right, later, .. }: &Pair) -> bool {
        let begins = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        let is_sign = |word: &str| self.lists(word, |of| &of.between);
        begins(right) && is_sign(left) && is_number(bare(earlier))
            || is_sign(right) && is_number(bare(left)) && begins(later)
    }

    /// Whether the space is one inside of a date, of a day and its month.
    fn is_date(&self, Pair { earlier, left, right, later, .. }: &Pair) -> bool {
        let dates = &self.orthography.dates;
        let month = |word: &str| self.is_month(word.split('–').next().unwrap_or(word).trim_end_matches(CLOSING));
        let day = |word: &str| self.is_day(bare(word));
        if let Some(of) = &dates.of {
            return (left == of && day(earlier) && month(right)) || (right == of && day(left) && month(later));
        }
        day(left) && month(right)
            || dates.month_first && self.is_month(left) && self.is_day(right.trim_end_matches(CLOSING))
    }

    pub(super) fn is_day(&self, word: &str) -> bool {
        let word = word.rsplit(['–', '-', '/']).next().unwrap_or(word);
        let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
        let ending = &word[digits.len()..];
        let is_ending = ending.is_empty() || self.orthography.dates.days.iter().any(|known| known == ending);
        is_ending && digits.parse().is_ok_and(|day: u8| (1..=31).contains(&day))
    }

    pub(super) fn is_month(&self, word: &str) -> bool {
        if !word.starts_with(char::is_alphabetic) {
            return false;
        }
        let word = word.to_lowercase();
        let endings = self.orthography.dates.endings;
        self.names_of_months().iter().any(|month| word == *month || endings && word.starts_with(month.as_str()))
    }
}

/// Whether a short name in capitals stands before its number: `ISO 9001`, `HE 161/2024`.
fn is_designation(left: &str, right: &str) -> bool {
    let name = bare(left);
    let number = right.trim_end_matches(CLOSING);
    let is_name = name.chars().all(char::is_uppercase) && LETTERS_OF_DESIGNATIONS.contains(&name.chars().count());
    is_name
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.len() <= LONGEST_DESIGNATED
        && is_number(number)
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit() || IN_NUMBERS.contains(&c))
        && word.ends_with(|c: char| c.is_ascii_digit() || "½¼¾".contains(c))
        && word.chars().all(|c| c.is_ascii_digit() || IN_NUMBERS.contains(&c))
}

/// Whether two words are groups of one number: `12 500`.
fn is_group(Pair { earlier, left, right, .. }: &Pair) -> bool {
    let left = left.trim_start_matches(OPENING);
    let digits = left.trim_start_matches(IN_NUMBERS);
    let is_first = !digits.is_empty() && digits.len() <= 3 && digits.bytes().all(|byte| byte.is_ascii_digit());
    // A middle group has three digits, like all but the first.
    let is_split = earlier.ends_with(|c: char| c.is_ascii_digit()) && digits.len() < 3;
    let first = right.find(|c: char| !c.is_ascii_digit()).unwrap_or(right.len());
    let after = right[first..].chars().next();
    is_first && !is_split && first == 3 && after.is_none_or(|c| !c.is_alphanumeric() && c != '/')
}

fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| "IVXLC".contains(c))
}
