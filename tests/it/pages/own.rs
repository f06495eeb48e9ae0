//! Proves that pages show what a report declares itself: its words, fields and kinds, where and as it says.

use lopdf::Document;

use crate::support::project::{Project, files_below, repository};
use crate::support::{made, pdf, spoken, tags, x4};

/// `tests/reports/own` declares something of everything. This is all that a screen reader reads, page by page.
#[test]
fn fields_and_kinds_of_a_report_are_read_where_it_declares_them() {
    let project = made::built("own");
    let pdf = project.path().join("build/own-en.pdf");
    let blocks = spoken::blocks(&pdf).into_iter().map(|block| match block.links {
        0 => format!("{} {}", block.kind, block.text.trim()),
        links => format!("{} {} ({links} links)", block.kind, block.text.trim()),
    });
    insta::assert_snapshot!("own_read", blocks.collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!("own_bookmarks", pdf::bookmarks(&pdf).join("\n"));
}

#[test]
fn pages_of_own_kinds_are_accessible_and_fit_for_print() {
    let project = made::built("own");
    for language in ["en", "fi"] {
        let screen = project.path().join(format!("build/own-{language}.pdf"));
        pdf::must_be_accessible_and_archivable(&screen);
        tags::tables(&screen).iter().for_each(tags::Table::must_be_whole);
        let print = project.path().join(format!("build/own-{language}-print.pdf"));
        assert_eq!(x4::complaints(&Document::load(print).unwrap()), Vec::<String>::new());
        let names = pdf::named_destinations(&screen);
        for id in ["OBS-001", "OBS-002", "REC-01", "RISK1", "portal", "store", "SYS-12", "A1.1"] {
            assert!(names.contains(id), "no destination for `{id}` in {names:?}");
        }
    }
}

/// Every name is in the language of the edition, or in the language that the report is written in.
#[test]
fn names_are_in_the_language_of_the_edition() {
    let text = pdf::text(&made::built("own").path().join("build/own-fi.pdf"));
    for name in ["Huomiot", "Vakavuus:kriittinen", "Kohteet", "Riskit", "Varmuus", "Remedies", "Systems", "12345"] {
        assert!(text.contains(&pdf::without_breaks(name)), "`{name}` is on no page");
    }
    for name in ["Havainnot", "Observations", "Severity"] {
        assert!(!text.contains(name), "`{name}` is on a page");
    }
}

/// A report without conclusions, packages and sources has no trace of them, even where it still names their parts.
#[test]
fn kinds_left_out_leave_no_empty_parts() {
    let project = Project::of_report("own");
    project.edit("report/report.toml", "\"recommendations\"", "\"conclusions\", \"recommendations\"");
    project.run(&["build", "--lang", "en", "--edition", "screen", "--quiet"]).must_succeed();
    let bookmarks = pdf::bookmarks(&project.path().join("build/own-en.pdf")).join("\n");
    assert!(!bookmarks.contains("Conclusions") && !bookmarks.contains("conclusions"), "{bookmarks}");
    assert!(!bookmarks.contains("package"), "{bookmarks}");
}

/// Without any group the cards stand in order below their chapter.
#[test]
fn recommendations_without_packages_and_groups_stand_in_order() {
    let project = Project::of_report("own");
    project.edit("report/model.toml", "group = \"priority\"\n", "");
    project.run(&["build", "--lang", "en", "--edition", "screen", "--quiet"]).must_succeed();
    let bookmarks = pdf::bookmarks(&project.path().join("build/own-en.pdf"));
    let at = |title: &str| bookmarks.iter().position(|line| line.contains(title)).unwrap();
    assert!(at("Complete the register") < at("Check in time"), "{bookmarks:#?}");
    assert!(!bookmarks.iter().any(|line| line.contains("Priority")), "{bookmarks:#?}");
}

/// A chapter is divided by what stands at the end of any way, and sorted by it: of tests with dates the latest counts, wherever it stands.
#[test]
fn chapters_are_divided_and_sorted_by_any_way() {
    let project = Project::of_report("own");
    let model = "report/model.toml";
    project.edit(model, "group = \"severity\"\nsort = \"weight\"", "group = \"open\"\nsort = \"retest.status\"");
    project.edit(model, "group = \"priority\"", "group = \"findings.retest.status\"");
    let finding = "report/findings/OBS-001-register.toml";
    // The latest test stands first, and is of the lowest rank.
    project.edit(finding, "date = 2025-12-01\nstatus = \"medium\"", "date = 2026-03-01\nstatus = \"trivial\"");
    project.edit(finding, "date = 2026-01-02\nstatus = \"trivial\"", "date = 2026-01-02\nstatus = \"critical\"");
    let second = "report/findings/OBS-002-checks.toml";
    project.edit(second, "weight = 3", "weight = 3\nopen = true");
    project.edit(second, "[[evidence]]", "[[retest]]\ndate = 2026-01-02\nstatus = \"high\"\n\n[[evidence]]");
    project.run(&["build", "--lang", "en", "--edition", "screen", "--quiet"]).must_succeed();
    let bookmarks = pdf::bookmarks(&project.path().join("build/own-en.pdf"));
    let titles = [
        "Open to the public: yes",
        "Checks are late",
        "The register is incomplete",
        "Open to the public: no",
        "Checks are incomplete",
        "Status: high",
        "Check in time",
        "Status: trivial",
        "Complete the register",
    ];
    let places: Vec<Option<usize>> =
        titles.iter().map(|title| bookmarks.iter().position(|line| line.contains(title))).collect();
    assert!(places.is_sorted() && places.iter().all(Option::is_some), "{places:?} in {bookmarks:#?}");
}

/// The built-in fields of all kinds at once, in each place: templates find nothing where they know them, and show them there.
#[test]
fn built_in_fields_can_stand_anywhere() {
    let kinds = files_below(&repository().join("src/model/kinds"));
    let kinds: Vec<toml::Table> =
        kinds.iter().map(|path| toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()).collect();
    let fields =
        kinds.iter().flatten().filter_map(|(kind, declared)| Some((kind, declared.get("fields")?.as_table()?)));
    let fields: Vec<(&String, &String, &toml::Value)> = fields
        .flat_map(|(kind, fields)| fields.iter().map(move |(key, field)| (kind, key, field)))
        .filter(|(_, key, field)| {
            let is = |key: &str, value: &str| field.get(key).and_then(toml::Value::as_str) == Some(value);
            key.as_str() != "*" && !is("show", "title") && !is("type", "id") && field.get("silent").is_none()
        })
        .collect();
    assert!(fields.len() > 80, "only {} fields", fields.len());
    for show in ["margin", "text", "facts", "table", "nowhere"] {
        let project = Project::of_report("full");
        // The margin has room for few words only.
        let fits = |field: &toml::Value| {
            show != "margin" || field.get("holds").is_none() && field["type"].as_str() != Some("prose")
        };
        let moved = fields.iter().filter(|(_, _, field)| field.get("through").is_some() || fits(field));
        let moved = moved.map(|(kind, key, _)| format!("[{kind}.fields.{key}]\nshow = \"{show}\"\n"));
        project.write("report/model.toml", moved.collect::<String>());
        project.run(&["build", "--lang", "en", "--quiet"]).must_succeed();
        pdf::must_be_accessible_and_archivable(&project.path().join("build/full-en.pdf"));
    }
}

/// The edition that marks changes marks the words of own fields: in prose, in lists, in tables, and in the titles of own kinds.
#[test]
fn changed_words_of_own_fields_are_marked() {
    let (old, new) = (Project::of_report("own"), Project::of_report("own"));
    let finding = "report/findings/OBS-001-register.toml";
    for (path, from, to) in [
        (finding, "It cannot be", "It can hardly be"),
        (finding, "First remark", "First revised remark"),
        (finding, "Half of them", "Most of them"),
        (finding, "the northern wards", "the southern wards"),
        ("report/assets/portal.toml", "The portal of customers", "The portal of clients"),
    ] {
        new.edit(path, from, to);
    }
    let since = old.path().to_str().unwrap();
    new.run(&["build", "--edition", "changes", "--since", since, "--lang", "en", "--quiet"]).must_succeed();
    let pdf = new.path().join("build/own-en-changes.pdf");
    pdf::must_be_accessible_and_archivable(&pdf);
    let heard: String = spoken::blocks(&pdf).iter().map(|block| block.text.clone()).collect();
    let heard = heard.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in ["can hardly", "revised", "Most", "southern", "clients"] {
        assert!(heard.contains(&format!("added: {words} end of addition")), "`{words}` is not marked in {heard}");
    }
}

/// A name that stands in for a missing one is tagged with its language, also one that the report is not in, so that a screen reader
/// pronounces it.
#[test]
fn names_in_another_language_are_tagged() {
    let project = Project::of_report("minimal");
    project.edit("report/report.toml", "languages = [\"en\"]", "languages = [\"fi\"]");
    project.write("report/chapters/introduction.fi.md", project.read("report/chapters/introduction.en.md"));
    project.delete("report/chapters/introduction.en.md");
    project.edit("report/findings/F1.toml", "title =", "severity = \"grave\"\ntitle =");
    let model = "[vocabulary.severity]\ngrave = { en = \"Very grave\", fi = \"Hyvin vakava\" }\n\
        [finding]\nname.en = \"Observation\"\nplural.en = \"Observations\"\n\
        [finding.fields.severity]\nname.en = \"Severity\"\ntype = \"severity\"\nshow = \"margin\"\n";
    project.write("report/model.toml", model);
    project.run(&["build", "--quiet"]).must_succeed();
    let pdf = project.path().join("build/small-fi.pdf");
    pdf::must_be_accessible_and_archivable(&pdf);
    let english = |object: &lopdf::Object| {
        object.as_dict().is_ok_and(|dict| dict.get(b"Lang").is_ok_and(|tag| tag.as_str().is_ok_and(|tag| tag == b"en")))
    };
    assert!(Document::load(&pdf).unwrap().objects.values().any(english), "nothing is tagged as English");
    project.run(&["expand", "out"]).must_succeed();
    let labels = project.read("out/generated/labels.typ");
    assert!(labels.contains("text(lang: \"en\", region: none, \"Observations\")"), "{labels}");
    let finding = project.read("out/generated/findings/F1.typ");
    assert!(finding.contains("text(lang: \"en\", region: none, \"Severity\")"), "{finding}");
    assert!(finding.contains("\"Hyvin vakava\"") && !finding.contains("Very grave"), "{finding}");
}
