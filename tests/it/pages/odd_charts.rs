//! Figures that no editor would draw by hand: values of nought, below it and huge, one and hundreds of them, names of one and of
//! 200 letters, images of one pixel and of millions. Each is set without a fault, or its fault stands in the report.

use std::fmt::Write as _;
use std::io::Cursor;

use image::{DynamicImage, GenericImageView as _, ImageFormat, Rgb, RgbImage};

use crate::support::pdf;
use crate::support::project::{Project, repository};

/// A report of these figures, in one chapter.
struct Figures(Project, Vec<String>);

impl Figures {
    fn new() -> Self {
        Self(Project::of_report("minimal"), Vec::new())
    }

    fn add(&mut self, kind: &str, more: &str) -> String {
        let id = format!("K{}", self.1.len() + 1);
        let head = format!(
            "kind = \"{kind}\"\ntitle = \"Arvot {id}\"\nalt = \"Arvo {id} on suurin kaikista arvoista.\"\nsource = \"tilasto2025\"\n"
        );
        self.0.write(&format!("report/figures/{id}.toml"), head + more);
        self.1.push(id.clone());
        id
    }

    fn placed(self) -> Project {
        let mut chapter = "# Johdanto\n\nRaportissa on {{ findings | length }} havainto.\n".to_owned();
        self.1.iter().for_each(|id| write!(chapter, "\n![]({id})\n").unwrap());
        self.0.write("report/chapters/johdanto.fi.md", chapter);
        self.0
    }
}

fn rows(rows: &[(String, String)]) -> String {
    rows.iter().map(|(label, value)| format!("\n[[data]]\nlabel = \"{label}\"\n{value}\n")).collect()
}

fn values(values: &[&str]) -> String {
    let row = |(n, value): (usize, &&str)| (format!("rivi {n}"), format!("value = {value}"));
    rows(&values.iter().enumerate().map(row).collect::<Vec<_>>())
}

fn many(count: usize) -> String {
    let row = |n: usize| (format!("{}/{}", n % 12 + 1, 2020 + n / 12), format!("value = {}", 1000 + n * n % 97));
    rows(&(0..count).map(row).collect::<Vec<_>>())
}

#[test]
fn no_chart_breaks_whatever_its_values_and_names() {
    let mut figures = Figures::new();
    let long = "kirjasto ".repeat(22) + "ja";
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
        figures.add(kind, &format!("series = [\"Eka\", \"Toka\"]\n{series}"));
    }
    for kind in ["bar", "line"] {
        figures.add(kind, &many(500));
    }
    let day =
        |n: usize| (format!("vaihe {n}"), format!("start = {}-03-01\nend = {}-05-01", 1990 + n % 40, 1990 + n % 40));
    figures.add("timeline", &rows(&(0..500).map(day).collect::<Vec<_>>()));
    figures.add("timeline", &rows(&[day(1)]));
    figures.add("timeline", &rows(&[(long.clone(), "start = 2026-01-01".to_owned())]));
    let cell = |n: usize| (format!("rivi {n}"), "text = [\"sana\"]".to_owned());
    figures.add("table", &format!("columns = [\"A\", \"B\"]\n{}", rows(&(0..500).map(cell).collect::<Vec<_>>())));
    figures.add("map-of-links", "");
    let project = figures.placed();
    project.edit("report/report.toml", "status = ", "editions = [\"screen\", \"print\"]\nstatus = ");
    let told = project.run(&["build", "--deny", "warnings"]).must_succeed().transcript();
    assert!(!told.contains("templates/"), "{told}");
}

#[test]
fn what_no_figure_can_show_is_a_fault_of_the_figure() {
    let mut figures = Figures::new();
    let columns = figures.add("column", &many(49));
    let wide = figures.add("bar", &format!("width = 50\n{}", values(&["1"])));
    let told = figures.placed().run(&["check", "--format", "short"]).transcript();
    for (id, words) in [(columns, "at most 48 columns"), (wide, "of the kind `image`")] {
        assert!(told.lines().any(|line| line.contains(&format!("{id}.toml")) && line.contains(words)), "{told}");
    }
}

fn photograph(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |x: u32, y: u32| Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, (x ^ y) as u8]);
    let mut bytes = Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(RgbImage::from_fn(width, height, shade)).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// A screenshot of a telephone lost its top and bottom, and a photograph of 54 megapixels took half a minute and 116 MB.
#[test]
fn images_fit_their_page_and_have_no_more_pixels_than_it_needs() {
    let mut figures = Figures::new();
    let sizes = [(1, 1), (10, 2000), (1170, 2532), (4200, 2800)];
    for (n, (width, height)) in sizes.into_iter().enumerate() {
        figures.0.write(&format!("report/kuvat/{n}.jpg"), photograph(width, height, ImageFormat::Jpeg));
        figures.add("image", &format!("file = \"kuvat/{n}.jpg\"\n"));
    }
    figures.add("image", "file = \"kuvat/3.jpg\"\nwidth = 50\n");
    // A PNG of another name is read as what it is.
    figures.0.write("report/kuvat/png.jpg", photograph(900, 600, ImageFormat::Png));
    figures.add("image", "file = \"kuvat/png.jpg\"\n");
    let project = figures.placed();
    let told = project.run(&["build", "--edition", "screen", "--format", "short"]).must_succeed().transcript();
    assert!(!told.contains("templates/"), "{told}");
    let low: Vec<&str> = told.lines().filter(|line| line.contains("low-resolution")).collect();
    assert_eq!(low.len(), 1, "only the smallest has too few pixels:\n{told}");
    assert!(low[0].starts_with("report/figures/K1.toml:5:8: "), "{told}");
    let sizes = pdf::image_sizes(&project.pdfs()[0]);
    // 124 mm are 4.88 inches: 977 pixels at 200 to the inch, and half of that for the narrow one.
    let across: Vec<i64> = sizes.iter().map(|(width, _)| *width).collect();
    assert!(across.contains(&977) && across.contains(&489) && !across.contains(&4200), "{sizes:?}");
    // The screenshot is as high as a page has room for, 195 mm, and as wide as that makes it; nothing of it is cut off.
    assert!(sizes.contains(&(710, 1536)), "{sizes:?}");
    // What has few enough stays as it is.
    assert!(sizes.contains(&(10, 2000)) && sizes.contains(&(900, 600)), "{sizes:?}");
}

#[test]
fn half_of_an_image_is_refused_by_check() {
    let mut figures = Figures::new();
    let whole = photograph(64, 64, ImageFormat::Jpeg);
    assert_eq!(image::load_from_memory(&whole).unwrap().dimensions(), (64, 64));
    figures.0.write("report/kuvat/puoli.jpg", &whole[..whole.len() / 2]);
    figures.add("image", "file = \"kuvat/puoli.jpg\"\n");
    let told = figures.placed().run(&["check", "--format", "short"]).transcript();
    assert!(
        told.contains("report/figures/K1.toml:5:8: error[unreadable-image]: `kuvat/puoli.jpg` is cut off"),
        "{told}"
    );
}

/// A fault in one of the program's own templates is the program's: it has the place of what was being set.
#[test]
fn no_complaint_of_a_case_names_a_built_in_template() {
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
                // A case with a theme of its own owns what takes its measures from it.
                let owned = [path, "templates/theme.typ"].iter().any(|path| written.contains(&format!("//- {path}\n")));
                assert!(owned || path.starts_with("templates/labels/"), "{} names {line}", case.display());
            }
        }
    }
    assert!(seen > 20, "only {seen} places in templates were looked at");
}
