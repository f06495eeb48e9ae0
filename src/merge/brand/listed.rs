//! The tones of a brand as a designer reads them: each with the contrast that has the least to spare.

use super::theme::{Pair, Theme, What, on_screen};

/// A tone, and the narrowest of the contrasts that the theme demands of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tone {
    pub name: String,
    pub pair: Pair,
    pub contrast: Option<Contrast>,
}

/// A contrast on a screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// The name of the other colour.
    pub with: String,
    pub ratio: f64,
    /// What the theme demands.
    pub least: f64,
}

/// The tones among `colours` as they stand over the other colours of `theme`.
pub fn tones(colours: &[(String, Pair)], theme: &Theme) -> Vec<Tone> {
    let own = |name: &str| colours.iter().find(|(known, _)| known == name).map(|(_, pair)| *pair);
    let narrowest = |name: &str, pair: Pair| {
        let contrasts = theme.demands.iter().filter(|demand| demand.names.iter().any(|known| known == name));
        let contrasts = contrasts.filter_map(|demand| {
            let What::Contrast(least) = demand.what else { return None };
            let with = demand.names.iter().find(|known| *known != name)?;
            let other = own(with).or_else(|| theme.colour(with))?;
            Some(Contrast { with: with.clone(), ratio: on_screen(pair).contrast(&on_screen(other)), least })
        });
        contrasts.min_by(|one, other| (one.ratio / one.least).total_cmp(&(other.ratio / other.least)))
    };
    let tone =
        |(name, pair): &(String, Pair)| Tone { name: name.clone(), pair: *pair, contrast: narrowest(name, *pair) };
    colours.iter().map(tone).collect()
}
