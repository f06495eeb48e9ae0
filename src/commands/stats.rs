//! `raportti stats`: how many items of each kind there are, by their words, and which links are missing.

use crate::build::{Inputs, check_for_review};
use crate::cli::{Global, Stats as Options, StatsForm};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::print::shown::{Shown, Stream};
use crate::meaning::statistics;
use crate::publish::listing;

pub fn run(global: &Global, options: &Options) -> Ended {
    let form = terminal::form(global, "stats", options.form)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let (ready, _) = check_for_review(&inputs).ready()?;
    let counts = statistics::count(&ready.graph);
    let answer = match form {
        StatsForm::Text => Shown::text(&listing::statistics_text(&counts)),
        StatsForm::Json => Shown::json(&listing::statistics_json(&counts)),
    };
    terminal::put(Stream::Output, &answer);
    Ok(Outcome::Fine)
}
