//! Reads the files of `tests/marks/`, which `tests/marks/make` made: marked by PyMuPDF, pypdf, pikepdf, poppler-glib (Evince, Papers) and pdf.js
//! (Firefox). Each is the published `base.pdf` with an update, or was written whole.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use lopdf::encryption::crypt_filters::Aes128CryptFilter;
use lopdf::{Document, EncryptionState, EncryptionVersion, Permissions};
use raportti::comments::mark::{Date, Mark, Marked};
use raportti::comments::{marks, shown};
use raportti::publish::pdf_fault::Fault;
use raportti::publish::{reader, source};

use crate::support::project::{Project, copy, files_in, repository};
use crate::support::update;

fn folder() -> PathBuf {
    repository().join("tests/marks")
}

fn base() -> Vec<u8> {
    fs::read(folder().join("base.pdf")).unwrap()
}

/// The marked files, by name.
fn files() -> Vec<(String, Vec<u8>)> {
    let read = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let read = || fs::read(&path).unwrap();
        match path.extension().and_then(|it| it.to_str()) {
            Some("appended") => Some((name, [base(), read()].concat())),
            Some("pdf") if name != "base" => Some((name, read())),
            _ => None,
        }
    };
    files_in(&folder()).into_iter().filter_map(read).collect()
}

fn person(author: &Option<String>, date: &Option<Date>) -> String {
    let date = date.as_ref().map_or("no date", |date| date.iso.as_str());
    format!("{}, {date}", author.as_deref().unwrap_or("nobody"))
}

fn printed(mark: &Mark) -> String {
    let mut text = format!("page {}: {} by {}\n", mark.page + 1, mark.kind.name(), person(&mark.author, &mark.date));
    for area in &mark.boxes {
        writeln!(text, "  {:.0} {:.0} {:.0} {:.0}", area.left, area.top, area.right, area.bottom).unwrap();
    }
    if !mark.text.is_empty() || mark.name.is_some() {
        writeln!(text, "  {:?}{}", mark.text, mark.name.iter().map(|name| format!(" {name:?}")).collect::<String>())
            .unwrap();
    }
    for reply in &mark.replies {
        writeln!(text, "  {:?} by {}", reply.text, person(&reply.author, &reply.date)).unwrap();
    }
    for review in &mark.reviews {
        writeln!(text, "  {} by {}", review.state.name(), person(&review.author, &review.date)).unwrap();
    }
    if let Some(proposal) = &mark.proposal {
        writeln!(text, "  {proposal:?}").unwrap();
    }
    text
}

#[test]
fn marks_of_every_program_are_read() {
    let base = base();
    let published = marks::of(&base).unwrap();
    for (name, bytes) in files() {
        let Marked { marks, pages, published: first, unread } = marks::of(&bytes).unwrap();
        let known = pages.iter().zip(&published.pages).filter(|(page, own)| page.content == own.content).count();
        let mut text = match first {
            Some(length) => {
                assert_eq!(length, base.len(), "{name}");
                let shown = shown::compare(&bytes, &base).unwrap();
                format!("an update, which changes {:?}\n", shown.differences)
            }
            None => "written whole\n".to_owned(),
        };
        writeln!(text, "pages {}, of which {known} have their content\nunread: {unread:?}\n", pages.len()).unwrap();
        marks.iter().for_each(|mark| text += &printed(mark));
        insta::assert_snapshot!(name, text);
    }
}

/// `base.pdf` stays as it is, so that no later program makes it again. What each program appended to it stands behind a PDF of the same report
/// that this program makes, and is proven of that.
#[test]
fn the_published_file_is_proven_below_the_marks_of_each_program() {
    let project = Project::empty();
    copy(&folder().join("project"), project.path());
    project.run(&["build"]).must_succeed();
    let published = fs::read(&project.pdfs()[0]).unwrap();
    let base = base();
    let mut shown = Vec::new();
    for (name, bytes) in files().into_iter().filter(|(_, bytes)| bytes.starts_with(&base)) {
        let marked = update::transplanted(&base, &bytes, &published);
        assert!(marked.starts_with(&published), "{name}");
        let count = marks::of(&bytes).unwrap().marks.len();
        assert_eq!(marks::of(&marked).unwrap().marks.len(), count, "{name}");
        project.write("marked.pdf", &marked);
        let said = project.run(&["verify", "marked.pdf", "--published", "clean.pdf"]);
        assert_eq!(said.code, 1, "{name}: {}", said.transcript());
        let first = format!("its first {} bytes are the published file", published.len());
        assert!(said.stdout.contains(&first), "{name}: {}", said.transcript());
        assert!(said.stdout.contains(&format!("marks added: {count}")), "{name}: {}", said.transcript());
        assert!(fs::read(project.path().join("clean.pdf")).unwrap() == published, "{name}");
        let line = said.stdout.lines().find(|line| line.contains("as shown, ")).unwrap().trim().to_owned();
        shown.push(format!("{name}: {line}"));
    }
    insta::assert_snapshot!("proven", shown.join("\n"));
}

/// Only pdf.js, when it writes all pages anew, drops the source.
#[test]
fn the_source_is_in_every_file_that_kept_it() {
    let base = base();
    let expected = source::archive(&base).unwrap();
    for (name, bytes) in files() {
        let found = source::archive(&bytes);
        if name == "pdfjs-rewritten" {
            assert_eq!(found, Err(Fault::NoSource));
        } else {
            assert!(found.unwrap_or_else(|fault| panic!("{name}: {fault}")) == expected, "{name}");
        }
    }
    let project = Project::empty();
    project.write("whole.pdf", fs::read(folder().join("pikepdf-encrypted.pdf")).unwrap());
    project.run(&["extract", "whole.pdf", "here"]).must_succeed();
    assert!(project.read("here/report/report.toml").contains("A report to mark"));
    project.write("without.pdf", fs::read(folder().join("pdfjs-rewritten.pdf")).unwrap());
    let said = project.run(&["extract", "without.pdf", "there"]);
    assert!(said.code == 2 && said.stderr.contains("it carries no source"), "{}", said.transcript());
    assert!(said.stderr.contains("use the file as it was published"), "{}", said.transcript());
}

/// Files that open without a password are read, whichever method encrypts them; others are refused.
#[test]
fn a_password_is_told() {
    let aes = || std::collections::BTreeMap::from([(b"StdCF".to_vec(), std::sync::Arc::new(Aes128CryptFilter) as _)]);
    for (password, method) in [("", 2), ("secret", 2), ("", 4), ("secret", 4)] {
        let mut document = Document::load_mem(&base()).unwrap();
        let state = {
            let (owner_password, user_password, permissions) = ("owner", password, Permissions::ANNOTABLE);
            let version = match method {
                2 => EncryptionVersion::V2 {
                    document: &document,
                    owner_password,
                    user_password,
                    key_length: 128,
                    permissions,
                },
                _ => EncryptionVersion::V4 {
                    document: &document,
                    encrypt_metadata: true,
                    crypt_filters: aes(),
                    stream_filter: b"StdCF".to_vec(),
                    string_filter: b"StdCF".to_vec(),
                    owner_password,
                    user_password,
                    permissions,
                },
            };
            EncryptionState::try_from(version).unwrap()
        };
        document.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        let found = source::archive(&bytes);
        match password {
            "" => assert!(found.unwrap() == source::archive(&base()).unwrap(), "{method}"),
            _ => assert_eq!(found, Err(Fault::Encrypted), "{method}"),
        }
    }
}

/// A file may be damaged anywhere: a part of it is missing, or a byte is another.
#[test]
fn damaged_files_end_with_marks_or_a_fault() {
    for (name, bytes) in files() {
        for part in 1..20 {
            let cut = &bytes[..bytes.len() * part / 20];
            let _read = (marks::of(cut), reader::first_revision(cut));
            let mut changed = bytes.clone();
            let at = bytes.len() - 1 - (bytes.len() / 2) * part / 20;
            changed[at] = changed[at].wrapping_add(part as u8);
            if let Ok(marked) = marks::of(&changed) {
                assert!(marked.marks.len() < 100, "{name}");
            }
        }
    }
}
