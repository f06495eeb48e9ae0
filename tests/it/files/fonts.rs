//! Proves that a font file which is cut off or damaged is noticed.

use raportti::files::builtin;
use raportti::files::read::Tree;
use raportti::typeset::fonts::font_files;

/// What is wrong with the bytes of a font that is not the program's own.
fn fault(bytes: &[u8]) -> Option<String> {
    let tree = Tree::from([("fonts/somebody's.ttf".to_owned(), bytes.to_vec())]);
    font_files(&tree).remove(0).fault
}

#[test]
fn a_font_that_is_cut_off_or_has_a_flipped_bit_is_reported() {
    let fonts = builtin::fonts();
    let font = &fonts["fonts/SourceSans3_400Regular.ttf"];
    assert!(fonts.iter().filter(|(path, _)| path.ends_with(".ttf")).all(|(_, bytes)| fault(bytes).is_none()));
    for length in [0, 3, 5, 20, font.len() / 2, font.len() - 4] {
        assert!(fault(&font[..length]).is_some(), "cut at {length}");
    }
    for at in (400..font.len()).step_by(font.len() / 50) {
        let mut damaged = font.clone();
        damaged[at] ^= 1;
        // Between two tables stands what nothing reads.
        assert!(fault(&damaged).is_some_and(|fault| fault.contains("checksum")), "byte {at}");
    }
    assert_eq!(fault(b"<html>").as_deref(), Some("it is no TrueType or OpenType font"));
    assert_eq!(fault(b"ttcf\0\x01\0\0\0\0\0\x01").as_deref(), Some("it is cut off"));
}
