//! The values that views are made of: words, prose, dates.

use std::fmt;

use icu::locale::subtags::Language;
use serde::{Serialize, Serializer};

use crate::diagnostics::files::Place;
use crate::diagnostics::map::SourceMap;
use crate::merge::emit::{Emission, Emit, Emitter};
use crate::merge::markdown;
use crate::merge::marks::ink::Ink;
use crate::model::image::Format;
use crate::model::text::Text;

use super::view;

/// A text that is shown verbatim. In Typst it is content, tagged when its language is not the edition's.
#[derive(Debug, Clone)]
pub struct Words {
    pub language: Language,
    pub text: Text,
    pub map: SourceMap,
}

impl Serialize for Words {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text.value)
    }
}

impl Emit for Words {
    fn emit(&self, emitter: &mut Emitter) {
        let start = tagged(self.language, emitter);
        emitter.code_for(&format!("text({start}"), self.text.place);
        emitter.written_string(&self.text.value, 0..self.text.value.len(), &self.map);
        emitter.code(")");
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        emission.marks.is_some_and(|marks| marks.has(&self.text))
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        let steps = emitter.emission.marks.map(|marks| marks.steps(&self.text)).unwrap_or_default();
        let tag = tagged(self.language, emitter);
        emitter.code(&if tag.is_empty() { "{ ".to_owned() } else { format!("text({tag}{{ ") });
        let mut ink = Ink::new(steps);
        ink.text(&self.text.value, 0, 0..self.text.value.len(), &self.map, emitter);
        emitter.code("; ");
        ink.finish(emitter);
        emitter.code(if tag.is_empty() { "}" } else { "})" });
    }
}

/// A text that is a string in Typst too, where content cannot be: metadata, alternative texts, addresses.
#[derive(Debug, Clone)]
pub struct Name(pub Words);

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Emit for Name {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.written_string(&self.0.text.value, 0..self.0.text.value.len(), &self.0.map);
    }
}

/// An image file. In Typst it is a function that draws it, so that what is wrong with the image is shown where its file is
/// named and not where a template draws all images.
#[derive(Debug, Clone)]
pub struct Picture {
    pub path: String,
    /// The format of its bytes, where the ending of its name stands for another one.
    pub format: Option<Format>,
    pub place: Place,
}

impl Emit for Picture {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.code("(..more) => ");
        emitter.code_for("image(", self.place);
        emitter.string(&self.path);
        if let Some(format) = self.format {
            emitter.code(", format: ");
            emitter.string(format.as_str());
        }
        emitter.code_for(", ..more)", self.place);
    }
}

/// A text in CommonMark. In minijinja it is its Markdown, in Typst content.
#[derive(Debug, Clone)]
pub struct ProseText(pub Words);

impl Serialize for ProseText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Emit for ProseText {
    fn emit(&self, emitter: &mut Emitter) {
        self.tagged(emitter, |emitter| markdown::emit_field(&self.0.text.value, &self.0.map, emitter));
    }

    fn is_marked(&self, emission: &Emission) -> bool {
        self.0.is_marked(emission)
    }

    fn emit_marked(&self, emitter: &mut Emitter) {
        let old = emitter.emission.marks.and_then(|marks| marks.markdown(&self.0.text));
        self.tagged(emitter, |emitter| {
            markdown::emit_marked_field(old, &self.0.text.value, &self.0.map, emitter);
        });
    }
}

impl ProseText {
    /// Writes what `write` does, tagged where the language is not the one around it.
    fn tagged(&self, emitter: &mut Emitter, write: impl FnOnce(&mut Emitter)) {
        let start = tagged(self.0.language, emitter);
        let around = std::mem::replace(&mut emitter.emission.speaking, self.0.language);
        if start.is_empty() {
            write(emitter);
        } else {
            emitter.code(&format!("text({start}"));
            write(emitter);
            emitter.code(")");
        }
        emitter.emission.speaking = around;
    }
}

/// The arguments that tag a text as another language than the one around it; empty when it is the same.
pub fn tagged(language: Language, emitter: &Emitter) -> String {
    if language == emitter.emission.language {
        return String::new();
    }
    let region = emitter.emission.regions.iter().find(|(known, _)| *known == language);
    let (_, region) = region.expect("texts are in the report's languages");
    format!("lang: \"{language}\", region: \"{region}\", ")
}

/// A date in the edition's language.
#[derive(Debug, Clone, Serialize)]
pub struct DateView {
    pub iso: String,
    pub short: String,
    pub long: String,
    #[serde(skip)]
    pub ymd: (u16, u8, u8),
}

impl Emit for DateView {
    fn emit(&self, emitter: &mut Emitter) {
        let (year, month, day) = self.ymd;
        emitter.code("(iso: ");
        emitter.string(&self.iso);
        emitter.code(", short: ");
        emitter.string(&self.short);
        emitter.code(", long: ");
        emitter.string(&self.long);
        emitter.code(&format!(", value: datetime(year: {year}, month: {month}, day: {day}))"));
    }
}

view! {
    /// A file that travels inside the PDF.
    pub struct AttachmentView {
        /// The key of its description among the labels.
        pub label: String,
        /// The name that readers see.
        pub name: String,
        /// The path in the Typst project.
        pub path: String,
        pub mime: String,
    }

    /// A part of the report: the template that sets it and the chapter that opens it.
    pub struct PartView {
        pub name: String,
        /// The path of the part's own module in the Typst project, where the look has the template for it.
        pub module: String,
        /// The path of the template in the Typst project.
        pub template: String,
        /// The path of the chapter's module in the Typst project.
        pub chapter: Option<String>,
    }
}

impl PartView {
    /// Where the modules of parts lie in the Typst project.
    pub const MODULES: &str = "/generated/parts/";

    pub fn new(name: &str, template: String, chapter: Option<String>) -> Self {
        // Typst's paths have no backslash, which the name of a file may have.
        let file = name.replace('%', "%25").replace('\\', "%5C");
        Self { name: name.to_owned(), module: format!("{}{file}.typ", Self::MODULES), template, chapter }
    }
}

/// A number of a chart: a float in Typst and JSON, with the decimals that it was written with where it is text: more would claim
/// what its source does not.
#[derive(Debug, Clone, Copy)]
pub struct Amount {
    pub value: f64,
    pub decimals: usize,
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.value)
    }
}

impl Emit for Amount {
    fn emit(&self, emitter: &mut Emitter) {
        emitter.number(self.value);
    }
}

/// With a decimal point, in as many digits as tell the number, and at least its decimals.
impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let shortest = self.value.to_string();
        let digits = shortest.split_once('.').map_or(0, |(_, digits)| digits.len());
        write!(f, "{:.*}", digits.max(self.decimals), self.value)
    }
}
