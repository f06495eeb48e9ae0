//! Proves that the format of an image is detected by content, and that damaged images are refused.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use raportti::bounds::figure::{LARGEST_SVG, MOST_DECODED, MOST_PIXELS};
use raportti::model::image::{Format, check, misnamed};

fn pixels(format: ImageFormat) -> Vec<u8> {
    let image = DynamicImage::ImageRgb8(image::RgbImage::from_fn(64, 64, |x, y| image::Rgb([x as u8, y as u8, 7])));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A truncated JPEG was accepted, and became an empty figure.
#[test]
fn each_format_is_read_whole_and_half_of_it_is_refused() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP] {
        let bytes = pixels(format);
        assert_eq!(check(&bytes), Ok(Format::Raster(format)));
        for part in [bytes.len() / 2, bytes.len() * 9 / 10, 20] {
            assert!(check(&bytes[..part]).is_err(), "{part} bytes of {} of a {format:?}", bytes.len());
        }
    }
}

#[test]
fn other_formats_are_reported_in_plain_words() {
    let table: [(&[u8], &str); 8] = [
        (b"", "is empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n", "Git LFS"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "web page"),
        (b"II*\0....", "TIFF"),
        (b"\0\0\0\x18ftypheic....", "HEIC"),
        (b"%PDF-1.7\n", "is PDF, which is not read"),
        (b"words", "not an image of a format that is read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><rect", "not well-formed SVG"),
    ];
    for (bytes, words) in table {
        let output = check(bytes).unwrap_err();
        assert!(output.message.contains(words), "{output:?}");
    }
    let svg = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>";
    assert_eq!(check(svg), Ok(Format::Svg));
}

/// The header of a PNG (ISO/IEC 15948, 11.2.2) of this size, and the first pixels.
fn head(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().unwrap();
    writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
    drop(writer);
    bytes
}

#[test]
fn pixels_are_counted_before_they_are_decoded() {
    let side = 11_584;
    assert!(u64::from(side * side) <= MOST_PIXELS && u64::from(side) * u64::from(side + 3) > MOST_PIXELS);
    assert!(check(&head(side, side + 3)).unwrap_err().message.contains("megapixels"));
    assert!(!check(&head(side, side)).unwrap_err().message.contains("megapixels"));
    assert!(check(&head(60_000, 60_000)).unwrap_err().message.starts_with("is 60000 × 60000 pixels"));
}

/// With a truncated profile, viewers reported an error in the PDF, and with a profile of another colour space they did not show its colours.
#[test]
fn a_damaged_colour_profile_is_refused() {
    let whole = moxcms::ColorProfile::new_adobe_rgb().encode().unwrap();
    let with = |profile: &[u8]| {
        let mut bytes = Vec::new();
        let mut info = png::Info::with_size(2, 2);
        info.color_type = png::ColorType::Rgb;
        info.bit_depth = png::BitDepth::Eight;
        info.icc_profile = Some(profile.to_vec().into());
        let encoder = png::Encoder::with_info(&mut bytes, info).unwrap();
        encoder.write_header().unwrap().write_image_data(&[90; 12]).unwrap();
        check(&bytes)
    };
    assert_eq!(with(&whole), Ok(Format::Raster(ImageFormat::Png)));
    let lab = [&whole[..16], b"Lab ", &whole[20..]].concat();
    for profile in [&whole[..whole.len() - 1], &whole[..200], &whole[..130], b"junk", &lab] {
        let output = with(profile).unwrap_err();
        assert!(output.message.starts_with("has a damaged colour profile"), "{output:?}");
    }
}

/// With 16 bits for each of four channels, a pixel takes eight bytes: so bytes are limited, too.
#[test]
fn the_bytes_of_pixels_are_counted_and_those_of_a_drawing() {
    let deep = |height: u32| {
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, 8_192, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Sixteen);
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c]).unwrap();
        drop(writer);
        check(&bytes).unwrap_err().message
    };
    assert_eq!(8 * 8_192 * 8_192, MOST_DECODED);
    assert!(!deep(8_192).contains("megapixels"));
    assert!(deep(8_193).contains("134 megapixels (536 MB)"), "{}", deep(8_193));

    let svg = |length: usize| {
        let (head, end) = ("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><!--", "--></svg>");
        format!("{head}{}{end}", "x".repeat(length - head.len() - end.len())).into_bytes()
    };
    let packed = |bytes: &[u8]| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut encoder, bytes).unwrap();
        encoder.finish().unwrap()
    };
    let (edge, over) = (svg(LARGEST_SVG), svg(LARGEST_SVG + 1));
    assert_eq!([check(&edge), check(&packed(&edge))], [Ok(Format::Svg), Ok(Format::Svg)]);
    for bytes in [packed(&over), over] {
        assert_eq!(check(&bytes).unwrap_err().message, "is a drawing of more than 16 MB");
    }
}

#[test]
fn an_extension_of_another_format_is_noticed() {
    assert_eq!(misnamed("report/kuva.jpg", &pixels(ImageFormat::Png)), Some(Format::Raster(ImageFormat::Png)));
    assert_eq!(misnamed("report/kuva.png", &pixels(ImageFormat::Png)), None);
    assert_eq!(misnamed("report/kuva.pdf", &pixels(ImageFormat::Png)), Some(Format::Raster(ImageFormat::Png)));
    assert_eq!(misnamed("report/kuva", &pixels(ImageFormat::Png)), None);
}
