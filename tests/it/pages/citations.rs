//! Proves that citations and the list of sources have the right words.

use crate::support::lines::{Run, runs_of_pages};
use crate::support::pdf;
use crate::support::project::Project;
use crate::support::tags;

/// The minimal report with more sources, by id, and a text at the end of its chapter.
fn report(sources: &[(&str, &str)], text: &str) -> Project {
    let project = Project::of_report("minimal");
    for (id, toml) in sources {
        project.write(&format!("report/sources/{id}.toml"), toml);
    }
    let path = "report/chapters/introduction.en.md";
    let chapter = project.read(path);
    project.write(path, format!("{chapter}\n{text}\n"));
    project
}

/// The text literals of a generated file, joined.
fn words(project: &Project, file: &str) -> String {
    if !project.path().join("out").exists() {
        project.run(&["expand", "out"]).must_succeed();
    }
    words_of(&project.read(&format!("out/generated/{file}.typ")))
}

fn words_of(code: &str) -> String {
    // A call is `text("words")`, sometimes with a language before the words, or for letters that no line parts.
    let code = code.replace("hyphenate: false, ", "");
    let literals = code.split("text(").skip(1).filter_map(|call| {
        let words = call.strip_prefix('"').or_else(|| call.split_once("region: none, \"").map(|(_, words)| words))?;
        words.split('"').next()
    });
    literals.collect()
}

const CITED: &str = "Finally: ";

fn cited(project: &Project) -> String {
    let words = words(project, "chapters/introduction");
    words[words.find(CITED).unwrap() + CITED.len()..].to_owned()
}

fn town(number: usize) -> String {
    format!("kind = \"document\"\ntitle = \"Formula {number}\"\npublisher = \"Example Town\"\nundated = true\n")
}

/// Four undated sources of one publisher were cited as "(Example Town n.d.; )": they got no letters, and then all but the first were
/// collapsed to nothing, later to letters: "(Example Town n.d.-a; b; c; d)".
#[test]
fn sources_without_a_date_get_letters_in_the_order_of_the_list() {
    // The order of the ids is the reverse of that of the titles.
    let sources: Vec<(String, String)> = (1..=4).map(|n| (format!("k{}", 5 - n), town(n))).collect();
    let sources: Vec<(&str, &str)> = sources.iter().map(|(id, toml)| (id.as_str(), toml.as_str())).collect();
    let project = report(&sources, "Finally: [@k1; @k2; @k3; @k4], [@k2, p. 4], [@k4; @statistics2025].");
    project.edit("report/sources/statistics2025.toml", "year = 2025", "undated = true");
    assert_eq!(
        cited(&project),
        "(Example Town n.d.-a; n.d.-b; n.d.-c; n.d.-d), (Example Town n.d.-c, p.\u{a0}4), (Example Town n.d.-a; Testbury n.d.)."
    );
    for (n, letter) in (1..=4).zip(["a", "b", "c", "d"]) {
        let entry = format!("Example Town (n.d.-{letter}). Formula {n}.");
        assert!(words(&project, &format!("sources/k{}", 5 - n)).contains(&entry), "{entry}");
    }
    let order = project.read("out/generated/source-order.typ");
    assert_eq!(order, "#let source-order = (\"k4\", \"k3\", \"k2\", \"k1\", \"statistics2025\", )\n");
}

/// hayagriva gives letters to three groups of sources that are cited alike; a fourth group got none.
#[test]
fn every_group_of_sources_that_are_cited_alike_gets_its_letters() {
    let source = |year: u16, n: u16| {
        format!("kind = \"document\"\ntitle = \"Formula {n}\"\npublisher = \"Example Town\"\nyear = {year}\n")
    };
    let all = (2001..=2007).flat_map(|year| (1..=2).map(move |n| (format!("k{year}n{n}"), source(year, n))));
    let all: Vec<(String, String)> = all.collect();
    let sources: Vec<(&str, &str)> = all.iter().map(|(id, toml)| (id.as_str(), toml.as_str())).collect();
    let project = report(&sources, "Finally: [@k2001n2; @k2007n2], [@k2004n1; @statistics2025], [@k2006n1; @k2006n2].");
    assert_eq!(
        cited(&project),
        "(Example Town 2001b; 2007b), (Example Town 2004a; Testbury 2025), (Example Town 2006a; 2006b)."
    );
    for year in 2001..=2007 {
        for (n, letter) in [(1, "a"), (2, "b")] {
            let entry = format!("Example Town ({year}{letter}). Formula {n}.");
            assert!(words(&project, &format!("sources/k{year}n{n}")).contains(&entry), "{entry}");
        }
    }
    let order = project.read("out/generated/source-order.typ");
    assert!(order.starts_with("#let source-order = (\"k2001n1\", \"k2001n2\", \"k2002n1\", "), "{order}");
}

/// Words before a source are inside the brackets, each before its own source.
#[test]
fn words_before_a_source_are_in_its_citation() {
    let project = report(&[("k1", &town(1))], "Finally: [see @statistics2025, p. 4; also @k1], [@F1; @k1].");
    assert_eq!(cited(&project), "(see Testbury 2025, p.\u{a0}4; also Example Town n.d.), , (Example Town n.d.).");
}

/// A source with a year and one without: collapsing must not make the second one empty.
/// `(Testbury 2025, p. 3)` in a cell that is set to the right was printed as `( Testbury 2025,p. 3)`: the box around the year ended in a comma, which hung
/// out of it.
#[test]
fn words_of_a_citation_have_the_same_distances_at_the_right_edge_of_a_cell() {
    let project =
        report(&[], "| Left | Right |\n|---|--:|\n| in [@statistics2025, p. 3] | in [@statistics2025, p. 3] |\n");
    project.run(&["build"]).must_succeed();
    let pages = runs_of_pages(&project.pdfs()[0]);
    let around = |runs: &[Run]| (runs[1].x - runs[0].x, runs[2].x - runs[1].x);
    let cells: Vec<(f64, f64)> = pages
        .iter()
        .flat_map(|page| page.windows(3))
        .filter(|runs| runs[1].text.starts_with("Testbury 2025,"))
        .map(around)
        .collect();
    let [left, right] = cells[..] else { panic!("{cells:?}") };
    assert!((left.0 - right.0).abs() < 0.01 && (left.1 - right.1).abs() < 0.01, "{left:?} and {right:?}");
}

#[test]
fn no_citation_is_empty() {
    let dated = "kind = \"document\"\ntitle = \"Formula 9\"\npublisher = \"Example Town\"\nyear = 2020\n";
    let project = report(&[("k1", &town(1)), ("k9", dated)], "Finally: [@k1; @k9].");
    assert_eq!(cited(&project), "(Example Town n.d.; 2020).");
}

#[test]
fn names_are_whole_and_questions_get_no_full_stop() {
    let asks = "kind = \"document\"\ntitle = \"What is to be done?\"\nyear = 2021\nlocation = \"London\"\n\
                author = { institution = \"Department for Business, Energy & Industry\" }\n\
                publisher = \"Stationery Office, Ltd\"\nurl = \"https://example.org/\"\naccessed = 2026-01-02\n";
    let person = "kind = \"visit\"\ntitle = \"“Stop!”\"\nyear = 2021\nlocation = \"Leeds\"\n\
                  author = { family = \"Smith\", given = \"Mary\" }\n";
    let publisher =
        "kind = \"web\"\ntitle = \"Numbers…\"\npublisher = \"Fulcrum, a statistics service\"\nundated = true\n";
    let project = report(&[("a", asks), ("b", person), ("c", publisher)], "Finally: [@a; @b; @c].");
    assert_eq!(
        cited(&project),
        "(Department for Business, Energy & Industry 2021; Fulcrum, a statistics service n.d.; Smith 2021)."
    );
    let entries = [
        (
            "a",
            "Department for Business, Energy & Industry (2021). What is to be done? London: Stationery Office, Ltd. \
             https://example.org/, accessed 2\u{a0}January 2026.",
        ),
        ("b", "Smith, Mary (2021). “Stop!” Leeds."),
        ("c", "Fulcrum, a statistics service (n.d.). Numbers…"),
    ];
    for (id, entry) in entries {
        let words = words(&project, &format!("sources/{id}"));
        assert!(words.contains(entry) && !words.contains("…."), "{words}");
    }
}

/// Dates of access had the formats of the citation library's locales.
#[test]
fn dates_are_written_as_the_language_does() {
    let read = "kind = \"web\"\ntitle = \"T\"\npublisher = \"P\"\nyear = 2025\nurl = \"https://example.org/\"\naccessed = 2026-01-02\n";
    for (language, date) in [
        ("fi", "viitattu 2.1.2026"),
        ("sv", "hämtad 2\u{a0}januari 2026"),
        ("en", "accessed 2\u{a0}January 2026"),
        ("de", "abgerufen am 2.\u{a0}Januar 2026"),
        ("et", "vaadatud 2.1.2026"),
    ] {
        let project = Project::of_report("minimal");
        project.edit("report/report.toml", "languages = [\"en\"]", &format!("languages = [\"{language}\"]"));
        std::fs::rename(
            project.path().join("report/chapters/introduction.en.md"),
            project.path().join(format!("report/chapters/introduction.{language}.md")),
        )
        .unwrap();
        project.write("report/sources/a.toml", read);
        assert!(words(&project, "sources/a").contains(date), "{date}: {}", words(&project, "sources/a"));
    }
}

/// A custom style with numbers in reading order, which is the order of the parts, not of the files.
#[test]
fn a_style_with_numbers_follows_the_reading_order() {
    let project = report(
        &[("a", &town(1)), ("b", &town(2)), ("c", &town(3))],
        "Finally: [@c], [@a; @c], [@statistics2025, p. 2].",
    );
    project.copy_templates();
    project.write(
        "templates/sources.csl",
        r#"<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
  <info><title>Numbers</title><id>numbers</id><updated>2026-11-26T00:00:00+00:00</updated></info>
  <citation><layout prefix="[" suffix="]" delimiter=", "><group delimiter=", "><text variable="citation-number"/><text variable="locator"/></group></layout></citation>
  <bibliography second-field-align="flush"><layout><text variable="citation-number" suffix="."/><text variable="title" font-weight="bold"/></layout></bibliography>
</style>"#,
    );
    assert_eq!(cited(&project), "[1], [2, 1], [3, p.\u{a0}2].");
    let order = project.read("out/generated/source-order.typ");
    assert_eq!(order, "#let source-order = (\"c\", \"a\", \"statistics2025\", \"b\", )\n");
    project.run(&["build"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    for entry in ["1.Formula3", "2.Formula1", "3.Visitorstatistics", "4.Formula2"] {
        assert!(text.contains(entry), "{entry}: {text}");
    }
    let entries = must_be_tagged(&project);
    assert_eq!(entries.len(), 4);
    assert!(entries.iter().all(|entry| entry.numbering == "Decimal"), "{entries:#?}");
}

/// Every entry has the tag `BibEntry`, with its words as direct content, like those of Typst's own `bibliography`.
fn must_be_tagged(project: &Project) -> Vec<tags::SourceEntry> {
    let path = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(path);
    let entries = tags::source_entries(path);
    for entry in &entries {
        assert_eq!(entry.around, "L/LI/LBody");
        let in_line = ["Em", "Strong", "Link", "Span"];
        assert!(entry.inside.iter().all(|inside| in_line.contains(&inside.as_str())), "{entry:#?}");
    }
    entries
}

/// Entries were tagged as paragraphs in a bullet list, since templates cannot set the tag of an entry.
#[test]
fn entries_of_the_list_of_sources_are_tagged_as_such_in_every_language() {
    for language in ["fi", "sv", "en"] {
        let text = "Finally: [@k1].\n\n- an item";
        let web = "kind = \"web\"\ntitle = \"T\"\npublisher = \"P\"\nyear = 2025\nurl = \"https://example.org/\"\naccessed = 2026-01-02\n";
        let project = report(&[("k1", &town(1)), ("k2", web)], text);
        project.edit("report/report.toml", "languages = [\"en\"]", &format!("languages = [\"{language}\"]"));
        let chapter = |language| project.path().join(format!("report/chapters/introduction.{language}.md"));
        std::fs::rename(chapter("en"), chapter(language)).unwrap();
        project.run(&["build"]).must_succeed();
        let entries = must_be_tagged(&project);
        assert_eq!(entries.len(), 3, "the item of the chapter's own list is none");
        assert!(entries.iter().all(|entry| entry.numbering == "None"), "{entries:#?}");
        assert!(entries.iter().any(|entry| entry.inside.contains(&"Link".to_owned())), "{entries:#?}");
    }
}

/// Older templates call `bibliography` and have no `look/citation.typ`.
#[test]
fn templates_without_the_file_for_citations_use_typsts_own() {
    let project = report(&[("a", &town(1))], "Finally: [@a; @statistics2025, p. 4].");
    project.copy_templates();
    project.delete("templates/look/citation.typ");
    project.edit("templates/parts/sources.typ", "#import \"../look/citation.typ\": source-list\n", "");
    project.edit(
        "templates/parts/sources.typ",
        "source-list(report)",
        "bibliography(report.bibliography, style: \"/templates/sources.csl\", title: none, full: true)",
    );
    project.run(&["build"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    assert!(text.contains("(ExampleTownn.d.;Testbury2025,p.4)"), "{text}");
}

/// A statute was cited as `(Finlex 2022)` and a bill as `(Suomen hallitus 2022)`, though both are known by their numbers.
#[test]
fn statutes_are_cited_by_their_numbers_and_bills_by_their_short_form() {
    let act =
        "kind = \"statute\"\ntitle = \"Museums Act\"\npublisher = \"Gazette\"\nyear = 2019\nnumber = \"314/2019\"\n";
    let bill =
        "kind = \"document\"\ntitle = \"Bill on museums\"\nauthor = \"Doe, Jane\"\nyear = 2018\nshort = \"HB 194\"\n";
    let project = report(&[("act", act), ("bill", bill)], "Finally: [@act; @bill], [@act, s. 4].");
    assert_eq!(cited(&project), "(314/2019; HB\u{a0}194), (314/2019, s.\u{a0}4).");
    assert!(words(&project, "sources/act").ends_with(")314/2019. Museums Act. Gazette."));
    assert!(words(&project, "sources/bill").ends_with(")HB\u{a0}194 (2018). Doe, Jane. Bill on museums."));
}

/// The address of a source was divided between two pages, where nobody can copy it.
#[test]
fn an_entry_of_the_list_of_sources_stands_on_one_page() {
    let sources: Vec<(String, String)> = (0..80)
        .map(|n| {
            let title = "A long title of what was read ".repeat(1 + n % 4);
            let address = format!("https://example.org/{}", "what-was-read/".repeat(3 + n % 5));
            let source = format!("kind = \"web\"\ntitle = \"{title}\"\npublisher = \"Town{n:02}\"\nyear = 2024\nurl = \"{address}\"\naccessed = 2026-01-10\n");
            (format!("town{n:02}"), source)
        })
        .collect();
    let project = Project::of_report("minimal");
    for (name, source) in &sources {
        project.write(&format!("report/sources/{name}.toml"), source);
    }
    project.run(&["build"]).must_succeed();
    let pages = runs_of_pages(&project.path().join("build/small-en.pdf"));
    let is_entry = |run: &&Run| run.text.starts_with("Town") && run.text.contains("(2024)");
    let left = pages.iter().flatten().find(is_entry).unwrap().x;
    // Further down the table of sources has their names, too.
    let is_list = |page: &&Vec<Run>| page.iter().any(|run| is_entry(&run) && (run.x - left).abs() < 1.0);
    let lists: Vec<&Vec<Run>> = pages.iter().filter(is_list).collect();
    assert!(lists.len() > 3, "{}", lists.len());
    // The head of the list is on its first page.
    for page in &lists[1..] {
        let column = page.iter().filter(|run| run.x > left - 1.0 && run.x < left + 40.0);
        let top = column.max_by(|a, b| a.y.total_cmp(&b.y)).unwrap();
        assert!(is_entry(&top), "{top:?}");
    }
}

/// A source that only the text of a conclusion cites stood in the table without it.
#[test]
fn the_table_of_sources_names_the_items_whose_texts_cite_a_source() {
    let project = Project::of_report("minimal");
    project.edit("report/conclusions/C1.toml", "shows a need.", "shows a need [see @statistics2025, p. 4].");
    project.run(&["expand", "out"]).must_succeed();
    let source = project.read("out/generated/sources/statistics2025.typ");
    assert!(source.contains("used-by: (\"F1\", \"C1\", )"), "{source}");
}

/// What editors called a work without a title was one string, so that a Swedish list had Finnish words in square brackets. The title of a work
/// is the same in each edition.
#[test]
fn what_editors_call_a_work_is_in_the_language_of_the_edition() {
    let called = "title = { en = \"[Counts of visitors]\", fi = \"[Kävijälaskennat]\" }";
    let counts = format!("kind = \"web\"\n{called}\npublisher = \"Testbury\"\nyear = 2024\n");
    let project = report(&[("counts", &counts)], "Finally: [@counts].");
    project.edit("report/report.toml", "languages = [\"en\"]", "languages = [\"en\", \"fi\"]");
    for (language, there, not_there) in
        [("en", "[Counts of visitors]", "Kävijä"), ("fi", "[Kävijälaskennat]", "Counts")]
    {
        project.run(&["expand", language, "--lang", language]).must_succeed();
        let list = |id: &str| words_of(&project.read(&format!("{language}/generated/sources/{id}.typ")));
        let counts = list("counts");
        assert!(counts.contains(there) && !counts.contains(not_there), "{counts}");
        assert!(list("statistics2025").contains("Visitor statistics"), "{}", list("statistics2025"));
    }
    // Whoever keeps the sources in another program gets the title in the source language, and what comes back does not replace it.
    let exported = project.run(&["sources", "export"]).must_succeed();
    assert!(exported.stdout.contains("Counts of visitors"), "{}", exported.stdout);
    project.write("new.bib", "@online{counts, title = {Counts}, organization = {Testbury}, year = {2023}}\n");
    project.run(&["sources", "import", "new.bib"]).must_succeed();
    let source = project.read("report/sources/counts.toml");
    assert!(source.contains(called) && source.contains("2023"), "{source}");
    // A language that is missing is told as it is of any other text.
    project.edit("report/sources/counts.toml", ", fi = \"[Kävijälaskennat]\"", "");
    let said = project.run(&["check"]).transcript();
    assert!(
        said.contains("report/sources/counts.toml:2:9: warning[missing-translation]") || said.contains("counts.toml:2"),
        "{said}"
    );
}
