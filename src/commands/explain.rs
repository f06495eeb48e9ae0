//! `raportti explain CODE`: what a fault is, why it matters, and how to mend it.

use std::fmt::Write as _;

use crate::cli::{Explain, Global};
use crate::diagnostics::code::Code;
use crate::diagnostics::print::shown::{Shown, Stream};

use super::{Failure, Outcome, terminal};

pub fn run(_: &Global, options: &Explain) -> Result<Outcome, Failure> {
    terminal::put(Stream::Output, &Shown::text(&page(options.code)));
    Ok(Outcome::Fine)
}

/// One code's page: a heading and its explanation.
fn page(code: Code) -> String {
    format!("## {}\n\n{}", code.as_str(), code.explanation())
}

/// All rules as one document, which is `docs/rules.md`.
pub fn document() -> String {
    let mut document = "# Rules\n\n".to_owned();
    document += "Every fault that `raportti` finds has a code. `raportti explain CODE` prints its part of this page, which is\n";
    document += "made from the program itself. Faults stop a build. Rules have a level, `error`, `warning` or `off`, which `[rules]`\n";
    document += "in `report.toml` sets, and an item may break most of them with a reason:\n\n";
    document += "```toml\n[[allow]]\nrule = \"unused-finding\"\nreason = \"Background that nothing follows from yet.\"\n```\n\n";
    let (doubts, faults): (Vec<Code>, Vec<Code>) =
        Code::ALL.iter().copied().partition(|code| Code::configurable().any(|known| known == *code));
    for (title, codes) in
        [("Faults, which no PDF can be made of", &faults), ("Rules, whose levels can be set", &doubts)]
    {
        writeln!(document, "**{title}:**\n").expect("writing to a string succeeds");
        for code in codes {
            let name = code.as_str();
            writeln!(document, "- [`{name}`](#{name}): {}", code.meaning()).expect("writing to a string succeeds");
        }
        document.push('\n');
    }
    let pages: Vec<String> = Code::ALL.iter().map(|code| page(*code)).collect();
    document + &pages.join("\n")
}
