//! Explains a PDF that does not match its source: another program may have saved it, with the same pages.

use crate::diagnostics::many;

use super::same_pages::{self, Found};

/// Says whether the pages match the source; `None` if they cannot be compared.
pub fn note(found: &[u8], expected: &[u8]) -> Option<String> {
    if found.starts_with(expected) {
        let added = found.len() - expected.len();
        return Some(format!(
            "its first {} bytes match its source; another program appended {added} bytes, such as annotations",
            expected.len()
        ));
    }
    Some(match same_pages::compare(found, expected).ok()? {
        Found::Same(pages) => format!(
            "another program saved it again: its {} match its source; annotations and tags were not compared",
            many(pages, "page")
        ),
        Found::Page(page) => format!("its page {page} differs from its source"),
        Found::Count(found, expected) => {
            format!("it has {}, but its source makes {expected}", many(found, "page"))
        }
    })
}
