//! Prose as plain words, and plain words as text in Markdown that people read as it stands.

use pulldown_cmark::{Event, LinkType, Tag, TagEnd};

use crate::model::{Setting, markdown, text::harmless};

/// What opens a block where it stands at the start of a line (CommonMark 0.31, sections 4 and 5).
const OPENS_BLOCK: [char; 6] = ['#', '+', '-', '=', '>', ':'];
/// What is or may be markup wherever it stands. A dollar opens a formula where Markdown knows formulas.
const MARKUP: [char; 10] = ['\\', '`', '*', '_', '[', ']', '<', '|', '~', '$'];

/// A value that stands as text in Markdown that people read as it stands, with as few backslashes as can be. Line breaks become spaces, since they would begin a new block.
pub fn for_readers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let words = on_one_line(text);
    // A number with a point or a parenthesis and a space begins a list.
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

/// A value that stands as text in Markdown that is parsed again and that nobody sees.
pub fn everywhere(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_ascii_punctuation() {
            out.push('\\');
        }
        // A line break would begin a new block.
        out.push(if character == '\n' || character == '\r' { ' ' } else { character });
    }
    out
}

/// Text without line breaks, and without more than one space between words. Spaces that do not break stay.
fn on_one_line(text: &str) -> String {
    let words = text.split([' ', '\t', '\r', '\n']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// Whether a number's point or parenthesis ends its word, as that of a list does: `1.0.0` begins none.
fn ends_word(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(' ')
}

/// Whether text begins with what HTML calls a character reference, such as `&amp;`.
fn is_entity(text: &str) -> bool {
    let inner = text[1..].split_once(';').map(|(inner, _)| inner);
    inner.is_some_and(|inner| {
        !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
    })
}

/// The paragraphs of prose as plain words: without emphasis and addresses, without what is struck out, and without references
/// to items and sources, which need the document around them.
pub fn paragraphs(prose: &str) -> Vec<String> {
    let mut paragraphs = Vec::new();
    let mut words = String::new();
    // How many elements are open whose words are left out.
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
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                words.push_str(&text)
            }
            Event::TaskListMarker(done) => words.push_str(markdown::task_words(done)),
            Event::SoftBreak | Event::HardBreak => words.push(' '),
            Event::End(TagEnd::TableCell) => words.push_str("; "),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow | TagEnd::TableHead) => {
                let plain = on_one_line(&words);
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
