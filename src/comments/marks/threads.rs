//! Puts together what belongs to one mark: replies, states, and the halves of a replacement.

use std::collections::{HashMap, HashSet};

use crate::bounds::marks::{LONGEST_THREAD, MOST_NEAR};
use crate::comments::mark::{Area, Date, Kind, Mark, Proposal, Reply, Review, State};

use super::entry::Entry;

/// The marks of a file, from the annotations of all its pages.
pub fn marks(entries: Vec<Entry>) -> Vec<Mark> {
    let heads = heads(&entries);
    let mut marks: Vec<Option<Mark>> = Vec::with_capacity(entries.len());
    let mut belonging = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        if heads[index] == index {
            marks.push(Some(alone(entry)));
        } else {
            marks.push(None);
            belonging.push((heads[index], entry));
        }
    }
    for (head, entry) in belonging {
        let mark = marks[head].as_mut().expect("the head of a thread heads itself");
        add(mark, entry);
    }
    let mut marks: Vec<Mark> = marks.into_iter().flatten().collect();
    pair_by_place(&mut marks);
    marks.iter_mut().for_each(in_order);
    marks
}

/// The entry that each one belongs to, itself if it stands alone. One that is in a ring, or too far from its head, stands alone.
fn heads(entries: &[Entry]) -> Vec<usize> {
    let numbers = entries.iter().enumerate().filter_map(|(index, entry)| Some((entry.key.object?, index)));
    let by_number: HashMap<u32, usize> = numbers.collect();
    let above = |index: usize| entries[index].parent.and_then(|parent| by_number.get(&parent)).copied();
    let head = |index: usize| {
        let mut head = index;
        for _ in 0..=LONGEST_THREAD {
            match above(head) {
                Some(next) => head = next,
                None => return head,
            }
        }
        index
    };
    (0..entries.len()).map(head).collect()
}

fn alone(entry: Entry) -> Mark {
    let proposal = match entry.kind {
        _ if entry.deletes => Some(Proposal::Delete),
        Kind::Caret if !entry.replaces && !entry.text.is_empty() => Some(Proposal::Insert(entry.text.clone())),
        _ => None,
    };
    Mark {
        key: entry.key,
        kind: entry.kind,
        page: entry.key.page,
        boxes: entry.boxes,
        author: entry.author,
        date: entry.date,
        text: entry.text,
        name: entry.name,
        replies: Vec::new(),
        reviews: Vec::new(),
        proposal,
    }
}

/// Adds an entry to the mark that it belongs to.
fn add(mark: &mut Mark, entry: Entry) {
    let Entry { author, date, text, .. } = entry;
    if let Some(state) = entry.state {
        mark.reviews.push(Review { author, date, state });
        return;
    }
    if entry.is_part && entry.key.page == mark.page {
        match (mark.kind, entry.kind) {
            (Kind::Caret, Kind::StrikeOut) => {
                mark.boxes = entry.boxes;
                become_replacement(mark, None);
            }
            (Kind::StrikeOut, Kind::Caret) => return become_replacement(mark, Some(text)),
            (own, other) if own == other => mark.boxes.extend(entry.boxes),
            _ => {}
        }
        if text.is_empty() || text == mark.text {
            return;
        }
    }
    if !text.is_empty() {
        mark.replies.push(Reply { author, date, text });
    }
}

/// Makes a mark one that strikes out its words and puts others in their place: these, or else those that it has.
fn become_replacement(mark: &mut Mark, words: Option<String>) {
    mark.kind = Kind::StrikeOut;
    if let Some(words) = words {
        mark.text = words;
    }
    mark.proposal = Some(match mark.text.as_str() {
        "" => Proposal::Delete,
        words => Proposal::Replace(words.to_owned()),
    });
}

/// The side of the squares in which a caret looks for a strike-out, in points: more than a line is high.
const NEAR: f64 = 40.0;

/// The strike-outs that have an end in a square of a page, by their person.
type Ends<'m> = HashMap<(usize, Option<&'m str>, i64, i64), Vec<usize>>;

/// Most programs write a replacement as two marks: a caret that stands at an end of a strike-out without words, by the same person.
fn pair_by_place(marks: &mut Vec<Mark>) {
    let pairs = pairs(marks);
    let mut gone = vec![false; marks.len()];
    for (caret, strike) in pairs {
        gone[caret] = true;
        let Mark { text, replies, reviews, .. } = marks[caret].clone();
        let mark = &mut marks[strike];
        mark.replies.extend(replies);
        mark.reviews.extend(reviews);
        become_replacement(mark, Some(text));
    }
    let mut gone = gone.into_iter();
    marks.retain(|_| gone.next() != Some(true));
}

/// The carets that stand at a strike-out, each with the nearest one that no other has.
fn pairs(marks: &[Mark]) -> Vec<(usize, usize)> {
    let square = |mark: usize, x: f64, y: f64| {
        let Mark { page, author, .. } = &marks[mark];
        (*page, author.as_deref(), (x / NEAR).floor() as i64, (y / NEAR).floor() as i64)
    };
    let mut ends = Ends::new();
    for (index, mark) in marks.iter().enumerate() {
        if mark.text.is_empty() && mark.proposal == Some(Proposal::Delete) {
            for (x, line) in ends_of(mark) {
                let near = ends.entry(square(index, x, (line.top + line.bottom) / 2.0)).or_default();
                if near.len() < MOST_NEAR && near.last() != Some(&index) {
                    near.push(index);
                }
            }
        }
    }
    let mut taken = HashSet::new();
    let is_caret = |mark: &Mark| mark.kind == Kind::Caret && matches!(mark.proposal, Some(Proposal::Insert(_)));
    let carets = marks.iter().enumerate().filter(|(_, mark)| is_caret(mark));
    let pair = |(index, caret): (usize, &Mark)| {
        let (x, y) = place(caret)?;
        let around = [-NEAR, 0.0, NEAR];
        let squares = around.iter().flat_map(|dx| around.map(|dy| square(index, x + dx, y + dy)));
        let near = squares.filter_map(|square| ends.get(&square)).flatten().filter(|strike| !taken.contains(*strike));
        let gaps = near.filter_map(|strike| Some((gap((x, y), &marks[*strike])?, *strike)));
        let (_, strike) = gaps.min_by(|one, other| one.0.total_cmp(&other.0))?;
        taken.insert(strike);
        Some((index, strike))
    };
    carets.filter_map(pair).collect()
}

/// The place of a caret.
fn place(caret: &Mark) -> Option<(f64, f64)> {
    caret.boxes.first().map(|area| ((area.left + area.right) / 2.0, area.top))
}

/// The beginning and the end of the words that a mark is over: x, and the box of the line.
fn ends_of(mark: &Mark) -> impl Iterator<Item = (f64, &Area)> {
    let first = mark.boxes.first().map(|line| (line.left, line));
    first.into_iter().chain(mark.boxes.last().map(|line| (line.right, line)))
}

/// The distance of a place from the nearer end of a strike-out, in points; `None` if it is not at one.
fn gap((x, y): (f64, f64), strike: &Mark) -> Option<f64> {
    let gaps = ends_of(strike).filter_map(|(end, line)| {
        let height = line.bottom - line.top;
        let is_beside = (line.top - height / 4.0..=line.bottom + height / 4.0).contains(&y);
        Some((x - end).abs()).filter(|gap| is_beside && *gap <= height / 2.0)
    });
    gaps.min_by(f64::total_cmp)
}

/// Sorts replies and states by their dates, and keeps the last state that each person gave, in each of the two models.
fn in_order(mark: &mut Mark) {
    let seconds = |date: &Option<Date>| date.as_ref().map(|date| date.seconds);
    mark.replies.sort_by_key(|reply| seconds(&reply.date));
    mark.reviews.sort_by_key(|review| seconds(&review.date));
    let is_ticked = |state: State| matches!(state, State::Marked | State::Unmarked);
    let mut last = HashMap::new();
    for (index, review) in mark.reviews.iter().enumerate() {
        last.insert((review.author.clone(), is_ticked(review.state)), index);
    }
    let mut kept: Vec<usize> = last.into_values().collect();
    kept.sort_unstable();
    mark.reviews = kept.into_iter().map(|index| mark.reviews[index].clone()).collect();
}
