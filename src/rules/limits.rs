//! What set pages are measured against: what `[preflight]` says, with the usual values for what it leaves out.

use std::hash::{Hash, Hasher};

use crate::diagnostics::{Diagnostic, diagnostic::malformed};
use crate::model::{Edition, Value, typed::Preflight};
use crate::rules::declared::number_or_usual;

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

/// By its numbers in words: two that are equal are written alike, and a float has no hash of its own.
impl Hash for Limits {
    fn hash<H: Hasher>(&self, state: &mut H) {
        format!("{self:?}").hash(state);
    }
}

impl Limits {
    /// The limits of an edition. Faults between two of them go to `diagnostics`; the usual value then stands in, so that all show.
    pub fn of(edition: Edition, preflight: Option<Preflight>, diagnostics: &mut Vec<Diagnostic>) -> Limits {
        let is_print = edition.is_printed();
        let kind = if is_print { "print-limits" } else { "screen-limits" };
        let own = preflight.and_then(if is_print { Preflight::print } else { Preflight::screen });
        let limit = |key| number_or_usual(own, kind, key);
        let image_ppi = limit("image_ppi");
        let medium = if is_print {
            Medium::Paper(Paper {
                hairline: limit("hairline"),
                ink_limit: limit("ink_limit"),
                rich_black_text: limit("rich_black_text"),
                safe_margin: limit("safe_margin"),
            })
        } else {
            Medium::Screen(Contrast { text: limit("contrast"), large_text: limit("large_text_contrast") })
        };
        let mut downsample_to = limit("downsample_to");
        if downsample_to < image_ppi {
            let usual = number_or_usual(None, kind, "downsample_to").max(image_ppi);
            if let Some(Value::Number(_, place)) = own.and_then(|own| own.get("downsample_to")) {
                let message = format!("{downsample_to} ppi is less than the {image_ppi} ppi of `image_ppi`");
                let hint = format!("leave the key out for the usual {usual} ppi");
                diagnostics.push(malformed(*place, message, hint));
            }
            downsample_to = usual;
        }
        Limits { image_ppi, downsample_to, smallest_text: limit("smallest_text"), medium }
    }
}
