//! Marks of LaTeX in texts of BibLaTeX, as reference managers write them: emphasis, sub- and superscripts, quotation marks.

/// Commands whose words are kept, and nothing else.
const OF_LOOK: [&str; 16] = [
    "emph",
    "textit",
    "textbf",
    "textsc",
    "textrm",
    "textsf",
    "texttt",
    "textup",
    "textnormal",
    "mathrm",
    "mathit",
    "text",
    "ensuremath",
    "mkbibemph",
    "mkbibitalic",
    "mkbibbold",
];
const LOW: (&str, [char; 10]) = ("textsubscript", ['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉']);
const HIGH: (&str, [char; 10]) = ("textsuperscript", ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹']);

/// A source text in which letters under an accent have their dot: `\"\i` is `\"i`, which the parser of the file knows.
pub fn with_dots(text: &str) -> String {
    let mut text = text.to_owned();
    for accent in ["\"", "'", "`", "^", "~", "="] {
        for letter in ["i", "j"] {
            text = text.replace(&format!("\\{accent}\\{letter}}}"), &format!("\\{accent}{letter}}}"));
            text = text.replace(&format!("\\{accent}{{\\{letter}}}"), &format!("\\{accent}{{{letter}}}"));
        }
    }
    text
}

/// A text without marks of LaTeX that it knows; others stay as they stand.
pub fn plain(text: &str) -> String {
    let is_quoting = text.contains("``") && text.contains("''");
    let quoted = if is_quoting { text.replace("``", "“").replace("''", "”") } else { text.to_owned() };
    if quoted.contains(['\\', '$']) { read(&quoted) } else { quoted }
}

fn read(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '$']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = if rest.starts_with('$') { formula(rest) } else { command(rest) };
        let (words, length) = known.unwrap_or_else(|| (rest[..1].to_owned(), 1));
        out.push_str(&words);
        rest = &rest[length..];
    }
    out + rest
}

/// A command with its words in braces: what it comes to, and how long it is. `None` for one that is not known.
fn command(text: &str) -> Option<(String, usize)> {
    let name_end = text[1..].find(|c: char| !c.is_ascii_alphabetic())? + 1;
    let (inner, length) = group(&text[name_end..])?;
    let name = &text[1..name_end];
    let words = match name {
        name if OF_LOOK.contains(&name) => read(inner),
        name if name == LOW.0 => digits(&read(inner), LOW.1),
        name if name == HIGH.0 => digits(&read(inner), HIGH.1),
        "enquote" | "mkbibquote" => format!("“{}”", read(inner)),
        _ => return None,
    };
    Some((words, name_end + length))
}

/// A formula that is nothing but words above or below a line, as in `CO$_2$`. A sum of dollars is none.
fn formula(text: &str) -> Option<(String, usize)> {
    let inner = text[1..].split('$').next().filter(|inner| text.len() > inner.len() + 1)?;
    let length = inner.len() + 2;
    let mut out = String::new();
    let mut rest = inner;
    while let Some(sign) = rest.chars().next() {
        let of_sign = match sign {
            '_' => LOW.1,
            '^' => HIGH.1,
            _ => return None,
        };
        let (words, used) = match group(&rest[1..]) {
            Some((words, used)) => (read(words), used),
            None => (rest[1..].chars().next()?.to_string(), rest[1..].chars().next()?.len_utf8()),
        };
        out += &digits(&words, of_sign);
        rest = &rest[1 + used..];
    }
    (!out.is_empty()).then_some((out, length))
}

/// What stands in braces at the beginning of a text, and how long it is with them.
fn group(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 1 => return Some((&text[1..at], at + 1)),
            '}' => depth -= 1,
            _ if depth == 0 => return None,
            _ => {}
        }
    }
    None
}

/// Digits in another form; words that are no digits stay.
fn digits(words: &str, of: [char; 10]) -> String {
    let digit = |c: char| c.to_digit(10).map(|digit| of[digit as usize]);
    words.chars().map(digit).collect::<Option<String>>().unwrap_or_else(|| words.to_owned())
}
