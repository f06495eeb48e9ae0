//! Proves that the first difference of two files is named (in data by item and field, in texts by line), and how the words of two texts
//! are compared.

use icu::locale::subtags::Language;
use raportti::diagnostics::Files;
use raportti::files::{Overlay, Tree, builtin, digest};
use raportti::meaning::Meaning;
use raportti::meaning::changes::words::{self, Run};
use raportti::merge::changes::markdown;
use raportti::merge::labels;
use raportti::model::load;
use raportti::publish::difference::first;
use raportti::publish::release::SUMS;
use raportti::publish::verify::differences_from_sums;

fn output(path: &str, found: &str, expected: &str) -> String {
    first(path, found.as_bytes(), expected.as_bytes()).expect("they differ")
}

#[test]
fn differences_of_data_name_the_item_and_the_field() {
    let json = |title: &str| format!("{{\"findings\": {{\"H1\": {{\"evidence\": [{{\"source\": \"{title}\"}}]}}}}}}");
    assert_eq!(
        output("data/fi/report.json", &json("b"), &json("a")),
        "`findings → H1 → evidence → 0 → source` is \"b\", and should be \"a\""
    );
    assert_eq!(
        output("a.toml", "[title]\nfi = 'b'", "[title]\nfi = 'a'"),
        "`title → fi` is \"b\", and should be \"a\""
    );
    // A date was named by a key that the `toml` crate keeps for itself.
    assert_eq!(
        output("a.toml", "date = 2026-01-02", "date = 2026-01-15"),
        "`date` is \"2026-01-02\", and should be \"2026-01-15\""
    );
    assert_eq!(output("a.toml", "", "a = 1"), "`a` is missing, and should be 1");
    assert_eq!(output("a.toml", "a = 1\nb = 2", "a = 1"), "`b` is 2, and should be missing");
    assert_eq!(
        output("a.csv", "\u{feff}id,title\nH1,b\n", "\u{feff}id,title\nH1,a\n"),
        "`title` of `H1` is \"b\", and should be \"a\""
    );
}

#[test]
fn differences_of_texts_name_the_line_and_others_the_byte() {
    assert_eq!(output("a.md", "x\nb", "x\na"), "line 2 is \"b\", and should be \"a\"");
    assert_eq!(output("a.toml", "a = ", "a = 1"), "line 1 is \"a = \", and should be \"a = 1\"");
    let bytes = first("a.pdf", b"%PDF\xff\x01", b"%PDF\xff\x00\x00").unwrap();
    assert_eq!(bytes, "the first difference is at byte 5; the file has 6 bytes, and should have 7");
    assert_eq!(
        output("a.md", "x\r\n", "x\n"),
        "the first difference is at byte 1; the file has 3 bytes, and should have 2"
    );
    let long = |end: &str| "long ".repeat(30) + end;
    let said = output("a.md", &long("b"), &long("a"));
    assert_eq!(said.matches("long b\"").count() + said.matches("long a\"").count(), 2, "{said}");
    // The same data in another notation.
    assert_eq!(output("a.json", "{}\n\n", "{}\n"), "line 2 is \"\", and should be missing");
    assert!(first("a.md", b"x", b"x").is_none());
}

#[test]
fn every_file_of_a_release_is_compared() {
    let mut files = Tree::from([("a".to_owned(), b"1".to_vec()), ("source/c".to_owned(), b"2".to_vec())]);
    let list = digest::sums(&files);
    files.insert(SUMS.to_owned(), list.clone().into_bytes());
    assert_eq!(differences_from_sums(&files), (Vec::new(), false));
    files.insert("d".to_owned(), Vec::new());
    files.insert("a".to_owned(), b"x".to_vec());
    let expected = ["`a` does not match its SHA-256 in `SHA256SUMS`", "`d` is not in `SHA256SUMS`"];
    assert_eq!(differences_from_sums(&files), (expected.map(str::to_owned).to_vec(), false));
    files.remove("source/c");
    files.insert(SUMS.to_owned(), (list + "sum path\n").into_bytes());
    let (differing, is_of_source) = differences_from_sums(&files);
    assert!(is_of_source && differing.contains(&"`source/c` is missing; `SHA256SUMS` lists it".to_owned()));
    assert!(differing.contains(&"line 3 of `SHA256SUMS` is not a checksum with a name".to_owned()), "{differing:?}");
}

fn marked(old: &str, new: &str) -> String {
    let runs = words::compare(old, new);
    let side = |skip: fn(&Run) -> bool| -> String {
        runs.iter()
            .filter(|run| !skip(run))
            .map(|run| match run {
                Run::Kept(text) | Run::Deleted(text) | Run::Inserted(text) => text.as_str(),
            })
            .collect()
    };
    assert_eq!(side(|run| matches!(run, Run::Inserted(_))), old, "the old text can be read out of the runs");
    assert_eq!(side(|run| matches!(run, Run::Deleted(_))), new, "and the new one");
    let show = |run: &Run| match run {
        Run::Kept(text) => text.clone(),
        Run::Deleted(text) => format!("[-{text}-]"),
        Run::Inserted(text) => format!("{{+{text}+}}"),
    };
    runs.iter().map(show).collect()
}

#[test]
fn changes_are_marked_as_a_person_would() {
    let cases = [
        ("", "", ""),
        ("same", "same", "same"),
        ("", "new text", "{+new text+}"),
        ("old text", "", "[-old text-]"),
        ("Visits grew.", "Visits grew a lot.", "Visits [-grew.-]{+grew a lot.+}"),
        ("one two three", "one three", "one [-two -]three"),
        ("one three", "one two three", "one {+two +}three"),
        ("a b c d e", "a x c y e", "a [-b c d-]{+x c y+} e"),
        // Finnish, with its letters outside ASCII and its endings.
        (
            "Koulutuksen järjestäjät tekevät tutkimusta yhdessä yritysten kanssa.",
            "Ammatillisen koulutuksen järjestäjät tekevät kehittämistyötä yhdessä yritysten kanssa.",
            "[-Koulutuksen-]{+Ammatillisen koulutuksen+} järjestäjät tekevät [-tutkimusta-]{+kehittämistyötä+} yhdessä yritysten kanssa.",
        ),
        ("space  two", "space two", "space [- -]two"),
        ("line\nline", "line line", "line[-\n-]{+ +}line"),
        (
            "entirely other words",
            "quite another sentence here",
            "[-entirely other words-]{+quite another sentence here+}",
        ),
    ];
    for (old, new, expected) in cases {
        assert_eq!(marked(old, new), expected);
    }
}

#[test]
fn a_text_with_nothing_in_common_is_replaced_as_a_whole() {
    let long = |word: &str| (0..6_000).map(|n| format!("{word}{n}")).collect::<Vec<_>>().join(" ");
    assert_eq!(words::compare(&long("a"), &long("b")).len(), 2);
    assert!(!words::alike(&words::compare("one two", "three four")));
}

/// `CHANGES.md` of the first version of a new project, with some templates and in a language.
fn first_changes(templates: &Overlay, language: &str) -> String {
    let ((tree, _), mut files) = (builtin::starter("evaluation"), Files::default());
    let model = load::load(&tree, &mut files, &mut Vec::new()).unwrap();
    let meaning = Meaning::of_model(&model, &files, &tree);
    let language = Language::try_from_str(language).unwrap();
    let wording = labels::read(templates, language, None, &mut Files::default(), &mut Vec::new()).unwrap();
    markdown(&meaning, None, &wording, templates, &mut Files::default()).unwrap()
}

#[test]
fn a_first_release_says_that_it_is_the_first() {
    let first = "Tämä on raportin ensimmäinen julkaistu versio, joten aiempaa vertailukohtaa ei ole.\n";
    let text = first_changes(&builtin::look(), "fi");
    assert!(text.starts_with("# ") && text.ends_with(first), "{text}");
}

/// What the project's own words lack comes from those of the program, and for a language without any from the English ones.
#[test]
fn missing_words_are_those_of_the_program() {
    let labels = |tag: &str| {
        let file = format!("templates/labels/{}.toml", &tag[..2]);
        Overlay::new(Tree::from([(file, format!("locale = \"{tag}\"\n").into_bytes())]), builtin::templates())
    };
    assert!(first_changes(&labels("fi-FI"), "fi").contains("ensimmäinen julkaistu versio"));
    assert!(first_changes(&labels("is-IS"), "is").contains("the first published version"));
}
