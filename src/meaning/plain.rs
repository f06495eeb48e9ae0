//! Words without their marks.

/// The words of a block for readers who know no Markdown: without the marks of emphasis, code and addresses. References,
/// footnotes and figures stand in brackets, as in `[H3]`.
pub fn words(text: &str) -> String {
    let mut out = String::new();
    // Whether what each open bracket holds keeps its brackets, and where among the words it opens.
    let mut brackets: Vec<(bool, usize)> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = match first {
            // A sign that is no mark, or a line break in the middle of a paragraph.
            '\\' => {
                let sign = after.chars().next().unwrap_or(' ');
                out.push(if sign == '\n' { ' ' } else { sign });
                after.get(sign.len_utf8()..).unwrap_or_default()
            }
            '*' => after,
            '~' if after.starts_with('~') => &after[1..],
            '`' => {
                let run = rest.len() - rest.trim_start_matches('`').len();
                let (code, after) = rest[run..].split_once(&rest[..run]).unwrap_or((&rest[run..], ""));
                out.push_str(code.trim());
                after
            }
            '!' if after.starts_with('[') => {
                let address = after.split_once("](").map_or("", |(_, address)| address);
                let (figure, after) = address.split_once(')').unwrap_or((address, ""));
                out.push_str(&format!("[{figure}]"));
                after
            }
            '^' if after.starts_with('[') => {
                brackets.push((true, out.len()));
                out.push('[');
                &after[1..]
            }
            '[' if after.starts_with('@') => {
                let (ids, after) = after.split_once(']').unwrap_or((after, ""));
                out.push_str(&format!("[{}]", ids.replace("; @", "; ").trim_start_matches('@')));
                after
            }
            '[' => {
                brackets.push((false, out.len()));
                after
            }
            ']' => match brackets.pop() {
                Some((false, _)) if after.starts_with('(') => after_address(after),
                // A reference with words before it, or the state of a task.
                Some((false, start)) => {
                    let inner = out.split_off(start);
                    out.push_str(&format!("[{}]", inner.replace(" @", " ").replace("-@", "-")));
                    after
                }
                _ => {
                    out.push(']');
                    after
                }
            },
            other => {
                out.push(other);
                after
            }
        };
    }
    out
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
