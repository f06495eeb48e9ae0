//! Proves that a font file that is truncated or damaged, or has too many faces, is reported.

use raportti::bounds::font::MOST_FACES;
use std::sync::Arc;

use raportti::files::read::Tree;
use raportti::files::{Overlay, builtin};
use raportti::typeset::fonts::font_files;

/// The number of faces of a font that is not built in, and its fault.
fn read(bytes: &[u8]) -> (usize, Option<String>) {
    let tree = Tree::from([("fonts/somebody's.ttf".to_owned(), bytes.to_vec())]);
    let font = font_files(&Overlay::new(tree, &Arc::default())).remove(0);
    (font.families().count(), font.fault)
}

fn fault(bytes: &[u8]) -> Option<String> {
    read(bytes).1
}

#[test]
fn a_truncated_or_damaged_font_is_reported() {
    let fonts = builtin::fonts();
    let font = &fonts["fonts/SourceSans3_400Regular.ttf"];
    assert!(fonts.iter().filter(|(path, _)| path.ends_with(".ttf")).all(|(_, bytes)| fault(bytes).is_none()));
    for length in [0, 3, 5, 20, font.len() / 2, font.len() - 4] {
        assert!(fault(&font[..length]).is_some(), "cut at {length}");
    }
    for at in (400..font.len()).step_by(font.len() / 50) {
        let mut damaged = font.clone();
        damaged[at] ^= 1;
        // Padding between two tables is never read.
        assert!(fault(&damaged).is_some_and(|fault| fault.contains("checksum")), "byte {at}");
    }
    assert_eq!(fault(b"<html>").as_deref(), Some("it is no TrueType or OpenType font"));
    assert_eq!(fault(b"ttcf\0\x01\0\0\0\0\0\x01").as_deref(), Some("it is cut off"));
}

/// A collection that claims to have four thousand million faces crashed the program.
#[test]
fn the_faces_of_a_collection_are_limited() {
    /// The offset of the tables of a font, or of the offsets of the faces of a collection.
    const HEAD: usize = 12;
    let fonts = builtin::fonts();
    let font = &fonts["fonts/SourceSans3_400Regular.ttf"];
    let collection = |count: usize, said: u32| {
        let offset = u32::try_from(HEAD + 4 * count).unwrap().to_be_bytes();
        let mut bytes = [b"ttcf\0\x01\0\0", &said.to_be_bytes()[..], &offset.repeat(count)].concat();
        // Offsets of tables count from the start of the file.
        let mut face = font.clone();
        for entry in (0..usize::from(font[5])).map(|index| HEAD + 16 * index + 8) {
            let place = u32::from_be_bytes(face[entry..entry + 4].try_into().unwrap());
            face[entry..entry + 4].copy_from_slice(&(place + bytes.len() as u32).to_be_bytes());
        }
        bytes.extend(face);
        read(&bytes)
    };
    let most = u32::try_from(MOST_FACES).unwrap();
    assert_eq!(collection(MOST_FACES, most), (MOST_FACES, None));
    let too_many = Some(format!("it has more than {MOST_FACES} faces"));
    assert_eq!(collection(MOST_FACES + 1, most + 1), (0, too_many.clone()));
    assert_eq!(collection(1, u32::MAX), (0, too_many));
    assert_eq!(read(b"ttcf\0\x01\0\0\0\0\0\x09\0\0\0\x0c"), (0, Some("it is cut off".to_owned())));
}
