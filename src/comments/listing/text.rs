//! The list for people at a terminal.

use crate::comments::told::Told;
use crate::diagnostics::{Files, visible};
use crate::meaning::changes::words::Run;

use super::record::Record;

/// Each comment with its place, who made it when, on which words, and what it says.
pub fn text(comments: &[Told], files: &Files) -> String {
    comments.iter().map(|told| entry(told, files)).collect::<Vec<_>>().join("\n")
}

fn entry(told: &Told, files: &Files) -> String {
    let record = Record::of(told, files);
    let place = record.place();
    let head = if place.is_empty() { record.about() } else { format!("{place}  {}", record.about()) };
    let date = record.date.as_ref().map(|date| format!(", {}", date.replace('T', " "))).unwrap_or_default();
    let author = record.author.as_deref().unwrap_or("somebody");
    let mut lines = vec![head, format!("  {} on page {}, {author}{date}", record.kind, record.page)];
    if !record.words.is_empty() {
        lines.push(format!("  “{}”", record.words));
    }
    lines.extend(record.standing_in_words().map(|standing| format!("  {standing}")));
    lines.extend(record.matched_in_words().map(|matched| format!("  {matched}")));
    let mut lines: Vec<String> = lines.iter().map(|line| visible::line(line).into_owned()).collect();
    let quoted = |text: &str, indent: &str| -> Vec<String> {
        text.lines().map(|line| format!("{indent}{}", visible::line(line))).collect()
    };
    lines.extend(quoted(&record.text, "    "));
    if !told.comment.difference.is_empty() {
        lines.push(format!("  proposed: {}", visible::line(&difference(&told.comment.difference))));
    }
    for reply in &record.replies {
        lines.extend(quoted(&reply.in_words(), "    → "));
    }
    if !record.reviews.is_empty() {
        lines.push(format!("  {}", visible::line(&record.states())));
    }
    lines.join("\n") + "\n"
}

/// A difference in one line, with signs.
pub fn difference(runs: &[Run]) -> String {
    signs(runs.iter().map(|run| match run {
        Run::Kept(text) => ("kept", text.as_str()),
        Run::Deleted(text) => ("deleted", text.as_str()),
        Run::Inserted(text) => ("inserted", text.as_str()),
    }))
}

/// The same of what happened to words, and the words.
pub fn signs<'r>(runs: impl Iterator<Item = (&'static str, &'r str)>) -> String {
    let run = |(what, text): (&str, &str)| match what {
        "deleted" => format!("[-{text}-]"),
        "inserted" => format!("{{+{text}+}}"),
        _ => text.to_owned(),
    };
    runs.map(run).collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
