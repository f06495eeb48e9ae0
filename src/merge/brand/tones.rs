//! The tones of a brand: colours that follow from one, and keep what the theme demands of them.
//!
//! Each tone is to the brand what the theme's tone is to the theme's own colour: a hue as far from it, a chroma in proportion, and the
//! same lightness. From there the lightness is changed by as little as the demands allow. Tones that depend on each other are chosen
//! together.

use std::collections::HashMap;

use super::colour::{self, Bytes, Lch};
use super::press::{Inks, Press};
use super::theme::{Demand, Pair, Shown, Theme, What, shown};

/// The names of the report's own colour and of its accent in a theme.
pub const BRAND: &str = "brand";
pub const ACCENT: &str = "signal";

/// The steps of lightness between which a tone is chosen.
const STEP: f64 = 0.01;
/// How many steps a tone can be from its ideal.
const REACH: u8 = 45;
/// A colour with less chroma has no hue that an eye would miss.
const NO_HUE: f64 = 0.02;
/// A tone whose hue is further than this from that of the brand is a contrast to it, and as colourful as in the theme.
const NEAR_HUE: f64 = 60.0;

const MISTAKEN: &str = "another colour of the theme is the same on a screen, and has other inks";

/// A colour of the report, with its inks if the report gives them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub screen: Bytes,
    pub print: Option<Inks>,
}

/// Why a colour has no tones: the colours between which a demand cannot be kept, and the contrast where that is the demand.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// Whether the accent is what cannot be.
    pub is_accent: bool,
    /// Whether it would do on a screen, and other inks might do on paper.
    pub is_of_paper: bool,
    pub reason: String,
}

/// What tones are derived with, prepared once for many colours.
pub struct Deriver<'a> {
    theme: &'a Theme,
    press: &'a Press,
    /// The theme's own colours.
    own: HashMap<&'a str, Shown>,
    /// What is demanded of each colour with others.
    demands: HashMap<&'a str, Vec<&'a Demand>>,
}

type Chosen<'a> = HashMap<&'a str, Shown>;

impl<'a> Deriver<'a> {
    pub fn new(theme: &'a Theme, press: &'a Press) -> Self {
        let pairs: Vec<Pair> = theme.colours.iter().map(|(_, pair)| *pair).collect();
        let names = theme.colours.iter().map(|(name, _)| name.as_str());
        let mut demands: HashMap<&str, Vec<&Demand>> = HashMap::new();
        for demand in theme.demands.iter().filter(|demand| demand.names[0] != demand.names[1]) {
            demand.names.iter().for_each(|name| demands.entry(name).or_default().push(demand));
        }
        Self { theme, press, own: names.zip(shown(&pairs, press)).collect(), demands }
    }

    /// The colours that differ from the theme's, by their names.
    pub fn tones(&self, brand: Given, accent: Option<Given>) -> Result<Vec<(String, Pair)>, Refusal> {
        let mut all = self.inks(brand).into_iter();
        loop {
            let print = all.next().expect("the last inks of a colour end the search");
            match self.with(Pair { screen: brand.screen, print }, accent) {
                Ok(chosen) => {
                    let names = self.theme.colours.iter().map(|(name, _)| name);
                    let tones = names.filter_map(|name| Some((name.clone(), chosen.get(name.as_str())?.pair)));
                    return Ok(tones.collect());
                }
                Err(refusal) if refusal.is_of_paper && all.len() > 0 => {}
                Err(refusal) => return Err(refusal),
            }
        }
    }

    /// The accent alone, on the theme's own brand.
    pub fn accent_alone(&self, accent: Given) -> Result<Vec<(String, Pair)>, Refusal> {
        let Some(brand) = self.own.get(BRAND) else { return Ok(Vec::new()) };
        let accent = self.accent(Some(accent), &Chosen::from([(BRAND, *brand)]))?;
        Ok(vec![(ACCENT.to_owned(), accent.pair)])
    }

    /// The inks of a colour by the profile of the press.
    pub fn printed(&self, screen: Bytes) -> Inks {
        self.inks(Given { screen, print: None })[0]
    }

    /// The colour nearest to a refused one that has tones: lighter or darker and else the same, or if none is right, less colourful, too.
    pub fn nearest(&self, colour: Bytes, is_right: impl Fn(Bytes) -> bool) -> Option<Bytes> {
        let own = Lch::of(colour);
        [1.0, 0.7, 0.4, 0.0].into_iter().find_map(|share| {
            let paler = own.with_chroma(own.chroma * share);
            let mut near: Vec<Bytes> =
                (1..100).map(|step| paler.with_lightness(f64::from(step) * STEP).on_screen()).collect();
            near.sort_by(|one, other| colour::difference(colour, *one).total_cmp(&colour::difference(colour, *other)));
            near.dedup();
            near.into_iter().find(|near| is_right(*near))
        })
    }

    /// The inks that a given colour can have, the best first: where print is paler than a screen, darker ones may be needed.
    fn inks(&self, given: Given) -> Vec<Inks> {
        let same = self.fixed().find(|shown| shown.pair.screen == given.screen);
        if let Some(inks) = given.print.or(same.map(|shown| shown.pair.print)) {
            return vec![inks];
        }
        let own = Lch::of(given.screen);
        let darker = (0..12).map(|step| own.with_lightness((own.lightness - f64::from(step) * STEP).max(0.0)));
        let mut inks = self.press.inks(&[vec![given.screen], darker.skip(1).map(Lch::on_screen).collect()].concat());
        inks.dedup();
        inks
    }

    fn with(&self, brand: Pair, accent: Option<Given>) -> Result<Chosen<'a>, Refusal> {
        let mut chosen: Chosen<'a> = HashMap::from([(BRAND, shown(&[brand], self.press)[0])]);
        let follows = |name: &str| name == ACCENT || self.theme.of_brand.iter().any(|tone| tone == name);
        let fixed = |name: &str| !follows(name);
        if let Some(demand) = self.broken(BRAND, &chosen[BRAND], &chosen, &fixed) {
            return Err(self.refusal(false, Some(demand), &chosen));
        }
        if !self.is_unmistaken(&chosen[BRAND], &chosen) {
            return Err(self.refusal(false, None, &chosen));
        }
        if self.own.contains_key(ACCENT) {
            let shown = self.accent(accent, &chosen)?;
            chosen.insert(ACCENT, shown);
        }
        let tones = self.theme.of_brand.iter().map(String::as_str);
        let tones: Vec<&'a str> = tones.filter(|tone| self.own.contains_key(tone)).collect();
        for together in self.divided(&tones) {
            let candidates =
                together.iter().map(|tone| self.candidates(tone, brand, &chosen, &tones)).collect::<Vec<_>>();
            let impossible = together.iter().zip(&candidates).filter(|(_, candidates)| candidates.is_empty());
            let impossible: Vec<&str> = impossible.map(|(tone, _)| *tone).collect();
            if !impossible.is_empty() || !self.choose(&together, &candidates, &mut chosen) {
                let names = if impossible.is_empty() { together } else { impossible };
                let names = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                let reason =
                    format!("no {names} can be made from it that keeps the contrasts and distinctions of the theme");
                return Err(Refusal { is_accent: false, is_of_paper: false, reason });
            }
        }
        Ok(chosen)
    }

    /// The accent on the brand: the given one, or that of the theme, as light or dark as needed.
    fn accent(&self, given: Option<Given>, chosen: &Chosen<'a>) -> Result<Shown, Refusal> {
        let tones = |name: &str| !self.theme.of_brand.iter().any(|tone| tone == name);
        let own = self.own[ACCENT];
        let pairs: Vec<Pair> = match given {
            Some(given) => {
                let inks = self.inks(given).into_iter();
                inks.map(|print| Pair { screen: given.screen, print }).collect()
            }
            None if self.fits_as_accent(&own, chosen) => return Ok(own),
            None => {
                let screens = lighter_and_darker(Lch::of(own.pair.screen));
                let inks = self.press.inks(&screens);
                let others = screens.into_iter().zip(inks).map(|(screen, print)| Pair { screen, print });
                std::iter::once(own.pair).chain(others).collect()
            }
        };
        let candidates = shown(&pairs, self.press);
        let right = candidates.iter().find(|candidate| self.fits_as_accent(candidate, chosen));
        right.copied().ok_or_else(|| {
            let mut with = chosen.clone();
            with.insert(ACCENT, candidates[0]);
            self.refusal(given.is_some(), self.broken(ACCENT, &candidates[0], &with, &tones), &with)
        })
    }

    fn fits_as_accent(&self, it: &Shown, chosen: &Chosen<'a>) -> bool {
        let is_fixed = |name: &str| !self.theme.of_brand.iter().any(|tone| tone == name);
        self.broken(ACCENT, it, chosen, &is_fixed).is_none() && self.is_unmistaken(it, chosen)
    }

    /// The first demand of a colour with those others that `counts` that it does not keep.
    fn broken(&self, name: &str, it: &Shown, chosen: &Chosen, counts: &dyn Fn(&str) -> bool) -> Option<&'a Demand> {
        self.demands.get(name)?.iter().copied().find(|demand| {
            let partner = partner(demand, name);
            let own = self.own.get(partner).filter(|_| counts(partner));
            chosen.get(partner).or(own).is_some_and(|partner| !self.holds(demand, it, partner))
        })
    }

    fn holds(&self, demand: &Demand, one: &Shown, other: &Shown) -> bool {
        let [first, second] = demand.names.each_ref().map(|name| self.own.get(name.as_str()).copied());
        demand.holds(one, other, first.zip(second).map(|(one, other)| [one, other]).as_ref())
    }

    /// A refusal for a demand that is not kept; for none, since another colour is the same on a screen.
    fn refusal(&self, is_accent: bool, broken: Option<&Demand>, chosen: &Chosen) -> Refusal {
        let Some(demand) = broken else {
            return Refusal { is_accent, is_of_paper: false, reason: MISTAKEN.to_owned() };
        };
        let [one, other] =
            demand.names.each_ref().map(|name| chosen.get(name.as_str()).unwrap_or(&self.own[name.as_str()]));
        Refusal { is_accent, is_of_paper: demand.holds_on_screen(one, other), reason: self.reason(demand, chosen) }
    }

    fn reason(&self, demand: &Demand, chosen: &Chosen) -> String {
        let [one, other] =
            demand.names.each_ref().map(|name| chosen.get(name.as_str()).unwrap_or(&self.own[name.as_str()]));
        let [first, second] = &demand.names;
        match demand.what {
            What::Contrast(least) => {
                let has = [0, 1].map(|medium| one.on[medium].contrast(&other.on[medium]));
                let (where_, has) = if has[0] < least { ("", has[0]) } else { (" on paper", has[1]) };
                format!(
                    "`{first}` on `{second}` then has a contrast of {has:.1}{where_}, and the theme demands {least}"
                )
            }
            What::Difference => format!("`{first}` and `{second}` then look alike in grey or to colour-blind people"),
        }
    }

    /// The tones in groups: those of a group depend on each other. Tones that keep the theme's black ink come last, since they must
    /// not look like a tone with other inks.
    fn divided(&self, tones: &[&'a str]) -> Vec<Vec<&'a str>> {
        let mut groups: Vec<Vec<&'a str>> = tones.iter().map(|tone| vec![*tone]).collect();
        for demand in &self.theme.demands {
            let of = |groups: &[Vec<&str>], name: &str| groups.iter().position(|group| group.contains(&name));
            let [one, other] = demand.names.each_ref().map(|name| of(&groups, name));
            if let (Some(one), Some(other)) = (one, other)
                && one != other
            {
                let moved = groups[one.max(other)].clone();
                groups[one.min(other)].extend(moved);
                groups.remove(one.max(other));
            }
        }
        let place = |name: &&str| tones.iter().position(|tone| tone == name);
        groups.iter_mut().for_each(|group| group.sort_by_key(place));
        groups.sort_by_key(|group| group.iter().any(|tone| self.keeps_black(tone)));
        groups
    }

    /// Whether the theme prints a colour in black ink alone: then that stays, as it must in small text.
    fn keeps_black(&self, tone: &str) -> bool {
        matches!(self.own[tone].pair.print, [0, 0, 0, black] if black > 0)
    }

    /// What a tone can be, the best first: those that keep what is demanded of it with colours that are fixed.
    fn candidates(&self, tone: &str, brand: Pair, chosen: &Chosen<'a>, tones: &[&str]) -> Vec<Shown> {
        let own = self.own[tone].pair;
        let ideal = self.ideal(Lch::of(own.screen), Lch::of(brand.screen));
        let fixed = |name: &str| !tones.contains(&name);
        let mut screens = lighter_and_darker(ideal);
        // A tone that is the theme's brand is the report's own, if it can be.
        if own == self.own[BRAND].pair {
            screens.insert(0, brand.screen);
        }
        screens.retain(|screen| {
            let seen = Shown::on_screen(*screen);
            self.demands.get(tone).into_iter().flatten().all(|demand| {
                let partner = partner(demand, tone);
                let other = chosen.get(partner).or_else(|| self.own.get(partner).filter(|_| fixed(partner)));
                other.is_none_or(|other| demand.holds_on_screen(&seen, other))
            })
        });
        let inks = if self.keeps_black(tone) { vec![own.print; screens.len()] } else { self.press.inks(&screens) };
        let pairs = screens.into_iter().zip(inks).map(|(screen, print)| match screen == brand.screen {
            true if !self.keeps_black(tone) => brand,
            _ => Pair { screen, print },
        });
        let pairs: Vec<Pair> = pairs.collect();
        let is_right = |it: &Shown| self.broken(tone, it, chosen, &fixed).is_none() && self.is_unmistaken(it, chosen);
        shown(&pairs, self.press).into_iter().filter(is_right).collect()
    }

    /// Whether no other colour looks the same on a screen and has other inks: the program tells them apart by the screen.
    fn is_unmistaken(&self, it: &Shown, chosen: &Chosen) -> bool {
        let mut others = self.fixed().chain(chosen.values());
        others.all(|other| other.pair.screen != it.pair.screen || other.pair.print == it.pair.print)
    }

    /// The colours of the theme that do not follow from the brand.
    fn fixed(&self) -> impl Iterator<Item = &Shown> {
        let follows =
            |name: &str| name == BRAND || name == ACCENT || self.theme.of_brand.iter().any(|tone| tone == name);
        self.own.iter().filter(move |(name, _)| !follows(name)).map(|(_, shown)| shown)
    }

    /// What a tone would be if nothing were demanded of it.
    fn ideal(&self, tone: Lch, brand: Lch) -> Lch {
        let theme = Lch::of(self.own[BRAND].pair.screen);
        let turn = (tone.hue - theme.hue + 540.0).rem_euclid(360.0) - 180.0;
        let is_near = turn.abs() <= NEAR_HUE || tone.chroma < NO_HUE;
        // Half of the way, by ratio: a vivid brand has lively tones, and no gaudy ones.
        let share = (brand.chroma / theme.chroma.max(NO_HUE)).sqrt();
        let chroma = if is_near { (tone.chroma * share).min(brand.chroma.max(tone.chroma)) } else { tone.chroma };
        let chroma = if is_near && brand.chroma < NO_HUE { tone.chroma.min(brand.chroma) } else { chroma };
        let hue = if brand.chroma < NO_HUE { tone.hue } else { (brand.hue + turn).rem_euclid(360.0) };
        Lch { lightness: tone.lightness, chroma, hue }
    }

    /// Chooses the first candidates that keep what is demanded between the tones of a group.
    fn choose(&self, group: &[&'a str], candidates: &[Vec<Shown>], chosen: &mut Chosen<'a>) -> bool {
        let (Some((tone, others)), Some((own, further))) = (group.split_first(), candidates.split_first()) else {
            return true;
        };
        let nothing = |_: &str| false;
        for candidate in own {
            if self.broken(tone, candidate, chosen, &nothing).is_none() && self.is_unmistaken(candidate, chosen) {
                chosen.insert(tone, *candidate);
                if self.choose(others, further, chosen) {
                    return true;
                }
                chosen.remove(tone);
            }
        }
        false
    }
}

/// The other colour of a demand.
fn partner<'d>(demand: &'d Demand, name: &str) -> &'d str {
    let [one, other] = &demand.names;
    if one == name { other } else { one }
}

/// A colour and those that differ from it in lightness, the nearest first.
fn lighter_and_darker(ideal: Lch) -> Vec<Bytes> {
    let steps = (0..REACH).flat_map(|step| [f64::from(step) * STEP, -f64::from(step) * STEP]);
    let lightnesses = steps.map(|step| ideal.lightness + step).filter(|lightness| (0.01..=0.995).contains(lightness));
    let mut screens: Vec<Bytes> = lightnesses.map(|lightness| ideal.with_lightness(lightness).on_screen()).collect();
    screens.dedup();
    screens
}
