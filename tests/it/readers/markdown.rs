//! Proves which Markdown is printed, and that lost or literal markup is reported.

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use raportti::diagnostics::code::Code;
use raportti::model::markdown::escaped::{for_readers, paragraphs};
use raportti::model::markdown::{Setting, is_reference, parse, parse_with_remarks, plain};

fn remarks(markdown: &str) -> Vec<(Code, &str)> {
    let (_, remarks) = parse_with_remarks(markdown, Setting::Chapter);
    remarks.into_iter().map(|remark| (remark.code, &markdown[remark.range])).collect()
}

#[test]
fn comments_are_not_printed_and_line_breaks_are_set() {
    for (markdown, left) in [
        ("a <!-- b --> c", "a  c"),
        ("<!-- b -->\n\nc", "c"),
        ("<!-- b\n\nb --> c\n", " c\n"),
        ("<!-- b --> c <!-- d -->", " c "),
        ("<!--> a\n", " a\n"),
        ("<!---> a\n", " a\n"),
        ("> <!-- b\n> b -->\n\nc", "c"),
        ("a<br>b", "a\u{1}b"),
        ("a<BR />b", "a\u{1}b"),
        ("H~2~O", "H~2~O"),
        ("`<!-- a -->`", "<!-- a -->"),
    ] {
        let events = parse(markdown, Setting::Field);
        let words = events.into_iter().map(|(event, _)| match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => text.to_string(),
            Event::HardBreak => "\u{1}".to_owned(),
            _ => String::new(),
        });
        assert_eq!(words.collect::<String>(), left, "{markdown:?}");
    }
}

#[test]
fn doubtful_markup_has_its_place() {
    use Code::{DanglingReference, HiddenComment, LiteralMarkup, LostWords};
    for (markdown, found) in [
        ("a[^1]\n\n[^1]: b\n\n[^1]: c", vec![(LostWords, "[^1]:")]),
        ("[^ä]: b", vec![(LostWords, "[^ä]:")]),
        ("a[^b] `c` ä[^d]", vec![(DanglingReference, "[^b]"), (DanglingReference, "[^d]")]),
        ("|a|b|\n|-|-|\n|c|d| ä | e |\n", vec![(LostWords, "ä | e")]),
        ("|a|b|\n|-|-|\n|c|d||\n", vec![]),
        ("> - |a|\n>   |-|\n>   |c|ä|\n", vec![(LostWords, "ä")]),
        ("[a](https://a.fi \"ä\")", vec![(LostWords, "ä")]),
        ("[a]: b 'c'", vec![(LostWords, "[a]: b 'c'")]),
        ("[a]\n\n[A]: b\n[a]: c", vec![(LostWords, "[a]: c")]),
        ("```JSON\na\n```\n~~~\nb\n~~~", vec![]),
        ("> ~~~~ä struck~~~~ b\n> c", vec![(LostWords, "ä struck~~~~ b")]),
        ("```toml ä\na\n```", vec![(LostWords, "toml ä")]),
        ("a <!-- b", vec![(LiteralMarkup, "<!--")]),
        ("+---+---+\n| a | b |\n+===+===+\n| c | d |\n+---+---+", vec![(LiteralMarkup, "+---+---+")]),
        ("a b\n\n-- ---\n\nc d\n\n- - -\n\n---", vec![(LiteralMarkup, "-- ---")]),
        ("| a | b |\n| c | d |", vec![(LiteralMarkup, "| a | b |")]),
        ("| a | b |\n|---|\n| c | d |", vec![(LiteralMarkup, "|---|")]),
        ("|x| = |y|", vec![]),
        (
            "- [-] a\n- [ ]b\n- [] c\n- [ ] d",
            vec![(LiteralMarkup, "[-]"), (LiteralMarkup, "[ ]"), (LiteralMarkup, "[]")],
        ),
        (
            "*[HTML]: a\n\n** b ** c\n\n??? d",
            vec![(LiteralMarkup, "*[HTML]: a"), (LiteralMarkup, "**"), (LiteralMarkup, "??? d")],
        ),
        ("<!-- b\n\na", vec![(LostWords, "<!--")]),
        ("ä <!-- b --> <!-- c -->", vec![(HiddenComment, "<!-- b -->")]),
        ("\\$ä$ &auml; $x^ä$ `$y$`", vec![(LiteralMarkup, "$x^ä$")]),
        ("*==a==* **b**==", vec![(LiteralMarkup, "==a==")]),
        ("<https://a.fi/==b==> [see @H1 ==c==]", vec![]),
        ("- a\n  : b", vec![(LiteralMarkup, ":")]),
        ("H~2~O, 10~20, a ~ b ~ c", vec![(LiteralMarkup, "~2~")]),
    ] {
        assert_eq!(remarks(markdown), found, "{markdown:?}");
    }
}

#[test]
fn references_may_have_words_before_them() {
    for label in ["@H1", "see @H1", "-@a", "see -@a, p. 3; also @b", "a; @b"] {
        assert!(is_reference(label), "{label}");
    }
    for label in ["a@b.fi", "write: a@b.fi", "5 @ 3", "sic", "see @5"] {
        assert!(!is_reference(label), "{label}");
    }
}

/// For each of 200,000 opening brackets the whole text was searched.
#[test]
fn the_length_of_markup_is_limited() {
    use raportti::bounds::text::LONGEST_MARKUP;
    let is_found = |length: usize| {
        let link = format!("a [[{}]]", "x".repeat(length - 4));
        remarks(&link).iter().any(|(code, words)| *code == Code::LiteralMarkup && words.len() == length)
    };
    assert!(is_found(LONGEST_MARKUP) && !is_found(LONGEST_MARKUP + 1));
}

/// The markup in a text that is printed as it stands.
fn markup(text: &str) -> Vec<&str> {
    plain::find(text).into_iter().map(|literal| &text[literal.range]).collect()
}

#[test]
fn ordinary_titles_pass() {
    for text in [
        "C* algorithms",
        "C* algorithms and A* search",
        "5 * 3",
        "2*3*4 m",
        "snake_case and another_name_too",
        "_private",
        "*) estimate, **) revised",
        "*p < 0.05, **p < 0.01, ***p < 0.001",
        "1. Introduction",
        "2. Aims\n\nand means",
        "- 5 %",
        "+ 3",
        "> 65 years",
        "< 15",
        "a < b and b > c",
        "# of pupils",
        "R&D; AT&T",
        "A [sic] title [1]",
        "Costs $5 to $6",
        "~ 30 %",
        "10:30 or 12:00",
        "C:\\report\\*.csv",
        "a | b | c",
        "C++ and D++",
        "anna@example.org",
        "5' 6\" – 7`",
        "",
    ] {
        assert_eq!(markup(text), Vec::<&str>::new(), "{text:?}");
    }
}

/// Markdown in titles was printed literally without a warning.
#[test]
fn markup_in_plain_texts_is_found() {
    for (text, expected) in [
        ("Visits grew **much**", "**much**"),
        ("Visits *grew*", "*grew*"),
        ("Visits _grew_", "_grew_"),
        ("As [@H2] says", "[@H2]"),
        ("As [see @H2; @H3] says", "[see @H2; @H3]"),
        ("As [words](@H2) say", "[words](@H2)"),
        ("A note[^a] here", "[^a]"),
        ("A note[^1] here\n\n[^1]: words", "[^1]"),
        ("Words <!-- internal -->", "<!-- internal -->"),
        ("<!-- internal --> words", "<!-- internal --> words"),
        ("[words](https://example.org)", "[words](https://example.org)"),
        ("[words][id]", "[words][id]"),
        ("<https://example.org>", "<https://example.org>"),
        ("![](K1)", "![](K1)"),
        ("a<br>b", "<br>"),
        ("H<sub>2</sub>O", "<sub>"),
        ("H~2~O", "~2~"),
        ("m^2^", "^2^"),
        ("`code`", "`code`"),
        ("~~gone~~", "~~gone~~"),
        ("fish &amp; chips", "&amp;"),
        ("## Heading", "## Heading"),
        ("The {OECD} view", "{OECD}"),
        ("$x^2$", "$x^2$"),
        ("{{ report.title }}", "{{ report.title }}"),
        ("==marked==", "==marked=="),
        ("Words {.wide}", "{.wide}"),
        ("- one\n- two", "- two"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
    ] {
        assert_eq!(markup(text).first().copied().map(str::trim_end), Some(expected), "{text:?}");
    }
}

/// The text that a reader of rendered Markdown sees.
fn shown(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_MATH;
    let mut text = String::new();
    for event in Parser::new_ext(markdown, options) {
        match event {
            Event::Text(words) => text.push_str(&words),
            Event::Start(Tag::Paragraph) | Event::End(TagEnd::Paragraph) => {}
            other => panic!("{markdown:?} is not only text: {other:?}"),
        }
    }
    text
}

#[test]
fn no_value_for_readers_is_markup() {
    for text in [
        "C# & 50 % @home $5 <b> *x* //",
        "# heading",
        "- list",
        "1. list",
        "1.",
        "1.0.0",
        "12) list",
        "2027–2030.",
        "+ x",
        "> quotation",
        "===",
        "---",
        "a | b",
        "~~a~~",
        "&amp; &#65; R&D",
        "[@F3] [a](b)",
        "`x`",
        "a_b_c __a__",
        "\\*",
        "$x$ and $5",
        "https://example.org/a_b",
        "!image",
        ": x",
    ] {
        assert_eq!(shown(&for_readers(text)), text);
    }
    assert_eq!(for_readers("23\u{a0}November 2026"), "23\u{a0}November 2026");
    assert_eq!(for_readers("1.0.0"), "1.0.0");
    assert_eq!(for_readers("a\n\n# b"), "a # b", "a line break begins no block");
    assert_eq!(for_readers("RDI work (2027–2030): 50 %, R&D."), "RDI work (2027–2030): 50 %, R&D.");
}

#[test]
fn prose_becomes_plain_paragraphs() {
    let prose = "One *two* [@F3].\nThree [@survey2022, p. 4], **four** [five](https://a.org).\n\n- six\n- `seven`\n";
    assert_eq!(paragraphs(prose), ["One two. Three, four five.", "six", "seven"]);
    assert_eq!(paragraphs("| a | b |\n|---|---|\n| c | d |\n"), ["a; b", "c; d"]);
    assert_eq!(paragraphs("a[^1]\n\n[^1]: b\n"), ["a"]);
    assert!(paragraphs("").is_empty());
}
