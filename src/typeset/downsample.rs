//! Images with far more pixels than their size on the page needs: they get as many as the edition is made for.
//!
//! Pages come in as they were laid out, and go out with other images. So the layout never depends on it, and each image is measured
//! at the very size that it has on its page.

use std::borrow::Cow;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::{self, FilterType};
use image::{DynamicImage, ExtendedColorType, RgbaImage};
use rayon::prelude::*;
use typst::foundations::{Bytes, Smart};
use typst::layout::{Frame, FrameItem, GroupItem, Size, Transform};
use typst::model::Document as _;
use typst::visualize::{ExchangeFormat, Image, ImageKind, PixelEncoding, PixelFormat, RasterFormat, RasterImage};
use typst_layout::{Page, PagedDocument};

use crate::data::image::{Colours, colours};
use crate::data::limits::{Limits, Medium};

use super::preflight::geometry::{along_x, along_y};
use super::timings;

/// How many times as many pixels per inch an image has before it is downsampled: below that it would lose more than it saves.
const EXCESS: f64 = 1.5;
/// The quality of a photograph that is encoded again for a screen, from 1 to 100: what cameras call fine.
const QUALITY: u8 = 90;

/// The pages with images of no more pixels than `limits` asks for. Pages without such an image stay as they are.
pub fn pages<'d>(document: Cow<'d, PagedDocument>, limits: &Limits) -> Cow<'d, PagedDocument> {
    let _timed = timings::scope("downsample images");
    let changed: Vec<Option<Page>> = document.pages().par_iter().map(|page| page_of(page, limits)).collect();
    if changed.iter().all(Option::is_none) {
        return document;
    }
    let pages = document.pages().iter().zip(changed).map(|(page, changed)| changed.unwrap_or_else(|| page.clone()));
    Cow::Owned(PagedDocument::new(pages.collect(), document.info().clone()))
}

/// One page; `None` when it stays. After an edit most of them are remembered.
#[comemo::memoize]
fn page_of(page: &Page, limits: &Limits) -> Option<Page> {
    Some(Page { frame: frame(&page.frame, Transform::identity(), limits)?, ..page.clone() })
}

fn frame(own: &Frame, at: Transform, limits: &Limits) -> Option<Frame> {
    let changed: Vec<Option<FrameItem>> = own.items().map(|(_, item)| changed(item, at, limits)).collect();
    if changed.iter().all(Option::is_none) {
        return None;
    }
    let mut frame = Frame::new(own.size(), own.kind());
    if own.has_baseline() {
        frame.set_baseline(own.baseline());
    }
    let items = own.items().zip(changed);
    frame.push_multiple(items.map(|((position, item), changed)| (*position, changed.unwrap_or_else(|| item.clone()))));
    Some(frame)
}

fn changed(item: &FrameItem, at: Transform, limits: &Limits) -> Option<FrameItem> {
    match item {
        FrameItem::Group(group) => {
            let frame = frame(&group.frame, at.pre_concat(group.transform), limits)?;
            Some(FrameItem::Group(GroupItem { frame, ..group.clone() }))
        }
        FrameItem::Image(image, size, span) => {
            let ImageKind::Raster(raster) = image.kind() else { return None };
            let pixels = needed(raster, *size, at, limits.downsample_to)?;
            let fewer = resampled(raster, pixels, matches!(limits.medium, Medium::Paper(_)))?;
            let alt = image.alt().map(Into::into);
            Some(FrameItem::Image(Image::new(fewer, alt, image.scaling()), *size, *span))
        }
        _ => None,
    }
}

/// How many pixels an image needs across and down; `None` when it has not far more.
fn needed(raster: &RasterImage, size: Size, at: Transform, ppi: f64) -> Option<(u32, u32)> {
    let (across, down) = (size.x.to_inches() * along_x(at), size.y.to_inches() * along_y(at));
    let has = (f64::from(raster.width()) / across).min(f64::from(raster.height()) / down);
    let pixels = |inches: f64| (inches * ppi).ceil().max(1.0) as u32;
    (has > ppi * EXCESS).then(|| (pixels(across), pixels(down)))
}

/// An image in fewer pixels, upright, with its colour profile. A photograph stays JPEG on a screen; for a press it is not encoded
/// twice. `None` for an image in inks, which stays as it was prepared.
#[comemo::memoize]
fn resampled(raster: &RasterImage, pixels: (u32, u32), for_press: bool) -> Option<RasterImage> {
    let (width, height) = pixels;
    let jpeg = raster.format() == RasterFormat::Exchange(ExchangeFormat::Jpg);
    if colours(raster.data()) == Some(Colours::Inks) {
        return None;
    }
    let (samples, encoding) = samples(raster.dynamic(), width, height);
    // Typst brings deeper samples to eight bits, and leaves their profile out.
    let eight_bits = raster.dynamic().color().bytes_per_pixel() == raster.dynamic().color().channel_count();
    let profile = raster.icc().filter(|_| eight_bits).cloned().map_or(Smart::Auto, Smart::Custom);
    let lossy = match encoding {
        PixelEncoding::Rgb8 => Some(ExtendedColorType::Rgb8),
        PixelEncoding::Luma8 => Some(ExtendedColorType::L8),
        PixelEncoding::Rgba8 | PixelEncoding::Lumaa8 => None,
    };
    match lossy.filter(|_| jpeg && !for_press) {
        Some(colour) => {
            let mut encoded = Vec::new();
            JpegEncoder::new_with_quality(&mut encoded, QUALITY).encode(&samples, width, height, colour).ok()?;
            RasterImage::new(Bytes::new(encoded), ExchangeFormat::Jpg, profile).ok()
        }
        None => {
            let format = RasterFormat::Pixel(PixelFormat { encoding, width, height });
            RasterImage::new(Bytes::new(samples), format, profile).ok()
        }
    }
}

/// The samples of an image in fewer pixels. The filter is a cubic (Catmull and Rom) over all pixels that fall into one: it computes
/// without functions of the system, and so the same bytes everywhere.
fn samples(image: &DynamicImage, width: u32, height: u32) -> (Vec<u8>, PixelEncoding) {
    let filter = FilterType::CatmullRom;
    let colour = image.color();
    match (colour.has_alpha(), colour.has_color()) {
        (true, _) => {
            let mut image = image.to_rgba8();
            weigh(&mut image);
            let mut fewer = imageops::resize(&image, width, height, filter);
            unweigh(&mut fewer);
            (fewer.into_raw(), PixelEncoding::Rgba8)
        }
        (false, true) => {
            let image: Cow<image::RgbImage> =
                image.as_rgb8().map_or_else(|| Cow::Owned(image.to_rgb8()), Cow::Borrowed);
            (imageops::resize(&*image, width, height, filter).into_raw(), PixelEncoding::Rgb8)
        }
        (false, false) => {
            let image = image.to_luma8();
            (imageops::resize(&image, width, height, filter).into_raw(), PixelEncoding::Luma8)
        }
    }
}

/// Multiplies colours by their opacity, so that what cannot be seen does not bleed into what can.
fn weigh(image: &mut RgbaImage) {
    for image::Rgba([red, green, blue, alpha]) in image.pixels_mut() {
        for colour in [red, green, blue] {
            *colour = ((u16::from(*colour) * u16::from(*alpha) + 127) / 255) as u8;
        }
    }
}

fn unweigh(image: &mut RgbaImage) {
    for image::Rgba([red, green, blue, alpha]) in image.pixels_mut().filter(|pixel| pixel.0[3] > 0) {
        for colour in [red, green, blue] {
            *colour = (u16::from(*colour) * 255 / u16::from(*alpha)).min(255) as u8;
        }
    }
}
