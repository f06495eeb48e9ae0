//! Workflow commands of GitHub Actions: each diagnostic becomes an annotation at its line.

use crate::diagnostics::{Diagnostic, Files};

use super::region::Region;

pub fn line(diagnostic: &Diagnostic, files: &Files) -> String {
    let mut text = diagnostic.full_message();
    for hint in &diagnostic.hints {
        text += &format!("\nhint: {hint}");
    }
    for related in &diagnostic.related {
        let Region { file, line, column, .. } = Region::new(related.place, files);
        text += &format!("\n{file}:{line}:{column}: {}", related.message);
    }
    let title = property(diagnostic.code.as_str());
    let at = diagnostic.place.map_or(String::new(), |place| {
        let Region { file, line, column, end_line, end_column } = Region::new(place, files);
        format!("file={},line={line},col={column},endLine={end_line},endColumn={end_column},", property(file))
    });
    format!("::{} {at}title={title}::{}", diagnostic.severity.as_str(), data(&text))
}

/// Text after the second `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a property, which a comma or a colon would end.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
