//! The figures that texts of a card name and that take pages of their own, which no card can hold.

use pulldown_cmark::{Event, Tag};

use crate::graph::Graph;
use crate::merge::markdown::in_field::FiguresInField;
use crate::model::typed::Figure;
use crate::model::{Setting, markdown};

use super::Shown;

/// The ids of the turned figures in what a card shows, in the order of its texts.
pub(super) fn named_in(entries: &[(&'static str, Shown)], graph: &Graph) -> Vec<String> {
    let mut found = Vec::new();
    entries.iter().for_each(|(_, value)| of_value(value, graph, &mut found));
    found
}

fn of_value(value: &Shown, graph: &Graph, found: &mut Vec<String>) {
    match value {
        // Most texts hold no figure, and need not be parsed.
        Shown::Prose(words) if words.figures == FiguresInField::Placed && words.text.value.contains("![") => {
            for (event, _) in markdown::parse(&words.text.value, Setting::Field) {
                let Event::Start(Tag::Image { dest_url, .. }) = event else { continue };
                let is_turned = graph.get(&dest_url).map(Figure).and_then(Figure::turn) == Some(true);
                if is_turned && !found.iter().any(|id| **id == *dest_url) {
                    found.push(dest_url.into_string());
                }
            }
        }
        Shown::List(values) => values.iter().for_each(|value| of_value(value, graph, found)),
        Shown::Dict(held) | Shown::Card(held) => {
            held.entries.iter().for_each(|(_, value)| of_value(value, graph, found));
        }
        _ => {}
    }
}
