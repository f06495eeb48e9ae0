//! From set pages to PDF.

mod compact;
mod print;
pub mod record;
mod source;
pub mod syntax;
pub mod written;

use std::borrow::Cow;
use std::sync::LazyLock;

use comemo::Track;
use ecow::EcoString;
use lopdf::Document;
use typst::foundations::{Datetime, Label, Smart};
use typst::introspection::{Introspector, Location};
use typst::model::LateLinkResolver;
use typst::utils::PicoStr;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::diagnostics::{Code, Diagnostic};
use crate::rules::Press;

use super::{Finished, Relocator, timings, turned};
use print::Empty;
use written::Written;

pub use record::Record;
pub use source::Source;

/// The label on a back cover, which is the last page of a sheet that a press folds.
const BACK_COVER: &str = "back-cover";
/// The creator in the PDF's metadata.
static CREATOR: LazyLock<String> = LazyLock::new(|| format!("raportti {}", env!("CARGO_PKG_VERSION")));

/// The identity of a PDF in its metadata.
pub struct Identity {
    /// The permanent name of the document, the same in each build.
    pub ident: String,
    /// Year, month and day of the edition.
    pub date: (u16, u8, u8),
}

/// A finished file.
pub struct Pdf {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// The names of the anchors that stand in the document, each with its page, counted from 1.
    pub places: Vec<(String, usize)>,
}

impl Finished<'_> {
    /// The screen edition as Typst writes it: PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) in one file, without a clock.
    /// [`finish`] turns it into the published file.
    ///
    /// `anchors` are names with labels. Those in the document become named destinations: an address with `#name` opens the PDF there.
    /// Fails where the document does not meet the standards, as Typst reports it, at written places.
    pub fn screen_pdf(
        &self,
        relocator: &mut Relocator,
        identity: Identity,
        anchors: &[(String, String)],
    ) -> Result<Pdf, Vec<Diagnostic>> {
        let anchors = locate(&self.document, anchors);
        let standards = [PdfStandard::A_3a, PdfStandard::Ua_1];
        let bytes = export(&self.document, relocator, identity, &standards, &anchors)?;
        Ok(Pdf { bytes, pages: self.document.pages().len(), places: places(&self.document, &anchors) })
    }

    /// The print edition: PDF/X-4 (ISO 15930-7), without tags and links. Fails as [`Self::screen_pdf`], or if an image cannot be converted.
    pub fn print_pdf(
        &self,
        relocator: &mut Relocator,
        identity: Identity,
        anchors: &[(String, String)],
        (press, record): (&Press, Option<&Record>),
    ) -> Result<Pdf, Vec<Diagnostic>> {
        let mut places = places(&self.document, &locate(&self.document, anchors));
        let document = match &self.inside {
            None => Cow::Borrowed(&*self.document),
            Some(inside) => {
                places.retain(|(_, page)| inside.pages.contains(&(page - 1)));
                places.iter_mut().for_each(|(_, page)| *page -= inside.pages.start);
                Cow::Owned(inside.of_document(&self.document))
            }
        };
        let pdf = export(&document, relocator, identity, &[PdfStandard::V_1_6], &[])?;
        let reading = timings::scope("read the PDF again");
        let mut document = Document::load_mem(&pdf).map_err(unfinished)?;
        drop(reading);
        let empty = match &self.inside {
            None => Empty::of(document.page_iter().count(), self.signature, self.has_back_cover()),
            Some(inside) => Empty { count: inside.empty, before_last: false },
        };
        print::finish(&mut document, press, self.sheet, empty).map_err(unfinished)?;
        let pages = document.page_iter().count();
        if let Some(record) = record {
            record::put(document.catalog_mut().map_err(unfinished)?, record);
        }
        let bytes = compact(Written::of(document).map_err(unfinished)?)?;
        Ok(Pdf { bytes, pages, places })
    }

    fn has_back_cover(&self) -> bool {
        let last = self.document.pages().len().checked_sub(1);
        last.is_some_and(|last| turned::pages_with(&self.document, BACK_COVER).contains(&last))
    }
}

/// A screen edition as it is published: compacted to about half its size, with its source inside unless the report says otherwise, or with
/// the record of an extract. Fails if the file cannot be read again, which no report should cause.
pub fn finish(pdf: &[u8], source: Option<&Source>, record: Option<&Record>) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let timed = timings::scope("put the source into the PDF");
    let odd = || unfinished("it is not as Typst writes it");
    let mut written = Written::read(pdf).ok_or_else(odd)?;
    let (number, mut catalog) = written.catalog().ok_or_else(odd)?;
    if let Some(source) = source {
        let file = source::embed(&mut written, source).map_err(unfinished)?;
        source::list(&mut catalog, &source.name, file).map_err(unfinished)?;
    }
    record.iter().for_each(|record| record::put(&mut catalog, record));
    written.put(number, catalog).map_err(unfinished)?;
    drop(timed);
    compact(written)
}

fn compact(written: Written) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let _timed = timings::scope("make the PDF compact");
    compact::bytes(written).map_err(unfinished)
}

/// The PDF of the document as Typst writes it.
fn export(
    document: &PagedDocument,
    relocator: &mut Relocator,
    Identity { ident, date: (year, month, day) }: Identity,
    standards: &[PdfStandard],
    anchors: &[(Location, EcoString)],
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let options = PdfOptions {
        ident: Smart::Custom(ident),
        creator: Smart::Custom(Some(CREATOR.clone())),
        // For a template without a document date: both standards need one, and it must not be the clock's.
        timestamp: Datetime::from_ymd(i32::from(year), month, day).map(Timestamp::new_utc),
        page_ranges: None,
        standards: PdfStandards::new(standards).expect("the standards of an edition agree with one another"),
        tagged: standards.contains(&PdfStandard::Ua_1),
        pretty: false,
    };
    let resolver = LateLinkResolver::new(None, &**document.introspector());
    typst_pdf::pdf_in_bundle(document, &options, anchors, resolver.track())
        .map_err(|errors| errors.iter().map(|error| relocator.diagnostic(error)).collect())
}

/// The fault that Typst's PDF could not be processed, which no report should cause.
fn unfinished(reason: impl std::fmt::Display) -> Vec<Diagnostic> {
    vec![Diagnostic::without_place(Code::Typst, format!("the PDF could not be finished: {reason}"))]
}

/// The places of the anchors that stand in the document. Typst itself names only headings.
fn locate(document: &PagedDocument, anchors: &[(String, String)]) -> Vec<(Location, EcoString)> {
    let find = |(name, label): &(String, String)| {
        let label = Label::new(PicoStr::intern(label))?;
        let location = document.introspector().query_label(label).ok()?.location()?;
        Some((location, name.as_str().into()))
    };
    anchors.iter().filter_map(find).collect()
}

/// The pages that located anchors stand on.
fn places(document: &PagedDocument, anchors: &[(Location, EcoString)]) -> Vec<(String, usize)> {
    let page = |location| Some(document.introspector().page(location)?.get());
    anchors.iter().filter_map(|(location, name)| Some((name.to_string(), page(*location)?))).collect()
}
