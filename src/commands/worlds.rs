//! The worlds of each language and edition, which live on from one round to the next.

use std::collections::BTreeMap;

use icu::locale::subtags::Language;
use typst_layout::PagedDocument;

use crate::model::choice::Edition;
use crate::typeset::layout::{self, Before};
use crate::typeset::timings;
use crate::typeset::world::ReportWorld;

use super::pipeline::{Inputs, Merged, Ready};

/// The stack of a thread that sets pages, in bytes: Typst recurses deeply on nested content.
pub const STACK: usize = 16 * 1024 * 1024;

/// How many rounds Typst's caches keep what no round asks for. Whoever edits one section asks for nothing inside the others, and comes
/// back to them.
pub const ROUNDS_KEPT: usize = 30;
/// A world that no round set is set again before its caches are that old, in rounds.
const REFRESHED_AFTER: usize = ROUNDS_KEPT / 2;

pub type Key = (Language, Edition);

/// Lets go what the languages that are done have cached, while so many are laid out at once.
pub fn let_go(at_once: usize) {
    // What is cached grows older by one with each language that is done, and is new again when it is asked for.
    comemo::evict(at_once - 1);
}

/// The pages that a print edition is laid out on top of: those of the screen edition of its language, from nothing. `None` when
/// the report has no screen edition, or it cannot be set.
pub fn ground(language: Language, inputs: &Inputs, ready: &Ready) -> Option<PagedDocument> {
    let screen = ready.merged.iter().find(|merged| key(merged) == (language, Edition::Screen))?;
    let world = ReportWorld::new(inputs.written(), ready.fonts.clone(), &screen.generated);
    layout::from_nothing(&world).output.ok()
}

/// Typst's view of one language and edition, with the pages that were set of it last.
pub struct Kept {
    pub world: ReportWorld,
    pages: Option<Pages>,
    /// How many rounds ago it was set.
    age: usize,
}

struct Pages {
    document: PagedDocument,
    /// They are what a build from nothing gives, and not only pages that agree with themselves.
    confirmed: bool,
}

impl Kept {
    /// The pages that the next ones can be set on top of.
    pub fn last(&self) -> Option<&PagedDocument> {
        self.pages.as_ref().map(|pages| &pages.document)
    }

    /// Takes in what this round set; after a fault the last pages stay.
    pub fn keep(&mut self, document: Option<PagedDocument>) {
        let confirmed = self.pages.is_none();
        self.pages = document.map(|document| Pages { document, confirmed }).or(self.pages.take());
        self.age = 0;
    }
}

/// All of them. Typst sets again only what changed since.
#[derive(Default)]
pub struct Worlds(BTreeMap<Key, Kept>);

impl Worlds {
    /// The world of one language and edition, with what is written now.
    pub fn take(&mut self, inputs: &Inputs, ready: &Ready, merged: &Merged) -> Kept {
        match self.0.remove(&key(merged)) {
            Some(mut kept) => {
                kept.world.renew(inputs.written(), ready.fonts.clone(), &merged.generated);
                kept
            }
            None => {
                let world = ReportWorld::new(inputs.written(), ready.fonts.clone(), &merged.generated);
                Kept { world, pages: None, age: 0 }
            }
        }
    }

    /// Gives worlds back after a round, which makes all others one round older.
    pub fn put_back<'m>(&mut self, worlds: impl Iterator<Item = (&'m Merged, Kept)>) {
        self.0.values_mut().for_each(|kept| kept.age += 1);
        self.0.extend(worlds.map(|(merged, kept)| (key(merged), kept)));
    }

    /// Where the time went, as [`timings::json`] gives it.
    ///
    /// # Errors
    /// As there.
    pub fn timings(&self) -> Result<Vec<u8>, String> {
        timings::json(self.0.values().map(|kept| &kept.world))
    }

    /// Whether the last pages of one language and edition are what a build from nothing gives. If they are not, the next
    /// round sets those.
    pub fn confirm(&mut self, key: Key, inputs: &Inputs, ready: &Ready) -> bool {
        let ground = || on_own_stack(|| self.ground(key.0, inputs, ready));
        let ground = (key.1 == Edition::Print).then(ground).flatten();
        let Some(kept) = self.0.get_mut(&key) else { return false };
        let Some(pages) = kept.pages.take_if(|pages| !pages.confirmed) else { return kept.pages.is_some() };
        let world = &kept.world;
        let before = ground.as_ref().map_or(Before::Nothing, Before::Pages);
        let document = on_own_stack(|| layout::lay_out(before, layout::evaluate(world), world).output.ok());
        let same = document.as_ref().is_some_and(|document| layout::same(document, &pages.document));
        // Pages that nothing gives are forgotten: the next round sets them from nothing, and tells why they cannot be set.
        kept.pages = document.map(|document| Pages { document, confirmed: true });
        same
    }

    /// The same as [`ground`], of a world that is kept.
    fn ground(&self, language: Language, inputs: &Inputs, ready: &Ready) -> Option<PagedDocument> {
        match self.0.get(&(language, Edition::Screen)) {
            Some(Kept { pages: Some(Pages { document, confirmed: true }), .. }) => Some(document.clone()),
            Some(Kept { world, .. }) => layout::from_nothing(world).output.ok(),
            None => ground(language, inputs, ready),
        }
    }

    /// Sets again what the last rounds did not have to, so that the next edit of it finds the caches as they were.
    pub fn refresh(&mut self, inputs: &Inputs, ready: &Ready) {
        for merged in &ready.merged {
            if self.0.get(&key(merged)).is_some_and(|kept| kept.age >= REFRESHED_AFTER) {
                let kept = self.take(inputs, ready, merged);
                // Its faults were told when it was set for its pages.
                on_own_stack(|| {
                    let before = Before::Pages(kept.last()?);
                    layout::lay_out(before, layout::evaluate(&kept.world), &kept.world).output.ok()
                });
                self.0.insert(key(merged), Kept { age: 0, ..kept });
            }
        }
    }
}

/// What the world of a merged project is kept under.
pub fn key(merged: &Merged) -> Key {
    (merged.language, merged.edition)
}

/// Runs what sets pages; `None` also when Typst stops in the middle of it.
fn on_own_stack<T: Send>(work: impl FnOnce() -> Option<T> + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.ok()?.join().ok()?
    })
}
