//! Diff of two texts in Markdown, block by block.

use std::collections::HashMap;

use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::model::{Block, BlockKind, Container, ContainerKind, Passage};

use super::words::{self, Run};

/// A block that changed.
#[derive(Debug, Clone, PartialEq)]
pub struct BlockChange {
    /// The block's number in the old and in the new text, from 0; none when it was inserted or deleted.
    pub old: Option<usize>,
    pub new: Option<usize>,
    /// What the block is in the new text, or was.
    pub kind: BlockKind,
    pub around: Vec<ContainerKind>,
    /// Whether a block of the same words is another kind of block, such as an item of a list that was a paragraph.
    pub reshaped: bool,
    pub runs: Vec<Run>,
    /// Its words in the old and in the new text, without Markdown.
    pub words: [String; 2],
}

/// So much of the words must have stayed for two blocks to be versions of one.
const ALIKE: f64 = 0.35;
/// Past this many pairs of blocks in one place, blocks are paired by their order.
const MOST_PAIRS: usize = 2_500;

/// The blocks that changed, in the order of the texts. It is empty exactly when the texts say the same.
pub fn compare(old: &Passage, new: &Passage) -> Vec<BlockChange> {
    let pairs = pairs(&old.blocks, &new.blocks);
    let changed = |is_same: fn(&Block, &Block) -> bool| -> Vec<&Pair> {
        let stays = |(one, other): (usize, usize)| is_same(&old.blocks[one], &new.blocks[other]);
        pairs.iter().filter(|(one, other)| !one.zip(*other).is_some_and(stays)).collect()
    };
    let mut found = changed(|one, other| key(one) == key(other));
    if found.is_empty() {
        // The same blocks may stand in other lists or tables.
        found = changed(|one, other| one == other);
    }
    let (old_words, new_words) = (old.words(), new.words());
    let change = |&(one, other): &Pair| {
        let (was, is) = (one.map(|at| &old.blocks[at]), other.map(|at| &new.blocks[at]));
        let block = is.or(was).expect("a pair has at least one side");
        let text = |side: Option<&Block>| side.map(|block| block.text.clone()).unwrap_or_default();
        let words = |at: Option<usize>, words: &[String]| at.map(|at| words[at].clone()).unwrap_or_default();
        BlockChange {
            old: one,
            new: other,
            kind: block.kind.clone(),
            around: kinds(&block.around),
            reshaped: was.zip(is).is_some_and(|(was, is)| was.kind != is.kind || was.around != is.around),
            runs: words::compare(&text(was), &text(is)),
            words: [words(one, &old_words), words(other, &new_words)],
        }
    };
    found.into_iter().map(change).collect()
}

/// What two blocks must share to say the same. Which item of a list is the first is no part of it.
pub fn key(block: &Block) -> String {
    format!("{:?}", (kinds(&block.around), &block.kind, &block.text))
}

/// Positions in an old and in a new text.
pub type Pair = (Option<usize>, Option<usize>);

/// Which blocks are versions of each other, in the order of the texts; a block without a partner stands alone.
pub fn pairs(old: &[Block], new: &[Block]) -> Vec<Pair> {
    let mut numbers = HashMap::new();
    let mut keys = |blocks: &[Block]| -> Vec<usize> {
        let keys = blocks.iter().map(|block| {
            let next = numbers.len();
            *numbers.entry(key(block)).or_insert(next)
        });
        keys.collect()
    };
    let (old_keys, new_keys) = (keys(old), keys(new));
    let mut pairs = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old_keys, &new_keys) {
        let (tag, of_old, of_new) = operation.as_tag_tuple();
        if tag == DiffTag::Equal {
            pairs.extend(of_old.zip(of_new).map(|(one, other)| (Some(one), Some(other))));
            continue;
        }
        for (one, other) in versions(&old[of_old.clone()], &new[of_new.clone()]) {
            pairs.push((one.map(|at| of_old.start + at), other.map(|at| of_new.start + at)));
        }
    }
    pairs
}

fn kinds(around: &[Container]) -> Vec<ContainerKind> {
    around.iter().map(|container| container.kind).collect()
}

/// The same of blocks of which none is in both texts.
fn versions(old: &[Block], new: &[Block]) -> Vec<Pair> {
    if old.len() == 1 && new.len() == 1 {
        return vec![(Some(0), Some(0))];
    }
    if old.len() * new.len() > MOST_PAIRS {
        let longest = old.len().max(new.len());
        let of = |at: usize, blocks: &[Block]| (at < blocks.len()).then_some(at);
        return (0..longest).map(|at| (of(at, old), of(at, new))).collect();
    }
    // The most alikeness that the blocks from here on can have, as for the longest common subsequence.
    let alike: Vec<Vec<f64>> = old.iter().map(|old| new.iter().map(|new| likeness(old, new)).collect()).collect();
    let mut best = vec![vec![0.0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            let paired = if alike[i][j] >= ALIKE { alike[i][j] + best[i + 1][j + 1] } else { 0.0 };
            best[i][j] = f64::max(paired, f64::max(best[i + 1][j], best[i][j + 1]));
        }
    }
    let (mut i, mut j) = (0, 0);
    let mut pairs = Vec::new();
    while i < old.len() && j < new.len() {
        if alike[i][j] >= ALIKE && best[i][j] <= alike[i][j] + best[i + 1][j + 1] {
            pairs.push((Some(i), Some(j)));
            (i, j) = (i + 1, j + 1);
        } else if best[i][j] <= best[i + 1][j] {
            pairs.push((Some(i), None));
            i += 1;
        } else {
            pairs.push((None, Some(j)));
            j += 1;
        }
    }
    pairs.extend((i..old.len()).map(|i| (Some(i), None)));
    pairs.extend((j..new.len()).map(|j| (None, Some(j))));
    pairs
}

/// How much of the words of two blocks is the same, from 0 to 1.
fn likeness(old: &Block, new: &Block) -> f64 {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    let (mut words, mut shared) = (0, 0);
    for word in old.text.split_whitespace() {
        *counts.entry(word).or_default() += 1;
        words += 1;
    }
    for word in new.text.split_whitespace() {
        words += 1;
        if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            shared += 1;
        }
    }
    if words == 0 { 0.0 } else { 2.0 * f64::from(shared) / f64::from(words) }
}
