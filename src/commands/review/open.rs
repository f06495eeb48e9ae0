//! Lists links and translations: open ones, which were never reviewed or not since their target or source changed, and those that
//! were recorded.

use serde_json::{Value, json};

use crate::cli::Global;
use crate::console::terminal;
use crate::diagnostics::many;
use crate::meaning::review::State;

use super::stamps::Stamps;

/// The version of the JSON format, raised with every breaking change.
const FORMAT: u32 = 1;
/// At most this many names of one kind are listed; the rest are counted.
const MOST_LISTED: usize = 40;

/// Prints the open links and translations.
pub fn print_open(global: &Global, open: &Stamps) {
    let headings = [
        ("suspect link", "suspect links"),
        ("stale translation", "stale translations"),
        ("unreviewed link", "unreviewed links"),
        ("unreviewed translation", "unreviewed translations"),
        ("line of the lock whose text is gone", "lines of the lock whose texts are gone"),
    ];
    for ((one, many), names) in headings.into_iter().zip(names(open, "has")) {
        print_section(global, &format!("{} {}", names.len(), if names.len() == 1 { one } else { many }), &names);
    }
    terminal::print_line(
        global,
        if open.changes.is_empty() {
            "nothing is open: everything is reviewed"
        } else {
            "`raportti review ID…` records what you have read, `raportti review --all` everything"
        },
    );
}

/// Prints the recorded links and translations; without `new`, only those that were reviewed before.
pub fn print_recorded(global: &Global, recorded: &Stamps, would: &str, new: bool) {
    let headings = [
        ("suspect link", "reviewed again"),
        ("stale translation", "reviewed again"),
        ("new link", "reviewed"),
        ("new translation", "reviewed"),
        ("line", "removed, since the link or text is gone"),
    ];
    for ((what, did), names) in headings.into_iter().zip(names(recorded, "had")) {
        if new || !what.starts_with("new") {
            print_section(global, &format!("{} {would}{did}", many(names.len(), what)), &names);
        }
    }
}

/// Names with their reasons: of changed links and translations, of those never reviewed, and of lines of the lock whose link or text
/// no longer exists. `has` is the word `has` or `had`.
fn names(stamps: &Stamps, has: &str) -> [Vec<String>; 5] {
    let links = |state| stamps.stamped_links.iter().filter(move |it| it.state == state);
    let texts = |state| stamps.stamped_translations.iter().filter(move |it| it.state == state);
    let changed = "changed since the review";
    [
        links(State::Changed).map(|it| format!("{}  `{}` {has} {changed}", it.link.name(), it.link.to)).collect(),
        texts(State::Changed).map(|it| format!("{} ({})  its source {has} {changed}", it.name, it.language)).collect(),
        links(State::Unreviewed).map(|it| it.link.name()).collect(),
        texts(State::Unreviewed).map(|it| format!("{} ({})", it.name, it.language)).collect(),
        stamps.gone(),
    ]
}

/// Prints names below a heading; nothing if there are none.
fn print_section(global: &Global, heading: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    terminal::print_line(global, &format!("{heading}:"));
    names.iter().take(MOST_LISTED).for_each(|name| terminal::print_line(global, &format!("  {name}")));
    if names.len() > MOST_LISTED {
        terminal::print_line(global, &format!("  … and {} more", names.len() - MOST_LISTED));
    }
}

/// The open links and translations for programs. `docs/review.md` describes it.
pub fn json(open: &Stamps) -> String {
    let word = |state, changed: &'static str| if state == State::Changed { changed } else { "unreviewed" };
    let links = open.stamped_links.iter().map(|it| {
        json!({ "name": it.link.name(), "from": it.link.from, "to": it.link.to, "state": word(it.state, "suspect") })
    });
    let translations = open.stamped_translations.iter().map(|it| {
        let language = it.language.to_string();
        json!({ "name": it.name, "item": it.owner, "language": language, "state": word(it.state, "stale") })
    });
    let all = json!({
        "format": FORMAT,
        "links": links.collect::<Value>(),
        "translations": translations.collect::<Value>(),
        "gone": open.gone(),
    });
    format!("{all:#}\n")
}
