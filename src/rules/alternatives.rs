//! Doubts about alternative texts: whether they say what the figure says (WCAG 2.1, success criterion 1.1.1).

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::Graph;
use crate::model::languages::orthography::{self, Orthography};
use crate::model::typed::Figure;

/// A message has at least a subject, a verb and a number or a comparison.
const FEWEST_WORDS: usize = 4;

/// Checks the alternative text of every figure in each of its languages.
pub fn check(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    for figure in graph.all::<Figure>() {
        for (language, alt) in figure.alt().iter().flat_map(|alt| alt.iter()) {
            let (_, title) = figure.title().get(language);
            if let Some(fault) = lack(&alt.value, &title.value, orthography::of(language)) {
                let message = format!("the alternative text of `{}` {fault}", figure.0.id());
                let hint = "say what the figure shows, with its most important numbers";
                diagnostics.push(Diagnostic::new(Code::AltWithoutMessage, alt.place, message).with_hint(hint));
            }
        }
    }
}

/// What an alternative text lacks to be a message, if it lacks something.
fn lack(alt: &str, title: &str, Orthography { pictures, .. }: &Orthography) -> Option<String> {
    let (words, title) = (words(alt), words(title));
    if words == title {
        return Some("only repeats the title".to_owned());
    }
    if !alt.contains(char::is_alphabetic) {
        return Some("is only numbers".to_owned());
    }
    if words.len() < FEWEST_WORDS {
        return Some(format!("has fewer than {FEWEST_WORDS} words, which is hardly a message"));
    }
    let first = words.iter().find(|word| !pictures.articles.contains(word))?;
    pictures.words.contains(first).then(|| "begins by saying that it is a picture".to_owned())
}

/// The words in small letters, without the marks around them.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}
