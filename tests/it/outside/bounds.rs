//! Proves each limit on PDFs, manifests of releases, threads and pictures at its edge, and on revisions of git: the maximum is accepted, one more is not.

use std::fs;
use std::path::Path;

use gix::objs::tree::{Entry, EntryKind};
use lopdf::{Document, Object, Stream, dictionary};
use raportti::bounds::archive::{LONGEST_PATH, MOST_FILES as MOST_OUTPUTS};
use raportti::bounds::pdf::{DEEPEST_NAMES, LARGEST_PDF, MOST_FILES};
use raportti::bounds::record::{LONGEST_EXTRACT, LONGEST_FILTER, LONGEST_MANIFEST, MOST_CHOSEN};
use raportti::bounds::revision::{DEEPEST_PATH, LARGEST_INDEX, LARGEST_RULES, MOST_ENTRIES};
use raportti::bounds::work::MOST_THREADS;
use raportti::build::release::too_large;
use raportti::files::git_files::{Checked, check_own};
use raportti::files::revision;
use raportti::files::{ExtractRecord, Tree};
use raportti::publish::pdf_fault::Fault;
use raportti::publish::release::recorded;
use raportti::publish::source::{archive, beside, pages};
use raportti::typeset::picture::scale;
use raportti::typeset::thread::pool_size;

/// A PDF with a number of associated files, and one more whose name is at a depth of the name tree.
fn with_files(associated: usize, depth: usize) -> Vec<u8> {
    let mut document = Document::with_version("1.7");
    let stream = document.add_object(Stream::new(dictionary! {}, b"zip".to_vec()));
    let mut file = |name: &str| {
        let name = Object::string_literal(name);
        document.add_object(dictionary! { "F" => name, "EF" => dictionary! { "F" => stream } })
    };
    let (other, own) = (file("a.csv"), file("a-source.zip"));
    let leaf = dictionary! { "Names" => vec![Object::string_literal("a"), own.into()] };
    let names = (0..depth).fold(leaf, |below, _| {
        let below = document.add_object(below);
        dictionary! { "Kids" => vec![below.into()] }
    });
    let catalog = document.add_object(dictionary! {
        "Type" => "Catalog", "AF" => vec![Object::Reference(other); associated],
        "Names" => dictionary! { "EmbeddedFiles" => names },
    });
    document.trailer.set("Root", catalog);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// A large buffer of zeros takes no time, since its memory is never touched.
#[test]
fn the_size_of_a_pdf_is_limited() {
    assert_eq!(archive(&vec![0; LARGEST_PDF]), Err(Fault::NotPdf));
    assert_eq!(archive(&vec![0; LARGEST_PDF + 1]), Err(Fault::TooLarge));
    assert_eq!(pages(&vec![0; LARGEST_PDF + 1]), None);
    assert_eq!(beside(&vec![0; LARGEST_PDF + 1]), Err(Fault::TooLarge));
}

#[test]
fn the_number_of_associated_files_is_limited() {
    assert_eq!(archive(&with_files(MOST_FILES - 1, 0)).as_deref(), Ok(&b"zip"[..]));
    let fault = Fault::TooMuch("it lists too many files");
    assert_eq!(archive(&with_files(MOST_FILES, 0)), Err(fault));
}

#[test]
fn the_depth_of_the_name_tree_is_limited() {
    assert_eq!(archive(&with_files(0, DEEPEST_NAMES)).as_deref(), Ok(&b"zip"[..]));
    assert_eq!(archive(&with_files(0, DEEPEST_NAMES + 1)), Err(Fault::NoSource));
}

#[test]
fn the_length_of_a_manifest_is_limited() {
    assert_eq!(recorded(&vec![0; LONGEST_MANIFEST + 1]), Err("it is too long".to_owned()));
    assert_ne!(recorded(&vec![0; LONGEST_MANIFEST]), Err("it is too long".to_owned()));
}

#[test]
fn outputs_of_a_manifest_and_their_paths_are_limited() {
    let with = |count: usize, length: usize| {
        let output = format!(r#"{{"path":"{}"}}"#, "a".repeat(length));
        let outputs = vec![output; count].join(",");
        let tool = format!(r#"{{"raportti":"1.0.0","build":"{}","typst":"0.15.1"}}"#, "0".repeat(32));
        let text =
            format!(r#"{{"format":1,"report":{{"id":"a","version":"1.0.0"}},"tool":{tool},"outputs":[{outputs}]}}"#);
        recorded(text.as_bytes()).map(|recorded| recorded.outputs.len())
    };
    assert_eq!(with(1, LONGEST_PATH), Ok(1));
    assert_eq!(with(1, LONGEST_PATH + 1), Err("an output has no `path`".to_owned()));
    assert_eq!(with(MOST_OUTPUTS, 1), Ok(MOST_OUTPUTS));
    assert_eq!(with(MOST_OUTPUTS + 1, 1), Err("it lists too many files".to_owned()));
}

/// A git tree whose entries have these names and one kind.
fn tree_of(git: &gix::Repository, kind: EntryKind, oid: gix::ObjectId, names: &[String]) -> gix::ObjectId {
    let entry = |name: &String| Entry { mode: kind.into(), filename: name.as_str().into(), oid };
    git.write_object(gix::objs::Tree { entries: names.iter().map(entry).collect() }).unwrap().detach()
}

/// A number of names in the order of git.
fn names(count: usize) -> Vec<String> {
    (0..count).map(|n| format!("{n:04}")).collect()
}

/// The fault of the size of a revision.
fn said_of_size(git: &gix::Repository, tree: gix::ObjectId) -> Option<String> {
    let tree = git.find_object(tree).unwrap().into_tree();
    revision::check_size(git, &tree).err().map(|fault| fault.to_string())
}

/// `.gitattributes` is read with a revision, in whichever folder it is.
#[test]
fn the_size_of_gitattributes_of_a_revision_is_limited() {
    let folder = tempfile::tempdir().unwrap();
    let git = gix::init(folder.path()).unwrap();
    let said = |name: &str, length: u64| {
        let blob = git.write_blob(vec![b'\n'; usize::try_from(length).unwrap()]).unwrap().detach();
        let inner = tree_of(&git, EntryKind::Blob, blob, &[name.to_owned()]);
        said_of_size(&git, tree_of(&git, EntryKind::Tree, inner, &["a".to_owned()]))
    };
    assert_eq!(said(".gitattributes", LARGEST_RULES), None);
    let large = said(".gitattributes", LARGEST_RULES + 1).unwrap();
    assert_eq!(large, "`a/.gitattributes` has 17 MB; a file has at most 17 MB");
    assert_eq!(said("other", LARGEST_RULES + 1), None);
}

/// `verify` can read everything that `release` makes: both have the limit `LARGEST_RELEASE`.
#[test]
fn a_release_is_no_larger_than_one_that_can_be_verified() {
    let files = Tree::from([("a.pdf".to_owned(), vec![0; 7]), ("b.pdf".to_owned(), vec![0; 3])]);
    assert!(too_large(&files, 10).is_none() && too_large(&files, 9).is_some());
}

/// A thousand folders that are one tree of 999 files are a million entries: each place counts, though the tree is read once.
#[test]
fn a_revision_has_most_entries() {
    let folder = tempfile::tempdir().unwrap();
    let git = gix::init(folder.path()).unwrap();
    let blob = git.write_blob("x").unwrap().detach();
    let said = |folders: usize, files: usize| {
        let inner = tree_of(&git, EntryKind::Blob, blob, &names(files));
        said_of_size(&git, tree_of(&git, EntryKind::Tree, inner, &names(folders)))
    };
    assert_eq!(1_000 * 999 + 1_000, MOST_ENTRIES);
    assert_eq!(said(1_000, 999), None);
    assert!(said(1_001, 999).unwrap().starts_with("there are more than 1000000 files"));
}

/// A folder that is known from one place may lie too deep in another.
#[test]
fn a_revision_has_a_deepest_path() {
    let folder = tempfile::tempdir().unwrap();
    let git = gix::init(folder.path()).unwrap();
    let within =
        |tree, folders: usize| (0..folders).fold(tree, |tree, _| tree_of(&git, EntryKind::Tree, tree, &names(1)));
    let low =
        within(tree_of(&git, EntryKind::Blob, git.write_blob("x").unwrap().detach(), &names(1)), DEEPEST_PATH / 2);
    let said = |folders: usize| {
        let [here, there] = [(low, "here"), (within(low, folders), "there")].map(|(oid, name)| Entry {
            mode: EntryKind::Tree.into(),
            filename: name.into(),
            oid,
        });
        let tree = gix::objs::Tree { entries: vec![here, there] };
        said_of_size(&git, git.write_object(tree).unwrap().detach())
    };
    assert_eq!(said(DEEPEST_PATH / 2 - 1), None);
    assert!(said(DEEPEST_PATH / 2).unwrap().contains("lies below more than 128 others"));
}

#[test]
fn the_environment_asks_for_so_many_threads() {
    let most = MOST_THREADS.to_string();
    let more = (MOST_THREADS + 1).to_string();
    let asked =
        [None, Some("1"), Some(&most), Some(&more), Some("0"), Some("-1"), Some("many"), Some("99999999999999999999")];
    let given = asked.map(|asked| pool_size(asked, 3));
    assert_eq!(given, [3, 1, MOST_THREADS, MOST_THREADS, 3, 3, 3, 3]);
    assert_eq!(pool_size(None, MOST_THREADS + 1), MOST_THREADS);
}

/// The most is `MOST_PIXELS` in the preview; the width that is asked for holds up to there.
#[test]
fn a_picture_has_most_pixels() {
    let most = 10_000.0;
    let pixels = |width: u32| 100.0 * 400.0 * scale(width, 100.0, 400.0, most).powi(2);
    assert!((pixels(50) - most).abs() < 1e-6, "a width of 50 has just so many");
    assert!(pixels(49) < most - 1.0);
    assert!((pixels(51) - most).abs() < 1e-6 && (pixels(u32::MAX) - most).abs() < 1e-6);
}

/// A file without blocks on the disk.
fn write_empty(path: &Path, length: u64) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::File::create(path).unwrap().set_len(length).unwrap();
}

#[test]
fn what_git_keeps_of_itself_has_a_largest_size() {
    let folder = tempfile::tempdir().unwrap();
    let rules = ["HEAD", "config", "config.worktree", "commondir", "info/attributes", "info/exclude"];
    let lists = ["shallow", "packed-refs", "index"];
    for (name, most) in
        rules.map(|name| (name, LARGEST_RULES)).into_iter().chain(lists.map(|name| (name, LARGEST_INDEX)))
    {
        let path = folder.path().join(name);
        write_empty(&path, most);
        assert_eq!(check_own(folder.path()), Ok(()), "{name}");
        write_empty(&path, most + 1);
        let said = check_own(folder.path()).unwrap_err();
        assert!(said.contains(name) && said.ends_with(" MiB"), "{said}");
        fs::remove_file(&path).unwrap();
    }
}

/// `release` waited for a pipe in the place of `.gitattributes` without end.
#[cfg(unix)]
#[test]
fn rules_are_plain_files_of_a_largest_size() {
    let folder = tempfile::tempdir().unwrap();
    let said = || Checked::default().check_rules(folder.path(), "a/b/c.toml");
    for (name, place) in [(".gitattributes", "a"), (".gitignore", "")] {
        let path = folder.path().join(place).join(name);
        write_empty(&path, LARGEST_RULES);
        assert_eq!(said(), Ok(()));
        write_empty(&path, LARGEST_RULES + 1);
        assert!(said().unwrap_err().contains("is larger than 16 MiB"));
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("/dev/zero", &path).unwrap();
        assert!(said().unwrap_err().ends_with(&format!("{name}` is not a plain file")));
        fs::remove_file(&path).unwrap();
        let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
        assert!(said().unwrap_err().ends_with(&format!("{name}` is not a plain file")));
        fs::remove_file(&path).unwrap();
    }
}

/// The record of an extract, as a stranger may have made it.
#[test]
fn the_record_of_an_extract_is_limited() {
    let sum = "0".repeat(64);
    let text = |filter: &str| {
        format!(
            r#"{{"format":1,"tool":{{"version":"0.1.0"}},"report":{{"id":"x","version":"1.0.0"}},"language":"en","edition":"screen","extract":{filter},"sha256":{{"source":"{sum}"}}}}"#
        )
    };
    let record = |filter: &str| ExtractRecord::read(text(filter).as_bytes());
    assert_eq!(record("{}").unwrap().only, Vec::<String>::new());
    let long = |length: usize| ExtractRecord::read((text("{}") + &" ".repeat(length - text("{}").len())).as_bytes());
    assert!(long(LONGEST_EXTRACT).is_ok());
    assert_eq!(long(LONGEST_EXTRACT + 1), Err("it is too long".to_owned()));
    let condition = |length: usize| record(&format!(r#"{{"where":"{}"}}"#, "x".repeat(length)));
    assert!(condition(LONGEST_FILTER).is_ok());
    assert!(condition(LONGEST_FILTER + 1).is_err());
    let only = |count: usize| record(&format!(r#"{{"only":[{}]}}"#, vec![r#""F1""#; count].join(",")));
    assert_eq!(only(MOST_CHOSEN).unwrap().only.len(), MOST_CHOSEN);
    assert!(only(MOST_CHOSEN + 1).is_err());
    assert!(record("{\"for\":\"A\\u001b[2J\"}").is_err(), "a control character would reach the terminal");
}
