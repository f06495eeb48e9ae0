//! Proves that each built-in language is set by its own rules: every case of `tests/languages/LANG.md`, in one report for each language.
//!
//! If `RAPORTTI_LANGUAGES` names a folder, the reports are also built there as PDFs, for people to look at.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use icu::locale::subtags::Language;
use raportti::merge::locale::{
    Locale, addresses,
    spaces::{self, Space, With},
};
use raportti::model::{
    Currency,
    languages::{self, BUILT_IN},
};
use regex::Regex;
use toml::{Table, Value};
use unicode_segmentation::UnicodeSegmentation;

use crate::support::parallel::in_parallel;
use crate::support::project::{Project, repository};
use crate::support::{lines, pdf};

/// Each language has at least so many.
const CASES: usize = 40;

/// Cases that are not right yet, with the reason. One that has become right must be taken out.
const NOT_YET: &[(&str, usize, &str)] = &[];

/// One hard case of a language.
struct Case {
    number: usize,
    title: String,
    fields: Table,
}

impl Case {
    fn text(&self, key: &str) -> &str {
        self.fields.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("case {} has no `{key}`", self.number))
    }

    fn kind(&self) -> &str {
        self.text("kind")
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let values = self.fields.get(key).and_then(Value::as_array).into_iter().flatten();
        values.map(|value| spelled(value.as_str().unwrap())).collect()
    }

    /// What the page must show.
    fn page(&self) -> String {
        spelled(self.text("page"))
    }

    fn id(&self) -> String {
        format!("case{:02}", self.number)
    }
}

/// A text in which `<00A0>` stands for that character.
fn spelled(text: &str) -> String {
    let code = Regex::new("<([0-9A-F]{4})>").unwrap();
    let character =
        |found: &regex::Captures| char::from_u32(u32::from_str_radix(&found[1], 16).unwrap()).unwrap().to_string();
    code.replace_all(text, character).into_owned()
}

/// The opposite, to read it in a message.
fn shown(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii() || c.is_alphanumeric() || "–—«»„“”‘’‚§€−º…·".contains(c) {
                c.to_string()
            } else {
                format!("<{:04X}>", u32::from(c))
            }
        })
        .collect()
}

fn cases(language: &str) -> Vec<Case> {
    let path = repository().join(format!("tests/languages/{language}.md"));
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("`{}`: {error}", path.display()));
    let parts: Vec<&str> = text.split("\n## ").skip(1).collect();
    let case = |part: &str| {
        let (head, rest) = part.split_once('\n').unwrap();
        let (number, title) = head.split_once(' ').unwrap();
        assert!(rest.contains("Rule: "), "{language} {number} has no rule");
        assert!(!rest.contains("unverified"), "{language} {number}: nobody read where its rule stands");
        let (_, code) = rest.split_once("```toml\n").unwrap_or_else(|| panic!("{language} {number} has no TOML"));
        let (code, _) = code.split_once("\n```").unwrap();
        let fields = toml::from_str(code).unwrap_or_else(|error| panic!("{language} {number}: {error}"));
        Case { number: number.parse().unwrap(), title: title.to_owned(), fields }
    };
    parts.into_iter().map(case).collect()
}

/// What is set of one language.
struct Set {
    /// The words of each part of the chapter, by the number of its case.
    chapter: BTreeMap<usize, String>,
    /// The same as the code that sets them.
    code: BTreeMap<usize, String>,
    entries: BTreeMap<usize, String>,
    labels: Table,
    hints: String,
    locale: Locale,
}

/// Sets the cases of a language in a report of their own.
fn set(language: &str, cases: &[Case]) -> Set {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "\"en\"", &format!("\"{language}\""));
    // The sources were visited before the report.
    project.edit("report/report.toml", "2026-01-15", "2026-12-15");
    project.delete("report/chapters/introduction.en.md");
    let mut chapter = "# Cases\n".to_owned();
    for case in cases {
        let given = match case.kind() {
            "prose" | "raised" | "straight-quotes" | "hyphens" => case.text("given").to_owned(),
            "citation" => {
                project.write(&format!("report/sources/{}.toml", case.id()), case.text("given"));
                let locator = case.fields.get("locator").and_then(Value::as_str);
                format!("[@{}{}]", case.id(), locator.map(|locator| format!(", {locator}")).unwrap_or_default())
            }
            _ => continue,
        };
        write!(
            chapter,
            "\n## Case {:02} {}\n\n{given}\n",
            case.number,
            case.title.replace(['"', '\''], "’").replace('*', "")
        )
        .unwrap();
    }
    project.write(&format!("report/chapters/introduction.{language}.md"), chapter);
    let checked = project.run(&["check"]);
    project.run(&["expand", "out"]).must_succeed();
    if let Some(folder) = std::env::var_os("RAPORTTI_LANGUAGES") {
        project.run(&["build"]).must_succeed();
        let folder = Path::new(&folder);
        fs::create_dir_all(folder).unwrap();
        fs::copy(&project.pdfs()[0], folder.join(format!("{language}.pdf"))).unwrap();
    }
    let code = parts_of_chapter(&project.read("out/generated/chapters/introduction.typ"));
    let entries = cases.iter().filter(|case| case.kind() == "citation").map(|case| {
        let source = project.read(&format!("out/generated/sources/{}.typ", case.id()));
        let entry = source.split_once("entry: ").map(|(_, rest)| rest.split("\nlabel: ").next().unwrap());
        (case.number, words(entry.unwrap_or_else(|| panic!("{source}"))))
    });
    let labels = fs::read_to_string(repository().join(format!("templates/labels/{language}.toml"))).unwrap();
    let labels: Table = toml::from_str(&labels).unwrap();
    let tag = labels["locale"].as_str().unwrap();
    Set {
        chapter: code.iter().map(|(number, code)| (*number, words(code))).collect(),
        entries: entries.collect(),
        locale: Locale::new(Language::try_from_str(language).unwrap(), tag).unwrap(),
        code,
        labels,
        hints: checked.transcript(),
    }
}

/// The code of each case in a generated chapter.
fn parts_of_chapter(chapter: &str) -> BTreeMap<usize, String> {
    let parts = chapter.split("heading(level: 2, ").skip(1);
    parts
        .map(|part| {
            let number = part.split_once("Case ").unwrap().1[..2].parse().unwrap();
            let (_, body) = part.split_once("par(").unwrap_or_else(|| panic!("{part}"));
            (number, body.to_owned())
        })
        .collect()
}

/// The words that code sets: the strings of its calls of `text`, and its spaces.
fn words(code: &str) -> String {
    let code = &in_calls(code);
    let text = Regex::new(r#"text\((?:[a-z]+: (?:"[^"]*"|[a-z]+), )*"((?:[^"\\]|\\.)*)"\)|\[ \]"#).unwrap();
    let of = |found: regex::Captures| found.get(1).map_or(" ".to_owned(), |text| text.as_str().replace("\\\"", "\""));
    // A place to divide a word is no character of the text.
    text.captures_iter(code).map(of).collect::<String>().replace('\u{ad}', "")
}

/// The code with each string in a call of `text`, also where a word has a place that a line does not break at.
fn in_calls(code: &str) -> String {
    let code = code.replace("text({\"", "text(\"").replace("\"; text(hyphenate", "\"); text(hyphenate");
    code.replace("\"); \"", "\"); text(\"").replace("\"})", "\")")
}

/// What is wrong with a case, if something is.
fn wrong(case: &Case, set: &Set) -> Option<String> {
    let differs =
        |got: String, wanted: String| (got != wanted).then(|| format!("`{}`, not `{}`", shown(&got), shown(&wanted)));
    let locale = &set.locale;
    let number = |key: &str| match &case.fields[key] {
        Value::Integer(number) => *number as f64,
        Value::Float(number) => *number,
        other => panic!("`{other}` is no number"),
    };
    match case.kind() {
        "prose" => differs(set.chapter[&case.number].clone(), case.page()),
        "straight-quotes" => of_hint(case, set),
        "date" => differs(locale.long_date(day(&case.fields["given"].to_string())), case.page()),
        "period" => {
            let [from, to] = [0, 1].map(|at| locale.short_date(day(&case.texts("given")[at])));
            differs(locale.from_to(&from, &to), case.page())
        }
        "number" => differs(locale.number(number("given")), case.page()),
        "percent" => differs(locale.measure(&locale.number(number("given")), Some("%")), case.page()),
        "money" => {
            let (amount, code) = case.text("given").split_once(' ').unwrap();
            let decimals = amount.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            let currency = Currency::from_code(code).unwrap();
            differs(locale.money(amount.parse().unwrap(), decimals, currency, false), case.page())
        }
        "sort" => {
            let mut words = case.texts("given");
            words.sort_by(|a, b| locale.compare(a, b));
            differs(words.join(", "), case.texts("page").join(", "))
        }
        "hyphens" => of_hyphens(case, set),
        "raised" => {
            let raised = Regex::new(r#"super\(text\("([^"]*)"\)\)"#).unwrap();
            let raised = raised.captures_iter(&set.code[&case.number]).map(|found| found[1].to_owned());
            differs(raised.collect::<Vec<_>>().join(", "), case.texts("raised").join(", "))
                .or_else(|| differs(set.chapter[&case.number].clone(), case.page()))
        }
        "label" => {
            let label = label(&set.labels, case.text("given"));
            differs(locale.spaced(label), case.page())
        }
        "count" => {
            let label = locale.spaced(label(&set.labels, case.text("label")));
            let numbers = case.fields["given"].as_array().unwrap().iter().map(|number| number.as_integer().unwrap());
            let lines: Vec<String> = numbers.map(|number| locale.spaced(&format!("{label}: {number}"))).collect();
            differs(lines.join(", "), case.texts("page").join(", "))
        }
        "citation" => {
            let reference = case.fields.get("reference").and_then(Value::as_str);
            differs(set.entries[&case.number].clone(), case.page())
                .or_else(|| differs(set.chapter[&case.number].clone(), spelled(reference?)))
        }
        other => panic!("case {} is of the unknown kind `{other}`", case.number),
    }
}

/// The hint about a straight quotation mark names each mark that must stand there.
fn of_hint(case: &Case, set: &Set) -> Option<String> {
    let marks = case.page();
    let marks = marks.chars().filter(|c| !case.text("given").contains(*c) && !c.is_whitespace());
    let lacking: String = marks.filter(|mark| !set.hints.contains(*mark)).collect();
    (!lacking.is_empty()).then(|| format!("the hint lacks {lacking}"))
}

fn label<'l>(labels: &'l Table, path: &str) -> &'l str {
    let mut names = path.split('.');
    let first = names.next().map(|name| &labels[name]).unwrap();
    names.fold(first, |group, name| &group[name]).as_str().unwrap()
}

fn day(iso: &str) -> (u16, u8, u8) {
    let parts: Vec<&str> = iso.split('-').collect();
    (parts[0].parse().unwrap(), parts[1].parse().unwrap(), parts[2].parse().unwrap())
}

/// Where a word may break: the bytes before which a new line may begin.
fn breaks(code: &str, language: &str) -> (String, Vec<usize>) {
    let piece = Regex::new(r#"text\((hyphenate: false, )?"((?:[^"\\]|\\.)*)"\)"#).unwrap();
    let (mut word, mut forbidden) = (String::new(), Vec::new());
    for found in piece.captures_iter(&in_calls(code)) {
        if found.get(1).is_some() {
            forbidden.push(word.len()..word.len() + found[2].len());
        }
        word.push_str(&found[2]);
    }
    let patterns = hypher::Lang::from_iso(language.as_bytes().try_into().unwrap()).unwrap();
    let mut places = Vec::new();
    // Typst looks for words between the places where a line may break anyway.
    let mut start = 0;
    for piece in word.split_inclusive(['-', '\u{ad}']) {
        for (from, part) in piece.split_word_bound_indices().filter(|(_, part)| part.chars().all(char::is_alphabetic)) {
            let mut at = start + from;
            for syllable in hypher::hyphenate(part, patterns) {
                at += syllable.len();
                places.push(at);
            }
            places.pop();
        }
        start += piece.len();
    }
    places.retain(|at| !forbidden.iter().any(|range| range.contains(at)));
    places.extend(word.match_indices(['-', '\u{ad}']).map(|(at, sign)| at + sign.len()));
    places.sort_unstable();
    // Soft hyphens are no letters of the word.
    let visible = |at: usize| word[..at].replace('\u{ad}', "").len();
    let places = places.into_iter().map(visible).collect();
    (word.replace('\u{ad}', ""), places)
}

/// The places that `wo-rd` marks in a word.
fn marked(word: &str, given: &str) -> Vec<usize> {
    let (mut at, mut places) = (0, Vec::new());
    for c in word.chars() {
        if given[at..].starts_with(c) {
            at += c.len_utf8();
        } else {
            assert_eq!(c, '-', "`{word}` is not `{given}`");
            places.push(at);
        }
    }
    assert_eq!(at, given.len(), "`{word}` is not `{given}`");
    if places.is_empty() { given.match_indices('-').map(|(at, _)| at + 1).collect() } else { places }
}

fn of_hyphens(case: &Case, set: &Set) -> Option<String> {
    let (word, places) = breaks(&set.code[&case.number], set.locale.language.as_str());
    let given = case.text("given");
    let got: String = given
        .char_indices()
        .map(|(at, c)| if places.contains(&at) { format!("·{c}") } else { c.to_string() })
        .collect();
    assert_eq!(word, given);
    let whole = case.fields.get("page").and_then(Value::as_str).filter(|page| marked(page, given) != places);
    let must = case.texts("must").into_iter().find(|must| !marked(must, given).iter().all(|at| places.contains(at)));
    let never = case.texts("never").into_iter().find(|never| marked(never, given).iter().any(|at| places.contains(at)));
    let wanted = whole.map(str::to_owned).or(must).or(never.map(|never| format!("never {never}")))?;
    Some(format!("`{got}`, not `{wanted}`"))
}

#[test]
fn every_hard_case_of_every_language_is_set_right() {
    let mut faults: Vec<String> = in_parallel(BUILT_IN.iter().map(Language::as_str), |language| {
        let cases = cases(language);
        assert!(
            cases.len() >= CASES && cases.iter().map(|case| case.number).eq(1..=cases.len()),
            "the cases of `{language}` are at least {CASES}, and numbered from 1"
        );
        let set = set(language, &cases);
        let fault = |case: &Case| {
            let later = NOT_YET.iter().find(|(known, number, _)| *known == language && *number == case.number);
            match (wrong(case, &set), later) {
                (Some(fault), None) => Some(format!("{language} {:02} {}: {fault}", case.number, case.title)),
                (None, Some(_)) => Some(format!("{language} {:02} is right now: take it out of the list", case.number)),
                _ => None,
            }
        };
        cases.iter().filter_map(fault).collect::<Vec<_>>()
    })
    .concat();
    faults.sort();
    assert!(faults.is_empty(), "{} cases are wrong:\n{}", faults.len(), faults.join("\n"));
}

/// Typst divides English as in America. Once only the words of a list were divided as in Britain, and any other one had its American
/// places.
#[test]
fn no_english_word_is_divided_as_in_america_alone() {
    let locale = |tag| Locale::new(Language::try_from_str("en").unwrap(), tag).unwrap();
    let (british, american) = (locale("en-GB"), locale("en-US"));
    let text: String = ["data", "templates", "releases", "print"]
        .map(|name| fs::read_to_string(repository().join(format!("docs/{name}.md"))).unwrap())
        .concat();
    let own = fs::read_to_string(repository().join("src/model/languages/en.toml")).unwrap();
    let own: Table = toml::from_str(&own).unwrap();
    let listed = [&own["hyphens"]["words"], &own["hyphens"]["british"]["words"]].map(|list| list.as_array().unwrap());
    let listed: Vec<String> =
        listed.into_iter().flatten().map(|word| word.as_str().unwrap().replace(['-', '*'], "")).collect();
    let is_listed = |word: &str| listed.iter().any(|known| word.to_lowercase().starts_with(known.as_str()));
    // Acronyms are divided nowhere.
    let is_tried = |word: &&str| word.len() > 4 && !is_listed(word) && !word.chars().all(char::is_uppercase);
    let words: BTreeSet<&str> = text.split(|c: char| !c.is_ascii_alphabetic()).filter(is_tried).collect();
    let (mut taken, mut left) = (0, 0);
    for word in words {
        let spaces = british.spaces(word);
        let has_own = spaces.iter().any(|space| matches!(space.with, With::Put(_)));
        let places = languages::british::places(&word.to_lowercase());
        let mut at = 0;
        for syllable in hypher::hyphenate(word, hypher::Lang::English) {
            at += syllable.len();
            let stays = at < word.len() && spaces.iter().all(|space| !space.range.contains(&at));
            assert!(!stays || has_own || places.contains(&at), "{}-{}", &word[..at], &word[at..]);
            left += usize::from(stays);
        }
        taken += spaces.len();
        assert!(!american.spaces(word).iter().any(|space| space.with == With::Unbroken), "{word} in America");
    }
    assert!(taken > 200 && left > 700, "{taken} places are taken away, and {left} are left");
}

/// A page of a source once stood on another line than its abbreviation, where the language did not list that.
#[test]
fn a_place_in_a_source_stays_with_its_number_in_any_language() {
    let others = ["cs", "hu", "is", "lt", "lv", "pt", "ro", "sk", "sl", "uk"];
    for language in BUILT_IN.iter().map(Language::as_str).chain(others) {
        let tag = languages::with_region(Language::try_from_str(language).unwrap());
        let locale = Locale::new(Language::try_from_str(language).unwrap(), &tag).unwrap();
        for place in ["p. 5", "s. 5–7", "S. 5", "bls. 12", "lpp. 3", "page 5", "see the table, p. 12"] {
            let set = spaces::applied(place, &locale.spaces_of_locator(place));
            let (_, number) = set.rsplit_once('\u{a0}').unwrap_or_else(|| panic!("{language}: {set}"));
            assert!(number.starts_with(|c: char| c.is_ascii_digit()), "{language}: {set}");
        }
    }
}

/// A line once ended behind a full stop in the name of a computer, where it reads as the end of a sentence, or behind a hyphen, and
/// `ammattik` stood above `orkeakoulujen`. What stands before a colon here breaks only in a column that has no room for it, into what
/// follows the colon.
#[test]
fn an_address_breaks_behind_slashes_and_before_signs() {
    for (address, pieces) in [
        ("https://www.example.org", "https://www.example.org"),
        ("(https://www.example.org/).", "https://www.example.org/"),
        ("www.example.org/en/a.html", "www.example.org/ en/ a.html"),
        // `.html.` once stood alone on the last line of an entry.
        ("https://example.org/en/report-on-skills.html", "https://example.org/ en/ report -on-skills.html"),
        (
            "https://www.example.org/publications/2026/annual-report_final.pdf?lang=en&page=12#section-3",
            "https://www.example.org/ publications/ 2026/ annual -report _final .pdf ?lang =en&page =12#section-3",
        ),
        (
            "https://example.org/0123456789abcdef0123456789abcdef01234567",
            "https://example.org/ 0123456789abcdef0123456789abcdef01234567: 0123456789ab cdef01234567 89abcdef01234567",
        ),
        (
            "https://example.org/2025/tki-ammattikorkeakoulujen-henkilosto",
            "https://example.org/ 2025/ tki-ammattikorkeakoulujen: tki -ammattikorkeakoulujen -henkilosto",
        ),
        (
            "https://example.org/0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
            "https://example.org/ 0123456789ab cdef01234567 89abcdef0123 456789abcdef 0123456789abcdef",
        ),
        ("someone@example.org", ""),
    ] {
        let found = addresses::pieces(address);
        let shown = |piece: &Space| match piece.with {
            With::Fitting => format!("{}:", &address[piece.range.clone()]),
            _ => address[piece.range.clone()].to_owned(),
        };
        assert_eq!(found.iter().map(shown).collect::<Vec<_>>().join(" "), pieces, "{address}");
        let own: String =
            found.iter().filter(|it| it.with == With::Whole).map(|it| &address[it.range.clone()]).collect();
        assert!(address.contains(&own), "{address}");
    }
}

/// A list of sources was sorted by the driver of citations, which counts the particles of names in every language.
#[test]
fn a_list_of_sources_has_the_order_of_its_language() {
    let cases = fs::read_to_string(repository().join("tests/languages/order-of-sources.toml")).unwrap();
    let cases: Table = toml::from_str(&cases).unwrap();
    assert!(BUILT_IN.iter().all(|language| cases.contains_key(language.as_str())));
    let faults: Vec<String> = in_parallel(cases, |(language, case)| {
        let names = |key: &str| -> Vec<String> {
            case[key].as_array().unwrap().iter().map(|name| name.as_str().unwrap().to_owned()).collect()
        };
        let project = Project::of_report("minimal");
        project.edit("report/report.toml", "\"en\"", &format!("\"{language}\""));
        project.delete("report/chapters/introduction.en.md");
        project.write(&format!("report/chapters/introduction.{language}.md"), "# Words\n\nWords.\n");
        for (at, author) in names("authors").iter().enumerate() {
            let source = format!("kind = \"document\"\ntitle = \"Title\"\nauthor = \"{author}\"\nyear = 2024\n");
            project.write(&format!("report/sources/author{at}.toml"), source);
        }
        project.run(&["expand", "out"]).must_succeed();
        let order = project.read("out/generated/source-order.typ");
        let id = Regex::new("\"author([0-9]+)\"").unwrap();
        let listed: Vec<String> = id
            .captures_iter(&order)
            .map(|found| names("authors")[found[1].parse::<usize>().unwrap()].clone())
            .collect();
        (listed != names("page")).then(|| format!("{language}: {}", listed.join("; ")))
    })
    .into_iter()
    .flatten()
    .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// In Polish and Spanish a hyphen that ends a line is repeated at the beginning of the next one. Once the repeated one was copied
/// (`biało--czerwony`), and in an address it led to another page.
#[test]
fn a_repeated_hyphen_is_drawn_and_stands_in_no_address() {
    let address =
        "https://www.example.org/a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z-a-b-c-d-e-f-g-h-i-j-k-l-m-n";
    for (language, word, is_repeated) in [
        ("pl", "administracyjno-prawny", true),
        ("es", "histórico-artístico", true),
        ("da", "dansk-norsk-svensk", false),
    ] {
        let project = Project::of_report("minimal");
        project.edit("report/report.toml", "\"en\"", &format!("\"{language}\""));
        project.delete("report/chapters/introduction.en.md");
        // Words of growing length before the compound, so that a line ends inside of it.
        let lines = (0..40).map(|length| format!("{} {word} {word} {word} {word}.\n\n", "a".repeat(length)));
        let addresses = (0..40).map(|length| format!("{} {address} <{address}>\n\n", "a".repeat(length)));
        // And so many of them that a page ends inside of one.
        let pages: String = (0..2000).map(|n| format!("{} {word} ", "a".repeat(n * n / 7 % 13))).collect();
        let chapter: String = lines.chain(addresses).chain([pages]).collect();
        project.write(&format!("report/chapters/introduction.{language}.md"), format!("# Words\n\n{chapter}"));
        project.run(&["build"]).must_succeed();
        let (first, rest) = word.split_at(word.find('-').unwrap() + 1);
        let (mut divided, mut repeated, mut at_top) = (0, 0, 0);
        for runs in lines::runs_of_pages(&project.pdfs()[0]) {
            let runs: Vec<_> = runs.into_iter().filter(|run| !run.text.trim().is_empty()).collect();
            let left = runs.iter().filter(|run| run.text.len() > 30).map(|run| run.x).fold(f64::MAX, f64::min);
            let is_divided = |pair: &&[lines::Run]| {
                pair[0].text.ends_with(first) && pair[1].text.starts_with(&rest[..3]) && pair[1].y < pair[0].y
            };
            for pair in runs.windows(2).filter(is_divided) {
                divided += 1;
                // The rest of the word stands behind a hyphen that is no character.
                repeated += usize::from(pair[1].x > left + 1.0);
            }
            let mut lines: Vec<_> = runs.iter().filter(|run| run.text.contains(word)).collect();
            lines.sort_by(|a, b| b.y.total_cmp(&a.y));
            at_top += usize::from(lines.len() > 20 && lines[0].x > left + 1.0);
            let begins = |run: &&lines::Run| run.text == "-" || run.text.starts_with(&format!("-{}", &rest[..3]));
            let line = runs.iter().find(|run| begins(run) && run.x < left + 1.0);
            assert_eq!(line, None, "{language}: a repeated hyphen is a character");
        }
        assert!(divided > 5, "{language}: no line ends in the compound");
        assert_eq!(repeated, if is_repeated { divided } else { 0 }, "{language}");
        assert_eq!(at_top > 0, is_repeated, "{language}: a hyphen is repeated at the top of a page");
        let text = pdf::text(&project.pdfs()[0]);
        // A page may break inside of some.
        assert!(text.matches(&pdf::without_breaks(address)).count() > 75, "{language}: an address is broken");
    }
}
