//! The built-in templates, fonts, starter reports and press profile.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use include_dir::{Dir, include_dir};

use crate::bounds::file::LARGEST_TEXT;

use super::{Overlay, Tree, read};

static TEMPLATES: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates");
static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/fonts");
static STARTERS: Dir = include_dir!("$CARGO_MANIFEST_DIR/src/files/starter");

/// The ICC profile FOGRA39L, coated; `profiles/LICENCE-FOGRA39L.txt` is its licence.
pub static PROFILE: &[u8] = include_bytes!("profiles/FOGRA39L_coated.icc");

/// `templates/` as it was when the program was built.
pub fn templates() -> &'static Arc<Tree> {
    static TREE: LazyLock<Arc<Tree>> = LazyLock::new(|| Arc::new(tree(&TEMPLATES, "templates")));
    &TREE
}

/// `fonts/` as it was when the program was built.
pub fn fonts() -> &'static Arc<Tree> {
    static TREE: LazyLock<Arc<Tree>> = LazyLock::new(|| Arc::new(tree(&FONTS, "fonts")));
    &TREE
}

/// The templates of a project that has none of its own.
pub fn look() -> Overlay {
    Overlay::new(Tree::new(), templates())
}

/// Whether a folder has the source of the program: its `templates/` and `fonts/` are then those that are built in, and not a project's own.
pub fn is_source(folder: &Path) -> bool {
    let manifest = read::file(&folder.join("Cargo.toml"), LARGEST_TEXT).ok();
    let manifest = manifest.and_then(|bytes| String::from_utf8(bytes).ok()?.parse::<toml::Table>().ok());
    let name = manifest.as_ref().and_then(|manifest| manifest.get("package")?.get("name")?.as_str());
    name == Some(env!("CARGO_PKG_NAME"))
}

/// Whether a font file is an unchanged built-in one.
pub fn is_own_font(path: &str, bytes: &[u8]) -> bool {
    let own = path.strip_prefix("fonts/").and_then(|path| FONTS.get_file(path));
    own.is_some_and(|own| own.contents() == bytes)
}

/// `report/` of a starter in each of its languages, and its `words.toml`.
pub fn starter(name: &str) -> (Tree, String) {
    let report = STARTERS.get_dir(format!("{name}/report")).expect("each starter has a report");
    let words = STARTERS.get_file(format!("{name}/words.toml")).and_then(|file| file.contents_utf8());
    (tree(report, "report"), words.expect("each starter has its words").to_owned())
}

fn tree(folder: &Dir, prefix: &str) -> Tree {
    let root = folder.path();
    let mut files = Tree::new();
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            let path = file.path().strip_prefix(root).expect("a file is below its folder");
            let path = path.to_str().expect("the paths in this repository are UTF-8").replace('\\', "/");
            files.insert(format!("{prefix}/{path}"), file.contents().to_owned());
        }
    }
    files
}
