//! Items as they were decoded: the values of their declared fields, each with its place.

use std::collections::HashMap;

use icu::locale::subtags::Language;

use crate::diagnostics::Place;
use crate::model::{
    Cvss, Date, Declaration, Declarations, Field, Id, Kind, Localized, Money, Number, PlacedPeriod, Text,
    declared::Show,
};

/// Something with fields: an item with a file of its own, a file, or a table inside one of these.
#[derive(Debug, Clone)]
pub struct Item {
    pub declared: &'static Declaration,
    /// What it is called by, and where that stands; nothing for a table without an id.
    pub id: Option<Id>,
    /// Where it opens in its file.
    pub place: Place,
    /// One for each declared field.
    values: Vec<Option<Value>>,
}

/// What stands in a field.
#[derive(Debug, Clone)]
pub enum Value {
    String(Text),
    /// Shown as it stands, sign for sign.
    Plain(Localized),
    /// CommonMark.
    Prose(Localized),
    /// In some of the report's languages, where something else stands in for the source language.
    Translations(Vec<(Language, Text)>),
    /// A word of a vocabulary, the name of a kind or a rule, or the code of a currency.
    Word(Said),
    Link(Link),
    Id(Id),
    Date(Date),
    /// A period that is longer than a day.
    Period(PlacedPeriod),
    Money(Money),
    Cvss(Box<Cvss>),
    Integer(i64, Place),
    Number(Number, Place),
    YesNo(bool),
    Language(Language),
    Item(Box<Item>),
    List(Vec<Value>),
    /// What stands under keys of any name, in their order.
    Entries(Vec<(Id, Value)>),
}

/// A word as it is written, and what it means.
#[derive(Debug, Clone, Copy)]
pub struct Said {
    pub word: &'static str,
    /// The built-in word that it stands for, which rules ask for: in most cases the word itself.
    pub means: &'static str,
    pub place: Place,
}

impl Said {
    /// A word that means itself.
    pub fn itself(word: &'static str, place: Place) -> Self {
        Self { word, means: word, place }
    }

    /// Whether it is a word, or means it.
    pub fn is(self, word: &str) -> bool {
        self.word == word || self.means == word
    }
}

/// The id of an item of some kind. That the item exists is checked when the graph is made.
#[derive(Debug, Clone)]
pub struct Link {
    /// The kind of the item; of several that are allowed, the first until all ids are known.
    pub kind: Kind,
    /// Whether its field allows several kinds.
    pub is_of_several: bool,
    pub id: String,
    pub place: Place,
}

/// A link where it stands.
#[derive(Debug, Clone, Copy)]
pub struct LinkOf<'i> {
    /// The nearest thing around it that has an id, and so is what links.
    pub from: &'i Item,
    pub field: &'static Field,
    pub link: &'i Link,
}

impl Item {
    pub fn new(declared: &'static Declaration, id: Option<Id>, place: Place, values: Vec<Option<Value>>) -> Self {
        debug_assert_eq!(values.len(), declared.fields.len(), "there is a slot for each field");
        Self { declared, id, place, values }
    }

    pub fn kind(&self) -> Kind {
        self.declared.kind()
    }

    /// The id; empty for a table that has none.
    pub fn id(&self) -> &str {
        self.id.as_ref().map_or("", |id| &id.id)
    }

    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values[self.declared.slot(key)?].as_ref()
    }

    /// Puts a value into a field, or takes it out.
    pub fn set(&mut self, key: &str, value: Option<Value>) {
        let number = self.declared.slot(key).expect("the program sets declared fields only");
        self.values[number] = value;
    }

    /// Takes the items out of a field: those of a list, or those under keys of any name, which become their ids.
    pub fn take(&mut self, key: &str) -> Vec<Item> {
        let item = |value| if let Value::Item(item) = value { Some(*item) } else { None };
        let entry = |(id, value)| Some(Item { id: Some(id), ..item(value)? });
        match self.declared.slot(key).and_then(|number| self.values[number].take()) {
            Some(Value::List(values)) => values.into_iter().filter_map(item).collect(),
            Some(Value::Entries(entries)) => entries.into_iter().filter_map(entry).collect(),
            _ => Vec::new(),
        }
    }

    /// Every declared field, in the order of the declaration, with what stands there.
    pub fn slots(&self) -> impl Iterator<Item = (&'static Field, Option<&Value>)> {
        self.declared.fields.iter().zip(self.values.iter().map(Option::as_ref))
    }

    /// The fields that have a value.
    pub fn fields(&self) -> impl Iterator<Item = (&'static Field, &Value)> {
        self.slots().filter_map(|(field, value)| Some((field, value?)))
    }

    /// What readers call it, in the source language: what stands in its field that is shown as its title.
    pub fn title(&self) -> Option<&str> {
        let (_, value) = self.fields().find(|(field, _)| field.show == Show::Title)?;
        match value {
            Value::String(text) => Some(&text.value),
            Value::Plain(text) | Value::Prose(text) => Some(&text.source().value),
            _ => None,
        }
    }

    /// Every link of the item and of what it holds, in the order of the declarations. This is the one walk over links.
    pub fn links(&self) -> Vec<LinkOf<'_>> {
        let mut found = Vec::new();
        self.visit(&mut |from, field, value| {
            if let Value::Link(link) = value {
                found.push(LinkOf { from, field, link });
            }
        });
        found
    }

    /// The items that it holds and that have ids of their own, each with the field that holds it.
    pub fn held(&self) -> Vec<(&'static Field, &Item)> {
        let mut found = Vec::new();
        self.visit(&mut |_, field, value| {
            if let Value::Item(item) = value
                && item.declared.has_ids
            {
                found.push((field, &**item));
            }
        });
        found
    }

    /// Calls `visit` with every single value inside, with its field and the nearest thing around it that has an id.
    pub fn visit<'i>(&'i self, visit: &mut dyn FnMut(&'i Item, &'static Field, &'i Value)) {
        self.visit_of(self, visit);
    }

    fn visit_of<'i>(&'i self, owner: &'i Item, visit: &mut dyn FnMut(&'i Item, &'static Field, &'i Value)) {
        for (field, value) in self.fields() {
            value.visit(owner, field, visit);
        }
    }

    /// Takes out every link that does not hold, with whatever cannot be without it. Returns whether the item itself can.
    pub fn keep_links(&mut self, holds: &dyn Fn(&Link) -> bool) -> bool {
        let mut whole = true;
        for (field, slot) in self.declared.fields.iter().zip(&mut self.values) {
            if slot.as_mut().is_some_and(|value| !value.keep_links(holds)) {
                *slot = None;
                whole &= !field.is_indispensable();
            }
        }
        whole
    }
}

impl Link {
    /// Sets the kind of a link that may lead to several, if it is one of those that its field allows.
    pub fn settle(&mut self, kinds: &HashMap<String, Kind>, is_allowed: impl Fn(Kind) -> bool) {
        if let Some(kind) = kinds.get(&self.id).filter(|kind| self.is_of_several && is_allowed(**kind)) {
            self.kind = *kind;
        }
    }
}

impl Item {
    /// Sets the kinds of links that may lead to several.
    pub fn settle_links(&mut self, kinds: &HashMap<String, Kind>, declarations: &'static Declarations) {
        for (field, value) in self.declared.fields.iter().zip(&mut self.values) {
            value.iter_mut().for_each(|value| value.settle_links(field, kinds, declarations));
        }
    }
}

impl Value {
    fn settle_links(&mut self, field: &Field, kinds: &HashMap<String, Kind>, declarations: &'static Declarations) {
        match self {
            Value::Link(link) => link.settle(kinds, |kind| field.kinds(declarations).any(|allowed| allowed == kind)),
            Value::Item(item) => item.settle_links(kinds, declarations),
            Value::List(values) => {
                values.iter_mut().for_each(|value| value.settle_links(field, kinds, declarations));
            }
            _ => {}
        }
    }

    fn visit<'i>(
        &'i self,
        owner: &'i Item,
        field: &'static Field,
        visit: &mut dyn FnMut(&'i Item, &'static Field, &'i Value),
    ) {
        match self {
            Value::List(values) => values.iter().for_each(|value| value.visit(owner, field, visit)),
            Value::Entries(entries) => entries.iter().for_each(|(_, value)| value.visit(owner, field, visit)),
            Value::Item(item) => {
                visit(owner, field, self);
                item.visit_of(if item.id.is_some() { item } else { owner }, visit);
            }
            _ => visit(owner, field, self),
        }
    }

    /// Hands out the links in a value that is given up.
    pub fn into_links(self, links: &mut Vec<Link>) {
        match self {
            Value::Link(link) => links.push(link),
            Value::Item(item) => item.values.into_iter().flatten().for_each(|value| value.into_links(links)),
            Value::List(values) => values.into_iter().for_each(|value| value.into_links(links)),
            _ => {}
        }
    }

    fn keep_links(&mut self, holds: &dyn Fn(&Link) -> bool) -> bool {
        match self {
            Value::Link(link) => holds(link),
            Value::Item(item) => item.keep_links(holds),
            Value::List(values) => {
                values.retain_mut(|value| value.keep_links(holds));
                true
            }
            _ => true,
        }
    }
}
