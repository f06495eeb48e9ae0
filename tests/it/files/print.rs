//! Proves the properties of the print edition that `docs/print.md` promises to print shops.

use std::fs;
use std::path::Path;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Object, ObjectId};

use crate::support::project::{Project, repository};
use crate::support::x4::{self, inside, page_box};
use crate::support::{made, pdf};

/// Points in a millimetre.
const MM: f64 = 72.0 / 25.4;

const PDF: &str = "build/printed-en-print.pdf";

/// The print edition of `tests/reports/print`.
fn built() -> Document {
    Document::load(made::built("print").path().join(PDF)).unwrap()
}

fn pages(document: &Document) -> Vec<ObjectId> {
    document.page_iter().collect()
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.01
}

fn operations(document: &Document, page: ObjectId) -> Vec<Operation> {
    Content::decode(&document.get_page_content(page)).unwrap().operations
}

fn numbers(operands: &[Object]) -> Vec<f64> {
    operands.iter().filter_map(|operand| operand.as_float().ok()).map(f64::from).collect()
}

#[test]
fn the_print_edition_is_pdf_x_4() {
    let document = built();
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
}

#[test]
fn the_real_report_is_pdf_x_4_in_three_languages() {
    for language in ["fi", "sv", "en"] {
        let path = made::real_release().join(format!("uusimaa-tki-loppuraportti-{language}-print.pdf"));
        assert_eq!(x4::complaints(&Document::load(path).unwrap()), Vec::<String>::new(), "{language}");
    }
}

/// A4, 3 mm of bleed on each side, and content that is moved by 3 mm from the spine on left and right pages.
#[test]
fn pages_are_trimmed_to_a4_with_the_wider_margin_at_the_spine() {
    let document = built();
    let boxes =
        |name| pages(&document).iter().map(|page| page_box(&document, *page, name).unwrap()).collect::<Vec<_>>();
    let trims = boxes("TrimBox");
    for (trim, bleed) in trims.iter().zip(boxes("BleedBox")) {
        assert!(near(trim[2] - trim[0], 210.0 * MM) && near(trim[3] - trim[1], 297.0 * MM), "{trim:?}");
        assert!(trim.iter().zip(bleed).all(|(trim, bleed)| near((trim - bleed).abs(), 3.0 * MM)), "{trim:?} {bleed:?}");
    }
    // A left-hand page has its number at the outer edge, and a right-hand page begins with its text. Pages that fill the last sheet are
    // empty.
    let left = |page| texts(&document, page).into_iter().map(|(x, _)| x).reduce(f64::min);
    let margins: Vec<f64> =
        pages(&document).into_iter().zip(&trims).map_while(|(page, trim)| Some(left(page)? - trim[0])).collect();
    assert!(margins.len() > 4);
    for pair in margins[1..].chunks_exact(2) {
        let moved = near(pair[0], (22.0 - 3.0) * MM) && near(pair[1], (21.0 + 3.0) * MM);
        assert!(moved, "what stands on pages does not move by the binding: {margins:?}");
    }
    assert!(near(margins[0], 22.0 * MM), "the cover moves: {margins:?}");
}

/// The starting points of the text runs of a page, in pt from its lower left corner.
fn texts(document: &Document, page: lopdf::ObjectId) -> Vec<(f64, f64)> {
    let mut found = Vec::new();
    let mut transforms: Vec<[f64; 6]> = Vec::new();
    let mut current = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    for Operation { operator, operands } in operations(document, page) {
        let n = numbers(&operands);
        match operator.as_str() {
            "q" => transforms.push(current),
            "Q" => current = transforms.pop().unwrap_or(current),
            "cm" => current = after(&n, &current),
            "Tm" => {
                let [.., x, y] = after(&n, &current);
                found.push((x, y));
            }
            _ => {}
        }
    }
    found
}

/// One transformation after another (ISO 32000-1, 8.3.4).
fn after(n: &[f64], m: &[f64; 6]) -> [f64; 6] {
    [
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    ]
}

/// The bleed has real artwork: the colour of the cover is painted over all of it.
#[test]
fn the_cover_is_painted_over_its_bleed() {
    let document = built();
    let cover = pages(&document)[0];
    let bleed = page_box(&document, cover, "BleedBox").unwrap();
    let mut covered = false;
    let mut transforms = vec![[1.0, 0.0, 0.0, 1.0, 0.0, 0.0]];
    let mut path: Vec<(f64, f64)> = Vec::new();
    let mut current = transforms[0];
    for Operation { operator, operands } in operations(&document, cover) {
        let n = numbers(&operands);
        let at = |x: f64, y: f64, m: &[f64; 6]| (m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]);
        match operator.as_str() {
            "q" => transforms.push(current),
            "Q" => current = transforms.pop().unwrap(),
            "cm" => current = after(&n, &current),
            "re" => path.extend([at(n[0], n[1], &current), at(n[0] + n[2], n[1] + n[3], &current)]),
            "m" | "l" => path.push(at(n[0], n[1], &current)),
            "f" | "f*" | "F" => {
                let low = path.iter().fold((f64::MAX, f64::MAX), |a, p| (a.0.min(p.0), a.1.min(p.1)));
                let high = path.iter().fold((f64::MIN, f64::MIN), |a, p| (a.0.max(p.0), a.1.max(p.1)));
                covered |= inside(bleed, [low.0, low.1, high.0, high.1]);
                path.clear();
            }
            "n" | "S" => path.clear(),
            _ => {}
        }
    }
    assert!(covered, "no fill reaches over the bleed");
}

/// Crop marks in the colour of all plates: eight on each page, in line with the trim, and none inside the bleed.
#[test]
fn crop_marks_are_outside_the_bleed() {
    let document = built();
    for page in pages(&document) {
        let named = |name| page_box(&document, page, name).unwrap();
        let (trim, bleed, media) = (named("TrimBox"), named("BleedBox"), named("MediaBox"));
        let operations = operations(&document, page);
        let marks = operations.iter().rposition(|operation| operation.operator == "CS").unwrap();
        assert_eq!(operations[marks].operands[0].as_name().unwrap(), b"RaporttiRegistration");
        let points: Vec<Vec<f64>> = operations[marks..]
            .iter()
            .filter(|operation| matches!(operation.operator.as_str(), "m" | "l"))
            .map(|operation| numbers(&operation.operands))
            .collect();
        assert_eq!(points.len(), 16);
        for line in points.chunks_exact(2) {
            let (from, to) = (&line[0], &line[1]);
            let upright = near(from[0], to[0]) && [trim[0], trim[2]].iter().any(|edge| near(*edge, from[0]));
            let level = near(from[1], to[1]) && [trim[1], trim[3]].iter().any(|edge| near(*edge, from[1]));
            assert!(upright || level, "{line:?} is not on a cut");
            for point in line {
                let point_box = [point[0], point[1], point[0], point[1]];
                assert!(inside(point_box, media) && !inside(point_box, bleed), "{point:?} is not in the slug");
            }
        }
    }
}

#[test]
fn marks_can_be_left_out() {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "signature = 8", "marks = false\nbleed = 5");
    project.run(&["build", "--edition", "print"]).must_succeed();
    let document = Document::load(project.path().join(PDF)).unwrap();
    let first = pages(&document)[0];
    assert_eq!(page_box(&document, first, "MediaBox"), page_box(&document, first, "BleedBox"));
    let (bleed, trim) =
        (page_box(&document, first, "BleedBox").unwrap(), page_box(&document, first, "TrimBox").unwrap());
    assert!(near(trim[0] - bleed[0], 5.0 * MM));
    assert!(
        operations(&document, first).iter().all(|operation| operation.operator != "S" || operation.operands.is_empty())
    );
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
}

/// Black text has black ink only: four inks would show coloured edges.
#[test]
fn black_text_has_black_ink_only() {
    let document = built();
    let mut blacks = 0;
    for page in pages(&document) {
        let mut fill = Vec::new();
        for Operation { operator, operands } in operations(&document, page) {
            match operator.as_str() {
                "k" => fill = numbers(&operands),
                "Tj" | "TJ" if fill.len() == 4 && fill[3] > 0.9 => {
                    assert_eq!(fill, [0.0, 0.0, 0.0, 1.0]);
                    blacks += 1;
                }
                _ => {}
            }
        }
    }
    assert!(blacks > 50, "only {blacks} pieces of black text");
}

#[test]
fn the_number_of_pages_fills_the_last_folded_sheet() {
    let document = built();
    assert_eq!(pages(&document).len() % 8, 0);
    let count = document.catalog().unwrap().get_deref(b"Pages", &document).unwrap().as_dict().unwrap();
    assert_eq!(count.get(b"Count").unwrap().as_i64().unwrap() as usize, pages(&document).len());
    assert!(x4::xmp(&document).contains(&format!("<xmpTPg:NPages>{}<", pages(&document).len())));
    let project = Project::of_report("print");
    project.edit("report/report.toml", "signature = 8", "signature = 4");
    project.run(&["build", "--edition", "print"]).must_succeed();
    let fewer = Document::load(project.path().join(PDF)).unwrap();
    assert_eq!(pages(&fewer).len() % 4, 0);
    assert!(pages(&fewer).len() < pages(&document).len());
}

/// On paper nobody can click, so the address is printed.
#[test]
fn printed_links_have_their_address() {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "notice = ", "doi = \"10.1234/test\"\nnotice = ");
    project.run(&["build", "--edition", "print"]).must_succeed();
    let text = pdf::text(&project.path().join(PDF));
    assert!(text.contains("pageofthestatistics(https://example.org/statistics/visits)and"), "{text}");
    assert!(text.contains("feedbackform(https://example.org/feedback)"));
    // In the imprint, in how to cite the report, and on the description sheet an identifier is an address.
    assert_eq!(text.matches("https://doi.org/10.1234/test").count(), 3, "{text}");
    // An address that is its own text is not repeated.
    assert!(text.contains("andathttps://example.org.") && !text.contains("https://example.org(https"));
    project.run(&["build", "--edition", "screen"]).must_succeed();
    assert!(!pdf::text(&project.path().join("build/printed-en.pdf")).contains("(https://example.org"));
}

/// The images of the document except soft masks, in the order of the figures.
fn images(document: &Document) -> Vec<(String, Vec<u8>)> {
    let first_of = |page| {
        let resources = document.get_page_images(page).unwrap();
        resources
            .into_iter()
            .map(|image| {
                let stream = document.get_object(image.id).unwrap().as_stream().unwrap();
                let filter = stream.filters().unwrap().first().map(|name| String::from_utf8_lossy(name).into_owned());
                let content = if filter.as_deref() == Some("DCTDecode") {
                    stream.content.clone()
                } else {
                    stream.decompressed_content().unwrap()
                };
                assert_eq!(stream.dict.get(b"ColorSpace").unwrap().as_name().unwrap(), b"DeviceCMYK");
                (filter.unwrap(), content)
            })
            .collect::<Vec<_>>()
    };
    pages(document).into_iter().flat_map(first_of).collect()
}

/// RGB is converted with the profiles (another program gives 95, 61, 0 and 20 % for `#0b5394`), grey becomes black ink, and the bytes of
/// CMYK images do not change.
#[test]
fn images_are_printed_in_the_inks_of_the_press() {
    let document = built();
    let images = images(&document);
    let percent = |content: &[u8]| content[..4].iter().map(|ink| f64::from(*ink) / 2.55).collect::<Vec<_>>();
    let png = images.iter().map(|(_, content)| percent(content)).find(|inks| inks[0] > 90.0).unwrap();
    for (ink, expected) in png.iter().zip([95.0, 61.0, 0.0, 20.0]) {
        assert!((ink - expected).abs() < 3.0, "{png:?}");
    }
    let flate: Vec<_> = images.iter().filter(|(filter, _)| filter == "FlateDecode").collect();
    assert_eq!(flate.len(), 4);
    let black: Vec<_> = flate.iter().filter(|(_, content)| content[..3] == [0, 0, 0]).map(|(_, c)| c[3]).collect();
    assert_eq!(black, [255 - 64, 255 - 0x80]);
    let jpeg = fs::read(repository().join("tests/reports/print/report/images/cmyk.jpg")).unwrap();
    let kept: Vec<_> = images.iter().filter(|(filter, _)| filter == "DCTDecode").collect();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].1 == jpeg, "the CMYK image was changed");
}

#[test]
fn images_in_rgb_can_be_refused() {
    let project = Project::of_report("print");
    project.edit("report/report.toml", "signature = 8", "images = \"refuse\"");
    let run = project.run(&["build", "--format", "short"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stderr);
    assert!(project.pdfs().is_empty(), "a refused image leaves no file behind");
}

/// A profile of the user is checked when it is read, and embedded unchanged.
#[test]
fn a_profile_of_the_print_shop_becomes_the_output_intent() {
    let project = Project::of_report("print");
    let built_in = fs::read(repository().join("src/files/profiles/FOGRA39L_coated.icc")).unwrap();
    project.write("report/press.icc", &built_in);
    project.edit("report/report.toml", "signature = 8", "icc = \"press.icc\"\ncondition = \"Press 7\"");
    project.run(&["build", "--edition", "print"]).must_succeed();
    let document = Document::load(project.path().join(PDF)).unwrap();
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
    let intents = document.catalog().unwrap().get_deref(b"OutputIntents", &document).unwrap().as_array().unwrap();
    let intent = document.dereference(&intents[0]).unwrap().1.as_dict().unwrap();
    let condition = intent.get(b"OutputConditionIdentifier").and_then(lopdf::decode_text_string).unwrap();
    assert_eq!(condition, "Press 7");
    assert!(!intent.has(b"RegistryName"), "the condition is in no registry");
    let profile = intent.get_deref(b"DestOutputProfile", &document).unwrap().as_stream().unwrap();
    assert!(profile.decompressed_content().unwrap() == built_in);
}

/// Bytes 12 to 16 of a profile are its class, 16 to 20 its colours; the tags follow.
#[test]
fn a_profile_that_is_not_of_a_press_is_refused() {
    let good = fs::read(repository().join("src/files/profiles/FOGRA39L_coated.icc")).unwrap();
    let with = |at: usize, bytes: &[u8]| {
        let mut profile = good.clone();
        profile[at..at + bytes.len()].copy_from_slice(bytes);
        profile
    };
    let tag = |name: &[u8]| good.windows(4).position(|window| window == name).unwrap();
    let cases = [
        (with(12, b"scnr"), "does not describe a printer"),
        (with(16, b"RGB "), "its colours are not CMYK"),
        (with(tag(b"B2A0"), b"XXXX"), "it lacks the table"),
        (with(tag(b"A2B0"), b"XXXX"), "it lacks the table"),
        (good[..300].to_vec(), "it is damaged"),
        (b"not a profile".to_vec(), "it is not an ICC profile"),
    ];
    for (profile, reason) in cases {
        let project = Project::of_report("print");
        project.write("report/own.icc", &profile);
        project.edit("report/report.toml", "signature = 8", "icc = \"own.icc\"\ncondition = \"FOGRA51\"");
        let run = project.run(&["check"]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains(reason), "{reason}:\n{}", run.stderr);
        assert!(run.stderr.contains("report/report.toml:"), "{}", run.stderr);
    }
}

/// Print pages are laid out from those of the screen edition, even if print is built alone.
#[test]
fn the_print_edition_is_the_same_alone_and_beside_the_screen_edition() {
    let beside = made::built("print").path();
    assert!(beside.join("build/printed-en.pdf").exists(), "no screen edition was made");
    let alone = Project::of_report("print");
    alone.run(&["build", "--edition", "print"]).must_succeed();
    let read = |folder: &Path| fs::read(folder.join(PDF)).unwrap();
    assert!(read(alone.path()) == read(beside), "the print edition is another one beside the screen edition");
}

/// Templates of earlier projects have a main file that calls the parts itself, without a module for each.
#[test]
fn templates_may_include_parts_in_the_main_file() {
    let document = built();
    let project = Project::of_report("print");
    project.copy_templates();
    fs::remove_file(project.path().join("templates/part.typ.j2")).unwrap();
    project.edit(
        "templates/report.typ.j2",
        "import {{ part.module }}: appendix, body",
        "import {{ part.template }} as template\n  let (appendix, chapter) = (false, none)\n  {% if part.chapter %}\n\
         import {{ part.chapter }}: chapter\n  {% endif %}\n  let body = template.part(of-edition, chapter)",
    );
    project.run(&["build", "--edition", "print"]).must_succeed();
    let path = project.path().join(PDF);
    assert_eq!(pages(&Document::load(path).unwrap()).len(), pages(&document).len());
}

/// Typst writes a number of small objects for each tag. The same file with the objects in streams is at most half as large.
#[test]
fn the_tagged_file_is_at_most_half_of_what_typst_writes() {
    let path = &made::built("full").path().join("build/full-en.pdf");
    let size = fs::metadata(path).unwrap().len() as usize;
    assert!(size * 2 <= written_by_typst(path), "{size} bytes, Typst writes {}", written_by_typst(path));
}

/// The size of the same objects as Typst writes them: uncompressed, with a cross-reference entry of twenty bytes for each.
fn written_by_typst(path: &Path) -> usize {
    let mut document = Document::load(path).unwrap();
    document.reference_table.cross_reference_type = lopdf::xref::XrefType::CrossReferenceTable;
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes.len()
}

/// Templates without `inks.typ` lay out the print edition separately: with their own colours and bleed, and pages that are wider
/// by the binding, on which the trim moves.
#[test]
fn templates_without_inks_lay_out_the_print_edition_separately() {
    let project = Project::of_report("print");
    project.copy_templates();
    fs::remove_file(project.path().join("templates/inks.typ")).unwrap();
    project.edit("templates/look/tokens.typ", "palette-of(\"screen\")", "palette-of(\"print\")");
    project.edit("templates/look/page.typ", "page-size.width,", "page-size.width + 6mm,\n    bleed: 3mm,");
    project.run(&["build", "--edition", "print"]).must_succeed();
    let document = Document::load(&project.pdfs()[0]).unwrap();
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
    let trims: Vec<_> = pages(&document).iter().map(|page| page_box(&document, *page, "TrimBox").unwrap()).collect();
    assert!(near(trims[1][0] - trims[0][0], 6.0 * MM), "the trim does not move by the binding: {trims:?}");
}
