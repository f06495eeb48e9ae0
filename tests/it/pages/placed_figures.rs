//! Proves that figures stand where prose puts them, that wide ones turn, and that texts refer to chapters and twice to one footnote.

use lopdf::Document;

use crate::support::project::Project;
use crate::support::{made, pdf, tags, x4};

const AUDIT: &str = "build/halmere-ferries-audit-en.pdf";
const ASSESSMENT: &str = "build/lumisaari-security-assessment-en.pdf";
const TURNED: &str = "Tests of each function, without and with accounts";

/// The words of a page, without spaces.
fn page_with(path: &std::path::Path, words: &str) -> (usize, String) {
    let pages = pdf::texts_of_pages(path);
    let letters = pdf::without_breaks(words);
    // The contents name figures, too.
    let found = pages.iter().enumerate().rfind(|(_, page)| page.contains(&letters));
    let (index, page) = found.unwrap_or_else(|| panic!("`{words}` is on no page"));
    (index, page.clone())
}

/// Whether the words stand on the page in this order.
fn must_follow(page: &str, words: &[&str]) {
    let mut rest = page;
    for words in words {
        let letters = pdf::without_breaks(words);
        let at = rest.find(&letters).unwrap_or_else(|| panic!("`{words}` does not follow in {page}"));
        rest = &rest[at + letters.len()..];
    }
}

/// Width and height of each page's box of a name.
fn sizes(document: &Document, name: &str) -> Vec<(i64, i64)> {
    let size = |id| {
        let [left, bottom, right, top] = x4::page_box(document, id, name).unwrap();
        ((right - left).round() as i64, (top - bottom).round() as i64)
    };
    document.page_iter().map(size).collect()
}

#[test]
fn a_figure_stands_between_the_paragraphs_of_a_field() {
    let project = made::built("audit");
    for edition in ["", "-print"] {
        let path = project.path().join(format!("build/halmere-ferries-audit-en{edition}.pdf"));
        let (_, page) = page_with(&path, "The log names one cause");
        must_follow(
            &page,
            &[
                "and missing crew for 22 per cent.",
                "Sailings cancelled or late, 2023 to 2025",
                "% of scheduled sailings",
                "The service standard allows 5 per cent for both together.",
                "Cancelled sailings are the larger part",
                "At most 5 per cent of the sailings",
            ],
        );
    }
    assert!(pdf::named_destinations(&project.path().join(AUDIT)).contains("Fig3"));
}

#[test]
fn a_turned_table_lies_on_a_screen_and_keeps_the_trim_in_print() {
    let project = made::built("assessment");
    let path = project.path().join(ASSESSMENT);
    let (index, page) = page_with(&path, TURNED);
    let screen = sizes(&Document::load(&path).unwrap(), "MediaBox");
    let lying: Vec<usize> = (0..screen.len()).filter(|page| screen[*page].0 > screen[*page].1).collect();
    assert_eq!(lying, [index]);
    assert_eq!(screen[index], (842, 595));
    must_follow(
        &page,
        &["Scope and method", TURNED, "Search for facilities", "Export of reports", "Diary of the testers"],
    );
    let own = |pages: &str, words| pages.matches(&pdf::without_breaks(words)).count();
    assert_eq!(own(&page, "Scope and method"), 1, "one running head is shown: {page}");
    let tables = tags::tables(&path);
    tables.iter().for_each(tags::Table::must_be_whole);

    let printed = project.path().join("build/lumisaari-security-assessment-en-print.pdf");
    let document = Document::load(&printed).unwrap();
    let trims = sizes(&document, "TrimBox");
    assert!(trims.iter().all(|trim| *trim == (595, 842)), "{trims:?}");
    assert_eq!(x4::complaints(&document), Vec::<String>::new());
    let (index, page) = page_with(&printed, TURNED);
    assert_eq!(own(&page, "Scope and method"), 1, "{page}");
    must_follow(&page, &[TURNED, "Search for facilities", "Export of reports"]);
    // What is to the right goes up. The axes are those of Typst, with y downwards.
    let id = document.page_iter().nth(index).unwrap();
    let turned = document.get_and_decode_page_content(id).unwrap().operations.into_iter().any(|operation| {
        let numbers: Vec<f32> = operation.operands.iter().filter_map(|number| number.as_float().ok()).collect();
        operation.operator == "cm" && numbers.len() == 6 && numbers[..4] == [0.0, 1.0, 1.0, 0.0]
    });
    assert!(turned, "nothing on the page is turned to the left");
}

/// A page cannot begin inside of a card, a list or a quotation: such figures were refused there.
#[test]
fn a_turned_figure_stands_behind_what_names_it() {
    let project = Project::of_report("minimal");
    let languages = "languages = [\"en\"]\n";
    project.edit("report/report.toml", languages, &format!("{languages}editions = [\"screen\", \"print\"]\n"));
    for (id, title) in [("K1", "Visits by year"), ("K2", "Visits by month"), ("K3", "Visits by day")] {
        let data = "source = \"statistics2025\"\nturn = true\nseries = [\"Adults\", \"Children\", \"Classes\"]\n\
                    data = [{ label = \"2025\", value = [50500, 20100, 4300] }]\n";
        let head = format!("kind = \"bar\"\ntitle = \"{title}\"\nalt = \"There were 50,500 visits.\"\n");
        project.write(&format!("report/figures/{id}.toml"), head + data);
    }
    let chapter = "# Introduction\n\nThere are {{ findings | length }}.\n\n- First\n\n  1. Inner\n\n     ![](K1)\n\n- Last of the \
                   list\n\nBetween them.\n\n> Said\n>\n> ![](K2)\n>\n> Last of the quotation\n\nAfter them.\n";
    project.write("report/chapters/introduction.en.md", chapter);
    let finding = "title = \"Visits increased\"\ncondition = '''\nMore than before [@statistics2025].\n\n![](K3)\n\nLast of the \
                   text.\n'''\n\n[[evidence]]\nsource = \"statistics2025\"\n";
    project.write("report/findings/F1.toml", finding);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let (screen, print) = (project.path().join("build/small-en.pdf"), project.path().join("build/small-en-print.pdf"));
    pdf::must_be_accessible_and_archivable(&screen);
    let links = pdf::links_with_targets(&screen);
    let named = [
        ("K1", "Figure 1", "Visits by year", "Last of the list"),
        ("K2", "Figure 2", "Visits by month", "Last of the quotation"),
        ("K3", "Figure 3", "Visits by day", "Last of the text."),
    ];
    for (path, (id, name, title, last)) in [&screen, &print].into_iter().flat_map(|path| named.map(|it| (path, it))) {
        let page_of = |words: &str| {
            let pages = pdf::texts_of_pages(path);
            pages
                .iter()
                .position(|page| page.contains(&pdf::without_breaks(words)) && !page.contains("Contents"))
                .unwrap()
        };
        let lying = page_of(title);
        assert_eq!(page_of(last) + 1, lying, "the figure is on the page behind");
        let page = pdf::texts_of_pages(path).swap_remove(lying - 1);
        must_follow(&page, &[&format!("{name}, on page\u{a0}{}", lying + 1), last]);
        assert!(links.iter().any(|(_, target)| target == id), "{links:?}");
    }
    assert!(page_with(&screen, "Between them.").0 > page_with(&screen, "Last of the list").0 + 1);
    let sizes = sizes(&Document::load(&screen).unwrap(), "MediaBox");
    assert_eq!(sizes.iter().filter(|(width, height)| width > height).count(), 3);
    assert_eq!(x4::complaints(&Document::load(&print).unwrap()), Vec::<String>::new());
}

/// Words of a language that the program does not know are English content, which has no braces to fill in.
#[test]
fn references_are_said_in_english_where_a_language_lacks_their_words() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "languages = [\"en\"]", "languages = [\"is\"]");
    project.delete("report/chapters/introduction.en.md");
    project.write(
        "report/chapters/introduction.is.md",
        "# Inngangur\n\nSjá [@chapter:findings]: {{ findings | length }}.\n",
    );
    project.write("templates/labels/is.toml", "locale = \"is-IS\"\n\n[language]\nis = \"íslenska\"\n");
    project.run(&["build"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    assert!(text.contains(&pdf::without_breaks("Sjá chapter\u{a0}2, Findings (p.\u{a0}6): 1.")), "{text}");
}

#[test]
fn texts_refer_to_chapters_by_number_and_title() {
    let path = made::built("audit").path().join(AUDIT);
    let (_, page) = page_with(&path, "The log names one cause");
    let words = "chapter\u{a0}2, How we audited: the objective, the criteria, the scope and the methods";
    assert!(page.contains(&pdf::without_breaks(words)), "{page}");
    let links = pdf::links_with_targets(&path);
    assert!(links.iter().any(|(_, target)| target == "chapter-approach"), "{links:?}");
}

#[test]
fn chapters_are_named_in_the_language_and_without_a_number_by_their_title() {
    let project = Project::of_report("minimal");
    project.write(
        "report/chapters/introduction.en.md",
        "# Introduction {.unnumbered short=\"Start\"}\n\nSee [@chapter:findings; @chapter:introduction], [@chapter:sources] and [the \
         findings](@chapter:findings).\n\n## On [@chapter:findings]\n\nThere are {{ findings | length }}.\n",
    );
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    let said = "See chapter\u{a0}1, Findings (p.\u{a0}6), Introduction (p.\u{a0}5), Sources (p.\u{a0}10) and the findings (p.\u{a0}6).";
    // A heading has no pages.
    for said in [said, "On chapter\u{a0}1, Findings There are 1."] {
        assert!(text.contains(&pdf::without_breaks(said)), "{text}");
    }
}

#[test]
fn a_long_title_is_short_in_running_heads() {
    let path = made::built("audit").path().join(AUDIT);
    let pages = pdf::texts_of_pages(&path);
    let title = pdf::without_breaks("How we audited: the objective, the criteria, the scope and the methods");
    let opening =
        pages.iter().rposition(|page| page.contains(&title) && page.contains("Objectiveandquestions")).unwrap();
    let next = &pages[opening + 1];
    assert!(next.contains("Howweaudited") && !next.contains(&title), "{next}");
}

/// The words of a short title were taken for an id and for a class of the heading.
#[test]
fn a_short_title_may_begin_its_words_with_signs() {
    let project = Project::of_report("minimal");
    for (short, more) in [("Part #2 of .net", " .unnumbered"), ("#2 .net", ""), (".net and #3", " #here")] {
        let text = "There are {{ findings | length }}.\n\n".to_owned() + &"A line of the text.\n\n".repeat(60);
        let chapter = format!("# Introduction {{short=\"{short}\"{more}}}\n\n{text}");
        project.write("report/chapters/introduction.en.md", chapter);
        project.run(&["build", "--deny", "warnings"]).must_succeed();
        let path = &project.pdfs()[0];
        let pages = pdf::texts_of_pages(path);
        let head = pages.iter().filter(|page| page.contains(&pdf::without_breaks(short))).count();
        assert!(head >= 1, "no running head has `{short}`");
        assert!(pages.iter().all(|page| !page.contains("short=")), "{pages:?}");
    }
}

#[test]
fn a_footnote_that_is_referred_to_twice_stands_once() {
    let path = made::built("audit").path().join(AUDIT);
    let text = pdf::text(&path);
    let once = pdf::without_breaks("The Halmere County Council, with its Committee of Transport.");
    assert_eq!(text.matches(&once).count(), 1, "{text}");
    for words in ["on which the council decides.1", "minutes of the council1 and reports", "for 22 per cent.2"] {
        assert!(text.contains(&pdf::without_breaks(words)), "`{words}` is missing in {text}");
    }
    pdf::must_be_accessible_and_archivable(&path);
}

/// A report with three figures, whose ids are in another order than the pages, and a conclusion that refers to one.
fn with_three_figures() -> Project {
    let project = Project::of_report("minimal");
    let figure = |title: &str, rest: &str| {
        format!(
            "title = \"{title}\"\nalt = \"There were 50,500 visits.\"\nsource = \"statistics2025\"\nwidth = \"text\"\n{rest}"
        )
    };
    let bar = "kind = \"bar\"\ndata = [{ label = \"2025\", value = 50500 }]\n";
    let table = "kind = \"table\"\ncolumns = [\"Branch\", \"Opens\"]\ndata = [{ label = \"North\", text = [\"8\"] }]\n";
    for (id, title, rest) in [("Fig1", "Later", bar), ("Fig2", "Sooner", bar), ("Fig3", "Hours", table)] {
        project.write(&format!("report/figures/{id}.toml"), figure(title, rest));
    }
    project.write(
        "report/conclusions/C1.toml",
        "title = \"Opening hours meet a need\"\ntext = \"Growth ([@F1; @Fig1]).\"\nfindings = [\"F1\"]\n",
    );
    project
}

/// Readers of a report saw "see K4", where the page has "Figure 3".
#[test]
fn texts_name_figures_and_tables_by_the_word_and_number_of_their_captions() {
    for (language, [figure, table]) in CAPTIONS {
        let project = with_three_figures();
        project.edit("report/report.toml", "languages = [\"en\"]", &format!("languages = [\"{language}\"]"));
        project.delete("report/chapters/introduction.en.md");
        project.write(
            &format!("report/chapters/introduction.{language}.md"),
            "# A [@Fig3]\n\nB [@Fig1; @Fig2], [c @Fig3], d [-@Fig1]. [@Fig1].\n\n| Where |\n|---|\n| [@Fig3] |\n\n![](Fig2)\n\n![](Fig1)\n\n![](Fig3)\n",
        );
        project.run(&["build"]).must_succeed();
        let path = &project.pdfs()[0];
        let text = pdf::text(path);
        // Inside of a sentence the words are small, but not in English, nor as nouns of German.
        let [small_figure, small_table] = [figure, table].map(|word| match language {
            "de" | "en" => word.to_owned(),
            _ => word.to_lowercase(),
        });
        for said in [
            // The table of the chapter itself is the first.
            format!("A {table}\u{a0}2"),
            format!("B {small_figure}\u{a0}2, {small_figure}\u{a0}1, c {small_table}\u{a0}2, d 2. {figure}\u{a0}2."),
            format!("Growth (F1, {small_figure}\u{a0}2, "),
        ] {
            assert!(text.contains(&pdf::without_breaks(&said)), "`{said}` is missing in {text}");
        }
        let links = pdf::links_with_targets(path);
        let to = |id: &str| links.iter().filter(|(_, target)| target == id).count();
        // In the chapter and its heading, in its cell, and in the conclusion; the list of figures has the others.
        assert!(to("Fig1") >= 3 && to("Fig3") >= 3, "{links:?}");
        // A bookmark cannot know the number.
        assert!(
            pdf::bookmarks(path).iter().any(|bookmark| bookmark.replace('\u{a0}', " ").contains("A Hours")),
            "{:?}",
            pdf::bookmarks(path)
        );
    }
}

/// Only prose named figures by their numbers; titles, notes, cells and evidence printed `[@Fig1]` as it stood.
#[test]
fn plain_texts_name_figures_wherever_they_are_printed() {
    for (language, [figure, table]) in CAPTIONS {
        let project = with_three_figures();
        project.edit("report/report.toml", "languages = [\"en\"]", &format!("languages = [\"{language}\"]"));
        project.edit("report/report.toml", "\"matrix\"]", "\"matrix\", \"figure-data\"]");
        project.edit("report/figures/Fig1.toml", "width", "note = \"Note [@Fig3].\"\nwidth");
        project.edit("report/figures/Fig1.toml", "\"Later\"", "\"Later than [@Fig2]\"");
        project.edit("report/figures/Fig3.toml", "\"Opens\"", "\"Opens [@Fig2; -@Fig1]\"");
        project.edit("report/figures/Fig3.toml", "\"8\"", "\"8, cell [@Fig1]\"");
        project.edit(
            "report/findings/F1.toml",
            "source = \"statistics2025\"",
            "source = \"statistics2025\"\nnote = \"Shown ([@Fig1]).\"",
        );
        project.delete("report/chapters/introduction.en.md");
        let chapter = "# A\n\n![](Fig2)\n\n![](Fig1)\n\n![](Fig3)\n";
        project.write(&format!("report/chapters/introduction.{language}.md"), chapter);
        project.run(&["build"]).must_succeed();
        let path = &project.pdfs()[0];
        pdf::must_be_accessible_and_archivable(path);
        let text = pdf::text(path);
        let laterthan = format!("Later than {figure}\u{a0}1");
        for (said, times) in [
            // In the lists of figures and of tables, above the figure, and above its data.
            (laterthan, 4),
            (format!("Note {table}\u{a0}1."), 1),
            (format!("Opens {figure}\u{a0}1, 2"), 1),
            (format!("8, cell {figure}\u{a0}2"), 1),
            (format!("Shown ({figure}\u{a0}2)."), 1),
        ] {
            let found = text.matches(&pdf::without_breaks(&said)).count();
            assert!(found >= times, "`{said}` stands {found} times in {text}");
        }
        assert!(!text.contains("[@") && !text.contains("@Fig"), "{text}");
        let to = |id: &str| pdf::links_with_targets(path).iter().filter(|(_, target)| target == id).count();
        assert!(to("Fig1") >= 4 && to("Fig2") >= 3 && to("Fig3") >= 3, "{:?}", pdf::links_with_targets(path));
    }
}

/// The words of captions that references print, in each built-in language.
const CAPTIONS: [(&str, [&str; 2]); 12] = [
    ("da", ["Figur", "Tabel"]),
    ("de", ["Abbildung", "Tabelle"]),
    ("en", ["Figure", "Table"]),
    ("es", ["Figura", "Tabla"]),
    ("et", ["Joonis", "Tabel"]),
    ("fi", ["Kuvio", "Taulukko"]),
    ("fr", ["Figure", "Tableau"]),
    ("it", ["Figura", "Tabella"]),
    ("nb", ["Figur", "Tabell"]),
    ("nl", ["Figuur", "Tabel"]),
    ("pl", ["Rysunek", "Tabela"]),
    ("sv", ["Figur", "Tabell"]),
];

/// A list of items shows the text of a field a second time, and so would its figure and its note.
#[test]
fn a_list_names_the_figures_of_a_text_that_it_repeats() {
    let project = Project::of_report("minimal");
    project.write(
        "report/figures/Fig1.toml",
        "kind = \"bar\"\ntitle = \"Visits to the library\"\nalt = \"There were 50,500 visits.\"\nsource = \"statistics2025\"\nwidth = 50\n\
         data = [{ label = \"2023\", value = 40000 }, { label = \"2024\", value = 41000 }, { label = \"2025\", value = 50500 }]\n",
    );
    project.write(
        "report/figures/Fig2.toml",
        "kind = \"list\"\ntitle = \"Every finding\"\nof = \"finding\"\nfields = [\"id\", \"condition\"]\n",
    );
    project.write(
        "report/findings/F1.toml",
        "title = \"Visits increased\"\ncondition = '''\nThere were more visits[^n] than before [@statistics2025].\n\n![](Fig1)\n\nThey \
         grew.[^n]\n\n[^n]: Counted at the door.\n'''\n[[evidence]]\nsource = \"statistics2025\"\n",
    );
    let chapter = "# Introduction\n\nThere are {{ findings | length }}, see [@Fig1].\n\n![](Fig2)\n";
    project.write("report/chapters/introduction.en.md", chapter);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let text = pdf::text(&project.pdfs()[0]);
    // In the list of figures, and above the figure.
    assert_eq!(text.matches("Visitstothelibrary").count(), 2, "{text}");
}

#[test]
fn lines_of_cells_are_lines_on_the_page_and_columns_fit_their_words() {
    let project = Project::of_report("minimal");
    project.write(
        "report/figures/visits.csv",
        "Branch,Opened,Remark\nNorth,2025-01-31,\"Open daily.\nClosed in July.\"\n",
    );
    project.write(
        "report/figures/Fig1.toml",
        "kind = \"table\"\ntitle = \"Branches\"\nalt = \"One branch opened in January.\"\nsource = \"statistics2025\"\nwidth = \"text\"\n\
         data = \"visits.csv\"\n",
    );
    let chapter = "# Introduction\n\nThere are {{ findings | length }}, see [@Fig1].\n\n![](Fig1)\n\n| Branch | Hours |\n|---|---|\n| North | \
                   Monday<br>Tuesday |\n";
    project.write("report/chapters/introduction.en.md", chapter);
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = &project.pdfs()[0];
    let (index, _) = page_with(path, "Closed in July.");
    let lines = crate::support::lines::lines(path, index as u32 + 1);
    let height = |words| crate::support::lines::height(&lines, words);
    assert!(height("Open daily.") > height("Closed in July."));
    assert!(height("Monday") > height("Tuesday"));
    assert!(height("Monday") - height("Tuesday") < 14.0, "the lines are of one cell");
    assert_eq!(height("2025-01-31"), height("Open daily."), "a date stays on one line");
}
