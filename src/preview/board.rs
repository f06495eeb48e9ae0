//! What the browser shows: the last good pages, the items and the faults. Whoever looks waits here for news.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::Serialize;
use tokio::sync::watch;

use crate::publish::stamp;

use super::sheets::{Asked, Sheets, Shown};

/// How many of the pages that were asked for last are taken to be in view.
const IN_VIEW: usize = 6;

/// An item of the report in the list beside the pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
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

/// A set of pages on the board, with the one before it: a browser may still ask for that.
struct Posted {
    sheets: Arc<Sheets>,
    before: Option<Arc<Sheets>>,
    /// What was asked for last comes first.
    view: VecDeque<Asked>,
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
    /// How many browsers wait for news.
    listeners: usize,
}

/// See the module.
pub struct Board {
    state: Mutex<State>,
    /// The number of the latest news, for whoever waits for them.
    latest: watch::Sender<u64>,
}

/// Why there is no picture of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoPicture {
    /// It has been set anew since.
    NoPage,
    NotDrawn,
}

/// A browser that waits for news, until this is dropped.
pub struct Listener {
    board: Arc<Board>,
    latest: watch::Receiver<u64>,
}

impl Listener {
    /// The news as they are now, as JSON.
    pub fn news(&mut self) -> String {
        // Marked as seen before they are read: what changes in between is told again rather than missed.
        self.latest.mark_unchanged();
        news(&self.board.lock())
    }

    /// Waits until there are news that [`Self::news`] has not given. May be dropped at any moment.
    pub async fn wait(&mut self) {
        // The sender lives in the board, which this holds.
        let _open = self.latest.changed().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.board.lock().listeners -= 1;
    }
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
        Self { state: Mutex::new(State { listed: "{}".into(), ..State::default() }), latest: watch::Sender::new(0) }
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
        self.change_if(|state| {
            if (&state.title, &state.items, &state.order) == (&title, &items, &keys) {
                return false;
            }
            state.title = title;
            state.items = items;
            state.posted.retain(|posted| keys.contains(&posted.sheets.shown.key));
            state.order = keys;
            arrange(state);
            relist(state);
            true
        });
    }

    /// Pages stand; they take the place of earlier ones of their language and edition.
    /// What of them is in view is drawn, and only then the list is written again: somebody waits to see the pages.
    pub fn post(&self, shown: Shown) {
        let mut sheets = Sheets::new(shown);
        let mut state = self.lock();
        let listened = state.listeners > 0;
        let known = state.posted.iter().position(|posted| posted.sheets.shown.key == sheets.shown.key);
        let known = known.map(|index| state.posted.swap_remove(index));
        if let Some(known) = known.as_ref().filter(|_| listened) {
            sheets.expect(known.view.iter().copied(), &known.sheets);
        }
        let sheets = Arc::new(sheets);
        let (before, view) = known.map(|known| (known.sheets, known.view)).unzip();
        state.posted.push(Posted { sheets: sheets.clone(), before, view: view.unwrap_or_default() });
        arrange(&mut state);
        self.tell(&mut state);
        drop(state);
        sheets.draw_ahead();
        self.change_if(relist);
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

    /// The items with their pages, as JSON.
    pub fn items(&self) -> Arc<str> {
        self.lock().listed.clone()
    }

    /// The language and edition that somebody looks at.
    pub fn looked_at(&self) -> Option<String> {
        let state = self.lock();
        state.looked_at.clone().filter(|_| state.listeners > 0)
    }

    /// Counts whoever waits for news.
    pub fn listen(self: &Arc<Self>) -> Listener {
        let mut state = self.lock();
        state.listeners += 1;
        let mut latest = self.latest.subscribe();
        // Whoever comes later has not seen what is already there.
        if state.news > 0 {
            latest.mark_changed();
        }
        drop(state);
        Listener { board: self.clone(), latest }
    }

    /// The pages of a language and edition that somebody looks at, and the index of one of them.
    pub fn find(&self, key: &str, page: &str) -> Option<(Arc<Sheets>, usize)> {
        let mut state = self.lock();
        if state.looked_at.as_deref() != Some(key) {
            state.looked_at = Some(key.to_owned());
        }
        let posted = state.posted.iter().find(|posted| posted.sheets.shown.key == key)?;
        let find =
            |sheets: &Arc<Sheets>| Some((sheets.clone(), sheets.pages.iter().position(|known| known.id == page)?));
        find(&posted.sheets).or_else(|| find(posted.before.as_ref()?))
    }

    /// The picture of a page, so many pixels wide, as PNG; from now on the page is taken to be in view. Without the lock, since
    /// others ask meanwhile.
    pub fn png(&self, key: &str, page: &str, width: u32) -> Result<Vec<u8>, NoPicture> {
        let (sheets, index) = self.find(key, page).ok_or(NoPicture::NoPage)?;
        let mut state = self.lock();
        if let Some(posted) = state.posted.iter_mut().find(|posted| posted.sheets.shown.key == key) {
            posted.view.retain(|(known, _)| *known != index);
            posted.view.push_front((index, width));
            posted.view.truncate(IN_VIEW);
        }
        drop(state);
        sheets.png((index, width)).ok_or(NoPicture::NotDrawn)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Whoever panicked left the state whole: every change is a few assignments.
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.lock();
        change(&mut state);
        self.tell(&mut state);
    }

    /// Tells news only if there are any, which the change knows.
    fn change_if(&self, change: impl FnOnce(&mut State) -> bool) {
        let mut state = self.lock();
        if change(&mut state) {
            self.tell(&mut state);
        }
    }

    fn tell(&self, state: &mut State) {
        state.news += 1;
        self.latest.send_replace(state.news);
    }
}

impl<'a> EditionNews<'a> {
    fn of(Posted { sheets, .. }: &'a Posted) -> Self {
        let Sheets { shown, pages, .. } = &**sheets;
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
    let shown = &posted.sheets.shown;
    let place = |item: &'a Item| Some((item.id.as_str(), shown.proof.page_of(&item.label)?));
    (shown.key.as_str(), items.iter().filter_map(place).collect())
}

fn arrange(state: &mut State) {
    let State { posted, order, .. } = state;
    posted.sort_by_key(|posted| order.iter().position(|key| *key == posted.sheets.shown.key));
}

/// Writes the list of items again, and tells whether it is another one now.
fn relist(state: &mut State) -> bool {
    let list =
        List { items: &state.items, places: state.posted.iter().map(|posted| places(posted, &state.items)).collect() };
    let listed = serde_json::to_string(&list).expect("strings and numbers are JSON");
    if *listed == *state.listed {
        return false;
    }
    state.list_id = stamp::hash(listed.as_bytes());
    state.listed = listed.into();
    true
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
