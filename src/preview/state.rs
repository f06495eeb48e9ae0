//! The state that the browser shows: the last good pages, the items and the faults. Browsers wait here for news.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::json;
use tokio::sync::watch;

use crate::files::digest;

use super::NewPages;
use super::comments::{Comment, Comments};
use super::shown_pages::{Request, ShownPages};

/// The number of last requested pages that count as in view.
const IN_VIEW: usize = 6;

/// An item of the report in the list beside the pages.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Item {
    pub id: String,
    pub kind: &'static str,
    pub title: String,
    /// Its status, in a word or two.
    pub state: String,
    /// Reasons for a review, such as `suspect link`.
    pub doubts: Vec<&'static str>,
    pub file: String,
    pub line: usize,
    /// Its label in the document.
    #[serde(skip)]
    pub label: String,
}

/// The pages of one language and edition, with the previous ones, which a browser may still request.
struct Posted {
    pages: Arc<ShownPages>,
    before: Option<Arc<ShownPages>>,
    /// The last requested page comes first.
    view: VecDeque<Request>,
}

impl Serialize for Posted {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let ShownPages { shown, pages, .. } = &*self.pages;
        let pages: Vec<_> = pages.iter().map(|page| (&page.id, page.width, page.height)).collect();
        json!({ "key": shown.key, "language": shown.language, "edition": shown.edition, "pages": pages })
            .serialize(serializer)
    }
}

/// The browser gets it as JSON, without the skipped fields.
#[derive(Default, Serialize)]
struct Inner {
    /// The number of the latest news.
    news: u64,
    title: String,
    busy: bool,
    editions: Vec<Posted>,
    /// The languages and editions in the report's order; pages come in the order in which they are ready.
    #[serde(skip)]
    order: Vec<String>,
    #[serde(skip)]
    items: Vec<Item>,
    #[serde(skip)]
    comments: Comments,
    /// The items with their pages, as JSON, which a browser requests when its hash has changed.
    #[serde(skip)]
    listed: Arc<str>,
    /// The hash of that JSON.
    list: String,
    /// In the JSON format for programs.
    faults: Vec<serde_json::Value>,
    trouble: Option<String>,
    saved: Vec<String>,
    round: u64,
    /// The language and edition whose pages were requested last.
    #[serde(skip)]
    in_view: Option<String>,
}

/// The state of the preview, shared by the rounds and the server. A change notifies the browsers that wait.
pub struct PreviewState(watch::Sender<Inner>);

/// A browser that waits for news, until this is dropped.
pub struct Listener(watch::Receiver<Inner>);

impl Listener {
    /// The present state as JSON.
    pub fn news(&mut self) -> String {
        serde_json::to_string(&*self.0.borrow_and_update()).expect("texts and numbers are JSON")
    }

    /// Waits for a change since [`Self::news`]. Cancel safe.
    pub async fn wait(&mut self) {
        // The server holds the state for as long as it runs.
        let _open = self.0.changed().await;
    }
}

impl Default for PreviewState {
    fn default() -> Self {
        Self(watch::Sender::new(Inner { listed: "{}".into(), ..Inner::default() }))
    }
}

impl PreviewState {
    /// Records that a round begins; `saved` are the items whose files were saved.
    pub fn begin(&self, saved: Vec<String>) {
        self.change(|inner| {
            inner.busy = true;
            inner.round += 1;
            inner.saved = saved;
            true
        });
    }

    /// Sets the items, languages and editions of the report; pages of other editions are removed.
    pub fn list(&self, title: String, items: Vec<Item>, keys: Vec<String>) {
        self.change(|inner| {
            if (&inner.title, &inner.items, &inner.order) == (&title, &items, &keys) {
                return false;
            }
            inner.title = title;
            inner.items = items;
            inner.editions.retain(|posted| keys.contains(&posted.pages.shown.key));
            inner.order = keys;
            sort_editions(inner);
            update_list(inner);
            true
        });
    }

    /// Sets the open comments of the report.
    pub fn comment(&self, comments: Vec<Comment>) {
        if *self.0.borrow().comments == comments {
            return;
        }
        let comments = Arc::new(comments);
        self.change(|inner| {
            inner.comments = comments;
            false
        });
        self.find_comments();
        self.change(update_list);
    }

    /// Looks for the comments on all pages. Nobody has to wait meanwhile.
    fn find_comments(&self) {
        let inner = self.0.borrow();
        let (comments, pages) = (inner.comments.clone(), inner.editions.iter().map(|posted| posted.pages.clone()));
        let pages: Vec<_> = pages.collect();
        drop(inner);
        pages.iter().for_each(|pages| pages.marks.find(&comments, &pages.shown.proof));
    }

    /// Replaces the pages of a language and edition. Pages in view are rendered before the list is updated, since the user waits to
    /// see them.
    pub fn post(&self, shown: NewPages) {
        let mut pages = ShownPages::new(shown);
        let listened = self.0.receiver_count() > 0;
        let mut posted = None;
        self.change(|inner| {
            let known = inner.editions.iter().position(|posted| posted.pages.shown.key == pages.shown.key);
            let known = known.map(|index| inner.editions.swap_remove(index));
            if let Some(known) = known.as_ref().filter(|_| listened) {
                pages.prefetch(known.view.iter().copied(), &known.pages);
            }
            let pages = posted.insert(Arc::new(pages)).clone();
            let (before, view) = known.map(|known| (known.pages, known.view)).unzip();
            inner.editions.push(Posted { pages, before, view: view.unwrap_or_default() });
            sort_editions(inner);
            true
        });
        posted.iter().for_each(|pages| pages.render_ahead());
        self.find_comments();
        self.change(update_list);
    }

    /// Records that a round ended with these faults, in the JSON format for programs.
    pub fn end(&self, faults: Vec<serde_json::Value>) {
        self.change(|inner| {
            inner.busy = false;
            inner.trouble = None;
            inner.faults = faults;
            true
        });
    }

    /// Records why the command cannot work; `None` when it can again.
    pub fn trouble(&self, words: Option<String>) {
        self.change(|inner| {
            inner.busy = false;
            inner.trouble = words;
            true
        });
    }

    /// The items with their pages, as JSON.
    pub fn items(&self) -> Arc<str> {
        self.0.borrow().listed.clone()
    }

    /// The language and edition in view, while a browser is open.
    pub fn in_view(&self) -> Option<String> {
        self.0.borrow().in_view.clone().filter(|_| self.0.receiver_count() > 0)
    }

    /// Registers a browser that waits for news.
    pub fn listen(&self) -> Listener {
        let mut latest = self.0.subscribe();
        let news = latest.borrow().news;
        // A new browser has not seen the present state.
        if news > 0 {
            latest.mark_changed();
        }
        Listener(latest)
    }

    /// The pages of a language and edition, and the index of one of them; `None` if it was replaced since. Records the edition as in view.
    pub fn find(&self, key: &str, page: &str) -> Option<(Arc<ShownPages>, usize)> {
        self.change(|inner| {
            inner.in_view = Some(key.to_owned());
            false
        });
        let inner = self.0.borrow();
        let posted = inner.editions.iter().find(|posted| posted.pages.shown.key == key)?;
        let find =
            |pages: &Arc<ShownPages>| Some((pages.clone(), pages.pages.iter().position(|known| known.id == page)?));
        find(&posted.pages).or_else(|| find(posted.before.as_ref()?))
    }

    /// As [`Self::find`], for an image of the page, `width` pixels wide. Records the page as in view.
    pub fn view(&self, key: &str, page: &str, width: u32) -> Option<(Arc<ShownPages>, usize)> {
        let (pages, index) = self.find(key, page)?;
        self.change(|inner| {
            if let Some(posted) = inner.editions.iter_mut().find(|posted| posted.pages.shown.key == key) {
                posted.view.retain(|(known, _)| *known != index);
                posted.view.push_front((index, width));
                posted.view.truncate(IN_VIEW);
            }
            false
        });
        Some((pages, index))
    }

    /// Changes the state; if `change` returns true, that is news for the browsers.
    fn change(&self, change: impl FnOnce(&mut Inner) -> bool) {
        self.0.send_if_modified(|inner| {
            let is_news = change(inner);
            inner.news += u64::from(is_news);
            is_news
        });
    }
}

/// The places of the items in one set of pages.
fn places<'a>(posted: &'a Posted, items: &'a [Item]) -> (&'a str, BTreeMap<&'a str, (usize, f64)>) {
    let shown = &posted.pages.shown;
    let place = |item: &'a Item| Some((item.id.as_str(), shown.proof.page_of(&item.label)?));
    (shown.key.as_str(), items.iter().filter_map(place).collect())
}

fn sort_editions(inner: &mut Inner) {
    let Inner { editions, order, .. } = inner;
    editions.sort_by_key(|posted| order.iter().position(|key| *key == posted.pages.shown.key));
}

/// Updates the list of items, with the place of each by edition: the page from 0, and the offset from its top in points. Returns
/// whether the list has changed.
fn update_list(inner: &mut Inner) -> bool {
    let places: BTreeMap<_, _> = inner.editions.iter().map(|posted| places(posted, &inner.items)).collect();
    let marks = inner.editions.iter().filter_map(|posted| {
        let marks = posted.pages.marks.of(&inner.comments)?;
        Some((posted.pages.shown.key.as_str(), marks))
    });
    let marks: BTreeMap<_, _> = marks.collect();
    let (items, comments) = (&inner.items, &*inner.comments);
    let listed = json!({ "items": items, "places": places, "comments": comments, "marks": marks }).to_string();
    if *listed == *inner.listed {
        return false;
    }
    inner.list = digest::of(listed.as_bytes());
    inner.listed = listed.into();
    true
}
