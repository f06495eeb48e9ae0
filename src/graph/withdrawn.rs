//! Ids that the report no longer uses: found by id, and what may be wrong with them.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Place, diagnostic::malformed, nearest};
use crate::files::form;
use crate::model::{Item, Kind, Model, natural_key, typed::Withdrawn};

/// What was withdrawn, in the natural order of the ids. Of two entries with one id the first counts.
#[derive(Debug, Clone, Default)]
pub struct Withdrawals {
    entries: Vec<Item>,
    index: HashMap<String, usize>,
}

impl Withdrawals {
    pub fn of(model: &Model) -> Self {
        let mut seen = HashSet::new();
        let mut entries: Vec<Item> = model.withdrawn().map(|entry| entry.0.clone()).collect();
        entries.retain(|entry| seen.insert(entry.id().to_owned()));
        entries.sort_by_cached_key(|entry| natural_key(entry.id()));
        let index = entries.iter().enumerate().map(|(index, entry)| (entry.id().to_owned(), index)).collect();
        Self { entries, index }
    }

    pub fn iter(&self) -> impl ExactSizeIterator<Item = Withdrawn<'_>> {
        self.entries.iter().map(Withdrawn)
    }

    pub fn get(&self, id: &str) -> Option<Withdrawn<'_>> {
        self.index.get(id).map(|&index| Withdrawn(&self.entries[index]))
    }

    /// What stands for an id today: its replacements, and in place of those that were withdrawn themselves, theirs.
    pub fn successors(&self, id: &str) -> Vec<&str> {
        let (mut seen, mut found) = (HashSet::from([id]), Vec::new());
        let replacements = |id: &str| self.get(id).map(Withdrawn::replaced_by).unwrap_or_default();
        let mut waiting: Vec<&str> = replacements(id).into_iter().rev().map(|next| next.id.as_str()).collect();
        while let Some(next) = waiting.pop() {
            if !seen.insert(next) {
                continue;
            }
            if self.get(next).is_none() {
                found.push(next);
            }
            waiting.extend(replacements(next).into_iter().rev().map(|next| next.id.as_str()));
        }
        found
    }
}

/// Checks the entries by themselves: each id once, a version that has been, replacements that exist, and no circles.
pub fn check(
    model: &Model,
    withdrawn: &Withdrawals,
    ids: &HashMap<String, (Kind, Place)>,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let places = model.withdrawn().map(|entry| (entry.id().id.as_str(), entry.id().place));
    let first = first_places(places, |id, place, first| {
        let fault = Diagnostic::new(Code::DuplicateId, place, format!("the id `{id}` is withdrawn twice"));
        diagnostics.push(fault.with_related(first, "it stands here already").with_hint("delete one of the two"));
    });
    diagnostics.extend(model.withdrawn().filter_map(|entry| version_fault(entry, model)));
    let replaced = model.withdrawn().flat_map(|entry| entry.replaced_by().into_iter().map(move |id| (entry, id)));
    for (entry, replacement) in replaced {
        let id = replacement.id.as_str();
        if !ids.contains_key(id) && !first.contains_key(id) && !model.broken.contains(id) {
            let message = format!("there is no `{id}`, which is said to replace `{}`", entry.id().id);
            let mut known: Vec<&str> = ids.keys().map(String::as_str).chain(first.keys().copied()).collect();
            known.sort_unstable();
            let hint = nearest::nearest(id, known).map(|near| format!("did you mean `{near}`?"));
            diagnostics.push(Diagnostic::new(Code::DanglingLink, replacement.place, message).with_hints(hint));
        }
    }
    diagnostics.extend(circles(withdrawn));
}

/// Where each id stands first. `twice` is called with an id, a second place of it and its first one.
pub fn first_places<'i>(
    ids: impl Iterator<Item = (&'i str, Place)>,
    mut twice: impl FnMut(&str, Place, Place),
) -> HashMap<&'i str, Place> {
    let mut known = HashMap::new();
    for (id, place) in ids {
        let first = *known.entry(id).or_insert(place);
        if first != place {
            twice(id, place, first);
        }
    }
    known
}

fn version_fault(entry: Withdrawn, model: &Model) -> Option<Diagnostic> {
    let version = entry.version();
    let numbers = form::version_numbers(&version.value)?;
    let own = model.report()?.version();
    (numbers > form::version_numbers(&own.value)?).then(|| {
        let message = format!("`{}` is withdrawn in version {}, which is yet to come", entry.id().id, version.value);
        let hint = "write the first version without it; if that is the next one, give the report its number";
        malformed(version.place, message, hint).with_related(own.place, format!("the report is version {}", own.value))
    })
}

/// Replacements that lead back to where they began, each circle once.
fn circles(withdrawn: &Withdrawals) -> Vec<Diagnostic> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut faults = Vec::new();
    for start in withdrawn.iter() {
        let mut path = vec![(start, start.replaced_by().into_iter())];
        while let Some((entry, next)) = path.last_mut() {
            let id = entry.id().id.as_str();
            let Some(replacement) = next.next().filter(|_| !done.contains(id)) else {
                done.insert(id);
                path.pop();
                continue;
            };
            if let Some(begin) = path.iter().position(|(known, _)| known.id().id == replacement.id) {
                let round: Vec<&str> = path[begin..].iter().map(|(entry, _)| entry.id().id.as_str()).collect();
                let message = format!("the replacements lead back to `{}`", replacement.id);
                let way = [&round[..], &[replacement.id.as_str()]].concat().join("` → `");
                let hint = format!("`{way}` has no end; leave out what is older than what it should replace");
                faults.push(malformed(replacement.place, message, hint));
            } else if let Some(entry) = withdrawn.get(&replacement.id) {
                path.push((entry, entry.replaced_by().into_iter()));
            }
        }
    }
    faults
}

/// The fault of something that has an id which was withdrawn.
pub fn reused(entry: Withdrawn, kind: Kind, place: Place) -> Diagnostic {
    let id = &entry.id().id;
    let message = format!("the id `{id}` was withdrawn, so {} cannot have it", kind.with_article());
    let was = format!("it was {} until version {}", entry.kind().with_article(), entry.version().value);
    Diagnostic::new(Code::ReusedId, place, message).with_related(entry.id().place, was).with_hint(
        "give it an id that nothing has had; if no version without the old one is out, delete the withdrawal instead",
    )
}

/// The fault of a link to something that was withdrawn.
pub fn linked(withdrawn: &Withdrawals, id: &str, wanted: Kind, at: Place) -> Option<Diagnostic> {
    let entry = withdrawn.get(id)?;
    let message =
        format!("`{id}` was withdrawn in version {}; expected {}", entry.version().value, wanted.with_article());
    let hint = match withdrawn.successors(id)[..] {
        [] => "nothing took its place: leave the link out".to_owned(),
        ref ids => format!("`{}` took its place", ids.join("`, `")),
    };
    let fault = Diagnostic::new(Code::DanglingLink, at, message).with_hint(hint);
    Some(fault.with_related(entry.id().place, "it was withdrawn here"))
}
