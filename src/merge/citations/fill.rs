//! Puts the words of citations into the gaps of a generated file.

use crate::diagnostics::map::{Piece, SourceMap};
use crate::merge::emit::Generated;

use super::words::Writer;
use super::{Citation, Filling, Gap, NAMES, Rendered, TEMPLATE};

/// The file with its gaps filled. Without `rendered`, which is so when nothing is to be set, nothing stands in them.
pub fn fill(file: &mut Generated, citations: &[Citation], rendered: Option<&Rendered>) {
    let mut gaps = std::mem::take(&mut file.gaps);
    gaps.retain(|gap| !matches!(gap.filling, Filling::Figure(_)));
    if gaps.is_empty() {
        return;
    }
    let cites = gaps.iter().any(|gap| matches!(gap.filling, Filling::Citation(_)));
    let mut filled = Generated { text: String::new(), map: SourceMap::default(), gaps: Vec::new() };
    if cites && rendered.is_some() {
        filled.text = format!("#import \"/{TEMPLATE}\": {NAMES}\n");
    }
    let mut done = 0;
    for gap in gaps {
        copy(file, done..gap.at, &mut filled);
        done = gap.at;
        let words = words(&gap, citations, rendered);
        copy(&words, 0..words.text.len(), &mut filled);
    }
    copy(file, done..file.text.len(), &mut filled);
    *file = filled;
}

fn words(gap: &Gap, citations: &[Citation], rendered: Option<&Rendered>) -> Generated {
    let mut writer = Writer::new(gap.place);
    let listed = |id: &String| rendered.and_then(|rendered| rendered.listed(id));
    match (&gap.filling, rendered) {
        (Filling::Citation(index), Some(rendered)) => {
            let note = rendered.as_notes && citations[*index].form == super::CiteForm::Aside;
            writer.citation(rendered.citation(*index), &citations[*index].items, note);
        }
        (Filling::Entry(id), _) => match listed(id) {
            Some(listed) => {
                if let Some((title, tag)) = &listed.foreign {
                    writer = writer.with_title(title.clone(), tag.clone());
                }
                writer.children(&listed.words, &[], false);
            }
            None => writer.code("none"),
        },
        (Filling::Label(id), _) => match listed(id).and_then(|listed| listed.label.as_ref()) {
            Some(label) => writer.child(label, &[], false),
            None => writer.code("none"),
        },
        (Filling::Citation(_), None) | (Filling::Figure(_), _) => writer.code("none"),
    }
    writer.finish()
}

/// Appends a part of a file with its places.
fn copy(file: &Generated, range: std::ops::Range<usize>, to: &mut Generated) {
    let start = to.text.len();
    to.text.push_str(&file.text[range.clone()]);
    for piece in file.map.slice(range.clone()) {
        let output = piece.output.start - range.start + start..piece.output.end - range.start + start;
        to.map.push(Piece { output, ..piece });
    }
}
