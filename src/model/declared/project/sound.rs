//! What single declarations do not show: that every name leads somewhere, and that what belongs together fits together.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::diagnostics::{Code, Diagnostic, nearest};
use crate::model::declared::{Declaration, Declarations, Field, Is, Shape, Show, Type};
use crate::model::kind;

use super::{Merge, Section};

/// A fault: its code, the path of keys to its place in the file, what is wrong, and what to do.
pub(super) type Fault = (Code, Vec<String>, String, Option<String>);

impl Merge<'_> {
    pub(super) fn check(&mut self) {
        let mut found: Vec<Fault> = Vec::new();
        for kind in self.declarations.kinds.iter().filter(|kind| kind.used) {
            self.check_kind(kind, &mut found);
            let own = |field: &&Field| field.used && !self.faulty.contains(&(kind.key.clone(), field.key.clone()));
            for field in kind.fields.iter().filter(own) {
                self.check_field(kind, field, &mut found);
            }
        }
        found.extend(self.circles());
        let faults = found.into_iter().map(|(code, path, message, hint)| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            Diagnostic::new(code, self.at(&path), message).with_hints(hint)
        });
        let faults: Vec<Diagnostic> = faults.collect();
        self.faults.extend(faults);
    }

    /// The key of the holders, and of those of them, up to a kind with a file.
    fn check_kind(&self, kind: &Declaration, found: &mut Vec<Fault>) {
        let declared = &self.declarations;
        let key = &kind.key;
        let mut fault = |path: &[&str], message: String, hint: &str| {
            let path = path.iter().map(|it| (*it).to_owned()).collect();
            found.push((Code::UnsoundDeclaration, path, message, (!hint.is_empty()).then(|| hint.to_owned())));
        };
        let is_new = self.built_in.find(key).is_none();
        let has_place = kind.folder.is_some() || kind.file.is_some();
        let is_faulty = self.root.find(&[key, "folder"]).or(self.root.find(&[key, "file"])).is_some();
        if is_new && !has_place && !is_faulty && declared.holders(kind).next().is_none() && !self.is_held(key) {
            let message = format!("`{key}` stands nowhere: it has no folder and no file, and no field holds it");
            fault(&[key], message, &format!("add `folder = \"{key}s\"`, or a field with `holds = \"{key}\"`"));
        }
        if let Some(holder) = declared.holders(kind).next().filter(|_| kind.folder.is_some()) {
            let held = |it: &Type| matches!(it, Type::Table(id) if declared.kind(*id).key == *key);
            let field = holder.fields.iter().find(|field| field.types().any(held)).map_or("", |field| &field.key);
            let message = format!("`{}.{field}` still holds tables of `{key}`, which now has a folder", holder.key);
            fault(&[key, "folder"], message, &format!("add `used = false` to `[{}.fields.{field}]`", holder.key));
        }
        let holds = |field: &&Field| field.used && matches!(field.shape, Shape::List(Type::Table(_) | Type::Any));
        let has_two = self.root.find(&[key, "folder"]).is_some();
        if is_new
            && kind.file.is_some()
            && !has_two
            && (kind.fields.len() != 1 || !kind.fields.iter().all(|field| holds(&field)))
        {
            let message = format!("the file of `{key}` holds its items in one field, and has no other");
            fault(&[key, "file"], message, "declare one field that holds a list of tables: `holds = [\"…\"]`");
        }
        let titles: Vec<&Field> = kind.fields.iter().filter(|field| field.used && field.show == Show::Title).collect();
        match titles[..] {
            [] if kind.has_ids => {
                let message = format!("no field of `{key}` is its title");
                fault(&[key], message, "add `show = \"title\"` to the field that names it");
            }
            [_, .., last] => {
                let message = format!("`{key}` has {} titles", titles.len());
                fault(&[key, "fields", &last.key, "show"], message, "leave `show = \"title\"` at one field");
            }
            _ => {}
        }
        self.check_ways(kind, &mut fault);
        self.check_views(kind, found);
    }

    /// Whether a field of the file is to hold tables of a kind, even one that was left out for its fault.
    fn is_held(&self, kind: &str) -> bool {
        let kinds = self.own_kinds().into_iter().filter_map(|(_, section)| section.section("fields"));
        let holds = |field: Section| field.strings("holds").is_some_and(|names| names.iter().any(|it| it.text == kind));
        kinds.flat_map(Section::sections).any(|(_, field)| holds(field))
    }

    /// The ways of a chapter's groups and order, of states and columns.
    fn check_ways(&self, kind: &Declaration, fault: &mut dyn FnMut(&[&str], String, &str)) {
        let key = kind.key.as_str();
        let single = [("group", &kind.group), ("sort", &kind.sort)];
        let single = single.into_iter().filter_map(|(part, way)| Some((vec![key, part], way.as_ref()?)));
        let states = kind.state.iter().map(|way| (vec![key, "state"], way));
        let columns = kind.columns.iter();
        let columns =
            columns.flat_map(|(heading, ways)| ways.iter().map(move |way| (vec![key, "columns", heading], way)));
        for (path, way) in single.chain(states).chain(columns) {
            let is_own = self.root.find(&path).is_some();
            if !is_own {
                continue;
            }
            if self.declarations.ends(kind, way).is_some() {
                if path[1] == "group" && !self.declarations.divides(kind, way) {
                    let hint = "group by a field with a word, a link, a CVSS vector, or `true` and `false`";
                    fault(&path, format!("nothing can be divided by `{way}`"), hint);
                }
                continue;
            }
            let first = way.split('.').next().unwrap_or(way);
            let is_part = path[1] == "columns" && self.declarations.is_part(kind, way);
            let is_lost = |field: &Field| field.key == first && matches!(field.shape, Shape::Through(_));
            let is_faulty = || self.faulty.contains(&(key.to_owned(), first.to_owned()));
            if is_part || is_faulty() || kind.fields.iter().any(is_lost) {
                continue;
            }
            let mut known: Vec<&str> = kind.fields.iter().filter(|it| it.used).map(|it| it.key.as_str()).collect();
            known.extend(kind.backs.iter().map(|way| way.key.as_str()));
            let near = nearest::nearest(way, known).map(|near| format!("did you mean `{near}`?"));
            let hint = near.unwrap_or_else(|| {
                format!("name a field of {}, or a way such as `field.field`", kind::with_article(key))
            });
            fault(&path, format!("`{way}` leads nowhere"), &hint);
        }
    }

    /// No two things of a kind have one name in templates.
    fn check_views(&self, kind: &Declaration, found: &mut Vec<Fault>) {
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for field in kind.fields.iter().filter(|field| field.used) {
            let view = field.view.as_deref().unwrap_or(&field.key);
            if !seen.insert(view) {
                let path = [&kind.key, "fields", &field.key, "view"].map(str::to_owned).to_vec();
                found.push((
                    Code::TakenName,
                    path,
                    format!("templates would get `{view}` of `{}` twice", kind.key),
                    Some("choose another name".to_owned()),
                ));
            }
        }
        let links = self.declarations.links_to(kind);
        for (from, field) in links {
            let Some(key) = field.back.as_ref().and_then(|back| back.key.as_deref()) else { continue };
            if seen.contains(key) || key == "id" {
                let path = [&from.key, "fields", &field.key, "back", "key"].map(str::to_owned).to_vec();
                let message = format!("`{}` has `{key}` already, so no way back can be called that", kind.key);
                found.push((Code::TakenName, path, message, Some("choose another key for the way back".to_owned())));
            }
        }
    }

    /// The fields that a case asks about, and their words.
    pub(super) fn check_cases(&self, kind: &Declaration, field: &Field, found: &mut Vec<Fault>) {
        let place = [&kind.key, "fields", &field.key, "when"].map(str::to_owned).to_vec();
        if self.root.find(&[&kind.key, "fields", &field.key, "when"]).is_none() {
            return;
        }
        for (path, is) in field.when.iter().flatten() {
            let place = [&place[..], std::slice::from_ref(path)].concat();
            let (around, key) = path.rsplit_once('.').unwrap_or((&kind.key, path));
            let is_around = around == kind.key || self.declarations.holders(kind).any(|holder| holder.key == around);
            let of = self.declarations.find(around).filter(|_| is_around);
            let Some(other) = of.and_then(|of| of.field(key)) else {
                let known: Vec<&str> = of.unwrap_or(kind).fields.iter().map(|field| field.key.as_str()).collect();
                let hint = nearest::nearest(key, known).map(|near| format!("did you mean `{near}`?"));
                let hint = hint.or(Some("name a field of the same table".to_owned()));
                found.push((Code::UnsoundDeclaration, place, format!("there is no field `{path}` here"), hint));
                continue;
            };
            let Is::OneOf(wanted) = is else { continue };
            let words = self.words_of(other);
            for word in
                wanted.iter().filter(|word| !words.iter().any(|(known, means)| known == *word || means == *word))
            {
                let known: Vec<&str> = words.iter().map(|(word, _)| word.as_str()).collect();
                let hint = nearest::hint(word, &known).or(Some(format!("ask with `true` whether `{path}` is there")));
                found.push((Code::UnknownWord, place.clone(), format!("`{path}` has no word `{word}`"), hint));
            }
        }
    }
}

/// A step from a kind to one that it rests on, by a field of a kind.
type Step<'d> = (&'d str, (&'d Declaration, &'d Field));

impl Merge<'_> {
    /// Kinds that rest on themselves, each circle once. A review of such an item would depend on itself.
    fn circles(&self) -> Vec<Fault> {
        let steps = steps(&self.declarations);
        let mut found: HashMap<BTreeSet<&str>, Fault> = HashMap::new();
        let mut waiting: Vec<Vec<Step>> = steps.values().flatten().map(|step| vec![*step]).collect();
        while let Some(way) = waiting.pop() {
            let (last, (_, _)) = way[way.len() - 1];
            let (from, field) = way[0].1;
            let start = self.declarations.owner(from).key.as_str();
            if last == start {
                let round: BTreeSet<&str> = way.iter().map(|(kind, _)| *kind).collect();
                let named: Vec<&str> = [start].into_iter().chain(way.iter().map(|(kind, _)| *kind)).collect();
                // Without what the report declares there is no circle.
                let path = |(kind, field): (&Declaration, &Field)| {
                    [&kind.key, "fields", &field.key, "rests_on"].map(str::to_owned).to_vec()
                };
                let is_own = |path: &Vec<String>| {
                    let path: Vec<&str> = path.iter().map(String::as_str).collect();
                    self.root.find(&path).is_some()
                };
                let own = way.iter().map(|(_, step)| path(*step)).find(is_own).unwrap_or_else(|| path((from, field)));
                let message = format!("what rests on something leads back to itself: `{}`", named.join("` → `"));
                let hint = "leave `rests_on` out at one of these links";
                found.entry(round).or_insert((Code::CircularDeclaration, own, message, Some(hint.to_owned())));
            } else if !way[..way.len() - 1].iter().any(|(kind, _)| *kind == last) {
                let next = steps.get(last).into_iter().flatten();
                waiting.extend(next.map(|step| [&way[..], &[*step]].concat()));
            }
        }
        let mut found: Vec<Fault> = found.into_values().collect();
        found.sort_by(|a, b| a.1.cmp(&b.1));
        found
    }
}

/// What rests on what: by the key of a kind with ids, the kinds that its links lead to.
fn steps(declarations: &Declarations) -> BTreeMap<&str, Vec<Step<'_>>> {
    let mut steps: BTreeMap<&str, Vec<Step>> = BTreeMap::new();
    for kind in declarations.kinds.iter().filter(|kind| kind.used) {
        for field in kind.fields.iter().filter(|field| field.rests_on) {
            let links = field
                .types()
                .filter_map(|it| if let Type::Link(to) = it { Some(declarations.kind(*to)) } else { None });
            let to = links.map(|target| (target.key.as_str(), (kind, field)));
            steps.entry(&declarations.owner(kind).key).or_default().extend(to);
        }
    }
    steps
}
