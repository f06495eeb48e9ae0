//! Ensures that there is an error whenever there is no result.

use crate::diagnostics::{Code, Diagnostic, Severity, diagnostic::any_error};

/// Proof that the diagnostics have an error.
#[derive(Debug)]
pub struct Stopped(());

/// Returns the result, unless there is an error. If there is neither, `unexplained` is added as an error.
///
/// # Errors
/// If `diagnostics` has an error, which is always so without a result.
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

/// The error of a report with neither result nor error: its levels and exceptions removed every diagnostic about these ids.
pub fn unexplained(broken: &[&String]) -> Diagnostic {
    let mut broken: Vec<String> = broken.iter().map(|id| format!("`{id}`")).collect();
    broken.sort();
    let message = match &broken[..] {
        [] => "the report cannot be set, for an unknown reason".to_owned(),
        ids => format!("the report cannot be set without {}, whose faults are switched off", ids.join(", ")),
    };
    let hint = "delete the levels `off` in `[rules]` and the `[[allow]]`; if there are none, please report it to the developers";
    Diagnostic::without_place(Code::MalformedValue, message).with_hint(hint)
}
