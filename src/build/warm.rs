//! Warm starts: state that `watch` keeps from one round to the next, so that an edit is laid out from the last pages.
//!
//! A warm-started layout converges, as a cold one does, but some reports have several layouts that do. So its pages are
//! confirmed against a cold layout before their PDF is stamped.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;

use crate::diagnostics::Faults;
use crate::merge::view::extract::Numbers;
use crate::model::Edition;
use crate::typeset::layout::{self, Evaluated};
use crate::typeset::{Layout, Relocator, ReportWorld, thread, timings};

use super::{Key, Merged, Mode, Ready};

/// A world that was not set for this many rounds is laid out again before its cache entries are evicted.
const REFRESHED_AFTER: usize = layout::ROUNDS_KEPT / 2;

/// The worlds of all languages and editions, in which Typst sets only changes.
pub struct WarmStart {
    pub mode: Mode,
    worlds: BTreeMap<Key, Warm>,
}

/// The world of one language and edition, with its last layout.
pub struct Warm {
    pub world: ReportWorld,
    last: Option<Last>,
    /// How many rounds ago it was set.
    age: usize,
}

struct Last {
    layout: Layout,
    /// It has the pages of a cold layout.
    is_confirmed: bool,
}

impl Warm {
    /// Whether there is an earlier layout to start from.
    pub fn has_pages(&self) -> bool {
        self.last.is_some()
    }

    /// Lays out the evaluated sources, starting from the last pages, or else from `base`, or else cold. A print edition without
    /// either starts from a cold layout of the screen edition of its language. `None` if there is an error, which is added to
    /// `faults`.
    pub fn lay_out(
        &self,
        base: Option<&Layout>,
        evaluated: Evaluated,
        ready: &Ready,
        merged: &Merged,
        Faults { files, diagnostics }: &mut Faults,
    ) -> Option<Layout> {
        let last = self.last.as_ref().map(|last| &last.layout);
        let own_base = || if merged.edition.is_printed() { screen_layout(merged.language, ready) } else { None };
        let own_base = if last.or(base).is_none() { own_base() } else { None };
        let base = last.or(base).or(own_base.as_ref());
        let locale = (merged.language.as_str(), merged.region.as_str());
        let mut relocator = Relocator { world: &self.world, generated: &merged.generated, files };
        let (layout, found) = Layout::of(base, evaluated, locale, &mut relocator);
        diagnostics.extend(found);
        layout
    }

    /// Keeps the layout of this round; after an error, the last one.
    pub fn keep(&mut self, layout: Option<Layout>) {
        let is_confirmed = self.last.is_none();
        self.last = layout.map(|layout| Last { layout, is_confirmed }).or(self.last.take());
        self.age = 0;
    }
}

impl WarmStart {
    /// Without any layout.
    pub fn new(mode: Mode) -> Self {
        Self { mode, worlds: BTreeMap::new() }
    }

    /// Takes out the world of one language and edition, with the present files. [`Self::put_back`] returns it.
    pub fn take(&mut self, ready: &Ready, merged: &Merged) -> Warm {
        let Some(mut warm) = self.worlds.remove(&merged.key()) else {
            return Warm { world: ready.world(merged), last: None, age: 0 };
        };
        warm.world.renew(ready.inputs.written(), ready.inputs.font_store().clone(), &merged.generated);
        warm
    }

    /// Returns worlds after a round; all others become one round older.
    pub fn put_back<'m>(&mut self, worlds: impl Iterator<Item = (&'m Merged, Warm)>) {
        self.worlds.values_mut().for_each(|warm| warm.age += 1);
        self.worlds.extend(worlds.map(|(merged, warm)| (merged.key(), warm)));
    }

    /// The numbers of what was set last in one language and edition.
    pub fn numbers(&self, key: Key) -> Option<Numbers> {
        let warm = self.worlds.get(&key)?;
        warm.last.as_ref()?.layout.numbers(&warm.world)
    }

    /// As [`timings::json`], with its errors.
    pub fn timings(&self) -> Result<Vec<u8>, String> {
        timings::json(self.worlds.values().map(|warm| &warm.world))
    }

    /// Whether the last pages of one language and edition are those of a cold layout. If not, the next round starts from the
    /// cold layout.
    pub fn confirm(&mut self, key: Key, ready: &Ready) -> bool {
        let base = key.1.is_printed().then(|| thread::run(|| self.screen_layout(key.0, ready))).flatten();
        let Some(warm) = self.worlds.get_mut(&key) else { return false };
        let Some(last) = warm.last.take_if(|last| !last.is_confirmed) else { return warm.last.is_some() };
        let layout = thread::run(|| Layout::alone(&warm.world, base.as_ref()));
        let is_same = layout.as_ref().is_some_and(|layout| layout.has_same_pages(&last.layout));
        // If the cold layout failed, the next round starts cold and reports why.
        warm.last = layout.map(|layout| Last { layout, is_confirmed: true });
        is_same
    }

    /// As the function [`screen_layout`], from a kept world if there is one.
    fn screen_layout(&self, language: Language, ready: &Ready) -> Option<Layout> {
        match self.worlds.get(&(language, Edition::Screen)) {
            Some(Warm { last: Some(Last { layout, is_confirmed: true }), .. }) => Some(layout.clone()),
            Some(Warm { world, .. }) => Layout::alone(world, None),
            None => screen_layout(language, ready),
        }
    }

    /// Lays out again what the last rounds did not set, so that its cache entries are not evicted before its next edit.
    pub fn refresh(&mut self, ready: &Ready) {
        for merged in &ready.merged {
            if self.worlds.get(&merged.key()).is_some_and(|warm| warm.age >= REFRESHED_AFTER) {
                let warm = self.take(ready, merged);
                // Its faults were reported when it was set.
                thread::run(|| Layout::alone(&warm.world, Some(&warm.last.as_ref()?.layout)));
                self.worlds.insert(merged.key(), Warm { age: 0, ..warm });
            }
        }
    }
}

/// The cold layout of a language's screen edition, from which its print edition starts. `None` if the report has no screen edition,
/// or it cannot be set.
fn screen_layout(language: Language, ready: &Ready) -> Option<Layout> {
    let screen = ready.merged.iter().find(|merged| merged.key() == (language, Edition::Screen))?;
    Layout::alone(&ready.world(screen), None)
}
