//! Proves that any string in a field is either in the text of the PDF or an error at its place. `pages/reports` puts text that looks like
//! code into every field.

use raportti::bounds::text::{DEEPEST_NESTING, LONGEST_HIGHLIGHTED};

use crate::support::pdf;
use crate::support::project::{Project, files_below};

/// Puts `text` in place of a plain title, a prose field and a chapter's paragraph.
fn with(text: &str) -> Project {
    let project = Project::of_report("minimal");
    let literal = toml::Value::from(text).to_string();
    project.edit("report/findings/F1.toml", "\"Visits increased\"", &literal);
    let escaped: String =
        text.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect();
    let prose = toml::Value::from(format!("{escaped} [@statistics2025]")).to_string();
    project.edit("report/findings/F1.toml", "\"There were more visits than before [@statistics2025].\"", &prose);
    // In a chapter the braces of minijinja are escaped by minijinja's own means.
    project
        .write("report/chapters/introduction.en.md", format!("# Introduction\n\n{{% raw %}}{escaped}{{% endraw %}}\n"));
    project
}

fn comes_back(text: &str) {
    is_found(&with(text), text);
}

fn is_found(project: &Project, text: &str) {
    project.run(&["build"]).must_succeed();
    let found = visible(&pdf::text(&project.pdfs()[0]));
    let wanted = visible(&pdf::without_breaks(text));
    assert!(found.matches(&wanted).count() >= 3, "`{text}` is not found three times in\n{found}");
}

/// A text in composed form (NFC), without marks that only control the direction or joining of letters.
fn visible(text: &str) -> String {
    let nfc = icu::normalizer::ComposingNormalizer::new_nfc();
    nfc.normalize(text).chars().filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}')).collect()
}

fn is_refused(text: &str, code: &str) {
    let run = with(text).run(&["build", "--format", "short"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    for place in ["report/findings/F1.toml:1:", "report/findings/F1.toml:2:", "report/chapters/introduction.en.md:3:"] {
        let shown = run.stderr.lines().any(|line| line.starts_with(place) && line.contains(code));
        assert!(shown, "no `{code}` at `{place}`:\n{}", run.stderr);
    }
}

#[test]
fn code_of_every_language_is_text() {
    for text in [
        "{{ report.title }} {% for x in y %}",
        "#let x = 1; #panic() $x^2$ <label> @ref",
        "\\n \\u{41} \\\\ // /* */",
        "<script>alert(1)</script> &amp; &#65;",
        "[linkki](javascript:x) ![](Fig1) [^1] | a | b |",
        "C# & 50 % @koti $5 <b> *x* // ~ ` _",
    ] {
        comes_back(text);
    }
}

#[test]
fn combining_marks_are_kept() {
    comes_back("e\u{301}a\u{308}o\u{308} s\u{30c}");
}

#[test]
fn direction_marks_are_refused_unless_a_text_needs_them() {
    let text = "alku\u{200e}loppu\u{200f}";
    is_refused(text, "[direction-control]");
    let project = with(text);
    let allowed = project.read("report/report.toml") + "\n[rules]\ndirection-control = \"off\"\n";
    project.write("report/report.toml", allowed);
    is_found(&project, text);
}

#[test]
fn a_very_long_word_builds() {
    let word = "longword".repeat(1_500);
    let project = Project::of_report("minimal");
    project.edit("report/findings/F1.toml", "There were more visits", &word);
    project.run(&["build"]).must_succeed();
    // Page numbers and running heads are between the pieces of a word that is longer than a page.
    assert!(pdf::text(&project.pdfs()[0]).matches("longword").count() > 1_490);
}

#[test]
fn a_word_of_a_megabyte_is_refused_at_its_place() {
    let word = "a".repeat(1_000_000);
    is_refused(&word, "[malformed-value]");
    let shown = with(&word).run(&["check"]).stderr;
    assert!(shown.len() < 4_000, "the complaint has {} bytes", shown.len());
}

#[test]
fn scripts_without_a_font_are_refused_at_their_place() {
    for text in ["שלום", "سلام", "漢字", "😀", "👩\u{200d}🚀"] {
        is_refused(text, "[missing-glyph]");
    }
}

#[test]
fn control_characters_are_refused_at_their_place() {
    for text in ["a\u{7}b", "a\u{0}b", "a\u{1b}[31mb", "a\u{fffe}b"] {
        let run = with(text).run(&["build", "--format", "short"]);
        assert_eq!(run.code, 1, "{text:?}: {}", run.transcript());
        assert!(run.stderr.contains("report/findings/F1.toml:1:"), "{}", run.stderr);
    }
}

/// Twenty thousand asterisks on each side of a word overflowed the stack, as each pair is emphasis inside emphasis.
#[test]
fn text_that_is_nested_too_deep_is_refused_at_its_place() {
    for text in [format!("{0}a{0}", "**".repeat(20_000)), format!("{} a", ">".repeat(20_000))] {
        let project = Project::of_report("minimal");
        project.write("report/chapters/introduction.en.md", format!("# Introduction\n\n{text}\n"));
        let run = project.run(&["check", "--format", "short"]);
        assert_eq!(run.code, 1, "{}", run.transcript());
        assert!(
            run.stderr.contains("introduction.en.md:3:") && run.stderr.contains("nested too deeply"),
            "{}",
            run.stderr
        );
    }
}

/// The paragraph is the innermost level.
#[test]
fn the_nesting_of_text_is_limited() {
    let output = |quotes: usize| {
        let project = Project::of_report("minimal");
        project.write("report/chapters/introduction.en.md", format!("# Introduction\n\n{} a\n", ">".repeat(quotes)));
        project.run(&["check", "--format", "short"])
    };
    output(DEEPEST_NESTING - 1).must_succeed();
    let said = output(DEEPEST_NESTING);
    assert!(
        said.stderr.contains("introduction.en.md:3:") && said.stderr.contains("nested too deeply"),
        "{}",
        said.stderr
    );
}

/// A line of 100,000 characters took six seconds to be highlighted.
#[test]
fn code_with_an_endless_line_is_not_highlighted() {
    let project = Project::of_report("minimal");
    let line = |length: usize| "x;".repeat(length / 2 + 1)[..length].to_owned();
    let block = |line: String| format!("```rust\nlet x = 1;\n{line}\n```\n");
    let blocks = block(line(LONGEST_HIGHLIGHTED)) + "\n" + &block(line(LONGEST_HIGHLIGHTED + 1));
    project.write("report/chapters/introduction.en.md", format!("# Introduction\n\n{blocks}"));
    project.run(&["expand", "out"]).must_succeed();
    let written = files_below(&project.path().join("out/generated"));
    let written: String = written.into_iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    assert_eq!(written.matches("raw(block: true, lang: \"rust\"").count(), 1);
    assert_eq!(written.matches("raw(block: true, \"\"").count(), 1);
}

/// The module of a part has the part's name, and paths in Typst cannot have a backslash: one in the name crashed the program. Windows cannot
/// have such a file name either.
#[cfg(unix)]
#[test]
fn a_backslash_in_the_name_of_a_part_is_an_error_at_its_place() {
    let project = Project::of_report("minimal");
    project.copy_templates();
    project.write("templates/parts/a\\b.typ", project.read("templates/parts/terms.typ"));
    project.edit("report/report.toml", "parts = [", "parts = [\"a\\\\b\", ");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1, "{}", run.transcript());
    assert!(run.stderr.contains("error[unportable-name]"), "{}", run.stderr);
    assert!(run.stderr.contains("= in templates/parts/a\\b.typ\n"), "{}", run.stderr);
}
