//! Markup that this Markdown does not know, so that it would be printed as it stands: formulas, attributes, LaTeX, what other
//! programs add, and marks without effect. Ordinary prose must pass: "it cost $5 and $6", "a < b", "C++ and D++", "5 ** 2".

use std::ops::Range;

use crate::bounds::text::LONGEST_MARKUP;

use super::events::Setting;

/// Markup among words: its bytes, and what to do about it.
#[derive(Debug, PartialEq)]
pub struct Literal {
    pub range: Range<usize>,
    pub hint: &'static str,
}

const FORMULA: &str = "formulas are not known; write it in words, or escape the sign: `\\$`";
const ESCAPE: &str = "this Markdown does not know it; delete it, or put a `\\` before it to print it";
const EMPHASIS: &str = "emphasis begins and ends at a word, without a space inside: `**words**`, `~~words~~`";
const LINK: &str = "a link is `[words](https://…)` without spaces between or inside of its address";
const NOTE: &str = "write `word[^1]`, and `[^1]: the note` on a line of its own";
const ATTRIBUTE: &str = "attributes are not known here; delete it, or write `\\{` to print it";
const TEMPLATE: &str = "only chapters know `{{ … }}` and `{% … %}`; write the words out";
const ALERT: &str = "an alert is `> [!NOTE]` on a line of its own, or TIP, IMPORTANT, WARNING, CAUTION, MARGIN";
const DEFINITION: &str = "lists of definitions are not known; use a list or a table";
const COMMAND: &str = "commands of LaTeX are not known; the templates set pages, contents and lists";
const TABLE: &str = "a table has the line `|---|---|` under its head, with as many cells as the head";
pub(super) const GRID: &str =
    "tables of lines and spaces are not known; write `| cells |`, with `|---|---|` under the head";
const COMMENT: &str = "a comment ends with `-->` before the next blank line; delete it";
const ENTITY: &str = "no such character is known; write the character itself, or `\\&` to print this";
const CODE: &str = "code begins and ends with the same number of backticks; write \\` to print one";
const TASK: &str = "a task is an item of a list: `- [ ] words`";
const HEADING: &str = "a heading has a space after its signs: `## Heading`";
const CONTENTS: &str = "the contents are the part `contents` of `report.toml`";

/// How other programs are asked for a table of contents.
const TABLES_OF_CONTENTS: [&str; 7] = ["[TOC]", "[[TOC]]", "[[_TOC_]]", "{:toc}", "{{toc}}", "[[toc]]", "[toc]"];
/// The commands of LaTeX and Pandoc that people write among Markdown. Other words after a backslash may be the path of a file.
const COMMANDS: &str = "pagebreak newpage clearpage tableofcontents listoffigures listoftables vspace hspace textbf textit emph \
    footnote cite ref label begin end section subsection noindent newline linebreak includegraphics caption hfill centering";

/// Finds markup in the words of one block. What was escaped stands in `text` as U+FFFC.
pub fn find(text: &str, setting: Setting) -> Vec<Literal> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(u8::is_ascii_punctuation) {
        at += next;
        let found_here = markup(text, at, setting);
        found.extend(found_here.map(|(length, hint)| Literal { range: at..at + length, hint }));
        at += found_here.map_or(1, |(length, _)| length);
    }
    found
}

/// The length of the markup that begins at a sign, if it does, and what to do about it.
fn markup(text: &str, at: usize, setting: Setting) -> Option<(usize, &'static str)> {
    let rest = &text[at..text.floor_char_boundary(at.saturating_add(LONGEST_MARKUP))];
    let first = rest.chars().next()?;
    let before = text[..at].chars().next_back();
    let begins_line = before.is_none_or(|c| c == '\n');
    if begins_line && let Some(found) = line(rest, at == 0) {
        return Some(found);
    }
    match first {
        '<' if rest.starts_with("<!--") => Some((4, COMMENT)),
        '$' => formula(rest, before).map(|length| (length, FORMULA)),
        '=' => pair(rest, before, "==").map(|length| (length, ESCAPE)),
        '+' => pair(rest, before, "++").map(|length| (length, ESCAPE)),
        '^' if rest.starts_with("^[") => Some((2, NOTE)),
        '^' => superscript(rest).map(|length| (length, ESCAPE)),
        '[' => bracket(rest),
        ']' if rest.starts_with("](") => Some((2, LINK)),
        ']' if rest.starts_with("] (http") => Some((3, LINK)),
        '{' => brace(rest, setting),
        ':' => emoji(rest, before).map(|length| (length, ESCAPE)),
        '\\' => command(rest, before).map(|length| (length, COMMAND)),
        '*' if rest.starts_with("**") => marks(rest, before, '*').map(|length| (length, EMPHASIS)),
        '~' if rest.starts_with("~~") => marks(rest, before, '~').map(|length| (length, EMPHASIS)),
        '~' => subscript(rest, before).map(|length| (length, ESCAPE)),
        '&' => entity(rest).map(|length| (length, ENTITY)),
        '`' => Some((rest.len() - rest.trim_start_matches('`').len(), CODE)),
        _ => None,
    }
}

/// What is markup only at the beginning of a line. `whole` says that it is the first one of the block.
fn line(rest: &str, whole: bool) -> Option<(usize, &'static str)> {
    let line = rest.lines().next().unwrap_or_default().trim_end();
    let begins = |signs: &[&str]| signs.iter().any(|sign| line.starts_with(sign));
    let is_rule = line.contains("--") && line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' '));
    // Rows of a table whose line under the head is missing.
    let is_row = |line: &str| line.starts_with('|') && line.trim_end().ends_with('|');
    let is_headless = whole && is_row(line) && rest.lines().nth(1).is_some_and(is_row) && !rest.contains("--");
    let signs = line.len() - line.trim_start_matches('#').len();
    let is_heading = (2..=6).contains(&signs) && line[signs..].starts_with(char::is_alphabetic);
    let tasks = ["[ ]", "[] ", "[-] ", "[/] ", "[x] ", "[X] "];
    let task = tasks.iter().find(|task| whole && rest.starts_with(**task)).map_or(0, |task| task.trim_end().len());
    let cases = [
        (begins(&[":::", "!!! ", "??? "]) || begins(&["*["]) && line.contains("]: "), line.len(), ESCAPE),
        (whole && begins(&["+--", "+=="]) && line.ends_with('+'), line.len(), GRID),
        (begins(&["** "]) && line[2..].contains("**"), 2, EMPHASIS),
        (begins(&[": ", ":\t"]), 1, DEFINITION),
        (line.starts_with('|') && is_rule || is_headless, line.len(), TABLE),
        (is_heading, signs, HEADING),
        (TABLES_OF_CONTENTS.contains(&line), line.len(), CONTENTS),
        (task > 0, task, TASK),
    ];
    cases.into_iter().find_map(|(is, length, hint)| is.then_some((length, hint)))
}

/// What stands between a mark at the beginning and the next one that closes it, what follows, and where that begins.
fn enclosed<'t>(rest: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str, usize)> {
    let (body, after) = rest.strip_prefix(open)?.split_once(close)?;
    Some((body, after, rest.len() - after.len()))
}

/// `$x$` and `$$…$$` as Pandoc reads them, and only where what stands between looks like a formula.
fn formula(rest: &str, before: Option<char>) -> Option<usize> {
    let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    if word(before) || before == Some('$') {
        return None;
    }
    let fence = if rest.starts_with("$$") { "$$" } else { "$" };
    let (body, after, length) = enclosed(rest, fence, fence)?;
    let calculated = body.contains(['\\', '^', '_', '=', '{', '<', '>', '+', '*']);
    let plausible = if fence == "$$" {
        calculated || (!body.trim().is_empty() && !body.trim().contains(' ') && body.contains(char::is_alphabetic))
    } else {
        !body.starts_with(char::is_whitespace)
            && !body.ends_with(char::is_whitespace)
            && (calculated || (!body.contains(char::is_whitespace) && body.starts_with(char::is_alphabetic)))
            && !word(after.chars().next())
            && !body.contains('\n')
    };
    plausible.then_some(length)
}

/// `==words==` and `++words++`, which stand beside no letter.
fn pair(rest: &str, before: Option<char>, fence: &str) -> Option<usize> {
    let sign = fence.chars().next()?;
    let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != sign);
    let tight = |c: char| !c.is_whitespace() && c != sign;
    let (body, after, length) = enclosed(rest, fence, fence)?;
    let taken = body.starts_with(tight) && body.ends_with(tight) && !body.contains('\n');
    (taken && outside(before) && outside(after.chars().next())).then_some(length)
}

/// `^2^`
fn superscript(rest: &str) -> Option<usize> {
    let (body, after, length) = enclosed(rest, "^", "^")?;
    let taken = !body.is_empty() && !body.contains(char::is_whitespace);
    (taken && !after.starts_with(char::is_alphanumeric)).then_some(length)
}

/// `~2~` after a letter.
fn subscript(rest: &str, before: Option<char>) -> Option<usize> {
    let (body, _, length) = enclosed(rest, "~", "~")?;
    let taken = !body.is_empty() && body.chars().all(char::is_alphanumeric);
    (taken && before.is_some_and(char::is_alphabetic)).then_some(length)
}

fn bracket(rest: &str) -> Option<(usize, &'static str)> {
    if rest.starts_with("[[") {
        let (body, _, length) = enclosed(rest, "[[", "]]")?;
        let hint = "a link to an item is `[@F1]`, one out of the report `[words](https://…)`";
        return (!body.is_empty() && !body.contains('\n')).then_some((length, hint));
    }
    let (body, _, length) = enclosed(rest, "[!", "]")?;
    (!body.is_empty() && body.chars().all(|c| c.is_ascii_alphabetic())).then_some((length, ALERT))
}

/// `{.class}`, `{#id}`, `{key=value}`, `{=format}`, `{-}`, marks of critics, and tags of templates where nothing reads them.
fn brace(rest: &str, setting: Setting) -> Option<(usize, &'static str)> {
    if setting == Setting::Field && (rest.starts_with("{{") || rest.starts_with("{%")) {
        let close = if rest.starts_with("{{") { "}}" } else { "%}" };
        return enclosed(rest, "{", close).map(|(_, _, length)| (length, TEMPLATE));
    }
    if ["{++", "{--", "{~~", "{==", "{>>"].iter().any(|mark| rest.starts_with(mark)) {
        return Some((3, ESCAPE));
    }
    let (body, _, length) = enclosed(rest, "{", "}").filter(|(body, ..)| !body.contains('\n'))?;
    let name = |text: &str| {
        !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
    };
    let attribute = |word: &str| match word.split_at_checked(1) {
        Some(("." | "#" | "=", rest)) => name(rest),
        _ => word.split_once('=').is_some_and(|(key, value)| name(key) && !value.is_empty()),
    };
    // BibTeX keeps capitals in braces: `{OECD}`, `{B}eta`.
    if !body.is_empty() && body.chars().all(|c| c.is_ascii_uppercase()) {
        return Some((length, ESCAPE));
    }
    let known = body == "-" || (!body.trim().is_empty() && body.split_whitespace().all(attribute));
    known.then_some((length, ATTRIBUTE))
}

/// `:warning:`
fn emoji(rest: &str, before: Option<char>) -> Option<usize> {
    let (body, after, length) = enclosed(rest, ":", ":").filter(|(body, ..)| body.len() > 1)?;
    let word = body.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let letters = body.starts_with(|c: char| c.is_ascii_lowercase());
    let ends = |c: char| c.is_whitespace() || matches!(c, '.' | ',' | '!' | '?');
    let alone = before.is_none_or(char::is_whitespace) && after.chars().next().is_none_or(ends);
    (word && letters && alone).then_some(length)
}

/// `\pagebreak`. After a letter, a colon or another word of a path it is the path of a file.
fn command(rest: &str, before: Option<char>) -> Option<usize> {
    if before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '\\')) {
        return None;
    }
    let word = rest[1..].split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let follows = &rest[1 + word.len()..];
    COMMANDS.split(' ').any(|command| command == word).then_some(1 + word.len()).filter(|_| !follows.starts_with('\\'))
}

/// Two marks beside a word that opened or closed nothing.
fn marks(rest: &str, before: Option<char>, mark: char) -> Option<usize> {
    let length = rest.len() - rest.trim_start_matches(mark).len();
    let beside = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '(' | '”' | '“' | '„' | '’'));
    let word = before.is_some_and(char::is_alphanumeric);
    // Two signs after a word may point to a note below a table.
    let opens = beside(rest[length..].chars().next()) && !word;
    let closes = word && mark == '~';
    (length == 2 && (opens || closes)).then_some(length)
}

/// `&nbso;`, which no character is called. Names of firms have capitals: `R&D;`.
fn entity(rest: &str) -> Option<usize> {
    let end = rest.find(';').filter(|end| (3..32).contains(end))?;
    let name = &rest[1..end];
    (name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(|c| c.is_ascii_alphanumeric()))
        .then_some(end + 1)
}

/// References to footnotes that are not defined, `[^label]`, which Markdown takes for words.
pub(super) fn missing_notes(text: &str) -> Vec<(Range<usize>, &str)> {
    let starts = text.match_indices("[^").filter_map(|(start, _)| {
        let end = start + text[start..].find(']')?;
        let label = &text[start + 2..end];
        let is_label = !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '[');
        is_label.then_some((start..end + 1, label))
    });
    starts.collect()
}
