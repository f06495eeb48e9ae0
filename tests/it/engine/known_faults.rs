//! Proves which faults a round of `watch` prints: the new ones, and how many others there are.

use raportti::console::known_faults::{KnownFaults, News};
use raportti::diagnostics::{Code, Diagnostic, Faults, Files, Place};

/// Warnings on the lines of a text that begin with `w`, and errors on those that begin with `e`.
fn faults(text: &str) -> Faults {
    let mut files = Files::default();
    let file = files.add("a.toml", text);
    let mut start = 0;
    let mut diagnostics = Vec::new();
    for line in text.split_inclusive('\n') {
        let code = if line.starts_with('e') { Code::Typst } else { Code::TypstWarning };
        if line.starts_with(['e', 'w']) {
            diagnostics.push(Diagnostic::new(code, Place::new(file, start..start + 1), "message"));
        }
        start += line.len();
    }
    Faults { files, diagnostics }
}

fn news(known_faults: &mut KnownFaults, text: &str) -> (usize, Vec<String>) {
    let News { shown, lines } = known_faults.news(&faults(text));
    (shown.len(), lines)
}

/// After an edit, the new fault was hard to find among twenty old ones.
#[test]
fn new_faults_are_shown_and_the_others_counted() {
    let mut known_faults = KnownFaults::default();
    let many = "w1\nw2\nw3\nw4\nw5\nw6\nw7\n";
    assert_eq!(news(&mut known_faults, many), (7, vec![]));
    let still = |n: usize| format!("{n} faults remain; `raportti check` lists them");
    // Lines move, and one fault is new.
    assert_eq!(news(&mut known_faults, &format!("\n{many}w8\n")), (1, vec![still(7)]));
    assert_eq!(news(&mut known_faults, &format!("\n{many}w8\n")), (0, vec![still(8)]));
    let gone = "gone: message [typst-warning] in a.toml".to_owned();
    assert_eq!(news(&mut known_faults, many), (0, vec![gone.clone(), still(7)]));
    // The same fault a second time is new.
    assert_eq!(news(&mut known_faults, &format!("{many}w7\n")), (1, vec![still(7)]));
    assert_eq!(news(&mut known_faults, &many.replace("w1\n", "")), (6, vec![]), "a short list is printed whole");
}

#[test]
fn faults_that_an_error_hides_are_not_reported_as_fixed() {
    let mut known_faults = KnownFaults::default();
    let many = "w1\nw2\nw3\nw4\nw5\nw6\nw7\n";
    news(&mut known_faults, many);
    assert_eq!(news(&mut known_faults, "e1\n"), (1, vec![]));
    let (new, lines) = news(&mut known_faults, many);
    assert_eq!((new, lines.len()), (0, 2), "{lines:?}");
    let more = format!("{many}w11\nw12\nw13\nw14\nw15\n");
    news(&mut known_faults, &more);
    let (new, lines) = news(&mut known_faults, many);
    assert_eq!((new, lines[3].as_str()), (0, "gone: 2 more"));
}
