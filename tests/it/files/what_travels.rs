//! Proves which files a PDF carries, which are left out, and how both are listed.

use std::fs;

use lopdf::Document;
use lopdf::xref::XrefType;
use raportti::publish::source;

use crate::support::project::{Project, copy, repository};
use crate::support::{made, pdf};

/// Templates and fonts that nothing names were carried in every PDF.
#[test]
fn a_pdf_carries_only_named_templates_and_fonts() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    copy(&repository().join("fonts"), &project.path().join("fonts"));
    project.edit("templates/labels/en.toml", "= \"Findings\"", "= \"Observations\"");
    project.write("templates/offer.docx", "PK");
    project.write("templates/parts/unused.typ", "#let part(report, chapter) = none");
    project.write("fonts/invoice.txt", "12 €");
    project.write("report/drafts/interview.docx", "PK");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("{report}\n[bundle]\nleave_out = [\"drafts/\"]\n"));

    let before = project.run(&["doctor"]).must_succeed().stdout;
    let (carried, home) = before.split_once("left out").expect("doctor lists what is left out");
    assert!(
        carried.contains("templates/labels/  1 file\n") && carried.contains("report/findings/  1 file\n"),
        "{before}"
    );
    assert!(carried.contains("no fonts: the built-in ones are used"), "{before}");
    for path in
        ["templates/offer.docx", "templates/parts/unused.typ", "fonts/invoice.txt", "report/drafts/interview.docx"]
    {
        assert!(home.contains(path), "{path}: {before}");
    }

    project.run(&["build"]).must_succeed();
    let pdf = project.pdfs()[0].clone();
    let listed = project.run(&["extract", "--list", pdf.to_str().unwrap()]).must_succeed().stdout;
    assert!(listed.contains("  templates/labels/en.toml\n") && listed.contains("  report/report.toml\n"), "{listed}");
    for path in ["offer", "unused", "invoice", "drafts", "labels/sv", "fonts/"] {
        assert!(!listed.contains(path), "{path}: {listed}");
    }
    project.run(&["verify", pdf.to_str().unwrap()]).must_succeed();
}

#[test]
fn with_a_computed_path_every_template_is_carried_and_doctor_says_so() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let theme = project.read("templates/theme.typ");
    project.write("templates/theme.typ", format!("{theme}\n#let icon(name) = image(\"icons/\" + name)\n"));
    project.write("templates/notes.txt", "");
    let output = project.run(&["doctor"]).must_succeed().stdout;
    let why = "every template, since templates/theme.typ:";
    assert!(output.contains(why) && output.contains("image(\"icons/\" + name)"), "{output}");
    assert!(!output.contains("left out"), "{output}");
}

/// A PDF could not be published without its source.
#[test]
fn a_pdf_can_leave_out_its_source() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", format!("# The client disagrees.\n{report}\n[bundle]\nembed = \"none\"\n"));
    project.run(&["build"]).must_succeed();
    let pdf = project.pdfs()[0].clone();
    pdf::must_be_accessible_and_archivable(&pdf);
    let names: Vec<String> = pdf::attachments(&pdf).into_keys().collect();
    assert!(!names.is_empty() && names.iter().all(|name| !name.ends_with(".zip")), "the data stays: {names:?}");
    let bytes = fs::read(&pdf).unwrap();
    assert_eq!(source::read(&bytes), Err(raportti::publish::pdf_fault::Fault::NoSource));

    let path = pdf.to_str().unwrap();
    let said = project.run(&["extract", path]);
    assert!(said.code == 2 && said.stderr.contains("embed = \"none\""), "{}", said.transcript());
    let output = project.run(&["doctor"]).must_succeed().stdout;
    assert!(output.contains("nothing, by `embed = \"none\"`") && !output.contains("inside it"), "{output}");

    let said = project.run(&["verify", path]);
    assert!(said.code == 1 && said.stderr.contains("--source"), "{}", said.transcript());
    let said = project.run(&["verify", path, "--source", "."]).must_succeed();
    assert!(said.stdout.contains("matches `.`"), "{}", said.transcript());
    project.run(&["release"]).must_succeed();
    project.run(&["verify", "dist/small-1.0.0"]).must_succeed();
    let released = "dist/small-1.0.0/small-en.pdf";
    project.edit("report/findings/F1.toml", "more", "fewer");
    project.run(&["verify", released, "--source", "dist/small-1.0.0"]).must_succeed();
    let said = project.run(&["verify", released, "--source", "."]);
    assert!(said.code == 1 && said.stdout.contains("does NOT match `.`"), "{}", said.transcript());
}

/// `extract` refused PDFs that other programs had saved, though their source was intact.
#[test]
fn the_source_survives_saving_by_other_programs() {
    let project = Project::copy_of(made::built("minimal"));
    let good = fs::read(&project.pdfs()[0]).unwrap();
    let whole = source::read(&good).unwrap();
    for xref in [XrefType::CrossReferenceTable, XrefType::CrossReferenceStream] {
        let mut document = Document::load_mem(&good).unwrap();
        document.reference_table.cross_reference_type = xref;
        for object in document.objects.values_mut() {
            if let Ok(stream) = object.as_stream_mut() {
                stream.allows_compression = true;
                if !stream.dict.has(b"Filter") {
                    let content = deflated(&stream.content);
                    stream.set_content(content);
                    stream.dict.set("Filter", vec![lopdf::Object::from("FlateDecode")]);
                }
            }
        }
        let mut saved = Vec::new();
        document.save_to(&mut saved).unwrap();
        assert!(saved != good);
        assert!(source::read(&saved).unwrap() == whole, "the source comes back");
        project.write("saved.pdf", &saved);
        project.run(&["extract", "--list", "saved.pdf"]).must_succeed();
        let said = project.run(&["verify", "saved.pdf"]);
        assert!(
            said.code == 1 && said.stdout.contains("another program saved it again: its "),
            "{}",
            said.transcript()
        );

        // The same after a word on a page is changed.
        let page = document.get_pages()[&2];
        let content = document.get_page_content(page);
        document.change_page_content(page, [content, b" 0 0 m".to_vec()].concat()).unwrap();
        let mut changed = Vec::new();
        document.save_to(&mut changed).unwrap();
        project.write("changed.pdf", &changed);
        let said = project.run(&["verify", "changed.pdf"]);
        assert!(said.code == 1 && said.stdout.contains("its page 2 differs"), "{}", said.transcript());
    }
    project.write("marked.pdf", [&good[..], b"\n% marks\n"].concat());
    let said = project.run(&["verify", "marked.pdf"]);
    assert!(said.code == 1 && said.stdout.contains("appended 9 bytes"), "{}", said.transcript());
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, bytes).unwrap();
    encoder.finish().unwrap()
}

/// Only the source was listed, though the PDF carries data files, too.
#[test]
fn every_file_inside_a_pdf_is_listed() {
    let project = Project::of_report("minimal");
    let listed = |pdf: &str| project.run(&["extract", "--list", pdf]).must_succeed().stdout;
    for (embed, source) in [("all", true), ("none", false)] {
        let report = project.read("report/report.toml");
        project.write("report/report.toml", format!("{report}\n[bundle]\nembed = \"{embed}\"\n"));
        project.run(&["build"]).must_succeed();
        project.write("report/report.toml", report);
        let pdf = project.pdfs()[0].clone();
        let said = listed(pdf.to_str().unwrap());
        let (own, beside) = said.split_once("other files").unwrap();
        assert_eq!(own.contains("  report/report.toml\n"), source, "{said}");
        let mut data = pdf::attachments(&pdf);
        data.retain(|name, _| !name.ends_with("-source.zip"));
        assert!(data.len() > 5 && data.contains_key("report.json"), "{said}");
        for (name, bytes) in &data {
            let line = format!("{}  {name}", bytes.len());
            assert!(beside.lines().any(|listed| listed.trim_start() == line), "no `{line}`: {said}");
        }
        assert_eq!(beside.lines().count(), data.len() + 1, "{said}");
        // A name may be hostile: it is escaped for the terminal.
        let mut document = Document::load(&pdf).unwrap();
        let named = document.objects.values_mut().filter_map(|object| object.as_dict_mut().ok());
        for specification in named.filter(|dictionary| dictionary.get(b"EF").is_ok()) {
            if specification.get(b"F").and_then(lopdf::Object::as_str).is_ok_and(|name| name == b"report.json") {
                specification.set("UF", lopdf::text_string("a\u{1b}[8m\n\u{202e}b"));
            }
        }
        let mut saved = Vec::new();
        document.save_to(&mut saved).unwrap();
        project.write("vieras.pdf", saved);
        let said = listed("vieras.pdf");
        assert!(said.contains(r"a\u{1b}[8m\u{a}\u{202e}b"), "{said}");
    }
    let said = project.run(&["extract", "--list", "report/report.toml"]);
    assert!(said.code == 2 && said.stderr.contains("it is not a PDF"), "{}", said.transcript());
}

/// Fonts that may not be distributed were carried like all others.
#[test]
fn fonts_whose_licence_forbids_embedding_are_not_carried() {
    let project = Project::of_report("minimal");
    copy(&repository().join("fonts"), &project.path().join("fonts"));
    let path = project.path().join("fonts/SourceSans3_400Regular.ttf");
    fs::write(&path, restricted(&fs::read(&path).unwrap())).unwrap();
    project.run(&["check"]).must_succeed();
    project.run(&["build"]).must_succeed();
    let pdf = project.pdfs()[0].to_str().unwrap().to_owned();
    let listed = project.run(&["extract", "--list", &pdf]).must_succeed();
    assert!(listed.stdout.contains("fonts/SourceSans3_300Light.ttf"), "{}", listed.transcript());
    assert!(listed.stdout.contains("fonts/OFL-SourceSans3.txt"), "licences travel: {}", listed.transcript());
    assert!(!listed.stdout.contains("SourceSans3_400Regular.ttf"), "{}", listed.transcript());
    assert!(listed.stderr.contains("`fonts/SourceSans3_400Regular.ttf` is not included"), "{}", listed.transcript());
    let output = project.run(&["doctor"]).must_succeed().stdout;
    assert!(output.contains("SourceSans3_400Regular.ttf  its licence bits allow preview and print only"), "{output}");
    project.run(&["verify", &pdf]).must_succeed();
    let elsewhere = Project::empty();
    let said = elsewhere.run(&["verify", &pdf]);
    assert!(said.code == 1 && said.stderr.contains("needs fonts that are not included"), "{}", said.transcript());
    project.run(&["release"]).must_succeed();
    let release = project.path().join("dist/small-1.0.0");
    assert!(!release.join("source/fonts/SourceSans3_400Regular.ttf").exists());
    project.run(&["verify", "dist/small-1.0.0"]).must_succeed();
    let said = elsewhere.run(&["verify", release.to_str().unwrap()]);
    assert!(said.code == 1 && said.stderr.contains("needs fonts that are not included"), "{}", said.transcript());
}

/// The font with bit 2 of `fsType` set (preview and print), and with the matching checksum.
fn restricted(font: &[u8]) -> Vec<u8> {
    let mut font = font.to_vec();
    let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().unwrap());
    let entry = font.windows(4).position(|tag| tag == b"OS/2").unwrap();
    let offset = number(&font[entry + 8..entry + 12]) as usize;
    let before = u32::from(u16::from_be_bytes([font[offset + 8], font[offset + 9]])) << 16;
    font[offset + 8..offset + 10].copy_from_slice(&4_u16.to_be_bytes());
    let sum = number(&font[entry + 4..entry + 8]).wrapping_sub(before).wrapping_add(4 << 16);
    font[entry + 4..entry + 8].copy_from_slice(&sum.to_be_bytes());
    font
}
