//! What the tags of a page would say of each part of a text: the headings that it stands under, its ids, and what kind of block it is.

use crate::comments::printed::tags::{Role, Tag, plain};
use crate::model::prose::{Block, BlockKind, ContainerKind};
use crate::model::{Content, Kind, Setting, Step, prose};

use super::statements::{Stated, Version};

/// That the tag has an id of the section …
const SAME_ID: usize = 9;
/// … or stands under a heading that has it …
const UNDER_ID: usize = 8;
/// … or behind it.
const BEHIND_ID: usize = 7;
/// That it stands under the same heading …
const SAME_HEADING: usize = 6;
/// … or under a heading around it.
const SAME_PATH: usize = 3;
/// From so much on a tag says where something stands.
pub const SURE: usize = SAME_HEADING;

/// A part of a text of a version of the report.
#[derive(Debug, Default)]
pub struct Section {
    ids: Vec<String>,
    /// The letters and digits of its headings, the innermost first.
    headings: Vec<String>,
    /// `None` if a template decides what it becomes.
    role: Option<Role>,
}

impl Section {
    /// How well a tag fits.
    pub fn likeness(&self, tag: Tag) -> usize {
        let is_own = |id: &str| self.ids.iter().any(|own| own == id);
        let mut headings = tag.headings();
        let inner = headings.next().filter(|heading| !heading.is_empty());
        let place = if tag.own_ids().any(is_own) {
            SAME_ID
        } else if tag.heading_ids().any(is_own) {
            UNDER_ID
        } else if tag.ids_before().any(is_own) {
            BEHIND_ID
        } else if inner.is_some_and(|heading| self.headings.first().is_some_and(|own| own == heading)) {
            SAME_HEADING
        } else if inner.into_iter().chain(headings).any(|heading| self.headings.iter().any(|own| own == heading)) {
            SAME_PATH
        } else {
            0
        };
        place + usize::from(self.role == Some(tag.role()))
    }
}

/// The sections of a text, each with the byte at which it begins.
pub fn of(version: &Version, stated: Stated) -> Vec<(usize, Section)> {
    let Some(fact) = stated.fact else { return Vec::new() };
    let language = fact.language.or(version.meaning.languages.first().copied());
    let title = language.and_then(|language| version.meaning.title(stated.entry, language));
    let title = title.map(|title| plain(&title)).filter(|title| !title.is_empty());
    let named = fact.path.0.iter().filter_map(|step| if let Step::Named(id) = step { Some(id.clone()) } else { None });
    // The innermost id is printed beside its own text; that of the item around it stands above all of them.
    let inner: Vec<String> = named.collect();
    let ids = if inner.is_empty() { vec![stated.entry.key.id.clone()] } else { inner };
    let is_title = |text: &str| Some(plain(text)) == title;
    match &fact.content {
        Content::Prose(_) => {
            let setting = if stated.entry.key.kind == Kind::CHAPTER { Setting::Chapter } else { Setting::Field };
            let blocks = prose::passage(version.written(stated), setting).blocks;
            of_blocks(&blocks, &ids, title.as_ref())
        }
        Content::Plain(text) => {
            let role = is_title(text).then_some(Role::Heading);
            vec![(0, Section { ids, headings: Vec::from_iter(title), role })]
        }
        _ => vec![(0, Section { ids, headings: Vec::from_iter(title), role: None })],
    }
}

fn of_blocks(blocks: &[Block], ids: &[String], title: Option<&String>) -> Vec<(usize, Section)> {
    let mut open: Vec<(usize, String)> = Vec::new();
    let section = |block: &Block| {
        if let BlockKind::Heading { level, .. } = &block.kind {
            open.retain(|(own, _)| own < level);
            open.push((*level, plain(&block.text)));
        }
        let headings = open.iter().rev().map(|(_, heading)| heading).chain(title).cloned().collect();
        (block.start, Section { ids: ids.to_vec(), headings, role: Some(role(block)) })
    };
    blocks.iter().map(section).collect()
}

fn role(block: &Block) -> Role {
    match (&block.kind, block.around.last().map(|around| around.kind)) {
        (BlockKind::Heading { .. }, _) => Role::Heading,
        (BlockKind::Code(_), _) => Role::Code,
        (BlockKind::Row { .. }, _) | (_, Some(ContainerKind::Table)) => Role::Cell,
        (_, Some(ContainerKind::Item | ContainerKind::List(_))) => Role::Item,
        (_, Some(ContainerKind::Quote | ContainerKind::Alert(_))) => Role::Quote,
        (_, Some(ContainerKind::Aside)) => Role::Other,
        (_, None) => Role::Text,
    }
}
