//! Words of our own with what a line does not part, as code.

use super::emit::push_string;
use super::locale::spaces::{Space, With};

/// Where a line may break in a word.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// Words of our own as an expression, with what stays together in them, and with their soft hyphens; their spaces are set already. `tag`
/// has more arguments of `text`.
pub fn together(words: &str, spaces: &[Space], tag: &str) -> String {
    let mut code = String::new();
    let mut text = |before: &str, words: &str, after: &str| {
        code.push_str(before);
        push_string(&mut code, words);
        code.push_str(after);
    };
    let plain = format!("text({tag}");
    let (mut run, mut done, mut is_divided) = (String::new(), 0, false);
    for Space { range, with } in spaces {
        let (before, after) = match with {
            With::Unbroken => ("text(hyphenate: false, ", "); "),
            With::Whole => ("box(text(", ")); "),
            With::Raised => ("super(text(", ")); "),
            With::Put(SOFT_HYPHEN) => {
                run.push_str(&words[done..range.start]);
                run.push(SOFT_HYPHEN);
                done = range.end;
                continue;
            }
            With::Put(_) | With::NoLanguage => continue,
        };
        run.push_str(&words[done..range.start]);
        if !run.is_empty() {
            text(&plain, &std::mem::take(&mut run), "); ");
        }
        text(before, &words[range.clone()], after);
        (done, is_divided) = (range.end, true);
    }
    run.push_str(&words[done..]);
    if !run.is_empty() || !is_divided {
        text(&plain, &run, ")");
    }
    if is_divided { format!("{{ {code} }}") } else { code }
}
