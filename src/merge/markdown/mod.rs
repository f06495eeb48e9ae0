//! Markdown to Typst: CommonMark with the extensions of `model/markdown` becomes calls over string literals. Prose is never
//! markup, so that nothing can be injected. Every literal and every call is mapped to the file that its Markdown stands in.

pub mod in_field;
mod translator;
mod aside;
mod block;
mod table;
mod inline;
mod marked;
mod figure;
mod brackets;
mod reference;
mod words;
mod spaces;

pub use figure::IN_FIELD;
pub use table::TABLES;
pub use words::TEMPLATE;

use pulldown_cmark::{Event, HeadingLevel, Tag};

use crate::diagnostics::{Code, Diagnostic, Place, SourceMap};
use crate::model::Setting;
use crate::model::markdown::{is_reference, parse_with_remarks};

use super::Emitter;
use crate::model::markdown::nodes::{nodes, outermost};
use in_field::FiguresInField;
use translator::Translator;

/// The ids in the references of a text, found without reading its Markdown: those that stand in code, too.
pub fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    let labels = text.split('[').skip(1).filter_map(|rest| Some(rest.split_once(']')?.0));
    labels.filter(|label| is_reference(label)).flat_map(brackets::ids)
}

/// Writes a prose field as one Typst expression of content. Where its changes are marked, `before` is the Markdown that it was, or `None`
/// for a new text, which is marked as a whole.
pub fn emit_field(
    markdown: &str,
    map: &SourceMap,
    before: Option<Option<&str>>,
    figures: FiguresInField,
    emitter: &mut Emitter,
) {
    let (events, remarks) = parse_with_remarks(markdown, Setting::Field);
    let nodes = nodes(events);
    let mut translator = Translator::new(markdown, map, Setting::Field, &nodes, emitter);
    translator.figures = figures;
    match before {
        Some(old) => translator.mark(old, &nodes),
        None => translator.remark(remarks, &nodes),
    }
    translator.body(None, &nodes);
}

/// Writes a chapter as fields of a Typst dictionary: `title`, content; `numbered`, false after `# Title {.unnumbered}` (Pandoc's form);
/// and `body`, a function from the function that places a figure to content. `start` is the beginning of its file, and `old` its earlier
/// Markdown, in the edition that marks changes. `tag` is the arguments that tag its language where that is not the edition's; headings
/// carry the tag themselves, since the contents, the bookmarks and the running heads repeat them elsewhere.
pub fn emit_chapter(
    markdown: &str,
    map: &SourceMap,
    start: Place,
    tag: String,
    old: Option<&str>,
    emitter: &mut Emitter,
) {
    let (events, remarks) = parse_with_remarks(markdown, Setting::Chapter);
    let nodes = nodes(events);
    let mut translator = Translator::new(markdown, map, Setting::Chapter, &nodes, emitter);
    translator.remark(remarks, &nodes);
    if let Some(old) = old {
        translator.mark(Some(old), &nodes);
    }
    translator.tag = tag;
    translator.write("title: ");
    let title = outermost(&nodes).next();
    let title =
        title.filter(|(node, _)| matches!(node.event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. })));
    let mut numbered = true;
    match title {
        Some((node, words)) => numbered = translator.title(node, words),
        None => {
            translator.write("[]");
            let fault = Diagnostic::new(Code::HeadingStructure, start, "a chapter begins with its title");
            translator.emitter.diagnostics.push(fault.with_hint("write `# Title` as the first line"));
        }
    }
    translator.write(&format!(",\nnumbered: {numbered},\nbody: place-figure => "));
    translator.body(title, title.map_or(&nodes[..], |(_, words)| &nodes[1 + words.len()..]));
    translator.write(",\n");
}
