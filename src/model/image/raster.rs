//! Images of pixels: PNG, JPEG, GIF and WebP, decoded whole.

use std::io::Cursor;

use image::codecs::gif::GifDecoder;
use image::codecs::jpeg::JpegDecoder;
use image::codecs::png::PngDecoder;
use image::codecs::webp::WebPDecoder;
use image::{AnimationDecoder as _, DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageResult};

use crate::bounds::figure::{MOST_DECODED, MOST_PIXELS};

use super::unusable::{FORMATS, SAVE_AGAIN, Unusable};

const WITHOUT_PROFILE: &str = "save it anew with the profile sRGB, or without one, which means the same";

/// Decodes an image whole, and returns how many pixels it has. A format that is not read is an error, too.
pub fn check(format: ImageFormat, bytes: &[u8]) -> Result<u64, Unusable> {
    let cursor = Cursor::new(bytes);
    let pixels = match format {
        ImageFormat::Png => decode(PngDecoder::new(cursor)),
        ImageFormat::Gif => decode(GifDecoder::new(cursor)),
        ImageFormat::WebP => decode(WebPDecoder::new(cursor)),
        // The decoder paints what is missing in grey.
        ImageFormat::Jpeg if is_cut_jpeg(bytes) => Err(Unusable::cut_off()),
        ImageFormat::Jpeg => decode(JpegDecoder::new(cursor)),
        other => Err(Unusable::not_read(&format!("{other:?}").to_uppercase())),
    }?;
    if moves(format, bytes) {
        let message = "is an animation, of which a page shows the first picture only";
        return Err(Unusable::new(message, "save the picture that is to be shown as PNG"));
    }
    Ok(pixels)
}

/// Whether an image that can be read has more than one picture.
fn moves(format: ImageFormat, bytes: &[u8]) -> bool {
    let cursor = Cursor::new(bytes);
    match format {
        ImageFormat::Png => PngDecoder::new(cursor).and_then(|image| image.is_apng()).unwrap_or_default(),
        ImageFormat::Gif => GifDecoder::new(cursor).is_ok_and(|image| image.into_frames().nth(1).is_some()),
        ImageFormat::WebP => WebPDecoder::new(cursor).is_ok_and(|image| image.has_animation()),
        _ => false,
    }
}

fn decode<D: ImageDecoder>(decoder: ImageResult<D>) -> Result<u64, Unusable> {
    let damaged = |error: ImageError| match error {
        ImageError::IoError(_) => Unusable::cut_off(),
        ImageError::Unsupported(_) => Unusable::new("is of a kind that is not read", FORMATS),
        _ => Unusable::new("is damaged: its pixels cannot be read", SAVE_AGAIN),
    };
    let mut decoder = decoder.map_err(damaged)?;
    // The head of a file says what its pixels will take: too much is refused before anything is taken.
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_DECODED {
        let (most, bytes) = (MOST_PIXELS / 1_000_000, MOST_DECODED / 1_000_000);
        let message =
            format!("is {width} × {height} pixels, more than the {most} megapixels ({bytes} MB) that are read");
        let hint = "scale it down: a whole page of A4 in print needs no more than 2500 × 3500 pixels";
        return Err(Unusable::new(message, hint));
    }
    // A profile that cannot be found is one that the file does not have.
    if decoder.icc_profile().ok().flatten().is_some_and(|profile| !is_profile(&profile)) {
        return Err(Unusable::new("has a damaged colour profile, so nobody knows its colours", WITHOUT_PROFILE));
    }
    DynamicImage::from_decoder(decoder).map(|_| pixels).map_err(damaged)
}

/// Whether bytes are a colour profile of light, grey or inks with all of its parts (ICC.1:2022, 7.2 and 7.3): a head of 128 bytes, then
/// the number of parts, and for each a name of four bytes, where it begins and how long it is.
fn is_profile(bytes: &[u8]) -> bool {
    let number = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?) as usize);
    let is_inside = |part: usize| {
        let entry = 132 + 12 * part;
        let end = number(entry + 4).and_then(|start| start.checked_add(number(entry + 8)?));
        end.is_some_and(|end| end <= bytes.len())
    };
    bytes.get(36..40) == Some(b"acsp")
        && [b"RGB ", b"GRAY", b"CMYK"].iter().any(|space| bytes.get(16..20) == Some(&space[..]))
        && number(128).is_some_and(|parts| parts <= bytes.len() / 12 && (0..parts).all(is_inside))
}

/// Whether a JPEG has no end (ITU-T T.81, B.1.1.3). A file that is built otherwise is left to the decoder.
fn is_cut_jpeg(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some(&[0xff, marker]) = bytes.get(at..at + 2) {
        if marker == 0xd9 {
            return false;
        }
        match segment(bytes, at, marker) {
            Some(length) => at += length,
            None => return true,
        }
    }
    bytes.len() < at + 2
}

/// How long the segment is that begins with a marker, with the pixels after the head of a scan; `None` when it has no end.
fn segment(bytes: &[u8], at: usize, marker: u8) -> Option<usize> {
    let length = match marker {
        // A byte that fills up, and markers that stand alone.
        0xff => return Some(1),
        0x01 | 0xd0..=0xd7 => return Some(2),
        _ => 2 + usize::from(u16::from_be_bytes(bytes.get(at + 2..at + 4)?.try_into().ok()?)),
    };
    if marker != 0xda {
        return Some(length);
    }
    let scan = bytes.get(at + length..)?;
    let end = scan.windows(2).position(|pair| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7))?;
    Some(length + end)
}
