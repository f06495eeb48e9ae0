//! A PDF, set again from the source that it carries.

use std::path::Path;

use crate::cli::Global;
use crate::diagnostics::diagnostic::any_error;
use crate::files::builtin;
use crate::files::digest;
use crate::files::origin::{Origin, Source};
use crate::files::read::Tree;
use crate::publish::difference;

use super::{kept, other_program, saved_anew};
use crate::commands::extract::{read_pdf, source_of};
use crate::commands::pipeline::{self, Checked, Inputs, Merged};
use crate::commands::release::making;
use crate::commands::typesetting::{self, Finish, Job};
use crate::commands::worlds::Worlds;
use crate::commands::{Failure, Outcome, since, terminal};

/// Sets a PDF again from the source that it carries.
pub fn verify(global: &Global, path: &Path) -> Result<Outcome, Failure> {
    let found = read_pdf(path)?;
    let (mut source, origin) = source_of(path, &found)?;
    let shown = path.display();
    let Origin { id, version, language, edition, tool, .. } = &origin;
    let count = terminal::many(source.files().len(), "file");
    terminal::tell(global, &format!("{shown} carries {count}: `{id}` {version}, `{language}`, edition `{edition}`"));
    kept::add(global, &mut source, &origin.kept_fonts)?;
    same_look(&source, &origin)?;
    let other_tool = *tool != making::this_program().version;
    if other_tool {
        terminal::note(global, &other_program(&format!("raportti {tool}")));
    }
    let expected = set_again(global, source, &origin)?;
    match difference::first("pdf", &found, &expected) {
        None => {
            let sum = digest::of(&found);
            terminal::tell(global, &format!("set again from these, it has the same {} bytes", found.len()));
            terminal::tell_apart(global, &format!("{shown} is what its source gives"));
            terminal::tell(global, &format!("SHA-256 {sum}"));
            Ok(Outcome::Fine)
        }
        Some(difference) if other_tool => {
            Err(Failure::Unverifiable(format!("`{shown}` differs from what this version makes: {difference}")))
        }
        Some(difference) => {
            terminal::tell_apart(global, &format!("{shown} is NOT what its source gives: {difference}"));
            if let Some(told) = saved_anew::told(&found, &expected) {
                terminal::tell(global, &told);
            }
            Ok(Outcome::Differences)
        }
    }
}

/// Templates and fonts that are not carried must be those of this program.
fn same_look(source: &Source, origin: &Origin) -> Result<(), Failure> {
    let inside = [
        ("templates", source.templates.is_none(), &origin.templates, builtin::templates as fn() -> Tree),
        ("fonts", source.fonts.is_none(), &origin.fonts, builtin::fonts),
    ];
    for (what, is_inside, digest, tree) in inside {
        if is_inside && digest::of_tree(&tree()) != *digest {
            let message = format!(
                "it was made with other {what} than this program has (raportti {}, and this is {})",
                origin.tool,
                making::this_program().version
            );
            return Err(Failure::Unverifiable(message));
        }
    }
    Ok(())
}

/// The PDF that a source gives.
fn set_again(global: &Global, source: Source, origin: &Origin) -> Result<Vec<u8>, Failure> {
    let inputs = Inputs::of_source(source);
    let Checked { mut files, mut diagnostics, policy, ready } = pipeline::check(&inputs, false);
    let mut ready = ready.ok();
    if let Some(ready) = &mut ready {
        since::merge("since", &inputs, ready, &mut files, &mut diagnostics)?;
    }
    let set = ready.as_ref().and_then(|ready| {
        let fits =
            |merged: &&Merged| merged.language.as_str() == origin.language && merged.edition.as_str() == origin.edition;
        let merged = ready.merged.iter().find(fits)?;
        let job = Job { inputs: &inputs, ready, policy: &policy, finish: Finish::AtOnce };
        let mut worlds = Worlds::default();
        typesetting::set_all(&mut worlds, job, &[merged], &mut files, &mut diagnostics, &()).pop()?
    });
    if any_error(&diagnostics) {
        terminal::print_faults(&diagnostics, &files, global);
    }
    let set =
        set.ok_or_else(|| Failure::Unverifiable("no PDF can be made from the source that it carries".to_owned()))?;
    Ok(set.pdf)
}
