//! What a report declares itself, ready for the cards: entries with a name and a content, by the place where a card shows them.

use crate::merge::CiteForm;
use crate::merge::names::named_in;
use crate::model::declared::{Back, Names, Show};
use crate::model::{Cvss, Date, Declaration, Declarations, Field, Id, Item, Kind, Said, Shape, Type, Value};

use super::builder::{Builder, holding_figures};
use super::kinds::with_own_template;
use super::{CitationView, CvssView, Dict, Shown};

/// The content of an entry: what it is, and its values by the keys that templates know.
type Content = Vec<(&'static str, Shown)>;

/// Entries by the place where cards show them.
#[derive(Default)]
struct Places {
    /// What stands on the cover of the report, besides its place among the facts.
    cover: Vec<Shown>,
    margin: Vec<Shown>,
    text: Vec<Shown>,
    facts: Vec<Shown>,
    table: Vec<Shown>,
}

impl Places {
    fn of(&mut self, show: Show) -> Option<&mut Vec<Shown>> {
        match show {
            Show::Margin => Some(&mut self.margin),
            Show::Text => Some(&mut self.text),
            Show::Facts => Some(&mut self.facts),
            Show::Table => Some(&mut self.table),
            Show::Title | Show::Body | Show::Nowhere => None,
        }
    }

    fn entries(self) -> impl Iterator<Item = (&'static str, Shown)> {
        let Self { cover, margin, text, facts, table } = self;
        let all = [("cover", cover), ("margin", margin), ("text", text), ("facts", facts), ("table", table)];
        all.into_iter().filter(|(_, entries)| !entries.is_empty()).map(|(key, entries)| (key, Shown::List(entries)))
    }
}

/// Whether the built-in templates show a field as it is declared.
fn is_as_built_in(declared: &Declaration, field: &Field, known: &Field) -> bool {
    if DRAWN.contains(&declared.key.as_str()) {
        return true;
    }
    // Links to what something rests on share one label, which none of them can rename.
    let shares_label = field.rests_on || matches!(known.shape, Shape::Through(_));
    (field.show == known.show || place(declared, field.show) == place(declared, known.show))
        && !is_on_cover(declared, field.show)
        && field.scale == known.scale
        && field.shape == known.shape
        && (field.name == known.name || !shares_label)
}

/// Kinds without a card: headings, tables and drawings show their fields in one place, in the order of their declaration.
const LISTED: [&str; 8] = ["theme", "question", "figure", "row", "actor", "source", "term", "withdrawn"];
/// Kinds whose built-in fields are drawn, so that they cannot stand elsewhere.
const DRAWN: [&str; 2] = ["figure", "row"];
/// Kinds that no table shows: what would stand there is a fact of their card or line.
const IN_NO_TABLE: [&str; 6] = ["evidence", "package", "response", "cost", "indicator", "follow_up"];

/// The report has no card: what is in its margin stands on the cover, and among the facts.
fn is_on_cover(declared: &Declaration, show: Show) -> bool {
    show == Show::Margin && declared.key == Kind::REPORT.as_str()
}

/// The part of a card, sheet or table that shows a field. The texts of the report are on the description sheet alone.
fn place(declared: &Declaration, show: Show) -> Show {
    let is_among = |kinds: &[&str]| kinds.contains(&declared.key.as_str());
    match show {
        Show::Margin | Show::Table if declared.key == Kind::REPORT.as_str() => Show::Facts,
        Show::Margin | Show::Text | Show::Table if is_among(&LISTED) => Show::Facts,
        Show::Table if is_among(&IN_NO_TABLE) => Show::Facts,
        show => show,
    }
}

/// What stands in a field without a value.
pub(super) fn empty(field: &Field) -> Shown {
    let is_list =
        matches!(field.shape, Shape::Through(_) | Shape::List(_)) || field.or.as_ref().is_some_and(Shape::is_list);
    match field.shape {
        _ if is_list => Shown::List(Vec::new()),
        Shape::One(Type::YesNo) => Shown::YesNo(false),
        _ => Shown::None,
    }
}

impl Builder<'_> {
    /// Adds the keys `own`, with the entries that templates show without knowing their fields, and `moved`, with nothing in
    /// the place of what a template knows and the report shows elsewhere. A report without declarations gets neither.
    pub(super) fn add_own(&self, item: &Item, entries: &mut Vec<(&'static str, Shown)>) {
        if std::ptr::eq(self.graph.model.declarations, Declarations::built_in()) {
            return;
        }
        let template = with_own_template(item.declared);
        let (mut places, mut moved) = (Places::default(), Vec::new());
        let mut own = self.head(item, template);
        let is_shown = |field: &Field| field.used && !field.silent && field.shape != Shape::One(Type::Id);
        for (number, (field, value)) in item.slots().enumerate().filter(|(_, (field, _))| is_shown(field)) {
            // Fields of the report stand behind the built-in ones, whose numbers never move.
            let known = template.and_then(|template| template.fields.get(number));
            if known.is_some_and(|known| is_as_built_in(item.declared, field, known)) {
                continue;
            }
            moved.extend(known.map(|known| (known.view.as_deref().unwrap_or(&known.key), empty(known))));
            let Some(place) = places.of(place(item.declared, field.show)) else { continue };
            let content = match &field.shape {
                Shape::Through(_) => self.links(&self.graph.led_to(item, &field.key)),
                _ => value.and_then(|value| match (known, value) {
                    // What moved is empty under its key, so that its entry has it.
                    (None, Value::Plain(_) | Value::Prose(_)) => Some(under_its_key(field, value)),
                    _ => self.content(field, value).map(|content| with_figures(item.declared, field, content)),
                }),
            };
            let entry = content.map(|content| self.entry(&field.name, &field.key, content));
            place.extend(entry.clone());
            if is_on_cover(item.declared, field.show) {
                places.cover.extend(entry);
            }
        }
        self.add_ways_back(item, template, &mut places, &mut moved);
        own.extend(places.entries());
        if !own.is_empty() {
            entries.push(("own", Shown::Card(Dict::of(own))));
        }
        if !moved.is_empty() {
            entries.push(("moved", Shown::Card(Dict::of(moved))));
        }
    }

    /// The title and the text of an item whose card is no template of its own.
    fn head(&self, item: &Item, template: Option<&Declaration>) -> Vec<(&'static str, Shown)> {
        if template.is_some() || !item.declared.has_ids {
            return Vec::new();
        }
        let title = self.title(item).unwrap_or_else(|| Shown::Text(item.id().to_owned()));
        let body = item.fields().find(|(field, _)| field.show == Show::Body);
        let body = body.and_then(|(field, value)| Some((field, self.content(field, value)?)));
        let body = body.map(|(field, content)| with_figures(item.declared, field, content));
        vec![
            ("kind", Shown::Text(item.declared.key.clone())),
            ("title", title),
            ("body", body.map_or(Shown::None, |body| Shown::Dict(Dict::of(body)))),
        ]
    }

    /// What readers call an item.
    pub(super) fn title(&self, item: &Item) -> Option<Shown> {
        let (_, value) = item.fields().find(|(field, _)| field.show == Show::Title)?;
        match value {
            Value::Plain(text) | Value::Prose(text) => Some(Shown::Words(self.localized(text))),
            Value::String(text) => Some(Shown::Words(self.in_source_language(text))),
            _ => None,
        }
    }

    fn add_ways_back(
        &self,
        item: &Item,
        template: Option<&'static Declaration>,
        places: &mut Places,
        moved: &mut Vec<(&'static str, Shown)>,
    ) {
        for way in &item.declared.backs {
            let back = &way.back;
            let known = template.and_then(|template| way_back(template, &way.key));
            if known.is_some_and(|known| known.show == back.show && known.name == back.name) {
                continue;
            }
            let is_known = |template: &Declaration| template.field(&way.key).is_some();
            if known.is_some() || template.is_some_and(is_known) {
                moved.push((way.key.as_str(), Shown::List(Vec::new())));
            }
            let content = self.links(self.graph.back(item.id(), &way.key));
            if let (Some(place), Some(content)) =
                (places.of(place(item.declared, back.show.unwrap_or(Show::Margin))), content)
            {
                place.push(self.entry(&back.name, &way.key, content));
            }
        }
    }

    /// A name in the language of the edition, and the content under it.
    fn entry(&self, names: &'static Names, key: &'static str, content: Content) -> Shown {
        let mut entry = vec![("name", self.name(names, key))];
        entry.extend(content);
        Shown::Dict(Dict::of(entry))
    }

    /// A name in the language of the edition.
    pub(super) fn name(&self, names: &'static Names, key: &'static str) -> Shown {
        let (around, source) = (self.wording.locale.language, self.graph.source_language());
        let (language, name) = named_in(names, around, source).unwrap_or((around, key));
        Shown::Called(language, name.into())
    }

    fn content(&self, field: &'static Field, value: &Value) -> Option<Content> {
        let single = match value {
            Value::List(values) => return self.list(field, values),
            Value::Item(item) if !field.types().any(|it| *it == Type::Author) => return self.table("record", &[item]),
            Value::Link(link) => return self.links(std::slice::from_ref(&link.id)),
            Value::Entries(_) => return None,
            Value::Word(said) => return Some(self.word(field, *said)),
            Value::Prose(prose) => ("prose", Shown::Prose(self.localized(prose))),
            Value::Date(date) => ("short", self.day(*date)),
            Value::Integer(..) | Value::Number(..) => ("short", self.printed(self.measure(field, value))),
            Value::YesNo(flag) => ("short", self.label("changes", if *flag { "yes" } else { "no" })),
            Value::Language(language) => ("short", self.label("language", language.as_str())),
            // Codes, such as a version or a host, are short.
            Value::String(_) if field.types().any(|it| matches!(it, Type::Form(_))) => {
                ("short", self.value(field, value))
            }
            Value::String(_) if field.types().any(|it| *it == Type::Address) => ("address", self.value(field, value)),
            Value::String(file) if field.types().any(|it| *it == Type::File) => {
                // A file that is shown as a picture, such as a logo, is no attachment.
                let name = self.attached.get(file.value.as_str()).cloned().unwrap_or_else(|| file.value.clone());
                ("text", Shown::Text(name))
            }
            _ => match self.value(field, value) {
                Shown::Date(period) => ("short", self.printed(period.short)),
                Shown::Money(sum) => ("sum", self.printed(sum.text)),
                Shown::Cvss(cvss) => return Some(self.cvss_entry(&cvss)),
                value => ("text", value),
            },
        };
        let (form, value) = single;
        Some(vec![("form", text(form)), ("value", value)])
    }

    fn list(&self, field: &'static Field, values: &[Value]) -> Option<Content> {
        let items: Vec<&Item> = values
            .iter()
            .filter_map(|value| if let Value::Item(item) = value { Some(&**item) } else { None })
            .collect();
        if !items.is_empty() && !field.types().any(|it| *it == Type::Author) {
            return self.table("table", &items);
        }
        let ids: Vec<String> = values
            .iter()
            .filter_map(|value| if let Value::Link(link) = value { Some(link.id.clone()) } else { None })
            .collect();
        if !ids.is_empty() {
            return self.links(&ids);
        }
        let contents = values.iter().filter_map(|value| self.content(field, value));
        let contents: Vec<Shown> = contents.map(|content| Shown::Dict(Dict::of(content))).collect();
        (!contents.is_empty()).then(|| vec![("form", text("list")), ("values", Shown::List(contents))])
    }

    /// A score with its rating, in the tone of that, and the vector that it follows from.
    fn cvss_entry(&self, cvss: &CvssView) -> Content {
        let vocabularies = &self.graph.model.declarations.vocabularies;
        let ratings = vocabularies.iter().find(|vocabulary| vocabulary.key == Cvss::RATING);
        let tone = ratings.and_then(|ratings| ratings.word(cvss.rating)).and_then(|word| word.tone);
        vec![
            ("form", text("cvss")),
            ("value", self.printed(cvss.text.clone())),
            ("vector", text(&cvss.vector)),
            ("tone", tone.map_or(Shown::None, |tone| text(tone.as_str()))),
        ]
    }

    /// A word with its colour and, where the field asks for it, its place on the scale of its vocabulary.
    pub(super) fn word(&self, field: &'static Field, said: Said) -> Content {
        let vocabularies = &self.graph.model.declarations.vocabularies;
        let numbers = field.types().filter_map(|it| if let Type::Word(number) = it { Some(*number) } else { None });
        let found = numbers.map(|number| &vocabularies[number]).find_map(|vocabulary| {
            let rank = vocabulary.words.iter().position(|word| word.key == said.word)?;
            Some((vocabulary, rank))
        });
        let Some((vocabulary, rank)) = found else { return vec![("form", text("text")), ("value", text(said.word))] };
        let word = &vocabulary.words[rank];
        let steps = vocabulary.words.len();
        let name = self.wording.spoken(&vocabulary.key, &word.key);
        let name = name.map(|(language, name)| Shown::Called(language, name.to_owned().into()));
        let scale = || {
            Dict::of(vec![("filled", Shown::Integer((steps - rank) as i64)), ("steps", Shown::Integer(steps as i64))])
        };
        vec![
            ("form", text("word")),
            ("value", name.unwrap_or_else(|| self.name(&word.name, &word.key))),
            ("tone", word.tone.map_or(Shown::None, |tone| text(tone.as_str()))),
            ("scale", if field.scale { Shown::Dict(scale()) } else { Shown::None }),
        ]
    }

    fn day(&self, date: Date) -> Shown {
        self.printed(self.wording.locale.short_date(date.ymd()))
    }

    /// A number as the language writes it, with its unit on the same line. Years have no space between thousands.
    pub(super) fn measure(&self, field: &Field, value: &Value) -> String {
        let is_year = field.types().any(|it| matches!(it, Type::Year | Type::Ordinal));
        let number = match value {
            Value::Integer(integer, _) if is_year => integer.to_string(),
            Value::Integer(integer, _) => self.wording.locale.number(*integer as f64),
            Value::Number(number, _) => self.wording.locale.number_with(number.value, number.decimals),
            _ => String::new(),
        };
        self.wording.locale.measure(&number, field.unit.as_deref())
    }

    fn label(&self, group: &str, key: &str) -> Shown {
        self.printed(self.wording.word(&[group, key]).unwrap_or(key).to_owned())
    }

    /// Words for a page, in the language of the edition.
    fn printed(&self, words: String) -> Shown {
        Shown::Called(self.wording.locale.language, words.into())
    }

    /// Links: sources as citations, what pages show under its id as that id, and all else by its name.
    fn links(&self, ids: &[String]) -> Option<Content> {
        let graph = self.graph;
        let kind = graph.kind(ids.first()?)?;
        if ids.iter().any(|id| graph.kind(id) != Some(kind)) {
            let each = ids.iter().filter_map(|id| self.links(std::slice::from_ref(id)));
            let each = each.map(|content| Shown::Dict(Dict::of(content)));
            return Some(vec![("form", text("list")), ("values", Shown::List(each.collect()))]);
        }
        if kind == Kind::SOURCE {
            let cited = ids.iter().map(|id| {
                let citation = CitationView { items: vec![(id.clone(), None)], form: CiteForm::Prose, place: None };
                Shown::Dict(Dict::of(vec![("form", text("text")), ("value", Shown::Citation(Some(citation)))]))
            });
            return Some(vec![("form", text("list")), ("values", Shown::List(cited.collect()))]);
        }
        let declared = graph.model.declarations.of(kind);
        // What others rest on, or what rests on something, stands under its id in the matrix, too.
        let is_in_chain = || declared.fields.iter().any(|field| field.used && field.rests_on);
        let has_known_ids = declared.id.is_some() || with_own_template(declared).is_some() || is_in_chain();
        let is_known_by_id = declared.printed && has_known_ids;
        if is_known_by_id {
            return Some(vec![("form", text("ids")), ("value", Shown::texts(ids))]);
        }
        let names = ids.iter().map(|id| {
            let item = self.with_ids.get(id.as_str()).copied();
            let name = item.and_then(|item| self.title(item)).unwrap_or_else(|| text(id));
            let target = if declared.printed { text(id) } else { Shown::None };
            Shown::Dict(Dict::of(vec![("id", target), ("value", name)]))
        });
        Some(vec![("form", text("names")), ("values", Shown::List(names.collect()))])
    }

    /// Tables inside an item as rows: a column for each field that one of them has.
    fn table(&self, form: &str, items: &[&Item]) -> Option<Content> {
        let declared = items.first()?.declared;
        let has = |field: &&Field| items.iter().any(|item| item.get(&field.key).is_some());
        let is_shown = |field: &&Field| field.used && !field.silent && field.show != Show::Nowhere;
        let fields: Vec<&Field> = declared.fields.iter().filter(is_shown).filter(has).collect();
        let heads = fields.iter().map(|field| self.name(&field.name, &field.key)).collect();
        let cell = |item: &Item, field: &'static Field| {
            let content = item.get(&field.key).and_then(|value| match value {
                Value::Id(id) => Some(anchor(declared, id)),
                value => self.content(field, value),
            });
            content.map_or(Shown::None, |content| Shown::Dict(Dict::of(content)))
        };
        let rows = items.iter().map(|item| {
            let cells = item.slots().filter(|(field, _)| fields.iter().any(|own| std::ptr::eq(*own, *field)));
            Shown::List(cells.map(|(field, _)| cell(item, field)).collect())
        });
        let rows = Shown::List(rows.collect());
        (!fields.is_empty()).then(|| vec![("form", text(form)), ("heads", Shown::List(heads)), ("rows", rows)])
    }
}

/// The content of a field of an item, whose prose may hold figures.
fn with_figures(declared: &Declaration, field: &Field, content: Content) -> Content {
    content.into_iter().map(|(key, value)| (key, holding_figures(declared, field, value))).collect()
}

/// A text that the item has under the key of its field: written once, for any place.
fn under_its_key(field: &Field, value: &Value) -> Content {
    let form = if matches!(value, Value::Prose(_)) { "prose" } else { "text" };
    let key = field.view.as_deref().unwrap_or(&field.key).replace('_', "-");
    vec![("form", text(form)), ("key", Shown::Text(key))]
}

/// The id of a table inside an item, as the target of links.
fn anchor(declared: &Declaration, id: &Id) -> Content {
    vec![("form", text("anchor")), ("kind", text(&declared.key)), ("value", text(&id.id))]
}

fn text(text: &str) -> Shown {
    Shown::Text(text.to_owned())
}

/// What links to a kind say of a way back.
fn way_back<'d>(kind: &'d Declaration, key: &str) -> Option<&'d Back> {
    kind.backs.iter().find(|way| way.key == key).map(|way| &way.back)
}
