//! A run of `raportti build`: what it depends on, and what it prints at its end.

use std::path::PathBuf;
use std::time::Instant;

use crate::build::version::read_pdf;
use crate::build::{Failure, Inputs};
use crate::cli::{Build, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::{Diagnostic, count::size, many, print::Format};
use crate::files::Tree;
use crate::publish::stamp;

/// A run of the command, with its inputs.
pub struct Run<'a> {
    pub global: &'a Global,
    pub options: &'a Build,
    pub start: Instant,
    pub inputs: Inputs,
    /// The hash of all inputs.
    pub content: String,
    /// Where the PDFs go.
    pub folder: PathBuf,
}

/// A PDF that was made or is up to date.
pub struct Output {
    pub name: String,
    pub pages: usize,
    /// In bytes; `None` for a PDF that was up to date.
    pub size: Option<usize>,
}

impl Run<'_> {
    /// The hash of the options and of all inputs.
    pub fn request(&self) -> String {
        let Build { lang, edition, deny, chosen, .. } = self.options;
        let editions: Vec<&str> = edition.iter().map(|edition| edition.as_str()).collect();
        let deny = if deny.is_some() { "deny" } else { "" };
        let [addressee, condition] = [&chosen.addressee, &chosen.condition].map(|it| it.as_deref().unwrap_or_default());
        let (lang, editions, only) = (lang.join(","), editions.join(","), chosen.only.join(","));
        let options = [self.content.as_str(), &lang, &editions, deny, addressee, &only, condition];
        stamp::fingerprint(self.since(), &options)
    }

    pub fn since(&self) -> Option<&Tree> {
        self.inputs.since.as_ref().map(|since| &since.report)
    }

    /// Prints what was built or is up to date, and opens the `first` PDF if asked to.
    pub fn finish(&self, outputs: &[Output], diagnostics: &[Diagnostic], first: Option<&str>) -> Ended {
        let Run { global, folder, .. } = self;
        let shown = terminal::shorten(folder);
        for Output { name, pages, size: bytes } in outputs {
            if global.format == Format::Json {
                json_lines::output(global, &shown.join(name), Some(*pages), &read_pdf(&folder.join(name))?);
            }
            let end = bytes.map_or(" (up to date)".to_owned(), |bytes| format!(", {}", size(bytes)));
            terminal::print_line(global, &format!("{}  {}{end}", shown.join(name).display(), many(*pages, "page")));
        }
        json_lines::summary(global, diagnostics, outputs.len());
        let made = outputs.iter().filter(|output| output.size.is_some()).count();
        let seconds = self.start.elapsed().as_secs_f64();
        terminal::print_line(global, &format!("{} made in {seconds:.1} s", many(made, "PDF")));
        if let Some(first) = first.filter(|_| self.options.open) {
            let path = folder.join(first);
            opener::open(&path).map_err(|error| Failure::not_opened(path.display(), error))?;
        }
        Ok(Outcome::Fine)
    }
}
