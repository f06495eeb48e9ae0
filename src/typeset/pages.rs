//! Pages from their layout to what an edition shows, for the stages that decide what is set when and know no type of Typst.

use std::borrow::Cow;
use std::sync::Arc;

use typst_layout::PagedDocument;

use crate::diagnostics::diagnostic::Diagnostic;
use crate::diagnostics::files::Files;
use crate::merge::generated::GeneratedFiles;
use crate::rules::limits::Limits;
use crate::rules::press::Press;

use super::boxes::Sheet;
use super::compile;
use super::downsample;
use super::layout::{self, Before, Evaluated};
use super::pdf::{self, Identity, Pages, Pdf};
use super::preflight::{self, Standard};
use super::press;
use super::proof::Proof;
use super::relocate::Relocator;
use super::world::ReportWorld;

/// Pages as Typst laid them out.
#[derive(Clone)]
pub struct Layout(PagedDocument);

impl Layout {
    /// Lays out the evaluated sources of a world on top of `base`, or from nothing. Typst's complaints, at written places, go to
    /// `diagnostics`; `None` when there is an error among them. `locale` is the language and region of the whole document.
    pub fn of(
        (world, generated): (&ReportWorld, &GeneratedFiles),
        base: Option<&Layout>,
        evaluated: Evaluated,
        locale: (&str, &str),
        files: &mut Files,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        compile::compile(world, before(base), evaluated, generated, locale, files, diagnostics).map(Self)
    }

    /// The same without complaints, for a world whose faults are known.
    pub fn alone(world: &ReportWorld, base: Option<&Layout>) -> Option<Self> {
        layout::lay_out(before(base), layout::evaluate(world), world).output.ok().map(Self)
    }

    pub fn has_same_pages(&self, other: &Self) -> bool {
        layout::same(&self.0, &other.0)
    }
}

fn before(base: Option<&Layout>) -> Before<'_> {
    base.map_or(Before::Nothing, |layout| Before::Pages(&layout.0))
}

/// Pages as an edition shows them: in its colours, on its sheet, with images of no more pixels than it needs.
pub struct Finished<'d> {
    document: Cow<'d, PagedDocument>,
    sheet: Sheet,
    limits: &'d Limits,
}

impl<'d> Finished<'d> {
    pub fn for_screen(layout: &'d Layout, limits: &'d Limits) -> Self {
        Self::new(Cow::Borrowed(&layout.0), Sheet::SCREEN, limits)
    }

    /// # Errors
    /// What is wrong with the inks of the look.
    pub fn for_press(
        layout: &'d Layout,
        limits: &'d Limits,
        press: &Press,
        relocator: &mut Relocator,
    ) -> Result<Self, Vec<Diagnostic>> {
        let sheet = Sheet::of(press);
        Ok(match press::inks(relocator).transpose()? {
            Some(inks) => Self::new(Cow::Owned(press::pages(&layout.0, &inks, sheet)), sheet.moved(), limits),
            None => Self::new(Cow::Borrowed(&layout.0), sheet, limits),
        })
    }

    fn new(document: Cow<'d, PagedDocument>, sheet: Sheet, limits: &'d Limits) -> Self {
        Self { document: downsample::pages(document, limits), sheet, limits }
    }

    /// What preflight finds. `edition` is what a reader calls the edition, such as `sv` or `sv-print`.
    pub fn faults(&self, edition: &str, relocator: &mut Relocator) -> Vec<Diagnostic> {
        let standard = Standard { sheet: self.sheet, limits: self.limits };
        preflight::look(&self.document, &standard).diagnostics(edition, relocator)
    }

    /// The pages to be looked at.
    pub fn proof(&self, world: &ReportWorld, generated: &Arc<GeneratedFiles>, files: &Files) -> Proof {
        Proof::new(self.document.clone().into_owned(), world, generated.clone(), files.clone())
    }

    /// As [`pdf::screen`].
    ///
    /// # Errors
    /// As there.
    pub fn screen_pdf(
        &self,
        relocator: Relocator,
        identity: Identity,
        anchors: &[(String, String)],
    ) -> Result<Pdf, Vec<Diagnostic>> {
        pdf::screen(self.pages(relocator), identity, anchors)
    }

    /// As [`pdf::print`].
    ///
    /// # Errors
    /// As there.
    pub fn print_pdf(
        &self,
        relocator: Relocator,
        identity: Identity,
        anchors: &[(String, String)],
        press: &Press,
    ) -> Result<Pdf, Vec<Diagnostic>> {
        pdf::print(self.pages(relocator), identity, anchors, press, self.sheet)
    }

    fn pages<'a>(&'a self, Relocator { world, generated, files }: Relocator<'a>) -> Pages<'a> {
        Pages { document: &self.document, world, generated, files }
    }
}
