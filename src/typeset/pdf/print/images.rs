//! Images in RGB or grey become images in the inks of the press. Those in CMYK stay as they are.

use std::collections::HashSet;

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};
use moxcms::{ColorProfile, Layout, RenderingIntent, TransformOptions};
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

use crate::rules::Press;

/// Converts every image of the document in place, from its own profile, or sRGB, to that of the press. The intent is perceptual, which
/// keeps the relations of colours in a photograph. Grey becomes black ink alone, which prints without a cast. Fails if the
/// pixels of an image cannot be read, or if it is not in CMYK and the press refuses that.
pub fn convert(document: &mut Document, press: &Press) -> Result<(), String> {
    let refused = press.refuses_other_images();
    let press = ColorProfile::new_from_slice(&press.profile.bytes).expect("the profile was checked when it was read");
    for id in images(document) {
        let image = document.get_object(id).and_then(Object::as_stream).map_err(|error| error.to_string())?;
        let Some(source) = source(document, &image.dict)? else { continue };
        if refused {
            let (width, height) = (dimension(&image.dict, b"Width"), dimension(&image.dict, b"Height"));
            return Err(format!("the image of {width} × {height} pixels is not in CMYK, and `[print]` refuses others"));
        }
        let inks = match &source {
            Source::Grey => samples(image, 1)?.iter().flat_map(|light| [0, 0, 0, 255 - light]).collect(),
            Source::Rgb(own) => rgb_to_inks(&samples(image, 3)?, own, &press)?,
        };
        let image = document.get_object_mut(id).and_then(Object::as_stream_mut).map_err(|error| error.to_string())?;
        for key in [&b"Filter"[..], b"DecodeParms", b"Decode"] {
            image.dict.remove(key);
        }
        image.dict.set("ColorSpace", "DeviceCMYK");
        image.dict.set("BitsPerComponent", 8);
        image.set_plain_content(inks);
        image.compress().map_err(|error| error.to_string())?;
    }
    document.prune_objects();
    Ok(())
}

fn dimension(image: &Dictionary, key: &[u8]) -> i64 {
    image.get(key).and_then(Object::as_i64).unwrap_or_default()
}

/// The colours of an image that is not in CMYK.
enum Source {
    Grey,
    Rgb(Box<ColorProfile>),
}

/// The images of the document except soft masks, which have no colour.
fn images(document: &Document) -> Vec<ObjectId> {
    let streams = || document.objects.iter().filter_map(|(id, object)| Some((*id, object.as_stream().ok()?)));
    let masks: HashSet<ObjectId> =
        streams().filter_map(|(_, stream)| stream.dict.get(b"SMask").and_then(Object::as_reference).ok()).collect();
    let is_image = |stream: &Stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
            && !stream.dict.has(b"ImageMask")
    };
    streams().filter(|(id, stream)| is_image(stream) && !masks.contains(id)).map(|(id, _)| id).collect()
}

/// The colours of an image; `None` for inks.
fn source(document: &Document, image: &Dictionary) -> Result<Option<Source>, String> {
    let unknown = |error: lopdf::Error| error.to_string();
    match image.get_deref(b"ColorSpace", document).map_err(unknown)? {
        Object::Name(name) => match name.as_slice() {
            b"DeviceCMYK" => Ok(None),
            b"DeviceGray" => Ok(Some(Source::Grey)),
            _ => Ok(Some(Source::Rgb(Box::new(ColorProfile::new_srgb())))),
        },
        Object::Array(parts) => {
            let (_, profile) = document.dereference(parts.get(1).unwrap_or(&Object::Null)).map_err(unknown)?;
            let stream = profile.as_stream().map_err(unknown)?;
            match stream.dict.get(b"N").and_then(Object::as_i64).map_err(unknown)? {
                4 => Ok(None),
                1 => Ok(Some(Source::Grey)),
                _ => {
                    let bytes = plain(stream)?;
                    // As viewers do, colours with a profile that the library cannot read are taken for sRGB.
                    let own = ColorProfile::new_from_slice(&bytes).unwrap_or_else(|_| ColorProfile::new_srgb());
                    Ok(Some(Source::Rgb(Box::new(own))))
                }
            }
        }
        other => Err(format!("an image has colours of an unknown kind ({})", other.enum_variant())),
    }
}

/// The samples of an image, one byte each.
fn samples(image: &Stream, components: usize) -> Result<Vec<u8>, String> {
    let filters = image.filters().unwrap_or_default();
    if filters.contains(&&b"DCTDecode"[..]) {
        let out = if components == 1 { ColorSpace::Luma } else { ColorSpace::RGB };
        let options = DecoderOptions::default().jpeg_set_out_colorspace(out);
        let mut decoder = JpegDecoder::new_with_options(ZCursor::new(&image.content), options);
        return decoder.decode().map_err(|error| format!("an image cannot be read: {error}"));
    }
    let samples = plain(image)?;
    match image.dict.get(b"BitsPerComponent").and_then(Object::as_i64) {
        // Paper does not show the lower byte of a sample.
        Ok(16) => Ok(samples.iter().copied().step_by(2).collect()),
        _ => Ok(samples),
    }
}

fn plain(stream: &Stream) -> Result<Vec<u8>, String> {
    stream.get_plain_content().map_err(|error| error.to_string())
}

fn rgb_to_inks(rgb: &[u8], own: &ColorProfile, press: &ColorProfile) -> Result<Vec<u8>, String> {
    let options = TransformOptions { rendering_intent: RenderingIntent::Perceptual, ..TransformOptions::default() };
    let pixels = rgb.len() / 3;
    let mut inks = vec![0; pixels * 4];
    let transform = own.create_transform_8bit(Layout::Rgb, press, Layout::Rgba, options);
    let converted = transform.and_then(|transform| transform.transform(&rgb[..pixels * 3], &mut inks));
    converted.map(|()| inks).map_err(|error| format!("an image cannot be converted to inks: {error}"))
}
