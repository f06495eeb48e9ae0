//! The next edition of a report: its version and its day, a draft again, and a row for the state of each recommendation that is open.

use toml_edit::{DocumentMut, Item as Entry};

use crate::diagnostics::Files;
use crate::files::Tree;
use crate::files::form::version_numbers;
use crate::model::{Declarations, Item, Model, Type, Value, typed::Report};

use super::{Edit, Refusal, appended, changed, date, set};

const REPORT: &str = "report/report.toml";
/// The key of a recommendation that holds its states.
const STATES: &str = "follow_up";
/// States after which nobody is asked again.
const LAST_STATES: [&str; 3] = ["implemented", "not-implemented", "withdrawn"];

/// The version after this one that has new content, and no other change of its number: 1.2 after 1.1.3. `None` if it has no such numbers.
pub fn version_after(version: &str) -> Option<String> {
    let [major, minor, _] = version_numbers(version)?;
    Some(format!("{major}.{}.0", minor.checked_add(1)?))
}

/// What an edition begins with.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'e> {
    pub version: &'e str,
    /// Year, month, day.
    pub day: (u16, u8, u8),
    /// Whether those who carry recommendations out are asked for their states.
    pub asks: bool,
}

/// The files of a report that begin its next edition, and the ids of the recommendations that are asked about. Fails if the version or the day is
/// not later than those of the report, or a file is not TOML to which a table can be added.
pub fn next_edition(
    edition: Edition,
    report: Report,
    model: &Model,
    tree: &Tree,
    files: &Files,
) -> Result<(Edit, Vec<String>), Refusal> {
    let now = &report.version().value;
    if version_numbers(edition.version).is_none_or(|next| version_numbers(now).is_some_and(|now| next <= now)) {
        let refusal = Refusal::new(format!("`{}` is no version after `{now}`", edition.version));
        return Err(refusal.with_hint("a version is three numbers, such as `1.2.0`"));
    }
    if edition.day <= report.date().ymd() {
        let (year, month, day) = report.date().ymd();
        let refusal =
            Refusal::new(format!("the report is of {year}-{month:02}-{day:02}, and its next edition is later"));
        return Err(refusal.with_hint("name its day: `--date YYYY-MM-DD`"));
    }
    let mut edit = Edit::of_one(REPORT.to_owned(), of_report(edition, tree)?);
    let mut asked = Vec::new();
    let open = model.with_ids().filter(|item| edition.asks && is_open(item, edition.day));
    for item in open {
        let path = files.get(item.place.file).path.clone();
        let old = edit.written.get(&path).cloned();
        let old = old.or_else(|| Some(String::from_utf8_lossy(tree.get(&path)?).into_owned())).unwrap_or_default();
        let text = appended(&old, &row(item, model.declarations, edition.day)).ok_or_else(|| {
            Refusal::new(format!("`{path}` is not TOML to which `[[{STATES}]]` can be added"))
                .with_hint("`raportti check` shows its faults; a list in brackets has to become tables with heads")
        })?;
        edit.written.insert(path, text);
        asked.push(item.id().to_owned());
    }
    Ok((edit, asked))
}

/// Whether an item has states, none of which is a last one or of this day.
fn is_open(item: &Item, (year, month, day): (u16, u8, u8)) -> bool {
    if !item.declared.fields.iter().any(|field| field.key == STATES) {
        return false;
    }
    let Some(Value::List(states)) = item.get(STATES) else { return true };
    let states = states.iter().filter_map(|state| if let Value::Item(state) = state { Some(state) } else { None });
    !states.into_iter().any(|state| {
        let is_last =
            matches!(state.get("status"), Some(Value::Word(said)) if LAST_STATES.iter().any(|word| said.is(word)));
        let is_of_day = matches!(state.get("date"), Some(Value::Date(date)) if date.ymd() == (year, month, day));
        is_last || is_of_day
    })
}

/// A row that asks for a state.
fn row(item: &Item, declarations: &Declarations, (year, month, day): (u16, u8, u8)) -> String {
    let field =
        item.declared.fields.iter().find(|field| field.key == STATES).expect("only items with states are asked");
    let kind =
        field.types().find_map(|it| if let Type::Table(kind) = it { Some(declarations.kind(*kind)) } else { None });
    let status = kind.and_then(|kind| kind.fields.iter().find(|field| field.key == "status"));
    let number = status
        .and_then(|field| field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None }));
    let words = number
        .map(|number| declarations.vocabularies[number].words().map(|word| format!("`{word}`")).collect::<Vec<_>>());
    let words = words.map(|words| format!(" One of {}.", words.join(", "))).unwrap_or_default();
    let says = status.map(|field| field.doc.as_str()).unwrap_or_default();
    format!("[[{STATES}]]\ndate = {year:04}-{month:02}-{day:02}\n# {says}{words}\n# status = …\n")
}

fn of_report(edition: Edition, tree: &Tree) -> Result<String, Refusal> {
    let broken = || Refusal::new(format!("`{REPORT}` cannot be read")).with_hint("`raportti check` shows its faults");
    let old = tree.get(REPORT).map(|bytes| String::from_utf8_lossy(bytes)).ok_or_else(broken)?;
    let change = |document: &mut DocumentMut| {
        set(document, "version", edition.version.into());
        set(document, "date", date(edition.day));
        if document.get("status").and_then(Entry::as_str) == Some("final") {
            set(document, "status", "draft".into());
        }
    };
    changed(&old, change).ok_or_else(broken)
}
