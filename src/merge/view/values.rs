//! The values that views are made of: words, dates, numbers, citations, images.

use icu::locale::subtags::Language;
use serde::{Serialize, Serializer};

use super::words_with_figures;
use crate::diagnostics::{Place, SourceMap};
use crate::graph::Graph;
use crate::merge::locale::{Locale, spaces::Space};
use crate::merge::markdown::in_field::FiguresInField;
use crate::merge::marks::line::{MarkedLine, spot, steps};
use crate::merge::{CiteForm, Cited, Emit, Emitter, markdown};
use crate::model::{Field, Number, Text, image::Format, period::Day};
use crate::rules::named_figures::has_numbers;

/// A text with its language, tagged in Typst when that is not the edition's. In minijinja it is a string.
#[derive(Debug, Clone)]
pub struct Words {
    pub language: Language,
    pub text: Text,
    pub map: SourceMap,
    /// What a figure in it becomes, where it is CommonMark; a plain text only names figures.
    pub figures: FiguresInField,
}

impl Words {
    /// A plain text, which can refer to figures where their numbers are known.
    pub fn naming_figures(self, field: &Field, graph: &Graph) -> Self {
        let names = self.text.value.contains('@') && has_numbers(graph.model.declarations, field);
        Words { figures: if names { FiguresInField::Named } else { self.figures }, ..self }
    }

    /// Whether the edition marks the text as changed.
    pub fn is_changed(&self, emitter: &Emitter) -> bool {
        emitter.marks.is_some_and(|marks| marks.change(&self.text).is_some())
    }

    /// The earlier words of the text, where marks are shown and it changed.
    fn before<'a>(&self, emitter: &Emitter<'a>) -> Option<Option<&'a str>> {
        emitter.marks.filter(|_| emitter.shows_marks)?.change(&self.text)
    }

    /// Writes the text as a string literal.
    pub fn emit_string(&self, emitter: &mut Emitter) {
        emitter.written_string(&self.text.value, 0..self.text.value.len(), &self.map);
    }

    /// Writes CommonMark as content.
    pub fn emit_prose(&self, emitter: &mut Emitter) {
        let tag = tagged(self.language, emitter);
        let before = self.before(emitter);
        let around = std::mem::replace(&mut emitter.speaking, self.language);
        emitter.code(&if tag.is_empty() { String::new() } else { format!("text({tag}") });
        markdown::emit_field(&self.text.value, &self.map, before, self.figures, emitter);
        emitter.code(if tag.is_empty() { "" } else { ")" });
        emitter.speaking = around;
    }
}

/// Writes the text verbatim as content, and references to figures in it as links.
impl Emit for Words {
    fn emit(&self, emitter: &mut Emitter) {
        let spaces = emitter.spaces_by(self.language, &self.text.value, Locale::spaces_of_line);
        self.emit_with(&spaces, emitter);
    }
}

impl Words {
    /// The same with these spaces.
    fn emit_with(&self, spaces: &[Space], emitter: &mut Emitter) {
        let tag = tagged(self.language, emitter);
        let text = words_with_figures::Text { value: &self.text.value, language: self.language, map: &self.map };
        if self.figures == FiguresInField::Named && words_with_figures::emit(text, &tag, self.before(emitter), emitter)
        {
            return;
        }
        let Some(old) = self.before(emitter) else {
            // Typst gives a span to the text of a call without other arguments only, so a text in another language has two calls.
            let (before, after) =
                if tag.is_empty() { ("text(".to_owned(), ")") } else { (format!("text({tag}text("), "))") };
            emitter.code_for(&before, Some(self.text.place));
            emitter.spaced_string(&self.text.value, spaces, 0..self.text.value.len(), &self.map);
            return emitter.code(after);
        };
        let value = &self.text.value;
        emitter.code(&if tag.is_empty() { "{ ".to_owned() } else { format!("text({tag}{{ ") });
        let mut line =
            MarkedLine::new(steps(&old.unwrap_or_default().into(), &value.as_str().into()), spot(0, &self.map));
        line.text((value, spaces), 0..value.len(), &self.map, emitter);
        emitter.code("; ");
        line.finish(emitter);
        emitter.code(if tag.is_empty() { "}" } else { "})" });
    }
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text.value)
    }
}

/// The arguments that tag a text as another language than the one around it; empty when it is the same.
pub fn tagged(language: Language, emitter: &Emitter) -> String {
    if language == emitter.language {
        return String::new();
    }
    // A language that the report is not in has no region.
    let known = emitter.input.wordings.iter().find(|wording| wording.locale.language == language);
    let region = known.map_or("none".to_owned(), |wording| format!("\"{}\"", wording.locale.region));
    format!("lang: \"{language}\", region: {region}, ")
}

/// An image file. In Typst it is a function that draws it, so that a fault of the image is shown where its file is named.
#[derive(Debug, Clone)]
pub struct Picture {
    pub path: String,
    /// The format of its bytes, if the ending of its name is that of another one.
    pub format: Option<Format>,
    pub place: Place,
}

impl Emit for Picture {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code("(..more) => ");
        emitter.code_for("image(", Some(self.place));
        emitter.string(&self.path);
        if let Some(format) = self.format {
            emitter.with_string(", format: ", format.as_str(), "");
        }
        emitter.code_for(", ..more)", Some(self.place));
    }
}

/// A date or a period in the edition's language.
#[derive(Debug, Clone)]
pub struct DateView {
    pub iso: String,
    pub short: String,
    pub long: String,
    /// The first and the last day of a period; of one day, no more is to be said.
    pub days: Option<Box<Days>>,
    pub first: Day,
    pub last: Day,
}

/// The days of a period that is longer than one.
#[derive(Debug, Clone)]
pub struct Days {
    pub first: String,
    pub last: String,
}

/// In the order of the alphabet, which JSON has.
impl Serialize for DateView {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let days = |of: fn(&Days) -> &String| self.days.as_deref().map(of);
        let all = [
            ("first", days(|days| &days.first)),
            ("iso", Some(&self.iso)),
            ("last", days(|days| &days.last)),
            ("long", Some(&self.long)),
            ("short", Some(&self.short)),
        ];
        serializer.collect_map(all.into_iter().filter_map(|(key, text)| Some((key, text?))))
    }
}

/// A day as ISO 8601 has it.
pub fn iso((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

impl Emit for DateView {
    fn emit(&self, emitter: &mut Emitter) {
        for (key, text) in [("(iso: ", &self.iso), (", short: ", &self.short), (", long: ", &self.long)] {
            emitter.with_string(key, text, "");
        }
        for (key, (year, month, day)) in [("value", self.first), ("last", self.last)] {
            emitter.code(&format!(", {key}: datetime(year: {year}, month: {month}, day: {day})"));
        }
        emitter.code(")");
    }
}

/// A sum of money.
#[derive(Debug, Clone, Serialize)]
pub struct MoneyView {
    #[serde(serialize_with = "as_float")]
    pub amount: Number,
    pub currency: &'static str,
    /// As the language writes it: `1 200 €`.
    pub text: String,
}

fn as_float<S: Serializer>(number: &Number, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(number.value)
}

impl Emit for MoneyView {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code(&format!("(amount: {:?}", self.amount.value));
        emitter.with_string(", currency: ", self.currency, "");
        emitter.with_string(", text: ", &self.text, ")");
    }
}

/// A CVSS vector with what follows from it; the fields are in the order of the alphabet, which JSON has.
#[derive(Debug, Clone, Serialize)]
pub struct CvssView {
    /// A word of the vocabulary `cvss-rating`.
    pub rating: &'static str,
    /// From 0.0 to 10.0, with one decimal.
    pub score: f64,
    /// The score as the language writes it, and the rating in its words.
    pub text: String,
    pub vector: String,
}

impl Emit for CvssView {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.with_string("(vector: ", &self.vector, "");
        emitter.code(&format!(", score: {:?}", self.score));
        emitter.with_string(", rating: ", self.rating, "");
        emitter.with_string(", text: ", &self.text, ")");
    }
}

/// A citation that templates place: content in Typst. minijinja does not see it, since chapters are rendered before it is known.
#[derive(Debug, Clone)]
pub struct CitationView {
    /// The ids of the sources, each with the place in it.
    pub items: Vec<(String, Option<Words>)>,
    pub form: CiteForm,
    pub place: Option<Place>,
}

impl CitationView {
    /// The ids of the sources.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(id, _)| id.as_str())
    }

    pub fn is_changed(&self, emitter: &Emitter) -> bool {
        self.items.iter().filter_map(|(_, locator)| locator.as_ref()).any(|locator| locator.is_changed(emitter))
    }
}

impl Emit for CitationView {
    fn emit(&self, emitter: &mut Emitter) {
        let items = self.items.iter().map(|(source, locator)| {
            let spaces =
                |words: &Words| emitter.spaces_by(words.language, &words.text.value, Locale::spaces_of_locator);
            let locator = locator.as_ref().map(|words| (words, spaces(words)));
            let locator = locator.map(|(words, spaces)| emitter.apart(|emitter| words.emit_with(&spaces, emitter)));
            Cited { source: source.clone(), before: None, locator }
        });
        let items = items.collect();
        emitter.citation(items, self.form, self.place);
    }
}
