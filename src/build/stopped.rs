//! Nothing stops in silence: where a report gives no result, an error among its diagnostics says why.

use crate::diagnostics::{Code, Diagnostic, Severity, diagnostic::any_error};

/// Proof that an error says why something was not made.
#[derive(Debug)]
pub struct Stopped(());

/// The result, unless there is an error. Where there is no result and no error says why, `unexplained` is added as one.
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

/// The error of a report without a result and without an error: its own levels and allowances removed every complaint about these ids.
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
