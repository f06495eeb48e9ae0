//! `raportti init`: a small complete report to start from, with its look.

use crate::cli::{Global, Init};
use crate::data::read::Tree;
use crate::data::schema::Context;
use crate::data::{builtin, load};
use crate::diagnostics::files::Files;
use crate::publish::folder;

use super::{Failure, Outcome, schema, terminal};

pub fn run(global: &Global, options: &Init) -> Result<Outcome, Failure> {
    if !folder::is_new(&options.folder) {
        return Err(Failure::NotEmpty(options.folder.clone()));
    }
    let mut tree: Tree = [builtin::starter(), builtin::templates(), builtin::fonts()].into_iter().flatten().collect();
    let mut files = Files::default();
    let model = load::load(&builtin::starter(), &mut files, &mut Vec::new()).expect("the starter report has no fault");
    let schemas = schema::files(&Context::of(&model)).into_iter();
    tree.extend(schemas.map(|(name, bytes)| (format!("{}/{name}", schema::FOLDER), bytes)));
    tree.insert(".taplo.toml".to_owned(), schema::taplo().into_bytes());
    folder::write(&options.folder, &tree)?;
    let folder = options.folder.display();
    terminal::tell(global, &format!("{folder}/report     the facts and words: begin with report.toml"));
    terminal::tell(global, &format!("{folder}/templates  the look: begin with theme.typ"));
    terminal::tell(global, &format!("{folder}/fonts      the typefaces"));
    terminal::tell_apart(global, &format!("next: cd {folder} && raportti build"));
    Ok(Outcome::Fine)
}
