//! Items of the data as values of the view: their declared fields, the links back to them, and derived values.

use std::collections::{BTreeMap, HashMap};

use icu::locale::subtags::Language;

use crate::diagnostics::Files;
use crate::graph::Graph;
use crate::merge::markdown::in_field::FiguresInField;
use crate::merge::{CiteForm, Filling, Wording};
use crate::model::FigureKind;
use crate::model::declared::Show;
use crate::model::typed::{Evidence, Figure, Row, Source, Term};
use crate::model::{
    Author, Currency, Cvss, Date, Declaration, Edition, Field, Item, Link, Localized, Number, Period, Shape, Text,
    Title, Type, Typed, Value, decode::OwnCurrency, text::Form,
};

use super::{
    CitationView, CvssView, DateView, Days, Dict, MoneyView, Picture, Shown, Words, shown::decimal, turned, values::iso,
};

/// Whether the view has a field elsewhere or not at all: of a figure's two files it has the edition's own one as `file`.
fn is_elsewhere(kind: &str, field: &Field) -> bool {
    match kind {
        "figure" => field.key == "print_file",
        "report" => ["languages", "parts", "theme", "brand"].contains(&field.key.as_str()),
        _ => false,
    }
}

/// Whether the view has a field only where it is given: one that templates of the format did not have from the start.
fn is_younger(kind: &str, key: &str) -> bool {
    match kind {
        "evidence" => ["figure", "quotation", "said_by", "file"].contains(&key),
        "row" => key == "whole",
        "action" => key == "name",
        "figure" => {
            let drawn = ["credit", "rest", "phase", "milestone"];
            let asked =
                ["of", "by", "stacked_by", "rows_by", "columns_by", "cells", "fields", "sort", "reversed", "total"];
            drawn.contains(&key) || asked.contains(&key)
        }
        _ => false,
    }
}

/// Kinds with files of their own that have no card: they are drawn, or stand in lists and tables.
const WITHOUT_CARD: [&str; 3] = ["figure", "actor", "source"];

/// Turns values of the data into values of the view, in one language.
pub(super) struct Builder<'a> {
    pub(super) graph: &'a Graph,
    pub(super) files: &'a Files,
    pub(super) wording: &'a Wording,
    pub(super) edition: Edition,
    /// What a PDF calls each file that an item names, by its path.
    pub(super) attached: &'a BTreeMap<&'a str, String>,
    /// Everything with an id, also inside other items. Empty where the report declares nothing, since nothing asks then.
    pub(super) with_ids: &'a HashMap<&'a str, &'a Item>,
}

impl Builder<'_> {
    /// An item: its id, its fields, the ids of items that link to it, and derived values.
    pub(super) fn item(&self, item: &Item) -> Dict {
        let declared = item.declared;
        let mut entries = Vec::with_capacity(declared.fields.len() + 4);
        if declared.folder.is_some() {
            entries.push(("id", Shown::Text(item.id().to_owned())));
        }
        entries.extend(self.fields(item));
        for way in &declared.backs {
            let ids = self.graph.back(item.id(), &way.key).iter();
            entries.push((way.key.as_str(), Shown::texts(ids)));
        }
        entries.extend(declared.absent.iter().map(|key| (key.as_str(), Shown::List(Vec::new()))));
        self.add(item, &mut entries);
        self.add_own(item, &mut entries);
        let turned = turned::named_in(&entries, self.graph);
        if declared.folder.is_some() && !turned.is_empty() {
            entries.push(("turned", Shown::texts(&turned)));
        }
        Dict { declared: Some(declared), entries }
    }

    /// The fields of an item that readers see.
    pub(super) fn fields(&self, item: &Item) -> Vec<(&'static str, Shown)> {
        let mut fields = Vec::new();
        for (field, value) in item.slots() {
            // What the report does without is empty, since templates ask for it; unless something else has its key.
            let is_replaced = !field.used && item.declared.backs.iter().any(|way| way.key == field.key);
            let is_absent = value.is_none() && is_younger(&item.declared.key, &field.key);
            if field.silent || is_replaced || is_absent || is_elsewhere(&item.declared.key, field) {
                continue;
            }
            let key = field.view.as_deref().unwrap_or(&field.key);
            let value = match (&field.shape, value) {
                (Shape::Through(_), _) if !field.used => Shown::List(Vec::new()),
                (Shape::Through(_), _) => Shown::texts(&self.graph.led_to(item, &field.key)),
                (_, Some(value)) => holding_figures(item.declared, field, self.value(field, value)),
                // Templates take a built-in flag that is missing for `false`. Whether one of the report's own is true is not said.
                (Shape::One(Type::YesNo), None) if !field.is_own => Shown::YesNo(false),
                (shape, None) if shape.is_list() || field.or.as_ref().is_some_and(Shape::is_list) => {
                    Shown::List(Vec::new())
                }
                (_, None) => Shown::None,
            };
            fields.push((key, value));
        }
        fields
    }

    pub(super) fn value(&self, field: &'static Field, value: &Value) -> Shown {
        let is = |wanted: Type| field.types().any(|it| *it == wanted);
        match value {
            Value::List(values) => Shown::List(values.iter().map(|value| self.value(field, value)).collect()),
            Value::String(_) | Value::Item(_) if is(Type::Author) => {
                Author::of(value).map_or(Shown::None, |author| Shown::Name(self.in_source_language(&author.listed())))
            }
            Value::String(text) if is(Type::File) => Shown::Text(format!("/report/{}", text.value)),
            Value::String(text) => Shown::Name(self.in_source_language(text)),
            Value::Plain(plain) => Shown::Words(self.localized(plain).naming_figures(field, self.graph)),
            Value::Prose(prose) => Shown::Prose(self.localized(prose)),
            Value::Word(said) => Shown::Text(said.word.to_owned()),
            Value::Link(link) => Shown::Text(link.id.clone()),
            Value::Id(id) => Shown::Text(id.id.clone()),
            Value::Date(date) => Shown::Date(self.date(*date)),
            Value::Period(written) => Shown::Date(self.period(written.period)),
            Value::Money(sum) => Shown::Money(self.money(sum.amount, sum.currency)),
            Value::Cvss(cvss) => Shown::Cvss(self.cvss(cvss)),
            Value::Integer(integer, _) if field.is_own => {
                Shown::Measure(integer.to_string(), self.measure(field, value))
            }
            Value::Number(number, _) if field.is_own => Shown::Measure(decimal(*number), self.measure(field, value)),
            // Counts and costs are words in the format of the language. Years and ordinals stay integers.
            Value::Integer(integer, _) if is(Type::Integer) => Shown::Text(self.wording.locale.number(*integer as f64)),
            Value::Integer(integer, _) => Shown::Integer(*integer),
            Value::Number(number, _) if is(Type::Plain) => Shown::Number(self.number(*number)),
            Value::Number(number, _) => Shown::Amount(*number),
            Value::YesNo(flag) => Shown::YesNo(*flag),
            Value::Language(language) => Shown::Text(language.to_string()),
            Value::Item(item) => Shown::Dict(self.item(item)),
            Value::Translations(texts) => self.translated(texts).map_or(Shown::None, Shown::Words),
            Value::Entries(_) => Shown::None,
        }
    }

    /// Adds values that are no fields, and replaces fields that templates get in another form.
    fn add(&self, item: &Item, entries: &mut Vec<(&'static str, Shown)>) {
        let mut put = |key: &'static str, value: Shown| match entries.iter_mut().find(|(known, _)| *known == key) {
            Some((_, own)) => *own = value,
            None => entries.push((key, value)),
        };
        let aside = |key: &str| {
            let links = item.links().into_iter().filter(|it| it.field.key == key);
            let links: Vec<&Link> = links.map(|it| it.link).collect();
            links.first().map(|first| cited(&links, CiteForm::Aside, first))
        };
        match item.declared.key.as_str() {
            "evidence" => {
                let named = Evidence(item).source().map(|link| {
                    let locator = match item.get("locator") {
                        Some(Value::Plain(locator)) => Some(self.localized(locator)),
                        _ => None,
                    };
                    let items = vec![(link.id.clone(), locator)];
                    CitationView { items, form: CiteForm::Prose, place: Some(link.place) }
                });
                put("cited", Shown::Citation(named));
                if let Some(file) = Evidence(item).file() {
                    put("attached", Shown::Text(self.attached[file.value.as_str()].clone()));
                }
            }
            "indicator" => put("cited", Shown::Citation(aside("source"))),
            "follow_up" => put("cited", Shown::Citation(aside("evidence"))),
            "key_figure" => put("cited", Shown::Citation(aside("source"))),
            "figure" => self.add_to_figure(Figure(item), &mut put),
            "row" => {
                let labels = Row(item).value().into_iter().map(|number| Shown::Text(self.number(number)));
                put("value_labels", Shown::List(labels.collect()));
                if let Some(whole) = Row(item).whole() {
                    put("whole_label", Shown::Text(self.number(whole.value)));
                }
            }
            "source" => self.add_to_source(Source(item), &mut put),
            "term" => {
                put("key", Shown::Text(item.id().to_owned()));
                put("term", Shown::Words(self.term(item)));
            }
            _ => {}
        }
    }

    fn add_to_figure(&self, figure: Figure, put: &mut dyn FnMut(&'static str, Shown)) {
        let file = match self.edition {
            Edition::Screen | Edition::Changes => figure.file(),
            Edition::Print | Edition::Cover => figure.print_file().or(figure.file()),
        };
        let path = file.map(|file| format!("/report/{}", file.value));
        let picture = file.zip(path.clone()).map(|(file, path)| Picture {
            path,
            format: self.graph.model.misnamed.get(&format!("report/{}", file.value)).copied(),
            place: file.place,
        });
        let width = figure.width().map(|width| Number { decimals: 0, ..width.value });
        let sources = figure.source();
        put("alt", figure.alt().map_or(Shown::None, |alt| Shown::Name(self.localized(alt))));
        put("cited", Shown::Citations(sources.iter().map(|link| cited(&[link], CiteForm::Prose, link)).collect()));
        put("file", path.map_or(Shown::None, Shown::Text));
        put("picture", Shown::Picture(picture));
        put("width", width.map_or(Shown::None, Shown::Amount));
        if let Some(Value::Word(said)) = figure.0.get("width") {
            put("span", Shown::Text(said.means.to_owned()));
        }
        if figure.turn() == Some(true) {
            put("turn", Shown::YesNo(true));
        }
        if figure.kind() == FigureKind::Table {
            let columns = Shown::List(self.words_of_columns(figure).into_iter().map(Shown::Dict).collect());
            put("words", Shown::Card(Dict::of(vec![("columns", columns)])));
        }
        if !figure.column_widths().is_empty() {
            let shares = figure.column_widths().into_iter().map(|share| Shown::Amount(share.value));
            put("column_widths", Shown::List(shares.collect()));
        }
    }

    fn add_to_source(&self, source: Source, put: &mut dyn FnMut(&'static str, Shown)) {
        let (id, place) = (source.0.id(), source.place());
        let language = source.language().unwrap_or(self.graph.source_language());
        let own = |form| CitationView { items: vec![(id.to_owned(), None)], form, place: Some(place) };
        let listed = |filling| Shown::Listed(filling, source.title().source().place);
        put("language", Shown::Text(language.to_string()));
        // Templates read a title as one string, as if it were the same in every language.
        if let Title::OfEditors(_) = source.title() {
            let (title, _) = source.title().get(self.wording.locale.language);
            put("title", Shown::Text(title.value.clone()));
        }
        // Chapters are read only after the view is made, since they may print it.
        put("in_chapters", Shown::YesNo(false));
        put("cited_in", Shown::List(Vec::new()));
        // How it is named in a sentence, `Smith (2020)`, and cited beside what it proves, `(Smith 2020)`.
        put("named", Shown::Citation(Some(own(CiteForm::Prose))));
        put("cited", Shown::Citation(Some(own(CiteForm::Aside))));
        // Its entry in the list of sources, and its label there, such as a number.
        put("entry", listed(Filling::Entry(id.to_owned())));
        put("label", listed(Filling::Label(id.to_owned())));
    }

    /// The term in the edition's language, or else its key, untagged: most keys are abbreviations and names of no language.
    fn term(&self, item: &Item) -> Words {
        let language = self.wording.locale.language;
        let translations = Term::of(item).term();
        let own = translations.and_then(|texts| texts.iter().find(|(own, _)| *own == language));
        let place = item.id.as_ref().map_or(item.place, |key| key.place);
        match own {
            Some((_, text)) => self.text(language, text),
            None => self.text(language, &Text { value: item.id().to_owned(), place, form: Form::Whole }),
        }
    }

    pub(super) fn text(&self, language: Language, text: &Text) -> Words {
        let map = text.map(self.files.get(text.place.file));
        Words { language, text: text.clone(), map, figures: FiguresInField::Refused }
    }

    pub(super) fn localized(&self, localized: &Localized) -> Words {
        let (language, text) = localized.get(self.wording.locale.language);
        self.text(language, text)
    }

    /// A text in the edition's language, or else in the first that it is in.
    fn translated(&self, texts: &[(Language, Text)]) -> Option<Words> {
        let own = texts.iter().find(|(language, _)| *language == self.wording.locale.language);
        own.or(texts.first()).map(|(language, text)| self.text(*language, text))
    }

    pub(super) fn in_source_language(&self, text: &Text) -> Words {
        self.text(self.graph.source_language(), text)
    }

    fn date(&self, date: Date) -> DateView {
        DateView {
            iso: iso(date.ymd()),
            short: self.wording.locale.short_date(date.ymd()),
            long: self.wording.locale.long_date(date.ymd()),
            days: None,
            first: date.ymd(),
            last: date.ymd(),
        }
    }

    fn period(&self, period: Period) -> DateView {
        let (first, last) = (period.first(), period.last());
        DateView {
            iso: period.to_string(),
            short: self.wording.locale.short_period(period),
            long: self.wording.locale.period(period),
            days: Some(Box::new(Days { first: iso(first), last: iso(last) })),
            first,
            last,
        }
    }

    /// Whether the report names a currency as its own.
    pub(super) fn is_own(&self, currency: Currency) -> bool {
        self.graph.model.currency == OwnCurrency::Named(currency)
    }

    pub(super) fn money(&self, amount: Number, currency: Currency) -> MoneyView {
        let text = self.wording.locale.money(amount.value, amount.decimals, currency, self.is_own(currency));
        MoneyView { amount, currency: currency.code(), text }
    }

    fn cvss(&self, cvss: &Cvss) -> CvssView {
        let score = self.wording.locale.number_with(cvss.score(), 1);
        let rating = self.wording.word(&[Cvss::RATING, cvss.rating()]).unwrap_or(cvss.rating());
        let text = format!("{score}\u{a0}{rating}");
        CvssView { vector: cvss.vector.clone(), score: cvss.score(), rating: cvss.rating(), text }
    }

    pub(super) fn number(&self, number: Number) -> String {
        self.wording.locale.number_with(number.value, number.decimals)
    }
}

/// Prose with the figures in it, if cards show the field as text of its own, below or beside nothing that is narrower.
pub(super) fn holding_figures(declared: &Declaration, field: &Field, value: Shown) -> Shown {
    match value {
        Shown::Prose(words) if has_room_for_figures(declared, field) => {
            Shown::Prose(Words { figures: FiguresInField::Placed, ..words })
        }
        value => value,
    }
}

/// Whether a field is shown once and over the whole text column: on the card of an item, not in a table or a line.
fn has_room_for_figures(declared: &Declaration, field: &Field) -> bool {
    let has_card = declared.folder.is_some() && !WITHOUT_CARD.contains(&declared.key.as_str());
    has_card && matches!(field.show, Show::Body | Show::Text | Show::Facts)
}

/// A citation of the sources that are linked to.
fn cited(links: &[&Link], form: CiteForm, first: &Link) -> CitationView {
    let items = links.iter().map(|link| (link.id.clone(), None)).collect();
    CitationView { items, form, place: Some(first.place) }
}
