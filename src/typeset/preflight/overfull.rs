//! Text that does not fit: a line wider than its column, lines below the end of their box, text on text.

use typst::layout::{Abs, Point, Rect};
use typst::text::{Glyph, TextItem};

use crate::diagnostics::Code;

use super::finding::{BELOW, Finding, ON_OTHER_TEXT, Spot, word};
use super::geometry::{along_x, text_scale};
use super::walk::{Leaf, Mark, Part};

/// How far a line may reach out of its column, as a share of the type size: hanging punctuation does by about 0.2.
const HANGING: f64 = 0.3;
/// How much lower than its box a line may stand, as a share of the type size.
const SUNK: f64 = 0.2;
/// The overlap from which two texts lie on each other: shares of the x-height down and of the type size across.
const ON_EACH_OTHER: (f64, f64) = (0.5, 0.3);

/// The tolerance between two edges that are meant to be one.
const UNSEEN: Abs = Abs::raw(0.1);

struct Run<'s, 'a> {
    mark: &'s Mark<'a>,
    text: &'a TextItem,
    left: Abs,
    right: Abs,
    baseline: Abs,
    size: Abs,
}

pub fn check(leaf: &Leaf, findings: &mut Vec<Finding>) {
    let readable = |(mark, _): &(&Mark, &TextItem)| {
        matches!(mark.context.part, Part::Body | Part::Marginal) && mark.is_upright() && mark.clip.is_none()
    };
    let runs: Vec<Run> = leaf.texts().filter(readable).map(|(mark, text)| Run::new(mark, text)).collect();
    let (mut reported, mut run_over) = (false, None);
    for line in lines(&runs) {
        let too_low = too_low(leaf, line);
        // Of the lines below one box the first is reported.
        if let (Some(_), [first, ..]) = (too_low, line)
            && too_low != run_over
        {
            let message = |word: &str| format!("`{word}` stands below the box that holds it");
            findings.push(first.finding(first.first(), message, BELOW));
            run_over = too_low;
        }
        reported |= too_low.is_some() || too_wide(leaf, line, findings);
    }
    // Text that is too wide or too low mostly lies on other text: that is the same fault.
    if !reported {
        on_each_other(&runs, findings);
    }
}

impl<'s, 'a> Run<'s, 'a> {
    fn new(mark: &'s Mark<'a>, text: &'a TextItem) -> Self {
        let own = mark.extent;
        let scale = along_x(mark.at);
        Run {
            mark,
            text,
            left: mark.at.tx + own.min.x * scale,
            right: mark.at.tx + own.max.x * scale,
            baseline: mark.at.ty,
            size: text.size * text_scale(mark.at),
        }
    }

    fn x_height(&self) -> Abs {
        self.text.font.metrics().x_height.at(self.size)
    }

    /// The last visible glyph, which reaches farthest.
    fn last(&self) -> &'a Glyph {
        self.seen().last().expect("only text that can be seen is a run")
    }

    fn first(&self) -> &'a Glyph {
        self.seen().next().expect("only text that can be seen is a run")
    }

    fn seen(&self) -> impl Iterator<Item = &'a Glyph> {
        let text = self.text;
        let seen = |glyph: &&Glyph| text.text.get(glyph.range()).is_some_and(|text| !text.trim().is_empty());
        text.glyphs.iter().filter(move |glyph| seen(glyph))
    }

    fn finding(&self, at: &Glyph, message: impl FnOnce(&str) -> String, hint: &str) -> Finding {
        Finding::of_word(Code::Overfull, (self.mark, self.text, at), message, hint)
    }
}

/// Runs side by side on one baseline, in one frame.
fn lines<'r, 's, 'a>(runs: &'r [Run<'s, 'a>]) -> impl Iterator<Item = &'r [Run<'s, 'a>]> {
    runs.chunk_by(|a, b| {
        a.mark.group == b.mark.group
            && a.mark.context.cell == b.mark.context.cell
            && a.baseline.approx_eq(b.baseline)
            && (b.left - a.right).abs() < a.size.max(b.size)
    })
}

fn too_wide(leaf: &Leaf, line: &[Run], findings: &mut Vec<Finding>) -> bool {
    let [first, ..] = line else { return false };
    // The hyphen at the end of a line is a run of its own, and no word.
    let words = line.iter().filter(|run| run.text.text != "\u{ad}");
    let last = words.max_by_key(|run| run.right).unwrap_or(first);
    let ends = line.iter().map(|run| (run.left, run.right));
    let (left, right) = ends.fold((first.left, last.right), |ends, own| (ends.0.min(own.0), ends.1.max(own.1)));
    let hanging = last.size * HANGING;
    let over_holder = flowing(leaf, last.mark).any(|holder| {
        let over_right = right > holder.max.x + hanging;
        // A line that is too wide sticks out at its end, or where it is centred at both sides alike.
        let (before, after) = (holder.min.x - left, right - holder.max.x);
        over_right && (before < hanging && left < holder.max.x || (before - after).abs() < hanging)
    });
    let over_cell = last.mark.context.cell.and_then(|cell| leaf.sides(cell)).is_some_and(|(start, end)| {
        let over_left = left < start - hanging && right > start + hanging;
        let over_right = right > end + hanging && left < end - hanging;
        start < end && (over_left || over_right)
    });
    if over_holder || over_cell {
        let hint = "no hyphen or space lets it break: put a zero-width space (U+200B) where it may break, write it shorter, or make \
                    its column wider";
        findings.push(last.finding(last.last(), |word| format!("`{word}` is wider than its place"), hint));
    }
    over_holder || over_cell
}

/// The frames around a mark, inner ones first, up to one that an inner one reaches out of: templates moved it there, as into a margin.
fn flowing(leaf: &Leaf, mark: &Mark) -> impl Iterator<Item = Rect> {
    let mut inner: Option<Rect> = None;
    leaf.holders(mark).take_while(move |holder| {
        let moved =
            inner.is_some_and(|inner| inner.min.x < holder.min.x - UNSEEN || inner.max.x > holder.max.x + UNSEEN);
        inner = Some(*holder);
        !moved
    })
}

/// The box that a line flows in, if the line is below it.
fn too_low(leaf: &Leaf, line: &[Run]) -> Option<Rect> {
    let first = line.first()?;
    leaf.holders(first.mark).find(|holder| first.baseline > holder.max.y + first.size * SUNK)
}

fn on_each_other(runs: &[Run], findings: &mut Vec<Finding>) {
    let band = |run: &Run| {
        let top = run.baseline - run.x_height();
        Rect::new(Point::new(run.left, top), Point::new(run.right, run.baseline))
    };
    let mut sorted: Vec<(Rect, &Run)> =
        runs.iter().filter(|run| !run.mark.context.raised).map(|run| (band(run), run)).collect();
    sorted.sort_by_key(|(band, _)| band.min.y);
    let mut near: Vec<(Rect, &Run)> = Vec::new();
    for (own, run) in sorted {
        near.retain(|(other, _)| other.max.y > own.min.y);
        let hit = near.iter().find(|(other, under)| {
            let (height, width) =
                (own.max.y.min(other.max.y) - own.min.y, own.max.x.min(other.max.x) - own.min.x.max(other.min.x));
            let (share, across) = ON_EACH_OTHER;
            height > run.x_height().min(under.x_height()) * share && width > run.size.min(under.size) * across
        });
        if let Some((_, under)) = hit {
            let lower = &under.text.text[word(under.text, under.last())];
            let message = |upper: &str| format!("`{upper}` lies on other text, `{lower}`");
            let related = Some((Spot::word(under.text, under.last(), under.mark), "on this"));
            findings.push(Finding { related, ..run.finding(run.last(), message, ON_OTHER_TEXT) });
        }
        near.push((own, run));
    }
}
