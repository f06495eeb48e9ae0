//! A figure's data from a CSV file: the first column names the row, the others hold its values. Spreadsheets write several
//! dialects: commas, semicolons or tabs between the cells, a point or a comma before the decimals. A file is read in the one
//! dialect in which all of it makes sense; where several do, or none does, it is refused.

pub mod grid;
mod number;
mod rows;

use icu::locale::subtags::Language;

use crate::bounds::file::MOST_ROWS;
use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, diagnostic::malformed};
use crate::model::typed::{Report, SizeLimits};
use crate::model::{Declaration, FigureKind, Item, Localized, Text, Value, text::Form, text_file};

pub use self::rows::fill;
use grid::{COMMA, Cell, Record, SEPARATORS, Separator};
use number::Reading;

/// What a CSV file says.
pub struct CsvData {
    /// The headings, the first column's included.
    pub headings: Vec<Localized>,
    /// Rows of a figure: of a chart with numbers, of a table with words.
    pub rows: Vec<Item>,
}

/// Reports a CSV file with more rows below the headings than the report allows. Returns whether it has.
pub fn has_too_many_rows(file: FileKey, text: &str, report: Option<Report>, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let own = report.and_then(Report::limits).and_then(SizeLimits::rows).map(|rows| usize::from(rows.value));
    let most = own.unwrap_or(MOST_ROWS);
    // A line break in quotation marks ends no row.
    let mut quoted = false;
    let ends = text.trim_ascii_end().bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        *byte == b'\n' && !quoted
    });
    let rows = ends.count();
    if rows > most {
        let message = format!("the CSV has {rows} rows, and at most {most} are drawn");
        let hint = "leave out what no reader looks at, or raise `rows` under `[limits]` in `report/report.toml`";
        diagnostics.push(Diagnostic::new(Code::TooLarge, Place::new(file, 0..0), message).with_hint(hint));
    }
    rows > most
}

/// Reads a CSV file with a heading line, with words in the source language. `None` when it is refused; `diagnostics` says why.
pub fn read(
    file: FileKey,
    text: &str,
    kind: FigureKind,
    (language, row): (Language, &'static Declaration),
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<CsvData> {
    let attempt = only_attempt(file, text, kind).map_err(|mut faults| diagnostics.append(&mut faults)).ok()?;
    Some(attempt.data(language, row))
}

/// Adds a CSV file, which a spreadsheet may have written as UTF-16; reports one that is no text.
pub fn file(path: &str, bytes: &[u8], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    if let Some(text) = decode(bytes) {
        let key = files.add(path, text);
        return text_file::shown(key, files, diagnostics);
    }
    text_file::utf8_file(path, bytes, files, diagnostics);
    if let Some(last) = diagnostics.last_mut() {
        last.hints = vec![undecoded_hint(bytes).to_owned()];
    }
    None
}

/// A text of a spreadsheet from its bytes: UTF-8, or UTF-16 where a byte order mark says so. `None` when it is neither.
fn decode(bytes: &[u8]) -> Option<String> {
    let utf_16 = |bytes: &[u8], pair: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let text = String::from_utf16(&pairs.iter().map(|bytes| pair(*bytes)).collect::<Vec<u16>>()).ok();
        text.filter(|_| rest.is_empty())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf_16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf_16(rest, u16::from_be_bytes),
        _ => String::from_utf8(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).to_vec()).ok(),
    }
}

/// What to do with a file that [`decode`] cannot read.
fn undecoded_hint(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"PK") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        "this is a spreadsheet of another name: open it, and save it as `CSV UTF-8 (Comma delimited)`"
    } else {
        "save it as `CSV UTF-8 (Comma delimited)`: what Excel calls just `CSV` has other bytes for letters such as ä"
    }
}

/// The file read with one separator.
struct Attempt {
    separator: &'static Separator,
    kind: FigureKind,
    headings: Record,
    rows: Vec<Record>,
    /// What separates the decimals.
    mark: char,
    faults: Vec<Diagnostic>,
}

/// The one way in which a file makes sense.
fn only_attempt(file: FileKey, text: &str, kind: FigureKind) -> Result<Attempt, Vec<Diagnostic>> {
    let given = grid::given_separator(text);
    let (separators, start) = given.map_or((SEPARATORS.to_vec(), 0), |(separator, start)| (vec![separator], start));
    let (mut sound, mut faulty) = (Vec::new(), Vec::new());
    for separator in separators {
        match Attempt::new(file, text, start, separator, kind) {
            Ok(attempt) if attempt.faults.is_empty() => sound.push(attempt),
            Ok(attempt) => faulty.push(attempt),
            Err(fault) => return Err(vec![fault]),
        }
    }
    // A comma and a space divide words: `Visitors, total` is one heading where something else divides the cells.
    if sound.len() > 1 {
        sound.retain(|attempt| attempt.separator != COMMA || !attempt.headings_begin_with_space());
    }
    if let [first, second, ..] = &sound[..] {
        return Err(vec![in_doubt(first, second)]);
    }
    let Some(attempt) = sound.pop() else { return Err(best_of(faulty, file, start, text)) };
    // A comma may also be a decimal one: where something else divides all rows, it does not count that the heading has commas.
    let rival = faulty.into_iter().find(|other| attempt.separator == COMMA && other.rows_are_sound());
    match rival {
        Some(rival) => Err(vec![in_doubt(&rival, &attempt)]),
        None => Ok(attempt),
    }
}

/// The faults of a file that makes sense with no separator: those with the one that divides its heading and leaves fewest.
fn best_of(mut faulty: Vec<Attempt>, file: FileKey, start: usize, text: &str) -> Vec<Diagnostic> {
    faulty.sort_by_key(|attempt| (attempt.headings.0.len() < 2, attempt.faults.len()));
    match faulty.into_iter().next() {
        Some(best) if best.headings.0.len() > 1 || best.rows.iter().any(|row| row.0.len() > 1) => best.faults,
        _ => {
            let end = text[start..].find(['\r', '\n']).map_or(text.len(), |length| start + length);
            let message = "nothing divides the columns: there is no comma, semicolon or tab";
            let hint = "the first line has the headings: the first column names the row";
            vec![malformed(Place::new(file, start..end), message, hint)]
        }
    }
}

/// Two separators give two tables.
fn in_doubt(one: &Attempt, other: &Attempt) -> Diagnostic {
    let differing = one.rows.iter().zip(&other.rows).find(|(one, other)| one.0.len() > 1 || other.0.len() > 1);
    let (row, rival) = differing.unwrap_or((&one.headings, &other.headings));
    let shown = |record: &Record, by: &Attempt| {
        let cells: Vec<String> = record.0.iter().map(|cell| format!("`{}`", cell.text)).collect();
        format!("{}, divided by {}", cells.join(" and "), by.separator.plural)
    };
    let message = format!("the row may be {}, or {}", shown(row, one), shown(rival, other));
    let (first, second) = (one.separator.first_line, other.separator.first_line);
    malformed(row.place(), message, format!("say which in a first line of its own: {first} or {second}"))
}

impl Attempt {
    fn new(
        file: FileKey,
        text: &str,
        start: usize,
        separator: &'static Separator,
        kind: FigureKind,
    ) -> Result<Self, Diagnostic> {
        let mut records = grid::split(file, text, start, separator)?.into_iter();
        let empty = || Record(vec![Cell { text: String::new(), place: Place::new(file, start..start) }]);
        let headings = records.next().unwrap_or_else(empty);
        let rows: Vec<Record> = records.collect();
        let mut attempt = Self { separator, kind, headings, rows, mark: '.', faults: Vec::new() };
        attempt.check();
        Ok(attempt)
    }

    fn check(&mut self) {
        let columns = self.headings.0.len();
        if columns < 2 {
            let hint = "the first column names the row, and at least one more holds its values";
            let message = format!("the heading has one column, divided by {}", self.separator.plural);
            self.faults.push(malformed(self.headings.place(), message, hint));
        }
        for row in self.rows.iter().filter(|row| row.0.len() != columns) {
            let message = format!("the row has {} cells and the heading {columns}", row.0.len());
            let hint = if self.separator == COMMA {
                "commas divide the cells here: put a cell with a comma in quotes, or write decimals with a point"
            } else {
                "each row has a cell for each heading; put a cell that holds the separator in quotes"
            };
            self.faults.push(Diagnostic::new(Code::FigureWithoutData, row.place(), message).with_hint(hint));
        }
        self.faults.extend(self.headings.0.iter().skip(1).filter(is_empty).map(|cell| {
            malformed(cell.place, "the heading is empty", "write what its column holds, or leave the column out")
        }));
        if self.kind != FigureKind::Table {
            let labels = self.rows.iter().filter_map(|row| row.0.first()).filter(is_empty);
            self.faults.extend(labels.map(|cell| {
                malformed(cell.place, "the cell is empty", "write what the row is called, or leave the row out")
            }));
            match self.decimal_mark() {
                Ok(mark) => self.mark = mark,
                Err(mut faults) => self.faults.append(&mut faults),
            }
        }
    }

    /// Whether the rows make sense by themselves: several cells each, as many in all, and numbers.
    fn rows_are_sound(&self) -> bool {
        let columns = self.rows.first().map_or(0, |row| row.0.len());
        let even = columns > 1 && self.rows.iter().all(|row| row.0.len() == columns);
        even && self.kind != FigureKind::Table && self.decimal_mark().is_ok()
    }

    fn headings_begin_with_space(&self) -> bool {
        let spaced = |record: &Record| record.0.iter().skip(1).any(|cell| cell.text.starts_with(' '));
        spaced(&self.headings) && !self.rows.iter().any(spaced)
    }

    fn values(&self) -> impl Iterator<Item = (&Cell, Reading)> {
        self.rows.iter().flat_map(|row| row.0.iter().skip(1)).map(|cell| (cell, number::read(&cell.text)))
    }

    /// What separates the decimals in this file, as its numbers show.
    fn decimal_mark(&self) -> Result<char, Vec<Diagnostic>> {
        let no_numbers = self.values().filter(|(_, number)| number.by('.').is_none());
        let faults: Vec<Diagnostic> = no_numbers.map(|(cell, _)| no_number(cell)).collect();
        if !faults.is_empty() {
            return Err(faults);
        }
        let with_point = self.values().find(|(_, number)| number.comma.is_none());
        let with_comma = self.values().find(|(_, number)| number.point.is_none());
        match (with_point, with_comma) {
            (Some((point, _)), Some((comma, _))) => Err(vec![mixed(point, comma)]),
            (Some(_), None) => Ok('.'),
            (None, Some(_)) => Ok(','),
            (None, None) => self.usual_mark(),
        }
    }

    /// The mark where each number could have either.
    fn usual_mark(&self) -> Result<char, Vec<Diagnostic>> {
        let usual = self.separator.decimal_mark;
        let doubtful = self.values().find_map(|(cell, number)| {
            let is_usual = usual.is_some_and(|mark| cell.text.contains(mark));
            let both = number.point.zip(number.comma).filter(|(point, comma)| point != comma && !is_usual);
            both.map(|(point, comma)| (cell, point.value, comma.value))
        });
        let Some((cell, point, comma)) = doubtful else { return Ok(usual.unwrap_or('.')) };
        let message = format!("`{}` may be {point} or {comma}, and no other number in the file tells which", cell.text);
        let (whole, decimal) = if point.fract() == 0.0 { (point, comma) } else { (comma, point) };
        let hint = if self.separator == COMMA {
            format!("write `{whole}`, or `{decimal}` with a decimal point")
        } else {
            format!("write `{whole}`, or give it a fourth decimal: `{}`", format!("{decimal}0").replace('.', ","))
        };
        Err(vec![malformed(cell.place, message, hint)])
    }

    fn data(self, language: Language, declared: &'static Declaration) -> CsvData {
        let words = |cell: &Cell| {
            let text = Text { value: cell.text.clone(), place: cell.place, form: Form::Whole };
            Localized::new(vec![(language, text)])
        };
        let number = |cell: &Cell| number::read(&cell.text).by(self.mark);
        let row = |record: &Record| {
            let (label, cells) = record.0.split_first().expect("a record has a cell");
            let (is_table, place) = (self.kind == FigureKind::Table, record.place());
            let numbers = cells.iter().filter(|_| !is_table).filter_map(number).map(|it| Value::Number(it, place));
            let texts = cells.iter().filter(|_| is_table).map(|cell| Value::Plain(words(cell)));
            let mut row = Item::new(declared, None, place, vec![None; declared.fields.len()]);
            row.set("label", Some(Value::Plain(words(label))));
            row.set("value", Some(Value::List(numbers.collect())));
            row.set("text", Some(Value::List(texts.collect())));
            row
        };
        CsvData { headings: self.headings.0.iter().map(words).collect(), rows: self.rows.iter().map(row).collect() }
    }
}

fn is_empty(cell: &&Cell) -> bool {
    cell.text.trim().is_empty()
}

fn no_number(cell: &Cell) -> Diagnostic {
    let text = cell.text.trim();
    if is_empty(&cell) {
        return malformed(cell.place, "the cell is empty", "write its number, or leave the row out");
    }
    if number::has_unit(text) {
        let hint = "write the number alone, and what it counts in the figure's `unit`";
        return malformed(cell.place, format!("`{text}` is a number with its unit"), hint);
    }
    let hint = "the first column names the row, the others hold numbers such as `1234.5`";
    malformed(cell.place, format!("`{text}` is not a number"), hint)
}

fn mixed(point: &Cell, comma: &Cell) -> Diagnostic {
    let (first, second) = if point.place < comma.place { (point, comma) } else { (comma, point) };
    let (mark, other) = if second == point { ("point", "comma") } else { ("comma", "point") };
    let message = format!("`{}` has a decimal {mark}, while `{}` has a decimal {other}", second.text, first.text);
    malformed(second.place, message, "write all numbers of the file in one way")
        .with_related(first.place, "the other way of writing is here")
}
