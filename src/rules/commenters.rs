//! Names of those who commented, in what a table without names would print: people address each other in what they say.

use std::collections::{BTreeSet, HashSet};
use std::ops::Range;

use crate::diagnostics::{Code, Diagnostic, Files, Place};
use crate::model::load::COMMENTS;
use crate::model::typed::{Allow, Comment, CommentReply};
use crate::model::{Model, Text, Value, letters};

/// A part of a name with fewer letters is an initial, or stands in other words by chance.
const SHORTEST: usize = 3;
/// A part with fewer letters is not looked for in other spellings, which more words are like.
const SHORTEST_RESPELLED: usize = 4;
/// So many letters an ending adds to a name at most, and fewer than the name has: `Matin`, `Virtaselle`, `Smiths`.
const LONGEST_ENDING: usize = 4;
/// A sentence can begin behind these.
const BEFORE_SENTENCE: [char; 15] = ['.', '!', '?', ':', ';', '…', '"', '“', '”', '„', '«', '»', '(', '–', '—'];

/// Faults the names in what would be printed of comments, before those who gave them are forgotten.
pub fn check(model: &Model, files: &Files, diagnostics: &mut Vec<Diagnostic>) {
    let is_printed = model.report().is_some_and(|report| report.parts().iter().any(|part| part.value == COMMENTS));
    let people = people(model);
    if !is_printed || people.is_empty() {
        return;
    }
    let known = Known::of(model, files);
    let names: Vec<Vec<Part>> = people.iter().map(|name| parts(name)).filter(|parts| !parts.is_empty()).collect();
    let mut look = |text: &Text, is_published: bool| {
        let map = text.map(files.get(text.place.file));
        let mut told = BTreeSet::new();
        for at in found(&text.value, &names, &known) {
            let name = &text.value[at.clone()];
            if told.insert(name.to_lowercase()) && !(is_published && known.published.contains(name)) {
                diagnostics.extend(map.find(&at).map(|place| fault(name, place)));
            }
        }
    };
    for comment in model.saved_comments() {
        printed(comment).for_each(|text| look(text, false));
        // What the report says itself is on its pages anyway.
        comment.words().into_iter().for_each(|words| look(words, true));
    }
    reasons(model).for_each(|reason| look(reason, false));
}

fn fault(name: &str, place: Place) -> Diagnostic {
    let message = format!("`{name}` is the name of somebody who commented or answered, and nobody is to be named");
    Diagnostic::new(Code::NamedCommenter, place, message)
        .with_hint("say it without the name, as in “another reader”")
        .with_hint(
            "if it is somebody else's, or has to stay: `[[allow]]` with `rule = \"named-commenter\"` and a `reason`",
        )
}

/// All names that the files of comments have.
fn people(model: &Model) -> BTreeSet<&str> {
    fn of(comment: Comment<'_>) -> Vec<&Text> {
        let repliers = comment.reply().into_iter().filter_map(CommentReply::author);
        repliers.chain(comment.author()).chain(comment.answered_by()).collect()
    }
    model.saved_comments().flat_map(of).map(|name| name.value.as_str()).collect()
}

/// What the part prints of a comment, besides the words that it is about.
fn printed(comment: Comment<'_>) -> impl Iterator<Item = &Text> {
    let answers = comment.answer().into_iter().flat_map(|answer| answer.iter().map(|(_, text)| text));
    comment.text().into_iter().chain(comment.proposed()).chain(answers)
}

/// Why comments may stay open, in the files of the report: these are in its source.
fn reasons(model: &Model) -> impl Iterator<Item = &Text> {
    let holders = model.items.iter().chain(&model.report);
    let allows = holders.flat_map(|holder| match holder.get("allow") {
        Some(Value::List(allows)) => allows.as_slice(),
        _ => &[],
    });
    allows.filter_map(|allow| {
        let Value::Item(allow) = allow else { return None };
        let is_about = [Code::OpenComment, Code::NamedCommenter].contains(&Allow(allow).rule());
        match allow.get("reason") {
            Some(Value::String(reason)) if is_about => Some(reason),
            _ => None,
        }
    })
}

/// The words of a report.
#[derive(Default)]
struct Known {
    /// As they are written.
    published: HashSet<String>,
    /// Those that stand somewhere in lower case, and so are words of the language.
    ordinary: HashSet<String>,
}

impl Known {
    fn of(model: &Model, files: &Files) -> Self {
        let mut known = Self::default();
        let items = model.items.iter().chain(&model.report).map(|item| &**item);
        for item in items.chain(model.listed.values().flatten()) {
            item.visit(&mut |_, _, value| match value {
                Value::Plain(text) | Value::Prose(text) => text.iter().for_each(|(_, text)| known.add(&text.value)),
                _ => {}
            });
        }
        model.chapters.iter().for_each(|chapter| known.add(&files.get(chapter.file).text));
        known
    }

    /// Whether a word in one of these spellings is a word of the language.
    fn has_any(&self, spellings: &[Spelling]) -> bool {
        spellings.iter().any(|spelling| self.ordinary.contains(&spelling.word))
    }

    fn add(&mut self, text: &str) {
        for word in words(text).map(|at| &text[at]) {
            if !self.published.contains(word) {
                self.published.insert(word.to_owned());
                self.ordinary.extend((!word.contains(char::is_uppercase)).then(|| word.to_owned()));
            }
        }
    }
}

/// A word in lower case, with what stays of it before endings.
struct Spelling {
    word: String,
    stems: Vec<String>,
}

/// A part of a name.
struct Part {
    own: Spelling,
    /// Without the marks of its letters, and with letters in their place.
    others: Vec<Spelling>,
}

impl Part {
    fn of(word: &str) -> Self {
        let spelling = |word: String| Spelling { stems: stems(&word), word };
        let others = respelled(word).into_iter().filter(|word| word.chars().count() >= SHORTEST_RESPELLED);
        Self { own: spelling(word.to_lowercase()), others: others.map(spelling).collect() }
    }
}

/// A word without the marks of its letters, and with letters in their place: `sjoberg`, `sjoeberg`.
fn respelled(word: &str) -> BTreeSet<String> {
    [letters::without_marks(word), letters::spelled_out(word)].into()
}

/// The parts of a name; of an address only what stands before its domain.
fn parts(name: &str) -> Vec<Part> {
    let name = name.split('@').next().unwrap_or_default();
    let is_part = |word: &&str| word.chars().filter(|c| c.is_alphabetic()).count() >= SHORTEST;
    words(name).map(|at| &name[at]).filter(is_part).map(Part::of).collect()
}

/// Runs of letters and digits.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let runs = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    runs.map(move |word| {
        let start = word.as_ptr().addr() - text.as_ptr().addr();
        start..start + word.len()
    })
}

/// A word of a text.
struct Word {
    at: Range<usize>,
    folded: String,
    is_capital: bool,
    respelled: BTreeSet<String>,
}

/// Where names stand in a text: a whole one, or a part of one that is no ordinary word there.
fn found(text: &str, names: &[Vec<Part>], known: &Known) -> Vec<Range<usize>> {
    let word = |at: Range<usize>| Word {
        folded: text[at.clone()].to_lowercase(),
        is_capital: text[at.clone()].starts_with(char::is_uppercase),
        respelled: respelled(&text[at.clone()]),
        at,
    };
    let all: Vec<Word> = words(text).map(word).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < all.len() {
        let is_whole = |name: &&Vec<Part>| {
            let words = &all[at..];
            let is_same = |(word, part): (&Word, &Part)| word.folded == part.own.word || is_respelled(word, part);
            name.len() > 1 && words.len() >= name.len() && words.iter().zip(*name).all(is_same)
        };
        let whole = names.iter().filter(is_whole).map(Vec::len).max();
        let is_part = || names.iter().flatten().any(|part| is_named(text, &all[at], part, known));
        let length = whole.or_else(|| is_part().then_some(1));
        found.extend(length.map(|length| all[at].at.start..all[at + length - 1].at.end));
        at += length.unwrap_or(1);
    }
    found
}

/// Whether a word is a part of a name, perhaps with an ending, or in another spelling.
fn is_named(text: &str, word: &Word, part: &Part, known: &Known) -> bool {
    let is_ordinary = known.ordinary.contains(&part.own.word);
    if word.folded == part.own.word {
        return !is_ordinary || word.is_capital && is_inside(text, word.at.start);
    }
    let is_alike = || has_ending(&word.folded, &part.own) || is_respelled(word, part) && !known.has_any(&part.others);
    word.is_capital && !is_ordinary && !known.ordinary.contains(&word.folded) && is_alike()
}

/// Whether a word with a capital letter is a part of a name in another spelling, perhaps with an ending.
fn is_respelled(word: &Word, part: &Part) -> bool {
    let is_like =
        |spelling: &Spelling| word.respelled.iter().any(|word| *word == spelling.word || has_ending(word, spelling));
    word.is_capital && part.others.iter().any(is_like)
}

/// Whether a word consists of a part of a name and an ending.
fn has_ending(word: &str, part: &Spelling) -> bool {
    part.stems.iter().any(|stem| {
        let longest = LONGEST_ENDING.min(stem.chars().count() - 1);
        let ending = word.strip_prefix(stem.as_str()).unwrap_or_default();
        (1..=longest).contains(&ending.chars().count()) && ending.chars().all(char::is_alphabetic)
    })
}

/// Whether a place is inside of a sentence, where a capital letter says that a word is a name.
fn is_inside(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '\u{a0}']);
    before.chars().next_back().is_some_and(|last| !BEFORE_SENTENCE.contains(&last) && last != '\n' && last != '\r')
}

/// What stays of a name before endings. In Finnish, `Virtanen` has `Virtas-`, and `Pekka` has `Peka-`.
fn stems(part: &str) -> Vec<String> {
    let mut stems = vec![part.to_owned()];
    if let Some(stem) = part.strip_suffix("nen") {
        stems.push(format!("{stem}s"));
    }
    let letters: Vec<char> = part.chars().collect();
    if let [.., first, second, last] = letters[..]
        && first == second
        && ['k', 'p', 't'].contains(&first)
    {
        let before: String = letters[..letters.len() - 2].iter().collect();
        stems.push(format!("{before}{last}"));
    }
    stems
}
