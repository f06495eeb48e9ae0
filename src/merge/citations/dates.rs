//! Dates in citations: the date formats and month names of CLDR, added to the style as a locale (CSL 1.0.2, “Locale”).

use hayagriva::citationberg::taxonomy::{OtherTerm, Term};
use hayagriva::citationberg::{
    DateForm, IndependentStyle, Locale as CslLocale, LocaleCode, LocaleFile, LocalizedTerm, TermForm,
};

use crate::merge::locale::Locale;

use super::spelling::{AND, FIRST};

/// A date that shows how a language orders and writes the parts of a date.
const YEAR: u16 = 2033;
const DAY: u8 = 24;
/// A day of one digit, to see whether a zero is put before it.
const SHORT_DAY: u8 = 2;

/// Adds the date formats of a language to a style, except those that the style defines for it.
pub fn localize(style: &mut IndependentStyle, locale: &Locale) {
    let code = LocaleCode(locale.code());
    let base = LocaleCode(locale.language.to_string());
    let is_usual = locale.and().is_some_and(|and| without_and(style, &base, and));
    let own = |form| {
        let speaks = |known: &CslLocale| known.lang.as_ref().is_none_or(|lang| *lang == code || *lang == base);
        style.locale.iter().any(|known| speaks(known) && known.date.iter().any(|date| date.form == Some(form)))
    };
    let mut xml = format!("<locale xml:lang=\"{}\" version=\"1.0\"><terms>", code.0);
    let forms = [
        (DateForm::Text, "text", "long", pattern(|ymd| locale.long_date(ymd))),
        (DateForm::Numeric, "numeric", "short", pattern(|ymd| locale.short_date(ymd))),
    ];
    for (_, _, length, pattern) in &forms {
        let in_words = pattern.iter().filter(|pattern| !pattern.numeric);
        for (month, number) in in_words.flat_map(|pattern| pattern.months.iter().zip(1..)) {
            let month = escaped(month);
            xml += &format!("<term name=\"month-{number:02}\" form=\"{length}\">{month}</term>");
        }
    }
    if let Some(and) = locale.and().filter(|_| is_usual) {
        xml += &format!("<term name=\"and\">{and}{AND}</term>");
    }
    xml.push_str("</terms>");
    for (form, name, length, pattern) in &forms {
        if let Some(pattern) = pattern.as_ref().filter(|_| !own(*form)) {
            xml += &format!(
                "<date form=\"{name}\">{}</date>",
                pattern.parts(length, !pattern.numeric && locale.first_day().is_some())
            );
        }
    }
    xml.push_str("</locale>");
    // A format that CSL cannot express is left to the style.
    let Ok(made) = LocaleFile::from_xml(&xml) else { return };
    let mut made = CslLocale::from(made);
    match style.locale.iter_mut().find(|known| known.lang.as_ref() == Some(&code)) {
        Some(known) => {
            known.date.append(&mut made.date);
            match (&mut known.terms, made.terms) {
                (Some(terms), Some(more)) => terms.terms.extend(more.terms),
                (terms, more) => *terms = terms.take().or(more),
            }
        }
        None => style.locale.push(made),
    }
}

/// Takes the word for “and” out of a style, and returns whether it had no other one.
fn without_and(style: &mut IndependentStyle, base: &LocaleCode, and: &str) -> bool {
    let own =
        style.locale.iter_mut().filter(|known| known.lang.as_ref().is_some_and(|lang| lang.0.starts_with(&base.0)));
    let mut is_usual = true;
    for terms in own.filter_map(|known| known.terms.as_mut()) {
        let is_and = |term: &LocalizedTerm| term.name == Term::Other(OtherTerm::And) && term.form == TermForm::Long;
        is_usual &= terms.terms.iter().filter(|term| is_and(term)).all(|term| term.single() == Some(and));
        terms.terms.retain(|term| !is_usual || !is_and(term));
    }
    is_usual
}

/// How a language writes a date.
struct Pattern {
    /// The months in their order, as words or as numbers.
    months: Vec<String>,
    numeric: bool,
    /// Whether a day, and a month in digits, has a leading zero.
    leading_zeros: (bool, bool),
    /// The parts in their order, each with what follows it.
    order: Vec<(Part, String)>,
}

#[derive(Clone, Copy, PartialEq)]
enum Part {
    Day,
    Month,
    Year,
}

/// The pattern of a date format; `None` when its parts cannot be found.
fn pattern(write: impl Fn((u16, u8, u8)) -> String) -> Option<Pattern> {
    let dates: Vec<String> = (1..=12).map(|month| write((YEAR, month, DAY))).collect();
    let months = dates.iter().map(|date| month_of(date, &dates)).collect::<Option<Vec<&str>>>()?;
    let date = &dates[8];
    let at = |part: &str| date.find(part).map(|start| (start, start + part.len()));
    let mut parts =
        [(at(&DAY.to_string())?, Part::Day), (at(months[8])?, Part::Month), (at(&YEAR.to_string())?, Part::Year)];
    parts.sort_by_key(|(range, _)| *range);
    if parts[0].0.0 != 0 {
        return None;
    }
    let ends = [parts[1].0.0, parts[2].0.0, date.len()];
    let order = parts.iter().zip(ends).map(|((range, part), end)| Some((*part, date.get(range.1..end)?.to_owned())));
    let order = order.collect::<Option<Vec<_>>>()?;
    let numeric = months.iter().all(|month| month.chars().all(|c| c.is_ascii_digit()));
    let zero_day = write((YEAR, 12, SHORT_DAY)).contains(&format!("0{SHORT_DAY}"));
    let leading_zeros = (zero_day, months[0].starts_with('0'));
    Some(Pattern { months: months.into_iter().map(str::to_owned).collect(), numeric, leading_zeros, order })
}

/// The month in one of twelve dates that differ in nothing else: the characters that differ, completed to a word.
fn month_of<'d>(date: &'d str, dates: &[String]) -> Option<&'d str> {
    let others = || dates.iter().filter(|other| *other != date);
    let before = others().map(|other| common(date.chars(), other.chars())).min()?;
    let after = others().map(|other| common(date.chars().rev(), other.chars().rev())).min()?;
    let is_end = |c: char| !c.is_alphanumeric();
    let start = date[..before].rfind(is_end).map_or(0, |at| at + date[at..].chars().next().map_or(0, char::len_utf8));
    let rest = date.len().checked_sub(after)?.max(start);
    let end = date[rest..].find(is_end).map_or(date.len(), |at| rest + at);
    date.get(start..end).filter(|month| !month.is_empty())
}

/// The length of the common prefix, in bytes.
fn common(one: impl Iterator<Item = char>, other: impl Iterator<Item = char>) -> usize {
    one.zip(other).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

impl Pattern {
    /// The parts as elements of CSL. `length` is which of the months' forms these are.
    /// Days are marked if the first is written otherwise than the others.
    fn parts(&self, length: &str, marks_day: bool) -> String {
        let part = |(part, after): &(Part, String)| {
            let (name, form) = match part {
                Part::Day if self.leading_zeros.0 => ("day", "numeric-leading-zeros"),
                Part::Day => ("day", "numeric"),
                Part::Month if !self.numeric => ("month", length),
                Part::Month if self.leading_zeros.1 => ("month", "numeric-leading-zeros"),
                Part::Month => ("month", "numeric"),
                Part::Year => ("year", "long"),
            };
            let mark = if *part == Part::Day && marks_day { FIRST } else { "" };
            format!("<date-part name=\"{name}\" form=\"{form}\" suffix=\"{mark}{}\"/>", escaped(after))
        };
        let mut order = self.order.clone();
        // A line may break before the year.
        if let Some(before) = order.iter().position(|(part, _)| *part == Part::Year).and_then(|at| at.checked_sub(1)) {
            let after = &mut order[before].1;
            if after.ends_with('\u{a0}') {
                after.pop();
                after.push(' ');
            }
        }
        order.iter().map(part).collect()
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
