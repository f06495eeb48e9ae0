//! Proves that texts in Markdown have one form for each meaning, block by block.

use raportti::model::markdown::Setting;
use raportti::model::prose::passage;

/// One block a line: what is around it, what it is, and its words.
fn shape(markdown: &str) -> Vec<String> {
    let blocks = passage(markdown, Setting::Chapter).blocks;
    blocks
        .iter()
        .map(|block| {
            let around: Vec<String> = block
                .around
                .iter()
                .map(|container| format!("{:?}{}", container.kind, if container.opens { "+" } else { "" }))
                .collect();
            format!("{} {:?}: {}", around.join(" "), block.kind, block.text).trim().to_owned()
        })
        .collect()
}

#[test]
fn markdown_has_one_form_for_each_meaning() {
    let same = [
        ("a\nb", "a b"),
        ("a  \nb", "a\\\nb"),
        ("Heading\n===\n", "# Heading"),
        ("*a* _b_", "_a_\n*b*"),
        ("- a\n- b", "* a\n\n* b"),
        ("1. a\n2. b", "1) a\n1) b"),
        ("[@a;@b,p. 4]", "[@a; @b, p.  4]"),
        ("<https://example.org>", "[https://example.org](https://example.org)"),
        ("a[^1]\n\n[^1]: b\n\nc", "a[^x]\n\nc\n\n[^x]: b"),
        ("a\\!", "a!"),
        ("    code", "```\ncode\n```"),
        ("| a | b |\n|---|---|\n| c | d |", "a|b\n:-|-:\nc|d"),
    ];
    for (one, other) in same {
        assert_eq!(shape(one), shape(other));
    }
    let different = [
        ("a\n\nb", "a b"),
        ("- a\n- b", "a\n\nb"),
        ("- a\n\n  b", "- a\n- b"),
        ("- a\n- b", "- a\n\n* b"),
        ("- a\n- b", "1. a\n2. b"),
        ("1. a", "2. a"),
        ("- a\n  - b", "- a\n- b"),
        ("- ", ""),
        ("> a", "a"),
        ("# a", "## a"),
        ("# a", "# a {.unnumbered}"),
        ("*a*", "**a**"),
        ("*a*", "\\*a\\*"),
        ("`a`", "a"),
        ("`a`", "\\`a\\`"),
        ("[a](https://x.org)", "[a](https://y.org)"),
        ("[@F1]", "\\[@F1]"),
        ("[@F1]", "[F1](@F1)"),
        ("a[^1]\n\n[^1]: b", "a[^1]\n\n[^1]: c"),
        ("a\n\n---\n\nb", "a\n\nb"),
        ("```rust\na\n```", "```\na\n```"),
        ("```\na\n\nb\n```", "```\na\nb\n```"),
        ("| a | b |\n|---|---|", "| a \\| b | |\n|---|---|"),
        ("| | a |\n|---|---|", "| a | |\n|---|---|"),
        ("a\u{a0}b", "a b"),
        ("![](Fig1)", "![](Fig2)"),
    ];
    for (one, other) in different {
        assert_ne!(shape(one), shape(other), "{one:?} {other:?}");
    }
    let chapter = "# Chapter\n\nWord[^1] and *emphasis*, `code`, 3 \\* 4, [@F1].\n\n> - one\n>   1. two\n>\n> three\n\n\
                   | a | b |\n|--|--|\n| c | |\n\n[^1]: Footnote.";
    let blocks = [
        "Heading { level: 1, numbered: true }: Chapter",
        "Paragraph: Word^[Footnote.] and *emphasis*, `code`, 3 \\* 4, [@F1].",
        "Quote+ List(None)+ Item+ Paragraph: one",
        "Quote List(None) Item List(Some(1))+ Item+ Paragraph: two",
        "Quote Paragraph: three",
        "Table+ Row { head: true }: a | b",
        "Table Row { head: false }: c |",
    ];
    assert_eq!(shape(chapter), blocks);
}

#[test]
fn plain_words_of_a_block_are_what_a_reader_sees() {
    let cases = [
        (
            "Word[^1] and *emphasis*, **strong**, `co*de`.\n\n[^1]: Footnote [@F2].",
            "Word[Footnote [F2].] and emphasis, strong, co*de.",
        ),
        ("3 \\* 4 \\[sic\\] \\\\ a_b <b>", "3 * 4 [sic] \\ a_b <b>"),
        ("[link [@F1]](https://x.org/a_\\(b\\)) (end)", "[link [F1]](https://x.org/a_(b)) (end)"),
        ("[link](https://x.org/a_(b)) (end)", "link (end)"),
        ("[@survey2022, p. 4; @board]", "[survey2022, p. 4; board]"),
        ("![](Fig1)", "[Fig1]"),
        ("one\\\ntwo", "one two"),
        ("```\na * b\\c\n```", "a * b\\c"),
    ];
    for (markdown, expected) in cases {
        assert_eq!(passage(markdown, Setting::Chapter).words()[0], expected, "{markdown}");
    }
}
