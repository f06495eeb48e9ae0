//! Numbers with a unit.

use super::Locale;

/// Languages that have no space before the sign of per cent (CLDR 48, `percentFormats-numberSystem-latn`). All others have one, as all do
/// before other units (ISO 80000-1, 7.1.4).
const TIGHT_PERCENT: [&str; 5] = ["en", "et", "it", "nl", "pl"];
/// Units that stand close behind their number in every language: angles (ISO 80000-1, 7.1.4), and the second part of a ratio.
const TIGHT: [&str; 4] = ["°", "′", "″", ":"];

impl Locale {
    /// A number, already written, with its unit on the same line: `2,5 kg`, `51 %`, and in English `51%`.
    pub fn measure(&self, number: &str, unit: Option<&str>) -> String {
        let Some(unit) = unit else { return number.to_owned() };
        let is_percent = unit.starts_with(['%', '‰']) && TIGHT_PERCENT.contains(&self.language.as_str());
        let is_angle = TIGHT.contains(&unit) || unit.starts_with(':');
        let space = if is_percent || is_angle { "" } else { "\u{a0}" };
        format!("{number}{space}{}", unit.replace(' ', "\u{a0}"))
    }
}
