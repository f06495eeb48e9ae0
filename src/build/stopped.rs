//! Why nothing comes of a report: an error that was told. Nothing else stops one, and nothing stops in silence.

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::{Diagnostic, any_error};
use crate::diagnostics::severity::Severity;

/// Proof that an error says why something was not made.
#[derive(Debug)]
pub struct Stopped(());

/// What was made, unless there is an error. Where nothing was made and no error says why, `unexplained` is told.
///
/// # Errors
/// When `diagnostics` has an error, as it then always does.
pub fn unless_faulty<T>(
    made: Option<T>,
    diagnostics: &mut Vec<Diagnostic>,
    unexplained: impl FnOnce() -> Diagnostic,
) -> Result<T, Stopped> {
    if any_error(diagnostics) {
        return Err(Stopped(()));
    }
    made.ok_or_else(|| {
        let fault = unexplained();
        diagnostics.push(Diagnostic { severity: Severity::Error, ..fault });
        Stopped(())
    })
}

/// Why nothing comes of a report without an error: what it says of its rules has taken away every complaint about these ids.
pub fn unexplained(broken: &[&String]) -> Diagnostic {
    let mut broken: Vec<String> = broken.iter().map(|id| format!("`{id}`")).collect();
    broken.sort();
    let message = match &broken[..] {
        [] => "the report cannot be set, and no check says why".to_owned(),
        ids => format!("the report cannot be set without {}, whose faults are switched off", ids.join(", ")),
    };
    let hint =
        "delete the levels `off` in `[rules]` and the `[[allow]]`; if there are none, please tell the developers";
    Diagnostic::nowhere(Code::MalformedValue, message).with_hint(hint)
}
