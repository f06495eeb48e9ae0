//! Formats of a list of items and of the numbers of a report, for people and for programs.

use serde::Serialize;

use crate::diagnostics::{Files, visible};
use crate::graph::Graph;
use crate::graph::ways::{Found, Way, Ways};
use crate::meaning::condition;
use crate::meaning::statistics::{KindCount, LinkCount, WordCount};
use crate::merge::table;
use crate::model::{Item, Number, Value};

/// How many ids of items without a link are named.
const NAMED: usize = 12;

/// A table for people: the ids, what stands at the ends of `ways`, and the titles, in columns.
pub fn text(items: &[&Item], columns: &[Way], graph: &Graph) -> String {
    let ways = Ways::new(graph);
    let row = |item: &&Item| -> Vec<String> {
        let cells = columns.iter().map(|way| cell(item, way, &ways));
        let all = [item.id().to_owned()].into_iter().chain(cells).chain([item.title().unwrap_or_default().to_owned()]);
        all.map(|cell| visible::line(&cell).into_owned()).collect()
    };
    aligned(&items.iter().map(row).collect::<Vec<_>>())
}

/// Rows in columns of equal width, two spaces apart; the last column ends where its words do.
fn aligned(rows: &[Vec<String>]) -> String {
    let count = rows.first().map_or(0, Vec::len);
    let width = |n: usize| rows.iter().map(|row| row[n].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..count).map(width).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        let line = cells.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    rows.iter().map(line).collect()
}

/// A table for a spreadsheet, with the ways as its headings.
pub fn csv(items: &[&Item], columns: &[Way], graph: &Graph) -> String {
    let ways = Ways::new(graph);
    let names: Vec<String> = columns.iter().map(Way::written).collect();
    let headings: Vec<&str> = ["id", "title"].into_iter().chain(names.iter().map(String::as_str)).collect();
    let row = |item: &&Item| {
        let own = [item.id().to_owned(), item.title().unwrap_or_default().to_owned()];
        own.into_iter().chain(columns.iter().map(|way| cell(item, way, &ways))).collect()
    };
    table::csv(&headings, items.iter().map(row).collect())
}

/// An item for programs.
#[derive(Serialize)]
struct Record<'i> {
    id: &'i str,
    kind: &'i str,
    title: &'i str,
    file: Option<&'i str>,
    line: Option<usize>,
    fields: minijinja::Value,
}

/// One array, each item with its place and all its fields, by the keys that conditions name.
pub fn json(items: &[&Item], graph: &Graph, files: &Files) -> String {
    let record = |item: &&Item| {
        let place = item.id.as_ref().map(|id| id.place);
        let line = place.map(|place| files.line_column(place.file, place.range().start).line);
        (place, line, condition::said_of(item, graph))
    };
    let records = items.iter().map(|item| {
        let (place, line, fields) = record(item);
        Record {
            id: item.id(),
            kind: item.kind().as_str(),
            title: item.title().unwrap_or_default(),
            file: place.map(|place| files.get(place.file).path.as_str()),
            line,
            fields,
        }
    });
    serde_json::to_string_pretty(&records.collect::<Vec<_>>()).expect("strings and numbers are JSON") + "\n"
}

/// What an item has at the end of a way, on one line.
fn cell<'g>(item: &'g Item, way: &Way, ways: &Ways<'g>) -> String {
    let found = ways.found(item, way).into_iter().map(|found| match found {
        Found::Id(id) => id,
        Found::Word(word) => word.to_owned(),
        Found::Value(_, value) => written(value),
    });
    found.collect::<Vec<_>>().join(", ")
}

fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.value.clone(),
        Value::Plain(text) | Value::Prose(text) => text.source().value.split_whitespace().collect::<Vec<_>>().join(" "),
        Value::Money(sum) => format!("{} {}", digits(sum.amount), sum.currency.code()),
        Value::Number(number, _) => digits(*number),
        Value::Integer(number, _) => number.to_string(),
        Value::YesNo(flag) => flag.to_string(),
        Value::Date(date) => {
            let (year, month, day) = date.ymd();
            format!("{year:04}-{month:02}-{day:02}")
        }
        Value::Period(period) => period.period.to_string(),
        Value::Cvss(cvss) => format!("{:.1}", cvss.score()),
        Value::Language(language) => language.to_string(),
        Value::Word(said) => said.word.to_owned(),
        Value::Link(link) => link.id.clone(),
        Value::Id(id) => id.id.clone(),
        Value::Translations(texts) => texts.iter().map(|(_, text)| text.value.as_str()).collect::<Vec<_>>().join("; "),
        Value::Item(_) | Value::List(_) | Value::Entries(_) => String::new(),
    }
}

/// The numbers for people.
pub fn statistics_text(counts: &[KindCount]) -> String {
    let mut out = String::new();
    for count in counts {
        let mut lines = vec![format!("{}  {}", count.kind.key, count.items)];
        lines.extend(count.words.iter().filter(|words| words.without < count.items).map(words_line));
        lines.extend(count.links.iter().filter(|links| links.links > 0).map(links_line));
        lines.extend(count.links.iter().filter(|links| !links.without.is_empty()).map(|links| open_line(count, links)));
        out += &(if out.is_empty() { "" } else { "\n" }.to_owned() + &lines.join("\n") + "\n");
    }
    out
}

fn words_line(count: &WordCount) -> String {
    let words = count.words.iter().filter(|(_, number)| *number > 0).map(|(word, number)| format!("{word} {number}"));
    let without = (count.without > 0).then(|| format!("none {}", count.without));
    format!("  {}: {}", count.field, words.chain(without).collect::<Vec<_>>().join(", "))
}

fn links_line(count: &LinkCount) -> String {
    let direction = if count.is_back { "links from" } else { "links to" };
    format!("  {direction} {}: {}", count.field, count.links)
}

fn open_line(count: &KindCount, links: &LinkCount) -> String {
    let direction = if links.is_back { "without a link from" } else { "without a link to" };
    let ids: Vec<String> = links.without.iter().take(NAMED).map(|id| visible::line(id).into_owned()).collect();
    let named = match links.without.len() {
        all if all == count.items => "all".to_owned(),
        all if all > NAMED => format!("{} and {} more", ids.join(", "), all - NAMED),
        _ => ids.join(", "),
    };
    format!("  {direction} {}: {named}", links.field)
}

#[derive(Serialize)]
struct KindRecord<'c> {
    kind: &'c str,
    items: usize,
    words: Vec<WordRecord<'c>>,
    links: Vec<LinkRecord<'c>>,
}

#[derive(Serialize)]
struct WordRecord<'c> {
    field: &'c str,
    words: serde_json::Map<String, serde_json::Value>,
    without: usize,
}

#[derive(Serialize)]
struct LinkRecord<'c> {
    field: &'c str,
    /// `to` for links of the items, `from` for links of others to them.
    direction: &'static str,
    links: usize,
    without: &'c [&'c str],
}

/// The numbers for programs: one array with an object for each kind.
pub fn statistics_json(counts: &[KindCount]) -> String {
    let records = counts.iter().map(|count| KindRecord {
        kind: &count.kind.key,
        items: count.items,
        words: count.words.iter().map(word_record).collect(),
        links: count.links.iter().map(link_record).collect(),
    });
    serde_json::to_string_pretty(&records.collect::<Vec<_>>()).expect("strings and numbers are JSON") + "\n"
}

fn word_record<'c>(count: &'c WordCount) -> WordRecord<'c> {
    let words = count.words.iter().map(|(word, number)| ((*word).to_owned(), (*number).into()));
    WordRecord { field: &count.field, words: words.collect(), without: count.without }
}

fn link_record<'c>(count: &'c LinkCount<'c>) -> LinkRecord<'c> {
    let direction = if count.is_back { "from" } else { "to" };
    LinkRecord { field: &count.field, direction, links: count.links, without: &count.without }
}

fn digits(number: Number) -> String {
    format!("{:.*}", number.digits(), number.value)
}
