//! `raportti new`: starts an item, with the next free id and every key that it needs.

use crate::build::{Draft, Failure, Inputs};
use crate::cli::{Global, New as Options};
use crate::console::{Ended, Outcome, terminal};
use crate::edits::{self, Wish};
use crate::publish::saved;

pub fn run(global: &Global, options: &Options) -> Ended {
    terminal::require_text_format(global, "new", None)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let Draft { model, files } = Draft::of(&inputs)?;
    let declared =
        model.declarations.named(&options.kind).map_err(|known| Failure::unknown_kind(&options.kind, &known))?;
    let links = options.links.iter().map(|link| pair(link)).collect::<Result<Vec<_>, Failure>>()?;
    let wish = Wish { title: options.title.as_deref(), id: options.id.as_deref(), links: &links };
    let (id, edit) = edits::new_item(declared, wish, &model, &inputs.report, &files).map_err(Failure::from)?;
    let exists = |path: &&String| !inputs.report.contains_key(*path) && inputs.project.join(path).exists();
    if let Some(path) = edit.written.keys().find(exists) {
        return Err(Failure::new(format!("`{path}` exists already")).into());
    }
    saved::save(&inputs.project, &edit)?;
    for path in edit.written.keys() {
        terminal::print_line(global, &format!("{id}  {path}"));
    }
    terminal::note(global, "`raportti check` names what is still empty");
    Ok(Outcome::Fine)
}

fn pair(written: &str) -> Result<(String, String), Failure> {
    let found = written.split_once('=').map(|(key, id)| (key.trim().to_owned(), id.trim().to_owned()));
    found.ok_or_else(|| {
        Failure::new(format!("`--in {written}` has no `=`"))
            .with_hint("write a field and an id, such as `--in theme=T1`")
    })
}
