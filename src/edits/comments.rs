//! Comments that are saved: new ones behind those that are there, whose text, order and layout stay.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

use crate::bounds::text::LONGEST_WORD;
use crate::files::{Tree, digest, names};
use crate::model::{characters, load::COMMENTS};

use super::{Edit, Refusal};

/// The file for comments where the user names none.
pub const USUAL: &str = "comments";

/// What a new file says to those who answer.
const HEAD: &str = "# What people said of the report. To answer a comment, write `answer = \"…\"` and set `state` to `accepted`, `rejected` or
# `done`. `raportti comments FILE.pdf --save` adds only what is new. docs/people.md says more.
";

/// A comment to save. It is in no file yet, so that its texts may hold anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ToSave {
    /// What a user calls the item that it is about; `None` if that is unknown.
    pub item: Option<String>,
    pub field: Option<String>,
    pub language: Option<String>,
    pub words: String,
    pub text: String,
    /// A word of the vocabulary `comment-proposal`, and the words that it would put in.
    pub proposal: Option<(&'static str, String)>,
    pub author: Option<String>,
    /// As ISO 8601, with or without a time and a zone.
    pub date: Option<String>,
    /// A word of the vocabulary `comment-kind`.
    pub kind: &'static str,
    /// From 1.
    pub page: usize,
    /// The version of the report that was marked.
    pub version: String,
    pub replies: Vec<ReplyToSave>,
    /// The files that have it. Equal comments of one file are several, and those of several files are one.
    pub files: Vec<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReplyToSave {
    pub author: Option<String>,
    pub date: Option<String>,
    pub text: String,
    /// The state that it gives the comment.
    pub review: Option<&'static str>,
}

/// How many comments and replies were new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Added {
    pub comments: usize,
    pub replies: usize,
}

/// The files of comments that change when these are saved in the file of a name. A comment that any file has already gets the replies that it
/// lacks there. Fails if a file cannot be read, or the name is none for a file.
pub fn save(comments: &[ToSave], name: &str, tree: &Tree) -> Result<(Edit, Added), Refusal> {
    if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') || names::fault_of(name).is_some() {
        return Err(Refusal::new(format!("`{name}` cannot be the name of a file"))
            .with_hint("use letters, digits and hyphens: `--save reviewers`"));
    }
    let folder = format!("report/{COMMENTS}/");
    let own = format!("{folder}{name}.toml");
    let mut files: BTreeMap<String, Saved> = BTreeMap::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| path.starts_with(&folder) && path.ends_with(".toml")) {
        files.insert(path.clone(), Saved::read(path, bytes)?);
    }
    let mut known: HashMap<String, (String, usize)> = HashMap::new();
    for (path, file) in &files {
        known.extend(file.keys().map(|(number, key)| (key, (path.clone(), number))));
    }
    let (mut added, mut seen) = (Added::default(), HashMap::new());
    for comment in comments {
        let key = key_of(comment, &mut seen);
        let home = known.get(&key).cloned();
        let (path, number) = match home {
            Some(home) => home,
            None => {
                let file = files.entry(own.clone()).or_insert_with(Saved::empty);
                added.comments += 1;
                (own.clone(), file.add(comment, &key))
            }
        };
        let file = files.get_mut(&path).expect("each known comment is in one of the files");
        let replies = file.add_replies(number, &comment.replies);
        added.replies += if known.contains_key(&key) { replies } else { 0 };
        known.entry(key).or_insert((path, number));
    }
    let changed = files.into_iter().filter(|(_, file)| file.is_changed);
    let written = changed.map(|(path, file)| (path, file.text())).collect();
    Ok((Edit { written, removed: BTreeSet::new() }, added))
}

/// How often each key was met in each file.
type Seen = HashMap<(String, String), usize>;

/// By this a second import knows a comment. No date is in it, since some programs write that of their saving, and no reply. Equal comments of
/// one file are told apart by a number.
fn key_of(comment: &ToSave, seen: &mut Seen) -> String {
    let (proposal, proposed) = comment.proposal.as_ref().map(|(word, text)| (*word, text.as_str())).unwrap_or_default();
    let page = comment.page.to_string();
    let author = comment.author.as_deref().unwrap_or_default();
    let parts = [&comment.version, &page, comment.kind, author, &comment.words, &comment.text, proposal, proposed];
    let whole: String = parts.iter().map(|part| format!("{}:{part}", part.len())).collect();
    let mut key = digest::of(whole.as_bytes());
    key.truncate(16);
    let unnamed = [String::new()];
    let files = if comment.files.is_empty() { &unnamed[..] } else { &comment.files };
    let counts = files.iter().map(|file| {
        let count = seen.entry((key.clone(), file.clone())).or_default();
        *count += 1;
        *count
    });
    match counts.max() {
        Some(count) if count > 1 => format!("{key}-{count}"),
        _ => key,
    }
}

/// A file of comments.
struct Saved {
    document: DocumentMut,
    /// What stands before it in a new file.
    head: &'static str,
    /// Whether its lines end as on Windows.
    ends: bool,
    is_changed: bool,
}

impl Saved {
    fn empty() -> Self {
        Self { document: DocumentMut::new(), head: HEAD, ends: false, is_changed: false }
    }

    fn read(path: &str, bytes: &[u8]) -> Result<Self, Refusal> {
        let text = std::str::from_utf8(bytes).ok();
        let ends = text.is_some_and(|text| text.contains("\r\n"));
        let document = text.and_then(|text| text.replace("\r\n", "\n").parse::<DocumentMut>().ok());
        // Comments in braces could not be added to.
        let document = document.filter(|it| it.get("comment").is_none_or(Item::is_array_of_tables));
        let refusal = || {
            Refusal::new(format!("`{path}` is not TOML to which `[[comment]]` can be added"))
                .with_hint("`raportti check` shows its faults")
        };
        Ok(Self { document: document.ok_or_else(refusal)?, head: "", ends, is_changed: false })
    }

    fn comments(&mut self) -> &mut ArrayOfTables {
        let comments = self.document.entry("comment").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        comments.as_array_of_tables_mut().expect("it was looked at when the file was read")
    }

    /// The keys of its comments, with their numbers.
    fn keys(&self) -> impl Iterator<Item = (usize, String)> {
        let comments = self.document.get("comment").and_then(Item::as_array_of_tables);
        let keys = comments.into_iter().flatten().enumerate();
        keys.filter_map(|(number, comment)| Some((number, comment.get("key")?.as_str()?.to_owned())))
    }

    /// Adds a comment without its replies, and returns its number.
    fn add(&mut self, comment: &ToSave, key: &str) -> usize {
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n");
        table.insert("state", value("open"));
        let (proposal, proposed) = comment.proposal.as_ref().map(|(word, text)| (*word, text.as_str())).unzip();
        let (date, time) = moment(comment.date.as_deref());
        put(&mut table, "item", comment.item.as_deref());
        put(&mut table, "field", comment.field.as_deref());
        put(&mut table, "language", comment.language.as_deref());
        put(&mut table, "words", Some(&comment.words));
        put(&mut table, "text", Some(&comment.text));
        put(&mut table, "proposal", proposal);
        put(&mut table, "proposed", proposed);
        put(&mut table, "author", comment.author.as_deref());
        table.extend(date.map(|date| ("date", date)));
        put(&mut table, "time", time);
        put(&mut table, "kind", Some(comment.kind));
        table.insert("page", value(i64::try_from(comment.page.clamp(1, 9999)).unwrap_or(1)));
        put(&mut table, "version", Some(&comment.version));
        put(&mut table, "key", Some(key));
        let comments = self.comments();
        comments.push(table);
        let number = comments.len() - 1;
        self.is_changed = true;
        number
    }

    /// Adds the replies that a comment lacks, and returns how many.
    fn add_replies(&mut self, number: usize, replies: &[ReplyToSave]) -> usize {
        let Some(comment) = self.comments().get_mut(number) else { return 0 };
        let tables: Vec<Table> = replies.iter().map(of_reply).collect();
        let said = |table: &Table, key: &str| table.get(key).and_then(Item::as_str).unwrap_or_default().to_owned();
        // Dates may be those of a later saving.
        let same = |one: &Table, other: &Table| {
            ["text", "review", "author"].iter().all(|key| said(one, key) == said(other, key))
        };
        let there: Vec<Table> =
            comment.get("reply").and_then(Item::as_array_of_tables).into_iter().flatten().cloned().collect();
        let new: Vec<Table> = tables.into_iter().filter(|table| !there.iter().any(|own| same(own, table))).collect();
        if new.is_empty() {
            return 0;
        }
        let home = comment.entry("reply").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        // Replies in braces are the editor's own.
        let Some(home) = home.as_array_of_tables_mut() else { return 0 };
        let count = new.len();
        new.into_iter().for_each(|table| home.push(table));
        self.is_changed = true;
        count
    }

    fn text(&self) -> String {
        let text = format!("{}{}", self.head, self.document);
        if self.ends { text.replace('\n', "\r\n") } else { text }
    }
}

fn of_reply(reply: &ReplyToSave) -> Table {
    let mut table = Table::new();
    put(&mut table, "text", Some(&reply.text));
    put(&mut table, "review", reply.review);
    put(&mut table, "author", reply.author.as_deref());
    table.extend(moment(reply.date.as_deref()).0.map(|date| ("date", date)));
    table
}

/// Puts a text into a table, as far as a report can hold it, unless nothing is left.
fn put(table: &mut Table, key: &str, text: Option<&str>) {
    let text = text.map(plain).unwrap_or_default();
    if !text.is_empty() {
        table.insert(key, value(text));
    }
}

/// A text without characters that a report refuses, and with spaces in words that no PDF can hold.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut word = 0;
    for character in text.replace("\r\n", "\n").trim().chars().filter(|c| !characters::is_unfit(*c)) {
        word = if character.is_whitespace() { 0 } else { word + character.len_utf8() };
        if word > LONGEST_WORD {
            plain.push(' ');
            word = character.len_utf8();
        }
        plain.push(character);
    }
    plain.trim().to_owned()
}

/// The day of a date, and what stands behind it: the time and the zone.
fn moment(date: Option<&str>) -> (Option<Item>, Option<&str>) {
    let Some(date) = date else { return (None, None) };
    let (day, time) = date.split_once('T').unwrap_or((date, ""));
    let day = day.parse::<toml_edit::Datetime>().ok().filter(|day| day.date.is_some() && day.time.is_none());
    (day.map(value), Some(time).filter(|time| !time.is_empty()))
}
