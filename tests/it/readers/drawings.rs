//! Proves that parts of an SVG file that would not be drawn are faults.

use std::io::Cursor;

use image::ImageFormat;
use raportti::bounds::figure::{DEEPEST_DRAWING, MOST_PIXELS};
use raportti::model::image::{Format, check, drawing};

const SVG: &str = "http://www.w3.org/2000/svg";

fn svg(inside: &str) -> String {
    format!("<svg xmlns='{SVG}' xmlns:xlink='http://www.w3.org/1999/xlink' width='9' height='9'>{inside}</svg>")
}

fn output(inside: &str) -> String {
    check(svg(inside).as_bytes()).map_or_else(|fault| fault.message, |_| "fine".to_owned())
}

/// `image` as a data address.
fn data(mime: &str, bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("%{byte:02x}")).collect();
    format!("<image width='9' height='9' href='data:{mime},{hex}'/>")
}

fn pixels(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::DynamicImage::new_luma8(width, height).write_to(&mut bytes, ImageFormat::Png).unwrap();
    bytes.into_inner()
}

/// A linked image stopped the build with a fault in a built-in template, at the title of the figure.
#[test]
fn parts_outside_of_a_drawing_are_named() {
    for (inside, what) in [
        ("<image href='file:///etc/passwd'/>", "`file:///etc/passwd`"),
        ("<image xlink:href='photo.png'/>", "`photo.png`"),
        ("<image href='https://example.org/a.png'/>", "`https://example.org/a.png`"),
        ("<image href='//example.org/a.png'/>", "`//example.org/a.png`"),
        ("<image href=' '/>", "an image without an address"),
        ("<use xlink:href='symbols.svg#a'/>", "`symbols.svg#a`"),
        ("<filter id='f'><feImage href='a.png'/></filter>", "`a.png`"),
        ("<style>@import url('a.css');</style>", "`a.css`"),
        ("<style><![CDATA[ /* url(x) */ @import \"b.css\" screen; ]]></style>", "`b.css\" screen`"),
        ("<style>.a { fill: url( 'c.svg#g' ) }</style>", "`c.svg#g`"),
        ("<style>@font-face { src: url(https://example.org/f.woff2) }</style>", "`https://example.org/f.woff2`"),
        ("<rect fill='url(http://example.org/d.svg#g)'/>", "`http://example.org/d.svg#g`"),
        ("<rect style='stroke:red;mask:URL(e.svg#m)'/>", "`e.svg#m`"),
    ] {
        assert_eq!(output(inside), format!("needs {what}, which lies outside of the drawing"), "{inside}");
    }
    let without_namespace = check(b"<svg width='9' height='9'><image href='photo.png'/></svg>").unwrap_err();
    assert_eq!(without_namespace.message, "needs `photo.png`, which lies outside of the drawing");
    let sheet = format!("<?xml-stylesheet href='a.css'?>{}", svg(""));
    assert!(check(sheet.as_bytes()).unwrap_err().message.contains("a style sheet"));
    let entity = format!("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>{}", svg("<text>&x;</text>"));
    assert!(check(entity.as_bytes()).unwrap_err().message.contains("the entity `x`"));
}

#[test]
fn parts_inside_of_a_drawing_and_links_are_allowed() {
    for inside in [
        "<a xlink:href='https://example.org'><text>Words</text></a>",
        "<defs><linearGradient id='a'/><linearGradient id='b' xlink:href='#a'/></defs><rect fill='url(#b) red'/>",
        "<style>@namespace svg url(http://www.w3.org/2000/svg); .a { fill: url(#b) } /* url(x.png) */</style>",
        "<style>@font-face { src: url(data:font/woff2;base64,AAAA) format('woff2') }</style>",
        "<metadata xmlns:r='urn:r'><r:licence r:href='https://example.org'/></metadata>",
        "<switch><foreignObject/><text>Words</text></switch>",
    ] {
        assert_eq!(output(inside), "fine", "{inside}");
    }
    let illustrator = format!(
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd' \
         [<!ENTITY ns 'http://ns.adobe.com/Extensibility/1.0/'>]>{}",
        svg("<g xmlns:x='&ns;'/>")
    );
    assert_eq!(check(illustrator.as_bytes()), Ok(Format::Svg));
}

/// Labels in HTML inside drawings were missing without an error.
#[test]
fn html_in_a_drawing_is_refused() {
    let html = "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>Words</p></foreignObject>";
    assert!(output(html).contains("<foreignObject>"));
    assert!(output(&format!("<switch>{html}</switch>")).contains("<foreignObject>"));
}

/// A damaged image inside a drawing left an empty space.
#[test]
fn images_inside_of_a_drawing_are_read_whole() {
    let png = pixels(64, 64);
    assert_eq!(output(&data("image/png", &png)), "fine");
    assert!(output(&data("image/png", &png[..png.len() / 2])).starts_with("holds an image that is"));
    assert!(output(&data("image/jpeg", &png)).contains("calls itself `image/jpeg`"));
    assert!(output(&data("image/png", b"words")).contains("damaged"));
    assert!(output(&data("image/svg+xml", svg("<image href='a.png'/>").as_bytes())).contains("`a.png`"));
}

#[test]
fn images_inside_of_a_drawing_are_counted_together() {
    let side = 8_192;
    let two = data("image/png", &pixels(side, side)).repeat(2);
    assert_eq!(2 * u64::from(side) * u64::from(side), MOST_PIXELS);
    assert_eq!(output(&two), "fine");
    let more = two + &data("image/png", &pixels(1, 1));
    assert_eq!(output(&more), "holds images of more than 134 megapixels together");
}

#[test]
fn drawings_inside_of_drawings_are_bounded() {
    let nested =
        |depth: usize| (0..depth).fold(String::new(), |inner, _| data("image/svg+xml", svg(&inner).as_bytes()));
    assert_eq!(output(&nested(DEEPEST_DRAWING)), "fine");
    assert!(output(&nested(DEEPEST_DRAWING + 1)).contains("deep"));
}

/// A few entities can expand to gigabytes.
#[test]
fn entities_do_not_make_a_drawing_larger_than_it_may_be() {
    let with = |length: usize, references: usize| {
        let references = format!("<g id='{}'/>", "&a;".repeat(references));
        let text = format!("<!-- <svg --><!DOCTYPE svg [<!ENTITY a '{}'>]>{}", "x".repeat(length), svg(&references));
        check(text.as_bytes()).map_err(|fault| fault.message)
    };
    assert_eq!(with(60_000, 250), Ok(Format::Svg));
    assert_eq!(with(1 << 20, 200), Err("is a drawing of more than 16 MB".to_owned()));
}

#[test]
fn the_decoders_own_words_are_not_shown() {
    assert_eq!(
        check(b"<svg xmlns='http://www.w3.org/2000/svg'>\xff</svg>").unwrap_err().message,
        "is a drawing that is not UTF-8 text"
    );
    let empty = format!("<svg xmlns='{SVG}' width='0' height='0'/>");
    assert_eq!(check(empty.as_bytes()).unwrap_err().message, "is a drawing without a size");
    let deep = svg(&format!("{}{}", "<g>".repeat(2_000), "</g>".repeat(2_000)));
    assert!(check(deep.as_bytes()).unwrap_err().message.contains("more parts than are read"));
}

#[test]
fn the_characters_of_a_drawing_are_known() {
    let inside = "<title>no</title><text>aä<tspan>中</tspan></text><style>.z{}</style>";
    assert_eq!(drawing(svg(inside).as_bytes()).words.characters.iter().collect::<String>(), "aä中");
}

/// A drawing in Arial was set in the report's own font without a warning.
#[test]
fn the_fonts_that_a_drawing_names_are_known() {
    let families = |inside: &str| drawing(svg(inside).as_bytes()).words.families.iter().cloned().collect::<Vec<_>>();
    for inside in [
        "<text>a</text>",
        "<g font-family='sans-serif'><text>a</text></g>",
        "<g font-family='Arial'><path d='M0 0h9'/></g>",
        "<style>.b { font-family: Arial }</style><text class='a'>a</text>",
    ] {
        assert!(families(inside).is_empty(), "{inside}");
    }
    assert_eq!(families("<text font-family='monospace'>a</text>"), [["monospace"]]);
    assert_eq!(families("<g style='font: 9px Inter'><text>a</text><text>b</text></g>"), [["Inter"]]);
    let two = "<style>.a { font-family: 'Open Sans', sans-serif }</style>\
               <text class='a'>a<tspan font-family='B'>b</tspan></text>";
    assert_eq!(families(two), [vec!["B"], vec!["Open Sans", "sans-serif"]]);
}

/// Of an animation the first frame was drawn, without a fault about the others.
#[test]
fn an_animation_is_refused() {
    use image::codecs::gif::GifEncoder;
    let output = |frames: usize| {
        let mut bytes = Vec::new();
        let frame = image::Frame::new(image::RgbaImage::new(4, 4));
        GifEncoder::new(&mut bytes).encode_frames(std::iter::repeat_n(frame, frames)).unwrap();
        check(&bytes).map_err(|fault| fault.message)
    };
    assert!(output(1).is_ok());
    assert_eq!(output(2).unwrap_err(), "is an animation, of which a page shows the first picture only");
}
