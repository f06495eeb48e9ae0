//! The tokens of a report's brand as a module, which `look/tokens.typ` lays over those of the theme.

use super::brand::{Brand, Pair, hex};
use super::{Generated, emit::push_string};

/// Where templates import it from.
pub const MODULE: &str = "/generated/brand.typ";

/// `#let colours = (…)` and `#let faces = (…)`, both empty for a report without a brand.
pub fn module(brand: &Brand) -> Generated {
    let colour = |(name, pair): &(String, Pair)| {
        let ([cyan, magenta, yellow, black], screen) = (pair.print, hex(pair.screen));
        format!("  {name}: (screen: rgb(\"{screen}\"), print: cmyk({cyan}%, {magenta}%, {yellow}%, {black}%)),\n")
    };
    let face = |(name, family): &(&str, String)| {
        let mut line = format!("  {name}: ");
        push_string(&mut line, family);
        line + ",\n"
    };
    let dictionary = |name, entries: Vec<String>| match entries.is_empty() {
        true => format!("#let {name} = (:)\n"),
        false => format!("#let {name} = (\n{})\n", entries.concat()),
    };
    let colours = dictionary("colours", brand.colours.iter().map(colour).collect());
    Generated::own(colours + &dictionary("faces", brand.faces.iter().map(face).collect()))
}
