//! `raportti explain CODE`: what a fault is, why it matters, and how to fix it.

use crate::build::Failure;
use crate::cli::Global;
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::diagnostics::{Code, nearest};

pub fn run(global: &Global, words: &[String]) -> Ended {
    terminal::require_text_format(global, "explain", None)?;
    let answer = match words {
        [] => list(|_| true) + "\n`raportti explain CODE` explains one, `raportti explain WORDS` searches\n",
        words => match Code::from_name(&words.join(" ").to_lowercase()) {
            Some(code) => format!("## {}\n\n{}", code.as_str(), code.explanation()),
            None => search(words)?,
        },
    };
    terminal::put(Stream::Output, &Shown::text(&answer));
    Ok(Outcome::Fine)
}

/// Lists the selected codes in two groups, one line for each.
fn list(is_selected: impl Fn(Code) -> bool) -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let mut text = String::new();
    for (title, codes) in groups() {
        let codes: Vec<Code> = codes.into_iter().filter(|code| is_selected(*code)).collect();
        if codes.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text += &format!("{title}:\n");
        for code in codes {
            text += &format!("  {:width$}  {}\n", code.as_str(), code.meaning());
        }
    }
    text
}

/// Lists the codes whose explanation contains every word.
fn search(words: &[String]) -> Result<String, Failure> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let has_all = |code: Code| {
        let text = format!("{} {} {}", code.as_str(), code.meaning(), code.explanation()).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let answer = list(has_all);
    if answer.is_empty() {
        let names: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let words = words.join(" ");
        let hint = nearest::hint(&words, &names).unwrap_or("`raportti explain` lists all codes".to_owned());
        return Err(Failure::new(format!("no code and no explanation contains `{words}`")).with_hint(hint));
    }
    Ok(answer)
}

/// Faults, and the rules whose levels a report can set.
fn groups() -> [(&'static str, Vec<Code>); 2] {
    let (rules, faults): (Vec<Code>, Vec<Code>) = Code::ALL.iter().copied().partition(|code| code.is_configurable());
    [("Faults, which always stop the build", faults), ("Rules, whose levels can be set", rules)]
}
