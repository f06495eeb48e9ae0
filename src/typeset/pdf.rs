//! From set pages to PDF.

use std::sync::LazyLock;

use comemo::Track;
use typst::foundations::{Label, Smart};
use typst::introspection::{Introspector, Location};
use typst::model::LateLinkResolver;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::merge::project::GeneratedFiles;

use super::relocate::Relocator;
use super::world::ReportWorld;

/// What the tool calls itself in the PDF's metadata.
static CREATOR: LazyLock<String> = LazyLock::new(|| format!("raportti {}", env!("CARGO_PKG_VERSION")));

/// The screen edition: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file, without a clock.
///
/// `ident` names the document for all time and is the same in each build. Of `anchors`, names with the labels that they
/// stand for, those whose label stands in the document become named destinations, so that an address with `#name` opens
/// the PDF there.
///
/// # Errors
/// What Typst says the document lacks for the standards, at written places.
pub fn screen(
    document: &PagedDocument,
    ident: String,
    anchors: &[(String, String)],
    world: &ReportWorld,
    generated: &GeneratedFiles,
    files: &mut Files,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(CREATOR.clone())),
        timestamp: None,
        page_ranges: None,
        standards: PdfStandards::new(&[PdfStandard::A_3a, PdfStandard::Ua_1])
            .expect("PDF/A-3a and PDF/UA-1 agree on PDF 1.7"),
        tagged: true,
        pretty: false,
    };
    let introspector: &dyn Introspector = &**document.introspector();
    let anchors = locate(introspector, anchors);
    let resolver = LateLinkResolver::new(None, introspector);
    typst_pdf::pdf_in_bundle(document, &options, &anchors, resolver.track()).map_err(|errors| {
        let mut relocator = Relocator { world, generated, files };
        errors.iter().map(|error| relocator.diagnostic(error)).collect()
    })
}

/// The places of the anchors that stand in the document. Typst itself names only headings.
fn locate(introspector: &dyn Introspector, anchors: &[(String, String)]) -> Vec<(Location, ecow::EcoString)> {
    let find = |(name, label): &(String, String)| {
        let label = Label::new(PicoStr::intern(label))?;
        let location = introspector.query_label(label).ok()?.location()?;
        Some((location, name.as_str().into()))
    };
    anchors.iter().filter_map(find).collect()
}
