//! Fields of a report: its own ones, which stand behind the built-in ones, and what it changes of those.

use crate::bounds::model::MOST_FIELDS;
use crate::diagnostics::{Code, Place, nearest};
use crate::model::declared::{Declaration, Field, Is, Shape, Show, Type};
use crate::model::typed::ACCESSORS;

use super::{Merge, Name, Section, kinds::ITEM};

/// What a report can change of a built-in field, besides what stands there.
const CHANGEABLE: [&str; 12] =
    ["doc", "name", "required", "when", "rule", "show", "scale", "status", "rests_on", "trace", "back", "used"];
/// Names that the program gives to templates itself, by the key of the kind; of every kind where it has none.
const TAKEN: [(&str, &[&str]); 9] = [
    ("", &["id", "marked", "own", "moved", "added", "turned"]),
    (
        "report",
        &[
            "format",
            "language",
            "region",
            "source_language",
            "changes",
            "labels",
            "descriptions",
            "bibliography",
            "author_names",
            "keyword_names",
            "edition",
            "groups",
            "chain",
            "without",
            "sums",
            "source_order",
        ],
    ),
    ("evidence", &["cited"]),
    ("indicator", &["cited"]),
    ("key_figure", &["cited"]),
    ("follow_up", &["cited"]),
    ("figure", &["cited", "picture"]),
    ("row", &["value_labels"]),
    ("source", &["in_chapters", "cited_in", "named", "cited", "entry", "label"]),
];

/// Kinds that steer the program, list the items of a file, or are a way to write an author.
const WITHOUT_OWN: [&str; 31] = [
    "announcement",
    "brand",
    "brand-colour",
    "logo",
    "cover-image",
    "faces",
    "classification",
    "layout",
    "part-openings",
    "print",
    "bundle",
    "extract",
    "preflight",
    "screen-limits",
    "print-limits",
    "print-paper",
    "size-limits",
    "rules",
    "allow",
    "figure-where",
    "figure-phase",
    "figure-milestone",
    "questions",
    "terms",
    "withdrawals",
    "comments",
    "comment",
    "comment-reply",
    "printed-comments",
    "institution",
    "person",
];

impl<'a> Merge<'a> {
    pub(super) fn fields(&mut self) {
        for (kind, section) in self.own_kinds() {
            if kind.text == ITEM {
                continue;
            }
            let Some(number) = self.declarations.find(kind.text).map(|kind| kind.number) else { continue };
            let fields = section.section("fields").into_iter().flat_map(Section::sections);
            for (name, own) in self.at_most(MOST_FIELDS, &format!("fields of `{}`", kind.text), fields) {
                let position = self.declarations.kinds[number].fields.iter().position(|field| field.key == name.text);
                if let Some(position) = position {
                    self.change(kind.text, (number, position), name, own);
                } else if let Some(field) = self.new_field(kind.text, name, own) {
                    self.declarations.kinds[number].fields.push(field);
                }
            }
        }
    }

    /// The fields of `[item]`, which every kind with a folder gets behind its own.
    pub(super) fn fields_of_items(&mut self) {
        let Some(section) = self.root.section(ITEM) else { return };
        for (key, _) in section.entries().into_iter().filter(|(key, _)| !["doc", "fields"].contains(&key.text)) {
            let message = format!("`{}` is said of each kind, not of all items", key.text);
            let hint = "`[item.fields.…]` declares fields that every kind with a folder has";
            self.fault(Code::UnsoundDeclaration, key.place, message, Some(hint.to_owned()));
        }
        let fields = section.section("fields").into_iter().flat_map(Section::sections);
        for (name, own) in self.at_most(MOST_FIELDS, "fields of `item`", fields) {
            let has_folder = |kind: &&mut Declaration| kind.used && kind.folder.is_some();
            let mut kinds = self.declarations.kinds.iter().filter(|kind| kind.used && kind.folder.is_some());
            if let Some(taken) = kinds.find(|kind| kind.fields.iter().any(|field| field.key == name.text)) {
                let message = format!("`{}` has a field `{}` of its own", taken.key, name.text);
                self.fault(Code::TakenName, name.place, message, Some("give the field another key".to_owned()));
                continue;
            }
            let Some(field) = self.new_field(ITEM, name, own) else { continue };
            self.declarations.kinds.iter_mut().filter(has_folder).for_each(|kind| kind.fields.push(field.clone()));
        }
    }

    fn new_field(&mut self, kind: &str, name: Name<'a>, section: Section<'a>) -> Option<Field> {
        if WITHOUT_OWN.contains(&kind) {
            let message = format!("`{kind}` has no fields of a report's own, since no reader would see them");
            let hint = "declare the field at a kind that pages show, such as `report` or `finding`";
            self.fault(Code::UnsoundDeclaration, name.place, message, Some(hint.to_owned()));
            return None;
        }
        let hint = "use small letters from a to z, digits and `_`, and begin with a letter";
        if !self.is_well_formed(name, "the key of a field", &['_'], hint) {
            return None;
        }
        let mut field = Field::new(name.text);
        if section.flag("used") == Some(false) {
            let known = self.declarations.find(kind).map(Declaration::written_keys);
            let near = nearest::hint(name.text, &known.unwrap_or_default());
            let message = format!("there is no field `{}` that the report could do without", name.text);
            self.fault(Code::UnsoundDeclaration, name.place, message, near);
            return None;
        }
        let shape = self.shape(name, section);
        self.check_own_id(kind, name, section, shape.as_ref());
        let is_id = shape == Some(Shape::One(Type::Id));
        // Beside the fields of the report, templates get all items.
        let is_collection = || kind == "report" && self.declarations.kinds.iter().any(|it| it.collection == name.text);
        let taken = TAKEN.iter().any(|(of, keys)| (of.is_empty() || *of == kind) && keys.contains(&name.text));
        let taken = taken || is_collection();
        if taken && !(is_id && name.text == "id") {
            let message = format!("templates have `{}` from the program", name.text);
            self.fault(Code::TakenName, name.place, message, Some("give the field another key".to_owned()));
            self.faulty.insert((kind.to_owned(), name.text.to_owned()));
        }
        field.shape = shape.unwrap_or_else(|| {
            // A mistyped key is reported as that.
            let mistyped = section
                .entries()
                .iter()
                .any(|(key, _)| nearest::nearest(key.text, ["type", "holds", "through"]).is_some());
            if !mistyped {
                let message = format!("nothing says what the field `{}` is", name.text);
                let hint = "add `type`, such as `type = \"plain\"`, or `holds` with the kind of a table";
                self.fault(Code::MissingKey, name.place, message, Some(hint.to_owned()));
            }
            Shape::One(Type::Any)
        });
        field.more = self.further_types(section);
        field.or = self.shape_of(section, "or");
        field.is_own = true;
        self.settings(&mut field, kind, name, section);
        if field.types().any(|it| *it == Type::Any) {
            field.required = false;
            self.faulty.insert((kind.to_owned(), name.text.to_owned()));
        }
        let is_faulty = self.faulty.contains(&(kind.to_owned(), name.text.to_owned()));
        if field.show != Show::Nowhere && !field.silent && !is_faulty {
            self.check_name(&format!("the field `{kind}.{}`", name.text), &field.name, "name.", name.place);
        }
        Some(field)
    }

    /// Reports an id that is none: one of something with a file, or under another key.
    fn check_own_id(&mut self, kind: &str, name: Name<'a>, section: Section<'a>, shape: Option<&Shape>) {
        let is_table = self.declarations.find(kind).is_some_and(|kind| kind.folder.is_none() && kind.file.is_none());
        let is_sound = shape == Some(&Shape::One(Type::Id)) && is_table && name.text == "id";
        if matches!(shape, Some(Shape::One(Type::Id) | Shape::List(Type::Id))) && !is_sound {
            let message = format!("`{}` cannot be the id of {}", name.text, crate::model::kind::with_article(kind));
            let hint = "an id is the field `id` of a table; what has a file has its id in the name of that";
            let place = self.place_of(section, "type");
            self.fault(Code::UnsoundDeclaration, place, message, Some(hint.to_owned()));
            self.faulty.insert((kind.to_owned(), name.text.to_owned()));
        }
    }

    /// What a report changes of a field that there is.
    fn change(&mut self, kind: &str, (number, position): (usize, usize), name: Name<'a>, section: Section<'a>) {
        let mut field = self.declarations.kinds[number].fields[position].clone();
        let is_needed = ACCESSORS.iter().any(|(of, key, written)| {
            (*of, *key) == (kind, name.text) && !written.starts_with("Option") && !written.starts_with("Vec")
        });
        let is_read = ACCESSORS.iter().any(|(of, key, _)| (*of, *key) == (kind, name.text));
        for (key, _) in section.entries() {
            let known = super::of_declarations().find("field").map(Declaration::written_keys);
            let is_type = ["type", "holds", "through", "or"].contains(&key.text);
            if !is_type && !CHANGEABLE.contains(&key.text) && known.is_some_and(|known| known.contains(&key.text)) {
                let message = format!("`{}` of a built-in field cannot change", key.text);
                let hint = format!("a report can change {}", CHANGEABLE.map(|key| format!("`{key}`")).join(", "));
                self.fault(Code::TakenName, key.place, message, Some(hint));
            }
        }
        if section.has("type") || section.has("holds") || section.has("through") {
            self.change_shape(&mut field, kind, is_read, name, section);
        }
        let needs = |key: &str| is_needed && section.flag(key) == Some(false);
        for key in ["used", "required"] {
            if needs(key) {
                let message =
                    format!("the program needs the `{}` of {}", name.text, crate::model::kind::with_article(kind));
                let place = self.place_of(section, key);
                self.fault(Code::UnsoundDeclaration, place, message, Some(format!("leave `{key}` out")));
            }
        }
        if section.flag("used") == Some(false) && !is_needed {
            field.leave_out();
        } else {
            let was = (field.required, field.rule);
            self.settings(&mut field, kind, name, section);
            if is_needed {
                (field.required, field.rule) = was;
            } else if !field.required {
                (field.rule, field.when) = (None, Vec::new());
            }
        }
        self.declarations.kinds[number].fields[position] = field;
    }

    fn change_shape(&mut self, field: &mut Field, kind: &str, is_read: bool, name: Name<'a>, section: Section<'a>) {
        let Some(shape) = self.shape(name, section) else { return };
        let is_word = |shape: &Shape| matches!(shape, Shape::One(Type::Word(_)) | Shape::List(Type::Word(_)));
        let is_free = matches!(field.shape, Shape::Through(_)) && !field.is_written();
        let other_word =
            is_word(&shape) && is_word(&field.shape) && shape.is_list() == field.shape.is_list() && !is_read;
        if shape == field.shape {
            return;
        }
        if shape == Shape::One(Type::Any) || shape == Shape::List(Type::Any) {
            self.faulty.insert((kind.to_owned(), name.text.to_owned()));
        }
        if is_free || other_word {
            (field.shape, field.or, field.back, field.used) = (shape, self.shape_of(section, "or"), None, true);
            return;
        }
        let way = ["type", "holds", "through"].into_iter().find(|way| section.has(way)).unwrap_or("type");
        let message = format!("the field `{kind}.{}` exists, and something else stands there", name.text);
        let hint = "rules know what stands in it; leave `type` out to change its name or its need, or give your field another key";
        let place = self.place_of(section, way);
        self.fault(Code::TakenName, place, message, Some(hint.to_owned()));
    }

    /// What a section says of a field besides its type.
    fn settings(&mut self, field: &mut Field, kind: &str, name: Name<'a>, section: Section<'a>) {
        let source = self.source().to_string();
        let text = |key: &str| section.string(key).map(|it| it.text.to_owned());
        field.doc = text("doc").unwrap_or(std::mem::take(&mut field.doc));
        field.name = section.names("name", &source).unwrap_or(std::mem::take(&mut field.name));
        field.required = section.flag("required").unwrap_or(field.required);
        field.when = self.cases(section).unwrap_or(std::mem::take(&mut field.when));
        field.rule = self.rule(section).or(field.rule);
        field.usual = section.value("usual").or(field.usual.take());
        field.least = section.number("least").or(field.least);
        field.most = section.number("most").or(field.most);
        field.unit = text("unit").or(field.unit.take());
        field.not_before = text("not_before").or(field.not_before.take());
        field.show = section.string("show").and_then(|show| Show::from_word(show.text)).unwrap_or(field.show);
        field.view = text("view").or(field.view.take());
        field.trace = text("trace").or(field.trace.take());
        let flags = [
            (&mut field.scale, "scale"),
            (&mut field.status, "status"),
            (&mut field.silent, "silent"),
            (&mut field.rests_on, "rests_on"),
        ];
        for (flag, key) in flags {
            *flag = section.flag(key).unwrap_or(*flag);
        }
        self.way_back(field, kind, name, section);
    }

    /// The rule that reports when the field is missing.
    pub(super) fn rule(&mut self, section: Section<'a>) -> Option<Code> {
        let name = section.string("rule")?;
        let found = Code::from_name(name.text).filter(|code| code.is_configurable() || *code == Code::MissingKey);
        if found.is_none() {
            let known: Vec<&str> = Code::configurable().map(Code::as_str).collect();
            let message = format!("there is no rule `{}`", name.text);
            let near = nearest::hint(name.text, &known);
            let hint = near.unwrap_or_else(|| "leave `rule` out: then `missing-key` complains".to_owned());
            self.fault(Code::UnknownWord, name.place, message, Some(hint));
        }
        found.filter(|code| *code != Code::MissingKey)
    }

    /// The cases in which a field must be there.
    fn cases(&mut self, section: Section<'a>) -> Option<Vec<std::collections::BTreeMap<String, Is>>> {
        let value = section.get("when")?;
        let case = |table| {
            let section = Section { table, ..section };
            let entries = section.entries().into_iter();
            let read = entries.filter_map(|(path, value)| {
                let words = || section.list(value).map(|words| words.iter().map(|it| it.text.to_owned()).collect());
                let is = value.get_ref().as_bool().map(Is::There).or_else(|| words().map(Is::OneOf))?;
                Some((path.text.to_owned(), is))
            });
            read.collect()
        };
        if let Some(table) = value.get_ref().as_table() {
            return Some(vec![case(table)]);
        }
        let tables = value.get_ref().as_array()?.iter().filter_map(|value| value.get_ref().as_table());
        Some(tables.map(case).collect())
    }

    /// Where a key of a section stands with its value.
    pub(super) fn place_of(&self, section: Section<'a>, key: &str) -> Place {
        section.find(&[key]).unwrap_or_else(|| self.at(&[]))
    }
}
