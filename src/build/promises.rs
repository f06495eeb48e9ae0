//! The promises of each edition, printed by `doctor`.

use crate::model::Edition;

/// True only for screen editions that carry their source.
pub const CARRIED: &str = "the whole source of the file, inside it";

/// The promises of an edition, each with its proof.
pub fn promises(edition: Edition) -> &'static [(&'static str, &'static str)] {
    match edition {
        Edition::Screen => &[
            (
                "PDF/UA-1 (ISO 14289-1): tags, reading order, languages, alternative texts",
                "typst-pdf refuses other files; page_validation in `cargo test`; veraPDF and outloud in CI",
            ),
            (
                "PDF/A-3a (ISO 19005-3): for archiving, with the report's data attached",
                "typst-pdf refuses other files; page_validation in `cargo test`; veraPDF in CI",
            ),
            ("contrast of WCAG 2.1 AA, no text cut or too small", "preflight of the pages in every build"),
            ("a named destination for every id", "tests/it/pages/reports.rs"),
            (CARRIED, "`raportti verify`; tests/it/files/source.rs"),
        ],
        Edition::Changes => &[
            ("all promises of the screen edition", "the same checks; tests/it/pages/changes_edition.rs"),
            ("marked changes, also for screen readers", "tests/it/pages/changes_edition.rs"),
        ],
        Edition::Print => &[
            (
                "PDF/X-4 (ISO 15930-7): output intent, boxes, metadata, no actions",
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
