//! Images that cannot be read whole, and those whose colours an edition cannot take.

use std::sync::Arc;

use rayon::prelude::*;

use crate::diagnostics::{Code, Diagnostic, Place};
use crate::files::Tree;
use crate::model::image::{self, Colours, Drawing, Format};
use crate::model::text::shortened;
use crate::model::typed::{Brand, Figure, Report};
use crate::model::{Edition, FigureKind, Model, RgbImages, Text};

/// Checks every image against the editions that the report asks for. `tree` are the files of `report/`.
pub fn check(model: &Model, printed: RgbImages, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    diagnostics.extend(unreadable(model, tree));
    diagnostics.extend(blank(model, tree));
    diagnostics.extend(unread_fonts(model, tree));
    let Some(report) = model.report() else { return };
    let editions = report.asked_editions();
    let colours = |file: &Text| tree.get(&path(file)).and_then(|bytes| image::colours(bytes));
    let mut fault = |file: &Text, message: String, hint: &str| {
        diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
    };
    for Named { file, on_screen, in_print, keys: [own, other] } in named(model) {
        if on_screen && editions.contains(&Edition::Screen) && colours(file) == Some(Colours::Inks) {
            let message = format!("`{}` is in CMYK, which a screen does not show as it is printed", file.value);
            fault(file, message, &format!("name an image in RGB in `{own}`, and this one in `{other}`"));
        }
        if !in_print || !editions.iter().any(|edition| edition.is_printed()) {
            continue;
        }
        let drawing = tree.get(&path(file)).filter(|bytes| image::format(bytes) == Some(Format::Svg));
        if let Some(unlike) = drawing.and_then(|bytes| image::drawing(bytes).unlike_inks) {
            let message = format!("`{}` has {unlike}, which no press prints as inks", file.value);
            let hint = format!(
                "draw it with areas and lines of one colour each, or name a PNG of it in `{other}`, with 300 pixels for each inch on paper"
            );
            fault(file, message, &hint);
        } else if printed == RgbImages::Refuse && (drawing.is_some() || colours(file) == Some(Colours::Light)) {
            let message = format!("`{}` is not in CMYK, and `[print]` refuses other images", file.value);
            fault(file, message, &format!("name an image in CMYK in `{other}`, or set `images = \"convert\"`"));
        }
    }
}

/// The fault of a file that is named and not there.
pub(super) fn missing_file(file: &Text, model: &Model) -> Option<Diagnostic> {
    let path = format!("report/{}", file.value);
    let is_there = model.images.contains(&path) || model.csv.contains_key(&path);
    let known = model.images.iter().map(String::as_str);
    (!is_there).then(|| Diagnostic::missing_file("report/", &file.value, file.place, known))
}

/// A file of an image, and the editions that show it.
struct Named<'a> {
    file: &'a Text,
    on_screen: bool,
    in_print: bool,
    /// The key of the image, and that of another one for print.
    keys: [&'static str; 2],
}

/// The images of the report: those of figures, the logo, and that of the cover.
fn named(model: &Model) -> Vec<Named<'_>> {
    let figures = model.all::<Figure>().filter(|figure| figure.kind() == FigureKind::Image).flat_map(|figure| {
        let (own, print) = (figure.file(), figure.print_file());
        let keys = ["file", "print_file"];
        let own = own.map(|file| Named { file, on_screen: true, in_print: print.is_none(), keys });
        own.into_iter().chain(print.map(|file| Named { file, on_screen: false, in_print: true, keys }))
    });
    let brand = model.report().and_then(Report::brand).into_iter().flat_map(Brand::images);
    let brand =
        brand.map(|(file, [on_screen, in_print])| Named { file, on_screen, in_print, keys: ["image", "print_image"] });
    figures.chain(brand).collect()
}

/// The drawings among the images: their names, where they are named, and what their words need.
pub fn drawings<'a>(model: &'a Model, tree: &Tree) -> Vec<(&'a str, Place, Arc<Drawing>)> {
    let drawing = |file: &'a Text| Some((file.value.as_str(), file.place, image::drawing(tree.get(&path(file))?)));
    files(model).into_iter().filter_map(drawing).collect()
}

fn path(file: &Text) -> String {
    format!("report/{}", file.value)
}

fn files(model: &Model) -> Vec<&Text> {
    named(model).into_iter().map(|named| named.file).collect()
}

/// The drawings for the logo and the cover that show nothing.
fn blank(model: &Model, tree: &Tree) -> Vec<Diagnostic> {
    let images = model.report().and_then(Report::brand).into_iter().flat_map(Brand::images);
    let is_blank = |file: &Text| tree.get(&path(file)).is_some_and(|bytes| image::drawing(bytes).is_blank);
    let warning = |file: &Text| {
        let message = format!("`{}` draws nothing", file.value);
        let hint = "save it again with its shapes inside of its frame, which is `viewBox`, and in a colour";
        Diagnostic::new(Code::TypstWarning, file.place, message).with_hint(hint)
    };
    images.map(|(file, _)| file).filter(|file| is_blank(file)).map(warning).collect()
}

/// The names of fonts in drawings that are not read, each as it is written: the drawing gets the figure's font there.
fn unread_fonts(model: &Model, tree: &Tree) -> Vec<Diagnostic> {
    /// The longest name that a message shows, in characters.
    const LONGEST: usize = 80;
    let fault = |name: &str, place: Place, written: &str| {
        let written = shortened(written, LONGEST);
        let message = format!("the drawing `{name}` names a font in a way that is not read: `{written}`");
        let quoted = image::quoted(&written);
        let hint =
            format!("put the name into quotes, since a word of it begins with a digit or has a sign: `{quoted}`");
        Diagnostic::new(Code::TypstWarning, place, message).with_hint(hint)
    };
    let mut found = Vec::new();
    for (name, place, drawing) in drawings(model, tree) {
        found.extend(drawing.words.unread.iter().map(|written| fault(name, place, written)));
    }
    found
}

/// The images that cannot be read whole, several looked at at once.
fn unreadable(model: &Model, tree: &Tree) -> Vec<Diagnostic> {
    let unreadable = |file: &&Text| {
        let unusable = image::check(tree.get(&path(file))?).err()?;
        let message = format!("`{}` {}", file.value, unusable.message);
        Some(Diagnostic::new(Code::UnreadableImage, file.place, message).with_hint(unusable.hint))
    };
    files(model).par_iter().filter_map(unreadable).collect()
}
