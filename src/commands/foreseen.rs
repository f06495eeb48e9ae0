//! What `build` and `release` would refuse before they lay out a page, for `check`: the news text of a release, and the templates of
//! a look of one's own. The built-in look is sound, whatever the report says, so that most reports pay nothing for this.

use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::files::Files;
use crate::files::builtin;
use crate::merge::announcement::{self, Download};
use crate::model::choice::Edition;
use crate::typeset::compile;
use crate::typeset::press;
use crate::typeset::relocate::Relocator;
use crate::typeset::world::ReportWorld;

use super::pipeline::{Inputs, Ready};
use super::worlds::STACK;

/// Whether the project has a look that is not the built-in one.
pub fn has_own_look(inputs: &Inputs) -> bool {
    *inputs.templates != builtin::templates()
}

/// The faults of a report that is sound but for these.
pub fn faults(ready: &Ready, inputs: &Inputs, files: &mut Files) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for wording in &ready.wordings {
        let language = wording.locale.language.to_string();
        let download = |name, edition| Download { name, language: &language, edition, size: 0, sha256: String::new() };
        let downloads = [download("screen.pdf", Edition::Screen), download("print.pdf", Edition::Print)];
        let text = announcement::render(
            &ready.graph,
            &inputs.templates,
            &ready.wordings,
            wording,
            &ready.press,
            &downloads,
            files,
        );
        found.extend(text.err());
    }
    // Typst needs more of a stack than most threads have.
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, || {
            for merged in &ready.merged {
                let world = ReportWorld::new(inputs.written(), ready.fonts.clone(), &merged.generated);
                compile::check_sources(&world, &merged.generated, files, &mut found);
                if any_error(&found) {
                    return;
                }
                if merged.edition == Edition::Print {
                    let mut relocator = Relocator { world: &world, generated: &merged.generated, files };
                    found.extend(press::inks(&mut relocator).and_then(Result::err).into_iter().flatten());
                }
            }
        });
        thread.expect("the system gives a thread").join().expect("evaluating templates does not panic");
    });
    found
}
