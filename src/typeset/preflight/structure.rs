//! What a screen reader needs and a page does not show: table headers, and the language of text.

use crate::diagnostics::Code;
use crate::typeset::world::undeclared;

use super::{finding::Finding, walk::Leaf};

pub fn check(leaf: &Leaf, findings: &mut Vec<Finding>) {
    for table in &leaf.headless_tables {
        let hint = "put the names of its columns into `table.header(…)`; for a layout use `grid`";
        findings.push(Finding::new(Code::TableWithoutHeader, *table, "the table has no header".to_owned(), hint));
    }
    for (mark, text) in leaf.texts() {
        if text.lang == undeclared() {
            let hint = "a template has to set one around it: `set text(lang: report.language, region: report.region)`";
            findings.push(Finding::new(Code::MissingLanguage, mark, "text is set without a language".to_owned(), hint));
        }
    }
}
