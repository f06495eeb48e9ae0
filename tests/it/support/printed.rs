//! Compares written texts with the words on pages, independently of the program's Markdown parser.

use std::fs;
use std::path::Path;

use super::pdf;
use super::project::files_below;

/// Checks the texts of a report in one language against the text of its pages: every three consecutive words. Page breaks can
/// separate words, so a few may be missing.
pub fn must_be_printed(report: &Path, language: &str, source: bool, pdf: &Path) {
    let pages = pdf::texts_of_pages(pdf);
    let page = letters(&pages.concat());
    let mut missing = Vec::new();
    let mut texts = 0;
    for path in files_below(report) {
        let file = path.to_str().unwrap();
        if file.ends_with(&format!(".{language}.md")) {
            texts += 1;
            missing.extend(unprinted(&fs::read_to_string(&path).unwrap(), &page));
        } else if file.ends_with(".toml") && !file.ends_with("/report.toml") && !file.ends_with("/model.toml") {
            let table: toml::Table = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            prose("", &toml::Value::Table(table), &mut |key, text| {
                let own = key.rsplit('.').next() == Some(language);
                let only = source && !["fi", "sv", "en"].contains(&key.rsplit('.').next().unwrap_or_default());
                if (own || only) && PROSE.iter().any(|name| key.split('.').any(|part| part == *name)) {
                    texts += 1;
                    missing.extend(unprinted(text, &page));
                }
            });
        }
    }
    assert!(texts > 0, "no texts in {}", report.display());
    assert!(missing.len() <= 3 * pages.len(), "{}: {missing:#?}", pdf.display());
    // At the edge of a page the words themselves are there.
    let lost: Vec<&String> =
        missing.iter().filter(|three| three.split(' ').any(|word| !page.contains(&letters(word)))).collect();
    assert!(lost.is_empty(), "{}: {lost:#?}", pdf.display());
}

/// The fields of items that are texts in Markdown.
const PROSE: [&str; 12] = [
    "condition",
    "criteria",
    "cause",
    "effect",
    "text",
    "rationale",
    "limitations",
    "scope",
    "goal",
    "reason",
    "explanation",
    "method",
];

fn prose(key: &str, value: &toml::Value, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        toml::Value::String(text) => visit(key, text),
        toml::Value::Array(items) => items.iter().for_each(|item| prose(key, item, visit)),
        // The reason of an exception is not printed.
        toml::Value::Table(table) => table
            .iter()
            .filter(|(name, _)| *name != "allow")
            .for_each(|(name, value)| prose(&format!("{key}.{name}"), value, visit)),
        _ => {}
    }
}

/// Only letters and digits, in lower case.
pub fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Every three consecutive words of a Markdown text that are not consecutive on the page.
pub fn unprinted(markdown: &str, page: &str) -> Vec<String> {
    let mut missing = Vec::new();
    for run in runs(markdown) {
        let words: Vec<&str> = run.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).collect();
        let threes = words.windows(words.len().clamp(1, 3)).filter(|three| !page.contains(&letters(&three.concat())));
        missing.extend(threes.map(|three| three.join(" ")));
    }
    missing
}

/// The words of a Markdown text as on a page, independently of the program's parser. Markup that is replaced by other words splits
/// the text.
fn runs(markdown: &str) -> Vec<String> {
    const DIVIDER: &str = "\u{1}";
    let mut text = String::new();
    for line in markdown.lines() {
        let line = line.trim_start();
        let item = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let defines = line.starts_with('[') && line.contains("]: ") && !line.starts_with("[^");
        if line.is_empty() || line.starts_with("```") || line.starts_with("~~~") || line.starts_with('|') || defines {
            text.push_str(DIVIDER);
        }
        let item = if item.starts_with(['.', ')']) && item.len() < line.len() { &item[1..] } else { line };
        if line.starts_with("```") || line.starts_with("~~~") || defines {
            continue;
        }
        if item.len() < line.len() || line.starts_with(['-', '*', '+', '#', '>']) {
            text.push_str(DIVIDER);
        }
        text.push_str(item);
        text.push('\n');
    }
    for (open, close) in [
        ("<!--", "-->"),
        ("{{", "}}"),
        ("{%", "%}"),
        ("{#", "}"),
        ("{.", "}"),
        ("[@", "]"),
        ("[^", "]"),
        ("[!MARGIN", "]"),
        ("![](", ")"),
        ("&", ";"),
    ] {
        text = without(&text, open, close, DIVIDER);
    }
    text = without(&text, "](", ")", "]");
    let text = text.replace(['|', '\u{1}'], DIVIDER).replace("<br>", DIVIDER);
    text.split(DIVIDER).map(|run| run.replace(['*', '_', '`', '~', '\\', '[', ']', '<', '>'], "")).collect()
}

/// A text in which each part from `open` to `close` is replaced; one over several words does not count as an entity.
fn without(text: &str, open: &str, close: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(open) {
        let inner = &rest[start + open.len()..];
        let end = inner.find(close).filter(|end| open != "&" || !inner[..*end].contains(char::is_whitespace));
        let Some(end) = end else {
            out.push_str(&rest[..start + open.len()]);
            rest = inner;
            continue;
        };
        out.push_str(&rest[..start]);
        out.push_str(by);
        rest = &inner[end + close.len()..];
    }
    out + rest
}
