//! Reads `report/review.lock`.

use std::collections::{BTreeMap, HashMap};

use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place};
use crate::files::Tree;
use crate::model::decode::{Context, Written};
use crate::model::{Declarations, syntax, text_file};

/// Where the lock lies in the project.
pub const PATH: &str = "report/review.lock";

/// The version of the lock's form. A change that an older program would misread raises it.
pub const FORMAT: i64 = 1;

/// How many hexadecimal digits of a SHA-256 a stamp keeps: 128 bits, so that two texts never share one by chance. Nobody
/// has a reason to forge one in their own report.
pub(super) const DIGITS: usize = 32;

/// The stamps by the names of links, and by language and the names of texts.
#[derive(Debug, Clone, Default)]
pub struct Lock {
    pub links: HashMap<String, String>,
    pub translations: BTreeMap<String, BTreeMap<String, String>>,
}

/// Reads the lock of a report; `None` when there is none, or when it cannot be understood, which is a fault then.
pub fn read(tree: &Tree, files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<Lock> {
    let file = text_file::utf8_file(PATH, tree.get(PATH)?, files, diagnostics)?;
    let text = files.get(file).text.clone();
    if let Some(conflict) = conflict(file, &text) {
        diagnostics.push(conflict);
        return None;
    }
    let before = diagnostics.len();
    let Some(table) = syntax::parse(file, &text, diagnostics) else {
        // Most often a link stands on two lines, one from each side of a merge.
        for fault in diagnostics[before..].iter_mut().filter(|fault| fault.message.contains("stands twice")) {
            fault.hints = vec![
                "two reviewers stamped it against different texts: delete both lines, read what they are about, and \
                 run `raportti review` for it"
                    .to_owned(),
            ];
        }
        return None;
    };
    let mut context = Context::new(Declarations::built_in(), (file, &text), &[], diagnostics);
    let lock = understand(table.get_ref(), &mut context);
    (diagnostics.len() == before).then_some(lock).flatten()
}

fn understand(table: &DeTable, context: &mut Context) -> Option<Lock> {
    let known = ["format", "links", "translations"];
    for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
        context.unknown_key(key, &known);
    }
    let Some(format) = table.get("format") else {
        let place = Place::new(context.file, 0..0);
        context.fault(
            Diagnostic::new(Code::MissingKey, place, "the key `format` is missing")
                .with_hint(format!("write `format = {FORMAT}`; `raportti review --all` does when there is no lock")),
        );
        return None;
    };
    let number = context.integer(format)?;
    if number != FORMAT {
        let message = format!("the lock has the format {number}, and this program knows the format {FORMAT}");
        context.fault(
            Diagnostic::new(Code::MalformedValue, context.place(format), message)
                .with_hint("use the version of raportti that wrote it, or a later one"),
        );
        return None;
    }
    let links = table.get("links").and_then(|links| stamps(links, context)).unwrap_or_default();
    let languages = table.get("translations").and_then(|languages| context.table(languages));
    let translations = languages.into_iter().flatten();
    let translations =
        translations.filter_map(|(language, texts)| Some((language.get_ref().to_string(), stamps(texts, context)?)));
    Some(Lock { translations: translations.collect(), links: links.into_iter().collect() })
}

fn stamps(value: &Written, context: &mut Context) -> Option<BTreeMap<String, String>> {
    let table = context.table(value)?;
    let mut stamps = BTreeMap::new();
    for (name, value) in table {
        let Some(stamp) = value.get_ref().as_str() else {
            context.expected("a fingerprint", value);
            continue;
        };
        let whole = stamp.len() == DIGITS && stamp.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !whole {
            let message = format!("`{stamp}` is not a fingerprint");
            let hint = format!("delete the line and run `raportti review` for it; it writes {DIGITS} digits");
            context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message).with_hint(hint));
            continue;
        }
        stamps.insert(name.get_ref().to_string(), stamp.to_owned());
    }
    Some(stamps)
}

/// The fault of a merge that nobody has finished.
fn conflict(file: FileKey, text: &str) -> Option<Diagnostic> {
    let mut at = 0;
    let mut begin = None;
    for line in text.split_inclusive('\n') {
        let place = Place::new(file, at..at + line.trim_end().len());
        at += line.len();
        if begin.is_none() && line.starts_with("<<<<<<<") {
            begin = Some(place);
        }
        if let Some(begin) = begin.filter(|_| line.starts_with(">>>>>>>")) {
            let message = "two branches changed the same lines, and the merge is not finished";
            return Some(
                Diagnostic::new(Code::TomlSyntax, begin, message).with_related(place, "up to here").with_hint(
                    "`raportti review --merge` finishes it. By hand: keep the lines of both sides and delete the \
                     marks; where both have the same name, delete both lines and review that one again",
                ),
            );
        }
    }
    None
}
