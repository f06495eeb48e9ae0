//! Markdown: what is printed of it, and what would be lost or printed as it stands.

use pulldown_cmark::Event;
use raportti::diagnostics::code::Code;
use raportti::model::markdown::{Setting, is_reference, parse, parse_with_remarks};

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
fn doubts_have_their_place() {
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
        ("a <!-- b", vec![]),
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

/// 200,000 opening brackets were each followed by a search through the whole text.
#[test]
fn markup_has_a_longest() {
    use raportti::bounds::text::LONGEST_MARKUP;
    let is_found = |length: usize| {
        let link = format!("a [[{}]]", "x".repeat(length - 4));
        remarks(&link).iter().any(|(code, words)| *code == Code::LiteralMarkup && words.len() == length)
    };
    assert!(is_found(LONGEST_MARKUP) && !is_found(LONGEST_MARKUP + 1));
}
