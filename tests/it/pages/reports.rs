//! Proves that the content of whole reports is in their PDFs: words, links, destinations, data.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::support::project::{Project, copy, files_below, raportti, repository, run, screens};
use crate::support::{made, pdf, printed};

#[test]
fn the_real_report_is_accessible_archivable_and_in_three_languages() {
    let pdfs = screens(made::real_release());
    let mut languages = BTreeSet::new();
    for path in &pdfs {
        pdf::must_be_accessible_and_archivable(path);
        let (language, title) = pdf::language_and_title(path);
        let expected = match language.as_str() {
            "fi-FI" => "Uudenmaan ammatillisen koulutuksen TKI-kehittämisohjelma",
            "sv-FI" => "Utvecklingsprogrammet för FUI-verksamheten inom yrkesutbildningen i Nyland",
            "en-GB" => "Uusimaa VET RDI Development Programme",
            other => panic!("an edition in `{other}`"),
        };
        assert_eq!(title, expected);
        let (code, _) = language.split_once('-').unwrap();
        printed::must_be_printed(&repository().join("report"), code, code == "fi", path);
        languages.insert(language);
        let text = pdf::text(path);
        assert!(!text.contains('\u{fffd}'), "text that cannot be read back in {}", path.display());
    }
    assert_eq!(languages.len(), 3);
}

/// The address `report.pdf#R3` must open at the item, in every language.
#[test]
fn every_id_is_a_named_destination() {
    let pdfs = screens(made::real_release());
    assert_eq!(pdfs.len(), 3);
    let mut ids = BTreeSet::new();
    for folder in ["findings", "conclusions", "recommendations", "packages", "figures", "sources"] {
        for path in files_below(&repository().join("report").join(folder)) {
            let stem = path.file_stem().unwrap().to_str().unwrap();
            ids.insert(stem.split('-').next().unwrap().to_owned());
        }
    }
    for path in files_below(&repository().join("report/recommendations")) {
        let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        for action in table["action"].as_array().unwrap() {
            ids.insert(action["id"].as_str().unwrap().to_owned());
        }
    }
    for path in pdfs {
        let names = pdf::named_destinations(&path);
        let missing: Vec<&String> = ids.iter().filter(|id| !names.contains(*id)).collect();
        assert!(missing.is_empty(), "{} has no destination for {missing:?}", path.display());
        let bookmarks = pdf::bookmarks(&path).join("\n");
        assert!(bookmarks.lines().count() > 40, "too few bookmarks:\n{bookmarks}");
    }
}

/// Every edition has the same bytes in any folder, time zone, locale, umask and number of threads.
#[test]
fn two_builds_have_one_hash() {
    for (report, count) in [("full", 3), ("print", 2)] {
        let (first, second) = (made::built(report), Project::of_report(report));
        let other = Command::new("sh")
            .args(["-c", "umask 077 && exec \"$0\" --project \"$1\" build"])
            .arg(raportti().get_program())
            .arg(second.path())
            .current_dir("/")
            .env("TZ", "Asia/Tokyo")
            .env("LANG", "sv_FI.UTF-8")
            .env("LC_ALL", "tr_TR.UTF-8")
            .env("RAYON_NUM_THREADS", "1")
            .output()
            .unwrap();
        assert!(other.status.success());
        assert_eq!(first.pdfs().len(), count);
        for (a, b) in first.pdfs().iter().zip(second.pdfs()) {
            assert_eq!(a.file_name(), b.file_name());
            assert!(fs::read(a).unwrap() == fs::read(b).unwrap(), "{} differs", a.display());
        }
    }
}

#[test]
fn the_smallest_report_has_no_empty_sections() {
    let project = made::built("minimal");
    let pdf = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(pdf);
    printed::must_be_printed(&project.path().join("report"), "en", true, pdf);
    insta::assert_snapshot!(pdf::bookmarks(pdf).join("\n"));
}

/// Every field of every kind of item is printed. The report `full` uses all of them, with text that looks like code, which is printed as
/// text.
#[test]
fn every_field_is_printed_and_hostile_text_comes_back() {
    let project = made::built("full");
    project.pdfs().iter().for_each(|pdf| pdf::must_be_accessible_and_archivable(pdf));
    let pdf = project.path().join("build/full-en.pdf");
    printed::must_be_printed(&project.path().join("report"), "en", true, &pdf);
    let (strings, missing) = unprinted(project, &pdf, |_| false);
    assert!(strings > 110, "only {strings} strings were looked for");
    assert!(missing.is_empty(), "not found in the text of the PDF:\n{}", missing.join("\n"));
    for language in ["fi", "sv"] {
        let pdf = project.path().join(format!("build/full-{language}.pdf"));
        printed::must_be_printed(&project.path().join("report"), language, false, &pdf);
    }
}

/// The words of charts and tables, and of a report in the screen and the print edition.
#[test]
fn every_word_of_charts_and_of_printed_reports_is_printed() {
    let reports = [("charts", "charts", 140), ("print", "printed", 20), ("audit", "halmere-ferries-audit", 120)];
    for (report, id, least) in reports {
        let project = made::built(report);
        for edition in ["", "-print"] {
            let pdf = project.path().join(format!("build/{id}-en{edition}.pdf"));
            printed::must_be_printed(&project.path().join("report"), "en", true, &pdf);
            // Prose is also compared, without its links and citations.
            let refers = |text: &str| text.contains("[@") || text.contains("](");
            let (strings, missing) = unprinted(project, &pdf, refers);
            assert!(strings > least, "only {strings} strings of {report} were looked for");
            assert!(missing.is_empty(), "not found in {}:\n{}", pdf.display(), missing.join("\n"));
        }
    }
}

/// The number of strings in the TOML files of a project that pages should show, and those that they do not show.
fn unprinted(project: &Project, pdf: &std::path::Path, is_elsewhere: fn(&str) -> bool) -> (usize, Vec<String>) {
    let text = pdf::text(pdf);
    let mut missing = Vec::new();
    let mut strings = 0;
    let has_facts =
        |path: &&PathBuf| path.extension().is_some_and(|e| e == "toml") && !path.ends_with("report/model.toml");
    for path in files_below(&project.path().join("report")).iter().filter(has_facts) {
        let table: toml::Table = toml::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        each_string("", &toml::Value::Table(table), &mut |key, value| {
            if NOT_PRINTED.contains(&key.rsplit('.').next().unwrap())
                || key.contains("rules.")
                || key.contains("allow.")
                || SETTINGS.iter().any(|it| key.starts_with(it))
            {
                return;
            }
            // The prose with every construct of Markdown has a test of its own.
            if value.starts_with(EVERY_CONSTRUCT) || is_elsewhere(value) {
                return;
            }
            strings += 1;
            let found = |value: &str| text.contains(&pdf::without_breaks(value));
            // A plain field is printed as it is; a prose field loses the backslashes of Markdown.
            if !found(value) && !found(&value.replace('\\', "")) {
                missing.push(format!("{}: {key} = {value}", path.file_name().unwrap().display()));
            }
        });
    }
    (strings, missing)
}

/// The beginning of the prose with every construct of Markdown.
const EVERY_CONSTRUCT: &str = "A paragraph with";

#[test]
fn every_construct_of_markdown_is_set() {
    let project = Project::of_report("full");
    project.run(&["expand", "out"]).must_succeed();
    insta::assert_snapshot!(project.read("out/generated/findings/F2.typ"));
}

/// Tables whose strings say how pages look.
const SETTINGS: [&str; 2] = [".brand.", ".layout."];

/// Keys whose strings are links, words of vocabularies, or metadata rather than text on a page, and those in other
/// languages than English, which has its own edition.
const NOT_PRINTED: [&str; 50] = [
    "convenor",
    "baseline_by",
    "baseline_when",
    "print_file",
    "languages",
    "language",
    "status",
    "parts",
    "editions",
    "kind",
    "reliability",
    "confidence",
    "question",
    "theme",
    "source",
    "sources",
    "figures",
    "findings",
    "conclusions",
    "package",
    "addressees",
    "priority",
    "standing",
    "position",
    "responsible",
    "partners",
    "likelihood",
    "impact",
    "evidence",
    "alt",
    "fi",
    "sv",
    "id",
    "url",
    "file",
    "data",
    // What figures from the data ask for.
    "of",
    "by",
    "rows_by",
    "columns_by",
    "fields",
    "sort",
    "total",
    "savings",
    // Words and links that reports declare.
    "severity",
    "rating",
    "currency",
    "official",
    // Periods are written as the language does.
    "start",
    "end",
];

fn each_string(key: &str, value: &toml::Value, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        toml::Value::String(text) => visit(key, text),
        toml::Value::Array(items) => items.iter().for_each(|item| each_string(key, item, visit)),
        toml::Value::Table(table) => {
            for (name, value) in table {
                // `title.en` is the title; a term's key is not a key of ours.
                let inner = if name == "en" { key.to_owned() } else { format!("{key}.{name}") };
                each_string(&inner, value, visit);
            }
        }
        _ => {}
    }
}

/// The mark is in the language of the PDF, on every page, in the screen and the print edition. A final report has none.
#[test]
fn a_draft_says_so_on_every_page() {
    let marks = [("en", "DRAFT"), ("fi", "LUONNOS"), ("sv", "UTKAST")];
    for (report, languages) in [("full", &marks[..]), ("print", &marks[..1])] {
        let project = Project::copy_of(made::built(report));
        for status in ["final", "draft"] {
            let toml = project.read("report/report.toml");
            let stated = toml.find("status = ").unwrap();
            let end = stated + toml[stated..].find('\n').unwrap();
            project.write("report/report.toml", format!("{}status = \"{status}\"{}", &toml[..stated], &toml[end..]));
            project.run(&["build"]).must_succeed();
            for (language, mark) in languages {
                let of_language = |path: &PathBuf| {
                    let name = path.file_stem().unwrap().to_str().unwrap();
                    name.ends_with(&format!("-{language}")) || name.ends_with(&format!("-{language}-print"))
                };
                let pdfs: Vec<PathBuf> = project.pdfs().into_iter().filter(of_language).collect();
                assert_eq!(pdfs.len(), if report == "print" { 2 } else { 1 });
                for path in pdfs {
                    // Pages that only fill the last folded sheet are empty in a draft, too.
                    let pages = pdf::texts_of_pages(&path);
                    let pages: Vec<&String> = pages.iter().filter(|text| !text.is_empty()).collect();
                    assert!(pages.len() > 10);
                    let marked = pages.iter().filter(|text| text.contains(mark)).count();
                    let expected = if status == "draft" { pages.len() } else { 0 };
                    assert_eq!(marked, expected, "{status}: of {} pages of {}", pages.len(), path.display());
                }
            }
        }
    }
}

/// No other test has more than a few items.
#[test]
fn a_report_of_hundreds_of_items_builds() {
    let project = Project::of_report("minimal");
    let finding = project.read("report/findings/F1.toml");
    for n in 2..=200 {
        project.write(&format!("report/findings/F{n}.toml"), &finding);
    }
    let all: Vec<String> = (1..=200).map(|n| format!("\"F{n}\"")).collect();
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", &format!("[{}]", all.join(", ")));
    project.run(&["build"]).must_succeed();
    assert!(pdf::named_destinations(&project.pdfs()[0]).contains("F200"));
}

#[test]
fn the_starter_report_builds_from_the_program_alone() {
    let project = Project::empty();
    project.run(&["init", "new"]).must_succeed();
    let folder = project.path().join("new");
    run(raportti().arg("build").current_dir(&folder)).must_succeed();
    let pdfs: Vec<_> = files_below(&folder.join("build"))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|e| e == "pdf"))
        .collect();
    assert_eq!(pdfs.len(), 2);
    pdfs.iter().for_each(|pdf| pdf::must_be_accessible_and_archivable(pdf));
    // With only `report/`, the built-in templates are used.
    let bare = Project::empty();
    copy(&folder.join("report"), &bare.path().join("report"));
    bare.run(&["build"]).must_succeed();
    for (own, built_in) in pdfs.iter().zip(bare.pdfs()) {
        assert!(fs::read(own).unwrap() == fs::read(built_in).unwrap());
    }
}

/// Typst names the line of the template, which is the same for all two hundred.
#[test]
fn a_template_that_fails_on_one_item_of_two_hundred_names_it() {
    let project = Project::of_report("minimal");
    let finding =
        project.read("report/findings/F1.toml").replace("\n[[evidence]]", "confidence = \"high\"\n\n[[evidence]]");
    let all: Vec<String> = (1..=200).map(|n| format!("F{n}")).collect();
    for id in &all {
        let finding = if id == "F117" { finding.replace("confidence = \"high\"\n", "") } else { finding.clone() };
        project.write(&format!("report/findings/{id}.toml"), finding);
    }
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", &format!("{all:?}"));
    project.copy_templates();
    project.edit("templates/components/finding.typ", "if it.confidence != none {", "if true {");
    let run = project.run(&["build"]);
    assert_eq!(run.code, 1);
    insta::assert_snapshot!(run.stderr);
}

/// Tests the gate itself: a PDF without a language must not pass.
#[test]
#[should_panic(expected = "PdfUa1")]
fn a_pdf_without_its_language_does_not_pass() {
    let folder = Project::empty();
    let path = folder.path().join("mutant.pdf");
    let mut document = lopdf::Document::load(&made::built("minimal").pdfs()[0]).unwrap();
    document.catalog_mut().unwrap().remove(b"Lang");
    document.save(&path).unwrap();
    pdf::must_be_accessible_and_archivable(&path);
}

/// The PDF carries the data for readers who want to compute with it.
#[test]
fn the_data_is_attached() {
    for path in made::built("full").pdfs() {
        let files = pdf::attachments(&path);
        let names: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            [
                "actions.csv",
                "conclusions.csv",
                "figures.csv",
                "findings.csv",
                "full-1.0.0-source.zip",
                "indicators.csv",
                "recommendations.csv",
                "report.json",
                "sources.csv",
            ]
        );
        let data: serde_json::Value = serde_json::from_slice(&files["report.json"]).unwrap();
        assert_eq!(data["conclusions"]["C1"]["findings"], serde_json::json!(["F1", "F2"]));
        assert_eq!(data["report"]["id"], "full");
        for (name, collection) in [("sources.csv", "sources"), ("findings.csv", "findings")] {
            let mut table = csv::Reader::from_reader(&files[name][..]);
            let titles: Vec<String> = table.records().map(|record| record.unwrap()[0].to_owned()).collect();
            assert_eq!(titles.len(), data[collection].as_object().unwrap().len(), "{name}");
        }
    }
}

/// The alternative text of a link names its target. For a target without a name Typst writes the page, and then all links would be set
/// again when a page moves.
#[test]
fn links_to_items_say_their_kind_and_id() {
    let project = Project::of_report("full");
    project.run(&["build", "--lang", "en", "--edition", "screen", "--timings", "times.json"]).must_succeed();
    let links = pdf::links(&project.pdfs()[0]);
    for name in ["Finding F1", "Conclusion C1", "Recommendation R1", "Action A1.1", "Evaluation question Q1"] {
        assert!(links.iter().any(|link| link == name), "nothing leads to `{name}`: {links:?}");
    }
    let pages: Vec<_> = links.iter().filter(|link| link.starts_with("page ")).collect();
    assert!(pages.is_empty(), "{pages:?}");
    let timings = project.read("times.json");
    let layouts = timings.split("\"layout from nothing\",\"cat\":\"typst\",\"ph\":\"B\"").skip(1);
    let blocks: Vec<usize> = layouts.map(|layout| layout.matches("\"name\":\"block\"").count()).collect();
    let (first, last) = (blocks[0], blocks[blocks.len() - 1]);
    assert!(blocks.len() > 1 && last * 5 < first, "the layouts set {blocks:?} blocks");
}

/// The first space in the small type of this report is the no-break space in its date. The PDF mapped the glyph of both spaces to it, and each
/// plain space needed text of its own.
#[test]
fn plain_spaces_need_no_text_of_their_own() {
    let document = lopdf::Document::load(&made::built("minimal").pdfs()[0]).unwrap();
    for (number, page) in document.get_pages() {
        let content = document.get_page_content(page);
        let replaced = content.windows(14).filter(|bytes| bytes == b"/ActualText( )").count();
        assert_eq!(replaced, 0, "page {number}");
    }
}
