//! Queries on declarations: kinds by name and place, the kinds that hold them, and the links to them.

use crate::model::{Declaration, Declarations, Field, Kind, Type};

use super::KindId;

impl Field {
    /// The kinds of the items that it links to.
    pub fn kinds(&self, declarations: &'static Declarations) -> impl Iterator<Item = Kind> {
        self.types()
            .filter_map(|it| if let Type::Link(kind) = it { Some(declarations.kind(*kind).kind()) } else { None })
    }
}

impl Declaration {
    /// Whether only the report's own declarations make items of it, which can be linked to.
    pub fn is_own(&self) -> bool {
        self.has_ids && Declarations::built_in().find(&self.key).is_none_or(|kind| !kind.has_ids)
    }
}

impl Declarations {
    /// The kinds that can be linked to.
    pub fn with_ids(&self) -> impl Iterator<Item = &Declaration> {
        self.kinds.iter().filter(|kind| kind.has_ids)
    }

    pub fn kind(&self, id: KindId) -> &Declaration {
        &self.kinds[usize::from(id.0)]
    }

    /// A kind's declaration; `None` for chapters, which have no fields.
    pub fn get(&self, kind: Kind) -> Option<&Declaration> {
        self.find(kind.as_str())
    }

    /// The declaration of a kind with fields.
    pub fn of(&self, kind: Kind) -> &Declaration {
        self.get(kind).expect("a kind has its name from a declaration; a test compares those that the program knows")
    }

    /// The kind of a key.
    pub fn find(&self, key: &str) -> Option<&Declaration> {
        self.index.get(key).map(|id| self.kind(*id))
    }

    /// The kind that a user names, by its key or by what all of its items are called. Fails with the keys of the kinds that the report has.
    pub fn named(&self, name: &str) -> Result<&Declaration, Vec<&str>> {
        let known = || self.with_ids().filter(|kind| kind.used);
        let found = known().find(|kind| kind.key == name || kind.collection == name);
        found.ok_or_else(|| known().map(|kind| kind.key.as_str()).collect())
    }

    /// The field at the end of a path of keys that starts in a kind; if there is none, the first named field with the last key.
    pub fn field<'d>(&'d self, from: Option<&'d Declaration>, way: &[&str]) -> Option<&'d Field> {
        let key = way.last()?;
        let named = || self.kinds.iter().filter_map(|kind| kind.field(key)).find(|field| !field.name.is_empty());
        from.and_then(|from| self.field_at(from, way)).or_else(named)
    }

    /// The field at the end of a path of keys that starts in a kind.
    pub fn field_at<'d>(&'d self, from: &'d Declaration, way: &[&str]) -> Option<&'d Field> {
        let (key, around) = way.split_last()?;
        let inner = |kind: &'d Declaration, key: &&str| {
            let tables =
                kind.field(key)?.types().filter_map(|it| if let Type::Table(id) = it { Some(*id) } else { None });
            tables.last().map(|id| self.kind(id))
        };
        around.iter().try_fold(from, inner)?.field(key)
    }

    /// Whether a path ends at a part of a value that has several, such as `cvss.score`. Columns of CSV can have these.
    pub fn is_part(&self, kind: &Declaration, way: &str) -> bool {
        let Some((value, part)) = way.rsplit_once('.') else { return false };
        let keys: Vec<&str> = value.split('.').collect();
        let parts = |it: &Type| match it {
            Type::Cvss => ["vector", "score", "rating"].contains(&part),
            Type::Money => ["amount", "currency"].contains(&part),
            Type::Period => ["first", "last"].contains(&part),
            _ => false,
        };
        self.field(Some(kind), &keys).is_some_and(|field| field.types().any(parts))
    }

    /// The paths to a kind's statuses: its own, and those in tables without ids.
    pub fn statuses(&'static self, kind: &'static Declaration) -> Vec<Vec<&'static str>> {
        let of_field = |field: &'static Field| {
            let inner = field.types().flat_map(|it| match it {
                Type::Table(id) if !self.kind(*id).has_ids => self.statuses(self.kind(*id)),
                _ => Vec::new(),
            });
            let own = field.status.then(Vec::new);
            own.into_iter().chain(inner).map(|way| [vec![field.key.as_str()], way].concat()).collect::<Vec<_>>()
        };
        kind.fields.iter().flat_map(of_field).collect()
    }

    /// The kinds that hold tables of a kind.
    pub fn holders<'d>(&'d self, kind: &'d Declaration) -> impl Iterator<Item = &'d Declaration> {
        kind.held_by.iter().map(|holder| self.kind(*holder))
    }

    /// The first kind with ids, going from a kind to its holders; without one, the last of them.
    pub fn owner<'d>(&'d self, kind: &'d Declaration) -> &'d Declaration {
        if kind.has_ids { kind } else { self.holders(kind).next().map_or(kind, |holder| self.owner(holder)) }
    }

    /// The kind whose items lie in a folder.
    pub fn of_folder(&self, folder: &str) -> Option<&Declaration> {
        self.kinds.iter().find(|kind| kind.folder.as_deref() == Some(folder))
    }

    /// The kind whose files lie in a folder beside the report.
    pub fn beside(&self, folder: &str) -> Option<&Declaration> {
        self.kinds.iter().find(|kind| kind.beside.as_deref() == Some(folder))
    }

    /// The kind with one file.
    pub fn of_file(&self, name: &str) -> Option<&Declaration> {
        self.kinds.iter().find(|kind| kind.file.as_deref() == Some(name))
    }

    /// The files of kinds with one file.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.kinds.iter().filter_map(|kind| kind.file.as_deref())
    }
}
