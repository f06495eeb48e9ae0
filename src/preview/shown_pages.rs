//! The pages that the browser shows of one language and edition, with pictures of those that a browser will ask for next.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::typeset::{Proof, proof::ProofPage};

/// The pages of one language and edition.
pub struct NewPages {
    /// Names it in addresses, such as `fi-screen`.
    pub key: String,
    pub language: String,
    pub edition: &'static str,
    pub proof: Proof,
}

/// Pages that the browser shows.
pub struct ShownPages {
    pub shown: NewPages,
    pub pages: Vec<ProofPage>,
    ahead: Vec<Ahead>,
}

/// A page as a browser asks for it: which one, from 0, and how many pixels wide.
pub type Request = (usize, u32);

/// A picture that is drawn before it is requested, or by the first request.
struct Ahead {
    asked: Request,
    png: OnceLock<Option<Vec<u8>>>,
}

impl ShownPages {
    /// Nothing is drawn ahead of these until [`Self::expect`].
    pub fn new(shown: NewPages) -> Self {
        let pages = shown.proof.pages();
        Self { shown, pages, ahead: Vec::new() }
    }

    /// A browser has these pages of `before` in view, and will request those of them that have changed.
    pub fn expect(&mut self, view: impl Iterator<Item = Request>, before: &ShownPages) {
        let is_new = |(index, _): &Request| {
            self.pages.get(*index).is_some_and(|page| before.pages.iter().all(|known| known.id != page.id))
        };
        self.ahead = view.filter(is_new).map(|asked| Ahead { asked, png: OnceLock::new() }).collect();
    }

    /// Renders pages that the browser is about to request.
    pub fn draw_ahead(&self) {
        self.ahead.par_iter().for_each(|ahead| {
            self.draw(ahead);
        });
    }

    /// The picture of a page as PNG; `None` when it cannot be drawn.
    pub fn png(&self, asked: Request) -> Option<Vec<u8>> {
        match self.ahead.iter().find(|ahead| ahead.asked == asked) {
            Some(ahead) => self.draw(ahead).clone(),
            None => self.shown.proof.png(asked.0, asked.1),
        }
    }

    fn draw<'a>(&self, ahead: &'a Ahead) -> &'a Option<Vec<u8>> {
        let (index, width) = ahead.asked;
        ahead.png.get_or_init(|| self.shown.proof.png(index, width))
    }
}
