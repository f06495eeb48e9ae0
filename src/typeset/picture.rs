//! Pictures of pages for the preview. A browser shows pixels in a quarter of the time that it takes to draw a page's glyphs.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};
use typst::utils::Scalar;
use typst_layout::Page;
use typst_render::RenderOptions;

use crate::bounds::preview::MOST_PIXELS;

/// The pixels per point that make a page of `wide` × `high` points `width` pixels wide, with at most `most` pixels in all.
pub fn scale(width: u32, wide: f64, high: f64, most: f64) -> f64 {
    (f64::from(width.max(1)) / wide).min((most / (wide * high)).sqrt())
}

/// A page without its bleed, as PNG: `width` pixels wide, or fewer to keep to `MOST_PIXELS`. Fails if the PNG cannot be written.
pub fn png(page: &Page, width: u32) -> Result<Vec<u8>, EncodingError> {
    let (wide, high) = (page.frame.width().to_pt().max(1.0), page.frame.height().to_pt().max(1.0));
    let scale = scale(width, wide, high, MOST_PIXELS);
    let pixels = typst_render::render(page, &RenderOptions { pixel_per_pt: Scalar::new(scale), render_bleed: false });
    // The paper is white where a page has no fill, so that no pixel is transparent.
    let mut opaque = Vec::with_capacity(pixels.data().len() / 4 * 3);
    for pixel in pixels.data().chunks_exact(4) {
        opaque.extend_from_slice(&pixel[..3]);
    }
    let mut png = Vec::new();
    let mut encoder = Encoder::new(&mut png, pixels.width(), pixels.height());
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    // For a browser on this machine, speed beats size.
    encoder.set_compression(Compression::Fastest);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(png)
}
