//! The fonts of a project. System fonts are never used: with them, two machines would set different pages.

use typst::foundations::Bytes;
use typst::text::{Font, FontInfo};

use crate::files::{Overlay, Tree, builtin};

use super::sfnt;

/// The fonts that Typst may use.
pub struct FontStore(pub(super) typst_kit::fonts::FontStore);

/// The faces of these files, in their order, so that Typst's choice between equal ones is the same everywhere.
pub fn store<'a>(files: impl IntoIterator<Item = &'a FontFile>) -> FontStore {
    let mut store = typst_kit::fonts::FontStore::new();
    for font in files.into_iter().flat_map(|file| &file.fonts) {
        let info: FontInfo = font.info().clone();
        store.push((font.clone(), info));
    }
    FontStore(store)
}

/// A face in a font file.
pub struct Face {
    pub path: String,
    /// The full name, such as `Source Sans 3 SemiBold`.
    pub name: String,
    /// The version as the font states it.
    pub version: String,
}

/// Every face of the font files of the tree, in the order of the paths. A file that cannot be read as a font has none.
pub fn faces(tree: &Tree) -> Vec<Face> {
    let files = tree.iter().filter(|(path, _)| is_font(path));
    let faces = files.flat_map(|(path, bytes)| {
        parsed(bytes).map(move |face| {
            let text =
                |id| face.names().into_iter().filter(|name| name.name_id == id).find_map(|name| name.to_string());
            let name = text(ttf_parser::name_id::FULL_NAME).unwrap_or_default();
            Face { path: path.clone(), name, version: text(ttf_parser::name_id::VERSION).unwrap_or_default() }
        })
    });
    faces.collect()
}

/// The faces of a font file that can be read.
fn parsed(bytes: &[u8]) -> impl Iterator<Item = ttf_parser::Face<'_>> {
    (0..sfnt::faces(bytes)).filter_map(|index| ttf_parser::Face::parse(bytes, index).ok())
}

/// A font file as a whole.
pub struct FontFile {
    pub path: String,
    pub is_built_in: bool,
    /// Its faces, as Typst reads them.
    fonts: Vec<Font>,
    /// Why its licence forbids to distribute the file, if it does.
    pub kept: Option<&'static str>,
    /// Its fault, if it has one.
    pub fault: Option<String>,
}

impl FontFile {
    /// The families of its faces, as Typst knows them.
    pub fn families(&self) -> impl Iterator<Item = &str> {
        self.fonts.iter().map(|font| font.info().family.as_str())
    }
}

/// Every font file: those of the project in the order of the paths, then the program's. Typst takes the first of equal faces.
pub fn font_files(fonts: &Overlay) -> Vec<FontFile> {
    let is_own = |path: &String| fonts.own.contains_key(path);
    let of_file = |(path, bytes): (&String, &Vec<u8>)| FontFile {
        path: path.clone(),
        is_built_in: !is_own(path),
        fonts: (sfnt::faces(bytes) > 0).then(|| Font::iter(Bytes::new(bytes.clone()))).into_iter().flatten().collect(),
        kept: parsed(bytes).find_map(|face| kept(&face)),
        // A test checks the program's own fonts.
        fault: if builtin::is_own_font(path, bytes) { None } else { sfnt::fault(bytes) },
    };
    let (own, built_in): (Vec<_>, Vec<_>) =
        fonts.iter().filter(|(path, _)| is_font(path)).partition(|(path, _)| is_own(path));
    own.into_iter().chain(built_in).map(of_file).collect()
}

/// Whether a file beside the fonts is their licence, which travels with them.
pub fn is_licence(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_uppercase();
    ["OFL", "LICENCE", "LICENSE"].iter().any(|start| name.starts_with(start))
}

/// Why a font may not be distributed as a file (OpenType, table `OS/2`, “fsType”). Installable and editable embedding allow to install
/// it where the document is edited; preview and print only allows to view it; bitmaps only forbids to embed outlines.
fn kept(face: &ttf_parser::Face) -> Option<&'static str> {
    use ttf_parser::Permissions;
    // Without the table, the font is installable, as with a field of 0.
    face.tables().os2?;
    match face.permissions() {
        Some(Permissions::Installable | Permissions::Editable) => {
            (!face.is_outline_embedding_allowed()).then_some("its licence bits allow only bitmaps of it to be embedded")
        }
        Some(Permissions::PreviewAndPrint) => Some("its licence bits allow preview and print only"),
        Some(Permissions::Restricted) => Some("its licence bits forbid embedding"),
        None => Some("its licence bits contradict each other"),
    }
}

fn is_font(path: &str) -> bool {
    let extension = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    ["ttf", "otf", "ttc", "otc"].contains(&extension.as_str())
}

/// The font families of a store, sorted.
pub fn families(store: &FontStore) -> Vec<String> {
    store.0.book().families().map(|(name, _)| name.to_owned()).collect()
}

/// Whether any font of the store has a glyph for the character, or none is needed since it is invisible.
pub fn covers(store: &FontStore, character: char) -> bool {
    use icu::properties::{CodePointSetData, props::DefaultIgnorableCodePoint, props::WhiteSpace};
    let mut infos = (0..).map_while(|index| store.0.book().info(index));
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
        || CodePointSetData::new::<WhiteSpace>().contains(character)
        || infos.any(|info| info.coverage.contains(u32::from(character)))
}
