//! The order of comments: that of the report.

use crate::model::{Kind, typed::Report};

use super::places::statements::Version;
use super::told::Told;

/// Sorts comments by the parts of the report that print their items, then by the place in the item. What belongs to nothing stands last, by
/// page.
pub fn sort(comments: &mut [Told], new: &Version, report: Report) {
    let parts: Vec<&str> = report.parts().into_iter().map(|part| part.value.as_str()).collect();
    comments.sort_by_cached_key(|told| {
        let comment = &told.comment;
        let now = comment.now.as_ref();
        let key = now.and_then(|now| now.item.as_ref());
        let entry = key.and_then(|key| new.meaning.entries.iter().position(|entry| entry.key == *key));
        let part = key.map(|key| match key.kind {
            Kind::REPORT => 0,
            Kind::CHAPTER => parts.iter().position(|part| *part == key.id).unwrap_or(parts.len()),
            kind => {
                let collection = new.meaning.declarations.get(kind).map(|it| it.collection.as_str());
                parts.iter().position(|part| Some(*part) == collection).unwrap_or(parts.len())
            }
        });
        let place = now.and_then(|now| now.place);
        let language = comment.language.clone();
        let top = comment.mark.boxes.first().map_or(0.0, |area| area.top);
        (
            part.is_none(),
            part,
            entry.is_none(),
            entry,
            place.map(|place| (place.file, place.range().start)),
            language,
            comment.mark.page,
            top.max(0.0) as u64,
        )
    });
}
