//! Layouts on top of earlier ones: what lives from one round of `watch` to the next, so that an edit is set in a part of the time.
//!
//! A layout on top of the last pages agrees with itself, as one from nothing does, but a report may allow for several such
//! layouts. So such pages are confirmed before they are published.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;

use crate::diagnostics::Faults;
use crate::model::Edition;
use crate::typeset::{Layout, Relocator, ReportWorld, cache, layout::Evaluated, thread, timings};

use super::{Key, Merged, Mode, Ready};

/// After this many rounds without it a world is laid out again, before its cache entries are evicted.
const REFRESHED_AFTER: usize = cache::ROUNDS_KEPT / 2;

/// The worlds of all languages and editions. Typst sets again only what changed since.
pub struct WarmStart {
    pub mode: Mode,
    worlds: BTreeMap<Key, Warm>,
}

/// Typst's view of one language and edition, with the pages that were laid out of it last.
pub struct Warm {
    pub world: ReportWorld,
    last: Option<Last>,
    /// How many rounds ago it was set.
    age: usize,
}

struct Last {
    layout: Layout,
    /// It is what a build from nothing gives, and not only a layout that agrees with itself.
    is_confirmed: bool,
}

impl Warm {
    /// Whether there are earlier pages that the next ones can be laid out on top of.
    pub fn has_pages(&self) -> bool {
        self.last.is_some()
    }

    /// Lays the evaluated sources out: on top of the last pages, or else of `base`, or else from nothing. A print edition is always
    /// laid out on top of the screen edition of its language from nothing. `None` when there is an error, which is added to `faults`.
    pub fn lay_out(
        &self,
        base: Option<&Layout>,
        evaluated: Evaluated,
        ready: &Ready,
        merged: &Merged,
        Faults { files, diagnostics }: &mut Faults,
    ) -> Option<Layout> {
        let last = self.last.as_ref().map(|last| &last.layout);
        let own_base = || if merged.edition == Edition::Print { screen_layout(merged.language, ready) } else { None };
        let own_base = if last.or(base).is_none() { own_base() } else { None };
        let base = last.or(base).or(own_base.as_ref());
        let locale = (merged.language.as_str(), merged.region.as_str());
        let mut relocator = Relocator { world: &self.world, generated: &merged.generated, files };
        let (layout, found) = Layout::of(base, evaluated, locale, &mut relocator);
        diagnostics.extend(found);
        layout
    }

    /// Keeps what this round laid out. After an error the last pages stay.
    pub fn keep(&mut self, layout: Option<Layout>) {
        let is_confirmed = self.last.is_none();
        self.last = layout.map(|layout| Last { layout, is_confirmed }).or(self.last.take());
        self.age = 0;
    }
}

impl WarmStart {
    /// Without any pages.
    pub fn new(mode: Mode) -> Self {
        Self { mode, worlds: BTreeMap::new() }
    }

    /// The world of one language and edition, with what is written now. [`Self::put_back`] gives it back.
    pub fn take(&mut self, ready: &Ready, merged: &Merged) -> Warm {
        let Some(mut warm) = self.worlds.remove(&merged.key()) else {
            return Warm { world: ready.world(merged), last: None, age: 0 };
        };
        warm.world.renew(ready.inputs.written(), ready.inputs.font_store().clone(), &merged.generated);
        warm
    }

    /// Takes worlds back after a round, which makes all others one round older.
    pub fn put_back<'m>(&mut self, worlds: impl Iterator<Item = (&'m Merged, Warm)>) {
        self.worlds.values_mut().for_each(|warm| warm.age += 1);
        self.worlds.extend(worlds.map(|(merged, warm)| (merged.key(), warm)));
    }

    /// Where the time went, as [`timings::json`] gives it.
    ///
    /// # Errors
    /// As there.
    pub fn timings(&self) -> Result<Vec<u8>, String> {
        timings::json(self.worlds.values().map(|warm| &warm.world))
    }

    /// Whether the last pages of one language and edition are what a build from nothing gives. If not, the next round lays
    /// out on top of those.
    pub fn confirm(&mut self, key: Key, ready: &Ready) -> bool {
        let base = (key.1 == Edition::Print).then(|| thread::run(|| self.screen_layout(key.0, ready))).flatten();
        let Some(warm) = self.worlds.get_mut(&key) else { return false };
        let Some(last) = warm.last.take_if(|last| !last.is_confirmed) else { return warm.last.is_some() };
        let layout = thread::run(|| Layout::alone(&warm.world, base.as_ref()));
        let is_same = layout.as_ref().is_some_and(|layout| layout.has_same_pages(&last.layout));
        // Pages that nothing gives are forgotten: the next round lays out from nothing, and reports why that fails.
        warm.last = layout.map(|layout| Last { layout, is_confirmed: true });
        is_same
    }

    /// The same as the function of this name, from a world that is kept.
    fn screen_layout(&self, language: Language, ready: &Ready) -> Option<Layout> {
        match self.worlds.get(&(language, Edition::Screen)) {
            Some(Warm { last: Some(Last { layout, is_confirmed: true }), .. }) => Some(layout.clone()),
            Some(Warm { world, .. }) => Layout::alone(world, None),
            None => screen_layout(language, ready),
        }
    }

    /// Lays out again what the last rounds did not have to, so that the next edit of it still finds its cache entries.
    pub fn refresh(&mut self, ready: &Ready) {
        for merged in &ready.merged {
            if self.worlds.get(&merged.key()).is_some_and(|warm| warm.age >= REFRESHED_AFTER) {
                let warm = self.take(ready, merged);
                // Its faults were reported when it was set for its pages.
                thread::run(|| Layout::alone(&warm.world, Some(&warm.last.as_ref()?.layout)));
                self.worlds.insert(merged.key(), Warm { age: 0, ..warm });
            }
        }
    }
}

/// The pages that a print edition is laid out on top of: those of the screen edition of its language, from nothing. `None` when
/// the report has no screen edition, or it cannot be set.
fn screen_layout(language: Language, ready: &Ready) -> Option<Layout> {
    let screen = ready.merged.iter().find(|merged| merged.key() == (language, Edition::Screen))?;
    Layout::alone(&ready.world(screen), None)
}
