//! Plain text as Markdown, and Markdown as plain text.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::model::text::{harmless, spaced};
use crate::model::{Setting, markdown};

/// Characters that may open a block at the start of a line (CommonMark 0.31, sections 4 and 5).
const OPENS_BLOCK: [char; 6] = ['#', '+', '-', '=', '>', ':'];
/// Characters that may be markup anywhere. A dollar sign opens a formula in some dialects.
const MARKUP: [char; 10] = ['\\', '`', '*', '_', '[', ']', '<', '|', '~', '$'];

/// Text as Markdown whose source people also read: on one line, since a new one could begin a block, and with few backslashes.
pub fn for_readers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let words = spaced(text);
    // A number with a full stop or a parenthesis, and a space, begins a list.
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    for (at, character) in words.char_indices() {
        let opens = at == 0 && OPENS_BLOCK.contains(&character)
            || at == digits && digits > 0 && matches!(character, '.' | ')') && ends_word(&words[at + 1..])
            || character == '&' && is_entity(&words[at..]);
        if opens || MARKUP.contains(&character) {
            out.push('\\');
        }
        out.push(harmless(character));
    }
    out
}

/// Text as Markdown that only a parser reads: every punctuation character has a backslash.
pub fn everywhere(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            out.push('\\');
        }
        // A new line could begin a block.
        out.push(if character == '\n' || character == '\r' { ' ' } else { character });
    }
    out
}

/// Whether the full stop or parenthesis after a number ends a word. Otherwise it begins no list, as in `1.0.0`.
fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

/// Whether text begins with a character reference of HTML, such as `&amp;`.
fn is_entity(text: &str) -> bool {
    let inner = text[1..].split_once(';').map(|(inner, _)| inner);
    inner.is_some_and(|inner| {
        !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    })
}

/// The paragraphs of prose as plain text: without emphasis, addresses, struck-out words, footnotes, and references to items.
pub fn paragraphs(prose: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut words = String::new();
    // The number of open elements whose words are left out.
    let mut hidden = 0;
    for (event, _) in markdown::parse(prose, Setting::Field) {
        match event {
            Event::Start(Tag::Link { link_type: LinkType::ShortcutUnknown, .. }) => {
                words.truncate(words.trim_end().len());
                hidden += 1;
            }
            Event::Start(Tag::FootnoteDefinition(_) | Tag::Strikethrough) => hidden += 1,
            Event::Start(_) if hidden > 0 => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            _ if hidden > 0 => {}
            // Brackets around references go with them.
            Event::Text(text) if words.ends_with('(') && text.starts_with(')') => {
                words.truncate(words.trim_end_matches('(').trim_end().len());
                words.push_str(&text[1..]);
            }
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text)
            }
            Event::TaskListMarker(done) => words.push_str(markdown::task_words(done)),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::TableCell) => words.push_str("; "),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead) => {
                let plain = spaced(&words);
                if !plain.is_empty() {
                    paragraphs.push(plain.trim_end_matches("; ").trim_end_matches(';').to_owned());
                }
                words.clear();
            }
            _ => {}
        }
    }
    paragraphs
}
