//! The changes that a review makes in `review.lock`.

use std::collections::{BTreeMap, BTreeSet};

use icu::locale::subtags::Language;

use crate::build::{Failure, wanted};
use crate::cli::Review as Options;
use crate::diagnostics::nearest;
use crate::meaning::review::{Review, ReviewedLink, State, Translation, edit::Changes, lock::Lock};

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
                "name an item that has links or translations, such as `J1`, or a link, such as `J1:H1`".to_owned()
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
    pub links: Changes,
    /// By language.
    pub translations: BTreeMap<String, Changes>,
    pub stamped_links: Vec<&'r ReviewedLink>,
    pub stamped_translations: Vec<&'r Translation>,
}

impl<'r> Stamps<'r> {
    pub fn of(review: &'r Review, wanted: &Wanted, lock: Option<&Lock>) -> Self {
        let is_new = |state: State| state != State::Agreed;
        let stamped_links: Vec<_> = review.links.iter().filter(|it| is_new(it.state) && wanted.link(it)).collect();
        let stamped_translations: Vec<_> =
            review.translations.iter().filter(|it| is_new(it.state) && wanted.translation(it)).collect();
        let set = stamped_links.iter().map(|it| (it.link.name(), it.today.clone())).collect();
        let mut links = Changes { set, remove: Vec::new() };
        let mut translations: BTreeMap<String, Changes> = BTreeMap::new();
        for it in &stamped_translations {
            let of_language = translations.entry(it.language.to_string()).or_default();
            of_language.set.insert(it.name.clone(), it.today.clone());
        }
        if let Some(lock) = lock {
            let known: BTreeSet<String> = review.links.iter().map(|it| it.link.name()).collect();
            links.remove = lock.links.keys().filter(|name| !known.contains(*name)).cloned().collect();
            links.remove.sort_unstable();
            let known: BTreeSet<(&str, &str)> =
                review.translations.iter().map(|it| (it.language.as_str(), it.name.as_str())).collect();
            for (language, stamps) in &lock.translations {
                let lost = stamps.keys().filter(|name| !known.contains(&(language, name.as_str())));
                translations.entry(language.clone()).or_default().remove = lost.cloned().collect();
            }
        }
        Self { links, translations, stamped_links, stamped_translations }
    }

    /// Names of links and texts that no longer exist.
    pub fn gone(&self) -> Vec<String> {
        let texts = self
            .translations
            .iter()
            .flat_map(|(language, changes)| changes.remove.iter().map(move |name| format!("{name} ({language})")));
        self.links.remove.iter().cloned().chain(texts).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty() && self.translations.values().all(Changes::is_empty)
    }
}
