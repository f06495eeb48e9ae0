//! The word diff of a line of text, as steps along the newer line.

use std::ops::Range;

use crate::meaning::changes::words::{self, Run};

/// A line of text that a reader sees.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    /// Ranges that count as one word, such as a reference or a piece of code.
    pub atoms: Vec<Range<usize>>,
}

impl From<&str> for Line {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), atoms: Vec::new() }
    }
}

/// A mark at a place of the newer line. Between [`Step::Open`] and [`Step::Close`] all is inserted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Open,
    Close,
    /// Words that stood here, with spaces around them where they would run into their neighbours.
    Deleted {
        before: &'static str,
        words: String,
        after: &'static str,
    },
}

/// Steps in order, each with the byte of the newer line that it stands before.
pub type Steps = Vec<(usize, Step)>;

/// The steps from an older line to a newer one; none when their words are the same.
pub fn between(old: &Line, new: &Line) -> Steps {
    let mut steps = Steps::new();
    let (mut was, mut is) = (0, 0);
    let runs = words::compare(&old.whole_atoms(), &new.whole_atoms());
    for (index, run) in runs.iter().enumerate() {
        match run {
            Run::Kept(text) => (was, is) = (was + text.len(), is + text.len()),
            Run::Deleted(text) => {
                let gone = trimmed(&old.text, was..was + text.len());
                was += text.len();
                if !gone.is_empty() {
                    let replaced = matches!(runs.get(index + 1), Some(Run::Inserted(_)));
                    steps.push((is, deleted(&old.text, gone, &new.text, is, replaced)));
                }
            }
            Run::Inserted(text) => {
                let come = trimmed(&new.text, is..is + text.len());
                is += text.len();
                if !come.is_empty() {
                    steps.push((come.start, Step::Open));
                    steps.push((come.end, Step::Close));
                }
            }
        }
    }
    steps
}

/// A range without the white space at its ends, whose changes nobody sees.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    start..start + inner.trim().len()
}

fn deleted(old: &str, range: Range<usize>, new: &str, at: usize, replaced: bool) -> Step {
    let space = |wanted: bool| if wanted { " " } else { "" };
    let spaced_before = old[..range.start].ends_with(char::is_whitespace);
    let spaced_after = old[range.end..].starts_with(char::is_whitespace);
    let joined = new[..at].ends_with(|c: char| !c.is_whitespace());
    let followed = new[at..].starts_with(|c: char| !c.is_whitespace());
    Step::Deleted {
        before: space(spaced_before && joined),
        words: old[range].to_owned(),
        // A deleted and an inserted word are kept apart, also where a sign follows both.
        after: space(followed && (replaced || spaced_after)),
    }
}

impl Line {
    /// The text with the white space inside of atoms replaced, so that each is one word; all byte offsets stay.
    fn whole_atoms(&self) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for atom in &self.atoms {
            text.push_str(&self.text[at..atom.start]);
            text.extend(self.text[atom.clone()].chars().map(|c| match (c.is_whitespace(), c.len_utf8()) {
                (false, _) => c,
                (true, 1) => '_',
                (true, 2) => 'ß',
                (true, _) => '…',
            }));
            at = atom.end;
        }
        text + &self.text[at..]
    }
}
