//! Files of words that stand over the program's key by key: what one to fill in looks like, and what is left of a whole one.

use icu::locale::subtags::Language;
use toml::de::{DeTable, DeValue};

use crate::model::languages;

/// A file with every word of the program behind a `#`, to be taken out of it one by one.
pub fn to_fill_in(language: &str, built_in: &str) -> String {
    let head = format!(
        "# Words of the report in `{language}` that are other than the program's. Take the `# ` away before a word, and change it; all\n\
         # others are those of the program, also when it gets better ones.\n"
    );
    head + &behind_marks(built_in.lines())
}

/// The same for a language that the program has no words for, with those in `english`.
pub fn to_translate(language: Language, english: &str) -> String {
    let head = format!(
        "# Words of the report in `{language}`, for which the program has none. Take the `# ` away before a word, and translate it; all\n\
         # others are English. The locale sets dates, numbers and the order of lists.\n\
         locale = \"{}\"\n",
        languages::with_region(language)
    );
    head + &behind_marks(english.lines().filter(|line| !line.starts_with("locale = ")))
}

/// The lines below the comments at the head of a file, with a `#` before every word.
fn behind_marks<'l>(lines: impl Iterator<Item = &'l str>) -> String {
    let mut text = String::new();
    for line in lines.skip_while(|line| line.starts_with('#')) {
        let is_word = !line.is_empty() && !line.starts_with(['#', '[']);
        text += if is_word { "# " } else { "" };
        text += line;
        text.push('\n');
    }
    text
}

/// The number of words in a file; none in one that cannot be read.
pub fn count(text: &str) -> usize {
    fn count(table: &DeTable) -> usize {
        let of = |value: &DeValue| value.as_table().map_or(1, count);
        table.values().map(|value| of(value.get_ref())).sum()
    }
    DeTable::parse(text).map_or(0, |table| count(table.get_ref()))
}

/// The words that a project has over those of the program, as lines of what the program has and of what the project has.
pub fn differing(of_program: &str, own: &str) -> (String, String) {
    let mut lines = (String::new(), String::new());
    if let (Ok(of_program), Ok(own)) = (of_program.parse(), own.parse()) {
        collect_differing(&of_program, &own, "", &mut lines);
    }
    lines
}

fn collect_differing(of_program: &toml::Table, own: &toml::Table, prefix: &str, lines: &mut (String, String)) {
    for (key, word) in own {
        let path = format!("{prefix}{key}");
        let known = of_program.get(key);
        match word {
            toml::Value::Table(own) => {
                let none = toml::Table::new();
                let known = known.and_then(toml::Value::as_table).unwrap_or(&none);
                collect_differing(known, own, &format!("{path}."), lines);
            }
            word if known != Some(word) => {
                lines.0.extend(known.map(|known| format!("{path} = {known}\n")));
                lines.1 += &format!("{path} = {word}\n");
            }
            _ => {}
        }
    }
}

/// A file without the words that the program has, too, and without its comments. `None` if it cannot be reduced so that the words stay
/// the same.
pub fn reduced(own: &str, built_in: &str) -> Option<String> {
    let (own_table, known) = (DeTable::parse(own).ok()?, DeTable::parse(built_in).ok()?);
    let lines: Vec<&str> = own.split_inclusive('\n').collect();
    let mut is_left = vec![true; lines.len()];
    let starts: Vec<usize> = lines
        .iter()
        .scan(0, |at, line| {
            let start = *at;
            *at += line.len();
            Some(start)
        })
        .collect();
    let line_of = |at: usize| starts.partition_point(|start| *start <= at) - 1;
    let mut same = Vec::new();
    collect_same(own_table.get_ref(), known.get_ref(), &mut same);
    for range in same {
        let (first, last) = (line_of(range.start), line_of(range.end.saturating_sub(1).max(range.start)));
        let rest = own[range.end..].lines().next().unwrap_or_default();
        // A comment behind a word is somebody's.
        if rest.trim().is_empty() {
            is_left[first..=last].fill(false);
        }
    }
    let of_program: Vec<&str> = built_in.lines().filter(|line| line.starts_with('#')).collect();
    for (line, is_left) in lines.iter().zip(&mut is_left) {
        *is_left &= !of_program.contains(&line.trim_end_matches(['\n', '\r']));
    }
    let text = joined(&lines, &is_left);
    (with_words_of(&text, built_in)? == with_words_of(own, built_in)?).then_some(text)
}

/// Where words are that the program has, too: each from its key to its end.
fn collect_same(own: &DeTable, known: &DeTable, same: &mut Vec<std::ops::Range<usize>>) {
    for (key, value) in own {
        let Some(other) = known.get(key.get_ref().as_ref()) else { continue };
        match (value.get_ref(), other.get_ref()) {
            (DeValue::Table(own), DeValue::Table(known)) => {
                let before = same.len();
                collect_same(own, known, same);
                let is_inline = value.span().start > key.span().end;
                // A table on one line stays whole, or goes whole.
                if is_inline {
                    let all = same.len() - before == own.len();
                    same.truncate(before);
                    same.extend(all.then(|| key.span().start..value.span().end));
                }
            }
            (DeValue::String(own), DeValue::String(known)) if own == known => {
                same.push(key.span().start..value.span().end);
            }
            _ => {}
        }
    }
}

/// The lines that are left, without headings of empty groups and the comments right above these, and without more than one empty line in a
/// row.
fn joined(lines: &[&str], is_left: &[bool]) -> String {
    let left: Vec<&str> = lines.iter().zip(is_left).filter(|(_, is_left)| **is_left).map(|(line, _)| *line).collect();
    let is_empty = |line: &str| line.trim().is_empty();
    let is_comment = |line: &str| line.starts_with('#');
    let is_lone = |index: usize| {
        let next = left[index + 1..].iter().find(|line| !is_empty(line) && !is_comment(line));
        left[index].starts_with('[') && next.is_none_or(|next| next.starts_with('['))
    };
    let mut text = String::new();
    for (index, line) in left.iter().enumerate() {
        let comments = left[index..].iter().take_while(|line| is_comment(line)).count();
        let is_of_lone = index + comments < left.len() && is_lone(index + comments);
        let is_spare = is_empty(line) && (text.is_empty() || text.ends_with("\n\n"));
        if !is_of_lone && !is_spare {
            text += line;
        }
    }
    let end = text.trim_end().len();
    text.truncate(end);
    text + if end == 0 { "" } else { "\n" }
}

/// All words of a file over those of the program.
fn with_words_of(own: &str, built_in: &str) -> Option<toml::Table> {
    fn put_over(words: &mut toml::Table, own: toml::Table) {
        for (key, value) in own {
            match (words.get_mut(&key), value) {
                (Some(toml::Value::Table(words)), toml::Value::Table(own)) => put_over(words, own),
                (_, value) => _ = words.insert(key, value),
            }
        }
    }
    let mut words: toml::Table = built_in.parse().ok()?;
    put_over(&mut words, own.parse().ok()?);
    Some(words)
}
