//! Words of our own with what a line does not part, as code.

use super::emit::push_string;
use super::locale::spaces::{Space, With};

/// Words of our own as an expression, with what stays together in them; their spaces are set already. `tag` has more arguments of `text`.
pub fn together(words: &str, spaces: &[Space], tag: &str) -> String {
    let mut code = String::new();
    let mut text = |before: &str, words: &str, after: &str| {
        code.push_str(before);
        push_string(&mut code, words);
        code.push_str(after);
    };
    let (plain, mut done) = (format!("text({tag}"), 0);
    let kept = spaces.iter().filter_map(|Space { range, with }| match with {
        With::Unbroken => Some((range, "text(hyphenate: false, ", "); ")),
        With::Whole => Some((range, "box(text(", ")); ")),
        With::Raised => Some((range, "super(text(", ")); ")),
        With::Put(_) | With::NoLanguage => None,
    });
    for (range, before, after) in kept {
        if done < range.start {
            text(&plain, &words[done..range.start], "); ");
        }
        text(before, &words[range.clone()], after);
        done = range.end;
    }
    if done == 0 {
        text(&plain, words, ")");
        return code;
    }
    text(&plain, &words[done..], ")");
    format!("{{ {code} }}")
}
