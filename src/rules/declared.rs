//! What the declarations ask of every table: which fields are there, their forms and limits, and the order of their dates.

use std::collections::BTreeMap;

use crate::diagnostics::{Code, Diagnostic, Place, diagnostic::malformed};
use crate::files::form;
use crate::model::declared::{Form, Is};
use crate::model::{Declarations, Field, Item, Model, Text, Type, Value, period::Day};

/// A table with what it stands in.
#[derive(Clone, Copy)]
struct Table<'i> {
    item: &'i Item,
    /// The table directly around it.
    holder: Option<&'i Item>,
    /// The nearest thing around it that has an id, or else the file: messages name it.
    owner: &'i Item,
}

/// Checks every item, and every table inside.
pub fn check(model: &Model, faults: &mut Vec<Diagnostic>) {
    let lists = model.listed.values().flatten();
    for item in model.items.iter().chain(&model.report).map(|item| &**item).chain(lists) {
        of_table(Table { item, holder: None, owner: item }, model.declarations, faults);
    }
}

/// The number in a field, and the usual one where it is missing or outside of the field's limits.
pub fn number_or_usual(table: Option<&Item>, kind: &str, key: &str) -> f64 {
    let declarations = Declarations::built_in();
    let field = declarations.find(kind).and_then(|kind| kind.field(key)).expect("the program asks for declared fields");
    match table.and_then(|table| table.get(key)) {
        Some(Value::Number(number, _)) if field.limits().contains(&number.value) => number.value,
        _ => field.usual_number().expect("a number that the program cannot do without has a usual value"),
    }
}

fn of_table(table: Table, declarations: &Declarations, faults: &mut Vec<Diagnostic>) {
    for (field, value) in table.item.slots() {
        if is_missing(field, value, table) {
            faults.push(missing(field, table));
        }
        if let Some(value) = value {
            of_value(field, value, table, declarations, faults);
        }
    }
}

fn of_value(field: &Field, value: &Value, table: Table, declarations: &Declarations, faults: &mut Vec<Diagnostic>) {
    match value {
        Value::List(values) => values.iter().for_each(|value| of_value(field, value, table, declarations, faults)),
        Value::Item(item) => {
            let owner = if item.id.is_some() { item } else { table.owner };
            of_table(Table { item, holder: Some(table.item), owner }, declarations, faults);
        }
        Value::String(text) => faults.extend(field.types().filter_map(|it| match it {
            Type::Address => address_fault(text),
            Type::Form(number) => form_fault(text, &declarations.forms[*number]),
            _ => None,
        })),
        Value::Number(number, place) => faults.extend(limit_fault(field, number.value, *place)),
        Value::Integer(integer, place) => faults.extend(limit_fault(field, *integer as f64, *place)),
        Value::Money(sum) => faults.extend(limit_fault(field, sum.amount.value, sum.place)),
        Value::Date(_) | Value::Period(_) => faults.extend(order_fault(field, value, table)),
        _ => {}
    }
}

/// Whether a field must be there and is not. Where the decoder refuses the table without it, that is said already.
fn is_missing(field: &Field, value: Option<&Value>, table: Table) -> bool {
    let holds = |case: &BTreeMap<String, Is>| case.iter().all(|(path, is)| is_so(path, is, table));
    field.required
        && !is_there(value)
        && !field.is_asked_by_decoder()
        && (field.when.is_empty() || field.when.iter().any(holds))
}

/// Whether a field is what a case says. A path such as `figure.kind` is of the table around.
fn is_so(path: &str, is: &Is, table: Table) -> bool {
    let value = match path.rsplit_once('.') {
        Some((_, key)) => table.holder.and_then(|holder| holder.get(key)),
        None => table.item.get(path),
    };
    match is {
        Is::There(there) => is_there(value) == *there,
        Is::OneOf(words) => matches!(value, Some(Value::Word(said)) if words.iter().any(|word| said.is(word))),
    }
}

fn is_there(value: Option<&Value>) -> bool {
    match value {
        None => false,
        Some(Value::List(values)) => !values.is_empty(),
        Some(Value::YesNo(flag)) => *flag,
        Some(_) => true,
    }
}

/// The fault of a field that is missing: at the one other field that asks for it, or else at its table.
fn missing(field: &Field, table: Table) -> Diagnostic {
    let Table { item, owner, .. } = table;
    let asking = field.when.first().filter(|case| field.when.len() == 1 && case.len() == 1);
    let place = match asking.and_then(|case| item.get(case.keys().next()?)) {
        Some(Value::String(text)) => text.place,
        _ => item.id.as_ref().map_or(item.place, |id| id.place),
    };
    let usual = if field.shape.is_list() { " or empty" } else { "" };
    let message = match &field.missing {
        Some(words) => words.replace("{id}", owner.id()).replace("{title}", item.title().unwrap_or_default()),
        None => format!("the key `{}` is missing{usual}", field.key),
    };
    Diagnostic::new(field.rule.unwrap_or(Code::MissingKey), place, message).with_hints(field.hint.as_deref())
}

/// Checks that a reader can open an address.
fn address_fault(address: &Text) -> Option<Diagnostic> {
    let parsed = url::Url::parse(&address.value);
    let opens = parsed.is_ok_and(|address| matches!(address.scheme(), "http" | "https") && address.has_host());
    let message = || format!("`{}` is not an address on the web", address.value);
    (!opens).then(|| malformed(address.place, message(), "write it whole, with `https://`"))
}

fn form_fault(text: &Text, declared: &Form) -> Option<Diagnostic> {
    let fits = match declared.key.as_str() {
        "report-id" => form::is_id(&text.value),
        "version" => form::version_numbers(&text.value).is_some(),
        _ => declared.fits(&text.value),
    };
    let message = || format!("`{}` is not {}", text.value, declared.is);
    (!fits).then(|| malformed(text.place, message(), &declared.hint))
}

fn limit_fault(field: &Field, value: f64, place: Place) -> Option<Diagnostic> {
    let limits = field.limits();
    if limits.contains(&value) {
        return None;
    }
    let unit = field.unit_after_number();
    let message = match (field.least, field.most) {
        (Some(least), Some(most)) => format!("{value}{unit} is not between {least} and {most}{unit}"),
        (Some(least), None) => format!("{value}{unit} is less than {least}{unit}"),
        (_, most) => format!("{value}{unit} is more than {}{unit}", most.unwrap_or_default()),
    };
    let hint = match field.usual_number() {
        Some(usual) => format!("leave the key out for the usual {usual}{unit}"),
        None => field.doc.clone(),
    };
    Some(malformed(place, message, hint))
}

/// The fault of a date or a period that is over before the one which its field must not precede begins.
fn order_fault(field: &Field, value: &Value, table: Table) -> Option<Diagnostic> {
    let first = table.item.get(field.not_before.as_deref()?)?;
    let ((begin, _, first_place), (_, end, place)) = (days(first)?, days(value)?);
    (end < begin).then(|| {
        let (owner, kind) = (table.owner, &table.item.declared.key);
        let named = format!("the {} `{}`", owner.declared.key, owner.id());
        let what = if std::ptr::eq(owner, table.item) { named } else { format!("a {kind} of {named}") };
        Diagnostic::new(Code::EndBeforeStart, place, format!("{what} ends before it starts"))
            .with_related(first_place, "it starts here")
    })
}

/// The first and the last day of a date or a period, and its place.
fn days(value: &Value) -> Option<(Day, Day, Place)> {
    match value {
        Value::Date(date) => Some((date.ymd(), date.ymd(), date.place)),
        Value::Period(written) => Some((written.period.first(), written.period.last(), written.place)),
        _ => None,
    }
}
