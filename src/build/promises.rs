//! The promises of each edition, for those who rely on them.

use crate::model::Edition;

/// Holds for screen editions that carry their source.
pub const CARRIED: &str = "everything that the file was made from, inside it";

/// The promises of an edition, each with its proof.
pub fn promises(edition: Edition) -> &'static [(&'static str, &'static str)] {
    match edition {
        Edition::Screen => &[
            (
                "PDF/UA-1 (ISO 14289-1): tags, reading order, languages, alternative texts",
                "typst-pdf refuses the file else; page_validation in `cargo test`; veraPDF and outloud in CI",
            ),
            (
                "PDF/A-3a (ISO 19005-3): to be kept, with the report's data attached",
                "typst-pdf refuses the file else; page_validation in `cargo test`; veraPDF in CI",
            ),
            (
                "contrast of WCAG 2.1 AA, text that is neither cut nor too small",
                "preflight of the pages in every build",
            ),
            ("a named destination for every id", "tests/it/pages/reports.rs"),
            (CARRIED, "`raportti verify`; tests/it/files/source.rs"),
        ],
        Edition::Changes => &[
            ("all that the screen edition promises", "the same checks; tests/it/pages/changes_edition.rs"),
            ("marks at what changed, also for those who listen", "tests/it/pages/changes_edition.rs"),
        ],
        Edition::Print => &[
            (
                "PDF/X-4 (ISO 15930-7): output intent, boxes, metadata, nothing that acts",
                "tests/it/support/x4.rs in `cargo test`; qpdf in CI",
            ),
            (
                "CMYK and spot colours only, black text in black ink, limits of ink and lines",
                "preflight of the pages in every build; Ghostscript in CI",
            ),
            ("bleed, crop marks, binding, signature", "tests/it/files/print.rs"),
        ],
    }
}
