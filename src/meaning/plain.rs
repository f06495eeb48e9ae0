//! Words without their marks.

/// The words of a block for readers who know no Markdown: without the marks of emphasis, code and addresses. References,
/// footnotes and figures stand in brackets, as in `[H3]`.
pub fn words(text: &str) -> String {
    let mut reader = Reader::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        rest = reader.next(first, rest);
    }
    reader.words
}

#[derive(Default)]
struct Reader {
    words: String,
    /// For each open bracket, whether what it holds keeps its brackets, and where in the words it opens.
    brackets: Vec<(bool, usize)>,
}

impl Reader {
    /// Reads the mark or the character at the start of a text, and returns the rest.
    fn next<'t>(&mut self, first: char, text: &'t str) -> &'t str {
        let after = &text[first.len_utf8()..];
        match first {
            // An escaped character, or a line break in the middle of a paragraph.
            '\\' => {
                let escaped = after.chars().next().unwrap_or(' ');
                self.words.push(if escaped == '\n' { ' ' } else { escaped });
                after.get(escaped.len_utf8()..).unwrap_or_default()
            }
            '*' => after,
            '~' if after.starts_with('~') => &after[1..],
            '`' => {
                let run = text.len() - text.trim_start_matches('`').len();
                let (code, after) = text[run..].split_once(&text[..run]).unwrap_or((&text[run..], ""));
                self.words.push_str(code.trim());
                after
            }
            '!' if after.starts_with('[') => {
                let address = after.split_once("](").map_or("", |(_, address)| address);
                let (figure, after) = address.split_once(')').unwrap_or((address, ""));
                self.words.push_str(&format!("[{figure}]"));
                after
            }
            '^' if after.starts_with('[') => {
                self.brackets.push((true, self.words.len()));
                self.words.push('[');
                &after[1..]
            }
            '[' if after.starts_with('@') => {
                let (ids, after) = after.split_once(']').unwrap_or((after, ""));
                self.words.push_str(&format!("[{}]", ids.replace("; @", "; ").trim_start_matches('@')));
                after
            }
            '[' => {
                self.brackets.push((false, self.words.len()));
                after
            }
            ']' => self.close_bracket(after),
            other => {
                self.words.push(other);
                after
            }
        }
    }

    /// Closes the innermost bracket, and returns what follows it.
    fn close_bracket<'t>(&mut self, after: &'t str) -> &'t str {
        match self.brackets.pop() {
            Some((false, _)) if after.starts_with('(') => return after_address(after),
            // A reference with words before it, or the state of a task.
            Some((false, start)) => {
                let inner = self.words.split_off(start);
                self.words.push_str(&format!("[{}]", inner.replace(" @", " ").replace("-@", "-")));
            }
            _ => self.words.push(']'),
        }
        after
    }
}

/// What follows the address of a link, whose parentheses are escaped.
fn after_address(text: &str) -> &str {
    let mut escaped = false;
    let end = text.find(|c: char| {
        let ends = c == ')' && !escaped;
        escaped = c == '\\' && !escaped;
        ends
    });
    end.map_or("", |end| &text[end + 1..])
}
