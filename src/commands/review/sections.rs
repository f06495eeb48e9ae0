//! The names of what is open or was recorded, as people read them.

use crate::cli::Global;
use crate::console::terminal;
use crate::meaning::review::State;

use super::stamps::Stamps;

/// As many names of one kind are listed; the rest are counted.
const MOST_LISTED: usize = 40;

/// The links and translations whose stamps are missing or would change, by why.
pub struct Names {
    pub suspect: Vec<String>,
    pub stale: Vec<String>,
    /// Those that nobody has read.
    pub links: Vec<String>,
    pub translations: Vec<String>,
    /// Lines of the lock whose link or text is not there.
    pub gone: Vec<String>,
}

impl Names {
    /// `has` is `has` or `had`.
    pub fn of(stamps: &Stamps, has: &str) -> Self {
        let links = |state| stamps.stamped_links.iter().filter(move |it| it.state == state);
        let texts = |state| stamps.stamped_translations.iter().filter(move |it| it.state == state);
        let suspect = links(State::Changed);
        let stale = texts(State::Changed);
        Self {
            suspect: suspect
                .map(|it| format!("{}  `{}` {has} changed since it was agreed to", it.link.name(), it.link.to))
                .collect(),
            stale: stale
                .map(|it| format!("{} ({})  its source {has} changed since it was agreed to", it.name, it.language))
                .collect(),
            links: links(State::Unreviewed).map(|it| it.link.name()).collect(),
            translations: texts(State::Unreviewed).map(|it| format!("{} ({})", it.name, it.language)).collect(),
            gone: stamps.gone.clone(),
        }
    }
}

/// Prints names below a heading, if there are any.
pub fn print_section(global: &Global, heading: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    terminal::tell(global, &format!("{heading}:"));
    names.iter().take(MOST_LISTED).for_each(|name| terminal::tell(global, &format!("  {name}")));
    if names.len() > MOST_LISTED {
        terminal::tell(global, &format!("  … and {} more", names.len() - MOST_LISTED));
    }
}
