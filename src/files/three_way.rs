//! Puts two changes of one text together, line by line.

use std::ops::Range;

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A text from two changes of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Merged {
    pub text: String,
    /// How often both changed the same lines. Each time both stand in the text, between marks as git writes them.
    pub conflicts: usize,
}

/// The names of the texts, for the marks of conflicts.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub base: &'a str,
    pub mine: &'a str,
    pub theirs: &'a str,
}

/// Lines of the base, and the lines that a change has instead.
type Change = (Range<usize>, Range<usize>);

/// The text `base` with the changes that made `mine` and `theirs` of it.
pub fn merge(base: &str, mine: &str, theirs: &str, names: Names) -> Merged {
    let lines = |text| -> Vec<&str> { str::split_inclusive(text, '\n').collect() };
    let (base, mine, theirs) = (lines(base), lines(mine), lines(theirs));
    let mut sides = [Side::new(&base, &mine), Side::new(&base, &theirs)];
    let mut merged = Merged { text: String::new(), conflicts: 0 };
    let mut done = 0;
    while let Some(start) = sides.iter().filter_map(Side::next).min() {
        let mut end = start;
        while let Some(reached) = sides.iter_mut().find_map(|side| side.absorb(end)) {
            end = end.max(reached);
        }
        merged.text.extend(base[done..start].iter().copied());
        let [mine, theirs] = sides.each_mut().map(|side| side.take(start, end));
        let old = &base[start..end];
        if mine == old || mine == theirs {
            merged.text.extend(theirs.iter().copied());
        } else if theirs == old {
            merged.text.extend(mine.iter().copied());
        } else {
            merged.conflicts += 1;
            let marked = [("<<<<<<<", names.mine, mine), ("|||||||", names.base, old), ("=======", "", theirs)];
            for (mark, name, lines) in marked {
                merged.text += format!("{mark} {name}").trim_end();
                merged.text.push('\n');
                lines.iter().for_each(|line| push_line(&mut merged.text, line));
            }
            merged.text += &format!(">>>>>>> {}\n", names.theirs);
        }
        done = end;
    }
    merged.text.extend(base[done..].iter().copied());
    merged
}

/// A mark begins a line, also after a last line without an end.
fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    if !line.ends_with('\n') {
        text.push('\n');
    }
}

/// One of the changed texts.
struct Side<'l> {
    lines: &'l [&'l str],
    changes: Vec<Change>,
    /// The first change that is not merged yet, and the first behind those that are absorbed.
    first: usize,
    behind: usize,
}

impl<'l> Side<'l> {
    fn new(base: &[&str], lines: &'l [&'l str]) -> Self {
        let operations = capture_diff_slices(Algorithm::Myers, base, lines);
        let changed = operations.iter().filter(|operation| operation.tag() != DiffTag::Equal);
        let changes = changed.map(|operation| (operation.old_range(), operation.new_range())).collect();
        Self { lines, changes, first: 0, behind: 0 }
    }

    /// Where its next change begins in the base.
    fn next(&self) -> Option<usize> {
        self.changes.get(self.first).map(|(old, _)| old.start)
    }

    /// Takes the next change in if it begins at or before a line. Returns where it ends in the base.
    fn absorb(&mut self, end: usize) -> Option<usize> {
        let (old, _) = self.changes.get(self.behind).filter(|(old, _)| old.start <= end)?;
        self.behind += 1;
        Some(old.end)
    }

    /// Its lines for those from `start` to `end` of the base, with the changes that were taken in.
    fn take(&mut self, start: usize, end: usize) -> &'l [&'l str] {
        let at = |line: usize, changes: &[Change]| match changes.last() {
            Some((old, new)) => line - old.end + new.end,
            None => line,
        };
        let range = at(start, &self.changes[..self.first])..at(end, &self.changes[..self.behind]);
        self.first = self.behind;
        &self.lines[range]
    }
}
