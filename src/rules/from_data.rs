//! Faults of figures that are made from the items of the report: what they ask for, and what answers them.

use crate::bounds::from_data::{MOST_BARS, MOST_COLUMNS, MOST_FIELDS, MOST_PARTS, MOST_ROWS};
use crate::diagnostics::{Code, Diagnostic, Place, nearest};
use crate::graph::Graph;
use crate::graph::from_data::{Answer, Only, Wanted};
use crate::graph::ways::{End, Ways};
use crate::model::typed::Figure;
use crate::model::{Declaration, Declarations, FigureKind, Item, Text, Value};

/// What only some kinds of figures have: the key, and the kinds.
const KEYS: [(&str, &[FigureKind]); 14] = [
    ("of", &[FigureKind::Count, FigureKind::Matrix, FigureKind::List]),
    ("where", &[FigureKind::Count, FigureKind::Matrix, FigureKind::List]),
    ("by", &[FigureKind::Count]),
    ("stacked_by", &[FigureKind::Count]),
    ("rows_by", &[FigureKind::Matrix]),
    ("columns_by", &[FigureKind::Matrix]),
    ("cells", &[FigureKind::Matrix]),
    ("fields", &[FigureKind::List]),
    ("sort", &[FigureKind::List]),
    ("reversed", &[FigureKind::List]),
    ("total", &[FigureKind::List]),
    ("rest", &[FigureKind::SplitBar]),
    ("phase", &[FigureKind::Timeline]),
    ("milestone", &[FigureKind::Timeline]),
];

/// What no figure from the data has. The `columns` of a list are its headings.
const OF_OTHERS: [&str; 4] = ["data", "series", "file", "print_file"];

/// Keys that a figure of this kind does not have.
pub fn misplaced(figure: Figure) -> Vec<Diagnostic> {
    let kind = figure.kind();
    let is_there = |key: &&str| figure.0.get(key).is_some();
    let wrong = KEYS.iter().filter(|(_, kinds)| !kinds.contains(&kind)).filter(|(key, _)| is_there(key));
    let wrong = wrong.map(|(key, kinds)| {
        let kinds: Vec<String> = kinds.iter().map(|kind| format!("`{}`", kind.as_str())).collect();
        let message = format!("only a figure of the kind {} has `{key}`", kinds.join(" or "));
        malformed(place(figure.0, key), message, "delete it, or give the figure another `kind`")
    });
    let takes_headings = kind == FigureKind::List;
    let others = OF_OTHERS.into_iter().chain((!takes_headings).then_some("columns")).filter(is_there);
    let others = others.filter(|_| kind.is_from_data()).map(|key| {
        let message = format!("a figure of the kind `{}` has no `{key}`: it is made from the report", kind.as_str());
        malformed(place(figure.0, key), message, "delete it")
    });
    wrong.chain(others).collect()
}

/// Where a key of an item is written; where its value has no place, that of the item.
fn place(item: &Item, key: &str) -> Place {
    let of_value = |value: &Value| match value {
        Value::String(text) => Some(text.place),
        Value::Plain(text) => Some(text.source().place),
        Value::Item(item) => Some(item.place),
        _ => None,
    };
    let written = item.get(key).and_then(|value| match value {
        Value::List(values) => values.first().and_then(of_value),
        value => of_value(value),
    });
    written.unwrap_or(item.place)
}

/// Checks what a figure asks for, by the declarations alone.
pub fn check(figure: Figure, declarations: &'static Declarations, diagnostics: &mut Vec<Diagnostic>) {
    Wanted::read(figure, declarations, diagnostics);
    let (fields, headings) = (figure.fields(), figure.columns());
    if let Some(one_too_many) = fields.get(MOST_FIELDS) {
        let message = format!("a list has at most {MOST_FIELDS} columns, and `{}` has {}", figure.0.id(), fields.len());
        diagnostics.push(malformed(one_too_many.place, message, "leave out what readers find at the items themselves"));
    }
    if figure.kind() == FigureKind::List && !headings.is_empty() && headings.len() != fields.len() {
        let message = format!("`{}` has {} headings for {} fields", figure.0.id(), headings.len(), fields.len());
        let hint = "write one of `columns` for each of `fields`, or leave `columns` out";
        diagnostics.push(malformed(headings[0].source().place, message, hint));
    }
}

/// Checks what answers the figures of a report.
pub fn check_answers(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    let mut figures = graph.all::<Figure>().filter(|figure| figure.kind().is_from_data()).peekable();
    if figures.peek().is_none() {
        return;
    }
    let ways = Ways::new(graph);
    for figure in figures {
        let Some(answer) = Answer::of(figure, &ways, graph) else { continue };
        let before = diagnostics.len();
        diagnostics.extend(answer.wanted.only.iter().flat_map(|only| unknown_ids(only, &ways)));
        if diagnostics.len() > before {
            continue;
        }
        if answer.items.is_empty() {
            diagnostics.push(empty(figure, answer.wanted.of, &ways));
        }
        diagnostics.extend(too_many(figure, &answer));
    }
}

/// The faults of ids that nothing has, or nothing of the kinds at the end of a way.
fn unknown_ids<'a>(only: &'a Only, ways: &'a Ways) -> Vec<Diagnostic> {
    let kinds: Vec<&Declaration> = match &only.way.end {
        End::Link(kinds) => kinds.clone(),
        End::Id => vec![only.way.from],
        _ => return Vec::new(),
    };
    let fault = |value: &&Text| {
        let names: Vec<String> = kinds.iter().map(|kind| kind.kind().with_article()).collect();
        let (id, expected) = (&value.value, names.join(" or "));
        let message = match ways.item(id) {
            Some(item) if kinds.iter().any(|kind| std::ptr::eq(*kind, item.declared)) => return None,
            Some(item) => format!("expected {expected}, but `{id}` is {}", item.kind().with_article()),
            None => format!("there is no `{id}`; expected {expected}"),
        };
        let known: Vec<&str> = kinds.iter().flat_map(|kind| ways.of(kind)).map(Item::id).collect();
        let hint = nearest::hint(&value.value, &known);
        Some(Diagnostic::new(Code::DanglingLink, value.place, message).with_hints(hint.as_deref()))
    };
    only.values.iter().filter_map(fault).collect()
}

/// The fault of a figure that shows no item.
fn empty(figure: Figure, of: &'static Declaration, ways: &Ways) -> Diagnostic {
    let id = figure.0.id();
    let (message, hint, at) = if ways.of(of).is_empty() {
        let message = format!("the figure `{id}` shows nothing: the report has no {}", of.key);
        (message, "leave the figure out until there are some", figure.place())
    } else {
        let message = format!("the figure `{id}` shows nothing: no {} is as `where` says", of.key);
        (message, "change `where`, or leave the figure out", place(figure.0, "where"))
    };
    Diagnostic::new(Code::FigureWithoutData, at, message).with_hint(hint)
}

/// The faults of more rows or columns than a figure can show.
fn too_many(figure: Figure, answer: &Answer) -> Vec<Diagnostic> {
    let (rows, columns) = (answer.table.rows.len(), answer.table.columns.len());
    let limits: &[(&str, &str, usize, usize)] = match figure.kind() {
        FigureKind::Count => &[("by", "bars", rows, MOST_BARS), ("stacked_by", "parts in a bar", columns, MOST_PARTS)],
        FigureKind::Matrix => &[("rows_by", "rows", rows, MOST_ROWS), ("columns_by", "columns", columns, MOST_COLUMNS)],
        _ => &[],
    };
    let over = limits.iter().filter(|(.., number, most)| number > most).map(|(key, what, number, most)| {
        let kind = figure.kind().as_str();
        let message = format!("a {kind} has at most {most} {what}, and `{}` has {number}", figure.0.id());
        let hint = "go by something with fewer values, choose some of the items with `where`, or make a `list`";
        malformed(place(figure.0, key), message, hint)
    });
    over.collect()
}

fn malformed(place: Place, message: impl Into<String>, hint: &str) -> Diagnostic {
    Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint)
}
