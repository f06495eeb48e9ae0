//! The colours that follow from `[brand]` of the report, as `raportti look` shows them.

use serde_json::{Value, json};

use crate::build::{Inputs, brand};
use crate::merge::brand::{Inks, Tone, hex};

/// A table of the tones, with an empty line before it; nothing for a report that names no colour.
pub fn lines(inputs: &Inputs) -> Vec<String> {
    let Some(tones) = brand::tones(inputs) else { return Vec::new() };
    if tones.is_empty() {
        return vec![String::new(), "no tones follow from `[brand]`: `raportti check` says why".to_owned()];
    }
    let head = ["tone of `[brand]`", "screen", "contrast", "inks in print"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(head).chain(tones.iter().map(row)).collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let [first, second, third] = [0, 1, 2].map(width);
    let line = |[name, screen, contrast, inks]: &[String; 4]| {
        format!("{name:first$}  {screen:second$}  {contrast:third$}  {inks}")
    };
    std::iter::once(String::new()).chain(rows.iter().map(line)).collect()
}

fn row(tone: &Tone) -> [String; 4] {
    // A ratio is cut and not rounded, so that none seems to reach what is demanded and does not.
    let contrast = tone
        .contrast
        .as_ref()
        .map(|contrast| format!("{:.1} with {} (at least {})", cut(contrast.ratio), contrast.with, contrast.least));
    [tone.name.clone(), hex(tone.pair.screen), contrast.unwrap_or_default(), inks(tone.pair.print)]
}

fn inks(inks: Inks) -> String {
    inks.map(|ink| format!("{ink:>3}")).join(" ")
}

fn cut(ratio: f64) -> f64 {
    (ratio * 10.0).floor() / 10.0
}

/// The same for programs; null for a report that names no colour.
pub fn json(inputs: &Inputs) -> Value {
    let tone = |tone: &Tone| {
        let contrast = tone.contrast.as_ref();
        json!({
            "name": tone.name,
            "screen": hex(tone.pair.screen),
            "print": tone.pair.print,
            "contrast": contrast.map(|it| json!({ "with": it.with, "ratio": cut(it.ratio), "least": it.least })),
        })
    };
    brand::tones(inputs).map_or(Value::Null, |tones| tones.iter().map(tone).collect())
}
