//! Proves that colours differ in grey and for colour-blind people, on a screen and on paper.

use std::fs;

use moxcms::{ColorProfile, Layout, RenderingIntent, TransformOptions};

use crate::support::project::repository;
use crate::support::theme::{contrast, pairs, screen_colours};

/// The minimum contrast (WCAG) of two fills printed in grey.
const LEAST_IN_GREY: f64 = 1.3;

/// The minimum difference in OKLab: three times the just noticeable one of 0.02 (CSS Color 4, "Color Difference").
const LEAST_DIFFERENCE: f64 = 0.06;

/// How colours look to those who lack one kind of cones: Machado, Oliveira and Fernandes, *A Physiologically-based Model
/// for Simulation of Color Vision Deficiency* (2009), severity 1.0, on linear sRGB.
const DEFICIENCIES: [(&str, [[f64; 3]; 3]); 3] = [
    ("protanopia", [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]),
    (
        "deuteranopia",
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    ),
    ("tritanopia", [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]),
];

pub type Colour = [f64; 3];

fn theme() -> String {
    fs::read_to_string(repository().join("templates/theme.typ")).unwrap()
}

/// The violations of a pair of colours, for each kind of vision.
pub fn confusions(a: Colour, b: Colour) -> Vec<String> {
    let mut found = Vec::new();
    let ratio = contrast(a, b);
    if ratio < LEAST_IN_GREY {
        found.push(format!("in grey: {ratio:.2}"));
    }
    let difference = |see: &dyn Fn(Colour) -> Colour| difference(oklab(see(linear(a))), oklab(see(linear(b))));
    let usual = ("usual sight", difference(&|colour| colour));
    let others = DEFICIENCIES.iter().map(|(name, matrix)| (*name, difference(&|colour| times(matrix, colour))));
    for (name, difference) in std::iter::once(usual).chain(others) {
        if difference < LEAST_DIFFERENCE {
            found.push(format!("{name}: {difference:.3}"));
        }
    }
    found
}

fn must_stay_apart(colours: &[(String, Colour)]) {
    let theme = theme();
    let of = |name: &str| colours.iter().find(|(own, _)| own == name).unwrap_or_else(|| panic!("no colour `{name}`")).1;
    let pairs = pairs(&theme, "distinctions");
    assert!(pairs.len() >= 10, "the theme's distinctions were not understood: {pairs:?}");
    let faults: Vec<String> = pairs
        .iter()
        .map(|(a, b)| (a, b, confusions(of(a), of(b))))
        .filter(|(.., found)| !found.is_empty())
        .map(|(a, b, found)| format!("`{a}` and `{b}`: {}", found.join(", ")))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn colours_differ_on_a_screen() {
    let theme = theme();
    let colours: Vec<_> = screen_colours(&theme).into_iter().map(|(name, colour)| (name.to_owned(), colour)).collect();
    must_stay_apart(&colours);
}

/// Inks as seen on coated paper, by the profile of the print edition.
#[test]
fn colours_differ_on_paper() {
    let theme = theme();
    let inks = print_colours(&theme);
    assert_eq!(inks.len(), screen_colours(&theme).len(), "each colour has its inks: {inks:?}");
    must_stay_apart(&printed(&inks));
}

/// Text that is readable on a screen must also be readable on paper.
#[test]
fn printed_text_has_enough_contrast() {
    let theme = theme();
    let colours = printed(&print_colours(&theme));
    let of = |name: &str| colours.iter().find(|(own, _)| own == name).unwrap().1;
    for (text, ground, least) in crate::support::theme::contrasts(&theme) {
        let ratio = contrast(of(&text), of(&ground));
        assert!(ratio >= least, "`{text}` on `{ground}` has {ratio:.2} on paper, which is less than {least}");
    }
}

/// `… print: cmyk(95%, 45%, 35%, 50%)),`, one a line.
fn print_colours(theme: &str) -> Vec<(String, [u8; 4])> {
    theme
        .lines()
        .filter_map(|line| {
            let (name, _) = line.split_once(": (screen:")?;
            let inks = line.split_once("print: cmyk(")?.1.split(')').next()?;
            let inks: Vec<u8> = inks
                .split(',')
                .map(|ink| (ink.trim().trim_end_matches('%').parse::<f64>().unwrap() * 2.55).round() as u8)
                .collect();
            Some((name.trim().to_owned(), inks.try_into().unwrap()))
        })
        .collect()
}

/// The colours of inks relative to the white of the paper, to which eyes adapt.
pub fn printed(inks: &[(String, [u8; 4])]) -> Vec<(String, Colour)> {
    let bytes = fs::read(repository().join("src/files/profiles/FOGRA39L_coated.icc")).unwrap();
    let press = ColorProfile::new_from_slice(&bytes).unwrap();
    let options =
        TransformOptions { rendering_intent: RenderingIntent::RelativeColorimetric, ..TransformOptions::default() };
    let transform = press.create_transform_8bit(Layout::Rgba, &ColorProfile::new_srgb(), Layout::Rgb, options).unwrap();
    let source: Vec<u8> = inks.iter().flat_map(|(_, inks)| *inks).collect();
    let mut seen = vec![0; inks.len() * 3];
    transform.transform(&source, &mut seen).unwrap();
    let colours = seen.chunks_exact(3).map(|rgb| [0, 1, 2].map(|n| f64::from(rgb[n]) / 255.0));
    inks.iter().map(|(name, _)| name.clone()).zip(colours).collect()
}

fn linear(colour: Colour) -> Colour {
    colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) })
}

fn times(matrix: &[[f64; 3]; 3], colour: Colour) -> Colour {
    matrix.map(|row| row.iter().zip(colour).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0))
}

/// From linear sRGB to OKLab (Ottosson 2020).
fn oklab([r, g, b]: Colour) -> Colour {
    let cones = [
        0.412_221_470_8 * r + 0.536_332_536_3 * g + 0.051_445_992_9 * b,
        0.211_903_498_2 * r + 0.680_699_545_1 * g + 0.107_396_956_6 * b,
        0.088_302_461_9 * r + 0.281_718_837_6 * g + 0.629_978_700_5 * b,
    ];
    let [l, m, s] = cones.map(f64::cbrt);
    [
        0.210_454_255_3 * l + 0.793_617_785_0 * m - 0.004_072_046_8 * s,
        1.977_998_495_1 * l - 2.428_592_205_0 * m + 0.450_593_709_9 * s,
        0.025_904_037_1 * l + 0.782_771_766_2 * m - 0.808_675_766_0 * s,
    ]
}

fn difference(a: Colour, b: Colour) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// Tests the computation itself: red and green of equal lightness are confused in protanopia and deuteranopia, but not in tritanopia, and
/// white has its known value.
#[test]
fn the_measures_know_colour_blindness() {
    let [l, a, b] = oklab([1.0, 1.0, 1.0]);
    assert!((l - 1.0).abs() < 1e-3 && a.abs() < 1e-3 && b.abs() < 1e-3);
    let (red, green) = ([0.72, 0.36, 0.25], [0.45, 0.47, 0.20]);
    let confused = confusions(red, green).join("; ");
    for expected in ["grey", "protanopia", "deuteranopia"] {
        assert!(confused.contains(expected), "{expected} is not among the confusions: {confused}");
    }
    assert!(!confused.contains("tritanopia") && !confused.contains("usual"), "{confused}");
    assert_eq!(confusions([0.0; 3], [1.0; 3]), Vec::<String>::new());
}
