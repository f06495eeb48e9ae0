//! Reads the colours of `templates/theme.typ`, and computes their contrast.

use std::collections::BTreeMap;

/// `name: (screen: rgb("#rrggbb"), …`, one a line.
pub fn screen_colours(theme: &str) -> BTreeMap<&str, [f64; 3]> {
    theme
        .lines()
        .filter_map(|line| {
            let (name, rest) = line.split_once(": (screen: rgb(\"#")?;
            let byte = |at: usize| f64::from(u8::from_str_radix(&rest[at..at + 2], 16).unwrap()) / 255.0;
            Some((name.trim(), [byte(0), byte(2), byte(4)]))
        })
        .collect()
}

/// `("text", "background", 4.5),`, one a line.
pub fn contrasts(theme: &str) -> Vec<(String, String, f64)> {
    let (_, list) = theme.split_once("contrasts").expect("the theme declares its contrasts");
    list.lines()
        .filter_map(|line| {
            let inner = line.trim().strip_prefix("(\"")?.split(')').next()?;
            let mut parts = inner.split(',').map(|part| part.trim().trim_matches('"'));
            Some((parts.next()?.to_owned(), parts.next()?.to_owned(), parts.next()?.parse().ok()?))
        })
        .collect()
}

/// `("a", "b"),`, one a line, in the list of that name.
pub fn pairs(theme: &str, list: &str) -> Vec<(String, String)> {
    let (_, rest) = theme.split_once(&format!("#let {list} = (")).expect("the theme has the list");
    rest.lines()
        .take_while(|line| *line != ")")
        .filter_map(|line| {
            let inner = line.trim().strip_prefix("(\"")?.split(')').next()?;
            let (a, b) = inner.split_once(',')?;
            Some((a.trim_matches('"').to_owned(), b.trim().trim_matches('"').to_owned()))
        })
        .collect()
}

/// The contrast ratio of WCAG 2.1 from sRGB components between 0 and 1.
pub fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let linear = |c: f64| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) };
    let luminance = |[r, g, b]: [f64; 3]| 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}
