//! Proves that tags of minijinja are distinguished from similar text, and that their number is limited.

use raportti::bounds::text::{MOST_BRANCHES, MOST_OPERATORS};
use raportti::merge::tags::too_much;
use raportti::merge::verbatim::{comments, hide, show};

#[test]
fn only_braces_in_code_and_ids_are_hidden() {
    for (chapter, visible) in [
        ("words {{ x }}", "words {{ x }}"),
        ("Payload `{{7*7}}` and {{ x }}", "Payload `··7*7}}` and {{ x }}"),
        ("```\n${{ secrets.X }}\n```\n{{ x }}", "```\n$·· secrets.X }}\n```\n{{ x }}"),
        ("    {% indented %}\n\nwords", "    ·% indented %}\n\nwords"),
        ("# Intro {#intro}\n", "# Intro ·#intro}\n"),
        ("# Intro {#intro .unnumbered}\n", "# Intro ·#intro .unnumbered}\n"),
        ("# Intro {# a comment #}\n", "# Intro {# a comment #}\n"),
        (
            "{{ x | replace('`', '') }} and {{ y | replace('`', '') }}",
            "{{ x | replace('`', '') }} and {{ y | replace('`', '') }}",
        ),
        ("{% if a %}`{% b %}`{% endif %}", "{% if a %}`·% b %}`{% endif %}"),
        ("ä {{ x }} `{#`", "ä {{ x }} `·#`"),
    ] {
        let hidden = hide(chapter);
        assert_eq!(hidden.len(), chapter.len());
        assert_eq!(hidden.replace('\u{1}', "·"), visible);
        assert_eq!(show(hidden), chapter);
    }
}

#[test]
fn comments_of_a_chapter_are_found() {
    for (chapter, found) in [
        ("a {# b #} c {#- d -#}", vec!["{# b #}", "{#- d -#}"]),
        ("`{# a #}` {% raw %}{# b #}{% endraw %} {# c #}", vec!["{# c #}"]),
        ("# Title {#id}\n\na {{ \"x\" }} b", vec![]),
        ("{# a", vec![]),
    ] {
        let comments = comments(chapter);
        assert_eq!(comments.iter().map(|range| &chapter[range.clone()]).collect::<Vec<_>>(), found, "{chapter:?}");
    }
}

/// 100,000 minus signs in one tag crashed the program.
#[test]
fn operators_of_a_tag_and_branches_of_a_template_are_limited() {
    let said = |template: String| too_much(&template).map(|(place, words)| (place.start, words));
    for operator in ["-", "not ", "x|", "x.", "x~"] {
        let with = |count: usize| said(format!("words {{{{ {}1 }}}}", operator.repeat(count)));
        assert_eq!(with(MOST_OPERATORS), None);
        assert_eq!(with(MOST_OPERATORS + 1), Some((6, "the tag has more than 1000 operators".to_owned())));
    }
    let with = |count: usize| said(format!("{{% if 0 %}}{}{{% endif %}}", "{%- elif 0 %}".repeat(count)));
    assert_eq!(with(MOST_BRANCHES), None);
    assert!(with(MOST_BRANCHES + 1).is_some_and(|(_, words)| words.ends_with("1000 branches `elif`")));
    let list = format!("{{% set x = [{}] %}}{{# {} #}}", "1, ".repeat(9_999), "-".repeat(9_999));
    assert_eq!(said(list), None, "a list may be long");
}
