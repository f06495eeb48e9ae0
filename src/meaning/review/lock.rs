//! Reads `report/review.lock`.

use std::collections::BTreeMap;
use std::fmt;

use toml::de::DeTable;

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place};
use crate::files::Tree;
use crate::model::decode::{Context, Written};
use crate::model::{Declarations, syntax, text_file};

/// Where the lock lies in the project.
pub const PATH: &str = "report/review.lock";

/// The version of the lock's form. A change that an older program would misread raises it.
pub const FORMAT: i64 = 1;

/// How many hexadecimal digits of a SHA-256 a stamp keeps: 128 bits, so that two texts never share one by chance.
pub(super) const DIGITS: usize = 32;

/// Identifies a link or a translation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The language of a translation; `None` for a link.
    pub language: Option<String>,
    /// The name in the lock, such as `J1:H1` or `H1 title`.
    pub text: String,
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.text)?;
        self.language.iter().try_for_each(|language| write!(f, " ({language})"))
    }
}

/// The stamps: fingerprints of what links and translations were agreed against.
pub type Lock = BTreeMap<Name, String>;

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
    let mut lock = Lock::new();
    table.get("links").and_then(|links| read_stamps(None, links, context, &mut lock));
    let languages = table.get("translations").and_then(|languages| context.table(languages));
    for (language, texts) in languages.into_iter().flatten() {
        read_stamps(Some(language.get_ref()), texts, context, &mut lock);
    }
    Some(lock)
}

fn read_stamps(language: Option<&str>, value: &Written, context: &mut Context, lock: &mut Lock) -> Option<()> {
    for (name, value) in context.table(value)? {
        let stamp = value.get_ref().as_str().or_else(|| context.wrong_type("a fingerprint", value));
        let Some(stamp) = stamp else { continue };
        let whole = stamp.len() == DIGITS && stamp.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !whole {
            let message = format!("`{stamp}` is not a fingerprint");
            let hint = format!("delete the line and run `raportti review` for it; it writes {DIGITS} digits");
            context.fault(Diagnostic::new(Code::MalformedValue, context.place(value), message).with_hint(hint));
            continue;
        }
        let (language, text) = (language.map(str::to_owned), name.get_ref().to_string());
        lock.insert(Name { language, text }, stamp.to_owned());
    }
    Some(())
}

/// The fault of a merge that nobody has finished.
fn conflict(file: FileKey, text: &str) -> Option<Diagnostic> {
    let line = |from: usize, mark: &str| {
        let mut lines = text[from..].match_indices(mark).map(|(at, _)| from + at);
        let start = lines.find(|at| *at == 0 || text[..*at].ends_with('\n'))?;
        let length = text[start..].lines().next().map_or(0, |line| line.trim_end().len());
        Some(Place::new(file, start..start + length))
    };
    let begin = line(0, "<<<<<<<")?;
    let end = line(begin.range().end, ">>>>>>>")?;
    let message = "two branches changed the same lines, and the merge is not finished";
    let hint = "`raportti review --merge` finishes it. By hand: keep the lines of both sides and delete the \
                marks; where both have the same name, delete both lines and review that one again";
    Some(Diagnostic::new(Code::TomlSyntax, begin, message).with_related(end, "up to here").with_hint(hint))
}
