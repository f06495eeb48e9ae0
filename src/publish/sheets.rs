//! Tables of a report as files that people and programs fill in: a workbook, CSV, JSON.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::{Serialize, Serializer};
use serde_json::Value;

use crate::merge::Wording;
use crate::model::declared::{KindId, Names, Vocabulary};
use crate::model::{Declaration, Declarations, Field, Type, natural_key};
use crate::sheets::given::guarded;
use crate::sheets::{BASE, Cell, Column, Datum, Form, Part, Row, Table, What, base};

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
    pub declarations: &'static Declarations,
    pub wording: &'e Wording,
    /// The id and the version of the report.
    pub report: (&'e str, &'e str),
    pub addressee: Option<&'e str>,
    pub is_multilingual: bool,
}

impl Exported<'_> {
    fn language(&self) -> String {
        self.wording.locale.language.to_string()
    }

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
            let name = unique(sheet_name(&self.name(table.part)), &table.part.key, &mut names);
            let mut headings = HashSet::new();
            let columns: Vec<_> = table
                .part
                .columns
                .iter()
                .map(|column| {
                    let heading = unique(self.heading(table.part, column), &column.key, &mut headings);
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
        book.to_bytes()
    }

    /// The words that readers see in cells, for the hidden sheet.
    fn known_words(&self) -> Vec<Vec<workbook::Cell>> {
        let forms = self.tables.iter().flat_map(|table| &table.part.columns).filter_map(Column::field);
        let used: BTreeSet<usize> = forms.filter_map(|(_, form, _)| form.vocabulary()).collect();
        let of_one = |number: usize| {
            let vocabulary = &self.declarations.vocabularies[number];
            let words = vocabulary.words.iter().zip(self.words(vocabulary));
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
                    Form::Word(number) => Some(lists.add(self.words(&self.declarations.vocabularies[*number]))),
                    Form::Link(kinds) => self.choices(self.ids_of(kinds), lists),
                    _ => None,
                };
                (format(form), list, *form == Form::Shown)
            }
        };
        workbook::Column { heading, format, list, is_fresh_locked: is_locked }
    }

    fn ids_of(&self, kinds: &[KindId]) -> Vec<&str> {
        let numbers = kinds.iter().map(|kind| self.declarations.kind(*kind).number);
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
                Some(number) => self.named(words, &self.declarations.vocabularies[number]),
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
        let names = self.words(vocabulary);
        let name = |word: &str| {
            let number = vocabulary.words.iter().position(|known| known.key == word);
            number.map_or_else(|| word.to_owned(), |number| names[number].clone())
        };
        words.split(", ").map(name).collect::<Vec<_>>().join(", ")
    }

    /// What readers see of each word; the words themselves where some have no name, or share one, or have a comma in it.
    fn words(&self, vocabulary: &Vocabulary) -> Vec<String> {
        let language = self.language();
        let name = |key: &str| self.wording.word(&[&vocabulary.key, key]).map(str::to_owned);
        let names = vocabulary.words.iter().map(|word| name(&word.key).or_else(|| word.name.get(&language).cloned()));
        let names = names.collect::<Option<Vec<String>>>().unwrap_or_default();
        let distinct: HashSet<String> = names.iter().map(|name| name.to_lowercase()).collect();
        let is_clear = distinct.len() == vocabulary.words.len() && !names.iter().any(|name| name.contains([',', ';']));
        if is_clear { names } else { vocabulary.words().map(str::to_owned).collect() }
    }

    /// What readers call a table.
    fn name(&self, part: &Part) -> String {
        let (kind, field) = (part.kind, part.inside.map(|(_, field)| field));
        let of_field = field.and_then(|field| self.in_language(&field.name));
        // What stands inside others may have a name in some languages only as their field.
        let own = kind.plural.get(&self.language()).map(String::as_str);
        let held = || {
            self.declarations.holders(kind).find_map(|holder| self.field_of(holder, kind)?.name.get(&self.language()))
        };
        let found = of_field.or(own).or_else(|| held().map(String::as_str));
        let found = found.or_else(|| self.in_language(&kind.plural)).or_else(|| self.in_language(&kind.name));
        found.unwrap_or(&part.key).to_owned()
    }

    /// The field of a kind that holds tables of another.
    fn field_of(&self, holder: &'static Declaration, kind: &Declaration) -> Option<&'static Field> {
        let holds = |it: &Type| matches!(it, Type::Table(inner) if std::ptr::eq(self.declarations.kind(*inner), kind));
        holder.fields.iter().find(|field| field.types().any(holds))
    }

    fn heading(&self, part: &Part, column: &Column) -> String {
        let item = |word: &str| self.wording.word(&["item", word]);
        match &column.what {
            What::Id => item("id").unwrap_or("id").to_owned(),
            What::Number => column.key.clone(),
            What::Owner(kinds) => {
                let kind = kinds.first().filter(|_| kinds.len() == 1);
                let name = kind.and_then(|kind| item(&kind.key).or_else(|| self.in_language(&kind.name)));
                name.unwrap_or(&column.key).to_owned()
            }
            What::Field { field, form, language } => {
                let label = self.wording.word(&[&part.kind.key, &field.key]);
                let name = label.or_else(|| self.in_language(&field.name)).unwrap_or(&field.key);
                match language.filter(|_| self.is_multilingual && matches!(form, Form::Texts { .. })) {
                    Some(language) => format!("{name} ({language})"),
                    None => name.to_owned(),
                }
            }
        }
    }

    fn in_language<'n>(&self, names: &'n Names) -> Option<&'n str> {
        names.get(&self.language()).or_else(|| names.get("en")).map(String::as_str)
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
        (Datum::Text(text), Some(Form::Lines { .. })) => list("\n", text),
        (Datum::Number(number), _) if number.fract() == 0.0 && number.abs() < 9e15 => Value::from(*number as i64),
        (Datum::Number(number), _) => Value::from(*number),
        (Datum::YesNo(flag), _) => Value::from(*flag),
        (datum, _) => Value::from(datum.written().into_owned()),
    }
}

fn format(form: &Form) -> Format {
    match form {
        Form::Integer | Form::Number | Form::Money => Format::Number,
        Form::Date => Format::Date,
        Form::YesNo => Format::YesNo,
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

/// A name that is there once, also in other capitals: with the key behind it where another has it.
fn unique(name: String, key: &str, taken: &mut HashSet<String>) -> String {
    if taken.insert(name.to_lowercase()) {
        return name;
    }
    let other = sheet_name(&format!("{key} {name}"));
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
