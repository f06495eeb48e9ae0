//! Proves what extracts for addressees have and lack: `build --for`, `--only` and `--where`, and how `verify` makes them again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use lopdf::{Document, Object};
use raportti::diagnostics::Files;
use raportti::files::reading;
use raportti::graph::{self, Graph};
use raportti::meaning::extract::{Filter, select};
use raportti::model::{Item, Kind, Value, load};

use crate::support::made;
use crate::support::pdf;
use crate::support::printed::letters;
use crate::support::project::{Project, files_in};
use crate::support::x4;

/// Builds with these options into `out`, and returns the names of the PDFs.
fn extracts(project: &Project, options: &[&str]) -> Vec<PathBuf> {
    let options = [&["build", "--out", "out"], options].concat();
    project.run(&options).must_succeed();
    let mut pdfs = files_in(&project.path().join("out"));
    pdfs.retain(|path| path.extension().is_some_and(|it| it == "pdf"));
    pdfs
}

fn names(pdfs: &[PathBuf]) -> Vec<String> {
    pdfs.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn graph_of(report: &Path) -> Graph {
    let tree = reading::tree(report, &["report"]).unwrap();
    let mut files = Files::default();
    let model = load::load(&tree, &mut files, &mut Vec::new()).unwrap();
    graph::link(&model, &mut Vec::new()).unwrap()
}

/// Everything that a PDF says, to people and to programs, as letters: the text of its pages, every string, and every stream unpacked, each
/// also as UTF-16.
fn all_letters(path: &Path) -> String {
    let document = Document::load(path).unwrap();
    let mut all = letters(&pdf::text(path));
    for object in document.objects.values() {
        strings(object, &mut all);
        if let Object::Stream(stream) = object {
            let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            all += &letters(&String::from_utf8_lossy(&bytes));
            let wide: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
            all += &letters(&String::from_utf16_lossy(&wide));
            if let Ok(content) = lopdf::content::Content::decode(&bytes) {
                content.operations.iter().flat_map(|it| &it.operands).for_each(|it| strings(it, &mut all));
            }
        }
    }
    all
}

fn strings(object: &Object, all: &mut String) {
    match object {
        Object::String(..) => *all += &letters(&lopdf::decode_text_string(object).unwrap_or_default()),
        Object::Array(values) => values.iter().for_each(|value| strings(value, all)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| strings(value, all)),
        Object::Stream(stream) => stream.dict.iter().for_each(|(_, value)| strings(value, all)),
        _ => {}
    }
}

/// The texts of an item in all languages, in pieces that are on one line of a file, without titles and what is too short to be its own.
fn texts(item: &Item) -> BTreeSet<String> {
    let title = item.title().map(letters).unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut add = |text: &str| {
        let sentences = text.split(['.', '\n', '[', ']', '(', ')', '*', '`', '|', ':']);
        found.extend(
            sentences.map(letters).filter(|piece| piece.chars().count() >= 24 && !title.contains(piece.as_str())),
        );
    };
    item.visit(&mut |_, _, value| match value {
        Value::String(text) => add(&text.value),
        Value::Plain(text) | Value::Prose(text) => text.iter().for_each(|(_, text)| add(&text.value)),
        Value::Translations(texts) => texts.iter().for_each(|(_, text)| add(&text.value)),
        _ => {}
    });
    found
}

/// Words of what is left out would be in a PDF that is sent to somebody who must not have them.
#[test]
fn no_word_of_what_is_left_out_is_in_an_extract() {
    let mut looked_for = 0;
    for (name, addressee) in [("audit", "council"), ("assessment", ""), ("own", "")] {
        let project = Project::of_report(name);
        let graph = graph_of(project.path());
        let known: Vec<&str> = raportti::meaning::extract::addressees(&graph);
        let addressee = known.iter().copied().find(|id| *id == addressee).or(known.first().copied());
        let Some(addressee) = addressee else { panic!("`{name}` has addressees") };
        let filter = Filter { addressee: Some(addressee.to_owned()), ..Filter::default() };
        let selection = select(&graph, &filter, false).unwrap();
        let kept: BTreeSet<String> = graph.items().filter(|it| selection.has(it.id())).flat_map(texts).collect();
        let whole: String = made::built(name).pdfs().iter().map(|path| all_letters(path)).collect();
        let own: String = extracts(&project, &["--for", addressee]).iter().map(|path| all_letters(path)).collect();
        // Which figures are there depends on texts, too.
        let is_left_out =
            |item: &&Item| !selection.has(item.id()) && item.declared.printed && item.kind() != Kind::FIGURE;
        let left_out = graph.items().filter(is_left_out);
        for item in left_out {
            for text in texts(item).difference(&kept) {
                looked_for += usize::from(whole.contains(text));
                assert!(!own.contains(text), "{name}: `{text}` of `{}` is in the extract", item.id());
            }
        }
        let kept_ones = kept.iter().filter(|text| own.contains(*text)).count();
        assert!(kept_ones * 10 > kept.len() * 7, "{name}: of {} texts {kept_ones} are in the extract", kept.len());
    }
    assert!(looked_for > 20, "only {looked_for} texts of what is left out are in the whole reports at all");
}

/// Every promise of the two editions holds for an extract, too: Typst itself checks PDF/UA-1 while it writes.
#[test]
fn an_extract_keeps_the_standards_of_its_edition() {
    let project = Project::of_report("audit");
    let pdfs = extracts(&project, &["--for", "council"]);
    assert_eq!(names(&pdfs), ["halmere-ferries-audit-council-en-print.pdf", "halmere-ferries-audit-council-en.pdf"]);
    pdf::must_be_accessible_and_archivable(&pdfs[1]);
    let print = Document::load(&pdfs[0]).unwrap();
    assert_eq!(x4::complaints(&print), Vec::<String>::new());
    assert_eq!(
        pdf::attachments(&pdfs[1]).keys().collect::<Vec<_>>(),
        ["evidence-late-inspections.csv"],
        "no source and no data"
    );
}

/// A reader who has both compares them by these.
#[test]
fn ids_numbers_and_citations_are_those_of_the_whole_report() {
    let project = Project::of_report("audit");
    let whole = made::built("audit").pdfs();
    let whole = whole.iter().find(|path| path.ends_with("halmere-ferries-audit-en.pdf")).unwrap();
    let text = |path: &Path| pdf::without_breaks(&pdf::text(path));
    let whole = text(whole);
    for options in [&["--for", "council", "--edition", "screen"][..], &["--only", "R-04", "--edition", "screen"]] {
        let own = extracts(&project, options).pop().unwrap();
        let own = text(&own);
        let captions = |text: &str| -> BTreeSet<String> {
            let starts = text.match_indices("Figure").chain(text.match_indices("Table"));
            let caption = |at: usize| text[at..].chars().take(30).collect::<String>();
            let is_caption = |caption: &String| {
                let number = caption.trim_start_matches(|c: char| c.is_ascii_alphabetic());
                number.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with('.')
            };
            starts.map(|(at, _)| caption(at)).filter(is_caption).collect()
        };
        // Years with a letter, each with the name before it.
        let cited = |text: &str| -> BTreeSet<String> {
            let letters: Vec<char> = text.chars().collect();
            let is_cited = |it: &&[char]| {
                it[12] == '2'
                    && it[13] == '0'
                    && it[15].is_ascii_digit()
                    && it[16].is_ascii_lowercase()
                    && it[17] == ')'
            };
            letters.windows(18).filter(is_cited).map(|it| it.iter().filter(|c| **c != '(').collect()).collect()
        };
        let (all, own_ones) = (captions(&whole), captions(&own));
        assert!(!own_ones.is_empty(), "{options:?}");
        assert!(own_ones.is_subset(&all), "{options:?}: {:?}", own_ones.difference(&all));
        // The data of a figure is the same table there; what a part makes of fewer items is another one, and has no number.
        assert!(own_ones.iter().any(|caption| caption.contains("DataforFigure")), "{options:?}: {own_ones:?}");
        let title = "Reliability,limitationsanduseofthesources";
        assert!(own.contains(title), "{options:?}: {own}");
        assert!(all.iter().any(|caption| caption.contains(&title[..18])), "{all:?}");
        assert!(!own_ones.iter().any(|caption| caption.contains(&title[..18])), "{options:?}: {own_ones:?}");
        assert!(cited(&own).is_subset(&cited(&whole)) && !cited(&own).is_empty(), "{options:?}");
    }
}

#[test]
fn each_addressee_has_an_extract_and_what_is_wrong_is_said() {
    let project = Project::of_report("audit");
    let run = |arguments: &[&str]| {
        let run = project.run(&[&["build", "--edition", "screen", "--out", "out"], arguments].concat());
        let seconds = run.stdout.rfind(" in ").unwrap_or(run.stdout.len());
        format!("$ build {}\n{}\n{}", arguments.join(" "), &run.stdout[..seconds], run.stderr)
    };
    let commands: [&[&str]; 13] = [
        &["--for", "each"],
        &["--for", "each"],
        &["--only", "R-02"],
        &["--only", "A3.1,F-02"],
        &["--where", "severity == \"critical\""],
        &["--for", "council", "--where", "severity == \"low\""],
        &["--for", "cuoncil"],
        &["--for", "F-01"],
        &["--for", "passengers"],
        &["--only", "council"],
        &["--only", "R-22"],
        &["--where", "severity == \"hihg\""],
        &["--where", "colour == \"red\""],
    ];
    let told: Vec<String> = commands.iter().map(|command| run(command)).collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn an_extract_is_made_again_from_the_whole_report() {
    let project = Project::of_report("own");
    let pdfs = extracts(&project, &["--for", "each", "--lang", "en"]);
    assert!(pdfs.len() >= 2, "{:?}", names(&pdfs));
    for path in &pdfs {
        let name = path.to_str().unwrap();
        let alone = project.run(&["verify", name]);
        assert!(alone.code == 1 && alone.stderr.contains("carries no source"), "{}", alone.transcript());
        let same = project.run(&["verify", name, "--from", "."]);
        assert!(same.code == 0 && same.stdout.contains("made again: the same"), "{}", same.transcript());
        let bytes = std::fs::read(path).unwrap();
        let at = bytes.len() / 2;
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        project.write("changed.pdf", changed);
        assert_ne!(project.run(&["verify", "changed.pdf", "--from", "."]).code, 0, "{name}");
    }
    let other = Project::copy_of(&project);
    other.edit("report/report.toml", "version = \"", "version = \"9");
    let run = other.run(&["verify", pdfs[0].to_str().unwrap(), "--from", "."]);
    assert!(run.code == 1 && run.stdout.contains("does NOT come from"), "{}", run.transcript());
}

/// Some addressees must not even know what the rest is about.
#[test]
fn titles_of_what_is_left_out_are_printed_unless_the_report_says_otherwise() {
    let project = Project::of_report("audit");
    let text = |project: &Project| {
        let pdf = extracts(project, &["--for", "council", "--edition", "screen"]).pop().unwrap();
        all_letters(&pdf)
    };
    let title = letters(graph_of(project.path()).get("R-01").unwrap().title().unwrap());
    assert!(text(&project).contains(&title));
    let toml = project.read("report/report.toml");
    project.write("report/report.toml", format!("{toml}\n[extract]\ntitles = false\n"));
    assert!(!text(&project).contains(&title));
}

#[test]
fn an_extract_has_the_chapters_that_the_report_names() {
    let project = Project::of_report("audit");
    let toml = project.read("report/report.toml");
    let with = |part: &str| {
        project.write("report/report.toml", format!("{toml}\n[extract]\nparts = [\"{part}\"]\n"));
        project.run(&["build", "--for", "council", "--edition", "screen", "--out", "out"])
    };
    let misspelt = with("bakground");
    assert!(misspelt.code == 1 && misspelt.stderr.contains("did you mean `background`?"), "{}", misspelt.transcript());
    // A text that prints words of what is left out cannot be there.
    let lacking = with("approach");
    assert!(lacking.code == 1 && lacking.stderr.contains("`questions.Q1` is undefined"), "{}", lacking.transcript());
    // What it counts is counted in the whole report.
    let chapter = project.read("report/chapters/background.en.md");
    project
        .write("report/chapters/background.en.md", format!("{chapter}\nWe read {{{{ sources | length }}}} sources.\n"));
    with("background").must_succeed();
    let own = pdf::without_breaks(&pdf::text(&project.path().join("out/halmere-ferries-audit-council-en.pdf")));
    let headings: Vec<String> = pdf::bookmarks(&project.path().join("out/halmere-ferries-audit-council-en.pdf"));
    assert!(headings.iter().any(|it| it.contains("The ferry service")), "{headings:?}");
    assert!(!headings.iter().any(|it| it.contains("How we audited")), "{headings:?}");
    assert!(own.contains("Extract:HalmereCountyCouncil"), "{own}");
    let count = files_in(&project.path().join("report/sources")).len();
    assert!(own.contains(&format!("Weread{count}sources.")), "{own}");
}
