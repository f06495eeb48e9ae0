//! The rows of figures that are made from the items of the report, in the form that other charts and tables have.

use std::cmp::Ordering;

use crate::graph::from_data::{Answer, Group, Table, What};
use crate::graph::ways::{End, Found, Way, Ways};
use crate::model::typed::Figure;
use crate::model::{Item, Kind, Number, Type, Value, currency, declared::Show, natural_key};

use super::data_words::DataWords;
use super::{CitationView, Dict, Shown, Words, builder::Builder, order};
use crate::merge::CiteForm;
use crate::merge::markdown::in_field::FiguresInField;

/// Where values of a figure go, by what templates call them.
type Put<'p> = &'p mut dyn FnMut(&'static str, Shown);

/// Makes the values of figures from the data.
pub(super) struct Maker<'m, 'a> {
    builder: &'m Builder<'a>,
    ways: Ways<'a>,
    words: DataWords<'a>,
}

impl<'m, 'a> Maker<'m, 'a> {
    pub(super) fn new(builder: &'m Builder<'a>) -> Self {
        let words = DataWords::new(builder.graph.model.declarations, builder.wording);
        Self { builder, ways: Ways::new(builder.graph), words }
    }

    /// Puts rows into the view of a figure from the data, and an alternative text where it has none of its own.
    pub(super) fn fill(&self, figure: Figure<'a>, entries: &mut Vec<(&'static str, Shown)>) {
        let put: Put = &mut |key, value| match entries.iter_mut().find(|(known, _)| *known == key) {
            Some((_, own)) => *own = value,
            None => entries.push((key, value)),
        };
        let Some(answer) = Answer::of(figure, &self.ways, self.builder.graph) else { return };
        let alt = match &answer.wanted.what {
            What::Count { by, stacked_by } => self.count(&answer, by, stacked_by.as_ref(), put),
            What::Matrix { rows, columns } => self.matrix(&answer, (rows, columns), figure.shows_counts(), put),
            What::List { fields, sort } => self.list(&answer, (fields, sort), figure, put),
        };
        if figure.alt().is_none() {
            put("alt", Shown::Text(alt));
        }
    }

    /// Puts a bar for each group; returns the alternative text.
    fn count(&self, answer: &Answer<'a>, by: &Way, stacked_by: Option<&Way>, put: Put) -> String {
        let Table { rows, columns, cells } = &answer.table;
        let items = self.words.plural(answer.wanted.of);
        let names =
            |way: &Way, groups: &[Group]| -> Vec<Shown> { groups.iter().map(|group| self.group(way, group)).collect() };
        let (bars, parts) = (names(by, rows), stacked_by.map(|way| names(way, columns)));
        let mut told = Vec::new();
        let mut made = Vec::new();
        for ((group, bar), cells) in rows.iter().zip(&bars).zip(cells) {
            let counts: Vec<usize> = cells.iter().map(Vec::len).collect();
            let total: usize = counts.iter().sum();
            told.push(self.told(&bar.text(), total, parts.as_deref(), &counts));
            let mut row = self.row(bar.clone(), Vec::new());
            row.push(("values", Shown::List(counts.iter().map(|count| Shown::Amount(number(*count))).collect())));
            let labels = counts.iter().map(|count| Shown::Text(self.number(*count)));
            row.push(("value_labels", Shown::List(labels.collect())));
            row.push(("total", Shown::Integer(i64::try_from(total).unwrap_or(i64::MAX))));
            row.push(("total_label", Shown::Text(self.number(total))));
            row.push(("tone", self.tone(by, group)));
            made.push(Shown::Dict(Dict::of(row)));
        }
        put("columns", Shown::List(vec![Shown::Text(self.words.heading(by))]));
        put("rows", Shown::List(made));
        if let Some(way) = stacked_by {
            put("tones", Shown::List(columns.iter().map(|group| self.tone(way, group)).collect()));
        }
        put("series", Shown::List(parts.unwrap_or_else(|| vec![Shown::Text(items.clone())])));
        let said = told.join(&self.words.semicolon());
        let by = self.words.in_sentence(&self.words.heading(by));
        match stacked_by {
            None => self.words.sentence("count", &[("items", &items), ("by", &by), ("numbers", &said)]),
            Some(way) => {
                let divided = self.words.in_sentence(&self.words.heading(way));
                let gaps = [("items", &*items), ("by", &by), ("divided", &divided), ("numbers", &said)];
                self.words.sentence("stacked-count", &gaps)
            }
        }
    }

    /// A bar in words: `High 3 (Equality 2, Quality 1)`.
    fn told(&self, bar: &str, total: usize, parts: Option<&[Shown]>, counts: &[usize]) -> String {
        let own = parts.iter().flat_map(|parts| parts.iter()).zip(counts).filter(|(_, count)| **count > 0);
        let own: Vec<String> = own.map(|(part, count)| format!("{} {}", part.text(), self.number(*count))).collect();
        let parts = if own.is_empty() { String::new() } else { format!(" ({})", own.join(", ")) };
        format!("{bar} {}{parts}", self.number(total))
    }

    /// Puts a row for each group of the first way, with a cell for each of the second; returns the alternative text.
    fn matrix(&self, answer: &Answer<'a>, (rows, columns): (&Way, &Way), counts: bool, put: Put) -> String {
        let table = &answer.table;
        let cell = |numbers: &Vec<usize>| {
            if counts {
                return Shown::Number(self.number(numbers.len()));
            }
            Shown::List(numbers.iter().map(|number| Shown::Text(answer.items[*number].id().to_owned())).collect())
        };
        let made = table.rows.iter().zip(&table.cells).map(|(group, cells)| {
            Shown::Dict(Dict::of(self.row(self.group(rows, group), cells.iter().map(cell).collect())))
        });
        put("rows", Shown::List(made.collect()));
        let (across, down) = (self.words.heading(columns), self.words.heading(rows));
        let heads = table.columns.iter().map(|group| self.group(columns, group));
        put("columns", Shown::List([Shown::Text(down.clone())].into_iter().chain(heads).collect()));
        put("across", Shown::Text(across.clone()));
        let (items, all) = (self.words.plural(answer.wanted.of), self.number(answer.items.len()));
        let (down, across) = (self.words.in_sentence(&down), self.words.in_sentence(&across));
        self.words.sentence("matrix", &[("items", &items), ("rows", &down), ("columns", &across), ("number", &all)])
    }

    /// Puts a row for each item, with its fields in the cells; returns the alternative text.
    fn list(&self, answer: &Answer<'a>, (fields, sort): (&[Way], &[Way]), figure: Figure, put: Put) -> String {
        let mut items = answer.items.clone();
        items.sort_by(|a, b| {
            let mut orders = sort.iter().map(|way| self.compare(a, b, way));
            let order = orders.find(|order| *order != Ordering::Equal).unwrap_or(Ordering::Equal);
            if figure.reversed() == Some(true) { order.reverse() } else { order }
        });
        let made = items.iter().map(|item| {
            let mut cells = fields.iter().map(|way| self.cell(item, way));
            let label = cells.next().unwrap_or(Shown::None);
            Shown::Dict(Dict::of(self.row(label, cells.collect())))
        });
        put("rows", Shown::List(made.chain(self.totals(&items, fields, figure)).collect()));
        let heads: Vec<String> = fields.iter().map(|way| self.words.heading(way)).collect();
        let own = figure.columns();
        put(
            "columns",
            match own.len() == heads.len() {
                true => Shown::List(own.into_iter().map(|own| Shown::Words(self.builder.localized(own))).collect()),
                false => Shown::texts(&heads),
            },
        );
        put("sizes", Shown::List(fields.iter().map(|way| Shown::Text(size(way).to_owned())).collect()));
        let (kind, all) = (self.words.plural(answer.wanted.of), self.number(items.len()));
        let heads: Vec<String> = heads.iter().map(|head| self.words.in_sentence(head)).collect();
        self.words.sentence("list", &[("items", &kind), ("number", &all), ("fields", &heads.join(", "))])
    }

    /// The row that adds up the columns of a list.
    fn totals(&self, items: &[&'a Item], fields: &[Way], figure: Figure) -> Option<Shown> {
        let wanted = figure.total();
        let is_wanted = |way: &Way| wanted.iter().any(|total| total.value == way.written());
        let nothing = || Shown::Number(String::new());
        let mut cells = fields.iter().map(|way| if is_wanted(way) { self.total(items, way) } else { nothing() });
        let label = match (fields.first(), cells.next()) {
            (Some(way), Some(total)) if is_wanted(way) => total,
            _ => Shown::Number(self.words.total()),
        };
        let mut row = self.row(label, cells.collect());
        row.iter_mut().filter(|(key, _)| *key == "emphasis").for_each(|(_, value)| *value = Shown::YesNo(true));
        (!wanted.is_empty()).then(|| Shown::Dict(Dict::of(row)))
    }

    /// What stands at the end of a way, added up: one sum for each currency, or a number.
    fn total(&self, items: &[&'a Item], way: &Way) -> Shown {
        let (mut sums, mut numbers) = (Vec::new(), Vec::new());
        for found in items.iter().flat_map(|item| self.ways.found(item, way)) {
            match found {
                Found::Value(_, Value::Money(sum)) => sums.push(*sum),
                Found::Value(_, Value::Number(number, _)) => numbers.push(*number),
                Found::Value(_, Value::Integer(integer, _)) => {
                    numbers.push(Number { value: *integer as f64, decimals: 0 });
                }
                _ => {}
            }
        }
        let sums = self.builder.added_up(&sums).into_iter().map(|sum| sum.text);
        let number = (!numbers.is_empty()).then(|| currency::sum(&numbers));
        let number = number.map(|sum| self.builder.wording.locale.number_with(sum.value, sum.decimals));
        Shown::List(sums.chain(number).map(Shown::Number).collect())
    }

    /// A row as tables and charts have it.
    fn row(&self, label: Shown, cells: Vec<Shown>) -> Vec<(&'static str, Shown)> {
        let nothing = [("start", Shown::None), ("end", Shown::None), ("note", Shown::None)];
        let mut row = vec![("label", label), ("cells", Shown::List(cells)), ("emphasis", Shown::YesNo(false))];
        row.extend(nothing);
        row
    }

    fn number(&self, number: usize) -> String {
        self.builder.wording.locale.number(number as f64)
    }

    /// The name of a group: a word of the language, or the title of the item.
    fn group(&self, way: &Way, group: &Group) -> Shown {
        match (group, way.end.vocabulary()) {
            (Group::Word(word), Some(vocabulary)) => Shown::Number(self.words.word(vocabulary, word)),
            (Group::Word(word), _) => Shown::Number((*word).to_owned()),
            (Group::Id(id), _) => self.title(id),
            (Group::Unstated, _) => Shown::Number(self.words.sentence("unstated", &[])),
        }
    }

    fn tone(&self, way: &Way, group: &Group) -> Shown {
        match (group, way.end.vocabulary()) {
            (Group::Word(word), Some(vocabulary)) => {
                self.words.tone(vocabulary, word).map_or(Shown::None, |tone| Shown::Text(tone.to_owned()))
            }
            _ => Shown::None,
        }
    }

    /// What readers call an item; its id where it has no title.
    fn title(&self, id: &str) -> Shown {
        let title = self.ways.item(id).and_then(|item| {
            let (field, value) = item.fields().find(|(field, _)| field.show == Show::Title)?;
            Some(as_content(self.builder.value(field, value)))
        });
        title.unwrap_or_else(|| Shown::Number(id.to_owned()))
    }

    /// What stands in a cell of a list: one thing or a list of them. A string is an id for templates; all else is content.
    fn cell(&self, item: &'a Item, way: &Way) -> Shown {
        let mut shown: Vec<Shown> =
            self.ways.found(item, way).iter().flat_map(|found| self.shown(found, way)).collect();
        if shown.len() == 1 { shown.remove(0) } else { Shown::List(shown) }
    }

    fn shown(&self, found: &Found, way: &Way) -> Vec<Shown> {
        match (found, &way.end) {
            (Found::Word(word), End::Word(vocabulary)) => vec![Shown::Number(self.words.word(*vocabulary, word))],
            (Found::Word(word), _) => vec![Shown::Number((*word).to_owned())],
            (Found::Id(id), _) => vec![self.linked(id, way)],
            (Found::Value(_, Value::YesNo(flag)), _) => vec![Shown::Number(self.words.yes_or_no(*flag))],
            (Found::Value(field, value), _) => vec![as_content(self.builder.value(field, value))],
        }
    }

    /// A link in a cell: the id of what pages show under its id, a citation of a source, and the title of anything else.
    fn linked(&self, id: &str, way: &Way) -> Shown {
        match self.ways.item(id) {
            Some(item) if item.kind() == Kind::SOURCE && !matches!(way.end, End::Id) => {
                let place = item.id.as_ref().map(|id| id.place);
                let items = vec![(id.to_owned(), None)];
                Shown::Citation(Some(CitationView { items, form: CiteForm::Prose, place }))
            }
            Some(item) if item.declared.printed || matches!(way.end, End::Id) => Shown::Text(id.to_owned()),
            _ => self.title(id),
        }
    }

    /// The order of two items by what stands at the end of a way: words by rank, texts as the language sorts them. Items that say
    /// nothing stand last.
    fn compare(&self, a: &'a Item, b: &'a Item, way: &Way) -> Ordering {
        let first = |item: &'a Item| self.ways.found(item, way).into_iter().next();
        match (first(a), first(b)) {
            (None, None) => Ordering::Equal,
            (None, _) => Ordering::Greater,
            (_, None) => Ordering::Less,
            (Some(Found::Id(a)), Some(Found::Id(b))) => natural_key(&a).cmp(&natural_key(&b)),
            (Some(Found::Word(a)), Some(Found::Word(b))) => self.rank(way, a).cmp(&self.rank(way, b)),
            (Some(Found::Value(field, a)), Some(Found::Value(_, b))) => {
                let [a, b] = [a, b].map(|value| self.builder.value(field, value));
                order::compare(Some(&a), Some(&b), None, &self.builder.wording.locale)
            }
            _ => Ordering::Equal,
        }
    }

    fn rank(&self, way: &Way, word: &str) -> Option<usize> {
        let End::Word(number) = way.end else { return None };
        self.builder.graph.model.declarations.vocabularies[number].words().position(|known| known == word)
    }
}

/// How wide a column of a list is, for templates.
fn size(way: &Way) -> &'static str {
    let has = |is: fn(&Type) -> bool| way.field.is_some_and(|field| field.types().any(is));
    let is_long = |it: &Type| matches!(it, Type::Plain | Type::Prose | Type::String | Type::Address);
    match way.end {
        // Codes such as `CWE-89` and hosts have no place to break.
        End::Value if has(|it| matches!(it, Type::Form(_))) => "code",
        End::Id => "id",
        End::Link(_) => "links",
        End::Value if has(is_long) => "text",
        End::Value if way.is_number() => "number",
        End::Value | End::Word(_) | End::Rating(_) | End::YesNo => "short",
    }
}

fn number(count: usize) -> Number {
    Number { value: count as f64, decimals: 0 }
}

/// A value that templates can place as it is.
fn as_content(value: Shown) -> Shown {
    match value {
        Shown::Name(words) => Shown::Words(words),
        Shown::Words(_) | Shown::Number(_) => value,
        // The text stands on the card of its item, too, and its figures there.
        Shown::Prose(words) => Shown::Prose(Words { figures: FiguresInField::Named, ..words }),
        Shown::Date(date) => Shown::Number(date.short),
        Shown::Money(sum) => Shown::Number(sum.text),
        Shown::Measure(_, text) => Shown::Number(text),
        Shown::Cvss(cvss) => Shown::Number(cvss.text),
        other => Shown::Number(other.text()),
    }
}
