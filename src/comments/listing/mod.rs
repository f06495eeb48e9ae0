//! The formats of a list of comments, for people and for programs.

mod record;
mod text;

use crate::diagnostics::{Code, Diagnostic, Faults, Files, Severity};
use crate::meaning::changes::words::Run;
use crate::merge::table;
use crate::model::markdown::escaped::for_readers;
use crate::publish::workbook::{Sheet, Workbook};

use super::places::Comment;
use super::told::Told;
use record::Record;

pub use text::text;

/// The name of the sheet of a workbook.
const SHEET: &str = "comments";

/// A column of a table, and what a comment has in it.
type Column = (&'static str, fn(&Record) -> String);

const COLUMNS: [Column; 18] = [
    ("file", |it| it.file.clone().unwrap_or_default()),
    ("line", |it| it.line.map(|line| line.to_string()).unwrap_or_default()),
    ("column", |it| it.column.map(|column| column.to_string()).unwrap_or_default()),
    ("item", |it| it.item.clone().unwrap_or_default()),
    ("field", |it| it.field.clone().unwrap_or_default()),
    ("language", |it| it.language.clone().unwrap_or_default()),
    ("words", |it| it.words.clone()),
    ("author", |it| it.author.clone().unwrap_or_default()),
    ("date", |it| it.date.clone().unwrap_or_default()),
    ("kind", |it| it.kind.to_owned()),
    ("text", |it| it.text.clone()),
    ("replies", |it| it.replies.iter().map(record::Reply::in_words).collect::<Vec<_>>().join("\n")),
    ("state", |it| it.state.unwrap_or_default().to_owned()),
    ("page", |it| it.page.to_string()),
    ("standing", |it| it.standing.to_owned()),
    ("now", |it| it.now.clone().unwrap_or_default()),
    ("proposed", |it| text::signs(it.difference.iter().map(|(what, words)| (*what, words.as_str())))),
    ("pdf", |it| it.pdf.join(" ")),
];

/// One array with an object for each comment.
pub fn json(comments: &[Told], files: &Files) -> String {
    let records: Vec<Record> = comments.iter().map(|told| Record::of(told, files)).collect();
    serde_json::to_string_pretty(&records).expect("strings and numbers are JSON") + "\n"
}

/// A table for a spreadsheet.
pub fn csv(comments: &[Told], files: &Files) -> String {
    table::csv(&COLUMNS.map(|(heading, _)| heading), rows(comments, files))
}

/// The same as a workbook.
pub fn workbook(comments: &[Told], files: &Files) -> Vec<u8> {
    let sheet = Sheet::of_texts(SHEET, &COLUMNS.map(|(heading, _)| heading), rows(comments, files));
    Workbook { sheets: vec![sheet], ..Workbook::default() }.to_bytes()
}

fn rows(comments: &[Told], files: &Files) -> Vec<Vec<String>> {
    let row = |told: &Told| {
        let record = Record::of(told, files);
        COLUMNS.iter().map(|(_, cell)| cell(&record)).collect()
    };
    comments.iter().map(row).collect()
}

/// A table in Markdown.
pub fn markdown(comments: &[Told], files: &Files) -> String {
    let mut out =
        "| Place | About | Words | Who | Comment | State |\n| --- | --- | --- | --- | --- | --- |\n".to_owned();
    for told in comments {
        let record = Record::of(told, files);
        let mut said = for_readers(&record.text);
        for reply in &record.replies {
            said += &format!(" **→** {}", for_readers(&reply.in_words()));
        }
        let difference = told.comment.difference.iter().map(|run| match run {
            Run::Kept(text) => for_readers(text),
            Run::Deleted(text) => format!("<del>{}</del>", for_readers(text)),
            Run::Inserted(text) => format!("<ins>{}</ins>", for_readers(text)),
        });
        let difference = difference.collect::<Vec<_>>().join(" ");
        let cells = [
            for_readers(&record.place()),
            for_readers(&record.about()),
            for_readers(&record.words),
            for_readers(&record.who()),
            [said, difference].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("<br>"),
            for_readers(&record.states()),
        ];
        out += &format!("| {} |\n", cells.join(" | "));
    }
    out
}

/// The comments as faults at their places, for editors and for reviews of a change: warnings, or errors where warnings are.
pub fn faults(comments: &[Told], files: &Files, deny_warnings: bool) -> Faults {
    let fault = |told: &Told| {
        let record = Record::of(told, files);
        let about = if record.words.is_empty() { String::new() } else { format!(" on “{}”", record.words) };
        let said = record.text.split_whitespace().collect::<Vec<_>>().join(" ");
        let said = if said.is_empty() { format!("a {} without words", record.kind) } else { said };
        let message = format!("{}{about}: {said}", record.who());
        let place = told.comment.now.as_ref().and_then(|now| now.place);
        let fault = match place {
            Some(place) => Diagnostic::new(Code::Comment, place, message),
            None => Diagnostic::without_place(Code::Comment, message),
        };
        let replies = record.replies.iter().map(|reply| format!("answered: {}", reply.in_words()));
        let severity = if deny_warnings { Severity::Error } else { fault.severity };
        let fault = Diagnostic { severity, ..fault };
        fault.with_hints(record.standing_in_words()).with_hints(proposed(&told.comment)).with_hints(replies)
    };
    Faults { files: files.clone(), diagnostics: comments.iter().map(fault).collect() }
}

/// A plain proposal in words.
fn proposed(comment: &Comment) -> Option<String> {
    (!comment.difference.is_empty()).then(|| format!("proposed: {}", text::difference(&comment.difference)))
}
