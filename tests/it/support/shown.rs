//! What a report shows, from its files: the data of its screen edition with the words of the program.

use icu::locale::subtags::Language;
use raportti::diagnostics::files::Files;
use raportti::files::builtin;
use raportti::files::read::Tree;
use raportti::graph::Graph;
use raportti::merge::labels::{self, Wording};
use raportti::merge::view::{self, View};
use raportti::merge::{Brand, Input};
use raportti::model::choice::Edition;
use raportti::rules::press::Press;

pub fn wording(language: Language) -> Wording {
    labels::read(&builtin::look(), language, None, &mut Files::default(), &mut Vec::new()).unwrap()
}

/// The data of a linked report in its source language. `tree` and `files` are those that it was loaded from.
pub fn view(graph: &Graph, tree: &Tree, files: &Files) -> View {
    let press = Press::of(None, tree, &mut Vec::new());
    let (templates, wording) = (Tree::new(), wording(graph.source_language()));
    let input = Input {
        graph,
        templates: &templates,
        wordings: &[],
        wording: &wording,
        press: &press,
        brand: &Brand::default(),
    };
    view::build(input, files, Edition::Screen, Vec::new())
}
