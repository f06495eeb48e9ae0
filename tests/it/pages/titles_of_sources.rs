//! Proves that titles of sources are set in their own languages, and that a source has one letter in all languages of a report.

use crate::support::project::Project;

/// A report in English and Finnish with more sources, by id.
fn expanded(sources: &[(&str, &str)]) -> Project {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "languages = [\"en\"]", "languages = [\"en\", \"fi\"]");
    for (id, toml) in sources {
        project.write(&format!("report/sources/{id}.toml"), toml);
    }
    for language in ["en", "fi"] {
        project.run(&["expand", language, "--lang", language]).must_succeed();
    }
    project
}

fn module(project: &Project, language: &str, id: &str) -> String {
    project.read(&format!("{language}/generated/sources/{id}.typ"))
}

/// `Helsingin kaupunki (s.a.-a)` was another source in Swedish than in Finnish: letters followed titles, which editors give in each language.
#[test]
fn a_source_has_one_letter_in_all_languages() {
    let town = "kind = \"web\"\npublisher = \"Example Town\"\nundated = true\n";
    let project = expanded(&[
        ("one", &format!("title = {{ en = \"[Bathing]\", fi = \"[Uinti]\" }}\n{town}")),
        ("two", &format!("title = {{ en = \"[Skating]\", fi = \"[Luistelu]\" }}\n{town}")),
    ]);
    for (language, no_date) in [("en", "n.d."), ("fi", "s.a.")] {
        for (id, letter) in [("one", "a"), ("two", "b")] {
            let source = module(&project, language, id);
            assert!(source.contains(&format!("\"{no_date}-{letter}\"")), "{language} {id}: {source}");
        }
        let order = project.read(&format!("{language}/generated/source-order.typ"));
        assert!(order.contains("\"one\", \"two\""), "{language}: {order}");
    }
}

/// A title is in the language of its source, and what editors put in brackets behind it in that of the list. English titles were divided as
/// in America alone, and a Dutch one would be as Finnish is.
#[test]
fn each_part_of_a_title_is_in_its_language() {
    let town = "kind = \"web\"\npublisher = \"Example Town\"\nundated = true\n";
    let project = expanded(&[
        (
            "part",
            &format!(
                "title = {{ en = \"Katsaus [statement]\", fi = \"Katsaus [lausunto]\" }}\nlanguage = \"fi\"\n{town}"
            ),
        ),
        ("skills", &format!("title = \"Knowledge of oceans\"\nlanguage = \"en\"\n{town}")),
        ("norm", &format!("title = \"Norma biało-czerwona\"\nlanguage = \"pl\"\n{town}")),
    ]);
    let said = |language: &str, id: &str, part: &str| {
        let source = module(&project, language, id);
        assert!(source.contains(part), "{language} {id} has no `{part}`: {source}");
    };
    said("en", "part", "text(lang: \"fi\", region: none, \"Katsaus\")");
    said("en", "part", "[statement]");
    assert!(!module(&project, "fi", "part").contains("region: none"), "{}", module(&project, "fi", "part"));
    said("fi", "part", "[lausunto]");
    // British print divides `know-ledge`, and no line divides `oceans`, which Typst would.
    said("fi", "skills", "lang: \"en\", region: none, ");
    said("fi", "skills", "Know\u{ad}ledge");
    for language in ["en", "fi"] {
        said(language, "norm", "text(lang: \"pl\", region: none, ");
    }
}
