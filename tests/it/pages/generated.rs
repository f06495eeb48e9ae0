//! Proves for generated Markdown that every word is on a page, or that an error names its text.
//!
//! Each text is a chapter of its own, made from a seed. `RAPORTTI_TEXTS` sets the number of texts (by default 100),
//! `RAPORTTI_SEED` the first seed.

use std::collections::{BTreeMap, BTreeSet};
use std::env;

use serde_json::Value;

use crate::support::pdf;
use crate::support::project::{Project, Run};

/// Chapters of one report, since each report is built as a whole.
const IN_ONE_REPORT: u64 = 100;

/// Pseudorandom numbers from a seed (xorshift64*).
struct Numbers(u64);

impl Numbers {
    /// A number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % end
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// A text under construction: its words, and the definitions below it.
struct Text {
    numbers: Numbers,
    /// The chapter's name, which makes its words differ from those of other chapters.
    name: u64,
    printed: Vec<String>,
    hidden: Vec<String>,
    /// Definitions of links and footnotes.
    below: String,
}

/// Signs with a meaning in Markdown, in templates or in Typst.
const SIGNS: [&str; 34] = [
    "*", "**", "_", "__", "`", "``", "[", "]", "(", ")", "<", ">", "!", "#", "|", "~", "~~", "^", "$", "\\", "{", "}",
    "&", ":", "'", "\"", "@", "-", "+", "=", "/", "//", "[^", "](",
];

impl Text {
    fn word(&mut self) -> String {
        let (before, after) = self.numbers.one_of(&[("q", "k"), ("Ä", "ö"), ("w", "Z"), ("é", "ñ")]);
        let word = format!("{before}{}x{}{after}", self.name, self.printed.len() + self.hidden.len());
        self.printed.push(word.clone());
        word
    }

    fn hidden(&mut self) -> String {
        let word = self.word();
        self.printed.pop();
        self.hidden.push(word.clone());
        word
    }

    fn label(&self) -> String {
        format!("l{}", self.printed.len() + self.hidden.len() + 1000 * self.below.len())
    }

    /// Words in a line, with signs between some of them.
    fn inline(&mut self, depth: usize) -> String {
        let count = 1 + self.numbers.below(4);
        let spans: Vec<String> = (0..count).map(|_| self.span(depth)).collect();
        let space = self.numbers.one_of(&[" ", " ", " ", " ", "", "\n", "  \n", "\\\n", ", ", " – "]);
        spans.join(space)
    }

    fn span(&mut self, depth: usize) -> String {
        let word = self.word();
        if depth == 0 {
            return word;
        }
        let inner = |text: &mut Self| text.inline(depth - 1);
        match self.numbers.below(26) {
            0 | 1 => format!("*{}*", inner(self)) + &word,
            2 => format!("_{}_ {word}", inner(self)),
            3 => format!("**{}**{word}", inner(self)),
            4 => format!("***{}** {word}*", inner(self)),
            5 => format!("`{word}`"),
            6 => format!("`` {word} ` {} ``", self.word()),
            7 => format!("[{}](https://example.org/a) {word}", inner(self)),
            8 if self.numbers.below(20) == 0 => format!("[{word}](https://example.org/a \"{}\")", self.word()),
            8 => format!("![{word}{}", self.word()),
            9 => format!("<https://example.org/b> {word}"),
            10 => self.reference(&word),
            11 => self.footnote(&word, depth),
            12 => format!("{word} [@statistics2025, p. 3]"),
            13 => format!("[{word} @statistics2025, pp. 3–4] and [@F1; see {} @C1]", self.word()),
            14 => format!("[{word}](@F1)"),
            15 => format!("~~{}~~ {word}", inner(self)),
            16 => format!("{word}~{}~ and x^{}^", self.word(), self.word()),
            17 => format!("<b>{word}</b><br>{}", self.word()),
            18 => format!("{word}<!-- {} -->{}", self.hidden(), self.word()),
            19 => format!("&lt;{word}&gt; &amp; &#x41;&nbsp;{}", self.word()),
            20 => format!("\\*{word}\\_ \\[{}\\]", self.word()),
            21 => format!("${word}$ \\({}\\)", self.word()),
            22 => format!("`{{{{ {word} }}}}` {{{}}}", self.word()),
            23 => format!("#{word} #set @{}", self.word()),
            _ => {
                let (one, other) = (self.numbers.one_of(&SIGNS), self.numbers.one_of(&SIGNS));
                format!("{one}{word}{other}{}", self.word())
            }
        }
    }

    fn reference(&mut self, word: &str) -> String {
        let label = self.label();
        let (defined, reference) = match self.numbers.below(20) {
            0..6 => (&*label, format!(", [{word}][{label}]")),
            6..12 => (word, format!(", [{word}][]")),
            12..18 => (word, format!(", [{word}]")),
            18 => (word, format!(", [{word}][{label}]")),
            _ => return format!(", [{word}][]"),
        };
        self.below += &format!("\n[{defined}]: https://example.org/c\n");
        reference
    }

    fn footnote(&mut self, word: &str, depth: usize) -> String {
        let label = self.label();
        let note = self.inline(depth - 1).replace('\n', " ");
        let more = self.word();
        self.below += &match self.numbers.below(40) {
            0..10 => format!("\n[^{label}]: {note}\n\n    {more}\n"),
            10..20 => format!("\n[^{label}]: {note}\n{more}\n"),
            20..30 => format!("\n[^{label}]: {note}\n\n    - {more}\n"),
            30 => format!("\n[^{label}]: {note}\n\n[^{label}]: {more}\n"),
            _ => format!("\n[^{label}]: {note} {more}\n"),
        };
        format!("{word}[^{label}]")
    }

    /// A block, each line of it after `indent`.
    fn block(&mut self, depth: usize) -> String {
        let inner = |text: &mut Self| if depth > 0 { text.blocks(depth - 1) } else { text.inline(1) };
        match self.numbers.below(22) {
            0..=5 => self.inline(2),
            6 => format!("## {}", self.inline(1).replace('\n', " ")),
            7 => format!("## {} {{#{}}}", self.inline(1).replace('\n', " "), self.label()),
            8 => format!("{}\n{}", self.inline(1), self.numbers.one_of(&["---", "---", "---", "==="])),
            9 => indented("- ", "  ", &inner(self)) + "\n" + &indented("- ", "  ", &inner(self)),
            10 => indented("1. ", "   ", &inner(self)) + "\n\n" + &indented("2. ", "   ", &inner(self)),
            11 => indented("- [ ] ", "  ", &self.inline(2)) + "\n" + &indented("- [x] ", "  ", &self.inline(1)),
            12 => indented("> ", "> ", &inner(self)),
            13 => {
                let kind = self.numbers.one_of(&["NOTE", "TIP", "WARNING", "OTHER"]);
                format!("> [!{kind}]\n") + &indented("> ", "> ", &inner(self))
            }
            14 => format!("```\n{}\n\n  {}\n```", self.word(), self.word()),
            15 => format!("~~~ text\n{} {{{{ 7*7 }}}} {}\n~~~", self.word(), self.word()),
            16 => format!("    {}\n    {}", self.word(), self.word()),
            17 | 18 => self.table(),
            19 => format!("<!-- {} -->", self.hidden()),
            20 => format!("<div>\n{}\n</div>\n\n<details>{}</details>", self.word(), self.word()),
            _ => format!("{}\n: {}", self.word(), self.word()),
        }
    }

    fn table(&mut self) -> String {
        let columns = 1 + self.numbers.below(4);
        let mut rows = Vec::new();
        for row in 0..2 + self.numbers.below(3) {
            let cells = if row > 0 && self.numbers.below(60) == 0 { columns + 1 } else { columns };
            let cells: Vec<String> = (0..cells).map(|_| self.inline(1).replace('\n', " ")).collect();
            rows.push(format!("| {} |", cells.join(" | ")));
            if row == 0 {
                rows.push(format!("|{}", self.numbers.one_of(&["---|", ":--|", "--:|"]).repeat(columns)));
            }
        }
        rows.join("\n")
    }

    fn blocks(&mut self, depth: usize) -> String {
        let blocks: Vec<String> = (0..1 + self.numbers.below(3)).map(|_| self.block(depth)).collect();
        blocks.join(self.numbers.one_of(&["\n\n", "\n\n", "\n\n", "\n"]))
    }
}

/// A block whose first line begins with `first` and each other one with `rest`.
fn indented(first: &str, rest: &str, block: &str) -> String {
    format!("{first}{}", block.replace('\n', &format!("\n{rest}")))
}

fn text(name: u64, seed: u64) -> (String, Text) {
    let numbers = Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut text = Text { numbers, name, printed: Vec::new(), hidden: Vec::new(), below: String::new() };
    let blocks = text.blocks(2);
    let chapter = format!("# Chapter {name}\n\n{blocks}\n{}", text.below);
    (chapter, text)
}

/// The files that errors name, each with the codes.
fn errors(run: &Run) -> BTreeMap<String, BTreeSet<String>> {
    let mut errors: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in run.stdout.lines().chain(run.stderr.lines()) {
        let Ok(fault) = serde_json::from_str::<Value>(line) else { continue };
        if fault["severity"] == "error" {
            let code = fault["code"].as_str().unwrap_or_default().to_owned();
            errors.entry(fault["file"].as_str().unwrap_or_default().to_owned()).or_default().insert(code);
        }
    }
    errors
}

fn must_be_printed_or_told(seeds: impl Iterator<Item = u64>) {
    let project = Project::of_report("minimal");
    let mut texts: BTreeMap<String, (String, Text)> = seeds
        .enumerate()
        .map(|(name, seed)| (format!("report/chapters/g{name}.en.md"), text(name as u64, seed)))
        .collect();
    let parts = project.read("report/report.toml");
    let run = loop {
        for (file, (chapter, _)) in &texts {
            project.write(file, chapter);
        }
        let names: Vec<String> = texts.keys().map(|file| format!("\"{}\"", &file[16..file.len() - 6])).collect();
        let all = format!("\"introduction\", {}", names.join(", "));
        project.write("report/report.toml", parts.replace("\"introduction\"", &all));
        let run = project.run(&["build", "--edition", "screen", "--format", "json"]);
        assert_ne!(run.code, 2, "{}", run.transcript());
        let errors = errors(&run);
        if errors.is_empty() {
            break run;
        }
        for (file, codes) in errors {
            assert!(texts.remove(&file).is_some(), "{file} has {codes:?}: {}", run.transcript());
            project.delete(&file);
        }
    };
    run.must_succeed();
    let pages = pdf::text(&project.pdfs()[0]);
    let mut wrong = String::new();
    for (chapter, text) in texts.values() {
        let on_pages = |word: &&String| pages.contains(&pdf::without_breaks(word));
        let lost: Vec<_> = text.printed.iter().filter(|word| !on_pages(word)).collect();
        // Code is printed literally.
        let in_code = |word: &&String| pages.contains(&pdf::without_breaks(&format!("<!-- {word}")));
        let shown: Vec<_> = text.hidden.iter().filter(|word| on_pages(word) && !in_code(word)).collect();
        if !lost.is_empty() || !shown.is_empty() {
            wrong += &format!("lost {lost:?}, printed {shown:?} of\n{chapter}\n\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(texts.len() > 25, "only {} texts have no error, so little was compared", texts.len());
}

#[test]
fn every_word_of_generated_texts_is_printed_or_reported() {
    let number = |name: &str, default| env::var(name).map_or(default, |value| value.parse().unwrap());
    let (texts, first) = (number("RAPORTTI_TEXTS", 100), number("RAPORTTI_SEED", 1));
    for start in (first..first + texts).step_by(IN_ONE_REPORT as usize) {
        must_be_printed_or_told(start..(start + IN_ONE_REPORT).min(first + texts));
    }
}
