//! Proves the messages for syntax errors in TOML.

use raportti::bounds::text::MOST_SYNTAX_FAULTS;
use raportti::diagnostics::diagnostic::Diagnostic;
use raportti::diagnostics::files::Files;
use raportti::model::syntax;
use toml::de::DeTable;

fn faults(text: &str) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    let file = Files::default().add("a.toml", text);
    assert!(syntax::parse(file, text, &mut faults).is_none(), "{text} is TOML");
    faults
}

/// Editors write values as in spreadsheets, word processors and other formats. The parser’s messages alone do not help them.
#[test]
fn syntax_errors_are_reported_with_the_correct_form() {
    for (line, part) in [
        ("value = 50,5", "`50.5`"),
        ("value = 41 000", "`41000`"),
        ("value = 007", "`7`"),
        ("value = -,5", "`-0.5`"),
        ("value = 12 % # of all", "`12`"),
        ("value = 5;", "`5`"),
        ("date = 1.9.2026", "2026-09-01"),
        ("date = 2026-9-1", "2026-09-01"),
        ("date = 9/1/2026", "2026-09-01"),
        ("emphasis = True", "`emphasis = true`"),
        ("emphasis = no", "`emphasis = false`"),
        ("title = Visits", "straight quotes"),
        ("title: Visits", "`title = …`"),
        ("title == \"x\"", "one `=`"),
        ("title =", "delete the line"),
        ("title = \"C:\\Users\"", "backslash"),
        ("title = \"x", "after the text"),
        ("title = \"an \"odd\" one\"", "between `'''`"),
        ("title = \"x\" \"", "between `'''`"),
        ("title = \"x\" y", "the line ends"),
        ("// note", "begins with `#`"),
        ("[[evidence", "`[[name]]`"),
        ("Visits grew", "`key = value`"),
        ("v\u{e4}lue = 5", "letters from a to z"),
        ("my value = 5", "letters from a to z"),
        ("\u{1b}[31mvalue = 5", "letters from a to z"),
    ] {
        let hints = faults(line).remove(0).hints.join("; ");
        assert!(hints.contains(part), "{line}: {hints}");
    }
    assert_eq!(faults("a = {").remove(0).hints, [""; 0]);
}

/// A file in another format had millions of errors, which took minutes and gigabytes.
#[test]
fn the_syntax_errors_of_a_file_are_limited() {
    // The parser has several errors for each of these lines, which are one fault.
    let line = "= \n";
    let faults = |lines: usize| faults(&line.repeat(lines));
    assert_eq!(faults(MOST_SYNTAX_FAULTS).len(), MOST_SYNTAX_FAULTS);
    let text = line.repeat(MOST_SYNTAX_FAULTS + 7);
    let edge = line.len() * MOST_SYNTAX_FAULTS;
    let (_, errors) = DeTable::parse_recoverable(&text);
    let rest = errors.iter().filter(|error| error.span().unwrap().start >= edge).count();
    let more = faults(MOST_SYNTAX_FAULTS + 7);
    assert_eq!(more.len(), MOST_SYNTAX_FAULTS + 1);
    let last = more.last().unwrap();
    assert_eq!(last.message, format!("from here on, the parser does not understand {rest} more places"));
    assert_eq!(last.place.unwrap().range().start, edge);
}
