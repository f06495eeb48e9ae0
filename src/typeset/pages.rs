//! Pages from layout to finished edition, for `build`, which decides what is laid out when and uses no types of Typst.

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::Arc;

use typst::diag::Warned;
use typst::foundations::Smart;
use typst::text::{Lang, Locale, Region};
use typst::utils::hash128;
use typst_layout::PagedDocument;

use crate::diagnostics::{Code, Diagnostic, Files};
use crate::merge::GeneratedFiles;
use crate::merge::view::extract::Numbers;
use crate::rules::{Limits, Press};

use super::cover::{self, Inside};
use super::layout::{self, Evaluated};
use super::{
    Relocator, ReportWorld, boxes::Sheet, downsample, families, faults, numbers, preflight, press, proof::Proof, turned,
};

/// The warning about a drawing whose `<foreignObject>` would be lost, which `check` reports.
const CHECKED_BEFORE: &str = "image contains foreign object";

/// Pages as Typst laid them out.
#[derive(Clone)]
pub struct Layout(PagedDocument);

impl Layout {
    /// Lays out a world on top of `base`, or from nothing, in a language and region. `None` if Typst reports an error.
    pub fn of(
        base: Option<&Layout>,
        evaluated: Evaluated,
        (language, region): (&str, &str),
        relocator: &mut Relocator,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let base = base.map(|layout| &layout.0);
        let Warned { output, warnings } = layout::lay_out(base, evaluated, relocator.world);
        let warnings = warnings.iter().filter(|warning| warning.message != CHECKED_BEFORE);
        let mut diagnostics = warnings.map(|warning| relocator.diagnostic(warning)).collect();
        families::once(&mut diagnostics);
        match output {
            Ok(mut document) => {
                // Typst takes the document's language from its library, which has none.
                let lang = Lang::from_str(language).expect("languages of reports have two or three letters");
                document.info_mut().locale = Smart::Custom(Locale { lang, region: Region::from_str(region).ok() });
                (Some(Self(document)), diagnostics)
            }
            Err(errors) => {
                diagnostics.extend(errors.iter().map(|error| faults::diagnostic(error, relocator)));
                (None, diagnostics)
            }
        }
    }

    /// Evaluates and lays out a world with known faults; no locale.
    pub fn alone(world: &ReportWorld, base: Option<&Layout>) -> Option<Self> {
        let base = base.map(|layout| &layout.0);
        layout::lay_out(base, layout::evaluate(world), world).output.ok().map(Self)
    }

    /// The numbers of its figures, tables and chapters. `None` if they cannot be told.
    pub fn numbers(&self, world: &ReportWorld) -> Option<Numbers> {
        numbers::of(&self.0, world)
    }

    pub fn has_same_pages(&self, other: &Self) -> bool {
        hash128(self.0.pages()) == hash128(other.0.pages())
    }
}

/// Pages as an edition shows them: in its colours, on its sheet, with images of no more pixels than it needs.
pub struct Finished<'d> {
    pub(super) document: Cow<'d, PagedDocument>,
    pub(super) sheet: Sheet,
    /// The pages that the file has, where it does not have all.
    pub(super) inside: Option<Inside>,
    /// How many pages are printed on one sheet.
    pub(super) signature: u16,
    limits: &'d Limits,
}

impl<'d> Finished<'d> {
    pub fn for_screen(layout: &'d Layout, limits: &'d Limits) -> Self {
        Self::new(cover::without_spine(turned::for_screen(&layout.0)), Sheet::SCREEN, limits)
    }

    /// The pages of a book; without its cover, if that is a file of its own. Fails with the faults of `templates/inks.typ`.
    pub fn for_press(
        layout: &'d Layout,
        limits: &'d Limits,
        press: &Press,
        relocator: &mut Relocator,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (pages, sheet) = printed(layout, limits, press, relocator)?;
        let count = pages.pages().len();
        let inside = press.spine.map(|_| Inside::of(count, press.signature).ok_or_else(|| nothing_inside(count)));
        let inside = inside.transpose()?;
        let finished = Self::new(cover::without_spine(pages), sheet, limits);
        Ok(Self { inside, signature: press.signature, ..finished })
    }

    /// The cover of such a book. Fails as [`Self::for_press`].
    pub fn for_cover(
        layout: &'d Layout,
        limits: &'d Limits,
        press: &Press,
        relocator: &mut Relocator,
    ) -> Result<Self, Vec<Diagnostic>> {
        let (pages, sheet) = printed(layout, limits, press, relocator)?;
        let spine = press.spine.expect("the edition `cover` is made with a spine that is known");
        let sheets = cover::sheets(&pages, sheet, spine, press.signature);
        let (sheets, sheet) = sheets.ok_or_else(|| nothing_inside(pages.pages().len()))?;
        Ok(Self::new(Cow::Owned(sheets), sheet, limits))
    }

    fn new(document: Cow<'d, PagedDocument>, sheet: Sheet, limits: &'d Limits) -> Self {
        Self { document: downsample::pages(document, limits), sheet, inside: None, signature: 1, limits }
    }

    /// What preflight finds. `edition` is what a reader calls the edition, such as `sv` or `sv-print`.
    pub fn faults(&self, edition: &str, relocator: &mut Relocator) -> Vec<Diagnostic> {
        preflight::faults(&self.document, self.sheet, self.limits, edition, relocator)
    }

    /// The pages for the preview.
    pub fn proof(&self, world: &ReportWorld, generated: &Arc<GeneratedFiles>, files: &Files) -> Proof {
        Proof::new((self.document.clone().into_owned(), self.sheet), world, generated.clone(), files.clone())
    }
}

/// All pages for a press, in inks, and how they are cut.
fn printed<'d>(
    layout: &'d Layout,
    limits: &Limits,
    press: &Press,
    relocator: &mut Relocator,
) -> Result<(Cow<'d, PagedDocument>, Sheet), Vec<Diagnostic>> {
    let sheet = Sheet::of(press);
    let pages = turned::for_press(&layout.0);
    Ok(match press::inks(relocator).transpose()? {
        Some(inks) => {
            let inks = inks.with_drawings(&pages, press, limits);
            (Cow::Owned(press::pages(&pages, &inks, sheet)), sheet.moved())
        }
        None => (pages, sheet),
    })
}

fn nothing_inside(pages: usize) -> Vec<Diagnostic> {
    let message = format!("a cover has four pages, and the report has {pages}: none is left inside of it");
    let hint = "take `cover` out of `editions`";
    vec![Diagnostic::without_place(Code::IncompleteCover, message).with_hint(hint)]
}
