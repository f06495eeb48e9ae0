//! Figures: `![](K1)` alone in its paragraph places one, in a chapter and in a field.

use std::ops::Range;

use crate::diagnostics::Code;
use crate::merge::Filling;
use crate::model::typed::Figure;
use crate::model::{FigureKind, Kind, Setting};

use super::in_field::FiguresInField;
use super::translator::Translator;

/// The template that places a figure in a field. The text of an item is part of the report, which the figure is drawn from, so that the
/// template reads the report only when the page is laid out.
pub const IN_FIELD: &str = "templates/figures/in-field.typ";

impl Translator<'_, '_> {
    pub(super) fn figure(&mut self, id: &str, range: &Range<usize>) {
        let kind = self.emitter.input.graph.kind(id);
        if kind != Some(Kind::FIGURE) {
            return self.no_figure(id, kind, range);
        }
        if self.setting == Setting::Field && self.figures == FiguresInField::Named {
            return self.with_string("ref(label(", id, "))", range);
        }
        // A figure that has no room here is not missing as well.
        self.emitter.references.placed.extend(self.id_at(id, range));
        if let Some((message, hint)) = self.unfit(id) {
            return self.fault(Code::MarkdownNotAllowed, range, &message, hint);
        }
        let in_chapter = self.setting == Setting::Chapter;
        if self.is_turned(id) && !(in_chapter && self.depth == 1) {
            return self.turned_figure(id, range);
        }
        self.emitter.gap(Filling::Figure(id.to_owned()), None);
        if in_chapter {
            return self.with_string("place-figure(", id, ")", range);
        }
        self.function_of(IN_FIELD, "figure-in-field", range);
        self.with_string("figure-in-field(", id, ") }", range);
    }

    fn is_turned(&self, id: &str) -> bool {
        self.emitter.input.graph.get(id).map(Figure).and_then(Figure::turn) == Some(true)
    }

    /// Names a figure that takes a page, where none can begin: inside of a list, a quotation or a card. Its page is behind that. Of a card,
    /// the template puts it there.
    fn turned_figure(&mut self, id: &str, range: &Range<usize>) {
        self.function_of(IN_FIELD, "named-figure", range);
        self.with_string("named-figure(", id, ") }", range);
        if self.setting == Setting::Chapter {
            self.behind.push((id.to_owned(), range.clone()));
        } else {
            self.emitter.gap(Filling::FigureBehind(id.to_owned()), None);
        }
    }

    /// Writes the turned figures that the block of a chapter named.
    pub(super) fn figures_behind(&mut self) {
        for (id, range) in std::mem::take(&mut self.behind) {
            self.emitter.gap(Filling::Figure(id.clone()), None);
            self.with_string("place-figure(", &id, ")\n", &range);
        }
    }

    /// Why a figure cannot stand here, and what to do.
    fn unfit(&self, id: &str) -> Option<(String, &'static str)> {
        let figure = self.emitter.input.graph.get(id).map(Figure)?;
        if self.setting == Setting::Chapter {
            return None;
        }
        if self.figures == FiguresInField::Refused {
            let message = format!("`{id}` has no room in this field, which is no text of a card");
            return Some((message, "place it in a chapter, or in a text of a card"));
        }
        if self.is_turned(id) {
            return None;
        }
        let message = format!("`{id}` is a map of links, which is as wide as the page, and a field is narrower");
        (figure.kind() == FigureKind::MapOfLinks).then_some((message, "place it in a chapter"))
    }

    /// Reports what is named as a figure and is none.
    fn no_figure(&mut self, id: &str, kind: Option<Kind>, range: &Range<usize>) {
        if id.contains(['/', ':', '\\']) || kind.is_none() && id.contains('.') {
            let message = format!("`{id}` is not the id of a figure");
            let hint = "save the image in `report/figures/`, describe it in a file there, such as `K1.toml` with `kind = \"image\"` and \
                        `file`, and place it with `![](K1)`";
            self.fault(Code::DanglingReference, range, &message, hint);
        } else {
            self.dangling(id, Some(Kind::FIGURE), range);
        }
    }
}
