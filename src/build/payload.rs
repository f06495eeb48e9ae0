//! The parts of a project that its PDFs and releases carry: computed from its files alone, so that they are the same for each
//! language and edition, and known before anything is set.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use crate::diagnostics::Files;
use crate::files::{Overlay, Source, Tree, digest, overlay};
use crate::merge::brand::named_faces;
use crate::model::load::{self, bundle::Bundle, report_file};
use crate::model::{Item, typed::Report};
use crate::typeset::fonts::{self, FontFile};
use crate::typeset::needs::Needs;

/// The payload, the same for each language and edition.
pub struct Payload {
    /// Whether screen editions carry the source.
    pub embeds: bool,
    /// The templates that are used, built-in ones included: nothing else is read.
    pub templates: Arc<Tree>,
    /// The font files whose families the templates name, and their licences.
    pub fonts: Arc<Tree>,
    /// Fonts that are used but may not be distributed, with their SHA-256.
    pub kept_fonts: BTreeMap<String, String>,
    /// Files that are not carried, by their paths in the project, with the reason.
    pub excluded: BTreeMap<String, &'static str>,
    pub needs: Needs,
    /// Every font file of the project.
    pub font_files: Arc<Vec<FontFile>>,
    /// Files of the report that are not carried.
    left_out: BTreeSet<String>,
    /// The used files of the project's own look; `None` where they are all as the program has them.
    own: [Option<Tree>; 2],
    /// The built-in templates, and the built-in fonts if one of them is used.
    built_in: [Option<Arc<Tree>>; 2],
    report: Arc<Tree>,
    /// Expensive copies and hashes, needed only for a finished PDF and a release.
    packed: OnceLock<Packed>,
}

/// The published form of the payload.
pub struct Packed {
    /// The source that a screen edition carries, unless the report says `embed = "none"`.
    pub source: Source,
    /// The digests of the built-in templates and fonts that it rests on.
    pub templates_digest: Option<String>,
    pub fonts_digest: Option<String>,
}

impl Payload {
    pub fn of(report: &Arc<Tree>, look: [&Overlay; 2], font_files: Arc<Vec<FontFile>>) -> Self {
        let [templates, fonts] = look;
        let head = report_file::head(report);
        let bundle = Bundle::of(head.as_ref().map(Report), report);
        let needs = needs(head.as_ref(), templates, report);
        let needed_templates = restricted(templates, |path| needs.templates.contains(path));
        let named = named(&font_files, &needs);
        let used_fonts = restricted(fonts, |path| named.contains_key(path) || fonts::is_licence(path));
        let of_project = named.values().filter(|file| fonts.is_changed(&file.path));
        let kept: BTreeMap<String, &str> =
            of_project.filter_map(|file| Some((file.path.clone(), file.kept?))).collect();
        let kept_fonts = kept.keys().map(|path| (path.clone(), digest::of(&used_fonts[path]))).collect();
        let without = |folder: &Overlay, used: &Tree, reason| -> Vec<(String, &str)> {
            let off: Vec<&str> = folder.switched_off().collect();
            let is_note = |path: &str| path == overlay::TAKEN || off.contains(&path);
            let unused = folder.own.keys().filter(|path| !used.contains_key(*path) && !is_note(path));
            unused.map(|path| (path.clone(), reason)).collect()
        };
        let mut excluded: BTreeMap<String, &str> =
            bundle.left_out.keys().map(|path| (path.clone(), "`leave_out` names it")).collect();
        excluded.extend(without(templates, &needed_templates, "no used template reads it"));
        excluded.extend(without(fonts, &used_fonts, "no template names its family"));
        excluded.extend(kept);

        let own = [own_of(templates, &needed_templates), own_of(fonts, &used_fonts)];
        let uses_built_in = named.keys().any(|path| !fonts.own.contains_key(*path)) || own[1].is_none();
        let built_in = [Some(templates.built_in.clone()), uses_built_in.then(|| fonts.built_in.clone())];
        // Files that the report uses may be left out only if no PDF carries the source; a release includes them all the same.
        let used = if bundle.embeds || bundle.left_out.is_empty() {
            BTreeSet::new()
        } else {
            let model = load::load(report, &mut Files::default(), &mut Vec::new());
            model.map(|model| model.used(report)).unwrap_or_default()
        };
        Self {
            embeds: bundle.embeds,
            templates: needed_templates,
            fonts: used_fonts,
            kept_fonts,
            excluded,
            needs,
            font_files,
            left_out: bundle.left_out.into_keys().filter(|path| !used.contains(path)).collect(),
            own,
            built_in,
            report: report.clone(),
            packed: OnceLock::new(),
        }
    }

    /// The published form of the payload, computed once.
    pub fn packed(&self) -> &Packed {
        self.packed.get_or_init(|| {
            let [templates, fonts] = self.own.clone();
            let carried = |fonts: Tree| fonts.into_iter().filter(|(path, _)| !self.kept_fonts.contains_key(path));
            let source = Source {
                report: self.report.iter().filter(|(path, _)| !self.left_out.contains(*path)).map(owned).collect(),
                templates,
                fonts: fonts.map(|fonts| carried(fonts).collect()),
                since: Tree::new(),
            };
            let [templates_digest, fonts_digest] =
                self.built_in.each_ref().map(|tree| tree.as_ref().map(|tree| digest::of_tree(tree)));
            Packed { source, templates_digest, fonts_digest }
        })
    }

    /// Whether the payload includes a file of the report.
    pub fn includes(&self, path: &str) -> bool {
        self.report.contains_key(path) && !self.left_out.contains(path)
    }
}

/// The files that the templates need; for every part and language if those of the report cannot be read.
fn needs(head: Option<&Item>, templates: &Tree, report: &Tree) -> Needs {
    let all = |folder: &str, ending: &str| -> Vec<String> {
        let names = templates.keys().filter_map(|path| path.strip_prefix(folder)?.strip_suffix(ending));
        names.map(str::to_owned).collect()
    };
    let (parts, languages) = match head.map(Report) {
        Some(head) => (
            head.parts().iter().map(|part| part.value.clone()).collect(),
            head.languages().iter().map(ToString::to_string).collect(),
        ),
        None => (all("templates/parts/", ".typ"), all("templates/labels/", ".toml")),
    };
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let faces = head.and_then(|head| Report(head).brand()).map(named_faces).unwrap_or_default();
    let faces = faces.into_iter().map(|(_, family)| family.value.to_lowercase());
    Needs::of(templates, report, &parts, &languages).with_families(faces)
}

/// The font files whose families the templates name, by their paths.
fn named<'f>(files: &'f [FontFile], needs: &Needs) -> BTreeMap<&'f str, &'f FontFile> {
    let named = files.iter().filter(|file| file.families().any(|family| needs.names_family(family)));
    named.map(|file| (file.path.as_str(), file)).collect()
}

/// The used files of the project and those that switch one of the program's off, unless they are all as the program has them.
fn own_of(folder: &Overlay, used: &Tree) -> Option<Tree> {
    let off = || folder.switched_off().filter_map(|path| folder.own.get_key_value(path));
    let own = || used.iter().filter(|(path, _)| folder.own.contains_key(*path)).chain(off());
    own().any(|(path, _)| folder.is_changed(path)).then(|| own().map(owned).collect())
}

/// The files of a tree that pass; the tree itself if all do.
fn restricted(tree: &Arc<Tree>, passes: impl Fn(&str) -> bool) -> Arc<Tree> {
    if tree.keys().all(|path| passes(path)) {
        return tree.clone();
    }
    Arc::new(tree.iter().filter(|(path, _)| passes(path)).map(owned).collect())
}

fn owned((path, bytes): (&String, &Vec<u8>)) -> (String, Vec<u8>) {
    (path.clone(), bytes.clone())
}
