//! The files of a report that change by a sheet.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use rayon::prelude::*;
use toml_edit::{Table, value};

use crate::diagnostics::Files;
use crate::edits::{Edit, Refusal, next_id, stem};
use crate::files::Tree;
use crate::model::{Declaration, Field, Item, Model, Shape, Type, Value, declared::Show};

use super::compare::{Change, Compared, Fresh};
use super::given::At;
use super::nodes::{Node, Path};
use super::parts::{Part, What};
use super::spoken::Spoken;
use super::toml::{File, Found, add_table, set, table_at};

/// What changes.
#[derive(Debug)]
pub struct Written<'p> {
    pub edit: Edit,
    /// Each cell and row that is written, with the file that it is written into.
    pub touched: Vec<Touched<'p>>,
}

/// A cell or a new row that is written.
#[derive(Debug)]
pub struct Touched<'p> {
    pub path: String,
    pub part: &'p Part,
    pub id: String,
    pub number: usize,
    /// `None` for a new row.
    pub column: Option<usize>,
    pub at: At,
    /// What the cell says.
    pub said: String,
}

/// The files with all that a sheet changes. Fails where a file cannot be changed so.
pub fn write<'p>(
    compared: &Compared<'p>,
    model: &Model,
    nodes: &[Node],
    tree: &Tree,
    files: &Files,
) -> Result<Written<'p>, Refusal> {
    let by_id = nodes.iter().map(|node| (node.item.id(), node)).collect();
    let known = model.with_ids().map(|item| item.id().to_owned());
    let withdrawn = model.withdrawn().map(|entry| entry.id().id.clone());
    let taken = known.chain(withdrawn).chain(model.broken.ids.iter().cloned()).collect();
    let mut writing = Writing {
        model,
        by_id,
        tree,
        files,
        open: BTreeMap::new(),
        taken,
        last: HashMap::new(),
        added: HashMap::new(),
        touched: Vec::new(),
    };
    writing.open_at_once(&compared.changes);
    for change in &compared.changes {
        writing.change(change)?;
    }
    for fresh in &compared.fresh {
        writing.add(fresh)?;
    }
    let written = writing.open.par_iter().map(|(path, file)| (path.clone(), file.text())).collect();
    Ok(Written { edit: Edit { written, ..Edit::default() }, touched: writing.touched })
}

struct Writing<'w, 'p> {
    model: &'w Model,
    by_id: HashMap<&'w str, &'w Node<'w>>,
    tree: &'w Tree,
    files: &'w Files,
    open: BTreeMap<String, File>,
    /// Ids that stand for something, or once did.
    taken: HashSet<String>,
    /// The last id that a kind got in a holder.
    last: HashMap<(String, Option<String>), String>,
    /// How many tables a field of an item got.
    added: HashMap<(String, String), usize>,
    touched: Vec<Touched<'p>>,
}

impl<'p> Writing<'_, 'p> {
    /// Reads the files that change, which may be thousands. One that is no TOML is told when its turn comes.
    fn open_at_once(&mut self, changes: &[Change]) {
        let nodes = changes.iter().filter_map(|change| self.by_id.get(change.id.as_str()));
        let paths: BTreeSet<&str> = nodes.map(|node| &*self.files.get(node.file).path).collect();
        let read = |path: &str| Some((path.to_owned(), self.read(path)?));
        self.open = paths.into_par_iter().filter_map(read).collect();
    }

    fn read(&self, path: &str) -> Option<File> {
        File::read(&self.tree.get(path).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default())
    }

    fn file(&mut self, path: &str) -> Result<&mut File, Refusal> {
        if !self.open.contains_key(path) {
            let file = self.read(path).ok_or_else(|| unfit(path))?;
            self.open.insert(path.to_owned(), file);
        }
        Ok(self.open.get_mut(path).expect("it was just opened"))
    }

    fn spoken(model: &Model, language: Option<icu::locale::subtags::Language>) -> (String, String, bool) {
        let source = model.languages.first().map(ToString::to_string).unwrap_or_default();
        (language.map_or_else(|| source.clone(), |language| language.to_string()), source, model.languages.len() == 1)
    }

    fn change(&mut self, change: &Change<'p>) -> Result<(), Refusal> {
        let node = self.by_id.get(change.id.as_str()).copied().ok_or_else(|| unfit(&change.id))?;
        let path = self.files.get(node.file).path.clone();
        let mut inner: Path = node.path.clone();
        if let Some((_, field)) = change.part.inside {
            inner.push((field.key.clone(), change.number.checked_sub(1)));
        }
        let column = &change.part.columns[change.column];
        let Some((field, form, language)) = column.field() else { return Ok(()) };
        let (language, source, is_only) = Self::spoken(self.model, language);
        let file = self.file(&path)?;
        let root = Found { table: file.document.as_table_mut(), is_inline: false };
        let mut found = table_at(root, &inner).ok_or_else(|| unfit(&path))?;
        let spoken = Spoken { language: &language, source: &source, is_only };
        set(&mut found, &field.key, form, spoken, &change.new);
        self.touched.push(Touched {
            path,
            part: change.part,
            id: change.id.clone(),
            number: change.number,
            column: Some(change.column),
            at: change.at,
            said: change.new.written().into_owned(),
        });
        Ok(())
    }

    fn add(&mut self, fresh: &Fresh<'p>) -> Result<(), Refusal> {
        match fresh.part.inside {
            Some((_, field)) => self.add_to_item(fresh, field),
            None => self.add_item(fresh),
        }
    }

    /// A new table without an id, at the end of those that its item has.
    fn add_to_item(&mut self, fresh: &Fresh<'p>, field: &Field) -> Result<(), Refusal> {
        let owner = fresh.owner.clone().unwrap_or_default();
        let node = self.by_id.get(owner.as_str()).copied().ok_or_else(|| unfit(&owner))?;
        let values = if let Some(Value::List(values)) = node.item.get(&field.key) { &values[..] } else { &[] };
        let elsewhere = values.iter().find_map(|value| match value {
            Value::Item(inner) if inner.place.file != node.file => Some(&self.files.get(inner.place.file).path),
            _ => None,
        });
        if let Some(path) = elsewhere {
            let message = format!("the rows of `{owner}` stand in `{path}`");
            return Err(Refusal::new(message).with_hint("write the new row into that file"));
        }
        let there = values.len();
        let is_list = matches!(field.shape, Shape::List(_));
        let added = self.added.entry((owner.clone(), field.key.clone())).or_default();
        *added += 1;
        let number = if is_list { there + *added } else { 0 };
        let path = self.files.get(node.file).path.clone();
        let new = self.filled(fresh, None);
        self.put(&path, &node.path, (&field.key, is_list), new)?;
        self.note(fresh, path, owner, number);
        Ok(())
    }

    fn add_item(&mut self, fresh: &Fresh<'p>) -> Result<(), Refusal> {
        let id = self.next_id(fresh)?;
        let (path, around, key) = self.home(fresh.part.kind, fresh, &id)?;
        let new = self.filled(fresh, key.as_ref().map(|_| id.as_str()));
        match key {
            Some(key) => self.put(&path, &around, (&key, true), new)?,
            None if self.tree.contains_key(&path) => {
                return Err(Refusal::new(format!("`{path}` exists already")));
            }
            None => *self.file(&path)?.document.as_table_mut() = new,
        }
        self.note(fresh, path, id, 0);
        Ok(())
    }

    fn put(&mut self, path: &str, around: &Path, (key, is_list): (&str, bool), new: Table) -> Result<(), Refusal> {
        let file = self.file(path)?;
        let root = Found { table: file.document.as_table_mut(), is_inline: false };
        let found = table_at(root, around).ok_or_else(|| unfit(path))?;
        add_table(found, key, is_list, new).ok_or_else(|| unfit(path))
    }

    fn note(&mut self, fresh: &Fresh<'p>, path: String, id: String, number: usize) {
        let said = fresh.cells.first().map(|(_, datum, _)| datum.written().into_owned()).unwrap_or_default();
        self.touched.push(Touched { path, part: fresh.part, id, number, column: None, at: fresh.at, said });
    }

    /// The table of a new row: its id, if it stands in a file with others, and the keys that have a value, in the order of their declaration.
    fn filled(&self, fresh: &Fresh, id: Option<&str>) -> Table {
        let mut table = Table::new();
        id.into_iter().for_each(|id| _ = table.insert("id", value(id)));
        let mut cells: Vec<_> = fresh.cells.iter().collect();
        cells.sort_by_key(|(column, ..)| *column);
        for (number, datum, _) in cells {
            let Some((field, form, language)) = fresh.part.columns[*number].field() else { continue };
            let (language, source, is_only) = Self::spoken(self.model, language);
            let spoken = Spoken { language: &language, source: &source, is_only };
            set(&mut Found { table: &mut table, is_inline: false }, &field.key, form, spoken, datum);
        }
        table
    }

    /// The next free id of the kind: one more than the highest of the same holder.
    fn next_id(&mut self, fresh: &Fresh) -> Result<String, Refusal> {
        let declared = fresh.part.kind;
        let key = (declared.key.clone(), fresh.owner.clone());
        let title = self.title(fresh);
        let is_alike = |node: &&&Node| {
            std::ptr::eq(node.item.declared, declared) && fresh.owner.as_deref() == node.holder.map(Item::id)
        };
        let alike: Vec<&str> = match self.last.get(&key) {
            Some(last) => vec![last],
            None => self.by_id.values().filter(is_alike).map(|node| node.item.id()).collect(),
        };
        let found = next_id(declared, &alike, &|id| self.taken.contains(id), title.as_deref());
        let id = found.ok_or_else(|| {
            let message = format!("no id for {} follows from those that exist", declared.kind().with_article());
            let hint = format!("start it with `raportti new {} --id ID`, and export the sheet again", declared.key);
            Refusal::new(message).with_hint(hint)
        })?;
        self.taken.insert(id.clone());
        self.last.insert(key, id.clone());
        Ok(id)
    }

    /// What readers call a new item, in the source language.
    fn title(&self, fresh: &Fresh) -> Option<String> {
        let source = self.model.languages.first().copied();
        let is_title = |number: usize| match &fresh.part.columns[number].what {
            What::Field { field, language, .. } => {
                field.show == Show::Title && (language.is_none() || *language == source)
            }
            _ => false,
        };
        let (_, datum, _) = fresh.cells.iter().find(|(number, ..)| is_title(*number))?;
        Some(datum.written().into_owned())
    }

    /// Where a new item stands: the file, the table in it, and the key of its list; without a key it is the whole file.
    fn home(&self, declared: &Declaration, fresh: &Fresh, id: &str) -> Result<(String, Path, Option<String>), Refusal> {
        if let Some(folder) = &declared.folder {
            let title = self.title(fresh);
            return Ok((format!("report/{folder}/{}.toml", stem(id, title.as_deref())), Path::new(), None));
        }
        let declarations = self.model.declarations;
        let key_in = |holder: &Declaration| {
            let holds = |it: &Type| matches!(it, Type::Table(kind) if std::ptr::eq(declarations.kind(*kind), declared));
            holder.fields.iter().find(|field| field.types().any(holds)).map(|field| field.key.clone())
        };
        let owner = fresh.owner.as_deref().and_then(|owner| self.by_id.get(owner).copied());
        if let Some(node) = owner {
            let key = key_in(node.item.declared).ok_or_else(|| unfit(node.item.id()))?;
            return Ok((self.files.get(node.file).path.clone(), node.path.clone(), Some(key)));
        }
        let mut in_file =
            declarations.holders(declared).filter_map(|holder| Some((holder.file.as_deref()?, key_in(holder)?)));
        let (file, key) = in_file.next().ok_or_else(|| unfit(&declared.key))?;
        Ok((format!("report/{file}"), Path::new(), Some(key)))
    }
}

fn unfit(path: &str) -> Refusal {
    Refusal::new(format!("`{path}` is not TOML that a sheet can change"))
        .with_hint("`raportti check` shows its faults; what stands in brackets may have to become tables with heads")
}

impl Touched<'_> {
    /// What was written, as people call it: `S1`, `S1 follow_up 2`, `S1 priority`.
    pub fn name(&self) -> String {
        let part = if self.part.inside.is_some() { format!(" {}", self.part.key) } else { String::new() };
        let number = if self.number > 0 { format!(" {}", self.number) } else { String::new() };
        let column = self.column.map(|column| format!(" {}", self.part.columns[column].key)).unwrap_or_default();
        format!("{}{part}{number}{column}", self.id)
    }
}
