//! How many items of each kind a report has, by each of their words, and where links end in nothing.

use crate::graph::Graph;
use crate::graph::ways::Ways;
use crate::model::{Declaration, Field, Item, Type, Value};

/// The numbers of one kind.
#[derive(Debug)]
pub struct KindCount<'g> {
    pub kind: &'static Declaration,
    pub items: usize,
    pub words: Vec<WordCount>,
    pub links: Vec<LinkCount<'g>>,
}

/// How many items have each word of a field, in the order of its vocabulary; `without` have none.
#[derive(Debug)]
pub struct WordCount {
    /// The way to the field, such as `response.position`.
    pub field: String,
    pub words: Vec<(&'static str, usize)>,
    pub without: usize,
}

/// How many links a field or a way back has, and which items have none.
#[derive(Debug)]
pub struct LinkCount<'g> {
    pub field: String,
    /// Whether these are the links of others to the items.
    pub is_back: bool,
    pub links: usize,
    pub without: Vec<&'g str>,
}

/// The numbers of each kind that has items, in the order in which readers meet them.
pub fn count(graph: &Graph) -> Vec<KindCount<'_>> {
    let ways = Ways::new(graph);
    let declarations = graph.model.declarations;
    let kinds = declarations.with_ids().filter(|kind| kind.used).map(|kind| (kind, ways.of(kind)));
    let counted = kinds.filter(|(_, items)| !items.is_empty()).map(|(kind, items)| KindCount {
        kind,
        items: items.len(),
        words: words(kind, &items, graph),
        links: links(kind, &items, graph),
    });
    counted.collect()
}

fn words(kind: &'static Declaration, items: &[&Item], graph: &Graph) -> Vec<WordCount> {
    let declarations = graph.model.declarations;
    let vocabulary = |field: &Field| {
        let number = field.types().find_map(|it| if let Type::Word(number) = it { Some(*number) } else { None })?;
        Some(&declarations.vocabularies[number])
    };
    let shown = kind.fields.iter().filter(|field| field.is_written() && !field.silent);
    let counted = shown.filter_map(|field| {
        let vocabulary = vocabulary(field)?;
        let has = |item: &Item, word: &str| {
            values(item, &field.key).iter().any(|value| matches!(value, Value::Word(said) if said.word == word))
        };
        let words = vocabulary.words().map(|word| (word, items.iter().filter(|item| has(item, word)).count()));
        let without = items.iter().filter(|item| item.get(&field.key).is_none()).count();
        Some(WordCount { field: field.key.clone(), words: words.collect(), without })
    });
    counted.collect()
}

fn links<'g>(kind: &'static Declaration, items: &[&'g Item], graph: &Graph) -> Vec<LinkCount<'g>> {
    let is_link = |field: &&Field| field.is_written() && field.types().any(|it| matches!(it, Type::Link(_)));
    let forward = kind.fields.iter().filter(is_link).map(|field| (field.key.as_str(), false));
    let back = kind.backs.iter().map(|way| (way.key.as_str(), true));
    let counted = forward.chain(back).map(|(key, is_back)| {
        let found: Vec<(&str, usize)> = items.iter().map(|item| (item.id(), graph.led_to(item, key).len())).collect();
        LinkCount {
            field: key.to_owned(),
            is_back,
            links: found.iter().map(|(_, links)| links).sum(),
            without: found.iter().filter(|(_, links)| *links == 0).map(|(id, _)| *id).collect(),
        }
    });
    counted.collect()
}

fn values<'i>(item: &'i Item, key: &str) -> &'i [Value] {
    match item.get(key) {
        Some(Value::List(values)) => values,
        one => one.map_or(&[], std::slice::from_ref),
    }
}
