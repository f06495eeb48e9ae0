//! Proves that an unpacked archive has the packed files, that hostile archives are refused, and tests each limit at its edge.

use std::io::{Cursor, Write};

use raportti::bounds::archive::{
    ALWAYS_ALLOWED, DEEPEST_PATH, LARGEST_ARCHIVE, LARGEST_FILE, LONGEST_PATH, MOST_BYTES, MOST_FILES, RATIO,
};
use raportti::files::Tree;
use raportti::files::archive::{allowed, check_sizes, is_path, pack, unpack};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A zip file without the checks of [`pack`].
fn zipped(tree: &Tree, method: CompressionMethod) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in tree {
        writer.start_file(path, SimpleFileOptions::default().compression_method(method)).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn tree(files: &[(&str, &str)]) -> Tree {
    files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()
}

/// The archive of a file `report/abcdefgh`, under another name of that length.
fn renamed(name: &str) -> Vec<u8> {
    const NAME: &str = "report/abcdefgh";
    assert_eq!(name.len(), NAME.len());
    replaced(&pack(&tree(&[(NAME, "x")])).unwrap(), NAME.as_bytes(), name.as_bytes())
}

fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let places: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at..].starts_with(from)).collect();
    assert!(!places.is_empty());
    for place in places {
        bytes[place..place + to.len()].copy_from_slice(to);
    }
    bytes
}

fn refused(archive: &[u8]) -> String {
    unpack(archive).expect_err("the archive is refused")
}

#[test]
fn packing_is_reversible_and_reproducible() {
    let files = [("report/report.toml", "id = \"ä\""), ("report/images/ä.svg", ""), ("raportti.json", "{}")];
    let tree = tree(&files);
    let archive = pack(&tree).unwrap();
    assert_eq!(unpack(&archive).unwrap(), tree);
    assert_eq!(pack(&unpack(&archive).unwrap()).unwrap(), archive);
    // Independent of the clock and the permissions of this machine.
    assert!(archive.windows(4).any(|bytes| bytes == [0, 0, 0x21, 0]), "the time is the first of 1980");
}

#[test]
fn files_that_pack_unusually_well_are_stored_uncompressed() {
    let zeros = Tree::from([("report/zeros.csv".to_owned(), vec![b'0'; 20 << 20])]);
    assert_eq!(unpack(&pack(&zeros).unwrap()).unwrap(), zeros);
    let bomb = zipped(&zeros, CompressionMethod::Deflated);
    assert!(bomb.len() < 40_000);
    assert_eq!(refused(&bomb), "`report/zeros.csv` unpacks to more than this archive should hold");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    for (name, reason) in [
        ("report/../x.cfg", "leads out of its folder"),
        ("../report/x.cfg", "leads out of its folder"),
        ("/report/abcdefg", "leads out of its folder"),
        ("report\\abcdefgh", "has characters that not every system allows"),
        ("report/ab\0defgh", "has characters that not every system allows"),
        ("C:/report/abcde", "has characters that not every system allows"),
        ("report/.git/abc", "is hidden or has an empty part"),
        ("report//abcdefg", "is hidden or has an empty part"),
        ("report/nul.toml", "is the name of a device on Windows"),
        ("report/CON/abcd", "is the name of a device on Windows"),
        ("report/abcdefg.", "ends in a full stop or a space, which Windows drops"),
        ("report/abcdefg ", "ends in a full stop or a space, which Windows drops"),
        ("report/abcd?fgh", "has characters that not every system allows"),
        ("src/abcdefghijk", "belongs to no report"),
        ("raportti.json.x", "belongs to no report"),
    ] {
        let said = refused(&renamed(name));
        assert!(said.ends_with(reason), "{name:?}: {said}");
    }
    let raw = replaced(&renamed("report/abcdefgh"), b"report/abcdefgh", b"report/abcdef\xff\xfe");
    assert!(refused(&raw).ends_with("is not UTF-8"), "{}", refused(&raw));
}

#[test]
fn names_that_are_one_file_on_some_system_are_refused_both_ways() {
    let upper = tree(&[("report/A", ""), ("report/a", "")]);
    let nested = tree(&[("report/a", ""), ("report/a/b", "")]);
    let forms = tree(&[("report/\u{e4}", ""), ("report/a\u{308}", "")]);
    let folders = tree(&[("report/\u{e4}/b", ""), ("report/a\u{308}", "")]);
    for tree in [upper, nested, forms, folders] {
        assert!(matches!(pack(&tree), Err(fault) if fault.ends_with("are one file on some systems")));
        assert!(
            matches!(unpack(&zipped(&tree, CompressionMethod::Stored)), Err(fault) if fault.ends_with("are one file on some systems"))
        );
    }
    let twice = zipped(&tree(&[("report/a", "1"), ("report/b", "2")]), CompressionMethod::Stored);
    assert!(refused(&replaced(&twice, b"report/b", b"report/a")).contains("twice"));
}

#[test]
fn only_plain_files_are_unpacked() {
    let plain = pack(&tree(&[("report/a", "x")])).unwrap();
    // The bits of the file type, in the upper half of the attributes (0o100644 and 0o120777).
    let link = replaced(&plain, &[0, 0, 0xa4, 0x81], &[0, 0, 0xff, 0xa1]);
    assert_eq!(refused(&link), "\"report/a\" is a symbolic link");
    // Bit 0 of the flags says that a file is encrypted (APPNOTE 4.4.4).
    let mut encrypted = plain.clone();
    for (magic, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let place = plain.windows(4).position(|bytes| bytes == magic).unwrap();
        encrypted[place + flags] |= 1;
    }
    assert_eq!(refused(&encrypted), "\"report/a\" is encrypted");
}

#[test]
fn a_flipped_bit_or_a_cut_causes_no_panic_and_no_other_tree() {
    let tree = tree(&[("report/report.toml", "id = \"a\""), ("raportti.json", "{}")]);
    let archive = pack(&tree).unwrap();
    for at in 0..archive.len() {
        let mut other = archive.clone();
        other[at] ^= 1 << (at % 8);
        if let Ok(read) = unpack(&other) {
            let contents = |tree: &Tree| tree.values().cloned().collect::<Vec<_>>();
            assert_eq!(contents(&read), contents(&tree), "at byte {at}");
        }
        assert!(unpack(&archive[..at]).is_err(), "cut at byte {at}");
    }
}

#[test]
fn the_files_of_an_archive_are_limited() {
    let files = |count: usize| (0..count).map(|n| (format!("report/{n}"), Vec::new())).collect::<Tree>();
    assert!(pack(&files(MOST_FILES)).is_ok());
    assert_eq!(pack(&files(MOST_FILES + 1)).unwrap_err(), "there are more than 65534 files");
    // The end record of an archive, which has the number of entries (APPNOTE 4.3.16).
    let end = |count: usize| {
        let count = u16::try_from(count).unwrap().to_le_bytes();
        [b"PK\x05\x06\0\0\0\0", &count[..], &count, &[0; 10]].concat()
    };
    assert!(!refused(&end(MOST_FILES)).contains("more than"));
    assert_eq!(refused(&end(MOST_FILES + 1)), "the archive has more than 65534 files");
}

/// A large buffer of zeros takes no time, since its memory is never touched.
#[test]
fn the_size_of_an_archive_and_its_files_is_limited() {
    assert!(refused(&vec![0; LARGEST_ARCHIVE]).contains("no plain end"));
    assert_eq!(refused(&vec![0; LARGEST_ARCHIVE + 1]), "the archive is larger than 256 MiB");
    assert_eq!(check_sizes([("a", LARGEST_FILE)].into_iter()), Ok(LARGEST_FILE));
    let said = check_sizes([("b", 1), ("a", LARGEST_FILE + 1)].into_iter()).unwrap_err();
    assert_eq!(said, "`a` is larger than 256 MiB");
    let full = [("a", LARGEST_FILE), ("b", LARGEST_FILE), ("c", LARGEST_FILE), ("d", LARGEST_FILE)];
    assert_eq!(check_sizes(full.into_iter()), Ok(MOST_BYTES));
    let said = check_sizes(full.into_iter().chain([("e", 1)])).unwrap_err();
    assert_eq!(said, "the files are together larger than 1024 MiB");
    let tree = Tree::from([("report/a".to_owned(), vec![0; LARGEST_FILE as usize + 1])]);
    assert_eq!(pack(&tree).unwrap_err(), "`report/a` is larger than 256 MiB");
}

#[test]
fn the_unpacked_size_is_limited_by_the_packed_size() {
    let first = usize::try_from(ALWAYS_ALLOWED / RATIO).unwrap();
    assert_eq!([0, first].map(allowed), [ALWAYS_ALLOWED; 2]);
    assert_eq!(allowed(first + 1), RATIO * (first as u64 + 1));
    assert_eq!(allowed(LARGEST_ARCHIVE), MOST_BYTES);
    let zeros = |length: u64| Tree::from([("report/a".to_owned(), vec![0; length as usize])]);
    let edge = zeros(ALWAYS_ALLOWED);
    assert_eq!(unpack(&zipped(&edge, CompressionMethod::Deflated)).unwrap(), edge);
    let said = refused(&zipped(&zeros(ALWAYS_ALLOWED + 1), CompressionMethod::Deflated));
    assert_eq!(said, "`report/a` unpacks to more than this archive should hold");
}

#[test]
fn the_length_and_depth_of_a_path_are_limited() {
    let wide = |length: usize| format!("report/{}", vec!["a".repeat(200); 8].join("/"))[..length - 1].to_owned() + "x";
    assert!(is_path(&wide(LONGEST_PATH)));
    assert!(!is_path(&wide(LONGEST_PATH + 1)));
    let deep = |parts: usize| format!("report/{}a", "b/".repeat(parts - 2));
    assert!(is_path(&deep(DEEPEST_PATH)));
    assert!(!is_path(&deep(DEEPEST_PATH + 1)));
}
