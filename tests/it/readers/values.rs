//! Proves that single values of TOML are read as meant, and why files are refused.

use std::fs;

use icu::locale::subtags::language;
use raportti::bounds::text::{LARGEST_NUMBER, LONGEST_WORD, MOST_DECIMALS, SMALLEST_NUMBER};
use raportti::diagnostics::files::{Files, Place};
use raportti::diagnostics::map::SourceMap;
use raportti::files::read::Tree;
use raportti::model::author::Author;
use raportti::model::kind::natural_key;
use raportti::model::scalar::Number;
use raportti::model::text::{Form, Text, endless_word};
use raportti::model::{characters, languages, load, syntax};

use crate::support::project::repository;

fn is_doubtful(name: &str) -> bool {
    let place = Place::new(Files::default().add("x", ""), 0..0);
    Author::Written(&Text { value: name.to_owned(), place, form: Form::Whole }).doubtful().is_some()
}

#[test]
fn names_of_people_and_plain_institutions_are_not_doubtful() {
    let plain = [
        "Virtanen, Maija",
        "Smith, J. R.",
        "Lee, Y",
        "van der Berg, Jan",
        "de la Cruz Santos, Ana",
        "O’Brien, Siobhán",
        "García Márquez, Gabriel José",
        "Suomen hallitus",
        "Opetus- ja kulttuuriministeriö",
        "王, 小明",
    ];
    for name in plain {
        assert!(!is_doubtful(name), "{name}");
    }
}

#[test]
fn names_that_can_be_read_in_several_ways_are_doubtful() {
    let doubtful = [
        "Department for Business, Energy & Industrial Strategy",
        "Ministry of Health, Finland",
        "World Health Organization, Regional Office",
        "Smith, John, and Jones, Mary",
        "Smith and Jones",
        "Virtanen ja Korhonen",
        "UNEP; UNDP",
        "Smith,John",
        "Helsingin yliopisto, koulutuksen arviointikeskus",
    ];
    for name in doubtful {
        assert!(is_doubtful(name), "{name}");
    }
}

#[test]
fn ids_sort_as_people_sort_them() {
    let mut ids = ["H10", "H2", "J1", "T1.10", "T1.2", "H1"];
    ids.sort_by_cached_key(|id| natural_key(id));
    assert_eq!(ids, ["H1", "H2", "H10", "J1", "T1.2", "T1.10"]);
}

#[test]
fn the_length_of_a_word_is_limited() {
    let longest = "a".repeat(LONGEST_WORD);
    assert_eq!(endless_word(&longest), None);
    assert_eq!(endless_word(&format!("{longest} {longest}\n{longest}")), None);
    assert_eq!(endless_word(&format!("b {longest}a c")), Some(2..LONGEST_WORD + 3));
}

#[test]
fn a_number_keeps_its_decimals() {
    let decimals = |digits: usize| Number::read(&format!("1.{}", "0".repeat(digits))).unwrap().decimals;
    assert_eq!([0, 1, MOST_DECIMALS, MOST_DECIMALS + 1].map(decimals), [0, 1, MOST_DECIMALS, MOST_DECIMALS]);
}

/// A value of 1e300 was printed with 301 digits, beyond the edge of its page.
#[test]
fn the_digits_of_a_number_are_limited() {
    let read = |number: f64| Number::read(&format!("{number:e}")).map(|number| number.value);
    for number in [0.0, LARGEST_NUMBER, -LARGEST_NUMBER, SMALLEST_NUMBER] {
        assert_eq!(read(number), Some(number));
    }
    for number in [LARGEST_NUMBER * 1.1, SMALLEST_NUMBER * 0.9, f64::INFINITY, f64::NAN] {
        assert_eq!(read(number), None);
    }
}

#[test]
fn an_unclosed_text_is_found() {
    let opener = |text: &str| {
        let (mut files, mut faults) = (Files::default(), Vec::new());
        let file = files.add("x.toml", text);
        syntax::parse(file, text, &mut faults);
        let unclosed = faults.iter().find(|fault| fault.message.ends_with("opens here is not closed"));
        unclosed.and_then(|fault| Some(fault.place?.range().start))
    };
    assert_eq!(opener("a = '''\none\nb = '''\ntwo\n'''\n"), Some(4));
    assert_eq!(opener("a = \"\"\"\none\n"), Some(4));
    assert_eq!(opener("a = '''\none\n'''\nb = \"\"\"\ntwo \\\"\"\" \"\"\"\"\nc = 1"), None);
    assert_eq!(opener("# it's '''\na = \"'''\"\nb = '\"\"\"'\n"), None);
    assert_eq!(opener("a = '''x = '''\n"), None);
    assert_eq!(opener("a = [\n  \"x\", [1],\n]\n[[b]]\nc = { d = 1,\n  e = [2] }\n"), None);
    assert_eq!(opener("a = [\n  \"x\",\nb = 1\n"), Some(4));
    assert_eq!(opener("a = [\"x\"\n\n[[b]]\n"), Some(4));
    assert_eq!(opener("a = '''\nö\n'''\nb.c-d = '''\n"), Some("a = '''\nö\n'''\nb.c-d = ".len()));
}

#[test]
fn ids_are_found_in_a_broken_file() {
    let text = "title = [\nid = \"T1.1\"\n id='Q2'\nid = \"not an id\"\nidle = \"x\"\n";
    assert_eq!(syntax::ids(text).collect::<Vec<_>>(), ["T1.1", "Q2"]);
}

#[test]
fn characters_of_every_script_pass_and_controls_do_not() {
    let faults = |text: &str| {
        let file = Files::default().add("x", text);
        characters::faults(text, || SourceMap::verbatim(file, 0..text.len())).len()
    };
    for text in [
        "äöå – ”sana’ 5 %",
        "שלום عربي हिन्दी 中文",
        "soft\u{ad}hyphen \u{200b}\u{200c}\u{200d}\u{2060}",
        "a\tb\r\nc",
        "ﬁ 👩‍💻",
    ] {
        assert_eq!(faults(text), 0, "{text:?}");
    }
    for character in "\u{0}\u{1b}\u{7f}\u{85}\u{9b}\u{61c}\u{200e}\u{200f}\u{202a}\u{202e}\u{2028}\u{2029}\u{2066}\u{2069}\u{feff}\u{fff9}\u{e0041}".chars() {
        assert_eq!(faults(&character.to_string()), 1, "U+{:04X}", u32::from(character));
    }
}

#[test]
fn the_chapter_of_a_mistyped_name_is_found() {
    let known = [language!("fi"), language!("en")];
    let meant = |name| languages::meant_chapter(name, &known).map(|(stem, language)| format!("{stem}.{language}"));
    for name in ["a-b-fi.md", "A-B.FI.MD", "a-b.fi.md.txt", "a-b.fi.markdown", "a-b_fi.md", "a-b.fi"] {
        assert_eq!(meant(name).as_deref(), Some("a-b.fi"), "{name}");
    }
    assert_eq!(meant("a-b.md"), None);
    assert_eq!(meant("fi.md"), None);
}

#[test]
fn patterns_are_those_of_git_from_the_report_on() {
    let report = fs::read_to_string(repository().join("tests/reports/minimal/report/report.toml")).unwrap();
    for (pattern, path, expected) in [
        ("notes.txt", "report/notes.txt", true),
        ("notes.txt", "report/drafts/notes.txt", false),
        ("*.txt", "report/notes.txt", true),
        ("*.txt", "report/drafts/notes.txt", false),
        ("**/*.txt", "report/notes.txt", true),
        ("**/*.txt", "report/a/b/notes.txt", true),
        ("drafts/", "report/drafts/a/b.docx", true),
        ("drafts/**", "report/drafts/a/b.docx", true),
        ("drafts/*", "report/drafts/a/b.docx", false),
        ("drafts", "report/drafts/b.docx", false),
        ("draft?/x", "report/drafts/x", true),
        ("[a-c].md", "report/b.md", true),
        ("*", "report/drafts/x", false),
    ] {
        let report = format!("{report}\n[bundle]\nleave_out = ['{pattern}']\n");
        let tree = Tree::from([("report/report.toml".to_owned(), report.into()), (path.to_owned(), Vec::new())]);
        let model = load::load(&tree, &mut Files::default(), &mut Vec::new()).unwrap();
        assert_eq!(model.bundle.left_out.contains_key(path), expected, "{pattern} on {path}");
    }
}
