//! The pages of one language and edition in the browser, with prefetched images of those that it will request next.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::typeset::{Proof, proof::ProofPage};

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
    ahead: Vec<Prefetched>,
}

/// A browser's request for an image: the index of the page, from 0, and the width in pixels.
pub type Request = (usize, u32);

/// An image that is rendered before it is requested, or by the first request.
struct Prefetched {
    request: Request,
    png: OnceLock<Option<Vec<u8>>>,
}

impl ShownPages {
    /// Without prefetched images.
    pub fn new(shown: NewPages) -> Self {
        let pages = shown.proof.pages();
        Self { shown, pages, ahead: Vec::new() }
    }

    /// Selects the images to render ahead: the changed ones among the pages of `before` that a browser has in view.
    pub fn prefetch(&mut self, view: impl Iterator<Item = Request>, before: &ShownPages) {
        let is_new = |(index, _): &Request| {
            self.pages.get(*index).is_some_and(|page| before.pages.iter().all(|known| known.id != page.id))
        };
        self.ahead = view.filter(is_new).map(|request| Prefetched { request, png: OnceLock::new() }).collect();
    }

    /// Renders pages that the browser is about to request.
    pub fn render_ahead(&self) {
        self.ahead.par_iter().for_each(|ahead| {
            self.render(ahead);
        });
    }

    /// The image of a page as PNG; `None` if it cannot be rendered.
    pub fn png(&self, request: Request) -> Option<Vec<u8>> {
        match self.ahead.iter().find(|ahead| ahead.request == request) {
            Some(ahead) => self.render(ahead).clone(),
            None => self.shown.proof.png(request.0, request.1),
        }
    }

    fn render<'a>(&self, ahead: &'a Prefetched) -> &'a Option<Vec<u8>> {
        let (index, width) = ahead.request;
        ahead.png.get_or_init(|| self.shown.proof.png(index, width))
    }
}
