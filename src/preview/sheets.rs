//! The pages of one language and edition on the board, with pictures of those that a browser will ask for next.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::typeset::proof::{Proof, ProofPage};

/// The pages of one language and edition.
pub struct Shown {
    /// Names it in addresses, such as `fi-screen`.
    pub key: String,
    pub language: String,
    pub edition: &'static str,
    pub proof: Proof,
}

/// Pages on the board.
pub struct Sheets {
    pub shown: Shown,
    pub pages: Vec<ProofPage>,
    ahead: Vec<Ahead>,
}

/// A page as a browser asks for it: which one, from 0, and how many pixels wide.
pub type Asked = (usize, u32);

/// A picture that is drawn before it is asked for, or by whoever asks first.
struct Ahead {
    asked: Asked,
    png: OnceLock<Option<Vec<u8>>>,
}

impl Sheets {
    /// Nothing is drawn ahead of these until [`Self::expect`].
    pub fn new(shown: Shown) -> Self {
        let pages = shown.proof.pages();
        Self { shown, pages, ahead: Vec::new() }
    }

    /// A browser has these pages of `before` in view, and will ask for those that are other ones here.
    pub fn expect(&mut self, view: impl Iterator<Item = Asked>, before: &Sheets) {
        let is_new = |(index, _): &Asked| {
            self.pages.get(*index).is_some_and(|page| before.pages.iter().all(|known| known.id != page.id))
        };
        self.ahead = view.filter(is_new).map(|asked| Ahead { asked, png: OnceLock::new() }).collect();
    }

    /// Draws what a browser will ask for, while the news that it does so after are still on their way.
    pub fn draw_ahead(&self) {
        self.ahead.par_iter().for_each(|ahead| {
            self.draw(ahead);
        });
    }

    /// The picture of a page as PNG; `None` when it cannot be drawn.
    pub fn png(&self, asked: Asked) -> Option<Vec<u8>> {
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
