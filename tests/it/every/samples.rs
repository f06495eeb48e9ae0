//! Values of every type, each different from all others, with what pages, data and differences show of them.

use raportti::model::declared::Type;
use toml::{Table, Value};

use super::generator::Version;

/// Types that an own field cannot have: what they say is about the program itself, or is the id of the table.
const OF_THE_PROGRAM: [&str; 6] = ["id", "any-id", "csv", "kind-name", "rule", "rule-of-a-file"];
/// What can stand in a field besides the value types.
const OTHERS: [&str; 6] = ["word", "form", "link", "thing", "source", "table"];

/// A field of a kind with its values.
pub struct Sample {
    pub kind: &'static str,
    pub key: String,
    pub show: &'static str,
    declared: String,
    old: Content,
    new: Content,
    wrong: Value,
    /// The code of the wrong value's fault, and what is advised.
    pub fault: &'static str,
    pub hint: &'static str,
}

/// A value, and what is shown of it.
#[derive(Default)]
struct Content {
    /// As it stands in TOML.
    written: String,
    /// On pages in English, without spaces and hyphens. None where many values look the same.
    printed: Vec<String>,
    /// In JSON and CSV.
    data: Vec<String>,
}

impl Content {
    fn new(written: impl Into<String>, printed: impl Into<String>, data: impl Into<String>) -> Self {
        Self { written: written.into(), printed: vec![printed.into()], data: vec![data.into()] }
    }

    /// One that looks like others on pages.
    fn common(written: impl Into<String>, data: impl Into<String>) -> Self {
        Self { printed: Vec::new(), ..Self::new(written, "", data) }
    }

    fn list(elements: Vec<Content>) -> Self {
        let written: Vec<&str> = elements.iter().map(|element| element.written.as_str()).collect();
        let written = format!("[{}]", written.join(", "));
        let (printed, data) = elements.into_iter().map(|it| (it.printed, it.data)).unzip::<_, _, Vec<_>, Vec<_>>();
        Self { written, printed: printed.concat(), data: data.concat() }
    }

    fn value(&self) -> Value {
        let table: Table = toml::from_str(&format!("x = {}", self.written)).unwrap_or_else(|error| panic!("{error}"));
        table["x"].clone()
    }
}

impl Sample {
    /// What readers call the field.
    pub fn name(&self) -> String {
        format!("own {}", self.key.replace('_', " "))
    }

    /// Whether tables stand there.
    pub fn holds_tables(&self) -> bool {
        self.declared.contains("holds")
    }

    /// Whether its item can be read with the wrong value.
    pub fn is_unsound(&self) -> bool {
        self.fault == "dangling-link" || ["address", "form"].iter().any(|name| self.declared_name() == *name)
    }

    /// The name of its type, without what belongs to the kind.
    fn declared_name(&self) -> &str {
        let own = self.key.len() - self.kind.len() - 1;
        let name = &self.key[self.key.len() - own..];
        name.strip_suffix("_list").unwrap_or(name)
    }

    /// Whether pages show the same for many values, such as `yes`.
    pub fn is_common(&self) -> bool {
        self.new.printed.is_empty()
    }

    /// The key with a letter too many.
    pub fn mistyped_key(&self) -> String {
        format!("{}x", self.key)
    }

    pub fn declaration(&self) -> String {
        let Self { kind, key, declared, show, .. } = self;
        let link = match key.strip_prefix(&format!("{}_", kind.replace('-', "_"))) {
            Some("link") => format!("trace = \"{}\"\nrests_on = {}\n", self.name(), *kind == "thing"),
            Some("thing") => format!("rests_on = {}\n", *kind == "gadget"),
            _ => String::new(),
        };
        format!("[{kind}.fields.{key}]\nname.en = \"{}\"\nshow = \"{show}\"\n{declared}\n{link}", self.name())
    }

    pub fn value(&self, version: Version) -> Value {
        match version {
            Version::Old | Version::Mistyped => self.old.value(),
            Version::New => self.new.value(),
            Version::Wrong if !self.is_unsound() => self.wrong.clone(),
            Version::Unsound if self.is_unsound() => self.wrong.clone(),
            Version::Wrong | Version::Unsound => self.old.value(),
        }
    }

    fn content(&self, version: Version) -> &Content {
        if matches!(version, Version::New) { &self.new } else { &self.old }
    }

    pub fn printed(&self, version: Version) -> &[String] {
        &self.content(version).printed
    }

    /// What the new version shows where marks stand between the words that stayed and those that came.
    pub fn inserted(&self) -> Vec<String> {
        let came = |printed: &String| match ["Words", "Someprose", "Label"]
            .iter()
            .find_map(|words| printed.strip_prefix(words))
        {
            Some(rest) => rest.trim_end_matches("en").to_owned(),
            None => printed.clone(),
        };
        self.new.printed.iter().map(came).collect()
    }

    /// The strings among the values, as they are written: not the parts of a sum, no addresses, which have colons, and no paths, which are
    /// those in the project.
    pub fn written(&self, version: Version) -> Vec<String> {
        let is_part = self.holds_tables() || ["money", "cvss", "address", "file"].contains(&self.declared_name());
        if is_part { Vec::new() } else { self.data(version).to_vec() }
    }

    pub fn data(&self, version: Version) -> &[String] {
        &self.content(version).data
    }
}

/// The names of the value types, as the program knows them.
fn value_types() -> Vec<String> {
    let unknown = Value::from("?").try_into::<Type>().unwrap_err().to_string();
    let (_, names) = unknown.split_once("expected one of ").unwrap_or_else(|| panic!("{unknown}"));
    let names = names.lines().next().unwrap_or_default().split(", ").map(|name| name.trim_matches('`').to_owned());
    names.filter(|name| !OF_THE_PROGRAM.contains(&name.as_str())).collect()
}

/// A field of every type for each of the kinds, and a list of every fourth type. Where cards show them goes round.
pub fn of(kinds: &[&'static str]) -> Vec<Sample> {
    let types = value_types();
    let types: Vec<&str> = types.iter().map(String::as_str).chain(OTHERS).collect();
    let mut samples = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        for (place, name) in types.iter().enumerate() {
            samples.push(sample(kind, name, false, number + place, samples.len()));
            if (number + place) % 4 == 0 {
                samples.push(sample(kind, name, true, number + place + 1, samples.len()));
            }
        }
    }
    samples
}

fn sample(kind: &'static str, name: &str, is_list: bool, place: usize, n: usize) -> Sample {
    let show = match ["margin", "text", "facts", "table"][place % 4] {
        "margin" if ["prose", "table"].contains(&name) => "text",
        show => show,
    };
    let (bare, is_table) = match name {
        "word" => ("stage", false),
        "form" => ("code", false),
        "link" => ("finding", false),
        "table" => ("detail", true),
        other => (other, false),
    };
    let named = if is_list { format!("[\"{bare}\"]") } else { format!("\"{bare}\"") };
    let declared = format!("{} = {named}", if is_table { "holds" } else { "type" });
    let (wrong, fault, hint) = wrong(name);
    let (old, new, wrong) = match is_list {
        false => (content(name, 4 * n), content(name, 4 * n + 1), wrong.to_owned()),
        true => (
            Content::list(vec![content(name, 4 * n)]),
            Content::list(vec![content(name, 4 * n + 1)]),
            format!("[{wrong}]"),
        ),
    };
    let wrong = Content { written: wrong, ..Content::default() }.value();
    let key = format!("{kind}_{name}{}", if is_list { "_list" } else { "" }).replace('-', "_");
    Sample { kind, key, show, declared, old, new, wrong, fault, hint }
}

/// A value of a type. A new type of the program needs one here.
fn content(name: &str, n: usize) -> Content {
    let is_odd = n % 2 == 1;
    let pick = |one: &'static str, other: &'static str| if is_odd { other } else { one };
    let localized = |text: &str| format!("{{ en = \"{text} en\", fi = \"{text} fi\", sv = \"{text} sv\" }}");
    match name {
        "plain" | "translation" => {
            Content::new(localized(&format!("Words {n}w")), format!("Words{n}wen"), format!("Words {n}w en"))
        }
        "prose" => Content::new(
            localized(&format!("Some **prose** {n}p")),
            format!("Someprose{n}pen"),
            format!("Some **prose** {n}p en"),
        ),
        "string" | "author" => Content::new(format!("\"Name {n}s\""), format!("Name{n}s"), format!("Name {n}s")),
        "address" => {
            let address = format!("https://example.org/{n}a");
            Content::new(format!("\"{address}\""), address.clone(), address)
        }
        "file" => {
            let file = pick("evidence/everything.txt", "evidence/everything-new.txt");
            Content::common(format!("\"{file}\""), file)
        }
        "language" => Content::common(pick("\"de\"", "\"et\""), pick("de", "et")),
        "currency" => Content::common(pick("\"SEK\"", "\"NOK\""), pick("SEK", "NOK")),
        "yes-no" => Content::common(pick("true", "false"), pick("true", "false")),
        "integer" | "ordinal" => {
            let number = 10_000 + n;
            Content::new(number.to_string(), number.to_string(), number.to_string())
        }
        "count" | "year" => {
            let number = 1000 + n % 9000;
            Content::new(number.to_string(), number.to_string(), number.to_string())
        }
        "number" => {
            let number = format!("{}.25", 10_000 + n);
            Content::new(number.clone(), number.clone(), number)
        }
        "money" => {
            let amount = format!("{}.5", 10_000 + n);
            let written = format!("{{ amount = {amount}, currency = \"SEK\" }}");
            Content::new(written, amount.clone(), amount)
        }
        "date" => {
            let (year, month, day) = (1700 + n / 300, n / 25 % 12 + 1, n % 25 + 1);
            let date = format!("{year:04}-{month:02}-{day:02}");
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
            Content::new(date.clone(), format!("{day}{}{year}", months[month - 1]), date)
        }
        "period" => {
            let (year, quarter) = (2000 + n / 4, n % 4 + 1);
            let words = ["1st", "2nd", "3rd", "4th"];
            let shown = format!("{}qtr{year}", words[quarter - 1]);
            Content::new(format!("\"{year}-Q{quarter}\""), shown, format!("{year}-Q{quarter}"))
        }
        "cvss" => {
            let digits = n + 4;
            let letter = |divisor: usize, letters: &[&'static str]| letters[digits / divisor % letters.len()];
            let vector = format!(
                "CVSS:3.1/AV:{}/AC:{}/PR:{}/UI:{}/S:{}/C:{}/I:{}/A:{}/E:{}",
                letter(1, &["N", "A", "L", "P"]),
                letter(4, &["L", "H"]),
                letter(8, &["N", "L", "H"]),
                letter(24, &["N", "R"]),
                letter(48, &["U", "C"]),
                letter(96, &["N", "L", "H"]),
                letter(288, &["N", "L", "H"]),
                letter(864, &["N", "L", "H"]),
                letter(2592, &["U", "P", "F", "H"]),
            );
            Content::new(format!("\"{vector}\""), vector.clone(), vector)
        }
        "word" => Content::common(pick("\"raw\"", "\"ripe\""), pick("raw", "ripe")),
        "form" => Content::new(format!("\"CODE-{n}\""), format!("CODE{n}"), format!("CODE-{n}")),
        "link" => Content::common(pick("\"F1\"", "\"F2\""), pick("F1", "F2")),
        "thing" => Content::common(pick("\"thing1\"", "\"thing2\""), pick("thing1", "thing2")),
        "source" => Content::common(pick("\"survey\"", "\"page\""), pick("survey", "page")),
        "table" => {
            let label = localized(&format!("Label {n}t"));
            let printed = vec![format!("Label{n}ten"), format!("{}pcs", 10_000 + n)];
            let data = vec![format!("Label {n}t en")];
            Content { written: format!("{{ label = {label}, count = {} }}", 10_000 + n), printed, data }
        }
        new => panic!("the type `{new}` needs a value here, so that a report of every type has it"),
    }
}

/// A value that is wrong, with the code of its fault and what is advised, if that is more than to look at it.
fn wrong(name: &str) -> (&'static str, &'static str, &'static str) {
    match name {
        "plain" | "prose" | "translation" | "string" | "author" | "file" => ("5", "wrong-type", ""),
        "integer" | "ordinal" | "count" | "year" | "number" | "money" | "yes-no" => ("\"words\"", "wrong-type", ""),
        "date" => ("\"words\"", "wrong-type", "without quotes"),
        "address" => ("\"example.org\"", "malformed-value", "write it whole"),
        "form" => ("\"CODES\"", "malformed-value", "CODE-1"),
        "period" => ("\"2027-Q5\"", "malformed-value", "no quarter"),
        "cvss" => ("\"CVSS:2.0/AV:N\"", "malformed-value", "CVSS:3.1"),
        "language" => ("\"german\"", "malformed-value", "two or three letters"),
        "currency" => ("\"SEKS\"", "unknown-word", "did you mean `SEK`?"),
        "word" => ("\"raww\"", "unknown-word", "did you mean `raw`?"),
        "link" => ("\"F11\"", "dangling-link", "did you mean `F1`?"),
        "thing" => ("\"thingy1\"", "dangling-link", "did you mean `thing1`?"),
        "source" => ("\"survy\"", "dangling-link", "did you mean `survey`?"),
        "table" => ("{ label = \"x\", counts = 5 }", "unknown-key", "did you mean `count`?"),
        new => panic!("the type `{new}` needs a wrong value here"),
    }
}
