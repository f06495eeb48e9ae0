//! From Typst's PDF for the press to PDF/X-4 (ISO 15930-7), which Typst cannot write.

mod boxes;
mod images;
mod intent;

use lopdf::Document;

pub use boxes::Empty;

use crate::rules::Press;
use crate::typeset::boxes::Sheet;

/// Finishes an untagged PDF 1.6 of Typst in place. Fails if an image cannot be decoded, or a part is missing that Typst always writes.
pub fn finish(document: &mut Document, press: &Press, sheet: Sheet, empty: Empty) -> Result<(), String> {
    let finish = |document: &mut Document| -> lopdf::Result<()> {
        boxes::remove_annotations(document)?;
        boxes::add(document, empty)?;
        boxes::cut(document, sheet)?;
        intent::declare(document, &press.profile)
    };
    finish(document).map_err(|error| error.to_string())?;
    images::convert(document, press)?;
    intent::blend_in_inks(document).map_err(|error| error.to_string())
}
