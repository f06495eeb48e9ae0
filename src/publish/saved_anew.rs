//! A PDF whose bytes differ from what its source gives: what another program that saved it left unchanged.

use crate::diagnostics::many;

use super::same_pages::{self, Found};

/// Whether the pages are those that the source gives, in words; `None` when they cannot be compared.
pub fn told(found: &[u8], expected: &[u8]) -> Option<String> {
    if found.starts_with(expected) {
        let added = found.len() - expected.len();
        return Some(format!(
            "its first {} bytes are what its source gives; another program added {added} bytes behind them, such as marks",
            expected.len()
        ));
    }
    Some(match same_pages::compare(found, expected).ok()? {
        Found::Same(pages) => format!(
            "another program saved it anew: its {} show what its source gives, drawn by the same instructions; marks and tags were \
             not compared",
            many(pages, "page")
        ),
        Found::Page(page) => format!("page {page} of it is other than its source gives"),
        Found::Count(found, expected) => {
            format!("it has {}, and its source gives {expected}", many(found, "page"))
        }
    })
}
