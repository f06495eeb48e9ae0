//! The tags of a PDF (ISO 32000-1, 14.7 and 14.8): which block of its structure each piece of text is in, what that block is, under which
//! headings it stands, and which ids it has. Tags say what a page means, so they stay when a page looks different.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use lopdf::{Dictionary, Document, Object, ObjectId};

use crate::bounds::printed::{DEEPEST_TAG, MOST_TAGS};
use crate::typeset::page_text::PageText;

use super::named_places;

/// The headings that an id stands at are at most this far below its named place, in points.
const BELOW_PLACE: f64 = 60.0;

/// The blocks of a document in reading order.
#[derive(Debug, Default)]
pub struct Tags {
    blocks: Vec<Block>,
    /// The block of each piece of marked content, by page and number.
    of_content: HashMap<(usize, u32), usize>,
}

/// A paragraph, a heading, a cell or the like.
#[derive(Debug)]
struct Block {
    role: Role,
    /// The headings in force, the outermost first, by their numbers. Of a heading the last is itself.
    headings: Vec<usize>,
    /// Its `ID` entries and those of the elements around it, and its named places.
    ids: Vec<String>,
    /// The title that the element has.
    title: Option<String>,
    content: Vec<(usize, u32)>,
    /// Its letters and digits.
    text: String,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Text,
    Heading,
    Item,
    Cell,
    Quote,
    Code,
    Note,
    Other,
}

/// The block that a mark is on.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'t> {
    tags: &'t Tags,
    number: usize,
}

impl<'t> Tag<'t> {
    pub fn role(self) -> Role {
        self.block().role
    }

    /// The letters and digits of the headings that it stands under, the innermost first.
    pub fn headings(self) -> impl Iterator<Item = &'t str> {
        let Self { tags, .. } = self;
        self.block().headings.iter().rev().map(|heading| tags.blocks[*heading].name())
    }

    /// The ids that it has itself.
    pub fn own_ids(self) -> impl Iterator<Item = &'t str> {
        self.block().ids.iter().map(String::as_str)
    }

    /// The ids of its innermost heading.
    pub fn heading_ids(self) -> impl Iterator<Item = &'t str> {
        let heading = self.block().headings.last().map(|heading| &self.tags.blocks[*heading]);
        heading.into_iter().flat_map(|heading| &heading.ids).map(String::as_str)
    }

    /// The ids of the blocks from its innermost heading on.
    pub fn ids_before(self) -> impl Iterator<Item = &'t str> {
        let begin = self.block().headings.last().copied().unwrap_or(self.number);
        self.tags.blocks[begin..self.number].iter().flat_map(|block| &block.ids).map(String::as_str)
    }

    /// How many blocks before it under the same heading have these letters and digits, too.
    pub fn before_with(self, words: &str) -> usize {
        let begin = self.block().headings.last().copied().unwrap_or(0);
        self.tags.blocks[begin..self.number].iter().filter(|block| block.text.contains(words)).count()
    }

    fn block(self) -> &'t Block {
        &self.tags.blocks[self.number]
    }
}

impl Block {
    /// What a heading says.
    fn name(&self) -> &str {
        self.title.as_deref().filter(|title| !title.is_empty()).unwrap_or(&self.text)
    }
}

/// The letters and digits of a text, in lower case: all that is compared, since numbers, spaces and hyphens of a page are its look.
pub fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

impl Tags {
    /// Reads the tags of a document, with the text of its pages. `None` if it has none, or more than can be read.
    pub fn read(document: &Document, pages: &HashMap<usize, PageText>) -> Option<Self> {
        let catalog = document.catalog().ok()?;
        let root = document.dereference(catalog.get(b"StructTreeRoot").ok()?).ok()?.1.as_dict().ok()?;
        let numbers = document.page_iter().enumerate().map(|(number, id)| (id, number)).collect();
        let mut walk =
            Walk { document, numbers, root, tags: Self::default(), headings: Vec::new(), seen: HashSet::new() };
        walk.all()?;
        let mut tags = walk.tags;
        tags.take_texts(pages);
        tags.take_places(document, pages);
        Some(tags).filter(|tags| !tags.blocks.is_empty())
    }

    /// The block that most of these pieces of content of a page are in.
    pub fn of(&self, page: usize, content: impl Iterator<Item = u32>) -> Option<Tag<'_>> {
        let mut counts: HashMap<usize, usize> = HashMap::new();
        content
            .filter_map(|number| self.of_content.get(&(page, number)))
            .for_each(|it| *counts.entry(*it).or_default() += 1);
        let (number, _) = counts.into_iter().max_by_key(|(number, count)| (*count, usize::MAX - number))?;
        Some(Tag { tags: self, number })
    }

    fn take_texts(&mut self, pages: &HashMap<usize, PageText>) {
        for (page, text) in pages {
            for glyph in text.lines.iter().flat_map(|line| &line.glyphs) {
                let block = glyph.content.and_then(|number| self.of_content.get(&(*page, number)));
                block.into_iter().for_each(|block| self.blocks[*block].text += &plain(&glyph.text));
            }
        }
    }

    /// Gives the ids of named places to the blocks that begin there: to a heading, or else to the next block below.
    fn take_places(&mut self, document: &Document, pages: &HashMap<usize, PageText>) {
        let mut begins: HashMap<usize, Vec<(f64, usize)>> = HashMap::new();
        let mut heights: HashMap<(usize, u32), f64> = HashMap::new();
        for (page, text) in pages {
            for glyph in text.lines.iter().flat_map(|line| &line.glyphs) {
                glyph
                    .content
                    .into_iter()
                    .for_each(|number| _ = heights.entry((*page, number)).or_insert(glyph.baseline));
            }
        }
        for (number, block) in self.blocks.iter().enumerate() {
            let first = block.content.iter().find_map(|at| Some((at.0, *heights.get(at)?)));
            first.into_iter().for_each(|(page, height)| begins.entry(page).or_default().push((height, number)));
        }
        for (id, page, height) in named_places::all(document, pages) {
            let below = begins
                .get(&page)
                .into_iter()
                .flatten()
                .filter(|(own, _)| (height - 1.0..height + BELOW_PLACE).contains(own));
            let is_other = |number: usize| self.blocks[number].role != Role::Heading;
            let nearest = below.min_by(|one, other| {
                is_other(one.1).cmp(&is_other(other.1)).then(one.0.total_cmp(&other.0)).then(one.1.cmp(&other.1))
            });
            nearest.into_iter().for_each(|(_, number)| self.blocks[*number].ids.push(id.clone()));
        }
    }
}

/// The walk over the elements of a structure.
struct Walk<'d> {
    document: &'d Document,
    /// Of each page.
    numbers: HashMap<ObjectId, usize>,
    root: &'d Dictionary,
    tags: Tags,
    /// The open headings with their levels.
    headings: Vec<(usize, usize)>,
    seen: HashSet<ObjectId>,
}

/// What is around an element.
#[derive(Clone)]
struct Around {
    page: Option<usize>,
    block: Option<usize>,
    role: Role,
    ids: Rc<Vec<String>>,
    depth: usize,
}

impl<'d> Walk<'d> {
    /// Visits the elements in order. `None` past a limit.
    fn all(&mut self) -> Option<()> {
        let around = Around { page: None, block: None, role: Role::Text, ids: Rc::default(), depth: 0 };
        let mut open = self.kids(self.root, &around);
        let mut left = MOST_TAGS.checked_sub(open.len())?;
        while let Some((kid, around)) = open.pop() {
            let Ok((id, kid)) = self.document.dereference(kid) else { continue };
            if id.is_some_and(|id| !self.seen.insert(id)) || around.depth > DEEPEST_TAG {
                continue;
            }
            match kid {
                Object::Integer(number) => self.content(*number, &around),
                Object::Dictionary(inner) if inner.has(b"MCID") && !inner.has(b"Stm") => {
                    let around = Around { page: self.page_of(inner).or(around.page), ..around };
                    inner
                        .get(b"MCID")
                        .and_then(Object::as_i64)
                        .into_iter()
                        .for_each(|number| self.content(number, &around));
                }
                Object::Dictionary(element) if element.has(b"S") => {
                    let around = self.enter(element, around);
                    let kids = self.kids(element, &around);
                    left = left.checked_sub(kids.len())?;
                    open.extend(kids);
                }
                _ => {}
            }
        }
        Some(())
    }

    /// What is inside an element, the last first.
    fn kids(&self, element: &'d Dictionary, around: &Around) -> Vec<(&'d Object, Around)> {
        let Ok(kids) = element.get(b"K") else { return Vec::new() };
        let list = self.document.dereference(kids).ok().and_then(|(_, kids)| kids.as_array().ok());
        let kids = list.map_or(std::slice::from_ref(kids), Vec::as_slice);
        kids.iter().rev().map(|kid| (kid, around.clone())).collect()
    }

    fn page_of(&self, element: &Dictionary) -> Option<usize> {
        self.numbers.get(&element.get(b"Pg").and_then(Object::as_reference).ok()?).copied()
    }

    fn content(&mut self, number: i64, around: &Around) {
        let Some(at) = around.page.zip(u32::try_from(number).ok()) else { return };
        let block = around.block.unwrap_or_else(|| self.begin(around, None));
        self.tags.blocks[block].content.push(at);
        self.tags.of_content.insert(at, block);
    }

    fn begin(&mut self, around: &Around, title: Option<String>) -> usize {
        let headings = self.headings.iter().map(|(_, block)| *block).collect();
        let (role, ids) = (around.role, around.ids.to_vec());
        self.tags.blocks.push(Block { role, headings, ids, title, content: Vec::new(), text: String::new() });
        self.tags.blocks.len() - 1
    }

    fn enter(&mut self, element: &'d Dictionary, around: Around) -> Around {
        let kind = self.kind(element);
        let mut inside = Around { page: self.page_of(element).or(around.page), depth: around.depth + 1, ..around };
        if let Ok(id) = element.get(b"ID").and_then(Object::as_str) {
            Rc::make_mut(&mut inside.ids).push(String::from_utf8_lossy(id).into_owned());
        }
        // All of a heading is one block.
        if inside.role == Role::Heading {
            return inside;
        }
        match Sort::of(kind) {
            Sort::Group(role) => Around { block: None, role: role.unwrap_or(inside.role), ..inside },
            Sort::Heading(level) => {
                self.headings.retain(|(own, _)| *own < level);
                inside.role = Role::Heading;
                let title = element.get(b"T").ok().and_then(|title| lopdf::decode_text_string(title).ok());
                let block = self.begin(&inside, title.map(|title| plain(&title)));
                self.headings.push((level, block));
                self.tags.blocks[block].headings.push(block);
                Around { block: Some(block), ..inside }
            }
            Sort::Block(role) => {
                inside.role = role.unwrap_or(inside.role);
                Around { block: Some(self.begin(&inside, None)), ..inside }
            }
            Sort::Inline if inside.block.is_none() => Around { block: Some(self.begin(&inside, None)), ..inside },
            Sort::Inline => inside,
        }
    }

    /// The standard name of what an element is.
    fn kind(&self, element: &'d Dictionary) -> &'d [u8] {
        let named = |element: &'d Dictionary, key: &[u8]| element.get(key).and_then(Object::as_name).ok();
        let roles = self.root.get(b"RoleMap").and_then(|roles| self.document.dereference(roles)).ok();
        let roles = roles.and_then(|(_, roles)| roles.as_dict().ok());
        let mut kind = named(element, b"S").unwrap_or_default();
        for _ in 0..DEEPEST_TAG {
            let Some(next) = roles.and_then(|roles| named(roles, kind)).filter(|next| *next != kind) else { break };
            kind = next;
        }
        kind
    }
}

/// What an element does to the text in it.
enum Sort {
    /// It has blocks, of a role if it gives them one.
    Group(Option<Role>),
    Heading(usize),
    Block(Option<Role>),
    /// It is in a block.
    Inline,
}

impl Sort {
    /// Of the standard types of PDF 1.7 (ISO 32000-1, 14.8.4).
    fn of(kind: &[u8]) -> Self {
        match kind {
            b"H" => Self::Heading(1),
            [b'H', level @ b'1'..=b'9'] => Self::Heading(usize::from(level - b'0')),
            b"Document" | b"Part" | b"Art" | b"Sect" | b"Div" | b"Table" | b"THead" | b"TBody" | b"TFoot" | b"TR"
            | b"L" | b"LI" | b"NonStruct" | b"Private" | b"Figure" => Self::Group(None),
            b"BlockQuote" => Self::Group(Some(Role::Quote)),
            b"TOC" | b"TOCI" | b"Index" => Self::Group(Some(Role::Other)),
            b"P" => Self::Block(None),
            b"LBody" => Self::Block(Some(Role::Item)),
            b"TD" | b"TH" => Self::Block(Some(Role::Cell)),
            b"Note" => Self::Block(Some(Role::Note)),
            b"Code" => Self::Block(Some(Role::Code)),
            b"Lbl" | b"Caption" | b"BibEntry" | b"Formula" => Self::Block(Some(Role::Other)),
            _ => Self::Inline,
        }
    }
}
