//! What `[brand]` says of colours and faces, as tokens that come before those of the theme: from the report's colour to its tones, each
//! with its inks.

mod colour;
mod listed;
mod press;
mod theme;
mod tones;

use crate::diagnostics::{Code, Diagnostic, Place, diagnostic::malformed};
use crate::model::typed::{self, BrandColour};
use crate::model::{Text, Value};
use crate::rules::{Profile, limits::Paper};

pub use colour::{Bytes, hex};
pub use listed::{Contrast, Tone, tones};
pub use press::{Inks, Press};
use theme::Shown;
pub use theme::{Demand, Pair, Theme, What};
use tones::{ACCENT, BRAND};
pub use tones::{Deriver, Given, Refusal};

/// The tokens of a brand; empty for a report that says nothing of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brand {
    /// The colours that differ from those of the theme, by their names.
    pub colours: Vec<(String, Pair)>,
    /// The families by the names that they have in the theme.
    pub faces: Vec<(&'static str, String)>,
}

/// What tones are derived from: what the theme says, and the press that the report is made for.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    /// `None` for a theme that cannot be read, which is reported where it is evaluated.
    pub theme: Option<&'a Theme>,
    pub profile: &'a Profile,
    pub paper: &'a Paper,
}

impl Brand {
    /// What a report says of them. Faults go to `diagnostics`; the theme's own colour then stands in.
    pub fn of(brand: typed::Brand, ground: Ground, diagnostics: &mut Vec<Diagnostic>) -> Self {
        Self { colours: colours(brand, ground, diagnostics), faces: faces(brand) }
    }
}

/// The families that a report names, each with its place.
pub fn named_faces(brand: typed::Brand<'_>) -> Vec<(&'static str, &Text)> {
    let Some(faces) = brand.faces() else { return Vec::new() };
    let named = [("body", faces.body()), ("display", faces.display()), ("code", faces.code())];
    named.into_iter().filter_map(|(name, family)| Some((name, family?))).collect()
}

fn faces(brand: typed::Brand) -> Vec<(&'static str, String)> {
    named_faces(brand).into_iter().map(|(name, family)| (name, family.value.clone())).collect()
}

/// A colour of the report with the places of its parts.
struct Written {
    given: Given,
    screen: Place,
    print: Option<Place>,
}

fn colours(brand: typed::Brand, ground: Ground, diagnostics: &mut Vec<Diagnostic>) -> Vec<(String, Pair)> {
    let before = diagnostics.len();
    let mut read = |key, table| written(brand, key, table, ground.paper, diagnostics);
    let (colour, accent) = (read("colour", brand.colour()), read("accent", brand.accent()));
    let asked = [&colour, &accent].into_iter().flatten().next();
    let (Some(theme), Some(asked), true) = (ground.theme, asked, diagnostics.len() == before) else {
        return Vec::new();
    };
    if let Some(name) = [BRAND, ACCENT].into_iter().find(|name| theme.colour(name).is_none()) {
        let message = format!("the theme has no colour `{name}`, which the one of the report would stand for");
        let hint = "add it to `colours` of `templates/theme.typ`, or delete the colour here";
        diagnostics.push(malformed(asked.screen, message, hint));
        return Vec::new();
    }
    let Some(press) = Press::of(&ground.profile.bytes, ground.paper) else {
        let message = format!("the profile `{}` does not say how colours become inks", ground.profile.name);
        diagnostics.push(malformed(asked.screen, message, "ask the print shop for the ICC profile of its output"));
        return Vec::new();
    };
    let deriver = Deriver::new(theme, &press);
    let own = accent.as_ref().map(|accent| accent.given);
    let tones = match &colour {
        Some(colour) => deriver.tones(colour.given, own),
        None => deriver.accent_alone(asked.given),
    };
    tones.unwrap_or_else(|refusal| {
        // A colour is not to blame for what the theme itself does not keep.
        if let Some(fault) = broken_theme(theme, asked) {
            diagnostics.push(fault);
            return Vec::new();
        }
        let written = accent.as_ref().filter(|_| refusal.is_accent).or(colour.as_ref()).unwrap_or(asked);
        let is_right = |given: Given| match (&colour, refusal.is_accent) {
            (Some(colour), true) => deriver.tones(colour.given, Some(given)).is_ok(),
            (None, _) => deriver.accent_alone(given).is_ok(),
            // An accent that is right on no such colour is a fault of its own.
            (Some(_), false) => deriver.tones(given, None).is_ok(),
        };
        diagnostics.push(refused(written, &refusal, &deriver, is_right));
        Vec::new()
    })
}

/// The fault of a theme whose own colours do not keep what it demands of them on a screen. Those that follow from the report's are chosen anew.
fn broken_theme(theme: &Theme, asked: &Written) -> Option<Diagnostic> {
    let shown = |name: &str| theme.colour(name).map(|pair| Shown::on_screen(pair.screen));
    let is_chosen = |name: &String| [BRAND, ACCENT].contains(&name.as_str()) || theme.of_brand.contains(name);
    let fault = |demand: &Demand| {
        let [one, other] = &demand.names;
        let colours = (shown(one)?, shown(other)?);
        if demand.names.iter().any(is_chosen) || demand.holds_on_screen(&colours.0, &colours.1) {
            return None;
        }
        let [one_hex, other_hex] = [colours.0, colours.1].map(|colour| hex(colour.pair.screen));
        let what = match demand.what {
            What::Contrast(least) => format!("have less contrast than {least}:1"),
            What::Difference => "are too alike".to_owned(),
        };
        let message = format!(
            "no colour can be that of this look, since two colours of its theme {what}: `{one}` is `{one_hex}`, and `{other}` is `{other_hex}`"
        );
        let hint = format!(
            "change `{one}` or `{other}` in `templates/theme.typ`, where `contrasts` and `distinctions` say what colours must keep"
        );
        Some(malformed(asked.screen, message, hint))
    };
    theme.demands.iter().find_map(fault)
}

/// The fault of a colour that cannot be, with the nearest that can.
fn refused(written: &Written, refusal: &Refusal, deriver: &Deriver, is_right: impl Fn(Given) -> bool) -> Diagnostic {
    let screen = written.given.screen;
    let what = if refusal.is_accent { "the accent" } else { "the colour" };
    let without_inks = Given { screen, print: None };
    if let Some(place) = written.print
        && is_right(without_inks)
    {
        let message = format!("with these inks, `{}` cannot be {what} of this look: {}", hex(screen), refusal.reason);
        let inks = deriver.printed(screen).map(|ink| ink.to_string()).join(", ");
        return malformed(
            place,
            message,
            format!("the profile of the press makes it `[{inks}]`: leave `print` out, or come nearer to that"),
        );
    }
    let message = format!("`{}` cannot be {what} of this look: {}", hex(screen), refusal.reason);
    let nearest = deriver.nearest(screen, |screen| is_right(Given { screen, print: None }));
    let hint = match nearest {
        Some(nearest) => format!("the nearest colour that can is `{}`", hex(nearest)),
        None => "no colour like it can: see `contrasts` and `distinctions` in `templates/theme.typ`".to_owned(),
    };
    malformed(written.screen, message, hint)
}

/// A colour as `#7a1fa2`, or with its inks. `None` where there is none, or its form is reported as wrong.
fn written(
    brand: typed::Brand,
    key: &str,
    table: Option<BrandColour>,
    paper: &Paper,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Written> {
    let text = match (brand.0.get(key)?, table) {
        (Value::String(text), _) => text,
        (_, table) => table?.screen(),
    };
    let screen = colour::from_hex(&text.value)?;
    let numbers = table.map(|table| table.print()).unwrap_or_default();
    let mut written = Written { given: Given { screen, print: None }, screen: text.place, print: None };
    let Some(first) = numbers.first() else { return Some(written) };
    let last = numbers.last().unwrap_or(first);
    let place = Place::new(first.place.file, first.place.range().start..last.place.range().end);
    let inks: Vec<u8> = numbers.iter().map(|number| number.value.value.round() as u8).collect();
    let Ok(inks) = Inks::try_from(inks) else {
        let message = format!("a colour has four inks, and here are {}", numbers.len());
        let hint = "write cyan, magenta, yellow and black in percent, such as `[95, 45, 35, 50]`";
        diagnostics.push(malformed(place, message, hint));
        return None;
    };
    let sum: u32 = inks.iter().map(|ink| u32::from(*ink)).sum();
    if f64::from(sum) > paper.ink_limit {
        let message = format!("the inks sum to {sum} %; the paper takes {:.0} %", paper.ink_limit);
        diagnostics.push(
            Diagnostic::new(Code::TooMuchInk, place, message).with_hint("take out what the black ink covers anyway"),
        );
        return None;
    }
    if !press::is_sharp(inks) {
        let message = "small text in these inks blurs: black ink of 60 % or more is mixed with others";
        let hint = "take less black, or less than 30 % of the other inks together";
        diagnostics.push(malformed(place, message, hint));
        return None;
    }
    (written.given.print, written.print) = (Some(inks), Some(place));
    Some(written)
}
