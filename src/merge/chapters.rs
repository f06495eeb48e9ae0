//! The chapters that texts can refer to: the parts of a report that open with a title.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::Tree;

/// What a template calls that gives the title of its part the label of the part.
const OPENINGS: [&str; 2] = ["chapter-opening-text(", "plain-chapter("];

/// A part that can be set.
pub struct Titled<'p> {
    pub name: &'p str,
    /// The path of its template.
    pub template: &'p str,
    /// The collection that it shows, if its title is the name of that.
    pub collection: Option<&'p str>,
}

impl Titled<'_> {
    fn label(&self) -> String {
        format!("chapter-{}", self.collection.unwrap_or(self.name))
    }

    fn has_title(&self, templates: &Tree) -> bool {
        let template = templates.get(self.template.trim_start_matches('/'));
        let text = template.map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        OPENINGS.iter().any(|opening| text.contains(opening)) || text.contains(&self.label())
    }
}

/// The labels of the titles by the names of the parts.
#[derive(Debug, Default)]
pub struct Chapters {
    labels: BTreeMap<String, String>,
    /// Parts that have faults of their own: once those are mended, a reference holds.
    broken: BTreeSet<String>,
}

impl Chapters {
    /// Of the parts that `report.toml` names, and those of them that can be set.
    pub fn of<'p>(
        named: impl Iterator<Item = &'p str>,
        parts: impl Iterator<Item = Titled<'p>>,
        templates: &Tree,
    ) -> Self {
        let mut broken: BTreeSet<String> = named.map(str::to_owned).collect();
        let mut labels = BTreeMap::new();
        for part in parts {
            broken.remove(part.name);
            if part.has_title(templates) {
                labels.insert(part.name.to_owned(), part.label());
            }
        }
        Self { labels, broken }
    }

    pub fn label(&self, name: &str) -> Option<String> {
        let broken = self.broken.contains(name).then(|| format!("chapter-{name}"));
        self.labels.get(name).cloned().or(broken)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.labels.keys().map(String::as_str)
    }
}
