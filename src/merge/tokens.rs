//! What `look/tokens.typ` lays over and under a theme: the tokens of the report's brand, and those of the program's own theme.

use crate::files::{Tree, builtin};

use super::brand::{Brand, Pair, hex};
use super::{Generated, strings::push_string};

/// Where templates import the brand from.
pub const MODULE: &str = "/generated/brand.typ";
/// Where templates import the theme of the program from, which has the tokens that an older one of a project lacks.
pub const THEME: &str = "/generated/theme.typ";
/// The theme in use.
pub const THEME_IN_USE: &str = "templates/theme.typ";

/// The theme of the program. If it is in use, it is not evaluated twice.
pub fn theme(templates: &Tree) -> Generated {
    let of_program = &builtin::templates()[THEME_IN_USE];
    Generated::own(match templates.get(THEME_IN_USE) {
        Some(in_use) if in_use != of_program => String::from_utf8_lossy(of_program).into_owned(),
        _ => format!("#import \"/{THEME_IN_USE}\": *\n"),
    })
}

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
