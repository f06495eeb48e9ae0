//! The pages of one language and edition in the browser, with prefetched images of those that it will request next.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::typeset::{Proof, proof::ProofPage};

use super::comments::Marks;

/// The pages of one language and edition.
pub struct NewPages {
    /// Its name in addresses, such as `fi-screen`.
    pub key: String,
    pub language: String,
    pub edition: &'static str,
    pub proof: Proof,
}

/// Pages that the browser shows.
pub struct ShownPages {
    pub shown: NewPages,
    pub pages: Vec<ProofPage>,
    /// Where open comments stand on them.
    pub marks: Marks,
    /// Images that are rendered before they are requested, or by the first request.
    ahead: BTreeMap<Request, OnceLock<Option<Vec<u8>>>>,
}

/// A browser's request for an image: the index of the page, from 0, and the width in pixels.
pub type Request = (usize, u32);

impl ShownPages {
    /// Without prefetched images.
    pub fn new(shown: NewPages) -> Self {
        let pages = shown.proof.pages();
        Self { shown, pages, marks: Marks::default(), ahead: BTreeMap::new() }
    }

    /// Selects the images to render ahead: the changed ones among the pages of `before` that a browser has in view.
    pub fn prefetch(&mut self, view: impl Iterator<Item = Request>, before: &ShownPages) {
        let is_new = |(index, _): &Request| {
            self.pages.get(*index).is_some_and(|page| before.pages.iter().all(|known| known.id != page.id))
        };
        self.ahead = view.filter(is_new).map(|request| (request, OnceLock::new())).collect();
    }

    /// Renders pages that the browser is about to request.
    pub fn render_ahead(&self) {
        self.ahead.par_iter().for_each(|(request, png)| _ = png.get_or_init(|| self.render(*request)));
    }

    /// The image of a page as PNG; `None` if it cannot be rendered.
    pub fn png(&self, request: Request) -> Option<Vec<u8>> {
        match self.ahead.get(&request) {
            Some(png) => png.get_or_init(|| self.render(request)).clone(),
            None => self.render(request),
        }
    }

    fn render(&self, (index, width): Request) -> Option<Vec<u8>> {
        self.shown.proof.png(index, width)
    }
}
