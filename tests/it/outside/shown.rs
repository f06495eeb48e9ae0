//! Proves how hostile and long texts and many equal faults are printed, and that places in generated text are mapped to their source.

use raportti::bounds::terminal::*;
use raportti::diagnostics::count::size;
use raportti::diagnostics::files::LineColumn;
use raportti::diagnostics::map::toml_string;
use raportti::diagnostics::print::shown::{Shown, Style};
use raportti::diagnostics::print::{Format, print};
use raportti::diagnostics::visible::*;
use raportti::diagnostics::{Code, Diagnostic, Files, Place};
use std::borrow::Cow;

#[test]
fn control_characters_are_shown_by_their_number() {
    assert_eq!(line("a\u{1b}[8mb\u{9b}31m\u{85}\u{7f}\r\n"), "a\\u{1b}[8mb\\u{9b}31m\\u{85}\\u{7f}\\u{d}\\u{a}");
    assert_eq!(
        line("\u{202e}\u{2066}\u{200f}\u{61c}\u{feff}\u{e0041}"),
        "\\u{202e}\\u{2066}\\u{200f}\\u{61c}\\u{feff}\\u{e0041}"
    );
    assert!(matches!(line("Käynnit: 50 %\t“€” \u{200b}\u{ad}\u{a0}👩\u{200d}🔬"), Cow::Borrowed(_)));
}

#[test]
fn lines_of_a_text_stay_lines() {
    assert_eq!(text("a\r\nb\n\tc\rd\u{2028}e"), "a\r\nb\n\tc\\u{d}d\\u{2028}e");
}

#[test]
fn json_stays_json_of_the_same_value() {
    let value = serde_json::json!({ "a": "\u{1b}\u{9b}\u{202e}\u{7f}\u{e0041}\n\"ä" });
    let shown = json(&serde_json::to_string_pretty(&value).unwrap()).into_owned();
    assert!(!shown.chars().any(|c| is_hidden(c) && c != '\n'), "{shown}");
    assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
}

/// An escape sequence and a direction control before the fault must not move the underline, nor change the column.
#[test]
fn underlines_fit_what_is_shown() {
    let mut files = Files::default();
    let written = "a = 1\r\ntitle = \"\u{1b}[8m\u{202e}x\" # wrong\n";
    let key = files.add("report/\u{1b}[2Ja.toml", written);
    let at = written.find("wrong").unwrap_or_default();
    let fault = Diagnostic::new(Code::TomlSyntax, Place::new(key, at..at + 5), "it is \u{1b}[8m\nwrong")
        .with_hint("mend\u{202e} it");
    let expected = r#"error[toml-syntax]: it is \u{1b}[8m\u{a}wrong
  ┌─ report/\u{1b}[2Ja.toml:2:20
  │
2 │ title = "\u{1b}[8m\u{202e}x" # wrong
  │                                ^^^^^
  │
  = hint: mend\u{202e} it

"#;
    assert_eq!(print(&[fault], &files, Format::Human, false).as_str(), expected);
}

/// A line of a megabyte filled the screen. Only the text near the fault is printed, with its column in the written file.
#[test]
fn a_long_line_is_cut_around_the_fault() {
    let mut files = Files::default();
    let line = |length: usize| format!("{}wrong{}", "ä".repeat(length / 2), "ö ".repeat(length / 3));
    let fault = |key, text: &str| {
        let at = text.find("wrong").unwrap_or_default();
        Diagnostic::new(Code::TomlSyntax, Place::new(key, at..at + 5), "it is wrong")
    };
    let text = format!("a = 1\n{}\n", line(1_000_000));
    let key = files.add("a.toml", text.as_str());
    let shown = print(&[fault(key, &text)], &files, Format::Human, false);
    assert!(shown.as_str().len() < 2_000, "{} bytes", shown.as_str().len());
    assert!(shown.as_str().contains("a.toml:2:500001") && shown.as_str().contains("wrong"), "{}", shown.as_str());
    for (length, is_whole) in [(LONGEST_LINE, true), (LONGEST_LINE + 1, false)] {
        let line = format!("{}wrong", "x".repeat(length - 5));
        let key = files.add(&format!("b{length}.toml"), line.as_str());
        let shown = print(&[fault(key, &line)], &files, Format::Human, false);
        assert_eq!(shown.as_str().contains(&line), is_whole, "{length}");
        let around = |length: usize| shown.as_str().contains(&format!("{}wrong", "x".repeat(length)));
        assert!(around(LINE_AROUND) && around(LINE_AROUND + 1) == is_whole, "{}", shown.as_str());
    }
}

/// Every `#word` of the decoded value must be found at the same `#word` of the file.
#[test]
fn words_of_every_kind_of_literal_are_found_where_they_were_written() {
    let literals = [
        "'plain #a text #b'",
        "'''\nfirst #a\nsecond #b'''",
        r#""escaped \" #a and \u00E9 then #b and \U0001F600 #c""#,
        "\"\"\"\njoined \\\n   #a\nsecond\\\n\n  #b \\t#c\"\"\"",
        "'''\r\ncarriage #a\r\nreturn #b'''",
        "\"\"\"\r\nwith \\\r\n #a\r\n#b\"\"\"",
        r#""ä\u00E4ö #a\\#b""#,
        // Found by fuzzing: a line continuation right after another one, and characters that are white space in Unicode, but not in TOML.
        "\"\"\"#a\\\n \\\n\\\\ #b\"\"\"",
        "\"\"\"#a \\\n\u{a0}#b\u{2003}\"\"\"",
    ];
    for literal in literals {
        let text = format!("key = {literal}\n");
        let start = "key = ".len();
        let parsed: toml::Table = toml::from_str(&text).unwrap();
        let value = parsed["key"].as_str().unwrap();
        let mut files = Files::default();
        let file = files.add("a.toml", text.as_str());
        let map = toml_string(file, &text, start..start + literal.len(), value);
        for (index, _) in value.match_indices('#') {
            let place = map.find(&(index..index + 2)).unwrap();
            assert_eq!(files.text(place), &value[index..index + 2], "in {literal}");
        }
    }
}

#[test]
fn only_our_own_colours_are_escape_sequences() {
    let hostile = "a\u{1b}[8m\nb";
    let shown = Shown::styled(Style::Error, hostile) + hostile + Shown::text(hostile);
    assert_eq!(shown.as_str(), "\u{1b}[1;31ma\\u{1b}[8m\\u{a}b\u{1b}[0ma\\u{1b}[8m\\u{a}ba\\u{1b}[8m\nb");
}

/// A PDF of 32 KB was printed as `0.0 MB`.
#[test]
fn sizes_have_a_suitable_unit() {
    let written = [0, 999, 1_000, 9_949, 32_000, 999_499, 999_500, 1_440_000, 54_000_000, 2_000_000_000].map(size);
    let expected = ["0 B", "999 B", "1.0 KB", "9.9 KB", "32 KB", "999 KB", "1.0 MB", "1.4 MB", "54 MB", "2.0 GB"];
    assert_eq!(written, expected);
}

#[test]
fn columns_count_characters_from_one() {
    let mut files = Files::default();
    let key = files.add("a.toml", "ä = 1\nöö = 2\n");
    assert_eq!(files.line_column(key, 0), LineColumn { line: 1, column: 1 });
    assert_eq!(files.line_column(key, "ä = 1\nöö".len()), LineColumn { line: 2, column: 3 });
    assert_eq!(files.line_column(key, 1000), LineColumn { line: 3, column: 1 });
}

/// The output for people about faults at these bytes of a text, one line for each fault.
fn short(text: &str, message: &str, starts: impl IntoIterator<Item = usize>) -> String {
    let mut files = Files::default();
    let key = files.add("a.md", text);
    let at = |start| Diagnostic::new(Code::MissingGlyph, Place::new(key, start..start + 3), message);
    let faults: Vec<Diagnostic> = starts.into_iter().map(at).collect();
    print(&faults, &files, Format::Short, false).as_str().to_owned()
}

/// A box drawn with lines in a block of code gave 44 diagnostics about one character.
#[test]
fn the_same_fault_at_many_places_is_printed_once() {
    let of = |starts: &[usize]| short("│\n│\n│\n│ x │\n", "no font has `│`", starts.iter().copied());
    assert_eq!(of(&[0, 4, 8]).lines().count(), 3);
    let said = |at: &str, more: &str| format!("a.md:{at}: error[missing-glyph]: no font has `│` ({more})\n");
    assert_eq!(of(&[0, 4, 8, 12, 18]), said("1:1", "and 4 more in this file, at lines 2, 3, 4"));
    assert_eq!(of(&[12, 12, 18, 18]), said("4:1", "and 3 more on this line"));
    let text = "│\n".repeat(SHOWN_LINES + 2);
    let lines = |count: usize| short(&text, "x", (0..count).map(|line| 4 * line));
    assert!(lines(SHOWN_LINES + 1).ends_with("lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)\n"));
    assert!(lines(SHOWN_LINES + 2).ends_with("lines 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 …)\n"));
}

#[test]
fn a_long_word_is_shortened_and_one_letter_less_is_not() {
    let said = |letters: usize| short("│", &format!("`{}` is wide", "ö".repeat(letters)), [0]);
    assert!(said(LONGEST_WORD - 2).contains(&"ö".repeat(LONGEST_WORD - 2)));
    assert!(said(LONGEST_WORD - 1).contains('…'), "with its quotes it is one too many");
    let cut = said(15_900);
    assert!(cut.chars().count() < LONGEST_WORD + 40 && cut.contains('…') && cut.ends_with("ö` is wide\n"), "{cut}");
}
