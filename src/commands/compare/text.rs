//! A comparison for people at a terminal. Changes are marked with signs, and with colours where there are any.

use crate::diagnostics::print::shown::{Shown, Style};
use crate::meaning::changes::words::{self, Run};
use crate::meaning::changes::{Changes, Difference, FieldChange, Happening, Move, blocks::BlockChange};
use crate::meaning::{Key, Meaning};
use crate::model::{BlockKind, ContainerKind, Content, Declarations, Fact, Kind, Step};

/// This many unchanged words are shown on each side of a change.
const CONTEXT: usize = 8;
/// Texts of at most this many bytes without a common word are printed as `old → new`.
const SHORT: usize = 40;
/// The minimum and maximum width of the column of field names, in characters.
const NARROWEST: usize = 14;
const WIDEST: usize = 30;

/// Styles words, where there are colours.
type Mark = fn(Style, &str) -> Shown;

/// Prints the whole comparison. `old` and `new` are the names that the user gave the versions.
pub fn print(changes: &Changes, (old, new): (&str, &str), coloured: bool) -> Shown {
    let mark: Mark = if coloured { Shown::styled } else { |_, text| Shown::line(text) };
    let title = format!("{} → {}", version(changes.old, old), version(changes.new, new));
    let mut out = mark(Style::Strong, &title).ended();
    if changes.is_empty() {
        return out + Shown::line("no changes").ended();
    }
    out += Shown::line(&counts(changes)).ended();
    let language = changes.new.languages[0];
    for group in changes.entries.chunk_by(|one, next| one.key.kind == next.key.kind) {
        out += Shown::default().ended()
            + mark(Style::Strong, &heading(group[0].key.kind, changes.new.declarations)).ended();
        for entry in group {
            let id = mark(Style::Strong, &name(&entry.key));
            let called = match changes.title(&entry.key, language) {
                Some(title) if entry.key.kind != Kind::REPORT => id + "  " + one_line(&title).as_str(),
                _ => id,
            };
            match &entry.what {
                Happening::Added => out += (mark(Style::Added, "+") + " " + called).ended(),
                Happening::Withdrawn => out += (mark(Style::Removed, "-") + " " + called).ended(),
                Happening::Changed { moves, fields } => {
                    out += (Shown::line("~ ") + called).ended();
                    write_details(&mut out, moves, fields, mark);
                }
            }
        }
    }
    out
}

/// `1.0.0 (v1.0.0)`: the report's own version, and the name that the user gave it.
fn version(meaning: &Meaning, name: &str) -> String {
    let own = meaning.get(&Key::new(Kind::REPORT, "")).and_then(|entry| entry.fact("version", None));
    match own.map(|fact| &fact.content) {
        Some(Content::Plain(version)) => format!("{} ({})", one_line(version), one_line(name)),
        _ => one_line(name),
    }
}

fn counts(changes: &Changes) -> String {
    let counted = changes.counts().into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(what, count)| format!("{count} {what}")).collect::<Vec<_>>().join(", ")
}

fn heading(kind: Kind, declarations: &Declarations) -> String {
    let name = declarations.get(kind).map_or("chapters", |declared| &declared.collection);
    name[..1].to_uppercase() + &name[1..]
}

/// The id, or the file's name for the report itself.
pub fn name(key: &Key) -> String {
    if key.kind == Kind::REPORT { "report.toml".to_owned() } else { one_line(&key.id) }
}

fn write_details(out: &mut Shown, moves: &[Move], fields: &[FieldChange], mark: Mark) {
    let names = fields.iter().map(|field| name_of(field).chars().count());
    let width = names.max().unwrap_or_default().clamp(NARROWEST, WIDEST);
    for Move { way, old, new } in moves {
        let what = way[0].replace('_', "-");
        let from = Shown::line(&format!("    {what:width$}  {} → ", old.unwrap_or("none")));
        *out += (from + mark(Style::Strong, new.unwrap_or("none"))).ended();
    }
    fields.iter().for_each(|field| write_field(out, field, width, mark));
}

fn name_of(field: &FieldChange) -> String {
    let language = field.language.map(|language| format!(" ({language})"));
    one_line(&format!("{}{}", field.path, language.unwrap_or_default()))
}

fn write_field(out: &mut Shown, field: &FieldChange, width: usize, mark: Mark) {
    let name = name_of(field);
    let mut write = |text: Shown| *out += (Shown::line(&format!("    {name:width$}  ")) + text).ended();
    match &field.difference {
        Difference::Added(facts) => write(mark(Style::Added, "+") + " " + mark(Style::Added, &text(facts))),
        Difference::Removed(facts) => write(mark(Style::Removed, "-") + " " + mark(Style::Removed, &text(facts))),
        Difference::Replaced(old, new) => write(Shown::line(&value(old)) + " → " + mark(Style::Strong, &value(new))),
        Difference::Words(runs) => match runs.as_slice() {
            [Run::Deleted(old), Run::Inserted(new)] if old.len().max(new.len()) <= SHORT => {
                write(Shown::line(&one_line(old)) + " → " + mark(Style::Strong, &one_line(new)));
            }
            _ => write(marked(runs, mark)),
        },
        Difference::Links { added, removed } => {
            let added = added.iter().map(|id| mark(Style::Added, &format!("+{id}")));
            let removed = removed.iter().map(|id| mark(Style::Removed, &format!("-{id}")));
            let joined = added.chain(removed).reduce(|all, next| all + " " + next);
            write(joined.unwrap_or_default());
        }
        Difference::Order(ids) => write(Shown::line(&format!("in another order: {}", ids.join(", ")))),
        Difference::Blocks(blocks) => {
            for block in blocks {
                let place = mark(Style::Faint, &format!("{}:", place(block)));
                write(place + " " + marked(&block.runs, mark));
            }
        }
    }
}

/// A value, or all values of a list's element, with texts in one language.
fn text(facts: &[Fact]) -> String {
    let first = facts.iter().find_map(|fact| fact.language);
    let shown = facts.iter().filter(|fact| fact.language.is_none() || fact.language == first);
    let one_path = facts.iter().all(|fact| fact.path == facts[0].path);
    let values = shown.map(|fact| {
        let last = fact.path.0.iter().rev().find_map(|step| match step {
            Step::Field(name) if !one_path => Some(format!("{name}: ")),
            _ => None,
        });
        last.unwrap_or_default() + &value(&fact.content)
    });
    values.collect::<Vec<_>>().join("; ")
}

fn value(content: &Content) -> String {
    match content {
        Content::Word(word) => (*word).to_owned(),
        Content::Link(_, id) => one_line(id),
        Content::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
        Content::Period(period) => period.to_string(),
        Content::Money(amount, currency) => format!("{amount} {}", currency.code()),
        Content::Cvss(cvss) => format!("{:.1} {} ({})", cvss.score(), cvss.rating(), one_line(&cvss.vector)),
        Content::Integer(integer) => integer.to_string(),
        Content::Number(number) => number.to_string(),
        Content::Flag(flag) => flag.to_string(),
        Content::Language(language) => language.to_string(),
        Content::Plain(text) => one_line(text),
        Content::Prose(passage) => {
            one_line(&passage.blocks.iter().map(|block| block.text.as_str()).collect::<Vec<_>>().join(" "))
        }
        Content::Order(ids) => ids.join(", "),
        Content::File(file) => format!("{} ({})", one_line(&file.name), &file.sha256[..12]),
    }
}

fn place(block: &BlockChange) -> String {
    let number = block.new.or(block.old).map_or(1, |at| at + 1);
    let kind = match (&block.kind, block.around.last()) {
        (BlockKind::Paragraph, Some(ContainerKind::Item)) => "list item".to_owned(),
        (BlockKind::Paragraph, Some(ContainerKind::Quote)) => "quotation".to_owned(),
        (BlockKind::Paragraph, Some(ContainerKind::Alert(_))) => "alert".to_owned(),
        (BlockKind::Paragraph, Some(ContainerKind::Aside)) => "aside".to_owned(),
        (BlockKind::Paragraph | BlockKind::Empty, _) => "paragraph".to_owned(),
        (BlockKind::Heading { level, .. }, _) => format!("heading {level}"),
        (BlockKind::Row { .. }, _) => "row of a table".to_owned(),
        (BlockKind::Code(_), _) => "code".to_owned(),
        (BlockKind::Rule, _) => "line".to_owned(),
    };
    let change = match (block.old, block.new) {
        (None, _) => ", inserted",
        (_, None) => ", deleted",
        _ if block.reshaped => ", reshaped",
        _ => "",
    };
    format!("block {number}, {kind}{change}")
}

/// Deleted words as `[-so-]`, inserted ones as `{+so+}`, with unchanged words near them.
fn marked(runs: &[Run], mark: Mark) -> Shown {
    let last = runs.len().saturating_sub(1);
    let mut out = Shown::default();
    for (at, run) in runs.iter().enumerate() {
        match run {
            // If no word changed, the first words identify the block.
            Run::Kept(text) => {
                let (first, last) = (at == 0 && last > 0, at == last);
                out += Shown::line(&one_line_inside(&words::near(text, CONTEXT, first, last)));
            }
            Run::Deleted(text) => out += mark(Style::Removed, &format!("[-{}-]", one_line_inside(text))),
            Run::Inserted(text) => out += mark(Style::Added, &format!("{{+{}+}}", one_line_inside(text))),
        }
    }
    out
}

/// Text on one line, with `⏎` for line breaks.
fn one_line(text: &str) -> String {
    one_line_inside(text).trim().to_owned()
}

fn one_line_inside(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], "⏎")
}
