//! Pictures of set pages, for a screen.
//!
//! A browser shows pixels in a quarter of the time that it needs for the outlines of a page's glyphs.

use png::{BitDepth, ColorType, Compression, Encoder, EncodingError};
use typst::utils::Scalar;
use typst_layout::Page;
use typst_render::RenderOptions;

use crate::bounds::preview::MOST_PIXELS;

/// A page as PNG, `width` pixels wide, or as wide as the most pixels let it be; without its bleed.
///
/// # Errors
/// When the PNG cannot be written.
pub fn png(page: &Page, width: u32) -> Result<Vec<u8>, EncodingError> {
    let (wide, high) = (page.frame.width().to_pt().max(1.0), page.frame.height().to_pt().max(1.0));
    let scale = (f64::from(width.max(1)) / wide).min((MOST_PIXELS / (wide * high)).sqrt());
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
    // It travels no further than to this machine's browser.
    encoder.set_compression(Compression::Fastest);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&opaque)?;
    writer.finish()?;
    Ok(png)
}
