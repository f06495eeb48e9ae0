//! Shortens diagnostics for people: cuts long words, and folds equal diagnostics of a file into one with line numbers.

use std::collections::{HashMap, HashSet};

use crate::bounds::terminal::{LONGEST_WORD, SHOWN_LINES};
use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, Severity};

/// This many equal diagnostics, or more, are folded into one; of those that a new report has many of, already two.
const FOLDED_FROM: usize = 4;
const FOLDED_FROM_OF_MANY: usize = 2;
/// Codes that each file of a new report can have.
pub const MANY: [Code; 1] = [Code::UntranslatedText];
/// What stands between a message and what is said of the others that are folded into it.
const AND_OTHERS: &str = " (and ";

/// The diagnostic with its long words cut.
pub fn bounded(diagnostic: &Diagnostic) -> Diagnostic {
    let mut diagnostic = diagnostic.clone();
    let related = diagnostic.related.iter_mut().map(|related| &mut related.message);
    for text in diagnostic.hints.iter_mut().chain(related).chain([&mut diagnostic.message]) {
        if text.split_whitespace().any(is_long) {
            *text = text.split(' ').map(cut).collect::<Vec<_>>().join(" ");
        }
    }
    diagnostic
}

fn is_long(word: &str) -> bool {
    word.len() > LONGEST_WORD && word.chars().count() > LONGEST_WORD
}

/// The beginning and the end of a long word.
fn cut(word: &str) -> String {
    if !is_long(word) {
        return word.to_owned();
    }
    let (most, letters) = (LONGEST_WORD / 4 * 3, word.chars().count());
    let end: String = word.chars().skip(letters - LONGEST_WORD / 8).collect();
    format!("{}…{end}", word.chars().take(most).collect::<String>())
}

/// Folds equal diagnostics of a file into the first, which names the lines of the others. Keeps the order.
pub fn fold(diagnostics: Vec<Diagnostic>, files: &Files) -> Vec<Diagnostic> {
    let mut alike: HashMap<Key, Vec<Place>> = HashMap::new();
    for (diagnostic, place) in diagnostics.iter().filter_map(|it| Some((it, it.place?))) {
        alike.entry(key(diagnostic)).or_default().push(place);
    }
    alike.retain(|key, places| places.len() >= if MANY.contains(&key.0) { FOLDED_FROM_OF_MANY } else { FOLDED_FROM });
    let mut seen = HashSet::new();
    let first_of_equal = |diagnostic: Diagnostic| {
        let key = key(&diagnostic);
        let Some(places) = alike.get(&key) else { return Some(diagnostic) };
        // The lines are computed once per key: there may be a million places.
        let is_first = seen.insert(key);
        is_first.then(|| Diagnostic {
            message: format!("{}{AND_OTHERS}{})", diagnostic.message, others(places, files)),
            ..diagnostic
        })
    };
    diagnostics.into_iter().filter_map(first_of_equal).collect()
}

/// The message of a diagnostic without the others that are folded into it.
pub fn unfolded(message: &str) -> &str {
    message.rsplit_once(AND_OTHERS).filter(|(_, others)| others.contains(" more ")).map_or(message, |(own, _)| own)
}

/// Code, severity, message, hints and file.
type Key = (Code, Severity, String, Vec<String>, Option<FileKey>);

/// Equal for diagnostics that differ only in their places in a file.
fn key(diagnostic: &Diagnostic) -> Key {
    let file = diagnostic.place.map(|place| place.file);
    (diagnostic.code, diagnostic.severity, diagnostic.message.clone(), diagnostic.hints.clone(), file)
}

/// `43 more in this file, at lines 4, 5, 9 …`
fn others(places: &[Place], files: &Files) -> String {
    let line = |place: &Place| files.line_column(place.file, place.range().start).line;
    let mut lines: Vec<usize> = places.iter().skip(1).map(line).collect();
    lines.dedup();
    let count = places.len() - 1;
    if lines == [line(&places[0])] {
        return format!("{count} more on this line");
    }
    let shown = lines.iter().take(SHOWN_LINES).map(usize::to_string).collect::<Vec<_>>().join(", ");
    let end = if lines.len() > SHOWN_LINES { " …" } else { "" };
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    format!("{count} more in this file, at {noun} {shown}{end}")
}
