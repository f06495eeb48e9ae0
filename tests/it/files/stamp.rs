//! Proves how the file is read that records which outputs are up to date.

use raportti::bounds::build::LARGEST_STAMP;
use raportti::files::Tree;
use raportti::publish::output;
use raportti::publish::stamp::{FILE, Stamps, fingerprint};

/// Anything may be in the output folder, for example a large file from a repository. Without a valid file everything is built again.
#[test]
fn the_size_of_a_stamp_file_is_limited() {
    let folder = tempfile::tempdir().unwrap();
    let read = |length: u64| {
        let mut stamps = Stamps::default();
        stamps.set("a.pdf", "inputs", b"output", 1);
        let mut json = serde_json::to_vec(&stamps).unwrap();
        json.resize(usize::try_from(length).unwrap(), b' ');
        output::write(&folder.path().join(FILE), &json).unwrap();
        serde_json::to_string(&Stamps::read(folder.path())).unwrap().matches("a.pdf").count()
    };
    assert_eq!((read(LARGEST_STAMP), read(LARGEST_STAMP + 1)), (1, 0));
}

#[test]
fn files_paths_the_tool_and_options_change_the_fingerprint() {
    let tree = |path: &str, text: &str| Tree::from([(path.to_owned(), text.as_bytes().to_vec())]);
    let prints = [
        fingerprint([&tree("a", "b")], &["tool 1", "fi"]),
        fingerprint([&tree("a", "c")], &["tool 1", "fi"]),
        fingerprint([&tree("b", "b")], &["tool 1", "fi"]),
        fingerprint([&tree("a", "b")], &["tool 2", "fi"]),
        fingerprint([&tree("a", "b")], &["tool 1", "sv"]),
        fingerprint([&tree("a", "b")], &["tool 1f", "i"]),
        fingerprint([&Tree::new()], &["tool 1", "fi", "a", "b"]),
    ];
    let different: std::collections::HashSet<&String> = prints.iter().collect();
    assert_eq!(different.len(), prints.len());
}
