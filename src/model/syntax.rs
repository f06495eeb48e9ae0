//! Faults in the syntax of a TOML file at their cause, which is often far before the line that the parser names.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, Error};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::bounds::text::MOST_SYNTAX_FAULTS;
use crate::diagnostics::{Code, Diagnostic, FileKey, Place};
use crate::model::characters;
use crate::model::slips::{self, is_key};

/// The tree of a TOML file with the place of each value. `None` when its syntax has faults, all of which go to `diagnostics`.
pub fn parse<'t>(file: FileKey, text: &'t str, diagnostics: &mut Vec<Diagnostic>) -> Option<Spanned<DeTable<'t>>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        diagnostics.extend(faults(file, text, &errors));
        return None;
    }
    characters::check_file(table.get_ref(), file, text, diagnostics);
    Some(table)
}

/// Quotes that word processors write. None of them opens a string in TOML.
const CURLY: [char; 8] = ['“', '”', '„', '‟', '‘', '’', '«', '»'];

/// The faults of a file from the errors of its parser, in their order.
fn faults(file: FileKey, text: &str, errors: &[Error]) -> Vec<Diagnostic> {
    let open = unclosed(text);
    // What closes a text that nothing opens does not open another.
    let is_close = |open: &Unclosed| {
        let start = open.opens.start;
        let line = text[..start].rfind('\n').map_or(0, |end| end + 1);
        let alone = text[line..].lines().next().is_some_and(|line| line.trim() == open.delimiter);
        let before = errors.iter().filter_map(|error| Some(text.floor_char_boundary(error.span()?.start)));
        alone && before.filter(|at| *at < line).max().is_some_and(|at| goes_on(text, at, start))
    };
    let end = open.as_ref().map_or(text.len(), |open| open.opens.start);
    let before = errors.iter().filter(|error| open.is_none() || error.span().is_some_and(|span| span.end <= end));
    let mut before: Vec<&Error> = before.collect();
    // The parser reports keys and values separately.
    before.sort_by_key(|error| error.span().map(|span| span.start));
    let mut faults: Vec<Diagnostic> = Vec::new();
    let mut reported = None;
    for (number, error) in before.iter().enumerate() {
        let span = error.span().unwrap_or(0..0);
        // After the first error of a line, the parser reports each word that follows.
        let at = text.floor_char_boundary(span.start);
        if reported.replace(at).is_some_and(|last| goes_on(text, last, at)) {
            continue;
        }
        if faults.len() >= MOST_SYNTAX_FAULTS {
            let place = Place::new(file, error.span().unwrap_or(0..0));
            let message = format!("from here on, the parser does not understand {} more places", errors.len() - number);
            faults.push(Diagnostic::new(Code::TomlSyntax, place, message).with_hint("is this a file of TOML?"));
            break;
        }
        faults.push(match curly(text, &span) {
            Some(quote) => {
                let message = format!("`{}` does not open a string", &text[quote.clone()]);
                let hint = "write straight quotes around the text: `\"…\"`";
                Diagnostic::new(Code::TomlSyntax, Place::new(file, quote), message).with_hint(hint)
            }
            None => of_parser(file, text, error),
        });
    }
    faults.extend(open.filter(|open| !is_close(open)).map(|open| open.fault(file)));
    faults
}

/// Whether an error at `at` only continues the one at `before`: no line between gives a key a value or opens a table.
fn goes_on(text: &str, before: usize, at: usize) -> bool {
    let is_own = |line: &str| line.contains('=') || line.trim_start().starts_with(['[', '#']);
    let Some(rest) = text[before..at.max(before)].find('\n').map(|end| before + end + 1) else { return true };
    let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
    !text[rest..end].lines().any(is_own)
}

/// An error in the parser's words, with a hint where one helps.
fn of_parser(file: FileKey, text: &str, error: &Error) -> Diagnostic {
    let span = error.span().unwrap_or(0..0);
    let message = error.message();
    if message == "duplicate key" && !text.get(span.clone()).is_some_and(|key| has_dotted(text, key)) {
        return twice(file, text, span);
    }
    let fault = Diagnostic::new(Code::TomlSyntax, Place::new(file, span.clone()), message.to_owned());
    let key = text.get(span.clone()).unwrap_or_default();
    let key = key.split('.').next().unwrap_or_default().trim();
    let translated = message.contains("with a dotted key") || (message == "duplicate key" && has_dotted(text, key));
    if translated && !key.is_empty() {
        let hint = format!("write either `{key} = …` or a line for each language, such as `{key}.en = …`; not both");
        return fault.with_hint(hint);
    }
    fault.with_hints(slips::hint(text, &span))
}

/// A key that stands twice in its table, with the place where it stands first.
fn twice(file: FileKey, text: &str, span: Range<usize>) -> Diagnostic {
    let start = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let key = |line: &str| line.split('=').next().map(|key| key.trim().to_owned());
    let written = text[start..].lines().next().and_then(key).unwrap_or_default();
    let message = format!("`{written}` stands twice");
    let fault = Diagnostic::new(Code::TomlSyntax, Place::new(file, span), message).with_hint("delete one of them");
    let table = if written.starts_with('[') { 0 } else { text[..start].rfind("\n[").map_or(0, |at| at + 1) };
    let mut at = table;
    for line in text[table..start].split_inclusive('\n') {
        if key(line).is_some_and(|key| key == written) {
            return fault.with_related(Place::new(file, at..at + line.trim_end().len()), "it stands here first");
        }
        at += line.len();
    }
    fault
}

/// Whether a line of the file begins with `key.`.
fn has_dotted(text: &str, key: &str) -> bool {
    let begins =
        |line: &str| line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('.'));
    !key.is_empty() && text.lines().any(begins)
}

/// A curly quote that opens the value on the line of an error.
fn curly(text: &str, span: &Range<usize>) -> Option<Range<usize>> {
    let start = text.floor_char_boundary(span.start);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[start..].find('\n').map_or(text.len(), |length| start + length);
    let value = line + text[line..end].find('=')? + 1;
    let opens = value + text[value..end].find(|c: char| c != ' ' && c != '\t' && c != '[')?;
    let quote = text[opens..end].chars().next().filter(|quote| CURLY.contains(quote))?;
    Some(opens..opens + quote.len_utf8())
}

/// A text of several lines, or a list, that nobody closed.
struct Unclosed {
    /// `[` for a list.
    delimiter: &'static str,
    opens: Range<usize>,
    /// The delimiter that closes it, although it was meant to open another text. None when the file ends first.
    closes: Option<Range<usize>>,
}

impl Unclosed {
    fn fault(self, file: FileKey) -> Diagnostic {
        let Unclosed { delimiter, opens, closes } = self;
        if delimiter == "[" {
            let message = "the list that `[` opens here is not closed";
            return Diagnostic::new(Code::TomlSyntax, Place::new(file, opens), message)
                .with_hint("write `]` after its last value");
        }
        let message = format!("the text that `{delimiter}` opens here is not closed");
        let closes = closes.map(|closes| Place::new(file, closes));
        Diagnostic::new(Code::TomlSyntax, Place::new(file, opens), message)
            .with_related(closes, "so this closes it, and does not open another")
            .with_hint(format!("write `{delimiter}` after its last line"))
    }
}

/// The first text of several lines that is not closed before the next one opens, or before the file ends; or the first list
/// that is not closed before a line that gives a key its value.
fn unclosed(text: &str) -> Option<Unclosed> {
    let mut brackets = Vec::new();
    for token in Source::new(text).lex() {
        let (start, end) = (token.span().start(), token.span().end());
        let delimiter = match token.kind() {
            TokenKind::MlBasicString => "\"\"\"",
            TokenKind::MlLiteralString => "'''",
            kind @ (TokenKind::LeftSquareBracket | TokenKind::LeftCurlyBracket) => {
                brackets.push((kind, start));
                continue;
            }
            TokenKind::RightSquareBracket | TokenKind::RightCurlyBracket => {
                brackets.pop();
                continue;
            }
            // A table in braces may have lines with keys of its own.
            TokenKind::Newline => match brackets.last() {
                Some(&(TokenKind::LeftSquareBracket, opens)) if begins_a_key(&text[end..]) => {
                    return Some(Unclosed { delimiter: "[", opens: opens..opens + 1, closes: None });
                }
                _ => continue,
            },
            _ => continue,
        };
        let opens = start..start + delimiter.len();
        let closes = closes(&text[opens.end..end], delimiter).map(|at| opens.end + at);
        if closes.is_none_or(|at| opens_another(&text[opens.end..at])) {
            return Some(Unclosed { delimiter, opens, closes: closes.map(|at| at..at + delimiter.len()) });
        }
    }
    None
}

/// Where a text of several lines is closed, which may end with one or two quotes of its own.
fn closes(body: &str, delimiter: &str) -> Option<usize> {
    let words = body.trim_end_matches(&delimiter[..1]);
    let slashes = words.len() - words.trim_end_matches('\\').len();
    let at = words.len() + usize::from(delimiter.starts_with('"') && slashes % 2 == 1);
    (body.len() >= at + delimiter.len()).then_some(at)
}

/// Whether what stands before a delimiter, on its line, is a key that gets a text.
fn opens_another(before: &str) -> bool {
    before.rsplit_once('\n').and_then(|(_, line)| line.trim_end().strip_suffix('=')).is_some_and(is_key)
}

/// Whether a line gives a key its value, or is the head of a table in a list of tables.
fn begins_a_key(rest: &str) -> bool {
    let line = rest.lines().next().unwrap_or_default();
    let head = line.trim().strip_prefix("[[").and_then(|line| line.strip_suffix("]]"));
    line.split_once('=').map(|(key, _)| key).or(head).is_some_and(is_key)
}

/// The ids that a file gives to what stands in it, found without understanding the file.
pub fn ids(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let value = line.trim_start().strip_prefix("id")?.trim_start().strip_prefix('=')?.trim();
        let id = value.strip_prefix(['"', '\''])?.split(['"', '\'']).next()?;
        // Hyphens belong to the ids of some reports.
        Some(id).filter(|id| super::scalar::id_fault(&id.replace('-', ".")).is_none())
    })
}
