//! The order in which a reader meets citations, as far as it is known before layout: by parts, and in each by its items.

use std::collections::HashSet;

use crate::merge::{Citation, Cited, Filling, Gap, GeneratedFiles, View};

/// A citation in the order of reading.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Met<'a> {
    /// The citation of this number.
    Citation(usize),
    /// A source that is named below a figure.
    Source(&'a str),
}

impl<'a> Met<'a> {
    /// The ids of the sources.
    pub fn sources(&self, citations: &'a [Citation]) -> impl Iterator<Item = &'a str> {
        let (items, named): (&[Cited], _) = match *self {
            Met::Citation(index) => (&citations[index].items, None),
            Met::Source(id) => (&[], Some(id)),
        };
        items.iter().map(|item| item.source.as_str()).chain(named)
    }
}

/// All citations in the order of reading. Those outside of all parts come last, by the names of their files.
pub fn reading<'a>(view: &'a View, generated: &'a GeneratedFiles) -> Vec<Met<'a>> {
    let mut walk = Walk { view, generated, seen: HashSet::new(), met: Vec::new() };
    for part in &view.parts {
        part.chapter.iter().for_each(|path| walk.file(path));
        match part.name.as_str() {
            "findings" => walk.findings(),
            "conclusions" => view.items("conclusions").iter().for_each(|(id, _)| walk.item("conclusions", id)),
            "recommendations" => {
                for (id, package) in view.items("packages") {
                    walk.item("packages", id);
                    package.ids("recommendations").for_each(|id| walk.item("recommendations", id));
                }
            }
            _ => {}
        }
    }
    for path in generated.keys() {
        walk.file(path);
    }
    walk.met
}

/// The citations of each source by itself, which its own module has.
pub fn sources_alone(generated: &GeneratedFiles) -> Vec<Met<'_>> {
    let modules = generated.iter().filter(|(path, _)| path.starts_with("/generated/sources/"));
    let citation = |gap: &Gap| match gap.filling {
        Filling::Citation(index) => Some(Met::Citation(index)),
        Filling::Entry(_) | Filling::Label(_) | Filling::Figure(_) | Filling::FigureBehind(_) => None,
    };
    modules.flat_map(|(_, file)| file.gaps.iter().filter_map(citation)).collect()
}

struct Walk<'a> {
    view: &'a View,
    generated: &'a GeneratedFiles,
    seen: HashSet<&'a str>,
    met: Vec<Met<'a>>,
}

impl<'a> Walk<'a> {
    fn file(&mut self, path: &str) {
        let Some((path, file)) = self.generated.get_key_value(path) else { return };
        if !self.seen.insert(path) {
            return;
        }
        for gap in &file.gaps {
            match &gap.filling {
                Filling::Citation(index) => self.met.push(Met::Citation(*index)),
                Filling::Figure(id) => self.figure(id),
                Filling::FigureBehind(_) | Filling::Entry(_) | Filling::Label(_) => {}
            }
        }
        for gap in &file.gaps {
            if let Filling::FigureBehind(id) = &gap.filling {
                self.figure(id);
            }
        }
    }

    fn figure(&mut self, id: &str) {
        let figure = self.view.item("figures", id);
        self.met.extend(figure.into_iter().flat_map(|figure| figure.ids("sources")).map(Met::Source));
    }

    fn item(&mut self, folder: &str, id: &str) {
        self.file(&format!("/generated/{folder}/{id}.typ"));
    }

    fn findings(&mut self) {
        let view = self.view;
        let of_themes = view.items("themes").iter().flat_map(|(_, theme)| theme.ids("findings"));
        let others = view.items("findings").iter().filter(|(_, it)| it.ids("theme").next().is_none());
        for id in of_themes.chain(others.map(|(id, _)| id.as_str())) {
            self.item("findings", id);
            view.item("findings", id).into_iter().flat_map(|it| it.ids("figures")).for_each(|id| self.figure(id));
        }
    }
}
