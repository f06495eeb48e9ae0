//! Proves that no line divides a range, or a citation. Its story: readers found `K4 2027 –` above `K2 2029` in a table, `2019–` above `2021`
//! in a title, `s.a.-` above `c` in a citation, `(AMKE` above `2022)`, and `(Business College` above `Helsinki 2025)`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::LazyLock;

use icu::locale::subtags::Language;
use raportti::merge::locale::{
    Locale,
    spaces::{Space, With, applied},
};
use raportti::model::languages::BUILT_IN;
use regex::Regex;

use crate::support::lines::{Run, runs_of_pages};
use crate::support::made;
use crate::support::project::{Project, copy, files_below, repository};

/// The lines of a page in the order in which they are painted, each in its runs. Cells side by side are one line.
fn lines(runs: Vec<Run>) -> Vec<Vec<Run>> {
    let mut lines: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        match lines.last_mut() {
            Some(line) if line.last().is_some_and(|last| (last.y - run.y).abs() < 0.5 && last.x <= run.x) => {
                line.push(run);
            }
            _ => lines.push(vec![run]),
        }
    }
    lines
}

fn joined(line: &[Run]) -> String {
    line.iter().map(|run| run.text.as_str()).collect()
}

/// The lines of all pages of a PDF.
fn all_lines(path: &Path) -> Vec<Vec<Run>> {
    runs_of_pages(path).into_iter().flat_map(lines).collect()
}

fn bare(text: &str) -> String {
    text.split_whitespace().collect()
}

/// The citations of every source of a project in a language, beside a statement and as words of a sentence, without spaces.
fn citations(project: &Project, language: &str) -> BTreeSet<String> {
    let folder = format!("expanded-{language}");
    project.run(&["expand", &folder, "--lang", language]).must_succeed();
    let text = Regex::new(r#"text\((?:hyphenate: false, )?"([^"]*)""#).unwrap();
    let modules = files_below(&project.path().join(folder).join("generated/sources"));
    let modules: Vec<String> = modules.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let written = modules.iter().flat_map(|module| module.lines());
    let cited = written.filter(|line| line.starts_with("named: ") || line.starts_with("cited: "));
    let words = |line: &str| -> String { text.captures_iter(line).map(|found| bare(&found[1])).collect() };
    cited.map(|line| words(line).trim_matches(['(', ')']).to_owned()).collect()
}

/// Lines of tables and notes are closer than those of running text. In pt.
const CLOSE: f64 = 12.0;
/// A narrow column of a table has no room for a citation of so many letters, without spaces.
const NARROW: usize = 31;

/// The two lines of each place where one of these citations is divided, though its column has room for it.
fn divided_citations(lines: &[Vec<Run>], citations: &BTreeSet<String>) -> Vec<String> {
    // Both parts of each citation at each place, by the first letters of the second one.
    let start = |text: &str| text.chars().take(3).collect::<String>();
    let mut parts: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for citation in citations {
        for (at, _) in citation.char_indices().skip(1) {
            let (head, tail) = citation.split_at(at);
            parts.entry(start(tail)).or_default().push((head, tail));
        }
    }
    parts.retain(|start, _| start.chars().count() == 3);
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let (left, right) = (joined(&pair[0]), joined(&pair[1]));
        let (end, next) = (bare(&left), bare(&right));
        let is_close = pair[0][0].y - pair[1][0].y < CLOSE;
        let ends_with = |head: &str| {
            let before = end.strip_suffix(head).or_else(|| end.trim_end_matches(['-', '\u{ad}']).strip_suffix(head));
            before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
        };
        let is_divided = |(head, tail): &&(&str, &str)| {
            let has_room = !is_close || (head.chars().count() + tail.chars().count()) < NARROW;
            has_room && next.starts_with(*tail) && ends_with(head)
        };
        if parts.get(&start(&next)).is_some_and(|parts| parts.iter().any(|part| is_divided(&part))) {
            found.push(format!("{left} | {right}"));
        }
    }
    found
}

/// What is wrong with the ends of lines: the two lines of each place.
fn divided(lines: &[Vec<Run>]) -> Vec<String> {
    let find = |pattern: &str| Regex::new(pattern).unwrap();
    let patterns = [
        // 2019–, 2021
        (find(r"[\p{L}\d.%)]–$"), find(r"^\(?[−€]?\d")),
        // Q1–, Q3; Mon–, Fri
        (find(r"(^|[\s(])\p{L}{1,4}\d*\.?–$"), find(r"^\p{L}{1,4}\d*[.,;)/\s]")),
        // K4 2027 –, K2 2029; 6 March 2026 –, 3 April 2027
        (find(r"\d{4}\s*–$"), find(r"^(\d{4}|[QKHTS]\d|\d{1,2}\.?\p{L}*\s\p{L}+\.?\s\d{4})")),
        // s.a.-, a
        (find(r"[\p{L}\d.]-$"), find(r"^\p{L}([.,;:)]|\s|$)")),
        // (AMKE, 2022); (Cedefop, n.d.-a)
        (find(r"\p{L}$"), find(r"^(\d{4}\p{L}?|n\.d\.(-\p{L})?|s\.a\.(-\p{L})?|u\.å\.(-\p{L})?)[);]")),
    ];
    let begins = find(r"^\s*–\s*\d");
    let mut found = Vec::new();
    for pair in lines.windows(2) {
        let (left, right) = (joined(&pair[0]), joined(&pair[1]));
        // A dash by itself is an empty cell, or the mark of a list.
        let is_dash = |run: Option<&Run>| run.is_some_and(|run| run.text == "–");
        let ends = patterns.iter().any(|(end, start)| end.is_match(left.trim_end()) && start.is_match(&right));
        if ends && !is_dash(pair[0].last()) || begins.is_match(&right) && !is_dash(pair[1].first()) {
            found.push(format!("{left} | {right}"));
        }
    }
    found
}

/// How the labels of several words begin that stand before what they name in the facts of an action: `I samarbete` stood above `med:`.
fn parts_of_labels(language: &str) -> Vec<String> {
    let labels = std::fs::read_to_string(repository().join(format!("templates/labels/{language}.toml"))).unwrap();
    let labels: toml::Table = toml::from_str(&labels).unwrap();
    let labels = ["responsible", "partners", "time"].map(|name| labels["action"][name].as_str().unwrap().to_owned());
    let parts = labels.iter().flat_map(|label| label.match_indices(' ').map(|(at, _)| label[..at].to_owned()));
    parts.collect()
}

#[test]
fn no_line_of_this_report_divides_a_range_or_a_citation() {
    let project = Project::empty();
    copy(&repository().join("report"), &project.path().join("report"));
    let citations = ["fi", "sv", "en"].map(|language| (language, citations(&project, language)));
    let files = files_below(made::real_release());
    let files = files.iter().filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let mut count = 0;
    for path in files.filter(|path| !path.to_string_lossy().contains("-cover")) {
        count += 1;
        let lines = all_lines(path);
        let found = divided(&lines);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
        let (language, citations) =
            citations.iter().find(|(it, _)| path.to_string_lossy().contains(&format!("-{it}"))).unwrap();
        assert!(citations.len() > 80, "{citations:?}");
        let found = divided_citations(&lines, citations);
        assert!(found.is_empty(), "{}: {found:#?}", path.display());
        let parts = parts_of_labels(language);
        // What follows a part on its line, such as an acronym, begins where that ends; a letter is no wider than 6 pt.
        let goes_on = |run: &Run, next: Option<&Run>| {
            next.is_some_and(|next| next.x - run.x < 6.0 * run.text.chars().count() as f64)
        };
        let ends = |line: &'_ Vec<Run>| -> Vec<Run> {
            let ends = line.iter().enumerate().filter(|(at, run)| !goes_on(run, line.get(at + 1)));
            ends.map(|(_, run)| run.clone()).collect()
        };
        let divided: Vec<Run> =
            lines.iter().flat_map(ends).filter(|run| parts.contains(&run.text.trim().to_owned())).collect();
        assert!(divided.is_empty(), "{}: {divided:#?}", path.display());
    }
    assert_eq!(count, 6, "three languages, on a screen and on paper");
}

/// Pages as they were once, and as they may be.
#[test]
fn a_divided_citation_is_found() {
    let citations = ["BusinessCollegeHelsinki2025", "Aluehallintovirastos.a", "Opetus-jakulttuuriministeriö(2023"];
    let citations = BTreeSet::from(citations.map(str::to_owned));
    let found = |lines: [&str; 2], apart: f64| {
        let line = |at: usize| vec![Run { x: 100.0, y: 500.0 - apart * at as f64, text: lines[at].to_owned() }];
        !divided_citations(&[line(0), line(1)], &citations).is_empty()
    };
    assert!(found(["in the news (Business", "College Helsinki 2025)."], 14.0));
    assert!(found(["in the news (OECD 2010; Business College Hel-", "sinki 2025)."], 14.0));
    assert!(found(["uutinen (Aluehallintovi\u{ad}", "rasto s.a.; OECD 2010)"], 10.0));
    assert!(found(["Opetus- ja", "kulttuuriministeriö (2023)"], 14.0));
    assert!(!found(["Opetus- ja", "kulttuuriministeriö (2023)"], 10.0), "wider than its column");
    assert!(!found(["in the news (OECD 2010;", "Business College Helsinki 2025)."], 14.0));
    assert!(!found(["a new Business", "College of Helsinki"], 14.0));
}

/// What is written in texts, and whether a line may never break in it.
const KEPT: [&str; 13] = [
    "2024–2026",
    "(2024–2026)",
    "12–14",
    "Q1–Q3/2026",
    "1/2026–2/2027",
    "30.11.2025–12.5.2026",
    "10:00–11:30",
    "Mon–Fri",
    "March–May",
    "6 March 2025 – 3 April 2026",
    "Q4 2027 – Q2 2028",
    "K-12",
    "e-book",
];

/// A report in which each of them stands at each place of a line, in paragraphs, lists, notes, fields and cells.
fn report() -> &'static Project {
    static BUILT: LazyLock<Project> = LazyLock::new(|| {
        let project = Project::of_report("minimal");
        for name in ["one", "two", "three"] {
            let source = format!(
                "kind = \"web\"\ntitle = \"Visits of {name} 2019–2021\"\npublisher = \"Testbury\"\nundated = true\nurl = \"https://example.org/{name}\"\naccessed = 2026-01-10\n"
            );
            project.write(&format!("report/sources/{name}.toml"), source);
        }
        let ministry = "kind = \"document\"\ntitle = \"Plan\"\npublisher = \"Ministry of Education, Culture and Research\"\nyear = 2024\n";
        project.write("report/sources/ministry.toml", ministry);
        let people = "kind = \"document\"\ntitle = \"Trips\"\nauthor = [\"Castle Wood, Anna Maria\", \"van Meer, Jan\"]\nyear = 2019\n";
        project.write("report/sources/people.toml", people);
        let mut chapter = "# Years 2024–2026\n\n".to_owned();
        let more = KEPT.join(" and more ");
        for n in 0..60 {
            let (before, key) = ("i".repeat(n % 20 + 1), ["one", "two", "three"][n % 3]);
            let kept = KEPT[n % KEPT.len()];
            let cited = "[@people, p. 12–14; @ministry; @three]";
            chapter += &format!("{before} {cited}, {before} and as @people say, [@ministry] {before}.[^{n}]\n\n");
            chapter += &format!("[^{n}]: {before} {cited} {before}.\n\n- {before} {cited} {before} [@people]\n\n");
            chapter += &format!("| A | B |\n|---|---|\n| {before} {cited} of all | {before} [@people] |\n\n");
            chapter += &format!("{before} {more}, as was said [@{key}, p. 12–14].\n\n- {before} {more}\n\n");
            chapter += &format!("{before} {kept} and {} said [@{key}].\n\n", "x ".repeat(n));
            chapter +=
                &format!("| A | B | C |\n|---|---|---|\n| {before} {kept} | {before} xx {kept} of all | {kept} |\n\n");
        }
        project.write("report/chapters/introduction.en.md", chapter);
        let field = format!(
            "condition = \"{} [@statistics2025].\"",
            (1..12).map(|n| format!("{} {more}.", "i".repeat(n))).collect::<String>()
        );
        let finding = project.read("report/findings/F1.toml");
        let own = finding.lines().find(|line| line.starts_with("condition")).unwrap().to_owned();
        project.edit("report/findings/F1.toml", &own, &field);
        project.run(&["build"]).must_succeed();
        project
    });
    &BUILT
}

#[test]
fn what_is_kept_stays_on_its_line_wherever_it_stands() {
    let lines = all_lines(&report().path().join("build/small-en.pdf"));
    let found = divided(&lines);
    assert!(found.is_empty(), "{found:#?}");
    let citations = citations(report(), "en");
    let found = divided_citations(&lines, &citations);
    assert!(found.is_empty(), "{found:#?}");
    let lines: Vec<String> = lines.iter().map(|line| bare(&joined(line))).collect();
    let whole = |words: &str| lines.iter().filter(|line| line.contains(words)).count();
    let places = "(CastleWoodandvanMeer2019,p.12–14;";
    assert!(citations.contains("CastleWoodandvanMeer2019"), "{citations:?}");
    assert!(whole(places) >= 180, "in paragraphs, notes and lists: {}", whole(places));
    assert!(whole("MinistryofEducation,CultureandResearch2024") >= 240);
    for kept in KEPT {
        let count: usize = lines.iter().map(|line| line.matches(&bare(kept)).count()).sum();
        assert!(count >= 60, "`{kept}` is whole {count} times");
    }
    for key in ["n.d.-a", "n.d.-b", "n.d.-c"] {
        assert!(lines.iter().filter(|line| line.contains(key)).count() >= 20, "{key}");
    }
}

/// No column is wider than the range: without a break it would reach into the next one.
#[test]
fn a_range_that_is_wider_than_its_column_breaks_behind_its_dash() {
    let project = Project::of_report("minimal");
    let long = "Wednesday 30.11.2025–12.10.2026";
    let cells = format!("| {} |", [long; 7].join(" | "));
    let chapter =
        format!("# Introduction\n\n| {} |\n|{}\n{cells}\n{cells}\n", ["Name"; 7].join(" | "), "---|".repeat(7));
    project.write("report/chapters/introduction.en.md", chapter);
    project.run(&["build"]).must_succeed();
    let pages = runs_of_pages(&project.path().join("build/small-en.pdf"));
    let ends = pages.iter().flatten().filter(|run| run.text.trim_end() == "30.11.2025–").count();
    assert_eq!(ends, 14, "{pages:#?}");
}

/// What is kept in a text in a language, alike in paragraphs and in narrow columns.
fn kept(locale: &Locale, text: &str) -> Vec<String> {
    let whole = |spaces: Vec<Space>| -> Vec<String> {
        let whole = spaces.into_iter().filter(|space| space.with == With::Whole);
        whole.map(|space| text[space.range].to_owned()).collect()
    };
    let found = whole(locale.spaces(text));
    assert_eq!(found, whole(locale.spaces_of_line(text)));
    found
}

fn locale(language: &str) -> Locale {
    let labels = std::fs::read_to_string(repository().join(format!("templates/labels/{language}.toml"))).unwrap();
    let labels: toml::Table = toml::from_str(&labels).unwrap();
    let language: Language = language.parse().unwrap();
    Locale::new(language, labels["locale"].as_str().unwrap()).unwrap()
}

#[test]
fn every_language_keeps_ranges_and_what_a_single_letter_is_joined_to() {
    for language in BUILT_IN {
        let locale = locale(language.as_str());
        // Typst breaks no line between a hyphen and a digit.
        for text in KEPT.iter().filter(|text| !text.contains("Ma") && !text.contains(" – ") && **text != "K-12") {
            assert_eq!(kept(&locale, text), [*text], "{language}");
        }
        assert_eq!(kept(&locale, "15–64-vuotiaiden"), ["15–64-"], "{language}");
        let (from, to) = ((2026, 3, 6), (2027, 11, 12));
        for [from, to] in
            [[locale.long_date(from), locale.long_date(to)], [locale.short_date(from), locale.short_date(to)]]
        {
            let text = format!("x {from} – {to}, y").replace('\u{a0}', " ");
            let is_whole = kept(&locale, &text).iter().any(|whole| whole.contains(" – "));
            assert!(is_whole, "{language}: {text}: {:?}", kept(&locale, &text));
            // No line begins with the dash, also where the range is wider than its column.
            assert!(applied(&text, &locale.spaces(&text)).contains("\u{a0}– "), "{language}: {text}");
        }
        for text in ["well-known", "Baden-Württemberg", "and/or", "Helsinki–Tallinn", "2026 – 12 towns", "a – b"]
        {
            assert!(kept(&locale, text).is_empty(), "{language}: {text}: {:?}", kept(&locale, text));
        }
    }
    let (fi, sv, fr) = (locale("fi"), locale("sv"), locale("fr"));
    assert_eq!(kept(&fi, "tammi–kesäkuussa 2027"), ["tammi–kesäkuussa"]);
    assert_eq!(kept(&fi, "4. nelj. 2027 – 2. nelj. 2028"), ["4. nelj. 2027 – 2. nelj. 2028"]);
    assert_eq!(kept(&fi, "(Helsinki s.a.-c; Oulu s.a.)"), ["s.a.-c;"]);
    assert_eq!(kept(&sv, "mars–maj, K1–K3"), ["mars–maj,", "K1–K3"]);
    // A line may break before the letter that joins a verb to its subject, and not behind it.
    assert_eq!(kept(&fr, "parlera-t-il"), ["t-il"]);
}

#[test]
fn every_language_keeps_places_and_dates() {
    let cases = std::fs::read_to_string(repository().join("tests/languages/places-and-dates.toml")).unwrap();
    let cases: toml::Table = toml::from_str(&cases).unwrap();
    for language in BUILT_IN {
        let locale = locale(language.as_str());
        let texts = |key: &str| cases[language.as_str()][key].as_array().unwrap().clone();
        for place in texts("places") {
            let place = place.as_str().unwrap();
            let text = format!("x {place} y");
            let set = applied(&text, &locale.spaces(&text));
            assert!(set.contains(&place.replace(' ', "\u{a0}")), "{language}: {set}");
        }
        for date in texts("dates") {
            // The word before a day is no part of the date.
            let date = date.as_str().unwrap().trim_start_matches("den ");
            for (text, whole) in
                [(format!("x {date} y"), date.to_owned()), (format!("({date})."), format!("({date})."))]
            {
                assert_eq!(kept(&locale, &text), [whole], "{language}");
            }
        }
        for text in ["in 2025", "38 towns 2025", "12.5.2026"] {
            assert!(kept(&locale, text).is_empty(), "{language}: {text}: {:?}", kept(&locale, text));
        }
    }
}

/// A bracket of a few ids stood on two lines, `(J1,` above `J4)`, and the last line of a paragraph was `(H8).`
#[test]
fn a_bracket_of_a_few_ids_stays_on_one_line_and_no_last_line_is_an_id() {
    let project = Project::of_report("minimal");
    let mut chapter = "# Introduction\n\n".to_owned();
    for n in 0..80 {
        let before = format!("{} and {}", "x ".repeat(n), "i".repeat(n % 9 + 1));
        chapter += &format!("{before} ([@F1; @C1; @R1]) more, on 12 September\n2025 ([@F1]).\n\n- {before} [@C1].\n\n");
        chapter += &format!(
            "| A | B | C | D | E | F |\n|---|---|---|---|---|---|\n| {before} ([@F1; @C1; @R1]) | a | b | c | d | e |\n\n"
        );
    }
    project.write("report/chapters/introduction.en.md", chapter);
    project.run(&["build"]).must_succeed();
    let lines = all_lines(&project.path().join("build/small-en.pdf"));
    let lines: Vec<String> = lines.iter().map(|line| bare(&joined(line))).collect();
    let count = |words: &str| lines.iter().map(|line| line.matches(words).count()).sum::<usize>();
    assert_eq!((count("(F1,C1,R1)"), count("12September2025")), (160, 80));
    let alone: Vec<&String> = lines.iter().filter(|line| ["(F1).", "C1."].contains(&line.as_str())).collect();
    assert!(alone.is_empty(), "{alone:?}");
}

/// A line ended with `AK-`, and the next one began with `KE-määrärahasta`.
#[test]
fn no_language_divides_an_acronym() {
    for language in BUILT_IN {
        let locale = locale(language.as_str());
        let text = "AKKE AKKE-money UNESCO’s YHTEENVETO Koulutus";
        for spaces in [locale.spaces(text), locale.spaces_of_line(text)] {
            let whole = spaces.into_iter().filter(|space| space.with == With::Unbroken && space.range.len() > 2);
            let acronyms: Vec<&str> =
                whole.map(|space| &text[space.range]).filter(|part| part.chars().all(char::is_uppercase)).collect();
            assert_eq!(acronyms[..3], ["AKKE", "AKKE", "UNESCO"], "{language}");
            assert!(!acronyms.contains(&"YHTEENVETO") || language.as_str() == "en", "{language}");
        }
    }
}
