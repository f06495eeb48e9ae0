//! RIS, which databases of libraries and publishers write: lines of a tag of two characters, two spaces, a hyphen and a value.

use super::reference::{Day, Name, Reference, When};
use super::reference::{day, line, pages, with_issue, year};
use super::{kinds, unreadable::Unreadable};

/// Tags that say nothing about the work.
const OF_PROGRAMS: [&str; 5] = ["ID", "DB", "DP", "AN", "L1"];

pub fn read(text: &str) -> Result<Vec<Reference>, Unreadable> {
    let mut references = Vec::new();
    let mut open: Option<(usize, Vec<(&str, String)>)> = None;
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        match (tag(line), &mut open) {
            (Some(("TY", value)), None) => open = Some((number, vec![("TY", value.to_owned())])),
            (Some(("TY", _)), Some(_)) => return Err(Unreadable::at(number, "the reference before it has no `ER`")),
            (Some(("ER", _)), open @ Some(_)) => {
                let (_, fields) = open.take().expect("it was matched");
                references.push(reference(fields, references.len()));
            }
            (Some((tag, value)), Some((_, fields))) => fields.push((tag, value.to_owned())),
            // A long value goes on in lines without a tag.
            (None, Some((_, fields))) if !line.trim().is_empty() => {
                let (_, value) = fields.last_mut().expect("a reference begins with its type");
                value.push(' ');
                value.push_str(line.trim());
            }
            (None, None) if line.trim().is_empty() => {}
            (None, Some(_)) => {}
            (_, None) => return Err(Unreadable::at(number, "a reference begins with `TY  - `")),
        }
    }
    match open {
        Some((number, _)) => Err(Unreadable::at(number, "the reference has no `ER  - ` at its end")),
        None => Ok(references),
    }
}

/// The tag of a line, and its value.
fn tag(line: &str) -> Option<(&str, &str)> {
    let (tag, value) = line.split_at_checked(2)?;
    let is_tag = tag.starts_with(|c: char| c.is_ascii_uppercase()) && tag.chars().all(|c| c.is_ascii_alphanumeric());
    let value = value.trim_start_matches(' ').strip_prefix('-')?;
    is_tag.then(|| (tag, value.trim()))
}

fn reference(fields: Vec<(&str, String)>, before: usize) -> Reference {
    let mut fields = Fields(fields);
    let of_type = fields.take(&["TY"]);
    let said = fields.first("M3");
    let mut it = Reference { kinds: kinds::of(&of_type, &said), ..Reference::default() };
    if crate::model::SourceKind::from_word(&said).is_some() {
        fields.take(&["M3"]);
    }
    it.title = fields.take(&["TI", "T1", "CT"]);
    let people = match fields.all(&["AU", "A1"]) {
        people if people.is_empty() => fields.all(&["ED", "A2"]),
        people => people,
    };
    it.authors = people.iter().filter(|name| !name.is_empty()).map(|name| self::name(name)).collect();
    it.publisher = fields.take(&["PB"]);
    it.location = fields.take(&["CY", "PP"]);
    // The number of a journal stands there, too.
    if is_isbn(&fields.first("SN")) {
        it.isbn = fields.take(&["SN"]);
    }
    it.set_doi(&fields.take(&["DO"]), "DO");
    let container = fields.take(&["T2", "JF", "JO", "JA", "J2", "BT"]);
    // A journal has its name in full and in short.
    if !container.is_empty() {
        fields.all(&["JF", "JO", "JA", "J1", "J2"]);
    }
    let (volume, issue) = (fields.take(&["VL"]), fields.take(&["IS"]));
    let number = with_issue("", &volume, &issue);
    // In a report `T2` is the series that the number belongs to.
    if of_type == "RPRT" || container.is_empty() {
        it.number = [container, number].join(" ").trim().to_owned();
    } else {
        it.container = with_issue(&container, &volume, &issue);
    }
    let (first, last) = (fields.take(&["SP"]), fields.take(&["EP"]));
    let range = [first, last].into_iter().filter(|page| !page.is_empty()).collect::<Vec<_>>();
    it.pages = pages(&range.join("–"));
    let (written, date) = fields.date(&["DA", "PY", "Y1"]);
    it.set_date(&written, date, "PY");
    it.accessed = fields.day("Y2");
    let url = fields.take(&["UR"]);
    if !url.is_empty() {
        it.set_url(&url, "UR");
    }
    let language = fields.take(&["LA"]);
    if !language.is_empty() {
        it.set_language(&language, "LA");
    }
    it.key = fields.take(&["ID"]);
    if it.key.is_empty() {
        it.make_key(before + 1);
    }
    let left = fields.0.iter().filter(|(tag, value)| !value.is_empty() && !OF_PROGRAMS.contains(tag));
    left.for_each(|(tag, _)| it.lose(tag));
    it
}

fn name(written: &str) -> Name {
    match written.split_once(',') {
        Some((family, given)) if !given.trim().is_empty() => Name::Person { family: line(family), given: line(given) },
        _ => Name::Institution(line(written)),
    }
}

/// Whether a number has as many digits as that of a book.
fn is_isbn(written: &str) -> bool {
    let digits = written.chars().filter(|c| c.is_ascii_digit() || *c == 'X').count();
    matches!(digits, 10 | 13..)
}

/// The fields of a reference that are not used yet.
struct Fields<'t>(Vec<(&'t str, String)>);

impl Fields<'_> {
    fn first(&self, tag: &str) -> String {
        self.0.iter().find(|(of, _)| *of == tag).map(|(_, value)| line(value)).unwrap_or_default()
    }

    /// Takes the first field with a value among these tags, in their order.
    fn take(&mut self, tags: &[&str]) -> String {
        let found = tags.iter().find_map(|tag| self.0.iter().position(|(of, value)| of == tag && !value.is_empty()));
        found.map(|at| line(&self.0.remove(at).1)).unwrap_or_default()
    }

    fn all(&mut self, tags: &[&str]) -> Vec<String> {
        let (found, left) = std::mem::take(&mut self.0).into_iter().partition(|(of, _)| tags.contains(of));
        self.0 = left;
        found.into_iter().map(|(_, value)| line(&value)).collect()
    }

    /// The most exact date among these tags, as ISO 8601 would have it, and what it says. Others that say the same year are used, too.
    fn date(&mut self, tags: &[&str]) -> (String, Option<When>) {
        let written = self.all(tags);
        let of = |value: &String| (value.trim_end_matches('/').replace('/', "-"), when(value));
        let whole = written.iter().find(|value| matches!(when(value), Some(When::Day(_))));
        let any = || written.iter().find(|value| when(value).is_some()).or(written.first());
        whole.or_else(any).map(of).unwrap_or_default()
    }

    fn day(&mut self, tag: &str) -> Option<Day> {
        let Some(When::Day(day)) = when(&self.first(tag)) else { return None };
        self.take(&[tag]);
        Some(day)
    }
}

/// `YYYY/MM/DD/other`, of which parts may be missing, or a date of ISO 8601.
fn when(written: &str) -> Option<When> {
    let parts: Vec<i64> = written.split(['/', '-']).map_while(|part| part.trim().parse().ok()).collect();
    match parts.as_slice() {
        [y, m, d, ..] => day(*y, *m, *d).map(When::Day).or_else(|| year(*y).map(When::Year)),
        [y, ..] => year(*y).map(When::Year),
        [] => None,
    }
}
