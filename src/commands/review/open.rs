//! What nobody has agreed to, or not since its ground changed.

use serde_json::{Value, json};

use crate::cli::{Global, ReviewForm};
use crate::console::terminal;
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::review::State;

use super::stamps::{MOST_LISTED, Stamps};

/// The version of the form of the answer for programs. Raised when a program that reads it would misread it.
const FORMAT: u32 = 1;

/// Shows what is open.
pub fn show(global: &Global, form: Option<ReviewForm>, open: &Stamps) {
    match form {
        Some(ReviewForm::Json) => {
            let answer = serde_json::to_string_pretty(&json(open)).expect("a value is JSON") + "\n";
            terminal::put(Stream::Output, &Shown::json(&answer));
        }
        Some(ReviewForm::Text) | None => tell(global, open),
    }
}

fn tell(global: &Global, open: &Stamps) {
    let links = |state| open.stamped_links.iter().filter(move |it| it.state == state);
    let texts = |state| open.stamped_translations.iter().filter(move |it| it.state == state);
    let suspect = links(State::Changed);
    let suspect = suspect.map(|it| format!("{}  `{}` has changed since it was agreed to", it.link.name(), it.link.to));
    let stale = texts(State::Changed);
    let stale = stale.map(|it| format!("{} ({})  its source has changed since it was agreed to", it.name, it.language));
    let new = texts(State::Unreviewed).map(|it| format!("{} ({})", it.name, it.language));
    section(global, ("suspect link", "suspect links"), suspect.collect());
    section(global, ("stale translation", "stale translations"), stale.collect());
    let unread = links(State::Unreviewed).map(|it| it.link.name());
    section(global, ("link that nobody has read", "links that nobody has read"), unread.collect());
    section(global, ("translation that nobody has read", "translations that nobody has read"), new.collect());
    let gone = ("line of the lock whose text is gone", "lines of the lock whose texts are gone");
    section(global, gone, open.gone.clone());
    if open.is_empty() {
        terminal::tell(global, "nothing is open: all of it is agreed to");
    } else {
        terminal::tell(global, "`raportti review ID…` records what you have read, `raportti review --all` all of it");
    }
}

/// Names below how many there are of what.
fn section(global: &Global, (one, many): (&str, &str), names: Vec<String>) {
    if names.is_empty() {
        return;
    }
    terminal::tell(global, &format!("{} {}:", names.len(), if names.len() == 1 { one } else { many }));
    names.iter().take(MOST_LISTED).for_each(|name| terminal::tell(global, &format!("  {name}")));
    if names.len() > MOST_LISTED {
        terminal::tell(global, &format!("  … and {} more", names.len() - MOST_LISTED));
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
