//! Tables of a report as files that people and programs fill in: a workbook, CSV, JSON.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::model::declared::{KindId, Vocabulary};
use crate::model::natural_key;
use crate::sheets::given::guarded;
use crate::sheets::{BASE, Cell, Column, Datum, Form, Part, Row, Table, What, base};

use super::called::{Called, other_sheet_name};
use super::workbook::{self, CellValue, Format, Sheet, Workbook, sheet_name};

/// Empty rows below each table, for new items.
const FRESH_ROWS: usize = 200;
/// The most ids that are offered to choose from.
const MOST_CHOICES: usize = 1_000;

/// What is exported.
pub struct Exported<'e> {
    pub tables: &'e [Table<'e, 'e>],
    /// The ids of all items, by the number of their kind.
    pub ids: BTreeMap<usize, Vec<&'e str>>,
    pub called: Called<'e>,
    /// The id and the version of the report.
    pub report: (&'e str, &'e str),
    pub addressee: Option<&'e str>,
}

impl Exported<'_> {
    fn base(&self, part: &Part, row: &Row) -> String {
        base(part, row, self.report, self.addressee)
    }

    /// The workbook, the same bytes each time.
    pub fn workbook(&self) -> Vec<u8> {
        let mut book = Workbook::default();
        let mut hidden =
            vec![["report", self.report.0, self.report.1, self.addressee.unwrap_or_default(), ""].map(text).to_vec()];
        let mut lists = Lists::default();
        let mut names = HashSet::new();
        for table in self.tables {
            let name = unique(sheet_name(&self.called.table(table.part)), &table.part.key, &mut names);
            let mut headings = HashSet::new();
            let columns: Vec<_> = table
                .part
                .columns
                .iter()
                .map(|column| {
                    let heading = unique(self.called.heading(table.part, column), &column.key, &mut headings);
                    hidden.push(["heading", &table.part.key, &column.key, &heading, &name].map(text).to_vec());
                    self.column(column, heading, &mut lists)
                })
                .collect();
            let rows = table.rows.iter().map(|row| {
                let mut remembered =
                    ["row", &table.part.key, row.id, "", &self.base(table.part, row)].map(text).to_vec();
                remembered[3].value = CellValue::Number(row.number as f64);
                hidden.push(remembered);
                let cells = table.part.columns.iter().zip(&row.cells);
                cells.map(|(column, cell)| self.cell(column, cell)).collect()
            });
            book.sheets.push(Sheet {
                name,
                rows: rows.collect(),
                columns,
                fresh_rows: Some(FRESH_ROWS),
                is_hidden: false,
            });
        }
        hidden.extend(self.known_words());
        let columns = ["what", "kind", "id", "number", BASE]
            .map(|heading| workbook::Column { heading: heading.to_owned(), ..workbook::Column::default() });
        book.sheets.push(Sheet {
            name: BASE.to_owned(),
            is_hidden: true,
            columns: columns.into(),
            rows: hidden,
            fresh_rows: Some(0),
        });
        book.lists = lists.lists;
        book.refusal = self.called.wording.word(&["sheet", "locked"]).unwrap_or_default().to_owned();
        book.to_bytes()
    }

    /// The words that readers see in cells, for the hidden sheet.
    fn known_words(&self) -> Vec<Vec<workbook::Cell>> {
        let forms = self.tables.iter().flat_map(|table| &table.part.columns).filter_map(Column::field);
        let used: BTreeSet<usize> = forms.filter_map(|(_, form, _)| form.vocabulary()).collect();
        let of_one = |number: usize| {
            let vocabulary = &self.called.declarations.vocabularies[number];
            let words = vocabulary.words.iter().zip(self.called.words(vocabulary));
            words
                .map(|(word, name)| ["word", &vocabulary.key, &word.key, &name, ""].map(text).to_vec())
                .collect::<Vec<_>>()
        };
        used.into_iter().flat_map(of_one).collect()
    }

    fn column(&self, column: &Column, heading: String, lists: &mut Lists) -> workbook::Column {
        let (format, list, is_locked) = match &column.what {
            What::Id | What::Number => (Format::Text, None, true),
            What::Owner(kinds) => {
                let ids = kinds.iter().flat_map(|kind| self.ids.get(&kind.number).into_iter().flatten().copied());
                (Format::Text, self.choices(ids.collect(), lists), false)
            }
            What::Field { form, .. } => {
                let list = match form {
                    Form::Word(number) => {
                        Some(lists.add(self.called.words(&self.called.declarations.vocabularies[*number])))
                    }
                    Form::Link(kinds) => self.choices(self.ids_of(kinds), lists),
                    _ => None,
                };
                (format(form), list, *form == Form::Shown)
            }
        };
        workbook::Column { heading, format, list, is_fresh_locked: is_locked }
    }

    fn ids_of(&self, kinds: &[KindId]) -> Vec<&str> {
        let numbers = kinds.iter().map(|kind| self.called.declarations.kind(*kind).number);
        numbers.flat_map(|number| self.ids.get(&number).into_iter().flatten().copied()).collect()
    }

    fn choices(&self, mut ids: Vec<&str>, lists: &mut Lists) -> Option<usize> {
        ids.sort_by_cached_key(|id| natural_key(id));
        let is_short = !ids.is_empty() && ids.len() <= MOST_CHOICES;
        is_short.then(|| lists.add(ids.into_iter().map(str::to_owned).collect()))
    }

    fn cell(&self, column: &Column, cell: &Cell) -> workbook::Cell {
        let vocabulary = column.field().and_then(|(_, form, _)| form.vocabulary());
        let value = match &cell.datum {
            Datum::Empty => CellValue::Empty,
            Datum::Text(words) => CellValue::Text(match vocabulary {
                Some(number) => self.named(words, &self.called.declarations.vocabularies[number]),
                None => words.clone(),
            }),
            // What may also be words stands as a text.
            Datum::Number(number) if column.field().is_some_and(|(_, form, _)| format(form) == Format::Text) => {
                CellValue::Text(number.to_string())
            }
            Datum::Number(number) => CellValue::Number(*number),
            Datum::Date(day) => match workbook::serial(*day).filter(|_| is_date(column)) {
                Some(number) => CellValue::Date(number),
                None => CellValue::Text(cell.datum.written().into_owned()),
            },
            Datum::YesNo(flag) => CellValue::YesNo(*flag),
        };
        workbook::Cell { value, is_locked: cell.is_locked }
    }

    /// Words as readers see them, of one or of several with commas between.
    fn named(&self, words: &str, vocabulary: &Vocabulary) -> String {
        let names = self.called.words(vocabulary);
        let name = |word: &str| {
            let number = vocabulary.words.iter().position(|known| known.key == word);
            number.map_or_else(|| word.to_owned(), |number| names[number].clone())
        };
        words.split(", ").map(name).collect::<Vec<_>>().join(", ")
    }

    /// One table, with the keys of its columns as headings.
    pub fn csv(&self, table: &Table) -> String {
        let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
        let keys = table.part.columns.iter().map(|column| column.key.as_str()).chain([BASE]);
        let mut write = |cells: Vec<String>| {
            writer.write_record(cells).expect("writing to memory succeeds, and rows are as long as their headings");
        };
        write(keys.map(str::to_owned).collect());
        for row in &table.rows {
            let cells = row.cells.iter().map(|cell| guarded(&cell.datum.written()).into_owned());
            write(cells.chain([self.base(table.part, row)]).collect());
        }
        String::from_utf8(writer.into_inner().expect("writing to memory succeeds")).expect("the cells are UTF-8")
    }

    /// An object with a list of rows for each table.
    pub fn json(&self) -> String {
        let row = |table: &Table, row: &Row| {
            let cells = table.part.columns.iter().zip(&row.cells);
            let cells = cells.map(|(column, cell)| (column.key.clone(), json(column, &cell.datum)));
            Entries(cells.chain([(BASE.to_owned(), self.base(table.part, row).into())]).collect())
        };
        let rows = |table: &Table| table.rows.iter().map(|one| row(table, one)).collect::<Vec<_>>();
        let all = Entries(self.tables.iter().map(|table| (table.part.key.clone(), rows(table))).collect());
        serde_json::to_string_pretty(&all).expect("strings and numbers are JSON") + "\n"
    }
}

/// An object whose keys stay in their order.
struct Entries<V>(Vec<(String, V)>);

impl<V: Serialize> Serialize for Entries<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

fn json(column: &Column, datum: &Datum) -> Value {
    let list = |separator: &str, text: &str| text.split(separator).map(Value::from).collect::<Vec<_>>().into();
    match (datum, column.field().map(|(_, form, _)| form)) {
        (Datum::Empty, _) => Value::Null,
        (Datum::Text(text), Some(Form::Several { .. })) => list(", ", text),
        (Datum::Text(text), Some(Form::Lines { .. } | Form::ListOfTexts | Form::Authors { .. })) => list("\n", text),
        (Datum::Text(text), Some(Form::Numbers { .. })) => {
            text.lines().map(|line| line.parse::<f64>().map_or_else(|_| line.into(), number)).collect()
        }
        (Datum::Number(one), _) => number(*one),
        (Datum::YesNo(flag), _) => Value::from(*flag),
        (datum, _) => Value::from(datum.written().into_owned()),
    }
}

/// A number, without decimals if it has none.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 { Value::from(number as i64) } else { Value::from(number) }
}

fn format(form: &Form) -> Format {
    match form {
        Form::Integer | Form::Number | Form::Money => Format::Number,
        Form::Date => Format::Date,
        Form::YesNo => Format::YesNo,
        Form::Numbers { .. } => Format::Any,
        _ => Format::Text,
    }
}

fn is_date(column: &Column) -> bool {
    column.field().is_some_and(|(_, form, _)| *form == Form::Date)
}

fn text(words: &str) -> workbook::Cell {
    let value = if words.is_empty() { CellValue::Empty } else { CellValue::Text(words.to_owned()) };
    workbook::Cell { value, is_locked: true }
}

/// A name that is there once, also in other capitals: with the key before it where another has it.
fn unique(name: String, key: &str, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name;
    }
    let other = other_sheet_name(key, &name);
    taken.insert(other.to_lowercase());
    other
}

/// Words to choose from, each list once.
#[derive(Default)]
struct Lists {
    lists: Vec<Vec<String>>,
}

impl Lists {
    fn add(&mut self, words: Vec<String>) -> usize {
        let known = self.lists.iter().position(|list| *list == words);
        known.unwrap_or_else(|| {
            self.lists.push(words);
            self.lists.len() - 1
        })
    }
}
