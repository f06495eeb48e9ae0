//! A reference: what reference managers and the sources of a report both have.

use icu::locale::subtags::Language;

use crate::model::typed::Source;
use crate::model::{Author, SourceKind, Text};

use super::kinds;

/// A reference. Its texts are single lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reference {
    /// By which its own file names it.
    pub key: String,
    /// Whether the key was made, since its file has none that people would use. Other works can have the same.
    pub has_made_key: bool,
    /// What it can be, the likeliest first; the other program may not tell a survey from a document.
    pub kinds: &'static [SourceKind],
    pub title: String,
    pub authors: Vec<Name>,
    pub publisher: String,
    pub location: String,
    pub date: Option<When>,
    /// Its file says that it has no date.
    pub is_undated: bool,
    /// `http://…` or `https://…`.
    pub url: String,
    pub accessed: Option<Day>,
    /// A code of ISO 639.
    pub language: String,
    pub number: String,
    pub container: String,
    pub pages: String,
    pub isbn: String,
    pub doi: String,
    /// The keys of its file that have no place in a source, or whose values do not fit it.
    pub lost: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Name {
    Person { family: String, given: String },
    Institution(String),
}

/// A day: year, month from 1, day from 1.
pub type Day = (u16, u8, u8);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    Day(Day),
    Year(u16),
}

impl Reference {
    /// What a source of a report is to other programs.
    pub fn of(source: Source) -> Self {
        let text = |text: Option<&Text>| text.map(|text| line(&text.value)).unwrap_or_default();
        let day = source.date().map(|date| When::Day(date.ymd()));
        Self {
            key: source.0.id().to_owned(),
            kinds: kinds::only(source.kind()),
            title: line(&source.title().source().value),
            authors: source.author().into_iter().map(name).collect(),
            publisher: text(source.publisher()),
            location: text(source.location()),
            date: day.or_else(|| source.year().map(When::Year)),
            is_undated: source.undated() == Some(true),
            url: text(source.url()),
            accessed: source.accessed().map(|date| date.ymd()),
            language: source.language().map(|language| language.to_string()).unwrap_or_default(),
            number: text(source.number()),
            container: text(source.container()),
            pages: text(source.pages()),
            isbn: text(source.isbn()),
            doi: text(source.doi()),
            has_made_key: false,
            lost: Vec::new(),
        }
    }

    pub fn kind(&self) -> SourceKind {
        self.kinds.first().copied().unwrap_or(SourceKind::Document)
    }

    /// The DOI, in whatever way it is written; `None` without one.
    pub fn bare_doi(&self) -> Option<String> {
        (!self.doi.is_empty()).then(|| bare_doi(&self.doi))
    }

    /// Keeps a language by its code; another one, or none, is among what is lost.
    pub(super) fn set_language(&mut self, written: &str, key: &str) {
        let code = written.split(['-', '_']).next().unwrap_or_default();
        match code.to_ascii_lowercase().parse::<Language>() {
            Ok(language) if code.len() == 2 => self.language = language.to_string(),
            _ => self.lose(key),
        }
    }

    /// Keeps an address that a browser opens.
    pub(super) fn set_url(&mut self, written: &str, key: &str) {
        let opens =
            url::Url::parse(written).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
        match opens {
            true => self.url = written.to_owned(),
            false => self.lose(key),
        }
    }

    /// Keeps a DOI, the first of several.
    pub(super) fn set_doi(&mut self, written: &str, key: &str) {
        let first = written.split_whitespace().next().unwrap_or_default();
        let end = [",10.", ";10."].iter().filter_map(|next| first.find(next)).min().unwrap_or(first.len());
        let prefix = written.trim().to_lowercase().starts_with("doi: ");
        let first = if prefix { written.trim() } else { first[..end].trim_end_matches([',', ';']) };
        if first.len() < written.trim().len() {
            self.lose(&format!("all of `{key}` but the first"));
        }
        self.doi = bare_doi(first);
    }

    /// Keeps the date that was read from what is written, and tells what of it is lost. `n.d.` and its like say that there is none.
    pub(super) fn set_date(&mut self, written: &str, read: Option<When>, key: &str) {
        self.date = read;
        let (first, end) = written.split_once('/').unwrap_or((written, ""));
        let small = written.to_lowercase().replace(['[', ']', ' '], "");
        self.is_undated = UNDATED.contains(&small.as_str());
        match read {
            None if self.is_undated || written.is_empty() => {}
            None => self.lose(key),
            Some(_) if end.starts_with(|c: char| c.is_ascii_digit()) => self.lose(&format!("the end of `{key}`")),
            Some(When::Year(_)) if first.trim().len() > 4 => self.lose(&format!("`{key}` but its year")),
            Some(_) => {}
        }
    }

    /// Makes the key that people would write, the name and the year, for one of several references.
    pub(super) fn make_key(&mut self, number: usize) {
        let (name, words) = match self.authors.first() {
            Some(Name::Person { family, .. }) => (family, 1),
            Some(Name::Institution(name)) => (name, 1),
            None if self.publisher.is_empty() => (&self.title, 3),
            None => (&self.publisher, 1),
        };
        let year = match self.date {
            Some(When::Year(year) | When::Day((year, ..))) => year.to_string(),
            None => String::new(),
        };
        // `van der Berg` is found at Berg.
        let is_particle = |word: &str| words == 1 && word.starts_with(char::is_lowercase);
        let is_all_small = name.split_whitespace().all(is_particle);
        let from = name.split_whitespace().skip_while(|word| !is_all_small && is_particle(word));
        let first: String = from.take(words).collect();
        self.key = if first.is_empty() { format!("source{number}") } else { format!("{first}{year}") };
        self.has_made_key = true;
    }

    pub(super) fn lose(&mut self, key: &str) {
        if !self.lost.iter().any(|lost| lost == key) {
            self.lost.push(line(key));
        }
    }
}

fn name(author: Author) -> Name {
    let (family, given) = author.parts();
    match given {
        Some(given) => Name::Person { family: line(family), given: line(given) },
        None => Name::Institution(line(family)),
    }
}

/// What stands for a missing date, in small letters and without spaces: of Zotero, and of the styles of some languages.
const UNDATED: [&str; 8] = ["n.d.", "n.d", "nd", "s.a.", "o.j.", "u.å.", "s.d.", "b.d."];

/// A DOI without the address that resolves it.
fn bare_doi(written: &str) -> String {
    let small = written.trim().to_lowercase();
    let bare = small.strip_prefix("doi:").unwrap_or(&small).trim();
    let without = ["https://", "http://"].iter().find_map(|scheme| bare.strip_prefix(scheme)).unwrap_or(bare);
    let without = ["dx.doi.org/", "doi.org/"].iter().find_map(|host| without.strip_prefix(host)).unwrap_or(bare);
    without.to_owned()
}

/// A text in one line, with one space between its words, and without control characters.
pub fn line(text: &str) -> String {
    let shown = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    // A no-break space between words stays.
    let text: String = shown.collect();
    text.split([' ']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A day that the calendar has.
pub fn day(year: i64, month: i64, day: i64) -> Option<Day> {
    let month = u8::try_from(month).ok()?;
    let date = (self::year(year)?, month, u8::try_from(day).ok()?);
    let leap = date.0.is_multiple_of(4) && (!date.0.is_multiple_of(100) || date.0.is_multiple_of(400));
    let last = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u8::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    (1..=last).contains(&date.2).then_some(date)
}

/// A year as sources have it: of four digits.
pub fn year(year: i64) -> Option<u16> {
    u16::try_from(year).ok().filter(|year| (1000..=9999).contains(year))
}

/// A volume and an issue behind the name of what has them: `Kasvatus 52(3)`.
pub fn with_issue(container: &str, volume: &str, issue: &str) -> String {
    let numbers = match (volume.is_empty(), issue.is_empty()) {
        (false, false) => format!("{volume}({issue})"),
        _ => format!("{volume}{issue}"),
    };
    [container, &numbers].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A range of pages with the dash that stands between them.
pub fn pages(written: &str) -> String {
    let dashed = written.replace("--", "–");
    dashed.replace('-', "–")
}

/// A date of ISO 8601, also a range or a doubtful one, of which the first year counts.
pub fn iso(written: &str) -> Option<When> {
    let first = written.split('/').next()?.trim();
    let parts: Vec<i64> = first.split('-').map_while(|part| part.parse().ok()).collect();
    let whole = || if let [y, m, d] = parts[..] { day(y, m, d) } else { None };
    whole().map(When::Day).or_else(|| year(first.get(..4)?.parse().ok()?).map(When::Year))
}

/// A date as ISO 8601 has it.
pub fn to_iso(when: When) -> String {
    match when {
        When::Year(year) => format!("{year:04}"),
        When::Day((year, month, day)) => format!("{year:04}-{month:02}-{day:02}"),
    }
}
