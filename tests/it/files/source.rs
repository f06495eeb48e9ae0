//! Proves that the source inside a PDF conforms to the standards, can be extracted, and builds to the same file.

use std::fs;

use lopdf::{Document, Object};
use raportti::publish::source;

use crate::support::project::{Project, contents, raportti, run};
use crate::support::{made, pdf};

/// ISO 19005-3, 6.8: an embedded file has a type and a relationship to the document, and is listed in the catalog.
#[test]
fn the_source_is_an_associated_file() {
    let project = made::built("full");
    let words = [("en", "The whole source"), ("fi", "Raportin koko lähde"), ("sv", "Hela källan")];
    for (language, description) in words {
        let path = project.path().join(format!("build/full-{language}.pdf"));
        pdf::must_be_accessible_and_archivable(&path);
        let document = Document::load(&path).unwrap();
        let resolve = |object: &Object| document.dereference(object).unwrap().1.clone();
        let catalog = document.catalog().unwrap();
        let associated = resolve(catalog.get(b"AF").unwrap());
        let files = associated.as_array().unwrap().iter().map(|file| resolve(file).as_dict().unwrap().clone());
        let source =
            files.into_iter().find(|file| file.get(b"AFRelationship").unwrap().as_name().unwrap() == b"Source");
        let source = source.expect("one associated file is the source");
        let said = lopdf::decode_text_string(source.get(b"Desc").unwrap()).unwrap();
        assert!(said.starts_with(description), "{said}");

        let embedded = resolve(source.get(b"EF").unwrap().as_dict().unwrap().get(b"F").unwrap());
        let embedded = embedded.as_stream().unwrap();
        assert_eq!(embedded.dict.get(b"Subtype").unwrap().as_name().unwrap(), b"application/zip");
        let parameters = embedded.dict.get(b"Params").unwrap().as_dict().unwrap();
        assert_eq!(parameters.get(b"Size").unwrap().as_i64().unwrap(), embedded.content.len() as i64);
        assert_eq!(parameters.get(b"CheckSum").unwrap().as_str().unwrap().len(), 16);
        assert_eq!(parameters.get(b"ModDate").unwrap().as_str().unwrap(), b"D:20260115000000Z");
        assert_eq!(source::archive(&fs::read(&path).unwrap()).unwrap(), embedded.content);

        let names =
            resolve(catalog.get(b"Names").unwrap()).as_dict().unwrap().get(b"EmbeddedFiles").map(resolve).unwrap();
        let names = names.as_dict().unwrap().get(b"Names").unwrap().as_array().unwrap().clone();
        let names: Vec<&[u8]> = names.iter().step_by(2).map(|name| name.as_str().unwrap()).collect();
        assert!(names.is_sorted() && names.len() == associated.as_array().unwrap().len(), "{names:?}");
    }
}

/// The source is carried with any templates, even if they attach no data and have no label for the source.
#[test]
fn templates_need_not_name_the_source() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    let entry = project.read("templates/report.typ.j2");
    let start = entry.find("{# Attaches the data").unwrap();
    project.write("templates/report.typ.j2", &entry[..start]);
    let labels = project.read("templates/labels/en.toml");
    let without: Vec<&str> = labels.lines().filter(|line| !line.starts_with("source = \"The whole source")).collect();
    assert_eq!(without.len() + 1, labels.lines().count());
    project.write("templates/labels/en.toml", without.join("\n"));
    project.run(&["build"]).must_succeed();
    let path = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(path);
    let names: Vec<String> = pdf::attachments(path).into_keys().collect();
    assert_eq!(names, ["small-1.0.0-source.zip"]);
    project.run(&["verify", path.to_str().unwrap()]).must_succeed();
}

#[test]
fn names_that_no_archive_can_have_are_refused() {
    let project = Project::of_report("minimal");
    project.write("report/Image.svg", "<svg/>");
    project.write("report/image.svg", "<svg/>");
    let said = project.run(&["build"]);
    assert_eq!(said.code, 1, "{}", said.transcript());
    assert!(said.stderr.contains("`report/Image.svg` and `report/image.svg` are one file"), "{}", said.transcript());
}

#[test]
fn an_extracted_project_builds_the_same_file() {
    for (project, name) in [(made::built_with_own_look(), "small-1.0.0"), (made::built("full"), "full-1.0.0")] {
        let elsewhere = Project::empty();
        for file in project.pdfs() {
            let output = elsewhere.run(&["extract", file.to_str().unwrap()]).must_succeed();
            assert!(output.stdout.contains(&format!("next: cd {name} && raportti build")), "{}", output.transcript());
            let folder = elsewhere.path().join(name);
            assert_eq!(contents(&folder.join("report")), contents(&project.path().join("report")));
            assert_eq!(
                folder.join("templates").exists(),
                project.path().join("templates").exists(),
                "only a look of one's own travels"
            );
            assert!(!folder.join("fonts").exists());
            let language = file.file_stem().unwrap().to_str().unwrap().rsplit('-').next().unwrap();
            run(raportti().current_dir(&folder).args(["build", "--lang", language])).must_succeed();
            let again = folder.join("build").join(file.file_name().unwrap());
            assert!(fs::read(&file).unwrap() == fs::read(again).unwrap(), "{} differs", file.display());
            let full = elsewhere.run(&["extract", file.to_str().unwrap()]);
            assert_eq!(full.code, 2, "what is there is not written over: {}", full.transcript());
            fs::remove_dir_all(folder).unwrap();
        }
    }
}

#[test]
fn a_pdf_without_a_source_is_reported() {
    let project = Project::copy_of(made::built("print"));
    project.write("memo.pdf", "%PDF-1.7\nei");
    // A file that cannot be verified is exit code 1, and one that cannot be read is exit code 2.
    let say = |arguments: &[&str], code: i32, words: &str| {
        let run = project.run(arguments);
        assert!(run.code == code && run.stderr.contains(words), "{}", run.transcript());
    };
    say(&["extract", "build/printed-en-print.pdf"], 2, "carries no source");
    say(&["verify", "build/printed-en-print.pdf"], 1, "carries no source");
    say(&["verify", "report/report.toml"], 1, "is not a PDF");
    say(&["verify", "memo.pdf"], 1, "is damaged");
    say(&["verify", "report"], 1, "not the folder of a release");
    say(&["verify", "missing.pdf"], 2, "cannot read");
}

/// A flipped bit anywhere in a PDF is found: reading fails, or the source is extracted unchanged, and the file that it builds to differs
/// from this one.
#[test]
fn every_flipped_bit_of_a_pdf_is_found() {
    let good = fs::read(&made::built("minimal").pdfs()[0]).unwrap();
    let whole = source::read(&good).unwrap();
    let archive = source::archive(&good).unwrap();
    let start = archive.as_ptr() as usize - good.as_ptr() as usize;
    // At places all over the file, and more of them in its archive and near its end.
    let places = (0..good.len()).step_by(101).chain((start..start + archive.len()).step_by(7));
    let places: Vec<usize> = places.chain(good.len() - 200..good.len()).collect();
    assert!(places.len() > 500);
    let mut still_read = 0;
    for at in places {
        let mut bad = good.clone();
        bad[at] ^= 1 << (at % 8);
        match source::read(&bad) {
            Err(_) => {}
            Ok(read) => {
                still_read += 1;
                assert!(read == whole, "byte {at} changes the source without notice");
            }
        }
    }
    assert!(still_read > 100, "where the source lies elsewhere, it can still be read");
    let project = Project::empty();
    for at in [good.len() / 3, start + archive.len() / 2, good.len() - 3] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        project.write("huono.pdf", &bad);
        let said = project.run(&["verify", "huono.pdf"]);
        assert_eq!(said.code, 1, "byte {at}: {}", said.transcript());
    }
    for cut in (0..good.len()).step_by(good.len() / 200) {
        assert!(source::read(&good[..cut]).is_err(), "cut at {cut}");
    }
}
