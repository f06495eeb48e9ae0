//! The names of open or recorded links and translations, for people.

use crate::cli::Global;
use crate::console::terminal;
use crate::meaning::review::State;

use super::stamps::Stamps;

/// At most this many names of one kind are listed; the rest are counted.
const MOST_LISTED: usize = 40;

/// The links and translations whose stamps are missing or would change, by reason.
pub struct Names {
    pub suspect: Vec<String>,
    pub stale: Vec<String>,
    /// Never reviewed.
    pub links: Vec<String>,
    pub translations: Vec<String>,
    /// Lines of the lock whose link or text no longer exists.
    pub gone: Vec<String>,
}

impl Names {
    /// `has` is the word `has` or `had`.
    pub fn of(stamps: &Stamps, has: &str) -> Self {
        let links = |state| stamps.stamped_links.iter().filter(move |it| it.state == state);
        let texts = |state| stamps.stamped_translations.iter().filter(move |it| it.state == state);
        let suspect = links(State::Changed);
        let stale = texts(State::Changed);
        Self {
            suspect: suspect
                .map(|it| format!("{}  `{}` {has} changed since the review", it.link.name(), it.link.to))
                .collect(),
            stale: stale
                .map(|it| format!("{} ({})  its source {has} changed since the review", it.name, it.language))
                .collect(),
            links: links(State::Unreviewed).map(|it| it.link.name()).collect(),
            translations: texts(State::Unreviewed).map(|it| format!("{} ({})", it.name, it.language)).collect(),
            gone: stamps.gone.clone(),
        }
    }
}

/// Prints names below a heading; nothing if there are none.
pub fn print_section(global: &Global, heading: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    terminal::print_line(global, &format!("{heading}:"));
    names.iter().take(MOST_LISTED).for_each(|name| terminal::print_line(global, &format!("  {name}")));
    if names.len() > MOST_LISTED {
        terminal::print_line(global, &format!("  … and {} more", names.len() - MOST_LISTED));
    }
}
