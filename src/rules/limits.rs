//! What set pages are measured against: what `[preflight]` says, with the usual values for what it leaves out.

use std::hash::{Hash, Hasher};

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;

use crate::model::choice::Edition;
use crate::model::scalar::{Number, Placed};
use crate::model::typed::Preflight;

/// The limits of one edition.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Least pixels per inch of a raster image at its size on the page.
    pub image_ppi: f64,
    /// Pixels per inch that images get which have far more.
    pub downsample_to: f64,
    /// Least size of text, in points.
    pub smallest_text: f64,
    pub medium: Medium,
}

/// What the pages are shown on, with the limits that make sense only there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Medium {
    Screen(Contrast),
    Paper(Paper),
}

/// Least contrast of text with its ground, as a ratio (WCAG 2.1, success criterion 1.4.3).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Contrast {
    pub text: f64,
    /// For text of at least 18 points, or of at least 14 points in bold.
    pub large_text: f64,
}

/// What a press and a guillotine can do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    /// Least thickness of a line, in points.
    pub hairline: f64,
    /// Most ink on one spot, as the sum of the inks in percent.
    pub ink_limit: f64,
    /// Below this size, in points, black text has no other ink in it.
    pub rich_black_text: f64,
    /// Least distance of text from the edge where the paper is cut, in millimetres.
    pub safe_margin: f64,
}

/// For a screen of today, and level AA of WCAG 2.1.
const SCREEN: (f64, f64, f64, Contrast) = (150.0, 200.0, 6.0, Contrast { text: 4.5, large_text: 3.0 });
/// For offset on coated paper (ISO 12647-2 allows 300 to 330 % of ink), with what its plates and its knife hold.
const PRINT: (f64, f64, f64, Paper) =
    (300.0, 300.0, 6.0, Paper { hairline: 0.25, ink_limit: 300.0, rich_black_text: 14.0, safe_margin: 5.0 });

/// The least and the most that each limit may be; what lies outside is a slip of the pen.
const PPI: (f64, f64) = (36.0, 2400.0);
const TEXT: (f64, f64) = (1.0, 24.0);
const RATIO: (f64, f64) = (1.0, 21.0);
const THICKNESS: (f64, f64) = (0.01, 5.0);
const INK: (f64, f64) = (100.0, 400.0);
const LARGE: (f64, f64) = (0.0, 144.0);
const MARGIN: (f64, f64) = (0.0, 50.0);

/// By the bits of its numbers: the limits are given by people, so that equal ones have equal bits.
impl Hash for Limits {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Limits { image_ppi, downsample_to, smallest_text, medium } = self;
        std::mem::discriminant(medium).hash(state);
        let own = match medium {
            Medium::Screen(Contrast { text, large_text }) => [*text, *large_text, 0.0, 0.0],
            Medium::Paper(Paper { hairline, ink_limit, rich_black_text, safe_margin }) => {
                [*hairline, *ink_limit, *rich_black_text, *safe_margin]
            }
        };
        [*image_ppi, *downsample_to, *smallest_text]
            .into_iter()
            .chain(own)
            .for_each(|limit| limit.to_bits().hash(state));
    }
}

impl Limits {
    /// The limits of an edition. Faults of `[preflight]` go to `diagnostics`; the usual value then stands in, so that all
    /// show.
    pub fn of(edition: Edition, preflight: Option<Preflight>, diagnostics: &mut Vec<Diagnostic>) -> Limits {
        let mut limit = |own: Option<Placed<Number>>, (least, most): (f64, f64), unit: &str, usual: f64| {
            let Some(Placed { value: Number { value, .. }, place }) = own else { return usual };
            if (least..=most).contains(&value) {
                return value;
            }
            let message = format!("{value}{unit} is not between {least} and {most}{unit}");
            let hint = format!("leave the key out for the usual {usual}{unit}");
            diagnostics.push(Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint));
            usual
        };
        match edition {
            Edition::Screen | Edition::Changes => {
                let (image_ppi, downsample_to, smallest_text, contrast) = SCREEN;
                let own = preflight.and_then(Preflight::screen);
                let image_ppi = limit(own.and_then(|own| own.image_ppi()), PPI, " ppi", image_ppi);
                let pixels = (image_ppi, PPI.1);
                Limits {
                    image_ppi,
                    downsample_to: limit(
                        own.and_then(|own| own.downsample_to()),
                        pixels,
                        " ppi",
                        downsample_to.max(image_ppi),
                    ),
                    smallest_text: limit(own.and_then(|own| own.smallest_text()), TEXT, " pt", smallest_text),
                    medium: Medium::Screen(Contrast {
                        text: limit(own.and_then(|own| own.contrast()), RATIO, ":1", contrast.text),
                        large_text: limit(
                            own.and_then(|own| own.large_text_contrast()),
                            RATIO,
                            ":1",
                            contrast.large_text,
                        ),
                    }),
                }
            }
            Edition::Print => {
                let (image_ppi, downsample_to, smallest_text, paper) = PRINT;
                let own = preflight.and_then(Preflight::print);
                let image_ppi = limit(own.and_then(|own| own.image_ppi()), PPI, " ppi", image_ppi);
                let pixels = (image_ppi, PPI.1);
                Limits {
                    image_ppi,
                    downsample_to: limit(
                        own.and_then(|own| own.downsample_to()),
                        pixels,
                        " ppi",
                        downsample_to.max(image_ppi),
                    ),
                    smallest_text: limit(own.and_then(|own| own.smallest_text()), TEXT, " pt", smallest_text),
                    medium: Medium::Paper(Paper {
                        hairline: limit(own.and_then(|own| own.hairline()), THICKNESS, " pt", paper.hairline),
                        ink_limit: limit(own.and_then(|own| own.ink_limit()), INK, " %", paper.ink_limit),
                        rich_black_text: limit(
                            own.and_then(|own| own.rich_black_text()),
                            LARGE,
                            " pt",
                            paper.rich_black_text,
                        ),
                        safe_margin: limit(own.and_then(|own| own.safe_margin()), MARGIN, " mm", paper.safe_margin),
                    }),
                }
            }
        }
    }
}
