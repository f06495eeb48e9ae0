//! Proves the places of marks of changed words in a line.

use raportti::merge::marks::line::{Line, Step, steps};

/// The newer line with its marks: `[+…+]` and `[-…-]`.
fn marked(old: &str, new: &str) -> String {
    let mut shown = String::new();
    let mut at = 0;
    for (place, step) in steps(&old.into(), &new.into()) {
        shown.push_str(&new[at..place]);
        at = place;
        match step {
            Step::Open => shown.push_str("[+"),
            Step::Close => shown.push_str("+]"),
            Step::Deleted { before, words, after } => shown.push_str(&format!("{before}[-{words}-]{after}")),
        }
    }
    shown + &new[at..]
}

#[test]
fn words_are_marked_and_spaces_stay_readable() {
    for (old, new, expected) in [
        ("rests on three sources", "rests on four sources", "rests on [-three-] [+four+] sources"),
        ("one two three", "one three", "one [-two-] three"),
        ("start and end.", "start.", "[-start and end.-] [+start.+]"),
        ("ended here", "ended", "ended [-here-]"),
        ("here ended", "ended", "[-here-] ended"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
        ("empty  space", "empty space", "empty space"),
    ] {
        assert_eq!(marked(old, new), expected, "from `{old}` to `{new}`");
    }
}

#[test]
fn an_atom_is_one_word() {
    let line = |text: &str| Line { text: text.to_owned(), atoms: std::iter::once(3..text.len()).collect() };
    let found = steps(&line("cf survey, p. 4"), &line("cf survey, p. 5"));
    assert!(matches!(&found[0].1, Step::Deleted { words, .. } if words == "survey, p. 4"), "{found:?}");
}
