//! References: `[@H3]` links an item, `[@amke2022, s. 4]` cites a source (Pandoc's form), `[text](@H3)` links in words.

use std::ops::Range;

use crate::data::graph::{Graph, Kind};
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::nearest;
use crate::merge::emit::Emitter;

use super::Translator;

/// Kinds that stand in the report under their ids, so that a reader can be sent there.
const PRINTED: [Kind; 7] =
    [Kind::Finding, Kind::Conclusion, Kind::Recommendation, Kind::Action, Kind::Package, Kind::Figure, Kind::Question];

/// Whether an id stands in the report. What was withdrawn does, in the part that tells of it.
fn is_printed(graph: &Graph, id: &str) -> bool {
    graph.kind(id).is_some_and(|kind| PRINTED.contains(&kind)) || graph.withdrawn.get(id).is_some()
}

impl Translator<'_> {
    /// Writes what stands between the brackets of `[@H3; @amke2022, s. 4]`.
    pub(super) fn references(&mut self, references: &str, range: &Range<usize>, emitter: &mut Emitter) {
        emitter.code("{ ");
        // Whether what stands before is a citation.
        let mut before: Option<bool> = None;
        for reference in references.split(';') {
            let (id, locator) = match reference.split_once(',') {
                Some((id, locator)) => (id.trim(), Some(locator.trim())),
                None => (reference.trim(), None),
            };
            let id = id.strip_prefix('@').unwrap_or(id);
            let graph = emitter.emission.graph;
            match graph.kind(id) {
                Some(Kind::Source) => {
                    // Citations side by side become one group; Typst wants only a space between them.
                    emitter.code(match before {
                        None => "",
                        Some(true) => "[ ]; ",
                        Some(false) => "text(\", \"); ",
                    });
                    emitter.emission.references.cited.extend(self.place(range).map(|place| (id.to_owned(), place)));
                    self.cite(id, locator, range, emitter);
                    before = Some(true);
                }
                kind if is_printed(graph, id) => {
                    if before.is_some() {
                        emitter.code("text(\", \"); ");
                    }
                    if let Some(locator) = locator {
                        let message = format!("`{id}` has no pages, yet `{locator}` follows it");
                        let hint = "separate several references with `;`";
                        self.fault(Code::DanglingReference, range, &message, hint, emitter);
                    }
                    self.remember(id, kind, range, emitter);
                    self.code("ref(label(", range, emitter);
                    emitter.string(id);
                    emitter.code("))");
                    before = Some(false);
                }
                other => {
                    self.dangling(id, other, range, emitter);
                    emitter.code("none");
                }
            }
            emitter.code("; ");
        }
        emitter.code("}");
    }

    fn cite(&self, id: &str, locator: Option<&str>, range: &Range<usize>, emitter: &mut Emitter) {
        self.code("cite(label(", range, emitter);
        emitter.string(id);
        emitter.code(")");
        if let Some(locator) = locator {
            self.code(", supplement: text(", range, emitter);
            emitter.string(locator);
            emitter.code(")");
        }
        emitter.code(")");
    }

    /// Writes `[text](@H3)`.
    pub(super) fn named_reference(&mut self, id: &str, range: &Range<usize>, emitter: &mut Emitter) {
        let graph = emitter.emission.graph;
        match graph.kind(id) {
            kind if is_printed(graph, id) => {
                self.remember(id, kind, range, emitter);
                self.code("link(label(", range, emitter);
                emitter.string(id);
                emitter.code("), ");
                self.inlines(emitter);
                emitter.code(")");
                self.expect_end();
            }
            other => {
                self.skip_element();
                self.dangling(id, other, range, emitter);
                emitter.code("none");
            }
        }
    }

    /// Remembers a reference to a figure: whether the figure stands anywhere shows only when all is merged.
    fn remember(&self, id: &str, kind: Option<Kind>, range: &Range<usize>, emitter: &mut Emitter) {
        if kind == Some(Kind::Figure) {
            emitter.emission.references.referred.extend(self.place(range).map(|place| (id.to_owned(), place)));
        }
    }

    /// Says that a reference goes nowhere. `kind` is what the id is, or what it should be.
    pub(super) fn dangling(&self, id: &str, kind: Option<Kind>, range: &Range<usize>, emitter: &mut Emitter) {
        let Some(place) = self.place(range) else { return };
        let graph = emitter.emission.graph;
        // The file of the id has faults of its own; once they are mended, the reference holds.
        if graph.is_broken(id) {
            return;
        }
        let message = match graph.kind(id) {
            Some(actual) => format!("`{id}` is {}, which the text cannot refer to here", actual.with_article()),
            None => format!("the text refers to `{id}`, but there is no such id"),
        };
        let mut diagnostic = Diagnostic::new(Code::DanglingReference, place, message);
        let mut candidates: Vec<&str> =
            graph.ids().filter(|id| kind.is_none_or(|kind| graph.kind(id) == Some(kind))).collect();
        candidates.sort_unstable();
        if let Some(near) = nearest::nearest(id, candidates).filter(|near| *near != id) {
            diagnostic = diagnostic.with_hint(format!("did you mean `{near}`?"));
        } else if kind.is_none() {
            diagnostic = diagnostic.with_hint("to print a bracket and an at sign, write `\\[@`");
        }
        emitter.emission.diagnostics.push(diagnostic);
    }
}
