//! Proves that figures from the data show the items of the report, in both editions and in each language, also to screen readers.

use std::collections::BTreeMap;

use lopdf::Document;
use raportti::bounds::from_data::{MOST_BARS, MOST_COLUMNS, MOST_FIELDS, MOST_PARTS, MOST_ROWS};
use raportti::diagnostics::files::Files;
use raportti::files::read::Tree;
use raportti::files::reading;
use raportti::graph;
use raportti::merge::attachments;
use raportti::model::declared::Declarations;
use raportti::model::load;
use raportti::rules::{from_data, items};

use crate::support::project::{Project, repository};
use crate::support::tags::{alternatives, tables};
use crate::support::{pdf, shown, x4};

const CHAPTER: &str =
    "# Introduction\n\nAll figures are made from the report.\n\n![](Fig1)\n\n![](Fig2)\n\n![](Fig3)\n";

/// A report with a figure of each kind, in two languages and for both editions.
fn report() -> Project {
    let project = Project::of_report("minimal");
    project.edit(
        "report/report.toml",
        "languages = [\"en\"]",
        "languages = [\"en\", \"fi\"]\neditions = [\"screen\", \"print\"]",
    );
    project.edit("report/report.toml", "\"matrix\"]", "\"matrix\", \"figure-data\"]");
    for (id, priority) in [("R2", "low"), ("R10", "low")] {
        let text = format!(
            "title = \"Recommendation {id}\"\ntext = \"Do it.\"\npackage = \"P1\"\nconclusions = [\"C1\"]\naddressees = \
             [\"municipality\"]\npriority = \"{priority}\"\n"
        );
        project.write(&format!("report/recommendations/{id}.toml"), text);
    }
    // The latest follow-up counts, wherever it stands in the list.
    let status =
        |date: &str, status: &str| format!("\n[[follow_up]]\ndate = {date}\nstatus = \"{status}\"\nnote = \"Seen.\"\n");
    let first = project.read("report/recommendations/R2.toml");
    let told = first + &status("2026-06-01", "implemented") + &status("2026-03-01", "open");
    project.write("report/recommendations/R2.toml", told);
    project.write(
        "report/figures/Fig1.toml",
        "kind = \"count\"\ntitle = \"Recommendations by priority\"\nof = \"recommendation\"\nby = \"priority\"\nstacked_by = \
         \"follow_up.status\"\n",
    );
    project.write(
        "report/figures/Fig2.toml",
        "kind = \"matrix\"\ntitle = \"Priorities of packages\"\nof = \"recommendation\"\nrows_by = \"package\"\ncolumns_by = \
         \"priority\"\n",
    );
    project.write(
        "report/figures/Fig3.toml",
        "kind = \"list\"\ntitle = \"Recommendations in a table\"\nof = \"recommendation\"\nfields = [\"id\", \"title\", \
         \"priority\", \"addressees\", \"conclusions.findings.evidence.source\"]\nsort = [\"priority\", \"id\"]\nwhere = { \
         priority = [\"high\", \"low\"] }\n",
    );
    for language in ["en", "fi"] {
        project.write(&format!("report/chapters/introduction.{language}.md"), CHAPTER);
    }
    project
}

#[test]
fn figures_show_the_items_of_the_report_in_both_editions() {
    let project = report();
    project.run(&["build"]).must_succeed();
    let [english, finnish] = ["en", "fi"].map(|language| project.path().join(format!("build/small-{language}.pdf")));
    for screen in [&english, &finnish] {
        pdf::must_be_accessible_and_archivable(screen);
        tables(screen).iter().for_each(|table| table.must_be_whole());
    }
    for language in ["en", "fi"] {
        let print = Document::load(project.path().join(format!("build/small-{language}-print.pdf"))).unwrap();
        assert_eq!(x4::complaints(&print), Vec::<String>::new());
    }

    // Words without items are there, and the rank of the words is the order.
    let expected = "Recommendations by priority, divided by status: High 1 (Not stated 1); Medium 0; Low 2 (Implemented 1, Not \
                    stated 1).";
    assert!(alternatives(&english).contains(&expected.to_owned()), "{:?}", alternatives(&english));
    let in_finnish = alternatives(&finnish);
    assert!(in_finnish.iter().any(|alt| alt.starts_with("Suositukset, ryhmittelynä tärkeys")), "{in_finnish:?}");

    // A matrix and a list are tables, which are read cell by cell; their alternative texts are their summaries.
    let tables = tables(&english);
    let shape = |summary: &str| {
        let table = tables.iter().find(|table| table.summary.as_deref() == Some(summary));
        let table = table.unwrap_or_else(|| panic!("no table {summary}: {tables:#?}"));
        assert!(table.rows_are_named());
        table.rows.iter().map(Vec::len).collect::<Vec<_>>()
    };
    let matrix = shape("Recommendations by action package in rows and priority in columns, 3 in all.");
    assert_eq!(matrix, [2, 3, 4], "the two rows of the head, and one package");
    let list = shape("Recommendations, 3 in all, each with: id, title, priority, addressed to, source.");
    assert_eq!(list, [5, 5, 5, 5]);
    for path in project.pdfs().iter().filter(|path| path.to_string_lossy().contains("-en")) {
        let text = pdf::without_breaks(&pdf::text(path));
        // The contents have a list of tables, in which both stand.
        let contents = "Tables Table 1 Priorities of packages";
        for words in [contents, "Action package High Medium Low", "R1 – R2, R10", "R10 Recommendation R10 Low Testbury"]
        {
            assert!(text.contains(&pdf::without_breaks(words)), "no {words} in {}: {text}", path.display());
        }
    }
    let attachments = pdf::attachments(&english);
    let json: serde_json::Value = serde_json::from_slice(&attachments["report.json"]).unwrap();
    assert_eq!(json["figures"]["Fig2"]["rows"][0]["cells"], serde_json::json!([["R1"], [], ["R2", "R10"]]));
    assert_eq!(json["figures"]["Fig3"]["rows"][0]["cells"][3], "statistics2025");

    // Ids lead to the items; the numbers are in the appendix and in the attached table.
    assert!(pdf::links_with_targets(&english).iter().filter(|(_, target)| target == "R10").count() >= 2);
    assert!(pdf::without_breaks(&pdf::text(&english)).contains("DataforFigure1:"));
    let attached = String::from_utf8(attachments["figures.csv"].clone()).unwrap();
    assert!(attached.contains("Fig1,Low,Implemented,1,"), "{attached}");
    assert!(attached.contains("Fig3,R10,Title,Recommendation R10,"), "{attached}");

    // They change with the data.
    project.edit("report/recommendations/R10.toml", "priority = \"low\"", "priority = \"medium\"");
    project.run(&["build"]).must_succeed();
    let changed = alternatives(&english);
    assert!(changed.iter().any(|alt| alt.contains("Medium 1 (Not stated 1); Low 1 (Implemented 1).")), "{changed:?}");
}

/// An alternative text of one's own stays.
#[test]
fn an_editor_may_write_the_alternative_text() {
    let project = report();
    let own = "Most recommendations can wait: two of three are of low priority.";
    let written = project.read("report/figures/Fig1.toml");
    project.write("report/figures/Fig1.toml", format!("{written}alt = \"{own}\"\n"));
    project.run(&["build", "--lang", "en", "--edition", "screen"]).must_succeed();
    assert!(alternatives(&project.path().join("build/small-en.pdf")).contains(&own.to_owned()));
}

/// Files with one name in several folders have names of their own in a PDF, which has no folders.
#[test]
fn files_of_evidence_have_names_of_their_own() {
    let project = Project::of_report("minimal");
    let paths = ["count.txt", "evidence/count.txt", "evidence/more/count.txt", "evidence/more-count.txt"];
    let mut finding = project.read("report/findings/F1.toml");
    for path in paths {
        finding.push_str(&format!("\n[[evidence]]\nfile = \"{path}\"\n"));
        project.write(&format!("report/{path}"), path);
    }
    project.write("report/findings/F1.toml", finding);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = project.path().join("build/small-en.pdf");
    let (text, files) = (pdf::text(&path), pdf::attachments(&path));
    let names = ["evidence-count.txt", "evidence-count-2.txt", "evidence-more-count-2.txt", "evidence-more-count.txt"];
    for (path, name) in paths.into_iter().zip(names) {
        assert_eq!(String::from_utf8_lossy(&files[name]), path);
        assert!(text.contains(&pdf::without_breaks(name)), "{name} is on no page");
    }
}

/// Evidence without a source is on the card, and a file that is evidence is in the PDF. A credit stands below its figure.
#[test]
fn evidence_needs_no_source() {
    let project = Project::of_report("minimal");
    project.write(
        "report/findings/F1.toml",
        "title = \"Visits increased\"\ncondition = \"All rooms were full.\"\nfigures = [\"Fig1\"]\n\n[[evidence]]\nfigure = \
         \"Fig1\"\n\n[[evidence]]\nquotation = \"I never find a seat\"\nsaid_by = \"a visitor\"\n\n[[evidence]]\nfile = \
         \"evidence/count.txt\"\n\n[[evidence]]\nnote = \"Counted twice.\"\n",
    );
    project.write("report/evidence/count.txt", "412\n");
    project.write(
        "report/figures/Fig1.toml",
        "kind = \"column\"\ntitle = \"Visitors\"\nalt = \"About 400 people came each day.\"\ncredit = \"Counted by the \
         team\"\ndata = [{ label = \"3 May\", value = 412 }, { label = \"4 May\", value = 399 }, { label = \"5 May\", value = 407 }]\n",
    );
    // The source of the report is now cited nowhere else.
    project.write("report/chapters/introduction.en.md", "# Introduction\n\nSee [@statistics2025].\n");
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = project.path().join("build/small-en.pdf");
    let text = pdf::without_breaks(&pdf::text(&path));
    for words in ["“I never find a seat” (a visitor)", "evidence-count.txt", "Counted twice.", "Counted by the team."]
    {
        assert!(text.contains(&pdf::without_breaks(words)), "no {words}: {text}");
    }
    assert_eq!(pdf::attachments(&path)["evidence-count.txt"], b"412\n");
}

/// The rows of a figure in the report's data, by declarations with more kinds and words than those of the program.
fn rows(kinds: &str, words: &str, files: &[(&str, &str)]) -> serde_json::Value {
    let declarations: &'static Declarations = Box::leak(Box::new(Declarations::with(kinds, words).unwrap()));
    let mut tree = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    tree.extend(files.iter().map(|(path, text)| (format!("report/{path}"), text.as_bytes().to_vec())));
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let model = load::load_as(declarations, &tree, &mut files, &mut diagnostics).unwrap();
    items::check(&model, &mut diagnostics);
    let graph = graph::link(&model, &mut diagnostics).unwrap();
    from_data::check_answers(&graph, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    let view = shown::view(&graph, &tree, &files);
    let contents: BTreeMap<String, String> = attachments::contents(&view).into_iter().collect();
    let json: serde_json::Value = serde_json::from_str(&contents["/generated/attachments/report.json"]).unwrap();
    json["figures"]["Fig1"].clone()
}

/// Kinds, words and links of the report's own are counted like built-in ones: a word in a table inside, of which the latest counts,
/// and the way back of a link.
#[test]
fn own_kinds_and_words_are_counted() {
    const KINDS: &str = r#"
[asset]
doc = "Something that was tested."
name.en = "Asset"
plural.en = "Assets"
folder = "assets"

[asset.fields.name]
doc = "What it is called."
name.en = "Name"
type = "plain"
required = true
show = "title"

[asset.fields.shown_by]
doc = "What was found on it."
name.en = "Shown by"
type = ["finding"]
back.key = "assets"
back.name.en = "Affected"

[asset.fields.retest]
doc = "Tests."
name.en = "Retest"
holds = ["retest"]

[retest]
doc = "A test."

[retest.fields.date]
doc = "The day."
name.en = "Date"
type = "date"
required = true

[retest.fields.state]
doc = "What was found."
name.en = "State"
type = "state"
required = true
status = true
"#;
    const WORDS: &str = "[vocabulary.state]\nopen = { en = \"Open\", tone = \"danger\" }\nwaiting = { en = \"Waiting\" }\nfixed = { en = \
                         \"Fixed\", tone = \"calm\" }\n";
    let assets = [
        (
            "assets/A1.toml",
            "name = \"Portal\"\nshown_by = [\"F1\"]\n[[retest]]\ndate = 2026-02-01\nstate = \"fixed\"\n[[retest]]\ndate = \
             2026-01-01\nstate = \"open\"\n",
        ),
        ("assets/A2.toml", "name = \"Store\"\nshown_by = [\"F1\"]\n[[retest]]\ndate = 2026-01-01\nstate = \"open\"\n"),
        ("assets/A3.toml", "name = \"Host\"\n"),
    ];
    let figure = |text: &'static str| [&assets[..], &[("figures/Fig1.toml", text)]].concat();
    let count =
        rows(KINDS, WORDS, &figure("kind = \"count\"\ntitle = \"Assets\"\nof = \"asset\"\nby = \"retest.state\"\n"));
    let bars: Vec<_> =
        count["rows"].as_array().unwrap().iter().map(|row| (&row["label"], &row["total"], &row["tone"])).collect();
    let bars = serde_json::to_value(bars).unwrap();
    let expected =
        serde_json::json!(
            [["Open", 1, "danger"], ["Waiting", 0, null], ["Fixed", 1, "calm"], ["Not stated", 1, null],]
        );
    assert_eq!(bars, expected);
    assert_eq!(count["alt"], "Assets by state: Open 1; Waiting 0; Fixed 1; Not stated 1.");

    let matrix = rows(
        KINDS,
        WORDS,
        &figure(
            "kind = \"matrix\"\ntitle = \"Assets\"\nof = \"asset\"\nrows_by = \"shown_by\"\ncolumns_by = \"retest.state\"\nwhere = { \
             \"retest.state\" = [\"open\", \"waiting\"] }\n",
        ),
    );
    assert_eq!(matrix["columns"], serde_json::json!(["Shown by", "Open", "Waiting", "Fixed"]));
    assert_eq!(matrix["rows"][0]["cells"], serde_json::json!([["A2"], [], []]));

    let list = rows(
        KINDS,
        WORDS,
        &figure(
            "kind = \"list\"\ntitle = \"Findings\"\nof = \"finding\"\nfields = [\"id\", \"assets\", \"assets.name\"]\n",
        ),
    );
    assert_eq!(list["columns"], serde_json::json!(["Id", "Affected", "Name"]));
    assert_eq!(list["rows"][0]["cells"], serde_json::json!([["A1", "A2"], ["Portal", "Store"]]));
}

/// Sums and numbers have a last row that adds them up, each currency by itself. Items can be chosen by whether they have something, and
/// sorted by sums, the largest first.
#[test]
fn lists_are_added_up() {
    const KINDS: &str = r#"
[offer]
doc = "What somebody asks."
name.en = "Offer"
plural.en = "Offers"
folder = "offers"

[offer.fields.name]
doc = "Who asks."
name.en = "Name"
type = "plain"
show = "title"

[offer.fields.price]
doc = "How much."
name.en = "Price"
type = "money"

[offer.fields.days]
doc = "How long it takes."
name.en = "Days"
type = "number"
"#;
    let usd = |amount: &str| format!("{{ amount = {amount}, currency = \"USD\" }}");
    let offers = [
        ("offers/A1.toml", format!("name = \"One\"\nprice = {}\ndays = 1.5\n", usd("900"))),
        ("offers/A2.toml", format!("name = \"Two\"\nprice = {}\ndays = 2\n", usd("1200.5"))),
        ("offers/A3.toml", "name = \"Three\"\nprice = { amount = 10, currency = \"EUR\" }\n".to_owned()),
        ("offers/A4.toml", "name = \"Four\"\n".to_owned()),
    ];
    let table = |rest: &str| {
        let figure = format!("kind = \"list\"\ntitle = \"Offers\"\nof = \"offer\"\n{rest}");
        let mut files: Vec<(&str, &str)> = offers.iter().map(|(path, text)| (*path, text.as_str())).collect();
        files.push(("figures/Fig1.toml", &figure));
        let rows = rows(KINDS, "", &files)["rows"].as_array().unwrap().clone();
        rows.iter().map(|row| serde_json::json!([row["label"], row["cells"]])).collect::<Vec<_>>()
    };
    let with = table(
        "fields = [\"name\", \"price\", \"days\"]\nwhere = { price = \"true\" }\nsort = \"price\"\ntotal = [\"price\", \"days\"]\n",
    );
    assert_eq!(
        with,
        [
            serde_json::json!(["Three", ["€10", []]]),
            serde_json::json!(["Two", ["US$1,200.50", "2"]]),
            serde_json::json!(["One", ["US$900", "1.5"]]),
            serde_json::json!(["Total", [["€10", "US$2,100.50"], ["3.5"]]]),
        ]
    );
    let without = table("fields = [\"price\", \"name\"]\nwhere = { price = \"false\" }\ntotal = [\"price\"]\n");
    assert_eq!(without, [serde_json::json!([[], ["Four"]]), serde_json::json!([[], [""]])]);
}

/// The faults of a report with so many actors that are addressed, and such a figure.
fn faults(actors: usize, figure: &str) -> Vec<String> {
    let mut tree: Tree = reading::tree(&repository().join("tests/reports/minimal"), &["report"]).unwrap();
    let ids: Vec<String> = (1..=actors).map(|number| format!("a{number}")).collect();
    for id in &ids {
        tree.insert(format!("report/actors/{id}.toml"), format!("name = \"{id}\"\nkind = \"other\"\n").into_bytes());
    }
    let recommendation = format!(
        "title = \"All\"\ntext = \"All do it.\"\npackage = \"P1\"\nconclusions = [\"C1\"]\npriority = \"low\"\naddressees = {ids:?}\n"
    );
    tree.insert("report/recommendations/R1.toml".to_owned(), recommendation.into_bytes());
    let figure = format!("title = \"Recommendations\"\nof = \"recommendation\"\n{figure}");
    tree.insert("report/figures/Fig1.toml".to_owned(), figure.into_bytes());
    let (mut files, mut diagnostics) = (Files::default(), Vec::new());
    let model = load::load(&tree, &mut files, &mut diagnostics).unwrap();
    items::check(&model, &mut diagnostics);
    let graph = graph::link(&model, &mut diagnostics).unwrap();
    from_data::check_answers(&graph, &mut diagnostics);
    diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
}

#[test]
fn a_figure_has_at_most_so_many_rows_and_columns() {
    let figures = [
        (MOST_BARS, "kind = \"count\"\nby = \"addressees\"\n"),
        (MOST_PARTS, "kind = \"count\"\nby = \"priority\"\nstacked_by = \"addressees\"\n"),
        (MOST_ROWS, "kind = \"matrix\"\nrows_by = \"addressees\"\ncolumns_by = \"priority\"\n"),
        (MOST_COLUMNS, "kind = \"matrix\"\nrows_by = \"priority\"\ncolumns_by = \"addressees\"\n"),
    ];
    for (most, figure) in figures {
        assert_eq!(faults(most, figure), Vec::<String>::new(), "{figure}");
        let over = faults(most + 1, figure);
        assert!(over.len() == 1 && over[0].contains(&format!("at most {most}")), "{figure}: {over:?}");
    }
    let list = |fields: usize| format!("kind = \"list\"\nfields = {:?}\n", vec!["id"; fields]);
    assert_eq!(faults(1, &list(MOST_FIELDS)), Vec::<String>::new());
    assert_eq!(faults(1, &list(MOST_FIELDS + 1)).len(), 1);
}
