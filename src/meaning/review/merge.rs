//! Finishes a merge of two locks. A stamp says what a link was agreed against, so of two stamps the one that says what is
//! there after the merge is right, whoever gave it; when neither does, the link is suspect with both.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Files};
use crate::files::Tree;

use super::lock::{self, Lock};
use super::{Review, ReviewedLink, edit::Changes};

/// The two sides of a file with the conflict marks that git writes, each without them; `None` when there is no whole
/// conflict. The common ancestor, which git shows on demand, is in neither.
pub fn sides(text: &str) -> Option<(String, String)> {
    #[derive(PartialEq)]
    enum At {
        Both,
        Ours,
        Base,
        Theirs,
    }
    let (mut at, mut any) = (At::Both, false);
    let (mut ours, mut theirs) = (String::new(), String::new());
    for line in text.split_inclusive('\n') {
        match (&at, line.get(..7)) {
            (At::Both, Some("<<<<<<<")) => at = At::Ours,
            (At::Ours, Some("|||||||")) => at = At::Base,
            (At::Ours | At::Base, Some("=======")) => at = At::Theirs,
            (At::Theirs, Some(">>>>>>>")) => (at, any) = (At::Both, true),
            (At::Both, _) => {
                ours.push_str(line);
                theirs.push_str(line);
            }
            (At::Ours, _) => ours.push_str(line),
            (At::Theirs, _) => theirs.push_str(line),
            (At::Base, _) => {}
        }
    }
    (any && at == At::Both).then_some((ours, theirs))
}

/// What one side adds to the other.
#[derive(Debug, Default)]
pub struct Merge {
    pub links: Changes,
    /// By language.
    pub translations: BTreeMap<String, Changes>,
    /// Names that only the other side has.
    pub taken: Vec<String>,
    /// Names that both sides have with different stamps, and whether one of the two says what is there today.
    pub met: Vec<(String, bool)>,
}

/// What has to be changed in `ours`, so that it has the stamps of `theirs`, too. `today` is the merged report.
pub fn merge(ours: &Lock, theirs: &Lock, today: &Review) -> Merge {
    let mut merge = Merge::default();
    let now: BTreeMap<String, &str> =
        today.links.iter().map(|ReviewedLink { link, today, .. }| (link.name(), today.as_str())).collect();
    for (name, stamp) in &theirs.links {
        let now = now.get(name).copied();
        if merge.decide(name.clone(), ours.links.get(name), stamp, now) {
            merge.links.set.insert(name.clone(), stamp.clone());
        }
    }
    for (language, stamps) in &theirs.translations {
        let own = ours.translations.get(language);
        let texts = today.translations.iter().filter(|text| text.language.as_str() == language);
        let now: BTreeMap<&str, &str> = texts.map(|text| (text.name.as_str(), text.today.as_str())).collect();
        for (name, stamp) in stamps {
            let shown = format!("{name} ({language})");
            if merge.decide(shown, own.and_then(|own| own.get(name)), stamp, now.get(name.as_str()).copied()) {
                merge.translations.entry(language.clone()).or_default().set.insert(name.clone(), stamp.clone());
            }
        }
    }
    merge.taken.sort_by_cached_key(|name| crate::model::kind::natural_key(name));
    merge.met.sort_by_cached_key(|(name, _)| crate::model::kind::natural_key(name));
    merge
}

impl Merge {
    /// Whether to take the other side's stamp.
    fn decide(&mut self, name: String, own: Option<&String>, other: &str, now: Option<&str>) -> bool {
        match own {
            None => {
                self.taken.push(name);
                true
            }
            Some(own) if own == other => false,
            Some(own) => {
                self.met.push((name, now == Some(own) || now == Some(other)));
                now == Some(other)
            }
        }
    }
}

/// Reads one side.
///
/// # Errors
/// Its faults, at places in the side without the marks.
pub fn read(side: &str, files: &mut Files) -> Result<Lock, Vec<Diagnostic>> {
    let tree = Tree::from([(lock::PATH.to_owned(), side.as_bytes().to_vec())]);
    let mut diagnostics = Vec::new();
    lock::read(&tree, files, &mut diagnostics).ok_or(diagnostics)
}
