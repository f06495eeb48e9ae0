//! Colours as inks of a press, by its profile.

use std::sync::Arc;

use moxcms::{ColorProfile, Layout, RenderingIntent, Transform8BitExecutor, TransformOptions};

use crate::rules::limits::Paper;

use super::colour::{self, Bytes, Lch};

/// Cyan, magenta, yellow and black, in percent.
pub type Inks = [u8; 4];

/// A colour with at least this much black ink …
const BLACK: u8 = 60;
/// … has at most this much of the other three together, as preflight demands of small text.
const LEAST_MIXED: u32 = 29;
/// Dots of less than this do not print reliably.
const SMALLEST_DOT: u8 = 2;

/// A colour with less chroma (OKLCH) is a grey, which prints in black ink alone, without a cast.
const GREY: f64 = 0.012;

type Conversion = Arc<Transform8BitExecutor>;

/// The conversions of a press. Both are relative to the white of the paper, to which eyes adapt.
pub struct Press {
    to_inks: Conversion,
    to_light: Conversion,
    /// The maximum sum of inks on one spot.
    most: u32,
}

impl Press {
    /// `profile` was checked when it was read. `None` where it lacks the tables for colours relative to the paper.
    pub fn of(profile: &[u8], paper: &Paper) -> Option<Self> {
        let own = ColorProfile::new_from_slice(profile).ok()?;
        let screen = ColorProfile::new_srgb();
        let intent = RenderingIntent::RelativeColorimetric;
        let options = TransformOptions { rendering_intent: intent, ..TransformOptions::default() };
        let to_inks = screen.create_transform_8bit(Layout::Rgb, &own, Layout::Rgba, options).ok()?;
        let to_light = own.create_transform_8bit(Layout::Rgba, &screen, Layout::Rgb, options).ok()?;
        Some(Self { to_inks, to_light, most: paper.ink_limit as u32 })
    }

    /// The inks of each colour that look most like it.
    pub fn inks(&self, colours: &[Bytes]) -> Vec<Inks> {
        let mut raw = vec![0; colours.len() * 4];
        self.to_inks.transform(colours.as_flattened(), &mut raw).expect("each colour has three bytes and four inks");
        let percent = |inks: &[u8]| [0, 1, 2, 3].map(|n| printable(f64::from(inks[n]) / 2.55));
        let inks = raw.chunks_exact(4).map(percent);
        inks.zip(colours).map(|(inks, colour)| self.clean(inks, *colour)).collect()
    }

    /// The colours of inks on paper.
    pub fn seen(&self, inks: &[Inks]) -> Vec<Bytes> {
        let raw: Vec<u8> = inks.iter().flatten().map(|ink| (f64::from(*ink) * 2.55).round() as u8).collect();
        let mut light = vec![0; inks.len() * 3];
        self.to_light.transform(&raw, &mut light).expect("each colour has four inks and three bytes");
        light.chunks_exact(3).map(|rgb| [rgb[0], rgb[1], rgb[2]]).collect()
    }

    /// Whether the paper takes the inks, and small text in them stays sharp.
    fn is_clean(&self, inks: Inks) -> bool {
        inks.iter().map(|ink| u32::from(*ink)).sum::<u32>() <= self.most && is_sharp(inks)
    }

    /// The clean inks that look most like a colour, of which `inks` are the nearest ones.
    fn clean(&self, inks: Inks, colour: Bytes) -> Inks {
        if Lch::of(colour).chroma < GREY {
            return self.black(colour);
        }
        if self.is_clean(inks) {
            return inks;
        }
        let [cyan, magenta, yellow, black] = inks;
        let more = |ink: u8, percent: u32| (u32::from(ink) * percent / 100).min(100) as u8;
        let with_less_black = (50..=140)
            .step_by(5)
            .map(|percent| [more(cyan, percent), more(magenta, percent), more(yellow, percent), black.min(BLACK - 1)]);
        let clean = with_less_black.filter(|inks| self.is_clean(*inks)).chain([self.black(colour)]);
        self.nearest(clean, colour).unwrap_or(inks)
    }

    /// The black ink that is as light as a colour.
    fn black(&self, colour: Bytes) -> Inks {
        let lightness = |black| Lch::of(self.seen(&[[0, 0, 0, black]])[0]).lightness;
        let wanted = Lch::of(colour).lightness;
        let (mut lighter, mut darker) = (0, 100);
        while darker - lighter > 1 {
            let middle = u8::midpoint(lighter, darker);
            *(if lightness(middle) > wanted { &mut lighter } else { &mut darker }) = middle;
        }
        self.nearest([lighter, darker].into_iter().map(|black| [0, 0, 0, black]), colour).unwrap_or_default()
    }

    /// The inks that look most like a colour.
    fn nearest(&self, inks: impl Iterator<Item = Inks>, colour: Bytes) -> Option<Inks> {
        let inks: Vec<Inks> = inks.collect();
        let far = self.seen(&inks).into_iter().map(|seen| colour::difference(seen, colour));
        far.zip(inks).min_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, inks)| inks)
    }
}

/// Whether small text in these inks stays sharp where the plates do not meet exactly.
pub fn is_sharp([cyan, magenta, yellow, black]: Inks) -> bool {
    let others = u32::from(cyan) + u32::from(magenta) + u32::from(yellow);
    black < BLACK || others <= LEAST_MIXED
}

fn printable(percent: f64) -> u8 {
    let whole = percent.round() as u8;
    if whole < SMALLEST_DOT { 0 } else { whole }
}
