//! One complaint, wherever it comes from.

use super::{Code, Place, Severity, nearest};

/// A second place that helps to understand a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Related {
    pub place: Place,
    pub message: String,
}

/// A page of a set edition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OnPage {
    /// From 1.
    pub number: usize,
    /// What tells the edition from the others, such as `sv` or `sv-print`.
    pub edition: String,
}

/// Something that is wrong with the report, at the place a person wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    pub message: String,
    /// `None` only when no file is at fault, such as a missing folder.
    pub place: Option<Place>,
    pub related: Vec<Related>,
    /// What to do about it.
    pub hints: Vec<String>,
    /// The first page that shows it, when it was found on set pages.
    pub page: Option<Box<OnPage>>,
}

impl Diagnostic {
    /// A complaint of the code's usual severity.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            place: Some(place),
            related: Vec::new(),
            hints: Vec::new(),
            page: None,
        }
    }

    /// A complaint that no written place is to blame for.
    pub fn nowhere(code: Code, message: impl Into<String>) -> Self {
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

    /// A file that something names and that is not there, with the one among `known` that is meant. `folder` is the one that the
    /// name starts from, such as `report/`.
    pub fn missing_file<'a>(folder: &str, name: &str, place: Place, known: impl IntoIterator<Item = &'a str>) -> Self {
        let path = format!("{folder}{name}");
        let fault = Self::new(Code::MissingFile, place, format!("there is no `{path}`"));
        let Some(near) = nearest::same_file(&path, known) else { return fault };
        match near.strip_prefix(folder) {
            Some(name) => fault.with_hint(format!("did you mean `{name}`?")),
            None => fault.with_hint(format!("there is `{near}`: move it to `{folder}`")),
        }
    }

    /// The message, with the page that shows the fault.
    pub fn said(&self) -> String {
        match &self.page {
            None => self.message.clone(),
            Some(page) => format!("{} (page {}, {})", self.message, page.number, page.edition),
        }
    }

    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    pub fn with_related(mut self, place: Place, message: impl Into<String>) -> Self {
        self.related.push(Related { place, message: message.into() });
        self
    }
}

/// Whether any complaint stops the build.
pub fn any_error(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
}

/// Sorts complaints by file and place and drops repetitions: the same fault seen in three languages, or on as many pages,
/// is one fault.
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
