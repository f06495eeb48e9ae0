//! The fonts of a project. A system font is never used: it would make two machines set two reports.

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};
use typst_kit::fonts::FontStore;

use crate::data::read::Tree;

/// Loads every font file of the tree, in the order of the paths, so that the choice between equals is the same
/// everywhere.
pub fn load(tree: &Tree) -> FontStore {
    let mut store = FontStore::new();
    let files = tree.iter().filter(|(path, _)| is_font(path));
    for font in files.flat_map(|(_, bytes)| Font::iter(Bytes::new(bytes.clone()))) {
        let info: FontInfo = font.info().clone();
        store.push((font, info));
    }
    store
}

/// A face in a font file.
pub struct Face {
    pub path: String,
    /// What the face calls itself, such as `Source Sans 3 SemiBold`.
    pub name: String,
    /// Its version in its own words.
    pub version: String,
}

/// Every face of the font files of the tree, in the order of the paths. A file that is no font has none.
pub fn faces(tree: &Tree) -> Vec<Face> {
    let mut faces = Vec::new();
    for (path, bytes) in tree.iter().filter(|(path, _)| is_font(path)) {
        let count = ttf_parser::fonts_in_collection(bytes).unwrap_or(1);
        for face in (0..count).filter_map(|index| ttf_parser::Face::parse(bytes, index).ok()) {
            let said =
                |id| face.names().into_iter().filter(|name| name.name_id == id).find_map(|name| name.to_string());
            faces.push(Face {
                path: path.clone(),
                name: said(ttf_parser::name_id::FULL_NAME).unwrap_or_default(),
                version: said(ttf_parser::name_id::VERSION).unwrap_or_default(),
            });
        }
    }
    faces
}

fn is_font(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str())
}

/// The font families of a store, sorted.
pub fn families(store: &FontStore) -> Vec<String> {
    store.book().families().map(|(name, _)| name.to_owned()).collect()
}

/// Whether any font of the store has a glyph for the character, or none is needed since it is invisible.
pub fn covers(store: &FontStore, character: char) -> bool {
    use icu::properties::{CodePointSetData, props::DefaultIgnorableCodePoint, props::WhiteSpace};
    let invisible = CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || CodePointSetData::new::<WhiteSpace>().contains(character);
    if invisible {
        return true;
    }
    let mut index = 0;
    while let Some(info) = store.book().info(index) {
        if info.coverage.contains(u32::from(character)) {
            return true;
        }
        index += 1;
    }
    false
}
