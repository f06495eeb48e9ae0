//! Images whose colours an edition cannot take. Only the head of a file is looked at.

use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;

use crate::data::load::Model;
use crate::data::model::{Edition, RgbImages};
use crate::data::read::Tree;
use crate::data::text::Text;
use crate::diagnostics::code::Code;
use crate::diagnostics::diagnostic::Diagnostic;

/// What the colours of a raster image are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Colours {
    Light,
    Inks,
}

/// Checks the image of every figure against the editions that the report asks for.
///
/// `tree` are the files of `report/`.
pub fn check(model: &Model, printed: RgbImages, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    let Some(report) = &model.report else { return };
    let editions = report.editions();
    let colours = |file: &Text| tree.get(&format!("report/{}", file.value)).and_then(|bytes| colours(bytes));
    for figure in model.figures.iter().map(|item| &item.data) {
        if editions.contains(&Edition::Screen)
            && let Some(file) = &figure.file
            && colours(file) == Some(Colours::Inks)
        {
            let message = format!("`{}` is in CMYK, which a screen does not show as it is printed", file.value);
            let hint = "name an image in RGB in `file`, and this one in `print_file`";
            diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
        }
        if editions.contains(&Edition::Print)
            && printed == RgbImages::Refuse
            && let Some(file) = figure.print_file.as_ref().or(figure.file.as_ref())
            && colours(file) == Some(Colours::Light)
        {
            let message = format!("`{}` is not in CMYK, and `[print]` refuses other images", file.value);
            let hint = "name an image in CMYK in `print_file`, or set `images = \"convert\"`";
            diagnostics.push(Diagnostic::new(Code::ImageColours, file.place, message).with_hint(hint));
        }
    }
}

/// The colours of an image file; `None` for one that is no raster image or is damaged. Of the raster formats that Typst
/// knows, only JPEG has inks.
fn colours(bytes: &[u8]) -> Option<Colours> {
    let others: [&[u8]; 3] = [b"\x89PNG", b"GIF8", b"RIFF"];
    if others.iter().any(|head| bytes.starts_with(head)) {
        return Some(Colours::Light);
    }
    let mut decoder = JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().ok()?;
    match decoder.input_colorspace()? {
        ColorSpace::CMYK | ColorSpace::YCCK => Some(Colours::Inks),
        _ => Some(Colours::Light),
    }
}
