//! Markdown to Typst: CommonMark with the extensions of `model/markdown` becomes calls over string literals.
//!
//! Prose reaches Typst as values, never as markup, so there is nothing to escape and nothing to inject. Every literal
//! and every call remembers the Markdown that it was made from, and through the text's own map the file.

mod translator;
mod block;
mod inline;
mod marked;
mod reference;
mod words;

pub use words::TEMPLATE;

use crate::diagnostics::{Code, Diagnostic, Place, SourceMap};
use crate::model::Setting;

use super::Emitter;
use translator::Translator;

/// Writes a prose field as one Typst expression of content. Where its changes are marked, `before` is the Markdown that it was, or `None`
/// for a new text, which is marked as a whole.
pub fn emit_field(markdown: &str, map: &SourceMap, before: Option<Option<&str>>, emitter: &mut Emitter) {
    let mut translator = Translator::new(markdown, map, Setting::Field);
    match before {
        Some(old) => translator = translator.marked(old),
        None => translator.remark(emitter),
    }
    translator.blocks_to_end(emitter);
}

/// Writes a chapter as fields of a Typst dictionary: `title`, content; `numbered`, false after `# Title {.unnumbered}`
/// (Pandoc's form); and `body`, a function from the function that places a figure to content. `start` is the beginning of the chapter's
/// file, for the fault that it has no title.
///
/// `tag` is the arguments that tag the chapter's language where it is not the edition's. Headings carry the tag themselves,
/// since the contents, the bookmarks and the running heads repeat them elsewhere.
///
/// `old` is the earlier Markdown of the chapter, in the edition that marks changes.
pub fn emit_chapter(
    markdown: &str,
    map: &SourceMap,
    start: Place,
    tag: String,
    old: Option<&str>,
    emitter: &mut Emitter,
) {
    let mut translator = Translator::new(markdown, map, Setting::Chapter);
    translator.remark(emitter);
    if let Some(old) = old {
        translator = translator.marked(Some(old));
    }
    translator.tag = tag;
    emitter.code("title: ");
    if translator.title(emitter).is_none() {
        emitter.code("[]");
        let message = "a chapter begins with its title";
        emitter.diagnostics.push(
            Diagnostic::new(Code::HeadingStructure, start, message).with_hint("write `# Title` as the first line"),
        );
    }
    emitter.code(&format!(",\nnumbered: {},\nbody: place-figure => ", translator.numbered));
    translator.blocks_to_end(emitter);
    emitter.code(",\n");
}
