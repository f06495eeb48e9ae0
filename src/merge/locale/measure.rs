//! Numbers with a unit.

use super::Locale;

/// Units that stand close behind their number in every language: angles (ISO 80000-1, 7.1.4), and the second part of a ratio.
const TIGHT: [&str; 4] = ["°", "′", "″", ":"];

impl Locale {
    /// A number, already written, with its unit on the same line: `2,5 kg`, `51 %`, and in English `51%`.
    pub fn measure(&self, number: &str, unit: Option<&str>) -> String {
        let Some(unit) = unit else { return number.to_owned() };
        let percent = self.orthography.numbers.percent.as_deref().filter(|_| unit.starts_with(['%', '‰']));
        let is_angle = TIGHT.contains(&unit) || unit.starts_with(':');
        // Other units have a space in every language (ISO 80000-1, 7.1.4).
        let space = if is_angle { "" } else { percent.unwrap_or("\u{a0}") };
        format!("{number}{space}{}", unit.replace(' ', "\u{a0}"))
    }
}
