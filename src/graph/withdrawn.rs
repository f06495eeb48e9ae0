//! Ids that the report no longer uses: found by id, and what may be wrong with them.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::{Code, Diagnostic, Place, nearest};
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
    let mut first: HashMap<&str, Place> = HashMap::new();
    for entry in model.withdrawn() {
        let id = entry.id().id.as_str();
        if let Some(place) = first.get(id) {
            let message = format!("the id `{id}` is withdrawn twice");
            let fault = Diagnostic::new(Code::DuplicateId, entry.id().place, message);
            diagnostics.push(fault.with_related(*place, "it stands here already").with_hint("delete one of the two"));
        }
        first.entry(id).or_insert(entry.id().place);
        diagnostics.extend(version_fault(entry, model));
    }
    for (entry, replacement) in
        model.withdrawn().flat_map(|entry| entry.replaced_by().into_iter().map(move |id| (entry, id)))
    {
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

fn version_fault(entry: Withdrawn, model: &Model) -> Option<Diagnostic> {
    let version = entry.version();
    let numbers = form::version_numbers(&version.value)?;
    let own = model.report()?.version();
    (numbers > form::version_numbers(&own.value)?).then(|| {
        let message = format!("`{}` is withdrawn in version {}, which is yet to come", entry.id().id, version.value);
        Diagnostic::new(Code::MalformedValue, version.place, message)
            .with_related(own.place, format!("the report is version {}", own.value))
            .with_hint("write the first version without it; if that is the next one, give the report its number")
    })
}

/// Replacements that lead back to where they began, each circle once.
fn circles(withdrawn: &Withdrawals) -> Vec<Diagnostic> {
    let mut done: HashSet<&str> = HashSet::new();
    let mut faults = Vec::new();
    for start in withdrawn.iter() {
        let mut path: Vec<(Withdrawn, usize)> = vec![(start, 0)];
        while let Some((entry, next)) = path.last_mut() {
            let (entry, index): (Withdrawn, usize) = (*entry, *next);
            *next += 1;
            let id = entry.id().id.as_str();
            let replacement = entry.replaced_by().get(index).copied().filter(|_| !done.contains(id));
            let Some(replacement) = replacement else {
                done.insert(id);
                path.pop();
                continue;
            };
            if let Some(begin) = path.iter().position(|(known, _)| known.id().id == replacement.id) {
                let round: Vec<&str> = path[begin..].iter().map(|(entry, _)| entry.id().id.as_str()).collect();
                let message = format!("the replacements lead back to `{}`", replacement.id);
                let way = [&round[..], &[replacement.id.as_str()]].concat().join("` → `");
                faults.push(
                    Diagnostic::new(Code::MalformedValue, replacement.place, message)
                        .with_hint(format!("`{way}` has no end; leave out what is older than what it should replace")),
                );
            } else if let Some(entry) = withdrawn.get(&replacement.id) {
                path.push((entry, 0));
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
    Some(
        Diagnostic::new(Code::DanglingLink, at, message)
            .with_related(entry.id().place, "it was withdrawn here")
            .with_hint(hint),
    )
}
