//! The annex of the edition `changes`: what is other than in the earlier release, as the templates see it.

use crate::meaning::changes::Changes;
use crate::meaning::{Key, Meaning, Subject};
use crate::merge::changes;
use crate::merge::labels::Wording;
use crate::merge::view::{ChangesView, PartView};
use crate::model::fact::Content;
use crate::model::load::Chapter;
use crate::model::markdown::Setting;
use crate::model::prose;

use super::Marks;

/// The name of the part that is the annex. A report that names it among its parts says where it stands.
pub const PART: &str = "changes";
/// The template of the part.
pub const TEMPLATE: &str = "templates/parts/changes.typ";

/// The annex as the last part of a report that does not name it.
pub fn part() -> PartView {
    PartView::new(PART, format!("/{TEMPLATE}"), None)
}

/// A chapter as it stands in the edition, and as it stood in the earlier release.
pub struct Compared<'a> {
    pub chapter: &'a Chapter,
    pub old: Option<String>,
    pub new: String,
}

/// What is other, in the words of one language.
pub fn view(marks: &Marks, compared: &[Compared], wording: &Wording) -> ChangesView {
    // What readers see of a chapter depends on the data, too, so that its file alone does not tell whether it changed.
    let old = with_chapters(&marks.earlier.meaning, compared, |compared| compared.old.as_deref());
    let new = with_chapters(marks.meaning, compared, |compared| Some(&compared.new));
    ChangesView(changes::context(&new, Some(&Changes::between(&old, &new)), wording))
}

/// A meaning with the chapters as they are set.
fn with_chapters<'c>(
    meaning: &Meaning,
    compared: &'c [Compared],
    text: impl Fn(&'c Compared<'c>) -> Option<&'c str>,
) -> Meaning {
    let mut meaning = meaning.clone();
    for compared in compared {
        let Some(text) = text(compared) else { continue };
        let key = Key::new(Subject::Chapter, &compared.chapter.name);
        let entry = meaning.entries.iter_mut().find(|entry| entry.key == key);
        let facts = entry.into_iter().flat_map(|entry| &mut entry.facts);
        for fact in facts.filter(|fact| fact.language == Some(compared.chapter.language)) {
            fact.content = Content::Prose(prose::passage(text, Setting::Chapter));
        }
    }
    meaning
}
