//! Proves the forms of file names, ids and versions at their edges, and suggestions for mistyped names.

use raportti::bounds::file::LONGEST_NAME;
use raportti::bounds::record::{LONGEST_ID, LONGEST_TOOL, LONGEST_VERSION};
use raportti::diagnostics::nearest::{nearest, same_file, stem};
use raportti::files::conflict::first_marker;
use raportti::files::form::*;
use raportti::files::names::*;

#[test]
fn names_that_some_system_cannot_hold_are_named() {
    let bad = [
        "CON",
        "con",
        "nul.txt",
        "NUL.tar.gz",
        "aux .md",
        "COM1",
        "lpt9.csv",
        "com¹",
        "CONIN$",
        "a.",
        "a ",
        "a:b",
        "a?",
        "a\u{7}",
        "a\\b",
        "..",
        "a|b",
        "a\u{202e}gnp.exe",
        "a\u{2028}b",
        "\u{feff}a",
    ];
    for name in bad {
        assert!(fault_of(name).is_some(), "{name:?}");
    }
    for name in ["CONTENTS.md", "com", "com10", "nullity.txt", "a.b", "ä", ".gitignore", "lpt.csv"] {
        assert_eq!(fault_of(name), None, "{name:?}");
    }
    assert_eq!(fault_of(&"a".repeat(LONGEST_NAME)), None);
    assert!(fault_of(&"a".repeat(LONGEST_NAME + 1)).is_some());
}

#[test]
fn a_mistyped_extension_is_found() {
    let meant = |name| meant_ending(name, &["toml", "csv"]);
    for slip in ["K1-a.TOML", "K1-a.tml", "K1-a.toml.txt", "K1-a.Toml.bak", "K1-a.tolm"] {
        assert_eq!(meant(slip).as_deref(), Some("K1-a.toml"), "{slip}");
    }
    assert_eq!(meant("a.b.CSV").as_deref(), Some("a.b.csv"));
    for other in ["K1-a.toml", "K1-a.txt", "K1-a", "a.docx", "toml"] {
        assert_eq!(meant(other), None, "{other}");
    }
    assert_eq!(meant_ending("a.fi.mp", &["md"]), None);
}

#[test]
fn names_that_are_one_file_on_some_system_fold_to_one() {
    assert_eq!(folded("kuvat/\u{e4}.svg"), folded("Kuvat/A\u{308}.SVG"));
    assert_eq!(folded("stra\u{df}e"), folded("STRASSE"));
    assert_ne!(folded("a"), folded("\u{e4}"));
}

#[test]
fn a_path_that_differs_in_case_form_or_slash_is_meant() {
    let there = ["report/kuvat/a.png", "report/kuvat/\u{e4}.png"];
    assert_eq!(meant("report/Kuvat/A.png", there), Some("report/kuvat/a.png"));
    assert_eq!(meant("report/kuvat\\a.png", there), Some("report/kuvat/a.png"));
    assert_eq!(meant("report/kuvat/a\u{308}.png", there), Some("report/kuvat/\u{e4}.png"));
    assert_eq!(meant("report/kuvat/b.png", there), None);
}

#[test]
fn paths_that_look_alike_are_meant() {
    let files = ["report/figures/Määrät.csv", "report/figures/b.csv"];
    assert_eq!(same_file("report\\figures\\ma\u{308}a\u{308}ra\u{308}t.CSV", files), Some(files[0]));
    assert_eq!(same_file("report/figures/c.csv", files), Some(files[1]));
    assert_eq!(same_file("report/elsewhere.png", files), None);
    for path in
        ["report//report/figures/b.csv", "report/figures/./b.csv", "report/../figures/B.csv", "report/tables/b.csv"]
    {
        assert_eq!(same_file(path, files), Some(files[1]), "{path}");
    }
}

/// An image in `figures/` was named without its folder, and no hint named the folder.
#[test]
fn a_file_of_the_same_name_in_another_folder_is_meant() {
    let files = ["report/figures/k.png", "report/photos/visits.png"];
    assert_eq!(same_file("report/k.png", files), Some(files[0]));
    assert_eq!(same_file("report/report/figures/K.png", files), Some(files[0]));
    assert_eq!(same_file("report/../photos\\visits.png", files), Some(files[1]));
    assert_eq!(same_file("report/vists.png", files), Some(files[1]));
    assert_eq!(["chapters/intro.en.md", "intro", "C:\\intro.md"].map(stem), ["intro"; 3]);
}

#[test]
fn near_words_are_meant_and_far_words_are_not() {
    assert_eq!(nearest("tittle", ["title", "text"]), Some("title"));
    assert_eq!(nearest("H21", ["H1", "H2", "J7"]), Some("H1"));
    assert_eq!(nearest("colour", ["title", "text"]), None);
}

#[test]
fn forms_have_their_edges() {
    let long = |length: usize| "a".repeat(length);
    assert!(is_id("uusimaa-tki") && is_id(&long(LONGEST_ID)) && !is_id(&long(LONGEST_ID + 1)));
    for wrong in ["", "-a", "A", "a b", "a\nb", "a\u{1b}[8m", "ä", "a/../b"] {
        assert!(!is_id(wrong), "{wrong:?}");
    }
    assert!(is_version("1.0.10") && !is_version("1.0") && !is_version("1.+0.0") && !is_version("1.0.0\n"));
    let padded = |length: usize| format!("{}.0.0", "1".repeat(length - 4));
    assert!(is_version(&padded(LONGEST_VERSION)) && !is_version(&padded(LONGEST_VERSION + 1)));
    assert!(is_tool_version("0.1.0") && is_tool_version("1.0.0-beta.2+5") && !is_tool_version("v1 \u{202e}"));
    assert!(is_tool_version(&"1".repeat(LONGEST_TOOL)) && !is_tool_version(&"1".repeat(LONGEST_TOOL + 1)));
    assert!(is_language("fi") && is_language("smn") && !is_language("f") && !is_language("fi-FI"));
    assert!(is_sha256(&"0f".repeat(32)) && !is_sha256(&"0F".repeat(32)) && !is_sha256("0f"));
    assert!(is_commit(&"a".repeat(40)) && is_commit(&"a".repeat(64)) && !is_commit(&"a".repeat(41)));
    assert!(is_build(&"0".repeat(32)) && !is_build("x"));
}

#[test]
fn only_markers_of_merges_are_found() {
    for (text, found) in [
        ("<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n", Some("<<<<<<< HEAD")),
        ("a\r\n<<<<<<< HEAD\r\na\r\n||||||| base\r\nc\r\n=======\r\nb\r\n>>>>>>> x\r\n", Some("<<<<<<< HEAD")),
        ("words\n<<<<<<<\n", Some("<<<<<<<")),
        ("a\n=======\nb\n>>>>>>> other\n", Some("=======")),
        ("Heading\n=======\n\nwords\n", None),
        (">>>>>>> a quotation\n", None),
        ("a\n>>>>>>> other\n", Some(">>>>>>> other")),
        ("a\n>>>>>>> 92af073 (A first line)\n", Some(">>>>>>> 92af073 (A first line)")),
        ("a\n||||||| base\n", Some("||||||| base")),
        ("||||||| a |\n", None),
        ("    <<<<<<< HEAD\n", None),
        ("<<<<<<<< eight\n", None),
        ("a <<<<<<< b", None),
    ] {
        assert_eq!(first_marker(text).map(|range| &text[range]), found, "{text:?}");
    }
}
