//! A new item: a file of its own, or a table in the file that holds its like, with every key that it needs.

use toml_edit::value;

use crate::diagnostics::{Files, nearest};
use crate::files::Tree;
use crate::model::{Declaration, Declarations, Field, Item, Model, Shape, Type, declared::Show};

use super::next_id::{next_id, stem};
use super::{Edit, Refusal, appended};

/// What somebody wants of a new item.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'w> {
    pub title: Option<&'w str>,
    /// `None` for the next free one.
    pub id: Option<&'w str>,
    /// Links, each a field and the id of an item; and for a kind that stands inside others, that kind and the id of the one it belongs to.
    pub links: &'w [(String, String)],
}

/// A new item of a kind: its id, and the one file that changes. Fails if there is no id, it is taken, or a link leads nowhere.
pub fn new_item(
    declared: &'static Declaration,
    wish: Wish,
    model: &Model,
    tree: &Tree,
    files: &Files,
) -> Result<(String, Edit), Refusal> {
    if let Some(sign) = wish.title.and_then(|title| title.chars().find(|c| c.is_control())) {
        return Err(Refusal::new(format!("the title has the control character U+{:04X}", u32::from(sign))));
    }
    let items: Vec<&Item> = model.with_ids().collect();
    let home = Home::of(declared, wish.links, &items, model)?;
    let known = |id: &str| items.iter().any(|item| item.id() == id);
    let withdrawn = |id: &str| model.withdrawn().any(|entry| entry.id().id == id);
    let is_taken = |id: &str| known(id) || withdrawn(id) || model.broken.ids.contains(id);
    let id = match wish.id {
        Some(id) => free(id, declared, &is_taken)?,
        None => {
            let alike = home.siblings(declared, &items);
            next_id(declared, &alike, &is_taken, wish.title).ok_or_else(|| without_id(declared))?
        }
    };
    let links: Vec<&(String, String)> = wish
        .links
        .iter()
        .filter(|(key, _)| home.holder.is_none_or(|(holder, _)| holder.declared.key != *key))
        .collect();
    links.iter().try_for_each(|link| check_link(link, declared, &items, model.declarations))?;
    let body = Body { model, declared, title: wish.title, links: &links };
    let (path, text) = match home.field {
        None => {
            let folder = declared.folder.as_deref().expect("a kind that stands in no other has a folder");
            let path = format!("report/{folder}/{}.toml", stem(&id, wish.title));
            (path, body.file())
        }
        Some(field) => {
            let path = home.path(files);
            let old = tree.get(&path).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default();
            let text = appended(&old, &format!("[[{}]]\nid = {}\n{}", field.key, value(&*id), body.text()))
                .ok_or_else(|| in_braces(&path, field))?;
            (path, text)
        }
    };
    Ok((id, Edit::of_one(path, text)))
}

/// Where items of a kind stand.
struct Home<'m> {
    /// The field that holds tables of the kind; `None` for a kind whose items have files of their own.
    field: Option<&'static Field>,
    /// The name of the file of which there is one.
    file: Option<&'static str>,
    /// The item that holds the new one, with the field of its kind.
    holder: Option<(&'m Item, &'static Field)>,
}

impl<'m> Home<'m> {
    fn of(
        declared: &'static Declaration,
        links: &[(String, String)],
        items: &[&'m Item],
        model: &Model,
    ) -> Result<Self, Refusal> {
        if declared.folder.is_some() {
            return Ok(Self { field: None, file: None, holder: None });
        }
        let declarations = model.declarations;
        let holding = |holder: &'static Declaration| {
            let holds = |it: &Type| matches!(it, Type::Table(kind) if std::ptr::eq(declarations.kind(*kind), declared));
            holder.fields.iter().find(|field| field.types().any(holds)).map(|field| (holder, field))
        };
        let holders: Vec<_> = declarations.holders(declared).filter_map(holding).collect();
        if let Some((holder, field)) = holders.iter().find(|(holder, _)| holder.file.is_some()) {
            return Ok(Self { field: Some(field), file: holder.file.as_deref(), holder: None });
        }
        let named = links.iter().find_map(|(key, id)| {
            let (_, field) = holders.iter().find(|(holder, _)| holder.key == *key)?;
            Some((id, items.iter().find(|item| item.declared.key == *key && item.id() == id), *field))
        });
        match named {
            Some((_, Some(holder), field)) => {
                Ok(Self { field: Some(field), file: None, holder: Some((holder, field)) })
            }
            Some((id, None, _)) => Err(Refusal::new(format!("the report has no `{id}`"))),
            None => {
                let kind = holders.first().map_or("report", |(holder, _)| &holder.key);
                let message = format!("{} stands inside another item", declared.kind().with_article());
                Err(Refusal::new(message).with_hint(format!("say in which: `--in {kind}=ID`")))
            }
        }
    }

    /// The ids that the next one continues: those of the same holder, or of the whole kind.
    fn siblings<'i>(&self, declared: &Declaration, items: &[&'i Item]) -> Vec<&'i str> {
        let all = items.iter().filter(|item| std::ptr::eq(item.declared, declared)).map(|item| item.id());
        match self.holder {
            None => all.collect(),
            Some((holder, _)) => {
                let own: Vec<String> = holder.held().into_iter().map(|(_, item)| item.id().to_owned()).collect();
                all.filter(|id| own.iter().any(|known| known == id)).collect()
            }
        }
    }

    fn path(&self, files: &Files) -> String {
        match (self.file, self.holder) {
            (Some(file), _) => format!("report/{file}"),
            (None, Some((holder, _))) => files.get(holder.place.file).path.clone(),
            (None, None) => unreachable!("a kind that stands in others has a file or a holder"),
        }
    }
}

pub(super) fn free(
    id: &str,
    declared: &'static Declaration,
    is_taken: &dyn Fn(&str) -> bool,
) -> Result<String, Refusal> {
    if let Some(fault) = declared.id_fault(id) {
        return Err(Refusal::new(format!("`{id}` cannot be an id")).with_hint(fault));
    }
    if is_taken(id) {
        let hint = "ids are unique over all kinds, and those of earlier versions are not used again";
        return Err(Refusal::new(format!("the id `{id}` is taken")).with_hint(hint));
    }
    Ok(id.to_owned())
}

fn without_id(declared: &'static Declaration) -> Refusal {
    let message = format!("no id for {} follows from those that exist", declared.kind().with_article());
    Refusal::new(message).with_hint("give it one: `--id ID`")
}

fn in_braces(path: &str, field: &Field) -> Refusal {
    let message = format!("`{path}` is not TOML to which `[[{}]]` can be added", field.key);
    Refusal::new(message)
        .with_hint("`raportti check` shows its faults; a list in brackets has to become tables with heads")
}

/// A field of the new item and what it links to.
fn check_link(
    (key, id): &(String, String),
    declared: &'static Declaration,
    items: &[&Item],
    declarations: &'static Declarations,
) -> Result<(), Refusal> {
    let linking =
        || declared.fields.iter().filter(|field| field.is_written() && field.kinds(declarations).next().is_some());
    let Some(field) = linking().find(|field| field.key == *key) else {
        let keys: Vec<&str> = linking().map(|field| field.key.as_str()).collect();
        let message = format!("`{key}` is no link of {}", declared.kind().with_article());
        return Err(Refusal { message, hint: nearest::hint(key, &keys) });
    };
    let kinds: Vec<_> = field.kinds(declarations).collect();
    let possible: Vec<&str> = items.iter().filter(|item| kinds.contains(&item.kind())).map(|item| item.id()).collect();
    if possible.contains(&id.as_str()) {
        return Ok(());
    }
    let message = format!("`{key}` cannot be `{id}`: the report has no {} of this id", kinds[0].as_str());
    Err(Refusal { message, hint: nearest::hint(id, &possible) })
}

/// The keys of a new item.
struct Body<'b> {
    model: &'b Model,
    declared: &'static Declaration,
    title: Option<&'b str>,
    links: &'b [&'b (String, String)],
}

impl Body<'_> {
    fn file(&self) -> String {
        format!("# {}\n\n{}", self.declared.doc, self.text())
    }

    /// Every key that it needs, with its doc as comment: first values, then tables.
    fn text(&self) -> String {
        let is_needed = |field: &&Field| {
            field.is_written()
                && field.key != "*"
                && field.key != "id"
                && (field.required || self.linked(field).is_some())
        };
        let (tables, values): (Vec<&Field>, Vec<&Field>) =
            self.declared.fields.iter().filter(is_needed).partition(|field| self.table(field).is_some());
        let values = values.into_iter().map(|field| self.entry(field, field.when.is_empty()));
        let values: String = values.collect::<Vec<_>>().join("\n");
        let tables = tables.into_iter().filter(|field| field.when.is_empty()).map(|field| {
            let inner = self.table(field).expect("it was divided by this");
            let body = Body { declared: inner, title: None, links: &[], model: self.model };
            let head = if field.shape.is_list() { format!("[[{}]]", field.key) } else { format!("[{}]", field.key) };
            format!("\n# {}\n{head}\n{}", field.doc, body.text())
        });
        values + &tables.collect::<String>()
    }

    /// The kind of the tables in a field.
    fn table(&self, field: &Field) -> Option<&'static Declaration> {
        field.types().find_map(|it| match it {
            Type::Table(kind) => Some(self.model.declarations.kind(*kind)),
            _ => None,
        })
    }

    fn linked(&self, field: &Field) -> Option<&str> {
        self.links.iter().find(|(key, _)| *key == field.key).map(|(_, id)| id.as_str())
    }

    /// A key with its doc, or only a comment that names it, where it is needed in some cases or its value has no empty form.
    fn entry(&self, field: &Field, is_always: bool) -> String {
        let mut comment = format!("# {}", field.doc);
        if let Some(words) = self.words(field) {
            comment += &format!(" One of {words}.");
        }
        let lines = if is_always { self.values(field) } else { None };
        let lines = lines.unwrap_or_else(|| {
            let needed = if is_always { "" } else { ", which is needed in some cases" };
            format!("# {} = …{needed}\n", field.key)
        });
        format!("{comment}\n{lines}")
    }

    fn words(&self, field: &Field) -> Option<String> {
        let number = field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })?;
        let words = self.model.declarations.vocabularies[number].words().map(|word| format!("`{word}`"));
        Some(words.collect::<Vec<_>>().join(", "))
    }

    /// The lines of a key: empty texts in every language, or an empty value. `None` for values that cannot be empty.
    fn values(&self, field: &Field) -> Option<String> {
        let first = field.types().next()?;
        let is_list = matches!(field.shape, Shape::List(_));
        let said = self.linked(field).or(self.title.filter(|_| field.show == Show::Title));
        let quoted = |text: &str| value(text).to_string();
        let line = |key: &str, text: &str| match is_list {
            true if text.is_empty() => format!("{key} = []\n"),
            true => format!("{key} = [{}]\n", quoted(text)),
            false => format!("{key} = {}\n", quoted(text)),
        };
        match first {
            Type::Plain | Type::Prose if !is_list => {
                let languages = self.model.languages.iter().enumerate();
                let texts = languages.map(|(n, language)| {
                    line(&format!("{}.{language}", field.key), said.filter(|_| n == 0).unwrap_or_default())
                });
                Some(texts.collect())
            }
            Type::Link(_)
            | Type::Word(_)
            | Type::String
            | Type::Address
            | Type::File
            | Type::Form(_)
            | Type::Author => Some(line(&field.key, said.unwrap_or_default())),
            _ if is_list => Some(line(&field.key, "")),
            _ => None,
        }
    }
}
