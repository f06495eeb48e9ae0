//! A comparison for people at a terminal. Marks are signs first, and colours where there are any.

use std::fmt::Write as _;

use crate::data::changes::blocks::BlockChange;
use crate::data::changes::words::{self, Run};
use crate::data::changes::{Changes, Details, Difference, FieldChange, Happening, Move, Status};
use crate::data::graph::Kind;
use crate::data::meaning::fact::{Content, Fact, Step};
use crate::data::meaning::prose::{BlockKind, ContainerKind};
use crate::data::meaning::{Key, Meaning, Subject};
use crate::data::text::harmless;

/// So many words that stayed are shown on each side of a change.
const CONTEXT: usize = 8;
/// Texts of so many bytes that have no word in common are shown beside each other.
const SHORT: usize = 40;
/// The names of fields take so many columns at least and at most, so that the values stand below each other.
const NARROWEST: usize = 14;
const WIDEST: usize = 30;

/// The signs around what is marked.
struct Pen {
    added: (&'static str, &'static str),
    removed: (&'static str, &'static str),
    strong: (&'static str, &'static str),
    faint: (&'static str, &'static str),
}

const PLAIN: Pen = Pen { added: ("", ""), removed: ("", ""), strong: ("", ""), faint: ("", "") };
const COLOURED: Pen = Pen {
    added: ("\u{1b}[32m", "\u{1b}[0m"),
    removed: ("\u{1b}[31m", "\u{1b}[0m"),
    strong: ("\u{1b}[1m", "\u{1b}[0m"),
    faint: ("\u{1b}[2m", "\u{1b}[0m"),
};

impl Pen {
    fn write(&self, (on, off): (&str, &str), text: &str) -> String {
        format!("{on}{text}{off}")
    }

    fn added(&self, text: &str) -> String {
        self.write(self.added, text)
    }

    fn removed(&self, text: &str) -> String {
        self.write(self.removed, text)
    }
}

/// The whole comparison. The names are those by which the user called the versions.
pub fn print(changes: &Changes, (old, new): (&str, &str), coloured: bool) -> String {
    let pen = if coloured { &COLOURED } else { &PLAIN };
    let mut out = String::new();
    let title = format!("{} → {}", version(changes.old, old), version(changes.new, new));
    line(&mut out, &pen.write(pen.strong, &title));
    if changes.is_empty() {
        line(&mut out, "no changes");
        return out;
    }
    line(&mut out, &counts(changes));
    let language = changes.new.languages[0];
    for group in changes.entries.chunk_by(|one, next| one.key.subject == next.key.subject) {
        line(&mut out, &format!("\n{}", pen.write(pen.strong, heading(group[0].key.subject))));
        for entry in group {
            let id = pen.write(pen.strong, &name(&entry.key));
            let called = match changes.title(&entry.key, language) {
                Some(title) if entry.key.subject != Subject::Report => format!("{id}  {}", one_line(&title)),
                _ => id,
            };
            match &entry.what {
                Happening::Added => line(&mut out, &format!("{} {called}", pen.added("+"))),
                Happening::Withdrawn => line(&mut out, &format!("{} {called}", pen.removed("-"))),
                Happening::Changed(details) => {
                    line(&mut out, &format!("~ {called}"));
                    write_details(&mut out, details, pen);
                }
            }
        }
    }
    out
}

fn line(out: &mut String, text: &str) {
    writeln!(out, "{text}").expect("a string can be written to");
}

/// `1.0.0 (v1.0.0)`: the version that the report gives itself, and how the user called it.
fn version(meaning: &Meaning, name: &str) -> String {
    let own = meaning.get(&Key::new(Subject::Report, "")).and_then(|entry| entry.fact("version", None));
    match own.map(|fact| &fact.content) {
        Some(Content::Plain(version)) => format!("{} ({})", one_line(version), one_line(name)),
        _ => one_line(name),
    }
}

fn counts(changes: &Changes) -> String {
    let of = |wanted: fn(&Happening) -> bool| changes.entries.iter().filter(|entry| wanted(&entry.what)).count();
    let counted = [
        (of(|what| *what == Happening::Added), "added"),
        (of(|what| *what == Happening::Withdrawn), "withdrawn"),
        (of(|what| matches!(what, Happening::Changed(_))), "changed"),
    ];
    let told = counted.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    told.collect::<Vec<_>>().join(", ")
}

fn heading(subject: Subject) -> &'static str {
    match subject {
        Subject::Report => "Report",
        Subject::Item(Kind::Theme) => "Themes",
        Subject::Item(Kind::Question) => "Questions",
        Subject::Chapter => "Chapters",
        Subject::Item(Kind::Finding) => "Findings",
        Subject::Item(Kind::Conclusion) => "Conclusions",
        Subject::Item(Kind::Package) => "Packages",
        Subject::Item(Kind::Recommendation) => "Recommendations",
        Subject::Item(Kind::Action) => "Actions",
        Subject::Item(Kind::Figure) => "Figures",
        Subject::Item(Kind::Actor) => "Actors",
        Subject::Item(Kind::Source) => "Sources",
        Subject::Term => "Terms",
    }
}

/// The id, or what stands for it.
pub fn name(key: &Key) -> String {
    if key.subject == Subject::Report { "report.toml".to_owned() } else { one_line(&key.id) }
}

fn write_details(out: &mut String, details: &Details, pen: &Pen) {
    let names = details.fields.iter().map(|field| name_of(field).chars().count());
    let width = names.max().unwrap_or_default().clamp(NARROWEST, WIDEST);
    for Move { status, old, new } in &details.moves {
        let what = match status {
            Status::Report => "status",
            Status::Standing => "standing",
            Status::Response => "response",
            Status::FollowUp => "follow-up",
        };
        let moved = format!("{} → {}", old.unwrap_or("none"), pen.write(pen.strong, new.unwrap_or("none")));
        line(out, &format!("    {what:width$}  {moved}"));
    }
    details.fields.iter().for_each(|field| write_field(out, field, width, pen));
}

fn name_of(field: &FieldChange) -> String {
    let language = field.language.map(|language| format!(" ({language})"));
    one_line(&format!("{}{}", field.path, language.unwrap_or_default()))
}

fn write_field(out: &mut String, field: &FieldChange, width: usize, pen: &Pen) {
    let name = name_of(field);
    let mut tell = |text: &str| line(out, &format!("    {name:width$}  {text}"));
    match &field.difference {
        Difference::Added(facts) => tell(&format!("{} {}", pen.added("+"), pen.added(&said(facts)))),
        Difference::Removed(facts) => tell(&format!("{} {}", pen.removed("-"), pen.removed(&said(facts)))),
        Difference::Replaced(old, new) => tell(&format!("{} → {}", value(old), pen.write(pen.strong, &value(new)))),
        Difference::Words(runs) => match runs.as_slice() {
            [Run::Deleted(old), Run::Inserted(new)] if old.len().max(new.len()) <= SHORT => {
                tell(&format!("{} → {}", one_line(old), pen.write(pen.strong, &one_line(new))));
            }
            _ => tell(&marked(runs, pen)),
        },
        Difference::Links { added, removed } => {
            let added = added.iter().map(|id| pen.added(&format!("+{id}")));
            let removed = removed.iter().map(|id| pen.removed(&format!("-{id}")));
            tell(&added.chain(removed).collect::<Vec<_>>().join(" "));
        }
        Difference::Order(ids) => tell(&format!("in another order: {}", ids.join(", "))),
        Difference::Blocks(blocks) => {
            for block in blocks {
                let place = pen.write(pen.faint, &format!("{}:", place(block)));
                tell(&format!("{place} {}", marked(&block.runs, pen)));
            }
        }
    }
}

/// What a value says, or all that an element does: its texts in one language.
fn said(facts: &[Fact]) -> String {
    let first = facts.iter().find_map(|fact| fact.language);
    let shown = facts.iter().filter(|fact| fact.language.is_none() || fact.language == first);
    let one_path = facts.iter().all(|fact| fact.path == facts[0].path);
    let told = shown.map(|fact| {
        let last = fact.path.0.iter().rev().find_map(|step| match step {
            Step::Field(name) => Some(name),
            _ => None,
        });
        match last {
            Some(name) if !one_path => format!("{name}: {}", value(&fact.content)),
            _ => value(&fact.content),
        }
    });
    told.collect::<Vec<_>>().join("; ")
}

fn value(content: &Content) -> String {
    match content {
        Content::Word(word) => (*word).to_owned(),
        Content::Link(_, id) => one_line(id),
        Content::Date(year, month, day) => format!("{year:04}-{month:02}-{day:02}"),
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

/// Deleted words as `[-so-]`, inserted ones as `{+so+}`, and what stayed only near them.
fn marked(runs: &[Run], pen: &Pen) -> String {
    let last = runs.len().saturating_sub(1);
    let mut out = String::new();
    for (at, run) in runs.iter().enumerate() {
        match run {
            // Where no word changed, the first words tell which block it is.
            Run::Kept(text) => {
                let (first, last) = (at == 0 && last > 0, at == last);
                out += &one_line_inside(&words::near(text, CONTEXT, first, last));
            }
            Run::Deleted(text) => out += &pen.removed(&format!("[-{}-]", one_line_inside(text))),
            Run::Inserted(text) => out += &pen.added(&format!("{{+{}+}}", one_line_inside(text))),
        }
    }
    out
}

/// Text of the data on one line, with nothing in it that a terminal would obey.
fn one_line(text: &str) -> String {
    one_line_inside(text).trim().to_owned()
}

fn one_line_inside(text: &str) -> String {
    let shown = |character: char| match character {
        '\n' | '\r' | '\t' => '⏎',
        other => harmless(other),
    };
    text.chars().map(shown).collect()
}
