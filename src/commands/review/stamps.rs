//! The changes that a review makes in `review.lock`.

use std::collections::BTreeSet;

use icu::locale::subtags::Language;

use crate::build::{Failure, wanted};
use crate::cli::Review as Options;
use crate::diagnostics::nearest;
use crate::meaning::review::{
    Review, ReviewedLink, State, Translation,
    edit::Changes,
    lock::{Lock, Name},
};

/// The links and translations that the user selects.
pub struct Wanted {
    /// Empty selects everything.
    pub names: BTreeSet<String>,
    pub links: bool,
    /// The languages whose translations are selected.
    pub languages: Vec<Language>,
}

impl Wanted {
    pub fn of(options: &Options, review: &Review, known: &[Language]) -> Result<Self, Failure> {
        let asked: Result<Vec<Language>, Failure> =
            options.lang.iter().map(|name| wanted::language(name, known)).collect();
        let languages = match asked? {
            asked if !asked.is_empty() => asked,
            _ if options.links => Vec::new(),
            _ => known.to_vec(),
        };
        let links = review.links.iter().flat_map(|it| [it.link.name(), it.link.from.clone(), it.link.to.clone()]);
        let names: BTreeSet<String> = links.chain(review.translations.iter().map(|it| it.owner.clone())).collect();
        if let Some(unknown) = options.what.iter().find(|name| !names.contains(*name)) {
            let hint = nearest::nearest(unknown, names.iter().map(String::as_str));
            let hint = hint.map(|near| format!("did you mean `{near}`?")).unwrap_or_else(|| {
                "name an item that has links or translations, such as `C1`, or a link, such as `C1:F1`".to_owned()
            });
            return Err(Failure::unknown_id(unknown, Some(hint)));
        }
        Ok(Self { names: options.what.iter().cloned().collect(), links: options.lang.is_empty(), languages })
    }

    pub fn link(&self, link: &ReviewedLink) -> bool {
        let named = [&link.link.name(), &link.link.from, &link.link.to];
        self.links && (self.names.is_empty() || named.into_iter().any(|name| self.names.contains(name)))
    }

    fn translation(&self, translation: &Translation) -> bool {
        self.languages.contains(&translation.language)
            && (self.names.is_empty() || self.names.contains(&translation.owner))
    }
}

/// Changes to the lock.
pub struct Stamps<'r> {
    pub changes: Changes,
    pub stamped_links: Vec<&'r ReviewedLink>,
    pub stamped_translations: Vec<&'r Translation>,
}

impl<'r> Stamps<'r> {
    pub fn of(review: &'r Review, wanted: &Wanted, lock: Option<&Lock>) -> Self {
        let is_new = |state: State| state != State::Agreed;
        let stamped_links: Vec<_> = review.links.iter().filter(|it| is_new(it.state) && wanted.link(it)).collect();
        let stamped_translations: Vec<_> =
            review.translations.iter().filter(|it| is_new(it.state) && wanted.translation(it)).collect();
        let links = stamped_links.iter().map(|it| (it.in_lock(), Some(it.today.clone())));
        let translations = stamped_translations.iter().map(|it| (it.in_lock(), Some(it.today.clone())));
        let known: BTreeSet<Name> = review.stamps().map(|(name, ..)| name).collect();
        let gone = lock.into_iter().flat_map(Lock::keys).filter(|name| !known.contains(name));
        let changes = links.chain(translations).chain(gone.map(|name| (name.clone(), None))).collect();
        Self { changes, stamped_links, stamped_translations }
    }

    /// Names of links and texts that no longer exist.
    pub fn gone(&self) -> Vec<String> {
        self.changes.iter().filter(|(_, stamp)| stamp.is_none()).map(|(name, _)| name.to_string()).collect()
    }
}
