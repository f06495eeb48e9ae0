//! The one test binary. Each module is a kind of proof; the cases themselves are files.
#![expect(clippy::disallowed_methods, reason = "tests set up and look at files themselves")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod git;
mod project;

mod cases;
mod declarations;
mod changes_edition;
mod citations;
mod colours;
mod command_line;
mod compare;
mod expand;
mod explanations;
mod figures;
mod generated_figures;
mod foreseen;
mod formats;
mod heads;
mod heard;
mod hostile;
mod hostile_files;
mod house;
mod habits;
mod limits;
mod kills;
mod look;
mod mutants;
mod pdf;
mod plain_files;
mod permanence;
mod preview;
mod print;
mod races;
mod release;
mod reports;
mod review;
mod schemas;
mod silence;
mod source;
mod status;
mod structure;
mod terminal;
mod travel;
mod up_to_date;
mod watch;
mod words;
mod x4;
