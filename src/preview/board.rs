//! What the browser shows: the last good pages, the items and the faults. Whoever looks waits here for news.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use serde::Serialize;

use crate::publish::stamp;
use crate::typeset::proof::{Proof, ProofPage};

/// An item of the report in the list beside the pages.
#[derive(Debug, Clone, Serialize)]
pub struct Item {
    pub id: String,
    pub kind: &'static str,
    pub title: String,
    /// What is known of how far it has come, in a word or two.
    pub state: String,
    /// What a reviewer has to look at, such as `suspect link`.
    pub doubts: Vec<&'static str>,
    pub file: String,
    pub line: usize,
    /// What the item's place in the document is labelled with.
    #[serde(skip)]
    pub label: String,
}

/// The pages of one language and edition.
pub struct Shown {
    /// Names it in addresses, such as `fi-screen`.
    pub key: String,
    pub language: String,
    pub edition: &'static str,
    pub proof: Proof,
}

/// A set of pages on the board, with the one before it: a browser may still ask for that.
struct Posted {
    shown: Arc<Shown>,
    pages: Vec<ProofPage>,
    before: Option<(Arc<Shown>, Vec<ProofPage>)>,
}

#[derive(Default)]
struct State {
    /// Counts the news.
    news: u64,
    title: String,
    busy: bool,
    posted: Vec<Posted>,
    /// The languages and editions in the report's order; pages come in the order in which they are ready.
    order: Vec<String>,
    items: Vec<Item>,
    /// The items with their pages, as JSON, and its hash.
    listed: Arc<str>,
    list_id: String,
    /// As they are printed for programs.
    faults: Vec<serde_json::Value>,
    trouble: Option<String>,
    saved: Vec<String>,
    round: u64,
    /// The language and edition whose pages were asked for last.
    looked_at: Option<String>,
}

/// See the module.
pub struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Serialize)]
struct News<'a> {
    news: u64,
    title: &'a str,
    busy: bool,
    round: u64,
    editions: Vec<EditionNews<'a>>,
    list: &'a str,
    faults: &'a [serde_json::Value],
    trouble: Option<&'a str>,
    saved: &'a [String],
}

#[derive(Serialize)]
struct EditionNews<'a> {
    key: &'a str,
    language: &'a str,
    edition: &'a str,
    pages: Vec<(&'a str, f64, f64)>,
}

#[derive(Serialize)]
struct List<'a> {
    items: &'a [Item],
    /// By edition and item: the page from 0, and how far down in points.
    places: BTreeMap<&'a str, BTreeMap<&'a str, (usize, f64)>>,
}

impl Default for Board {
    fn default() -> Self {
        Self { state: Mutex::new(State { listed: "{}".into(), ..State::default() }), changed: Condvar::new() }
    }
}

impl Board {
    /// A round begins; `saved` are the items whose files were saved.
    pub fn begin(&self, saved: Vec<String>) {
        self.change(|state| {
            state.busy = true;
            state.round += 1;
            state.saved = saved;
        });
    }

    /// The report can be read, and these are its items, languages and editions; pages of others are taken away.
    pub fn list(&self, title: String, items: Vec<Item>, keys: Vec<String>) {
        self.change(|state| {
            state.title = title;
            state.items = items;
            state.posted.retain(|posted| keys.contains(&posted.shown.key));
            state.order = keys;
            arrange(state);
            relist(state);
        });
    }

    /// Pages stand; they take the place of earlier ones of their language and edition.
    pub fn post(&self, shown: Shown) {
        let pages = shown.proof.pages();
        let shown = Arc::new(shown);
        self.change(|state| {
            match state.posted.iter_mut().find(|posted| posted.shown.key == shown.key) {
                Some(posted) => {
                    let before = std::mem::replace(&mut posted.shown, shown);
                    posted.before = Some((before, std::mem::replace(&mut posted.pages, pages)));
                }
                None => state.posted.push(Posted { shown, pages, before: None }),
            }
            arrange(state);
            relist(state);
        });
    }

    /// A round has ended with these faults, in the form in which they are printed for programs.
    pub fn end(&self, faults: Vec<serde_json::Value>) {
        self.change(|state| {
            state.busy = false;
            state.trouble = None;
            state.faults = faults;
        });
    }

    /// The tool cannot work; `None` when it can again.
    pub fn trouble(&self, words: Option<String>) {
        self.change(|state| {
            state.busy = false;
            state.trouble = words;
        });
    }

    /// The number and the words of the news after `seen`, as JSON. `None` when nothing comes within `patience`.
    pub fn news_after(&self, seen: u64, patience: Duration) -> Option<(u64, String)> {
        let state = self.lock();
        let waiting = self.changed.wait_timeout_while(state, patience, |state| state.news <= seen);
        let (state, _) = waiting.unwrap_or_else(std::sync::PoisonError::into_inner);
        (state.news > seen).then(|| (state.news, news(&state)))
    }

    /// The items with their pages, as JSON.
    pub fn items(&self) -> Arc<str> {
        self.lock().listed.clone()
    }

    /// The language and edition that somebody looks at.
    pub fn looked_at(&self) -> Option<String> {
        self.lock().looked_at.clone()
    }

    /// The pages of a language and edition that somebody looks at, and the index of one of them.
    pub fn find(&self, key: &str, page: &str) -> Option<(Arc<Shown>, usize)> {
        let mut state = self.lock();
        if state.looked_at.as_deref() != Some(key) {
            state.looked_at = Some(key.to_owned());
        }
        let posted = state.posted.iter().find(|posted| posted.shown.key == key)?;
        let index = |pages: &[ProofPage]| pages.iter().position(|known| known.id == page);
        if let Some(index) = index(&posted.pages) {
            return Some((posted.shown.clone(), index));
        }
        let (before, pages) = posted.before.as_ref()?;
        Some((before.clone(), index(pages)?))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left the state whole: every change is a few assignments.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        state.news += 1;
        drop(state);
        self.changed.notify_all();
    }
}

impl<'a> EditionNews<'a> {
    fn of(Posted { shown, pages, .. }: &'a Posted) -> Self {
        Self {
            key: &shown.key,
            language: &shown.language,
            edition: shown.edition,
            pages: pages.iter().map(|page| (page.id.as_str(), page.width, page.height)).collect(),
        }
    }
}

/// The places of the items in one set of pages.
fn places<'a>(posted: &'a Posted, items: &'a [Item]) -> (&'a str, BTreeMap<&'a str, (usize, f64)>) {
    let place = |item: &'a Item| Some((item.id.as_str(), posted.shown.proof.page_of(&item.label)?));
    (posted.shown.key.as_str(), items.iter().filter_map(place).collect())
}

fn arrange(state: &mut State) {
    let State { posted, order, .. } = state;
    posted.sort_by_key(|posted| order.iter().position(|key| *key == posted.shown.key));
}

fn relist(state: &mut State) {
    let list =
        List { items: &state.items, places: state.posted.iter().map(|posted| places(posted, &state.items)).collect() };
    let listed = serde_json::to_string(&list).expect("strings and numbers are JSON");
    state.list_id = stamp::hash(listed.as_bytes());
    state.listed = listed.into();
}

fn news(state: &State) -> String {
    let news = News {
        news: state.news,
        title: &state.title,
        busy: state.busy,
        round: state.round,
        editions: state.posted.iter().map(EditionNews::of).collect(),
        list: &state.list_id,
        faults: &state.faults,
        trouble: state.trouble.as_deref(),
        saved: &state.saved,
    };
    serde_json::to_string(&news).expect("strings and numbers are JSON")
}
