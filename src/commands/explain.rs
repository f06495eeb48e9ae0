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

/// Lists the selected codes, one line for each: faults, and the rules whose levels a report can set.
fn list(is_selected: impl Fn(Code) -> bool) -> String {
    let width = Code::ALL.iter().map(|code| code.as_str().len()).max().unwrap_or_default();
    let group = |(title, is_configurable)| {
        let codes = Code::ALL.iter().filter(|code| code.is_configurable() == is_configurable && is_selected(**code));
        let lines: String = codes.map(|code| format!("  {:width$}  {}\n", code.as_str(), code.meaning())).collect();
        (!lines.is_empty()).then(|| format!("{title}:\n{lines}"))
    };
    let groups = [("Faults, which always stop the build", false), ("Rules, whose levels can be set", true)];
    groups.into_iter().filter_map(group).collect::<Vec<_>>().join("\n")
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
