//! Words of our own with what a line does not part, as code.

use super::locale::spaces::{self, Space, With};
use super::strings::push_string;

/// Where a line may break in a word.
pub const SOFT_HYPHEN: char = '\u{ad}';

/// Words of our own as an expression, with what stays together in them, and with their soft hyphens; their spaces are set already. `tag`
/// has more arguments of `text`.
pub fn together(words: &str, spaces: &[Space], tag: &str) -> String {
    let mut code = String::new();
    let (mut run, mut done, mut is_divided) = (String::new(), 0, false);
    let mut rest = spaces;
    while let Some((Space { range, with }, inside, after)) = spaces::split_first(rest) {
        let own = &words[range.clone()];
        let kept = match with {
            With::Unbroken => text(&format!("{tag}hyphenate: false, "), own),
            With::Whole => format!("box({})", together(own, &spaces::within(inside, range.clone()), tag)),
            With::Fitting => {
                format!("[#box({})<unbroken>]", together(own, &spaces::within(inside, range.clone()), tag))
            }
            With::Raised => format!("super({})", text(tag, own)),
            With::Put(SOFT_HYPHEN) => {
                run.push_str(&words[done..range.start]);
                run.push(SOFT_HYPHEN);
                (done, rest) = (range.end, after);
                continue;
            }
            With::Put(_) | With::NoLanguage => {
                rest = after;
                continue;
            }
        };
        run.push_str(&words[done..range.start]);
        if !run.is_empty() {
            code += &format!("{}; ", text(tag, &std::mem::take(&mut run)));
        }
        code += &format!("{kept}; ");
        (done, is_divided, rest) = (range.end, true, after);
    }
    run.push_str(&words[done..]);
    if !run.is_empty() || !is_divided {
        code += &text(tag, &run);
    }
    if is_divided { format!("{{ {code} }}") } else { code }
}

/// A call of `text` with more arguments.
fn text(arguments: &str, words: &str) -> String {
    let mut code = format!("text({arguments}");
    push_string(&mut code, words);
    code + ")"
}
