//! Any bytes as any file of TOML or CSV: no panic, and every complaint points into its file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raportti::files::read::Tree;
use raportti::model::load;
use raportti::diagnostics::files::Files;
use raportti::diagnostics::print::{self, Format};

const PATHS: [&str; 10] = [
    "report/report.toml",
    "report/terms.toml",
    "report/questions.toml",
    "report/findings/H1.toml",
    "report/conclusions/J1.toml",
    "report/recommendations/S1.toml",
    "report/sources/a.toml",
    "report/figures/K1.toml",
    "report/figures/K1.csv",
    "report/actors/a.toml",
];

fuzz_target!(|data: &[u8]| {
    let Some((selector, content)) = data.split_first() else { return };
    let mut tree = Tree::new();
    tree.insert("report/report.toml".to_owned(), b"languages = [\"fi\", \"sv\"]".to_vec());
    tree.insert("report/figures/K1.toml".to_owned(), b"kind = \"bar\"\ntitle = \"a\"\nalt = \"b\"\ndata = \"K1.csv\"".to_vec());
    tree.insert(PATHS[usize::from(*selector) % PATHS.len()].to_owned(), content.to_vec());
    let mut files = Files::default();
    let mut diagnostics = Vec::new();
    let _model = load::load(&tree, &mut files, &mut diagnostics);
    for format in [Format::Human, Format::Json, Format::Sarif, Format::Github, Format::Short] {
        let _printed = print::print(&diagnostics, &files, format, false);
    }
});
