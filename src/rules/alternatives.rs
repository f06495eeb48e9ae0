//! Doubts about alternative texts: whether they say what the figure says (WCAG 2.1, success criterion 1.1.1).

use crate::diagnostics::{Code, Diagnostic};
use crate::graph::Graph;
use crate::model::languages::BUILT_IN;
use crate::model::typed::Figure;

/// A message has at least a subject, a verb and a number or a comparison.
const FEWEST_WORDS: usize = 4;

/// What pictures are called, and the words that may stand before that, by language. The kind of a chart is no such word:
/// it says something.
pub const PICTURES: [(&str, &[&str], &[&str]); BUILT_IN.len()] = [
    (
        "da",
        &["et", "en", "dette", "denne"],
        &["billede", "billedet", "figur", "figuren", "diagram", "diagrammet", "graf", "grafen", "tabellen"],
    ),
    (
        "de",
        &["ein", "eine", "das", "die", "der", "dieses", "diese", "dieser", "in", "im", "auf", "dem"],
        &["bild", "foto", "abbildung", "diagramm", "grafik", "schaubild", "tabelle"],
    ),
    (
        "en",
        &["a", "an", "the", "this"],
        &["figure", "image", "picture", "photo", "chart", "graph", "diagram", "graphic"],
    ),
    (
        "es",
        &["un", "una", "el", "la", "este", "esta", "en"],
        &["imagen", "foto", "fotografía", "figura", "gráfico", "gráfica", "diagrama", "tabla"],
    ),
    (
        "et",
        &["see"],
        &[
            "pilt",
            "pildil",
            "foto",
            "fotol",
            "joonis",
            "joonisel",
            "diagramm",
            "diagrammil",
            "graafik",
            "graafikul",
            "tabelis",
        ],
    ),
    (
        "fi",
        &[],
        &["kuva", "kuvassa", "kuvan", "kuvio", "kuviossa", "kuvion", "kaavio", "kaaviossa", "kaavion", "taulukossa"],
    ),
    (
        "fr",
        &["un", "une", "le", "la", "ce", "cet", "cette", "sur", "dans"],
        &["image", "l’image", "photo", "photographie", "figure", "graphique", "diagramme", "schéma", "tableau"],
    ),
    (
        "it",
        &["un", "una", "il", "la", "lo", "questo", "questa", "nel", "nella"],
        &[
            "immagine",
            "l’immagine",
            "un’immagine",
            "quest’immagine",
            "nell’immagine",
            "foto",
            "figura",
            "grafico",
            "diagramma",
            "tabella",
        ],
    ),
    (
        "nb",
        &["et", "en", "ei", "dette", "denne"],
        &["bilde", "bildet", "figur", "figuren", "diagram", "diagrammet", "graf", "grafen", "tabellen"],
    ),
    (
        "nl",
        &["een", "de", "het", "deze", "dit", "op", "in"],
        &["afbeelding", "foto", "figuur", "grafiek", "diagram", "tabel", "plaatje"],
    ),
    (
        "pl",
        &["ten", "ta", "to", "na", "w"],
        &[
            "obraz",
            "obrazek",
            "zdjęcie",
            "zdjęciu",
            "rysunek",
            "rysunku",
            "wykres",
            "wykresie",
            "diagram",
            "diagramie",
            "tabela",
            "tabeli",
        ],
    ),
    ("sv", &["en", "ett"], &["bild", "bilden", "figur", "figuren", "diagram", "diagrammet", "tabellen"]),
];

/// Checks the alternative text of every figure in each of its languages.
pub fn check(graph: &Graph, diagnostics: &mut Vec<Diagnostic>) {
    for figure in graph.all::<Figure>() {
        for (language, alt) in figure.alt().iter().flat_map(|alt| alt.iter()) {
            let (_, title) = figure.title().get(language);
            if let Some(fault) = lack(&alt.value, &title.value, language.as_str()) {
                let message = format!("the alternative text of `{}` {fault}", figure.0.id());
                let hint = "say what the figure shows, with its most important numbers";
                diagnostics.push(Diagnostic::new(Code::AltWithoutMessage, alt.place, message).with_hint(hint));
            }
        }
    }
}

/// What an alternative text lacks to be a message, if it lacks something.
fn lack(alt: &str, title: &str, language: &str) -> Option<String> {
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
    let (_, articles, pictures) = PICTURES.iter().find(|(known, ..)| *known == language)?;
    let first = words.iter().find(|word| !articles.contains(&word.as_str()))?;
    pictures.contains(&first.as_str()).then(|| "begins by saying that it is a picture".to_owned())
}

/// The words in small letters, without the marks around them.
fn words(text: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    text.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect()
}
