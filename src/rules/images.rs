//! Images that cannot be read whole, and those whose colours an edition cannot take.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::files::Tree;
use crate::model::image::{self, Colours, Drawing, Format};
use crate::model::{Edition, FigureKind, Model, RgbImages, Text, typed::Figure};

/// Checks the image of every figure against the editions that the report asks for. `tree` are the files of `report/`.
pub fn check(model: &Model, printed: RgbImages, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(unreadable(model, tree));
    let Some(report) = model.report() else { return };
    let editions = report.asked_editions();
    let colours = |file: &Text| tree.get(&path(file)).and_then(|bytes| image::colours(bytes));
    let mut fault = |file: &Text, message: String, hint: &str| {
        diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
    };
    for figure in model.all::<Figure>() {
        if editions.contains(&Edition::Screen)
            && let Some(file) = figure.file()
            && colours(file) == Some(Colours::Inks)
        {
            let message = format!("`{}` is in CMYK, which a screen does not show as it is printed", file.value);
            fault(file, message, "name an image in RGB in `file`, and this one in `print_file`");
        }
        let Some(file) = figure.print_file().or(figure.file()).filter(|_| editions.contains(&Edition::Print)) else {
            continue;
        };
        if is_drawing(file, tree) {
            let hint =
                "name a PNG of it in `print_file`, with 300 pixels for each inch on paper; its colours are converted";
            fault(file, format!("`{}` is SVG, whose colours are not inks", file.value), hint);
        } else if printed == RgbImages::Refuse && colours(file) == Some(Colours::Light) {
            let message = format!("`{}` is not in CMYK, and `[print]` refuses other images", file.value);
            fault(file, message, "name an image in CMYK in `print_file`, or set `images = \"convert\"`");
        }
    }
}

/// The drawings of figures: their names, where they are named, and what their words need.
pub fn drawings<'a>(model: &'a Model, tree: &Tree) -> Vec<(&'a str, Place, Arc<Drawing>)> {
    let drawing = |file: &'a Text| Some((file.value.as_str(), file.place, image::drawing(tree.get(&path(file))?)));
    files(model).into_iter().filter_map(drawing).collect()
}

fn is_drawing(file: &Text, tree: &Tree) -> bool {
    tree.get(&path(file)).and_then(|bytes| image::format(bytes)) == Some(Format::Svg)
}

fn path(file: &Text) -> String {
    format!("report/{}", file.value)
}

fn files(model: &Model) -> Vec<&Text> {
    let figures = model.all::<Figure>().filter(|figure| figure.kind() == FigureKind::Image);
    figures.flat_map(|figure| figure.file().into_iter().chain(figure.print_file())).collect()
}

/// The images of figures that cannot be read whole, several looked at at once.
fn unreadable(model: &Model, tree: &Tree) -> Vec<Diagnostic> {
    let unreadable = |file: &&Text| {
        let unusable = image::check(tree.get(&path(file))?).err()?;
        let message = format!("`{}` {}", file.value, unusable.message);
        Some(Diagnostic::new(Code::UnreadableImage, file.place, message).with_hint(unusable.hint))
    };
    files(model).par_iter().filter_map(unreadable).collect()
}
