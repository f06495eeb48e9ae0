//! What comes in: what the user typed. What goes out: one command with its options, or what is wrong with the words; help, manual
//! pages and completions come from the same definitions.
//! This room must not know what a command does.

mod options;

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ContextValue;
use clap::{Arg, ArgAction, Args, ColorChoice, CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::Shell;

use crate::diagnostics::print::Format;
use crate::diagnostics::visible;
use crate::typeset;

pub use options::*;

const AFTER_HELP: &str = "\
Exit codes:
  0  fine
  1  the report has faults, or what was verified differs; no earlier output was touched
  2  the tool could not work: a wrong option, a folder that cannot be read or written

Completions and manual pages:
  raportti completions bash    and zsh, fish, elvish, powershell
  raportti man DIR             a page for each command

Examples:
  raportti init my-report      start a report
  raportti build               make every PDF of the report in this folder, or of one above it
  raportti build --lang sv     make the Swedish one
  raportti watch --serve       make them again after each change, and look at them in a browser
  raportti check               look for faults without making anything";

/// The line on global options in the help of each command.
const GLOBAL_OPTIONS: &str = "Also --project DIR, --format FORMAT, --color WHEN, --quiet: see `raportti --help`";

/// How much of the name of the build is shown, in characters.
const SHOWN: usize = 16;

/// The version with what a PDF depends on: two programs that print the same make the same PDFs.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let build = &env!("RAPORTTI_BUILD")[..SHOWN];
    format!("{}\nbuild {build}\nTypst {}", env!("CARGO_PKG_VERSION"), typeset::version())
});

/// Compiles findings and recommendations into a print-ready, accessible PDF.
///
/// A report is a folder with `report/` (facts in TOML, prose in Markdown), and, if it has a look of its own, `templates/`
/// (Typst) and `fonts/`. Without these two the built-in ones are used.
#[derive(Debug, Parser)]
#[command(version, long_version = LONG_VERSION.as_str(), bin_name = "raportti", after_help = AFTER_HELP, propagate_version = true)]
pub struct Arguments {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

impl Arguments {
    /// The whole command line. Commands take the global options too, and name them in one line of their help.
    pub fn command_line() -> clap::Command {
        let command = Self::command();
        let global: Vec<Arg> = command.get_arguments().filter(|argument| argument.is_global_set()).cloned().collect();
        command.mut_subcommands(|subcommand| {
            let hidden = global.iter().map(|argument| argument.clone().hide(true));
            subcommand.args(hidden).after_help(GLOBAL_OPTIONS)
        })
    }

    /// A folder that is named without `--project` is the project, too.
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

    /// The arguments that a user typed, the name of the program first.
    ///
    /// # Errors
    /// What to print instead: help, the version, or what is wrong. The values that it quotes are made visible.
    pub fn read(typed: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let parsed = Self::command_line().try_get_matches_from(typed);
        let parsed = parsed.and_then(|matches| Self::from_arg_matches(&matches));
        parsed.map(Self::with_folder).map_err(|mut error| {
            let shown = |value: &ContextValue| match value {
                ContextValue::String(text) => Some(ContextValue::String(visible::line(text).into_owned())),
                ContextValue::Strings(texts) => {
                    Some(ContextValue::Strings(texts.iter().map(|text| visible::line(text).into_owned()).collect()))
                }
                _ => None,
            };
            let shown: Vec<_> = error.context().filter_map(|(kind, value)| Some((kind, shown(value)?))).collect();
            for (kind, value) in shown {
                error.insert(kind, value);
            }
            error
        })
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// The project's folder [default: the nearest folder upwards with `report/report.toml`]
    #[arg(long, global = true, value_name = "DIR")]
    pub project: Option<PathBuf>,
    /// How faults are printed; with `json`, outputs are listed, too. The form of an answer is `--as`
    #[arg(long, global = true, value_enum, default_value = "human")]
    pub format: Format,
    /// When to use colour; `NO_COLOR` is heeded
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Print faults only
    #[arg(long, short, global = true, action = ArgAction::SetTrue)]
    pub quiet: bool,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Check the report, merge it into the templates, and set every language and edition as PDF
    Build(Build),
    /// Set the report again after each change, and show it in a browser
    Watch(Watch),
    /// Look for faults in data, prose and templates, in every language, without setting pages
    Check(Check),
    /// Show which links and translations nobody has read, or not since their ground changed, and record that they hold
    Review(Review),
    /// Show what an item stands on and what stands on it, from the sources to the actions, or the whole matrix
    Trace(Trace),
    /// Write the generated Typst project, which stock `typst compile` sets to the same pages
    Expand(Expand),
    /// Explain what a fault is, why it matters, and how to mend it; or list and search all of them
    Explain {
        /// The code, such as `dangling-link`, which is printed with each fault; or words to look for in what is said of all of them
        /// [default: a list of all codes]
        #[arg(value_name = "CODE")]
        words: Vec<String>,
    },
    /// Write JSON Schemas of the report's files, with the project's own ids, for editors of TOML
    Schema {
        /// Where the schemas go [default: `.raportti/schemas/` of the project]
        #[arg(long, value_name = "DIR")]
        out: Option<PathBuf>,
    },
    /// List what a build depends on (program, fonts, profile of the press) and what each edition promises
    Doctor,
    /// Start a report: a small complete one, with templates and fonts to change
    Init {
        /// The folder to start in: new, empty, or one that has no more than a repository begins with
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Make everything that is published of one version, as one folder: PDFs, data, source, news text, checksums
    Release(Release),
    /// Check that a PDF, or the folder of a release, is what its own source gives
    Verify(Verify),
    /// Give back the report that a PDF was made from, ready to be built again
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
