//! What the words of a mark stand for in the version that was marked: a field and a range of its text, or an item.

use std::ops::Range;

use crate::comments::mark::{Kind, Mark};
use crate::diagnostics::Place;
use crate::model;
use crate::typeset::page_text::{PageText, TextLine};

use super::deleted::{self, Deleted};
use super::hits::{self, Covered, Gap, Hit};
use super::matched::Matched;
use super::pages::Found;
use super::shown::Shown;
use super::statements::Stated;

/// So many words of a paragraph are shown for a drawing on it.
const SHOWN_WORDS: usize = 12;

/// What the words of a mark stand for, in the version that was marked.
pub struct Target<'a> {
    pub words: String,
    pub item: Option<String>,
    pub stated: Option<(Stated<'a>, Range<usize>)>,
    /// Where a caret stands in the text of the field.
    pub caret: Option<usize>,
    pub language: Option<String>,
    pub matched: Matched,
    /// Whether the field is that of the version before: the words were deleted in the one that was marked.
    pub is_before: bool,
}

impl Target<'_> {
    /// That of a mark that nobody can place.
    pub fn nothing() -> Self {
        let (item, stated, caret, language) = (None, None, None, None);
        Self { words: String::new(), item, stated, caret, language, matched: Matched::Nothing, is_before: false }
    }
}

/// The target of a mark on a page.
pub fn of<'a>(mark: &Mark, found: &Found, shown: &Shown<'_, 'a>) -> Target<'a> {
    Marked { mark, found, shown }.target()
}

/// A mark on a page that was found.
struct Marked<'m, 'p, 'a> {
    mark: &'m Mark,
    found: &'p Found<'p>,
    shown: &'m Shown<'m, 'a>,
}

impl<'a> Marked<'_, '_, 'a> {
    fn page(&self) -> &PageText {
        self.found.text()
    }

    fn target(&self) -> Target<'a> {
        let boxes = &self.mark.boxes;
        let first = boxes.first();
        match self.mark.kind {
            kind if kind.is_over_words() => self.on_words(hits::in_boxes(self.page(), boxes)),
            Kind::Caret => match first.and_then(|area| hits::at_caret(self.page(), area)) {
                Some(gap) => self.at_gap(gap),
                None => self.on_words(Vec::new()),
            },
            Kind::Drawing | Kind::Stamp => self.around(),
            _ => self.beside(),
        }
    }

    /// The target of glyphs.
    fn on_words(&self, hits: Vec<Hit>) -> Target<'a> {
        if hits.is_empty() {
            return self.nearest();
        }
        let target = self.of(&hits);
        let words = if target.is_before { target.words } else { hits::text(self.page(), &hits) };
        Target { words, ..target }
    }

    /// The field that glyphs come from.
    fn of(&self, hits: &[Hit]) -> Target<'a> {
        let line = &self.page().lines[hits[0].line];
        let target = Target {
            words: String::new(),
            item: line.item.clone(),
            stated: None,
            caret: None,
            language: Some(line.language.clone()).filter(|language| !language.is_empty()),
            matched: Matched::Place,
            is_before: false,
        };
        let Some(proof) = self.found.proof() else { return self.by_words(hits, target) };
        let before = self.shown.before;
        if let Some(deleted) = before.and_then(|it| deleted::of((self.page(), proof), hits, self.shown.version, it)) {
            let Deleted { words, stated, range } = deleted;
            return Target { words, stated: Some((stated, range)), item: None, is_before: true, ..target };
        }
        let glyphs =
            hits.iter().flat_map(|hit| hit.glyphs.iter().map(|glyph| &self.page().lines[hit.line].glyphs[*glyph]));
        let places: Vec<Place> = glyphs.filter_map(|glyph| proof.written_of(glyph)).collect();
        match self.field_of(&places) {
            Some(found) => Target { stated: Some(self.narrowed(hits, found)), ..target },
            None => self.of_template(hits, target),
        }
    }

    /// The target of glyphs whose places nobody knows: by their words and tags.
    fn by_words(&self, hits: &[Hit], target: Target<'a>) -> Target<'a> {
        let tag = self.found.tag(hits);
        match (self.shown.words.find(self.page(), hits, tag), tag.and_then(|tag| self.shown.words.item(tag))) {
            (Some(found), _) => {
                Target { stated: Some((found.stated, found.range)), item: None, matched: found.matched, ..target }
            }
            (None, Some(item)) => Target { stated: Some((item, 0..0)), item: None, matched: Matched::Tags, ..target },
            (None, None) => Target { item: None, matched: Matched::Nothing, ..target },
        }
    }

    /// The range of the words themselves, if the text has them once: the glyphs of code, and of what a text is made of, have only the place of the
    /// whole.
    fn narrowed(&self, hits: &[Hit], (stated, range): (Stated<'a>, Range<usize>)) -> (Stated<'a>, Range<usize>) {
        let (text, words) = (self.shown.version.written(stated), hits::text(self.page(), hits));
        if words.is_empty() || text.get(range.clone()).is_some_and(|own| own.trim() == words) {
            return (stated, range);
        }
        let mut found = text.match_indices(&words);
        match (found.next(), found.next()) {
            (Some((at, _)), None) => (stated, at..at + words.len()),
            _ => (stated, range),
        }
    }

    /// The target of words that a template printed: the written words beside them, such as those around a reference, or the item that they
    /// name or belong to, or what stands at their height, or the document.
    fn of_template(&self, hits: &[Hit], target: Target<'a>) -> Target<'a> {
        if let Some((stated, range)) = self.in_line(&hits[0]) {
            return Target { stated: Some((stated, range)), matched: Matched::Near, ..target };
        }
        let words = hits::text(self.page(), hits);
        let named = self.shown.version.of_id(words.trim_matches(|c: char| !c.is_alphanumeric()));
        let owner = || self.shown.version.of_id(target.item.as_deref()?);
        let found =
            named.or_else(owner).or_else(|| self.beside_line(hits[0].line)).or_else(|| self.shown.version.of_id(""));
        Target { stated: found.map(|stated| (stated, 0..0)), ..target }
    }

    /// The field of the written glyph that is nearest to a hit on its line.
    fn in_line(&self, hit: &Hit) -> Option<(Stated<'a>, Range<usize>)> {
        let (proof, line) = (self.found.proof()?, &self.page().lines[hit.line]);
        let (first, last) = (*hit.glyphs.first()?, *hit.glyphs.last()?);
        let mut others: Vec<usize> = (0..line.glyphs.len()).filter(|glyph| !(first..=last).contains(glyph)).collect();
        others.sort_by_key(|glyph| if *glyph < first { first - glyph } else { glyph - last });
        let place = others.into_iter().find_map(|glyph| {
            let place = proof.written_of(&line.glyphs[glyph])?;
            self.shown.version.at(place).filter(|stated| stated.fact.is_some()).map(|_| place)
        });
        self.field_of(&[place?])
    }

    /// What the nearest words say that stand at the height of a line.
    fn beside_line(&self, number: usize) -> Option<Stated<'a>> {
        let (proof, line) = (self.found.proof()?, &self.page().lines[number]);
        let is_level = |other: &&TextLine| {
            other.direction == line.direction
                && (other.baseline - line.baseline).abs() < 0.4 * line.size.max(other.size)
        };
        let mut beside: Vec<&TextLine> = self.page().lines.iter().filter(is_level).collect();
        let gap = |other: &TextLine| (other.left() - line.right()).max(line.left() - other.right());
        beside.sort_by(|one, other| gap(one).total_cmp(&gap(other)));
        beside.into_iter().find_map(|line| {
            let places: Vec<Place> = line.glyphs.iter().filter_map(|glyph| proof.written_of(glyph)).collect();
            self.field_of(&places).map(|(stated, _)| Stated { fact: None, ..stated })
        })
    }

    /// The field that most of the places lie in, of as many the first, and what they span in its text.
    fn field_of(&self, places: &[Place]) -> Option<(Stated<'a>, Range<usize>)> {
        let mut fields: Vec<(Stated, Vec<Place>)> = Vec::new();
        for place in places {
            // Glyphs of one field mostly stand side by side.
            let known = fields.iter().rposition(|(stated, _)| stated.place().is_some_and(|it| it.contains(*place)));
            match known {
                Some(at) => fields[at].1.push(*place),
                None => fields.extend(self.shown.version.at(*place).map(|stated| (stated, vec![*place]))),
            }
        }
        let most = fields.iter().map(|(_, places)| places.len()).max()?;
        let (stated, places) = fields.into_iter().find(|(_, places)| places.len() == most)?;
        let begin = stated.place().map_or(0, |place| place.range().start);
        let start = places.iter().map(|place| place.range().start).min()?;
        let end = places.iter().map(|place| place.range().end).max()?;
        Some((stated, start.saturating_sub(begin)..end.saturating_sub(begin)))
    }

    /// The target of a place between glyphs: the words on both sides.
    fn at_gap(&self, gap: Gap) -> Target<'a> {
        let line = &self.page().lines[gap.line];
        let words: Vec<Range<usize>> = hits::words(line).collect();
        let before = words.iter().rfind(|word| word.start < gap.before);
        let after = words.iter().find(|word| word.end > gap.before);
        let glyphs: Vec<usize> = match (before, after) {
            (Some(before), Some(after)) => (before.start..after.end).collect(),
            (Some(only), None) | (None, Some(only)) => only.clone().collect(),
            (None, None) => return self.nearest(),
        };
        let hit = Hit { line: gap.line, glyphs };
        let target = self.on_words(vec![hit]);
        let between = before.zip(after).filter(|(before, after)| (before.end..=after.start).contains(&gap.before));
        let caret = match self.found.proof() {
            Some(_) if target.is_before => None,
            Some(_) => self.caret(line, gap.before, &target),
            None => between.and_then(|_| self.behind_first_word(&target)),
        };
        Target { caret, ..target }
    }

    /// Where the first of the words ends in the text of the field.
    fn behind_first_word(&self, target: &Target) -> Option<usize> {
        let (stated, range) = target.stated.as_ref()?;
        let words = self.shown.version.written(*stated).get(range.clone())?;
        Some(range.start + words.find(char::is_whitespace)?)
    }

    /// Where a place between glyphs is in the text of the field.
    fn caret(&self, line: &TextLine, before: usize, target: &Target) -> Option<usize> {
        let (proof, (stated, _)) = (self.found.proof()?, target.stated.as_ref()?);
        let begin = stated.place()?.range().start;
        let of = |glyph: usize| {
            proof.written_of(line.glyphs.get(glyph)?).filter(|it| stated.place().is_some_and(|own| own.contains(*it)))
        };
        let behind = before.checked_sub(1).and_then(of).map(|place| place.range().end);
        behind.or_else(|| of(before).map(|place| place.range().start)).map(|at| at - begin)
    }

    /// The target of a note or a box of text: the line that it stands at.
    fn beside(&self) -> Target<'a> {
        let gap = self.mark.boxes.first().and_then(|area| hits::beside(self.page(), area));
        match gap {
            Some(gap) => self.whole_line(gap),
            None => self.nearest(),
        }
    }

    /// The target of a mark that is on nothing: what the nearest line says, without its words.
    fn nearest(&self) -> Target<'a> {
        match self.mark.boxes.first().and_then(|area| hits::nearest(self.page(), area)) {
            Some(gap) => Target { words: String::new(), ..self.whole_line(gap) },
            None => Target::nothing(),
        }
    }

    fn whole_line(&self, gap: Gap) -> Target<'a> {
        let glyphs = (0..self.page().lines[gap.line].glyphs.len()).collect();
        self.on_words(vec![Hit { line: gap.line, glyphs }])
    }

    /// The target of a drawing: the figure or the paragraph of which it covers the largest share.
    fn around(&self) -> Target<'a> {
        let Some(area) = self.mark.boxes.first() else { return self.nearest() };
        let blocks = self.blocks();
        let is_figure =
            |id: &str| self.shown.version.item(id).is_some_and(|entry| entry.key.kind == model::Kind::FIGURE);
        match hits::around(self.page(), is_figure, &blocks, area) {
            Some(Covered::Figure(figure)) => {
                Target { item: Some(figure.id.clone()), matched: Matched::Place, ..Target::nothing() }
            }
            Some(Covered::Block(number)) => {
                let whole =
                    |line: &usize| Hit { line: *line, glyphs: (0..self.page().lines[*line].glyphs.len()).collect() };
                let hits: Vec<Hit> = blocks[number].iter().map(whole).collect();
                let target = self.on_words(hits);
                Target { words: first_words(&target.words), ..target }
            }
            None => self.nearest(),
        }
    }

    /// The lines of each paragraph or field of the page.
    fn blocks(&self) -> Vec<Vec<usize>> {
        let mut blocks: Vec<Vec<usize>> = Vec::new();
        let mut last = None;
        for (number, line) in self.page().lines.iter().enumerate().filter(|(_, line)| !line.is_ground) {
            let paragraph = self.paragraph(line);
            match blocks.last_mut().filter(|_| paragraph.is_some() && last == paragraph) {
                Some(lines) => lines.push(number),
                None => blocks.push(vec![number]),
            }
            last = paragraph;
        }
        blocks
    }

    /// The field that a line stands in, and where its paragraph begins there: a chapter is one field of many paragraphs.
    fn paragraph(&self, line: &TextLine) -> Option<(Place, usize)> {
        let place = line.glyphs.iter().find_map(|glyph| self.found.proof()?.written_of(glyph))?;
        let stated = self.shown.version.at(place)?;
        let (own, text) = (stated.place()?, self.shown.version.written(stated));
        let at = place.range().start.saturating_sub(own.range().start);
        Some((own, text.get(..at).and_then(|before| before.rfind("\n\n")).unwrap_or(0)))
    }
}

fn first_words(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= SHOWN_WORDS { text.to_owned() } else { words[..SHOWN_WORDS].join(" ") + " …" }
}
