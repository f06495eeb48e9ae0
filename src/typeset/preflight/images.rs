//! Images: enough pixels for their size, and no format whose colours are not inks. Flat drawings in SVG are shapes by now.

use typst::visualize::{ImageFormat, ImageKind, VectorFormat};

use crate::diagnostics::{Code, many};
use crate::rules::{Limits, Medium};

use super::finding::Finding;
use super::geometry::{along_x, along_y};
use super::walk::{Leaf, What};

pub fn check(leaf: &Leaf, limits: &Limits, findings: &mut Vec<Finding>) {
    for mark in &leaf.marks {
        let What::Image(image, size) = mark.what else { continue };
        match image.kind() {
            ImageKind::Raster(_) => {
                let (width, height, least) = (image.width(), image.height(), limits.image_ppi);
                let across = width / (size.x.to_inches() * along_x(mark.at));
                let ppi = across.min(height / (size.y.to_inches() * along_y(mark.at)));
                if ppi < least {
                    let has = many(ppi.round() as usize, "pixel");
                    let message = format!("the image has {has} per inch at its size; {least} are needed");
                    let hint = format!(
                        "it is {width:.0} × {height:.0} pixels: use one that is {:.1} times as wide and high",
                        least / ppi
                    );
                    findings.push(Finding::new(Code::LowResolution, mark, message, hint));
                }
            }
            _ if matches!(limits.medium, Medium::Paper(_)) => {
                let format = match image.format() {
                    ImageFormat::Vector(VectorFormat::Pdf) => "PDF",
                    _ => "SVG",
                };
                let message = format!("the image is {format}, whose colours are not inks");
                let hint = "use a PNG or JPEG image, which is converted, or an SVG of areas and lines of one colour each, or draw it in \
                            Typst with the colours of the theme";
                findings.push(Finding::new(Code::NotCmyk, mark, message, hint));
            }
            _ => {}
        }
    }
}
