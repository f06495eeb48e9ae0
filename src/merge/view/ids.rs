//! The ids of a report, which stay the same while its words are edited.

use crate::merge::emit::Keyed;

use super::items::View;
use super::view;

view! {
    /// What templates need to know of items that they only point at.
    pub struct IdsView {
        /// The names of the report's parts.
        pub parts: Vec<String>,
        pub findings: Vec<String>,
        pub conclusions: Vec<String>,
        pub recommendations: Vec<String>,
        pub actions: Vec<String>,
    }
}

impl IdsView {
    pub fn of(view: &View) -> Self {
        let actions = view.recommendations.0.iter().flat_map(|(_, item)| item.dicts("actions"));
        Self {
            parts: view.parts.iter().map(|part| part.name.clone()).collect(),
            findings: keys(&view.findings),
            conclusions: keys(&view.conclusions),
            recommendations: keys(&view.recommendations),
            actions: actions.map(|action| action.text("id")).collect(),
        }
    }
}

fn keys<T>(items: &Keyed<T>) -> Vec<String> {
    items.0.iter().map(|(id, _)| id.clone()).collect()
}
