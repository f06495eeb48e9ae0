//! Lists links and translations that were never reviewed, or not since their target or source changed.

use serde_json::{Value, json};

use crate::cli::{Global, ReviewForm};
use crate::console::terminal;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::review::State;

use super::sections::{Names, print_section};
use super::stamps::Stamps;

/// The version of the JSON format, raised with every breaking change.
const FORMAT: u32 = 1;

/// Prints the list in the format that the user chose.
pub fn show(global: &Global, form: Option<ReviewForm>, open: &Stamps) {
    match form {
        Some(ReviewForm::Json) => {
            let answer = serde_json::to_string_pretty(&json(open)).expect("a value is JSON") + "\n";
            terminal::put(Stream::Output, &Shown::json(&answer));
        }
        Some(ReviewForm::Text) | None => print_text(global, open),
    }
}

fn print_text(global: &Global, open: &Stamps) {
    let Names { suspect, stale, links, translations, gone } = Names::of(open, "has");
    for (names, one, many) in [
        (suspect, "suspect link", "suspect links"),
        (stale, "stale translation", "stale translations"),
        (links, "unreviewed link", "unreviewed links"),
        (translations, "unreviewed translation", "unreviewed translations"),
        (gone, "line of the lock whose text is gone", "lines of the lock whose texts are gone"),
    ] {
        let what = if names.len() == 1 { one } else { many };
        print_section(global, &format!("{} {what}", names.len()), &names);
    }
    if open.is_empty() {
        terminal::print_line(global, "nothing is open: everything is reviewed");
    } else {
        terminal::print_line(
            global,
            "`raportti review ID…` records what you have read, `raportti review --all` everything",
        );
    }
}

fn json(open: &Stamps) -> Value {
    let links = open.stamped_links.iter().map(|it| {
        json!({ "name": it.link.name(), "from": it.link.from, "to": it.link.to, "state": word(it.state, "suspect") })
    });
    let translations = open.stamped_translations.iter().map(|it| {
        let language = it.language.to_string();
        json!({ "name": it.name, "item": it.owner, "language": language, "state": word(it.state, "stale") })
    });
    json!({
        "format": FORMAT,
        "links": links.collect::<Vec<_>>(),
        "translations": translations.collect::<Vec<_>>(),
        "gone": open.gone,
    })
}

fn word(state: State, changed: &'static str) -> &'static str {
    match state {
        State::Changed => changed,
        State::Agreed | State::Unreviewed => "unreviewed",
    }
}
