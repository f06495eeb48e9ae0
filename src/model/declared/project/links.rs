//! The ways back of links, and what a report does without.

use crate::diagnostics::Code;
use crate::model::declared::{Back, Field, Shape, Show, Type};

use super::{Merge, Name, Section};

impl<'a> Merge<'a> {
    /// What a section says of the way back of a link.
    pub(super) fn way_back(&mut self, field: &mut Field, kind: &str, name: Name<'a>, section: Section<'a>) {
        let Some(own) = section.section("back") else { return };
        let source = self.source().to_string();
        let mut back = field.back.take().unwrap_or_default();
        let had_key = back.key.is_some();
        if let Some(key) = own.string("key") {
            let hint = "use small letters from a to z, digits and `_`, and begin with a letter";
            if self.is_well_formed(key, "the key of a way back", &['_'], hint) {
                back.key = Some(key.text.to_owned());
            }
        }
        back.name = own.names("name", &source).unwrap_or(std::mem::take(&mut back.name));
        back.show = own.string("show").and_then(|show| Show::from_word(show.text)).or(back.show);
        back.trace = own.string("trace").map(|it| it.text.to_owned()).or(back.trace.take());
        back.required = own.flag("required").unwrap_or(back.required);
        back.rule = self.rule(own).or(back.rule);
        if own.flag("required") == Some(false) {
            back.rule = None;
        }
        let is_link = field.types().any(|it| matches!(it, Type::Link(_)));
        if is_link && back.key.is_some() && !had_key && back.show != Some(Show::Nowhere) && field.show != Show::Nowhere
        {
            let what = format!("the way back of `{kind}.{}`", name.text);
            self.check_name(&what, &back.name, "back.name.", self.at(&[kind, "fields", name.text, "back"]));
        }
        if own.has("rule") && !back.required {
            let place = self.place_of(own, "rule");
            let hint = "add `back.required = true`, or leave the rule out";
            self.fault(
                Code::UnsoundDeclaration,
                place,
                "the way back has a rule, but nothing must link there",
                Some(hint.to_owned()),
            );
        }
        field.back = Some(back).filter(|back: &Back| back.key.is_some() || back.trace.is_some());
    }

    /// Takes out every kind that the report does without, and every field that leads there, until nothing does.
    pub(super) fn leave_out(&mut self) {
        for key in self.left_out.clone() {
            self.leave_out_of_kinds(&key);
        }
        loop {
            let lost = self.lost_fields();
            for &(kind, field) in &lost {
                self.declarations.kinds[kind].fields[field].leave_out();
            }
            // A file that can hold nothing any more is none.
            let empty = self.declarations.kinds.iter().filter(|kind| {
                kind.file.is_some() && !kind.fields.is_empty() && !kind.fields.iter().any(|field| field.used)
            });
            let empty: Vec<String> = empty.map(|kind| kind.key.clone()).collect();
            if lost.is_empty() && empty.is_empty() {
                break;
            }
            for key in empty {
                self.leave_out_of_kinds(&key);
                self.left_out.insert(key);
            }
        }
        self.leave_out_of_lists();
        self.declarations.note_ways_back();
        self.note_absent_ways();
        self.leave_out_ways();
        self.add_columns();
    }

    /// Takes the kinds that the report does without out of lists of links to several.
    fn leave_out_of_lists(&mut self) {
        let kinds = &self.declarations.kinds;
        let gone: Vec<bool> = kinds.iter().map(|kind| !kind.used).collect();
        let is_gone = |it: &Type| matches!(it, Type::Link(id) if gone[usize::from(id.0)]);
        for field in self.declarations.kinds.iter_mut().flat_map(|kind| &mut kind.fields) {
            field.more.retain(|it| !is_gone(it));
            if matches!(&field.shape, Shape::List(first) if is_gone(first)) && !field.more.is_empty() {
                field.shape = Shape::List(field.more.remove(0));
            }
        }
    }

    /// Puts the own fields of a kind behind the columns of its CSV table. What the report makes a kind with ids has such a table in any
    /// case.
    fn add_columns(&mut self) {
        for kind in &mut self.declarations.kinds {
            let built_in = self.built_in.find(&kind.key).filter(|built_in| built_in.has_ids || !kind.has_ids);
            if kind.columns.is_empty() && kind.has_ids && built_in.is_none() {
                kind.columns.push(("id".to_owned(), vec!["id".to_owned()]));
            }
            if kind.columns.is_empty() {
                continue;
            }
            let is_own = |field: &&Field| {
                let known = built_in.is_some_and(|kind| kind.field(&field.key).is_some());
                let is_table = field.types().any(|it| matches!(it, Type::Table(_)));
                field.used && !known && !field.silent && !is_table
            };
            let keys: Vec<String> = kind.fields.iter().filter(is_own).map(|field| field.key.clone()).collect();
            for key in keys {
                if !kind.columns.iter().any(|(heading, ways)| *heading == key || ways.contains(&key)) {
                    kind.columns.push((key.clone(), vec![key]));
                }
            }
        }
    }

    /// Notes the built-in ways back that there are no more: templates ask for them, and find nothing.
    fn note_absent_ways(&mut self) {
        for built_in in &self.built_in.kinds {
            let kind = &mut self.declarations.kinds[built_in.number];
            let exists = |key: &str| kind.backs.iter().any(|way| way.key == key) || kind.field(key).is_some();
            let keys = built_in.backs.iter().map(|way| &way.key);
            kind.absent = keys.filter(|key| !exists(key)).cloned().collect();
        }
    }

    fn leave_out_of_kinds(&mut self, key: &str) {
        let Some(number) = self.declarations.find(key).map(|kind| kind.number) else { return };
        let kind = &mut self.declarations.kinds[number];
        kind.used = false;
        (kind.folder, kind.file, kind.has_ids, kind.id) = (None, None, false, None);
        (kind.group, kind.sort) = (None, None);
        kind.state.clear();
        kind.columns.clear();
        kind.fields.clear();
    }

    /// The fields that lead only to what the report does without.
    fn lost_fields(&self) -> Vec<(usize, usize)> {
        let declared = &self.declarations;
        let is_gone = |it: &Type| matches!(it, Type::Link(id) | Type::Table(id) if !declared.kind(*id).used);
        let is_lost = |kind: &super::super::Declaration, field: &Field| match &field.shape {
            // Where it leads is checked.
            Shape::Through(_) if field.is_own => false,
            Shape::Through(middle) => {
                let comes_back = declared.kinds.iter().flat_map(|other| &other.fields).any(|other| {
                    let leads =
                        other.types().any(|it| matches!(it, Type::Link(id) if declared.kind(*id).key == kind.key));
                    leads && other.back.as_ref().is_some_and(|back| back.key.as_deref() == Some(middle))
                });
                kind.field(middle).is_none() && !comes_back
            }
            _ => field.types().all(is_gone),
        };
        let mut lost = Vec::new();
        for (number, kind) in declared.kinds.iter().enumerate() {
            let fields = kind.fields.iter().enumerate().filter(|(_, field)| field.used && is_lost(kind, field));
            lost.extend(fields.map(|(position, _)| (number, position)));
        }
        lost
    }

    /// Takes the built-in columns, groups, orders and states out that lead nowhere any more.
    fn leave_out_ways(&mut self) {
        let declared = &self.declarations;
        let own = |kind: &str, path: &[&str]| self.root.find(&[&[kind], path].concat()).is_some();
        let mut changed = Vec::new();
        for (number, kind) in declared.kinds.iter().enumerate() {
            let leads = |way: &String| declared.ends(kind, way).is_some();
            let keep = |key: &str, way: &Option<String>| way.clone().filter(|way| own(&kind.key, &[key]) || leads(way));
            let (group, sort) = (keep("group", &kind.group), keep("sort", &kind.sort));
            let state: Vec<String> = match own(&kind.key, &["state"]) {
                true => kind.state.clone(),
                false => kind.state.iter().filter(|way| leads(way)).cloned().collect(),
            };
            let columns = kind
                .columns
                .iter()
                .filter(|(heading, ways)| own(&kind.key, &["columns", heading]) || ways.iter().any(leads));
            let columns: Vec<_> = columns.cloned().collect();
            changed.push((number, group, sort, state, columns));
        }
        for (number, group, sort, state, columns) in changed {
            let kind = &mut self.declarations.kinds[number];
            (kind.group, kind.sort, kind.state, kind.columns) = (group, sort, state, columns);
        }
    }
}
