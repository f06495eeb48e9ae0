//! Images that cannot be read whole, and those whose colours an edition cannot take.

use rayon::prelude::*;

use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;
use crate::files::read::Tree;
use crate::model::choice::{Edition, FigureKind, RgbImages};
use crate::model::image::{self, Colours};
use crate::model::load::Model;
use crate::model::text::Text;
use crate::model::typed::Figure;

/// Checks the image of every figure against the editions that the report asks for.
///
/// `tree` are the files of `report/`.
pub fn check(model: &Model, printed: RgbImages, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(unreadable(model, tree));
    let Some(report) = model.report() else { return };
    let editions = report.asked_editions();
    let colours = |file: &Text| tree.get(&format!("report/{}", file.value)).and_then(|bytes| image::colours(bytes));
    for figure in model.all::<Figure>() {
        if editions.contains(&Edition::Screen)
            && let Some(file) = figure.file()
            && colours(file) == Some(Colours::Inks)
        {
            let message = format!("`{}` is in CMYK, which a screen does not show as it is printed", file.value);
            let hint = "name an image in RGB in `file`, and this one in `print_file`";
            diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
        }
        if editions.contains(&Edition::Print)
            && printed == RgbImages::Refuse
            && let Some(file) = figure.print_file().or(figure.file())
            && colours(file) == Some(Colours::Light)
        {
            let message = format!("`{}` is not in CMYK, and `[print]` refuses other images", file.value);
            let hint = "name an image in CMYK in `print_file`, or set `images = \"convert\"`";
            diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
        }
    }
}

/// The images of figures that cannot be read whole, several looked at at once.
fn unreadable(model: &Model, tree: &Tree) -> Vec<Diagnostic> {
    let figures = model.all::<Figure>().filter(|figure| figure.kind() == FigureKind::Image);
    let files: Vec<&Text> = figures.flat_map(|figure| figure.file().into_iter().chain(figure.print_file())).collect();
    let unreadable = |file: &&Text| {
        let unusable = image::check(tree.get(&format!("report/{}", file.value))?).err()?;
        let message = format!("`{}` {}", file.value, unusable.message);
        Some(Diagnostic::new(Code::UnreadableImage, file.place, message).with_hint(unusable.hint))
    };
    files.par_iter().filter_map(unreadable).collect()
}
