//! From what stands in a cell to what belongs there.

use crate::diagnostics::{Code, nearest};
use crate::model::Declarations;
use crate::model::declared::Vocabulary;
use crate::model::period::Written;

use super::datum::Datum;
use super::form::Form;
use super::given::{Hidden, Raw};
use super::known::KnownNames;
use super::parts::{Column, What};

/// Why a cell says nothing that belongs in its column.
#[derive(Debug)]
pub struct Wrong {
    pub code: Code,
    pub message: String,
    pub hint: Option<String>,
}

impl Wrong {
    fn new(code: Code, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { code, message: message.into(), hint: Some(hint.into()) }
    }
}

/// What readers call words: in the sheet, and else in the languages of the report.
#[derive(Clone, Copy)]
pub struct WordsOfReaders<'s> {
    pub hidden: Option<&'s Hidden>,
    pub known: &'s KnownNames,
}

/// What a cell says in its column; its words may be those that readers see, which the hidden sheet of a workbook knows.
pub fn datum(
    raw: &Raw,
    column: &Column,
    declarations: &'static Declarations,
    names: WordsOfReaders,
) -> Result<Datum, Wrong> {
    let form = match &column.what {
        What::Field { form, .. } => form,
        What::Id | What::Owner(_) => &Form::Line,
        What::Number => &Form::Integer,
    };
    match raw {
        Raw::Empty | Raw::Unsaid => return Ok(Datum::Empty),
        Raw::Error(error) => {
            let message = format!("the cell has no value but the error `{error}`");
            return Err(Wrong::new(Code::MalformedValue, message, "write the value in place of the formula"));
        }
        Raw::NoResult => {
            let hint = "open the workbook in the spreadsheet program and save it again, or write the value in place of the formula";
            return Err(Wrong::new(Code::MalformedValue, "the formula of the cell has no result", hint));
        }
        _ => {}
    }
    match form {
        Form::Date => date(raw),
        Form::Integer => integer(raw),
        Form::Number => number(raw),
        Form::YesNo => yes_no(raw),
        Form::Period => period(raw),
        Form::Money => Ok(typed_number(raw).map_or_else(|| Datum::text(&raw.shown()), Datum::Number)),
        Form::Texts { or_number: true } => {
            Ok(typed_number(raw).map_or_else(|| Datum::text(&raw.shown()), Datum::Number))
        }
        Form::Word(number) => {
            word(&raw.shown(), &declarations.vocabularies[*number], names).map(|word| Datum::text(&word))
        }
        Form::Several { of, .. } => several(raw, of.map(|number| &declarations.vocabularies[number]), names),
        Form::Lines { .. } | Form::Authors { .. } => Ok(lines(raw)),
        Form::ListOfTexts => Ok(list_of_texts(raw)),
        Form::Numbers { .. } => numbers(raw),
        Form::Texts { or_number: false } | Form::Line | Form::Link(_) | Form::Shown => Ok(Datum::text(&raw.shown())),
    }
}

/// A number, also one that was typed as a text.
fn typed_number(raw: &Raw) -> Option<f64> {
    match raw {
        Raw::Number(number) | Raw::NumberFrom1904(number) => Some(*number),
        Raw::Text(text) => {
            let plain: String = text.trim().chars().filter(|c| !c.is_whitespace()).collect();
            let is_number = plain.starts_with(|c: char| c.is_ascii_digit() || c == '-');
            let plain = if plain.contains('.') { plain } else { plain.replace(',', ".") };
            plain.parse().ok().filter(|number: &f64| is_number && number.is_finite())
        }
        _ => None,
    }
}

fn number(raw: &Raw) -> Result<Datum, Wrong> {
    let no_number = || Wrong::new(Code::WrongType, format!("`{}` is no number", raw.shown()), "write a number");
    typed_number(raw).map(Datum::Number).ok_or_else(no_number)
}

fn integer(raw: &Raw) -> Result<Datum, Wrong> {
    match typed_number(raw) {
        Some(number) if number.fract() == 0.0 && number.abs() < 9e15 => Ok(Datum::Number(number)),
        _ => {
            let message = format!("`{}` is no whole number", raw.shown());
            Err(Wrong::new(Code::WrongType, message, "write a number without decimals"))
        }
    }
}

fn yes_no(raw: &Raw) -> Result<Datum, Wrong> {
    match raw {
        Raw::YesNo(flag) => Ok(Datum::YesNo(*flag)),
        raw => match raw.shown().trim().to_lowercase().as_str() {
            "true" | "1" => Ok(Datum::YesNo(true)),
            "false" | "0" => Ok(Datum::YesNo(false)),
            other => {
                let message = format!("`{other}` is neither true nor false");
                Err(Wrong::new(Code::WrongType, message, "write TRUE or FALSE"))
            }
        },
    }
}

fn date(raw: &Raw) -> Result<Datum, Wrong> {
    let no_date = || {
        let message = format!("`{}` is no date", raw.shown());
        Wrong::new(Code::WrongType, message, "write a day of the calendar, such as 2026-11-28")
    };
    let day = match raw {
        Raw::Number(number) => day_of(*number),
        Raw::NumberFrom1904(number) => day_of(number + 1462.0),
        Raw::Text(text) => day_of_text(text.trim()),
        _ => None,
    };
    day.map(Datum::Date).ok_or_else(no_date)
}

/// A date as ISO 8601 has it, also with a time of midnight; or with dots, as in `28.11.2026`, where the day always comes first.
fn day_of_text(text: &str) -> Option<(u16, u8, u8)> {
    let text = text.strip_suffix("T00:00:00").unwrap_or(text);
    let with_dots: Vec<&str> = text.split('.').map(str::trim).collect();
    let iso = match with_dots[..] {
        [day, month, year] if year.len() == 4 => format!("{year}-{month:0>2}-{day:0>2}"),
        _ => text.to_owned(),
    };
    match iso.parse() {
        Ok(Written::Day(day)) => Some(day),
        _ => None,
    }
}

/// The day of a number of a workbook, which counts from 30 December 1899. `None` for a time of day, and outside of what workbooks count.
fn day_of(number: f64) -> Option<(u16, u8, u8)> {
    if number.fract() != 0.0 || !(61.0..=2_958_465.0).contains(&number) {
        return None;
    }
    // Days since 1 March of the year 0, so that the day more stands at the end of a year.
    let days = number as i64 + 693_899;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = year_of_era + era * 400 + later;
    Some((u16::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?))
}

/// A period as TOML has it, or a day. A number of four digits is a year.
fn period(raw: &Raw) -> Result<Datum, Wrong> {
    let shown = raw.shown();
    let day = match raw {
        Raw::Number(number) => day_of(*number).filter(|_| *number > 9_999.0),
        Raw::NumberFrom1904(number) => day_of(number + 1462.0).filter(|_| *number > 9_999.0),
        _ => day_of_text(shown.trim()),
    };
    if let Some(day) = day {
        return Ok(Datum::Date(day));
    }
    match shown.trim().parse() {
        Ok(Written::Period(period)) => Ok(Datum::text(&period.to_string())),
        _ => {
            let message = format!("`{shown}` is neither a date nor a period");
            Err(Wrong::new(
                Code::WrongType,
                message,
                "write a year `2027`, `2027-H1`, `2027-Q2`, `2027-05`, or a day `2027-05-10`",
            ))
        }
    }
}

/// A word of a vocabulary, by itself or by what readers see: in the sheet, or else in a language that leaves no doubt.
fn word(text: &str, vocabulary: &Vocabulary, names: WordsOfReaders) -> Result<String, Wrong> {
    let text = text.trim();
    if vocabulary.word(text).is_some() {
        return Ok(text.to_owned());
    }
    let folded = text.to_lowercase();
    let is_meant = |name: &String| name.to_lowercase() == folded;
    let own = names.hidden.and_then(|hidden| hidden.words.get(&(vocabulary.key.clone(), folded.clone())));
    let own = own.map(String::as_str).or_else(|| names.known.word(&vocabulary.key, &folded));
    if let Some(word) = own.filter(|word| vocabulary.word(word).is_some()) {
        return Ok(word.to_owned());
    }
    let mut of_others = vocabulary.words.iter().filter(|word| word.name.values().any(is_meant));
    let of_other = of_others.next().filter(|_| of_others.next().is_none());
    if let Some(word) = of_other {
        return Ok(word.key.clone());
    }
    let shown = names.hidden.iter().flat_map(|hidden| &hidden.words).filter(|((key, _), _)| *key == vocabulary.key);
    let mut known: Vec<&str> = shown.map(|((_, name), _)| name.as_str()).collect();
    known.sort_unstable();
    if known.is_empty() {
        known = vocabulary.words().collect();
    }
    Err(Wrong { code: Code::UnknownWord, message: format!("unknown word `{text}`"), hint: nearest::hint(text, &known) })
}

fn several(raw: &Raw, vocabulary: Option<&Vocabulary>, names: WordsOfReaders) -> Result<Datum, Wrong> {
    let shown = raw.shown();
    let words = shown.split([',', ';', '\n']).map(str::trim).filter(|word| !word.is_empty());
    let words =
        words.map(|text| vocabulary.map_or_else(|| Ok(text.to_owned()), |vocabulary| word(text, vocabulary, names)));
    Ok(Datum::text(&words.collect::<Result<Vec<_>, _>>()?.join(", ")))
}

/// The lines of a cell, as they are separated in each format.
fn in_lines(raw: &Raw) -> String {
    match raw {
        Raw::Several(lines) => lines.join("\n"),
        raw => raw.shown(),
    }
}

/// An empty line between others stands for a text that a language does not have.
fn list_of_texts(raw: &Raw) -> Datum {
    let lines: Vec<String> = in_lines(raw).lines().map(|line| line.trim().to_owned()).collect();
    Datum::text(&lines.join("\n"))
}

fn numbers(raw: &Raw) -> Result<Datum, Wrong> {
    let in_lines = in_lines(raw);
    // Spaces divide thousands, and line ends divide numbers.
    let is_one = !in_lines.trim().contains(['\n', ';']);
    if let Some(number) = typed_number(raw).filter(|_| is_one) {
        return Ok(Datum::Number(number));
    }
    let lines = in_lines.split(['\n', ';']).map(str::trim).filter(|line| !line.is_empty());
    let one = |line: &str| number(&Raw::Text(line.into())).map(|datum| datum.written().into_owned());
    Ok(Datum::text(&lines.map(one).collect::<Result<Vec<_>, _>>()?.join("\n")))
}

fn lines(raw: &Raw) -> Datum {
    let shown = in_lines(raw);
    let lines = shown.lines().map(str::trim).filter(|line| !line.is_empty());
    Datum::text(&lines.collect::<Vec<_>>().join("\n"))
}
