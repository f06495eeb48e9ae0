//! One diagnostic, from any stage.

use serde::Serialize;

use super::{Code, Place, Severity, nearest};

/// A second place that helps to understand a diagnostic.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

/// A page of a set edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct OnPage {
    /// From 1.
    pub number: usize,
    /// The language and edition, such as `sv` or `sv-print`.
    pub edition: String,
}

/// A fault of the report, at its place in a written file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// `None` only if no file is at fault, as with a missing folder.
    pub place: Option<Place>,
    pub related: Vec<Related>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The first page that shows it, when it was found on set pages.
    pub page: Option<Box<OnPage>>,
}

impl Diagnostic {
    /// A diagnostic of the code's default severity.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::without_place(code, message) }
    }

    /// A diagnostic without a place in a written file.
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: None,
            related: Vec::new(),
            hints: Vec::new(),
            page: None,
        }
    }

    /// Reports a named file that does not exist, and suggests the most similar one of `known`. The name is relative to `folder`,
    /// such as `report/`.
    pub fn missing_file<'a>(folder: &str, name: &str, place: Place, known: impl IntoIterator<Item = &'a str>) -> Self {
        let path = format!("{folder}{name}");
        let fault = Self::new(Code::MissingFile, place, format!("there is no `{path}`"));
        fault.with_hints(nearest::same_file(&path, known).map(|near| match near.strip_prefix(folder) {
            Some(name) => format!("did you mean `{name}`?"),
            None => format!("there is `{near}`: move it to `{folder}`"),
        }))
    }

    /// The message, with the page that shows the fault.
    pub fn full_message(&self) -> String {
        match &self.page {
            None => self.message.clone(),
            Some(page) => format!("{} (page {}, {})", self.message, page.number, page.edition),
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// As many hints as there are, such as one or none.
    pub fn with_hints(mut self, hints: impl IntoIterator<Item = impl Into<String>>) -> Self {
        self.hints.extend(hints.into_iter().map(Into::into));
        self
    }

    /// A second place, if there is one.
    pub fn with_related(mut self, place: impl Into<Option<Place>>, message: impl Into<String>) -> Self {
        self.related.extend(place.into().map(|place| Related { place, message: message.into() }));
        self
    }
}

/// The fault of a value that does not make sense where it stands.
pub fn malformed(place: Place, message: impl Into<String>, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Code::MalformedValue, place, message).with_hint(hint)
}

/// Whether any diagnostic stops the build.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Sorts diagnostics by file and place. A fault that shows in three languages, or on three pages, becomes one.
pub fn tidy(diagnostics: &mut Vec<Diagnostic>) {
    let order = |diagnostic: &Diagnostic| (diagnostic.place, diagnostic.severity, diagnostic.code);
    diagnostics.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| (&a.message, &a.page).cmp(&(&b.message, &b.page))));
    diagnostics.dedup_by(|later, first| {
        let page = std::mem::replace(&mut later.page, first.page.clone());
        let same = later == first;
        later.page = page;
        same
    });
}
