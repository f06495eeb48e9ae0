//! Downsamples images with far more pixels than they need, and keeps colour profiles that Typst would leave out of a PDF. It works on
//! finished pages, so that the layout does not depend on it and each image is measured at its size on the page.

use std::borrow::Cow;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageEncoder as _, RgbaImage};
use typst::foundations::{Bytes, Smart};
use typst::layout::{FrameItem, Size, Transform};
use typst::visualize::{ExchangeFormat, Image, ImageKind, PixelEncoding, PixelFormat, RasterFormat, RasterImage};
use typst_layout::{Page, PagedDocument};

use crate::model::image::{Colours, colours};
use crate::rules::{Limits, Medium};

use super::frames::{self, Replacement};
use super::preflight::geometry::{along_x, along_y};
use super::timings;

/// An image is downsampled if it has this many times the pixels per inch of its edition: below, it would lose more than it saves.
const EXCESS: f64 = 1.5;
/// The quality of JPEG for a screen, from 1 to 100: what cameras call fine.
const QUALITY: u8 = 90;

/// The pages with images of no more pixels than `limits` asks for. Pages on which no image changes stay as they are.
pub fn pages<'d>(document: Cow<'d, PagedDocument>, limits: &Limits) -> Cow<'d, PagedDocument> {
    let _timed = timings::scope("downsample images");
    frames::changed_pages(document, |_, page| page_of(page, limits))
}

/// One page; `None` when it stays. Memoized, since after an edit most pages are as they were.
#[comemo::memoize]
fn page_of(page: &Page, limits: &Limits) -> Option<Page> {
    frames::changed_page(page, &|item, at| changed(item, at, limits))
}

fn changed(item: &FrameItem, at: Transform, limits: &Limits) -> Option<Replacement> {
    let FrameItem::Image(image, size, span) = item else { return None };
    let ImageKind::Raster(raster) = image.kind() else { return None };
    let for_press = matches!(limits.medium, Medium::Paper(_));
    let changed = match needed(raster, *size, at, limits.downsample_to) {
        Some(pixels) => resampled(raster, pixels, for_press),
        None => with_its_profile(raster, for_press),
    }?;
    let alt = image.alt().map(Into::into);
    Some((FrameItem::Image(Image::new(changed, alt, image.scaling()), *size, *span), None))
}

/// The pixels that an image needs across and down; `None` when it does not have far more.
fn needed(raster: &RasterImage, size: Size, at: Transform, ppi: f64) -> Option<(u32, u32)> {
    let (across, down) = (size.x.to_inches() * along_x(at), size.y.to_inches() * along_y(at));
    let has = (f64::from(raster.width()) / across).min(f64::from(raster.height()) / down);
    let pixels = |inches: f64| (inches * ppi).ceil().max(1.0) as u32;
    (has > ppi * EXCESS).then(|| (pixels(across), pixels(down)))
}

/// The image with a colour profile that Typst puts into a PDF; `None` when it has none, or its own will do.
#[comemo::memoize]
fn with_its_profile(raster: &RasterImage, for_press: bool) -> Option<RasterImage> {
    let own = raster.icc()?;
    let samples = raster.dynamic().color();
    // Of samples with more than eight bits Typst leaves out every profile.
    if samples.bytes_per_pixel() > samples.channel_count() {
        return resampled(raster, (raster.width(), raster.height()), for_press);
    }
    let profile = profile(raster, for_press)?;
    if profile == *own {
        return None;
    }
    RasterImage::new(raster.data().clone(), raster.format(), Smart::Custom(profile)).ok()
}

/// The colour profile of an image, as a PDF takes it: Typst leaves out those of a later minor version than 2 (ISO 32000-1, 8.6.5.5), or
/// 1 in the PDF 1.6 that becomes one for a press, and even those of version 2.4, which is older. A later minor version only adds
/// parts that readers may pass over (ICC.1:2022, 7.2.4), so a lower one in its head changes no colour.
fn profile(raster: &RasterImage, for_press: bool) -> Option<Bytes> {
    let own = raster.icc()?;
    let most = if for_press { 1 } else { 2 };
    // Byte 8 holds the version, the upper half of byte 9 the minor version, and bytes 84 to 99 the checksum of the profile.
    if own.len() < 100 || own[9] >> 4 <= most {
        return Some(own.clone());
    }
    let mut lowered = own.to_vec();
    lowered[9] = most << 4;
    lowered[84..100].fill(0);
    Some(Bytes::new(lowered))
}

/// The image in this many pixels of eight bits, upright, with its colour profile. A photograph stays JPEG for a screen; for a press it is
/// not encoded twice. `None` for an image in inks, which stays as it was prepared.
#[comemo::memoize]
fn resampled(raster: &RasterImage, pixels: (u32, u32), for_press: bool) -> Option<RasterImage> {
    let (width, height) = pixels;
    let jpeg = raster.format() == RasterFormat::Exchange(ExchangeFormat::Jpg);
    if colours(raster.data()) == Some(Colours::Inks) {
        return None;
    }
    let fewer = with_pixels(raster.dynamic(), width, height);
    // A profile maps shares of full intensity, so it holds for any number of bits.
    let profile = profile(raster, for_press);
    if jpeg && !for_press && !fewer.color().has_alpha() {
        let mut encoded = Vec::new();
        let mut encoder = JpegEncoder::new_with_quality(&mut encoded, QUALITY);
        // Typst writes two JPEG files of the same bytes once, whatever their profiles, so the profile has to be among the bytes.
        if let Some(profile) = &profile {
            encoder.set_icc_profile(profile.to_vec()).ok()?;
        }
        fewer.write_with_encoder(encoder).ok()?;
        return RasterImage::new(Bytes::new(encoded), ExchangeFormat::Jpg, Smart::Auto).ok();
    }
    let encoding = match fewer {
        DynamicImage::ImageRgba8(_) => PixelEncoding::Rgba8,
        DynamicImage::ImageRgb8(_) => PixelEncoding::Rgb8,
        _ => PixelEncoding::Luma8,
    };
    let format = RasterFormat::Pixel(PixelFormat { encoding, width, height });
    RasterImage::new(Bytes::new(fewer.into_bytes()), format, profile.map_or(Smart::Auto, Smart::Custom)).ok()
}

/// An image in this many pixels of eight bits. The filter (Catmull and Rom) is pure arithmetic: the same bytes on every system.
fn with_pixels(image: &DynamicImage, width: u32, height: u32) -> DynamicImage {
    let filter = FilterType::CatmullRom;
    let colour = image.color();
    match (colour.has_alpha(), colour.has_color(), image.as_rgb8()) {
        (true, ..) => {
            // Colours are multiplied by their opacity, so that transparent pixels do not bleed into visible ones.
            let mut image = image.to_rgba8();
            change_colours(&mut image, |colour, alpha| (colour * alpha + 127) / 255);
            let mut fewer = imageops::resize(&image, width, height, filter);
            change_colours(&mut fewer, |colour, alpha| (colour * 255).checked_div(alpha).unwrap_or(colour));
            fewer.into()
        }
        (false, true, Some(rgb)) => imageops::resize(rgb, width, height, filter).into(),
        (false, true, None) => imageops::resize(&image.to_rgb8(), width, height, filter).into(),
        (false, false, _) => imageops::resize(&image.to_luma8(), width, height, filter).into(),
    }
}

/// Changes each colour of each pixel; `change` gets it and the opacity.
fn change_colours(image: &mut RgbaImage, change: impl Fn(u16, u16) -> u16) {
    for image::Rgba([red, green, blue, alpha]) in image.pixels_mut() {
        for colour in [red, green, blue] {
            *colour = change(u16::from(*colour), u16::from(*alpha)).min(255) as u8;
        }
    }
}
