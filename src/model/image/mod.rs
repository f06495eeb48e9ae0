//! What an image file is, whatever its name says, and whether all of it can be read.

mod blank;
mod drawing;
mod flat;
mod font_names;
mod raster;
mod unusable;

use std::sync::Arc;

use image::ImageFormat;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;

pub use drawing::{Drawing, Words};
pub use flat::{clip_path, unlike_inks};
pub use font_names::quoted;
pub use unusable::Unusable;
use unusable::{FORMATS, SAVE_AGAIN};

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Raster(ImageFormat),
    Svg,
}

/// The formats of pixels that Typst reads.
const RASTERS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];

impl Format {
    /// What Typst calls it.
    pub fn as_str(self) -> &'static str {
        self.endings()[0]
    }

    /// The endings of names that stand for it.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Raster(format) => format.extensions_str(),
            Format::Svg => &["svg", "svgz"],
        }
    }
}

/// What the colours of a raster image are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    Light,
    Inks,
}

/// What the bytes of a file are, by their beginning.
pub fn format(bytes: &[u8]) -> Option<Format> {
    match image::guess_format(bytes) {
        Ok(raster) => RASTERS.contains(&raster).then_some(Format::Raster(raster)),
        Err(_) => is_svg(bytes).then_some(Format::Svg),
    }
}

/// The format of a file whose ending stands for another one that Typst would take it for.
pub fn misnamed(path: &str, bytes: &[u8]) -> Option<Format> {
    let ending = path.rsplit_once('.')?.1;
    let known = ["png", "jpg", "jpeg", "gif", "webp", "svg", "svgz", "pdf"].contains(&ending);
    format(bytes).filter(|format| known && !format.endings().contains(&ending))
}

/// How far into a text its `<svg` is looked for, in bytes: comments and declarations may come before it.
const HEAD: usize = 4096;

fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    bytes.starts_with(b"\x1f\x8b") || head.starts_with('<') && head.contains("<svg")
}

/// Reads an image whole, once for the same bytes. The error says why the image cannot be used.
#[comemo::memoize]
pub fn check(bytes: &[u8]) -> Result<Format, Unusable> {
    let Some(format) = format(bytes) else { return Err(unread(bytes)) };
    match format {
        Format::Raster(raster) => raster::check(raster, bytes).map(|_| format),
        Format::Svg => drawing(bytes).fault.clone().map_or(Ok(format), Err),
    }
}

/// The drawing that a file is; an empty one for other images.
#[comemo::memoize]
pub fn drawing(bytes: &[u8]) -> Arc<Drawing> {
    Arc::new(if format(bytes) == Some(Format::Svg) { drawing::read(bytes) } else { Drawing::default() })
}

/// What a file is that is no image of a format that is read.
fn unread(bytes: &[u8]) -> Unusable {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_lowercase();
    let named = match image::guess_format(bytes) {
        Ok(format) => Some(format!("{format:?}").to_uppercase()),
        Err(_) if bytes.starts_with(b"%PDF-") => {
            return Unusable::new("is PDF, which is not read", "save its page as SVG, or as PNG with enough pixels");
        }
        Err(_) if bytes.get(4..8) == Some(b"ftyp") => Some("HEIC or AVIF".to_owned()),
        Err(_) if bytes.starts_with(b"\xc5\xd0\xd3\xc6") || bytes.starts_with(b"%!PS") => Some("EPS".to_owned()),
        Err(_) => None,
    };
    match named {
        Some(name) => Unusable::not_read(&name),
        None if bytes.is_empty() => Unusable::new("is empty", SAVE_AGAIN),
        None if head.starts_with("version https://git-lfs") => {
            Unusable::new("is a pointer of Git LFS, not the image itself", "fetch the image: `git lfs pull`")
        }
        None if head.contains("<html") => {
            Unusable::new("is a web page, not an image", "open the page, and save the image itself")
        }
        None => Unusable::new("is not an image of a format that is read", FORMATS),
    }
}

/// The colours of a raster image, of which only JPEG has inks; `None` for another or a damaged file.
pub fn colours(bytes: &[u8]) -> Option<Colours> {
    let others: [&[u8]; 3] = [b"\x89PNG", b"GIF8", b"RIFF"];
    if others.iter().any(|head| bytes.starts_with(head)) {
        return Some(Colours::Light);
    }
    let mut decoder = zune_jpeg::JpegDecoder::new(ZCursor::new(bytes));
    decoder.decode_headers().ok()?;
    match decoder.input_colorspace()? {
        ColorSpace::CMYK | ColorSpace::YCCK => Some(Colours::Inks),
        _ => Some(Colours::Light),
    }
}
