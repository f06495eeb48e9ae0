//! The colours of a theme, and what it demands of them.

use super::colour::{Bytes, Seen};
use super::press::{Inks, Press};

/// A colour on a screen and in print.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub screen: Bytes,
    pub print: Inks,
}

/// What a theme says of colours and weights.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Theme {
    /// By their names, in order.
    pub colours: Vec<(String, Pair)>,
    pub demands: Vec<Demand>,
    /// The names of the colours that follow from the report's own, in the order in which they are chosen.
    pub of_brand: Vec<String>,
    /// The weights of type by their names.
    pub weights: Vec<(String, u16)>,
}

/// What two colours must keep.
#[derive(Debug, Clone, PartialEq)]
pub struct Demand {
    pub names: [String; 2],
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What {
    /// A minimum contrast.
    Contrast(f64),
    /// A difference in grey and for colour-blind people.
    Difference,
}

/// A pair as it is seen on a screen and on paper.
#[derive(Debug, Clone, Copy)]
pub struct Shown {
    pub pair: Pair,
    pub on: [Seen; 2],
}

impl Shown {
    /// A colour of which only the screen counts.
    pub fn on_screen(screen: Bytes) -> Self {
        let seen = Seen::of(screen);
        Self { pair: Pair { screen, print: Inks::default() }, on: [seen, seen] }
    }
}

impl Theme {
    pub fn colour(&self, name: &str) -> Option<Pair> {
        self.colours.iter().find(|(known, _)| known == name).map(|(_, pair)| *pair)
    }
}

impl Demand {
    /// Whether two colours keep it on a screen and on paper. On paper no more is asked than the theme's own colours give there: a press
    /// may be too pale for that.
    pub fn holds(&self, one: &Shown, other: &Shown, own: Option<&[Shown; 2]>) -> bool {
        let ([_, one_printed], [_, other_printed]) = (&one.on, &other.on);
        let own = own.map(|[one, other]| (&one.on[1], &other.on[1]));
        let on_paper = || match self.what {
            What::Contrast(least) => {
                let least = own.map_or(least, |(one, other)| least.min(one.contrast(other)));
                one_printed.contrast(other_printed) >= least
            }
            What::Difference => {
                one_printed.differs(other_printed) || own.is_some_and(|(one, other)| !one.differs(other))
            }
        };
        self.holds_on_screen(one, other) && on_paper()
    }

    pub fn holds_on_screen(&self, one: &Shown, other: &Shown) -> bool {
        let ([one, _], [other, _]) = (&one.on, &other.on);
        match self.what {
            What::Contrast(least) => one.contrast(other) >= least,
            What::Difference => one.differs(other),
        }
    }
}

/// A pair as it is seen on a screen.
pub fn on_screen(pair: Pair) -> Seen {
    Seen::of(pair.screen)
}

/// Pairs as they are seen.
pub fn shown(pairs: &[Pair], press: &Press) -> Vec<Shown> {
    let inks: Vec<Inks> = pairs.iter().map(|pair| pair.print).collect();
    let printed = press.seen(&inks);
    let seen = pairs.iter().zip(printed);
    seen.map(|(pair, printed)| Shown { pair: *pair, on: [Seen::of(pair.screen), Seen::of(printed)] }).collect()
}
