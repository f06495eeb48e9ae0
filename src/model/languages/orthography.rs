//! How a language is written where that is no matter of words: the spaces beside its signs, what stands together on a line, numbers,
//! dates, hyphens. Each language has one file, `da.toml` and so on, and `common.toml` holds for all.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use icu::locale::subtags::Language;
use serde::Deserialize;

use super::exceptions::Exceptions;

/// What a file says of a language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Orthography {
    /// Whether nouns have capital letters.
    pub capitals: bool,
    /// Whether the words “Figure” and “Table” have capital letters in a sentence before their number.
    pub capital_figures: bool,
    pub signs: Signs,
    pub together: Together,
    pub numbers: Numbers,
    pub dates: Dates,
    pub quotes: Quotes,
    pub and: And,
    pub hyphens: Hyphens,
    pub sorting: Sorting,
    pub pictures: Pictures,
    pub periods: Option<Periods>,
    pub money: Money,
}

/// Signs of punctuation with a space of their own, whether one is typed or not.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Signs {
    /// Signs, each with the space before it.
    pub before: Vec<(char, char)>,
    /// Signs, each with the space after it.
    pub after: Vec<(char, char)>,
    /// Regions, in capital letters, where the signs that are named have no space.
    pub without: Vec<(String, String)>,
}

/// What no line break parts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Together {
    /// Words that a number or a letter belongs to, such as `p.` in `p. 12`.
    pub numbered: HashSet<String>,
    /// Words and signs that belong to the number before them, such as `kg`.
    pub units: HashSet<String>,
    /// Titles of persons, which belong to the name after them.
    pub titles: HashSet<String>,
    /// Short words that belong to any word after them.
    pub words: HashSet<String>,
    /// What belongs to a number on both sides, as `×` does.
    pub between: HashSet<String>,
    /// Expressions of several words.
    phrases: Vec<String>,
    /// The same: what follows each of their words.
    #[serde(skip)]
    following: HashMap<String, Vec<String>>,
    /// The space inside of those, if it is one of its own.
    pub phrase_space: Option<char>,
    /// The space between two initials, if it is one of its own.
    pub initial_space: Option<char>,
    /// Whether an ordinal (`3.`) belongs to the word after it.
    pub ordinals: bool,
    /// What a dash between spaces belongs to.
    pub dash: Dash,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Numbers {
    /// The space between the groups of a number that is typed with spaces, if it is one of its own.
    pub group: Option<char>,
    /// The same of a number that the program writes, where CLDR has another one.
    pub separator: Option<char>,
    /// Endings of ordinals that are raised.
    pub raised: Vec<String>,
    /// What stands before the sign of per cent, unless that is a no-break space.
    pub percent: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Dates {
    /// Endings of a day, such as `.` and `er`.
    pub days: Vec<String>,
    /// What stands between a day and its month: `de`.
    pub of: Option<String>,
    /// Whether the names of months have endings.
    pub endings: bool,
    /// Whether a month stands before its day, too.
    pub month_first: bool,
    /// How the first of a month is written, if not as the other days: `1er`.
    pub first: Option<String>,
    /// The form of short dates, of `d`, `MM` and `y`, where CLDR has one that is not in use.
    pub short: Option<String>,
    /// Whether the names of months are shortened with a full stop.
    pub stop: bool,
    /// Whether the dash between two dates of several words has no spaces.
    pub tight: bool,
}

/// The marks that a language has for straight ones.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quotes {
    pub outer: String,
    pub inner: String,
    pub apostrophe: String,
}

/// A word for “and” that sounds otherwise before some words.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct And {
    pub word: String,
    pub other: String,
    /// How words begin before which the other one stands, and among them those before which it does not.
    pub before: Vec<String>,
    pub except: Vec<String>,
}

/// Words that the patterns of Typst divide wrongly.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Hyphens {
    /// Words with all their places: `wo-rd`. One that ends in `*` is the beginning of words.
    words: Vec<String>,
    /// The same, to look them up.
    #[serde(skip)]
    pub exceptions: Exceptions,
    /// Letters before which no word is divided.
    pub never_before: String,
    /// Letters between two of which no word is divided.
    pub never_between: String,
    /// Whether a syllable of one letter stays with the next one.
    pub single: bool,
    /// Whether a compound with a hyphen is divided at that alone.
    pub whole: bool,
    /// Whether words with an apostrophe are divided, which Typst does not do.
    pub elided: bool,
    /// How most regions divide words, where Typst has the patterns of another region.
    pub british: Option<British>,
}

/// Where words are divided as in Britain.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct British {
    /// Regions, in capital letters, that divide words as Typst does.
    pub without: Vec<String>,
    /// Words that the British patterns divide wrongly, with all their places.
    words: Vec<String>,
    /// The same and the words of all regions, to look them up.
    #[serde(skip)]
    pub exceptions: Exceptions,
}

impl Hyphens {
    /// The British words and patterns, if a region has them.
    pub fn british_in(&self, region: &str) -> Option<&British> {
        self.british.as_ref().filter(|british| british.without.iter().all(|other| other != region))
    }
}

/// What does not count in the order of names, where CLDR counts it.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sorting {
    /// Words before a surname.
    pub particles: Vec<String>,
    pub signs: Vec<char>,
    /// The locale whose order it is, if not the language's own.
    pub locale: Option<String>,
}

/// How an alternative text begins that only says that there is a picture. The kind of a chart is no such word: it says something.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pictures {
    /// What may stand before the word.
    pub articles: Vec<String>,
    pub words: Vec<String>,
}

/// The halves and quarters of a year.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Periods {
    /// In running text.
    pub long: PartsOfYear,
    /// Where room is short.
    pub short: PartsOfYear,
    /// What stands before the year.
    #[serde(default = "space")]
    pub of: String,
}

fn space() -> String {
    " ".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartsOfYear {
    pub halves: [String; 2],
    pub quarters: [String; 4],
}

/// How sums are written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Money {
    pub place: PlaceOfSign,
    /// Whether a minus stands between the sign and the number.
    pub minus_inside: bool,
    /// The signs of currencies that readers know them by. All others are written by their codes, which every face has and which the
    /// *Interinstitutional style guide* of the EU (7.3.3) asks for in any case of doubt.
    pub signs: HashMap<String, String>,
    /// The same where the report names the currency as its own.
    pub own: HashMap<String, String>,
    /// The same in regions, in capital letters.
    pub regions: HashMap<String, HashMap<String, String>>,
}

/// Where the sign of a currency stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PlaceOfSign {
    Before,
    /// Before the number, without a space unless it is letters.
    Close,
    #[default]
    Behind,
}

/// What a dash between spaces belongs to.
#[derive(Debug, Default, Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Dash {
    /// A line may break on both sides.
    #[default]
    Neither,
    /// It never begins a line.
    Before,
    /// It belongs to what it encloses.
    Inside,
}

macro_rules! languages {
    ($($code:literal)*) => {
        [$(($code, LazyLock::new(|| read(include_str!(concat!($code, ".toml")))))),*]
    };
}

static COMMON: LazyLock<Orthography> = LazyLock::new(|| read(include_str!("common.toml")));
static BUILT_IN: [(&str, LazyLock<Orthography>); super::BUILT_IN.len()] =
    languages!("da" "de" "en" "es" "et" "fi" "fr" "it" "nb" "nl" "pl" "sv");

fn read(text: &str) -> Orthography {
    let mut read: Orthography = toml::from_str(text).expect("the built-in files of languages are sound");
    let Hyphens { words, exceptions, british, .. } = &mut read.hyphens;
    *exceptions = Exceptions::of(words.iter());
    if let Some(british) = british {
        british.exceptions = Exceptions::of(words.iter().chain(&british.words));
    }
    let Together { phrases, following, .. } = &mut read.together;
    for phrase in phrases.iter() {
        let words: Vec<&str> = phrase.split(' ').collect();
        for pair in words.windows(2) {
            following.entry(pair[0].to_owned()).or_default().push(pair[1].to_owned());
        }
    }
    read
}

impl Together {
    /// Words that belong to one before them.
    pub fn following(&self, word: &str) -> &[String] {
        self.following.get(word).map_or(&[], Vec::as_slice)
    }
}

/// What holds for every language.
pub fn common() -> &'static Orthography {
    &COMMON
}

/// How a language is written; as all are, if nothing is known of it.
pub fn of(language: Language) -> &'static Orthography {
    BUILT_IN.iter().find(|(code, _)| *code == language.as_str()).map_or(&COMMON, |(_, known)| known)
}
