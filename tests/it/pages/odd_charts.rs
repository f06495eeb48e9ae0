//! Proves that figures with extreme values are set without a fault, or that the fault is reported at the figure: zero, negative and
//! huge values, one value and hundreds, names of one letter and of 200, images of one pixel and of millions.

use std::fmt::Write as _;
use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, GenericImageView as _, ImageEncoder as _, ImageFormat, Rgb, RgbImage};
use lopdf::Document;
use lopdf::content::Content;

use crate::support::pdf;
use crate::support::project::{Project, repository};

/// A report of these figures, in one chapter.
struct Figures(Project, Vec<String>);

impl Figures {
    fn new() -> Self {
        let project = Project::of_report("minimal");
        project.edit("report/report.toml", "status = ", "rules = { thin-figure = \"off\" }\nstatus = ");
        Self(project, Vec::new())
    }

    fn add(&mut self, kind: &str, more: &str) -> String {
        let number = self.1.len() + 1;
        let id = format!("Fig{number}");
        let head = format!(
            "kind = \"{kind}\"\ntitle = \"Values {number}\"\nalt = \"The value {number} is the largest of all values.\"\nsource = \"statistics2025\"\n"
        );
        self.0.write(&format!("report/figures/{id}.toml"), head + more);
        self.1.push(id.clone());
        id
    }

    fn placed(self) -> Project {
        let mut chapter = "# Introduction\n\nThe report has {{ findings | length }} finding.\n".to_owned();
        self.1.iter().for_each(|id| write!(chapter, "\n![]({id})\n").unwrap());
        self.0.write("report/chapters/introduction.en.md", chapter);
        self.0
    }
}

fn rows(rows: &[(String, String)]) -> String {
    rows.iter().map(|(label, value)| format!("\n[[data]]\nlabel = \"{label}\"\n{value}\n")).collect()
}

fn values(values: &[&str]) -> String {
    let row = |(n, value): (usize, &&str)| (format!("row {n}"), format!("value = {value}"));
    rows(&values.iter().enumerate().map(row).collect::<Vec<_>>())
}

fn many(count: usize) -> String {
    let row = |n: usize| (format!("{}/{}", n % 12 + 1, 2020 + n / 12), format!("value = {}", 1000 + n * n % 97));
    rows(&(0..count).map(row).collect::<Vec<_>>())
}

#[test]
fn no_chart_breaks_whatever_its_values_and_names() {
    let mut figures = Figures::new();
    let long = "branches ".repeat(22) + "on";
    for kind in ["bar", "column", "line"] {
        for values_of in [
            &["0", "5"][..],
            &["0", "0"],
            &["0"],
            &["-5", "-7.5", "0"],
            &["-5", "7.5", "0"],
            &["1e15", "1", "-1e15"],
            &["1e15"; 12],
            &["3"],
        ] {
            figures.add(kind, &values(values_of));
        }
        figures.add(kind, &rows(&[(long.clone(), "value = 3".to_owned()), ("a".to_owned(), "value = 4".to_owned())]));
        figures.add(kind, &many(if kind == "column" { 48 } else { 60 }));
        let two = |n: usize| (format!("{}", 2000 + n), format!("value = [{}, {}]", n * 37 % 100, n * 53 % 100));
        let series = rows(&(0..24).map(two).collect::<Vec<_>>());
        figures.add(kind, &format!("series = [\"First\", \"Second\"]\n{series}"));
    }
    for kind in ["bar", "line"] {
        figures.add(kind, &many(500));
    }
    for (names, values_of) in [("[\"A\"]", "5"), ("[\"A\", \"B\"]", "[0, 1e15]"), ("[\"A\", \"B\"]", "[1, 0.001]")] {
        let row = (long.clone(), format!("value = {values_of}\nwhole = 2e15"));
        figures.add("split-bar", &format!("series = {names}\nrest = \"{long}\"\n{}", rows(&[row.clone(), row])));
    }
    let whole = |n: usize| (format!("{n}"), format!("value = [{n}, {}]", n * 7 + 1));
    let parts = format!("series = [\"A\", \"{long}\"]\n{}", rows(&(0..60).map(whole).collect::<Vec<_>>()));
    figures.add("split-bar", &parts);
    for (panels, count) in [(2, 1), (2, 500), (24, 9), (7, 8)] {
        let names: Vec<String> = (0..panels).map(|n| format!("\"{}\"", if n == 1 { &long } else { "A" })).collect();
        let row = |n: usize| {
            let values: Vec<String> = (0..panels).map(|m| format!("{}", (n * m * 37 % 101) as i64 - 50)).collect();
            (format!("{}", 2000 + n), format!("value = [{}]", values.join(", ")))
        };
        let made = rows(&(0..count).map(row).collect::<Vec<_>>());
        figures.add("small-multiples", &format!("series = [{}]\n{made}", names.join(", ")));
    }
    let event = |n: usize| (if n == 3 { long.clone() } else { format!("event {n}") }, "start = 2026-01-01".to_owned());
    figures.add("chronology", &rows(&(0..16).map(event).collect::<Vec<_>>()));
    let period = |n: usize| {
        (
            format!("a period with a name of its own, number {n}"),
            format!("start = \"{}\"\nend = \"{}\"", 1900 + n, 2100 - n),
        )
    };
    figures.add("chronology", &rows(&(0..16).map(period).collect::<Vec<_>>()));
    figures.add("chronology", &rows(&[event(1)]));
    let day =
        |n: usize| (format!("stage {n}"), format!("start = {}-03-01\nend = {}-05-01", 1990 + n % 40, 1990 + n % 40));
    figures.add("timeline", &rows(&(0..500).map(day).collect::<Vec<_>>()));
    figures.add("timeline", &rows(&[day(1)]));
    figures.add("timeline", &rows(&[(long.clone(), "start = 2026-01-01".to_owned())]));
    let cell = |n: usize| (format!("row {n}"), "text = [\"word\"]".to_owned());
    figures.add("table", &format!("columns = [\"A\", \"B\"]\n{}", rows(&(0..500).map(cell).collect::<Vec<_>>())));
    figures.add("map-of-links", "");
    let project = figures.placed();
    project.edit("report/report.toml", "status = ", "editions = [\"screen\", \"print\"]\nstatus = ");
    let output = project.run(&["build", "--deny", "warnings"]).must_succeed().transcript();
    assert!(!output.contains("templates/"), "{output}");
}

/// A bar chart of 30 to 36 rows, and a timeline of as many with long names, could not be built: each was kept on one page, which it did
/// not fit on.
#[test]
fn figures_of_many_rows_break_over_pages_before_they_are_too_high() {
    let mut figures = Figures::new();
    let name = |n: usize| {
        format!("A library with a long name in the town, which was open for all of the year {n}, on every day")
    };
    for count in [20, 24, 30, 36] {
        let bars = |n: usize| (name(n), format!("value = {}", n + 1));
        figures.add("bar", &rows(&(0..count).map(bars).collect::<Vec<_>>()));
        figures.add("bar", &many(count));
        let periods = |n: usize| (name(n), format!("start = 2020-01-01\nend = {}-01-01", 2021 + n % 9));
        figures.add("timeline", &rows(&(0..count).map(periods).collect::<Vec<_>>()));
    }
    let project = figures.placed();
    project.run(&["build", "--edition", "screen", "--deny", "warnings"]).must_succeed();
}

/// The names of two points at a distance of 110 mm were limited to 20 mm, so that long words did not fit.
#[test]
fn names_below_a_line_have_the_room_up_to_the_next_one() {
    let mut figures = Figures::new();
    let long = ["BEFORE_THE_TRIAL_BEGAN_2024", "AFTER_THE_TRIAL_ENDED_2025"];
    figures.add("line", &rows(&long.map(|name| (name.to_owned(), "value = 3".to_owned()))));
    let project = figures.placed();
    project.run(&["build", "--edition", "screen", "--deny", "warnings"]).must_succeed();
}

#[test]
fn too_many_columns_and_the_width_of_a_chart_are_faults() {
    let mut figures = Figures::new();
    let columns = figures.add("column", &many(49));
    let wide = figures.add("bar", &format!("width = 30\n{}", values(&["1"])));
    let output = figures.placed().run(&["check", "--format", "short"]).transcript();
    for (id, words) in [(columns, "at most 48 columns"), (wide, "cannot be read at this width")] {
        assert!(output.lines().any(|line| line.contains(&format!("{id}.toml")) && line.contains(words)), "{output}");
    }
}

fn photograph(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |x: u32, y: u32| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, (x ^ y) as u8]);
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, shade)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A tall screenshot was cut at its top and bottom, and a photograph of 54 megapixels took half a minute and 116 MB.
#[test]
fn images_fit_their_page_and_have_no_more_pixels_than_it_needs() {
    let mut figures = Figures::new();
    let sizes = [(1, 1), (10, 2000), (1170, 2532), (4200, 2800)];
    for (n, (width, height)) in sizes.into_iter().enumerate() {
        figures.0.write(&format!("report/images/{n}.jpg"), photograph(width, height, ImageFormat::Jpeg));
        // Without a width, an upright image is half a page high.
        let width = if height > width { "width = 100\n" } else { "" };
        figures.add("image", &format!("file = \"images/{n}.jpg\"\n{width}"));
    }
    figures.add("image", "file = \"images/2.jpg\"\n");
    figures.add("image", "file = \"images/3.jpg\"\nwidth = 50\n");
    // A PNG with the extension of another format is read as a PNG.
    figures.0.write("report/images/png.jpg", photograph(900, 600, ImageFormat::Png));
    figures.add("image", "file = \"images/png.jpg\"\n");
    let project = figures.placed();
    let output = project.run(&["build", "--edition", "screen", "--format", "short"]).must_succeed().transcript();
    assert!(!output.contains("templates/"), "{output}");
    let low: Vec<&str> = output.lines().filter(|line| line.contains("low-resolution")).collect();
    assert_eq!(low.len(), 1, "only the smallest has too few pixels:\n{output}");
    assert!(low[0].starts_with("report/figures/Fig1.toml:5:8: "), "{output}");
    let sizes = pdf::image_sizes(&project.pdfs()[0]);
    // 124 mm are 4.88 inches: 977 pixels at 200 ppi, and half of that for the narrow image.
    let across: Vec<i64> = sizes.iter().map(|(width, _)| *width).collect();
    assert!(across.contains(&977) && across.contains(&489) && !across.contains(&4200), "{sizes:?}");
    // The screenshot is scaled to the maximum height, 195 mm, and is not cut.
    assert!(sizes.contains(&(710, 1536)), "{sizes:?}");
    // Without a width it is 120 mm high.
    assert!(sizes.contains(&(437, 945)), "{sizes:?}");
    // An image with few enough pixels does not change.
    assert!(sizes.contains(&(10, 2000)) && sizes.contains(&(900, 600)), "{sizes:?}");
}

/// A page has room for the words around an image: eight lines of title fit above the tallest one. A title that does not fit is reported
/// at its place.
#[test]
fn a_tall_image_has_room_for_a_long_title() {
    let words = |count: usize| "library visits and loans by municipality ".repeat(count);
    let project = |title: &str, note: &str| {
        let mut figures = Figures::new();
        figures.0.write("report/images/tall.png", plain(1_200, 4_000, ImageFormat::Png));
        figures.add("image", &format!("file = \"images/tall.png\"\nwidth = 100\nnote = \"{note}\"\n"));
        let project = figures.placed();
        project.edit("report/figures/Fig1.toml", "Values 1", title.trim_end());
        project.run(&["build", "--edition", "screen", "--format", "short"])
    };
    // A line has some 68 letters.
    for lines in [4, 8] {
        let run = project(&words(lines * 68 / 41), "Short.").must_succeed();
        assert!(!run.stderr.contains("warning["), "{}", run.transcript());
    }
    let refused = project("Visits", &words(40));
    assert_eq!(refused.code, 1, "{}", refused.transcript());
    let faults = refused.stderr.lines().filter(|line| line.contains("error["));
    assert!(faults.clone().count() > 0);
    for fault in faults {
        assert!(fault.starts_with("report/figures/Fig1.toml:"), "{}", refused.transcript());
    }
}

/// A PNG of any size in one colour: a small file, quickly written.
fn plain(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let grey = image::GrayImage::from_pixel(width, height, image::Luma([90]));
    DynamicImage::ImageLuma8(grey).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Images of any size are set without a fault in a template. The print edition leaves out those of millions of pixels, which it would
/// treat like others, to save time.
#[test]
fn the_smallest_longest_and_largest_images_are_set() {
    for (edition, sizes) in [
        ("screen", &[("small", (1, 1)), ("long", (10, 10_000)), ("large", (9_000, 6_000))][..]),
        ("print", &[("small", (1, 1)), ("long", (10, 10_000))]),
    ] {
        let mut figures = Figures::new();
        for (format, ending) in [(ImageFormat::Png, "png"), (ImageFormat::Jpeg, "jpg")] {
            for (name, (width, height)) in sizes {
                figures.0.write(&format!("report/images/{name}.{ending}"), plain(*width, *height, format));
                figures.add("image", &format!("file = \"images/{name}.{ending}\"\n"));
            }
        }
        let project = figures.placed();
        project.edit("report/report.toml", "status = ", &format!("editions = [\"{edition}\"]\nstatus = "));
        let output = project.run(&["build", "--format", "short"]).must_succeed().transcript();
        // One pixel is too few for its size. There must be no other fault, such as `outside-safe-area`.
        for line in output.lines().filter(|line| line.contains("warning[") || line.contains("templates/")) {
            let smallest = [1, 1 + sizes.len()].map(|n| format!("report/figures/Fig{n}.toml:"));
            let is_known = smallest.iter().any(|place| line.starts_with(place)) && line.contains("[low-resolution]");
            assert!(is_known, "{output}");
        }
        let drawn = drawn_images(&Document::load(&project.pdfs()[0]).unwrap());
        assert_eq!(drawn.len(), 2 * sizes.len(), "{edition}");
        for image in drawn {
            let [left, bottom, right, top] = image.corners;
            let [x, y, x2, y2] = image.page;
            assert!(left >= x && bottom >= y && right <= x2 && top <= y2, "{edition}: {image:?}");
        }
    }
}

/// An image on a page, in points.
#[derive(Debug)]
struct Drawn {
    /// Its left, lower, right and upper edge.
    corners: [f64; 4],
    /// The same edges of the trimmed page.
    page: [f64; 4],
    /// The corner of the first row and column of its pixels (ISO 32000-1, 8.9.5.1), and the vectors along that row and that column.
    origin: [f64; 2],
    across: [f64; 2],
    down: [f64; 2],
    stream: lopdf::Stream,
}

/// The images of a document in the order in which they are drawn.
fn drawn_images(document: &Document) -> Vec<Drawn> {
    let mut found = Vec::new();
    for page in document.get_pages().into_values() {
        let dictionary = document.get_dictionary(page).unwrap();
        let cut = dictionary.get(b"TrimBox").or_else(|_| dictionary.get(b"MediaBox")).unwrap().as_array().unwrap();
        let cut = [0, 1, 2, 3].map(|n| f64::from(cut[n].as_float().unwrap()));
        let images = document.get_page_images(page).unwrap();
        let content = Content::decode(&document.get_page_content(page)).unwrap();
        let (mut matrix, mut saved) = ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], Vec::new());
        for operation in content.operations {
            match operation.operator.as_str() {
                "q" => saved.push(matrix),
                "Q" => matrix = saved.pop().unwrap(),
                "cm" => {
                    let n: Vec<f64> = operation.operands.iter().map(|n| f64::from(n.as_float().unwrap())).collect();
                    matrix = product(&n, &matrix);
                }
                "Do" => {
                    let name = operation.operands[0].as_name().unwrap();
                    let (direct, others) = document.get_page_resources(page).unwrap();
                    let resources = direct.unwrap_or_else(|| document.get_dictionary(others[0]).unwrap());
                    let objects = document.dereference(resources.get(b"XObject").unwrap()).unwrap().1;
                    let id = objects.as_dict().unwrap().get(name).unwrap().as_reference().unwrap();
                    if images.iter().any(|image| image.id == id) {
                        let [a, b, c, d, e, f] = matrix;
                        let (xs, ys) = ([e, e + a, e + c, e + a + c], [f, f + b, f + d, f + b + d]);
                        let least = |of: [f64; 4]| of.into_iter().fold(f64::INFINITY, f64::min);
                        let most = |of: [f64; 4]| of.into_iter().fold(f64::NEG_INFINITY, f64::max);
                        found.push(Drawn {
                            corners: [least(xs), least(ys), most(xs), most(ys)],
                            page: cut,
                            origin: [e + c, f + d],
                            across: [a, b],
                            down: [-c, -d],
                            stream: document.get_object(id).unwrap().as_stream().unwrap().clone(),
                        });
                    }
                }
                _ => {}
            }
        }
    }
    found
}

/// One transformation after another (ISO 32000-1, 8.3.4).
fn product(first: &[f64], then: &[f64; 6]) -> [f64; 6] {
    let [a, b, c, d, e, f] = *then;
    let at = |x: f64, y: f64| [x * a + y * c, x * b + y * d];
    let ([k, l], [m, n]) = (at(first[0], first[1]), at(first[2], first[3]));
    let [o, p] = at(first[4], first[5]);
    [k, l, m, n, o + e, p + f]
}

impl Drawn {
    /// The samples of the pixel at a position from the left and the top of the image as drawn, in shares of its size.
    fn samples_at(&self, x: f64, y: f64) -> Vec<u8> {
        let [left, bottom, right, top] = self.corners;
        let point = [left + x * (right - left) - self.origin[0], top - y * (top - bottom) - self.origin[1]];
        let share = |of: [f64; 2]| (point[0] * of[0] + point[1] * of[1]) / (of[0] * of[0] + of[1] * of[1]);
        let size = |key: &[u8]| self.stream.dict.get(key).unwrap().as_i64().unwrap() as usize;
        let (width, height) = (size(b"Width"), size(b"Height"));
        let (column, row) = (share(self.across) * width as f64, share(self.down) * height as f64);
        let samples = match self.stream.filters().unwrap()[0] {
            b"DCTDecode" => image::load_from_memory(&self.stream.content).unwrap().to_rgb8().into_raw(),
            _ => self.stream.decompressed_content().unwrap(),
        };
        let parts = samples.len() / width / height;
        let at = (row as usize * width + column as usize) * parts;
        samples[at..at + parts].to_vec()
    }

    /// Its colour profile.
    fn profile(&self, document: &Document) -> Vec<u8> {
        let resolved = |object| document.dereference(object).unwrap().1;
        let space = resolved(self.stream.dict.get(b"ColorSpace").unwrap()).as_array().unwrap();
        resolved(&space[1]).as_stream().unwrap().decompressed_content().unwrap()
    }
}

const RED: [u8; 3] = [210, 40, 40];
const BLUE: [u8; 3] = [30, 60, 190];
const GREY: [u8; 3] = [220, 220, 220];

/// Red above, blue below, and grey between them.
fn flag(width: u32, height: u32) -> RgbImage {
    let colour = |y| if y < height / 4 { RED } else { [GREY, BLUE][usize::from(y >= height - height / 4)] };
    RgbImage::from_fn(width, height, |_, y| Rgb(colour(y)))
}

/// The same image as a camera stores it in portrait: rotated, with the orientation (Exif 3.0, 4.6.5.1.6, "6").
fn lying(upright: &RgbImage) -> Vec<u8> {
    let stored = image::imageops::rotate270(upright);
    let exif = [&b"II*\0\x08\0\0\0\x01\0"[..], b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", b"\0\0\0\0"].concat();
    let mut bytes = Vec::new();
    let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
    encoder.set_exif_metadata(exif).unwrap();
    encoder.write_image(&stored, stored.width(), stored.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn with_profile(image: &DynamicImage, profile: &[u8], jpeg: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height, colour) = (image.width(), image.height(), image.color().into());
    if jpeg {
        let mut encoder = JpegEncoder::new_with_quality(&mut bytes, 95);
        encoder.set_icc_profile(profile.to_vec()).unwrap();
        encoder.write_image(image.as_bytes(), width, height, colour).unwrap();
    } else {
        let mut encoder = PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(profile.to_vec()).unwrap();
        encoder.write_image(image.as_bytes(), width, height, colour).unwrap();
    }
    bytes
}

/// The same image with a palette, in which grey is transparent.
fn with_palette(image: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, image.width(), image.height());
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_palette([RED, GREY, BLUE].concat());
    encoder.set_trns(&[255, 0, 255][..]);
    let number = |pixel: &Rgb<u8>| [RED, GREY, BLUE].iter().position(|colour| *colour == pixel.0).unwrap() as u8;
    let numbers: Vec<u8> = image.pixels().map(number).collect();
    encoder.write_header().unwrap().write_image_data(&numbers).unwrap();
    bytes
}

/// Images of 16 bits, and those with a profile of a recent version, lost their profile, and so their colours. Images that are downsampled are
/// tested, too, because other code writes them.
#[test]
fn images_are_upright_and_keep_their_colours() {
    let profile = moxcms::ColorProfile::new_adobe_rgb().encode().unwrap();
    let mut figures = Figures::new();
    let mut names = Vec::new();
    for (size, (width, height)) in [("small", (300, 200)), ("large", (1_500, 1_000))] {
        let image = flag(width, height);
        let whole = DynamicImage::ImageRgb8(image.clone());
        let deep = DynamicImage::ImageRgb16(whole.to_rgb16());
        for (name, bytes) in [
            ("turned.jpg", lying(&image)),
            ("profile.jpg", with_profile(&whole, &profile, true)),
            ("profile.png", with_profile(&whole, &profile, false)),
            ("deep.png", with_profile(&deep, &profile, false)),
            ("palette.png", with_palette(&image)),
        ] {
            figures.0.write(&format!("report/images/{size}-{name}"), bytes);
            figures.add("image", &format!("file = \"images/{size}-{name}\"\nwidth = 40\n"));
            names.push(name);
        }
    }
    let project = figures.placed();
    project.edit("report/report.toml", "status = ", "editions = [\"screen\", \"print\"]\nstatus = ");
    project.run(&["build"]).must_succeed();
    for (path, on_screen) in [("build/small-en.pdf", true), ("build/small-en-print.pdf", false)] {
        let document = Document::load(project.path().join(path)).unwrap();
        let drawn = drawn_images(&document);
        assert_eq!(drawn.len(), names.len(), "{path}");
        for (image, name) in drawn.iter().zip(&names) {
            let [left, bottom, right, top] = image.corners;
            assert!((right - left) / (top - bottom) > 1.4, "{path}, {name}: {:?}", image.corners);
            let [above, below] = [0.1, 0.9].map(|y| image.samples_at(0.5, y));
            let near = |found: &[u8], wanted: [u8; 3]| found.iter().zip(wanted).all(|(a, b)| a.abs_diff(b) < 6);
            if on_screen {
                assert!(near(&above, RED) && near(&below, BLUE), "{name}: {above:?}, {below:?}");
                // All but the version, which the version of PDF does not allow, and the checksum.
                let kept = image.profile(&document).ends_with(&profile[100..]);
                assert_eq!(kept, name.starts_with("profile") || name.starts_with("deep"), "{name}");
            } else {
                // Cyan, magenta, yellow, black.
                assert!(above[0] < 60 && above[1] > 150 && above[2] > 100, "{name}: {above:?}");
                assert!(below[0] > 180 && below[1] > 120 && below[2] < 80, "{name}: {below:?}");
            }
            assert_eq!(image.stream.dict.has(b"SMask"), name.starts_with("palette"), "{path}, {name}");
        }
        let inks = |name: &str| drawn[names.iter().position(|own| *own == name).unwrap()].samples_at(0.5, 0.1);
        // A profile also has an effect on paper: without it the same samples are another red.
        assert!(on_screen || inks("deep.png") == inks("profile.png") && inks("deep.png") != inks("palette.png"));
    }
}

#[test]
fn half_of_an_image_is_refused_by_check() {
    let mut figures = Figures::new();
    let whole = photograph(64, 64, ImageFormat::Jpeg);
    assert_eq!(image::load_from_memory(&whole).unwrap().dimensions(), (64, 64));
    figures.0.write("report/images/half.jpg", &whole[..whole.len() / 2]);
    figures.add("image", "file = \"images/half.jpg\"\n");
    let output = figures.placed().run(&["check", "--format", "short"]).transcript();
    assert!(
        output.contains("report/figures/Fig1.toml:5:8: error[unreadable-image]: `images/half.jpg` is cut off"),
        "{output}"
    );
}

/// A fault that occurs in a built-in template has the place of the item that was being set.
#[test]
fn no_fault_of_a_case_names_a_built_in_template() {
    let mut seen = 0;
    for folder in crate::support::project::files_in(&repository().join("tests/cases")) {
        for case in crate::support::project::files_in(&folder)
            .iter()
            .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        {
            let snapshot = std::fs::read_to_string(case.with_extension("snap")).unwrap();
            let written = std::fs::read_to_string(case).unwrap();
            for line in snapshot.lines().filter_map(|line| line.trim_start().strip_prefix("┌─ ")) {
                let Some(path) = line.split(':').next().filter(|path| path.starts_with("templates/")) else { continue };
                seen += 1;
                // In a case with a theme of its own, the templates depend on that theme.
                let owned = [path, "templates/theme.typ"].iter().any(|path| written.contains(&format!("//- {path}\n")));
                assert!(owned || path.starts_with("templates/labels/"), "{} names {line}", case.display());
            }
        }
    }
    assert!(seen > 20, "only {seen} places in templates were looked at");
}
