//! Whether a template can be parsed at all. The parser of minijinja calls itself for each sign of an expression and for each branch, so
//! that many of them would overflow the stack and end the program.

use std::ops::Range;

use crate::bounds::text::{MOST_BRANCHES, MOST_OPERATORS};

use super::tags::{Tag, next_tag};

/// The first tag that is too much for the parser, and why.
pub fn fault(template: &str) -> Option<(Range<usize>, String)> {
    let (mut at, mut branches) = (0, 0);
    while let Some(Tag { sign, range, inside, .. }) = next_tag(template, at) {
        at = range.end;
        if sign == "{#" {
            continue;
        }
        let place = range.start..range.start + sign.len();
        branches += usize::from(inside.trim_start_matches(['-', '+', ' ']).starts_with("elif"));
        if branches > MOST_BRANCHES {
            return Some((place, format!("the template has more than {MOST_BRANCHES} branches `elif`")));
        }
        if operators(inside) > MOST_OPERATORS {
            return Some((place, format!("the tag has more than {MOST_OPERATORS} operators")));
        }
    }
    None
}

/// How many operators a tag has at most: signs of them may also stand in strings.
fn operators(tag: &str) -> usize {
    let signs = tag.bytes().filter(|byte| b"-+~|.*/%<>=!([{".contains(byte)).count();
    let words = tag.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    signs + words.filter(|word| ["not", "and", "or", "in", "is", "if"].contains(word)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 100,000 signs of minus in one tag ended the program.
    #[test]
    fn a_tag_has_most_operators_and_a_template_most_branches() {
        let said = |template: String| fault(&template).map(|(place, words)| (place.start, words));
        for operator in ["-", "not ", "x|", "x.", "x~"] {
            let with = |count: usize| said(format!("words {{{{ {}1 }}}}", operator.repeat(count)));
            assert_eq!(with(MOST_OPERATORS), None);
            assert_eq!(with(MOST_OPERATORS + 1), Some((6, "the tag has more than 1000 operators".to_owned())));
        }
        let with = |count: usize| said(format!("{{% if 0 %}}{}{{% endif %}}", "{%- elif 0 %}".repeat(count)));
        assert_eq!(with(MOST_BRANCHES), None);
        assert!(with(MOST_BRANCHES + 1).is_some_and(|(_, words)| words.ends_with("1000 branches `elif`")));
        let list = format!("{{% set x = [{}] %}}{{# {} #}}", "1, ".repeat(9_999), "-".repeat(9_999));
        assert_eq!(said(list), None, "a list may be long");
    }
}
