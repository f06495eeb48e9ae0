//! The items of a report as the preview lists them.

use crate::commands::pipeline::Ready;
use crate::diagnostics::files::Files;
use crate::graph::Collection;
use crate::model::records::{Item, Recommendation};
use crate::model::text::Plain;
use crate::preview;

/// The folders of items, whose files the preview knows by their ids.
const FOLDERS: [&str; 7] = ["sources", "findings", "conclusions", "recommendations", "packages", "actors", "figures"];

/// Every item that stands in the document under its id.
pub fn all(ready: &Ready, files: &Files) -> Vec<preview::Item> {
    let graph = &ready.graph;
    let mut items = Vec::new();
    of(&graph.findings, "finding", files, |it| &it.title, &mut items, |it| word(it.confidence.map(|it| it.as_str())));
    of(&graph.conclusions, "conclusion", files, |it| &it.title, &mut items, |_| String::new());
    of(&graph.recommendations, "recommendation", files, |it| &it.title, &mut items, state);
    of(&graph.packages, "package", files, |it| &it.title, &mut items, |_| String::new());
    of(&graph.figures, "figure", files, |it| &it.title, &mut items, |it| it.kind.as_str().to_owned());
    for Item { id, place, data } in graph.sources.iter() {
        let item = item(id, "source", data.title.value.clone(), data.kind.as_str().to_owned(), *place, files);
        // Where its entry in the list of sources stands.
        items.push(preview::Item { label: format!("source-{id}"), ..item });
    }
    for item in &mut items {
        item.doubts = ready.review.doubts(&item.id);
    }
    items
}

/// The ids of the items that these files declare.
pub fn of_files(paths: &[String]) -> Vec<String> {
    let id = |path: &String| {
        let (folder, name) = path.strip_prefix("report/")?.split_once('/')?;
        let stem = name.strip_suffix(".toml").filter(|_| FOLDERS.contains(&folder))?;
        Some(stem.split('-').next().unwrap_or_default().to_owned())
    };
    paths.iter().filter_map(id).collect()
}

fn of<T>(
    collection: &Collection<T>,
    kind: &'static str,
    files: &Files,
    title: fn(&T) -> &Plain,
    items: &mut Vec<preview::Item>,
    state: fn(&T) -> String,
) {
    items.extend(collection.iter().map(|Item { id, place, data }| {
        item(id, kind, title(data).0.source().value.clone(), state(data), *place, files)
    }));
}

fn item(
    id: &str,
    kind: &'static str,
    title: String,
    state: String,
    place: crate::diagnostics::files::Place,
    files: &Files,
) -> preview::Item {
    let line = files.line_column(place.file, place.range().start).line;
    let file = files.get(place.file).path.clone();
    preview::Item { id: id.to_owned(), kind, title, state, doubts: Vec::new(), file, line, label: id.to_owned() }
}

/// How far a recommendation has come: the last follow-up, or else the response, or else its standing.
fn state(recommendation: &Recommendation) -> String {
    let followed = recommendation.follow_up.last().map(|last| last.status.as_str());
    let answered = || recommendation.response.as_ref().map(|response| response.position.as_str());
    let standing = || recommendation.standing.map(|standing| standing.as_str());
    word(followed.or_else(answered).or_else(standing))
}

fn word(word: Option<&str>) -> String {
    word.unwrap_or_default().to_owned()
}
