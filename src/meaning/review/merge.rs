//! Finishes a merge of two locks. Of two stamps of a link, the one of what is there after the merge is right, whichever side gave it;
//! if neither is, the link is suspect with both.

use crate::diagnostics::{Diagnostic, Files};
use crate::files::Tree;
use crate::model::natural_key;

use super::lock::{self, Lock};
use super::{Review, edit::Changes};

/// The two sides of a file with git's conflict marks, without them and the common ancestor; `None` if there is no whole conflict.
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
    pub changes: Changes,
    /// How many names only the other side has.
    pub taken: usize,
    /// Names that both sides have with different stamps, and whether one of the two says what is there today.
    pub met: Vec<(String, bool)>,
}

/// What has to be changed in `ours`, so that it has the stamps of `theirs`, too. `today` is the merged report.
pub fn merge(ours: &Lock, theirs: &Lock, today: &Review) -> Merge {
    let mut merge = Merge::default();
    let now: Lock = today.stamps().map(|(name, today, _)| (name, today.to_owned())).collect();
    for (name, stamp) in theirs {
        match ours.get(name) {
            Some(own) if own == stamp => continue,
            Some(own) => {
                let is_now = now.get(name) == Some(stamp);
                merge.met.push((name.to_string(), is_now || now.get(name) == Some(own)));
                if !is_now {
                    continue;
                }
            }
            None => merge.taken += 1,
        }
        merge.changes.insert(name.clone(), Some(stamp.clone()));
    }
    merge.met.sort_by_cached_key(|(name, _)| natural_key(name));
    merge
}

/// Reads one side; an error is its faults, at places in the side without the marks.
pub fn read(side: &str, files: &mut Files) -> Result<Lock, Vec<Diagnostic>> {
    let tree = Tree::from([(lock::PATH.to_owned(), side.as_bytes().to_vec())]);
    let mut diagnostics = Vec::new();
    lock::read(&tree, files, &mut diagnostics).ok_or(diagnostics)
}
