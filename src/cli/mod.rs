//! What comes in: the words that the user typed. What goes out: one command with its options, or an error; help, manual
//! pages and completions come from the same definitions.
//! This room must not know what a command does.

mod comments;
mod extracts;
mod items;
mod look;
mod options;
mod sheets;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ContextValue;
use clap::{Arg, ArgAction, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::diagnostics::{print::Format, visible};
use crate::typeset;

pub use comments::*;
pub use extracts::*;
pub use items::*;
pub use look::*;
pub use options::*;
pub use sheets::*;

const AFTER_HELP: &str = "\
Exit codes:
  0  success
  1  the report has faults, or a verified file differs; earlier outputs are not touched
  2  the command failed: a wrong option, a folder that cannot be read or written

Completions and manual pages:
  raportti completions bash    and zsh, fish, elvish, powershell
  raportti man DIR             a page for each command

Examples:
  raportti init my-report      start a report
  raportti init --starter audit --lang en,fi my-audit
                               start an audit in English and Finnish
  raportti build               build every PDF of the report in this folder or a folder above it
  raportti build --lang sv     build the Swedish PDF
  raportti watch --serve       build again after each change, with a preview in a browser
  raportti check               find faults without building anything";

/// Printed at the end of each command's help.
const GLOBAL_OPTIONS: &str = "Also --project DIR, --format FORMAT, --color WHEN, --quiet: see `raportti --help`";

/// Characters of the build's hash that `--version` prints.
const BUILD_HASH_LENGTH: usize = 16;

/// Two programs that print the same long version make the same PDFs.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let build = &env!("RAPORTTI_BUILD")[..BUILD_HASH_LENGTH];
    format!("{}\nbuild {build}\nTypst {}", env!("CARGO_PKG_VERSION"), typeset::version())
});

/// Compiles findings and recommendations into a print-ready, accessible PDF.
///
/// A report is a folder with `report/` (facts in TOML, prose in Markdown) and, for its own design, `templates/` (Typst) and
/// `fonts/`. Without these two, the built-in ones are used.
#[derive(Debug, Parser)]
#[command(version, long_version = LONG_VERSION.as_str(), bin_name = "raportti", after_help = AFTER_HELP, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The whole command line. Commands accept the global options too, and name them in one line of their help.
    pub fn command_line() -> clap::Command {
        let command = Self::command();
        let global: Vec<Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
        command.mut_subcommands(|below| with_global(below, &global))
    }

    /// Takes a folder that is named without `--project` as the project.
    fn with_folder(mut self) -> Self {
        let named = match &self.command {
            Command::Build(Build { folder, .. })
            | Command::Watch(Watch { folder, .. })
            | Command::Check(Check { folder, .. }) => folder,
            _ => &None,
        };
        if let Some(folder) = named {
            self.global.project = Some(folder.clone());
        }
        self
    }

    /// Reads the arguments that a user typed; the first is the name of the program. Fails with what to print instead: help, the version,
    /// or what is wrong. Invisible characters in quoted values are escaped.
    pub fn read(typed: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let parsed = Self::command_line().try_get_matches_from(typed);
        let parsed = parsed.and_then(|matches| Self::from_arg_matches(&matches));
        parsed.map(Self::with_folder).map_err(|mut error| {
            let shown = |text: &String| visible::line(text).into_owned();
            let shown = |(kind, value): (_, &ContextValue)| match value {
                ContextValue::String(text) => Some((kind, ContextValue::String(shown(text)))),
                ContextValue::Strings(texts) => Some((kind, ContextValue::Strings(texts.iter().map(shown).collect()))),
                _ => None,
            };
            let shown: Vec<_> = error.context().filter_map(shown).collect();
            shown.into_iter().for_each(|(kind, value)| _ = error.insert(kind, value));
            error
        })
    }
}

/// A command that accepts the global options too, as do those below it.
fn with_global(command: clap::Command, global: &[Arg]) -> clap::Command {
    let hidden = global.iter().map(|argument| argument.clone().hide(true));
    command.args(hidden).after_help(GLOBAL_OPTIONS).mut_subcommands(|below| with_global(below, global))
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The project's folder [default: this folder or the nearest one above with `report/report.toml`]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// The format of faults; with `json`, outputs are listed, too. `--as` is the format of results
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub format: Format,
    /// When to use colour; `NO_COLOR` is respected
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Print faults only
    #[arg(long, short, global = true, action = ArgAction::SetTrue)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the report and build a PDF for every language and edition
    Build(Build),
    /// Build again after each change, and show the pages in a browser
    Watch(Watch),
    /// Find faults in data, prose and templates, in every language, without setting pages
    Check(Check),
    /// Show links and translations that need review, and record those that were reviewed
    Review(Review),
    /// List what people marked in PDFs of the report, at its places in the files as they are today
    Comments(Comments),
    /// Show what an item rests on and what rests on it, from the sources to the actions; or the whole matrix
    Trace(Trace),
    /// List the items of a kind, chosen and sorted by their fields
    List(List),
    /// Start an item: the next free id, and every key that it needs, with what it means
    New(New),
    /// Give an item another id: in its file, in links, prose, chapters and the lock of reviews
    Rename(Rename),
    /// Take an item out of the report; its id stays an address, in `withdrawn.toml`
    Withdraw(Withdraw),
    /// Begin the next edition: its version and its day, and a row for the state of each recommendation that is open
    #[command(disable_version_flag = true)]
    Next(Next),
    /// Take sources from a reference manager, or give them to one
    #[command(subcommand)]
    Sources(SourcesCommand),
    /// Write sheets that others fill in: the items of each kind as rows, for spreadsheets
    Export(Export),
    /// Take what others filled in into the right files, after everything was checked
    Import(Import),
    /// Count the items of each kind, by their words, and name those without a link
    Stats(Stats),
    /// Write the generated Typst project; stock `typst compile` sets the same pages from it
    Expand(Expand),
    /// Explain what a fault is, why it matters and how to fix it; or list and search all of them
    Explain {
        /// The code that is printed with a fault, such as `dangling-link`; or words to search the explanations for
        /// [default: list all codes]
        #[arg(value_name = "CODE")]
        words: Vec<String>,
    },
    /// Write JSON Schemas of the report's files, with the project's own ids, for TOML editors
    Schema {
        /// Where the schemas go [default: `.raportti/schemas/` of the project]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// List what a build depends on (program, fonts, press profile) and what each edition promises
    Doctor,
    /// Start a report: a small complete one, with the look of the program
    Init(Init),
    /// Show which files of the look are the project's own, take others to change them, and see what the program changed since
    Look(Look),
    /// Make the folder of a version to publish: PDFs, data, source, announcement, checksums
    Release(Release),
    /// Check that a PDF, or the folder of a release, matches its own source
    Verify(Verify),
    /// Extract the report from a PDF, ready to be built again
    Extract(Extract),
    /// Show what changed since an earlier version, by id: added, withdrawn, reworded, moved
    Compare(Compare),
    /// Write the completions of a shell to standard output
    Completions {
        /// The shell
        #[arg(value_name = "SHELL", value_enum)]
        shell: Shell,
    },
    /// Write manual pages, one for each command
    Man {
        /// The folder to write the pages into
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
}
