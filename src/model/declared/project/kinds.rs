//! Kinds of a report, and what it says of built-in ones: where they stand, what they are called, how chapters group and sort them.

use crate::bounds::model::MOST_KINDS;
use crate::diagnostics::{Code, nearest};
use crate::model::declared::{Declaration, TYPST_KEYWORDS, Type};

use super::super::KindId;
use super::{Merge, Name, Section};

/// The heading of what every kind with a folder has.
pub(super) const ITEM: &str = "item";
/// Names of headings that are no kinds.
const RESERVED: [&str; 3] = ["vocabulary", "form", ITEM];
/// Folders and names of the project and its templates, and the parts that no kind is.
const TAKEN: [&str; 25] = [
    "report",
    "parts",
    "attachments",
    "announcement",
    "chapters",
    "labels",
    "text",
    "model",
    "cover",
    "back-cover",
    "imprint",
    "description",
    "contents",
    "implementation",
    "summary-page",
    "by-addressee",
    "overview",
    "answers",
    "follow-up",
    "matrix",
    "figure-data",
    "changes",
    "comments",
    "source",
    "file",
];
/// The kinds without which there is no report.
const NEEDED: [&str; 3] = ["report", "withdrawals", "withdrawn"];

impl<'a> Merge<'a> {
    /// The headings of kinds, in the order of the file, up to the greatest number of them.
    pub(super) fn own_kinds(&self) -> Vec<(Name<'a>, Section<'a>)> {
        self.headings().take(MOST_KINDS).collect()
    }

    fn headings(&self) -> impl Iterator<Item = (Name<'a>, Section<'a>)> + use<'a> {
        self.root.sections().filter(|(name, _)| !RESERVED.contains(&name.text))
    }

    /// The first `most` of some declarations. What comes behind them is reported at the first of it.
    pub(super) fn at_most(
        &mut self,
        most: usize,
        what: &str,
        all: impl Iterator<Item = (Name<'a>, Section<'a>)>,
    ) -> Vec<(Name<'a>, Section<'a>)> {
        let mut all: Vec<_> = all.collect();
        if let Some((name, _)) = all.get(most) {
            let message = format!("there are {} {what}, and a report has at most {most}", all.len());
            let hint = "leave out what no item needs";
            self.fault(Code::UnsoundDeclaration, name.place, message, Some(hint.to_owned()));
            all.truncate(most);
        }
        all
    }

    pub(super) fn kinds(&mut self) {
        for (name, section) in self.at_most(MOST_KINDS, "kinds", self.headings()) {
            let exists = self.declarations.find(name.text).is_some();
            if !self.is_free(name, "the name of a kind", |_| exists) {
                continue;
            }
            if !exists {
                let number = self.declarations.kinds.len();
                self.declarations.index.insert(name.text.to_owned(), KindId(number as u16));
                self.declarations.kinds.push(Declaration::new(number, name.text));
            }
            self.kind(name, section, !exists);
        }
    }

    /// Whether a report can call something this: it is well formed, not reserved, and not the name of a type of another sort. `is_own_sort` says whether it
    /// is known as what it is about to be.
    pub(super) fn is_free(&mut self, name: Name, what: &str, is_own_sort: impl Fn(&Self) -> bool) -> bool {
        let hint = "use small letters from a to z, digits, `-` and `_`, and begin with a letter";
        if !self.is_well_formed(name, what, &['-', '_'], hint) {
            return false;
        }
        let text = name.text;
        let other = match () {
            () if RESERVED.contains(&text) => Some("a heading of its own"),
            () if Type::named(text).is_some() => Some("a type of values"),
            () if is_own_sort(self) => None,
            () if self.vocabulary_number(text).is_some() => Some("a vocabulary"),
            () if self.form_number(text).is_some() => Some("a form"),
            () if self.declarations.find(text).is_some() => Some("a kind"),
            () => None,
        };
        if let Some(other) = other {
            let hint = format!("give it another name, such as `own-{text}`");
            self.fault(Code::TakenName, name.place, format!("`{text}` is already {other}"), Some(hint));
        }
        other.is_none()
    }

    fn kind(&mut self, name: Name<'a>, section: Section<'a>, is_new: bool) {
        let source = self.source().to_string();
        let number = self.declarations.find(name.text).expect("it was just added").number;
        if section.flag("used") == Some(false) {
            self.leave_out_kind(name, section);
        }
        let text = |key: &str| section.string(key).map(|it| it.text.to_owned());
        let strings =
            |key: &str| section.strings(key).map(|all| all.iter().map(|it| it.text.to_owned()).collect::<Vec<_>>());
        let (folder, file) = (self.folder(name, section), self.own_file(name, section));
        let collection = self.collection(name, section);
        let id = self.id_form(section);
        let kind = &mut self.declarations.kinds[number];
        let had_place = kind.folder.is_some();
        if let Some(folder) = folder {
            kind.folder = Some(folder.to_owned());
            if kind.collection.is_empty() || kind.collection == kind.key {
                kind.collection = folder.replace('-', "_");
            }
        }
        kind.file = file.map(str::to_owned).or(kind.file.take());
        kind.collection = collection.map(str::to_owned).unwrap_or(std::mem::take(&mut kind.collection));
        kind.id = id.or(kind.id.take());
        kind.doc = text("doc").unwrap_or(std::mem::take(&mut kind.doc));
        kind.printed = section.flag("printed").unwrap_or(kind.printed);
        kind.group = text("group").or(kind.group.take());
        kind.sort = text("sort").or(kind.sort.take());
        kind.state = strings("state").unwrap_or(std::mem::take(&mut kind.state));
        for (names, key) in [(&mut kind.name, "name"), (&mut kind.plural, "plural")] {
            *names = section.names(key, &source).unwrap_or(std::mem::take(names));
        }
        for (heading, value) in section.section("columns").into_iter().flat_map(Section::entries) {
            let ways = section.list(value).unwrap_or_else(|| section.name(value).into_iter().collect());
            let ways = ways.iter().map(|way| way.text.to_owned()).collect();
            match kind.columns.iter_mut().find(|(known, _)| known == heading.text) {
                Some((_, own)) => *own = ways,
                None => kind.columns.push((heading.text.to_owned(), ways)),
            }
        }
        let has_id_field = section.section("fields").is_some_and(|fields| {
            fields.sections().any(|(_, field)| field.string("type").is_some_and(|it| it.text == "id"))
        });
        kind.has_ids |= kind.folder.is_some() || has_id_field;
        // What every kind with a folder has behind its own fields.
        if kind.folder.is_some() && !had_place && kind.field("allow").is_none() {
            let allow = self.built_in.kinds.iter().find_map(|kind| kind.folder.as_ref().and(kind.field("allow")));
            self.declarations.kinds[number].fields.extend(allow.cloned());
        }
        let kind = &self.declarations.kinds[number];
        let has_name = kind.has_ids && !self.left_out.contains(name.text);
        if has_name && (is_new || section.has("name")) {
            let names = kind.name.clone();
            self.check_name(&format!("the kind `{}`", name.text), &names, "name.", name.place);
        }
    }

    fn leave_out_kind(&mut self, name: Name<'a>, section: Section<'a>) {
        if NEEDED.contains(&name.text) {
            let place = self.at(&[name.text, "used"]);
            let message = format!("no report is without `{}`", name.text);
            return self.fault(Code::UnsoundDeclaration, place, message, Some("leave `used` out".to_owned()));
        }
        self.left_out.insert(name.text.to_owned());
        let idle = section.entries().into_iter().find(|(key, _)| !["used", "doc"].contains(&key.text));
        if let Some((key, _)) = idle {
            let message = format!("the report does without `{}`, so `{}` says nothing", name.text, key.text);
            self.fault(Code::UnsoundDeclaration, key.place, message, Some("leave out one of the two".to_owned()));
        }
    }

    /// The folder of a kind, if it is its own.
    fn folder(&mut self, name: Name, section: Section<'a>) -> Option<&'a str> {
        let folder = section.string("folder")?;
        let hint = "use small letters from a to z, digits, `-` and `_`, and begin with a letter";
        if !self.is_well_formed(folder, "the name of a folder", &['-', '_'], hint) {
            return None;
        }
        if section.has("file") {
            let message = format!("`{}` has a folder and a file", name.text);
            self.fault(Code::UnsoundDeclaration, folder.place, message, Some("leave out one of the two".to_owned()));
            return None;
        }
        let known = self.declarations.find(name.text);
        if known.is_some_and(|kind| kind.file.is_some() || kind.folder.as_deref().is_some_and(|own| own != folder.text))
        {
            let message = format!("the place of `{}` cannot change", name.text);
            self.fault(Code::TakenName, folder.place, message, Some("leave `folder` out".to_owned()));
            return None;
        }
        let collection = folder.text.replace('-', "_");
        let taken = self.declarations.kinds.iter().find(|kind| {
            kind.key != name.text && (kind.folder.as_deref() == Some(folder.text) || kind.collection == collection)
        });
        let by = match taken {
            Some(other) => Some(format!("that of the kind `{}`", other.key)),
            None if TYPST_KEYWORDS.contains(&folder.text) => Some("a word of the language of templates".to_owned()),
            None => TAKEN.contains(&folder.text).then(|| "one of the program".to_owned()),
        };
        if let Some(by) = by {
            let message = format!("the folder `{}` is {by}", folder.text);
            self.fault(Code::TakenName, folder.place, message, Some("choose another folder".to_owned()));
            return None;
        }
        Some(folder.text)
    }

    fn own_file(&mut self, name: Name, section: Section<'a>) -> Option<&'a str> {
        let file = section.string("file")?;
        let stem = file.text.strip_suffix(".toml").unwrap_or_default();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if stem.is_empty() || !stem.chars().all(is_plain) {
            let message = format!("`{}` is not the name of a file of TOML", file.text);
            let hint = format!("write a name of small letters, such as `{}.toml`", name.text);
            self.fault(Code::MalformedValue, file.place, message, Some(hint));
            return None;
        }
        let taken = self.declarations.kinds.iter().find(|kind| kind.file.as_deref() == Some(file.text));
        let known = self.declarations.find(name.text).is_some_and(|kind| kind.folder.is_some());
        if known || file.text == super::FILE || taken.is_some_and(|kind| kind.key != name.text) {
            let message = format!("`{}` cannot have the file `{}`", name.text, file.text);
            let hint = "another kind has it, or this one has a place already; choose another name";
            self.fault(Code::TakenName, file.place, message, Some(hint.to_owned()));
            return None;
        }
        Some(file.text)
    }

    fn collection(&mut self, name: Name, section: Section<'a>) -> Option<&'a str> {
        let collection = section.string("collection")?;
        let hint = "use small letters from a to z, digits and `_`, and begin with a letter";
        if !self.is_well_formed(collection, "what templates can call something", &['_'], hint) {
            return None;
        }
        if self.built_in.find(name.text).is_some() {
            let message = format!("the templates have a name for all of `{}`", name.text);
            self.fault(Code::TakenName, collection.place, message, Some("leave `collection` out".to_owned()));
            return None;
        }
        let mut others = self.declarations.kinds.iter().filter(|kind| kind.key != name.text);
        let is_taken = |names: &[&str]| names.contains(&collection.text);
        if is_taken(&TAKEN) || is_taken(&TYPST_KEYWORDS) || others.any(|kind| kind.collection == collection.text) {
            let message = format!("templates call something else `{}`", collection.text);
            self.fault(Code::TakenName, collection.place, message, Some("choose another name".to_owned()));
            return None;
        }
        Some(collection.text)
    }

    /// A hint for the name of a kind.
    pub(super) fn nearest_kind(&self, text: &str) -> Option<String> {
        let known: Vec<&str> = self.declarations.kinds.iter().map(|kind| kind.key.as_str()).collect();
        nearest::nearest(text, known).map(|near| format!("did you mean `{near}`?"))
    }
}
