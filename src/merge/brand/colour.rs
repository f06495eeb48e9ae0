//! Colours of a screen: how light and how colourful they are to the eye, how they contrast, and how they look to people who confuse
//! colours.

/// The red, green and blue of sRGB, one byte each.
pub type Bytes = [u8; 3];
/// The same between 0 and 1, in light (linear) or not.
type Rgb = [f64; 3];

/// The minimum contrast (WCAG) of two fills that must differ when they are printed in grey.
const LEAST_IN_GREY: f64 = 1.3;
/// The minimum difference in OKLab: three times the just noticeable one of 0.02 (CSS Color 4, "Color Difference").
const LEAST_DIFFERENCE: f64 = 0.06;

/// How colours look to those who lack one kind of cones: Machado, Oliveira and Fernandes, *A Physiologically-based Model
/// for Simulation of Color Vision Deficiency* (2009), severity 1.0, on linear sRGB. In order: protanopia, deuteranopia, tritanopia.
const DEFICIENCIES: [[Rgb; 3]; 3] = [
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
];

/// From linear sRGB to the response of the three cones, and from that to OKLab (Ottosson 2020).
const TO_CONES: [Rgb; 3] = [
    [0.412_221_470_8, 0.536_332_536_3, 0.051_445_992_9],
    [0.211_903_498_2, 0.680_699_545_1, 0.107_396_956_6],
    [0.088_302_461_9, 0.281_718_837_6, 0.629_978_700_5],
];
const CONES_TO_LAB: [Rgb; 3] = [
    [0.210_454_255_3, 0.793_617_785_0, -0.004_072_046_8],
    [1.977_998_495_1, -2.428_592_205_0, 0.450_593_709_9],
    [0.025_904_037_1, 0.782_771_766_2, -0.808_675_766_0],
];
/// The way back.
const LAB_TO_CONES: [Rgb; 3] = [
    [1.0, 0.396_337_777_4, 0.215_803_757_3],
    [1.0, -0.105_561_345_8, -0.063_854_172_8],
    [1.0, -0.089_484_177_5, -1.291_485_548_0],
];
const FROM_CONES: [Rgb; 3] = [
    [4.076_741_662_1, -3.307_711_591_3, 0.230_969_929_2],
    [-1.268_438_004_6, 2.609_757_401_1, -0.341_319_396_5],
    [-0.004_196_086_3, -0.703_418_614_7, 1.707_614_701_0],
];

/// A colour in OKLCH: lightness from 0 to 1, chroma from 0 for greys to about 0.3, and hue in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lch {
    pub lightness: f64,
    pub chroma: f64,
    pub hue: f64,
}

/// A colour as it is seen: computed once, since it is compared with many others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    luminance: f64,
    /// In OKLab, to people with usual sight, and with each deficiency.
    labs: [Rgb; 4],
}

impl Seen {
    pub fn of(colour: Bytes) -> Self {
        let light = linear(colour);
        let [red, green, blue] = light;
        let by = |deficiency: &[Rgb; 3]| oklab(times(deficiency, light).map(|part| part.clamp(0.0, 1.0)));
        let [first, second, third] = DEFICIENCIES.each_ref().map(by);
        Self { luminance: 0.2126 * red + 0.7152 * green + 0.0722 * blue, labs: [oklab(light), first, second, third] }
    }

    /// The contrast ratio of WCAG 2.1, from 1 to 21.
    pub fn contrast(&self, other: &Seen) -> f64 {
        let (one, other) = (self.luminance, other.luminance);
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Whether two colours differ in grey and for colour-blind people.
    pub fn differs(&self, other: &Seen) -> bool {
        let mut pairs = self.labs.iter().zip(&other.labs);
        self.contrast(other) >= LEAST_IN_GREY && pairs.all(|(one, other)| distance(*one, *other) >= LEAST_DIFFERENCE)
    }
}

impl Lch {
    pub fn of(colour: Bytes) -> Self {
        let [lightness, a, b] = oklab(linear(colour));
        Self { lightness, chroma: a.hypot(b), hue: b.atan2(a).to_degrees().rem_euclid(360.0) }
    }

    /// The nearest colour of a screen with this lightness and hue: where none is as colourful, the most colourful one.
    pub fn on_screen(self) -> Bytes {
        let light = |chroma| self.with_chroma(chroma).light();
        let fits = |light: Rgb| light.iter().all(|part| (-1e-4..=1.0 + 1e-4).contains(part));
        let mut chroma = self.chroma;
        if !fits(light(chroma)) {
            let (mut fitting, mut least_unfit) = (0.0, chroma);
            // A byte shows no smaller step than that of the last round.
            for _ in 0..14 {
                let middle = f64::midpoint(fitting, least_unfit);
                *(if fits(light(middle)) { &mut fitting } else { &mut least_unfit }) = middle;
            }
            chroma = fitting;
        }
        light(chroma).map(|part| (encoded(part.clamp(0.0, 1.0)) * 255.0).round() as u8)
    }

    pub fn with_chroma(self, chroma: f64) -> Self {
        Self { chroma, ..self }
    }

    pub fn with_lightness(self, lightness: f64) -> Self {
        Self { lightness, ..self }
    }

    /// In linear sRGB, perhaps outside of what a screen shows.
    fn light(self) -> Rgb {
        let (sin, cos) = self.hue.to_radians().sin_cos();
        let cones = times(&LAB_TO_CONES, [self.lightness, self.chroma * cos, self.chroma * sin]);
        times(&FROM_CONES, cones.map(|cone| cone.powi(3)))
    }
}

/// How different two colours look: their distance in OKLab.
pub fn difference(one: Bytes, other: Bytes) -> f64 {
    distance(oklab(linear(one)), oklab(linear(other)))
}

/// The colour as it is written in CSS: `#7a1fa2`.
pub fn hex([red, green, blue]: Bytes) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// Reads what [`hex`] writes.
pub fn from_hex(text: &str) -> Option<Bytes> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    Some([byte(0)?, byte(2)?, byte(4)?])
}

fn oklab(light: Rgb) -> Rgb {
    times(&CONES_TO_LAB, times(&TO_CONES, light).map(f64::cbrt))
}

fn linear(colour: Bytes) -> Rgb {
    let light = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    colour.map(|byte| light(f64::from(byte) / 255.0))
}

fn encoded(light: f64) -> f64 {
    if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
}

fn times(matrix: &[Rgb; 3], colour: Rgb) -> Rgb {
    matrix.map(|row| row.iter().zip(colour).map(|(factor, part)| factor * part).sum())
}

fn distance(one: Rgb, other: Rgb) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
}
