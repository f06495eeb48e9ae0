//! Proves that comments are saved without harm to what is there, follow their items, hold up a release, and travel only where pages show them.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;

use lopdf::Document;
use raportti::edits::comments::{Added, ReplyToSave, ToSave, save};
use raportti::files::{Tree, reading};
use raportti::publish::source;
use zip::ZipArchive;

use crate::support::pdf;
use crate::support::project::{Project, files_below};

const PATH: &str = "report/comments/reviewers.toml";
/// A name and words that stand nowhere else.
const NAME: &str = "Xanthippe Quellenrieder";
const WORDS: &str = "Syzygyal doubts remain";

fn comment(author: &str, text: &str) -> ToSave {
    ToSave {
        item: Some("F1".to_owned()),
        field: Some("title".to_owned()),
        language: Some("en".to_owned()),
        words: "increased".to_owned(),
        text: text.to_owned(),
        author: Some(author.to_owned()),
        date: Some("2026-02-10T10:15:00+02:00".to_owned()),
        kind: "highlight",
        page: 4,
        version: "1.0.0".to_owned(),
        ..ToSave::default()
    }
}

/// The report of a project.
fn tree(project: &Project) -> Tree {
    reading::tree(project.path(), &["report"]).unwrap()
}

/// Saves comments in a project as the command does.
fn saved(project: &Project, comments: &[ToSave], name: &str) -> Added {
    let (edit, added) = save(comments, name, &tree(project)).unwrap();
    edit.written.iter().for_each(|(path, text)| project.write(path, text));
    added
}

#[test]
fn saved_comments_are_shown_as_an_editor_reads_them() {
    let project = Project::of_report("minimal");
    let reply = ReplyToSave {
        author: Some("B. Editor".to_owned()),
        date: Some("2026-02-11".to_owned()),
        text: "We look at it.".to_owned(),
        review: None,
    };
    let state = ReplyToSave { review: Some("accepted"), text: String::new(), ..reply.clone() };
    let hostile = ToSave {
        item: None,
        field: None,
        words: "= \"\"\" [[comment]] \\ ".to_owned(),
        proposal: Some(("replace", "a\u{202e}b\u{7}\u{feff}".to_owned())),
        date: Some("yesterday".to_owned()),
        ..comment("\u{1b}[31m<script>", &format!("'''\r\nkey = 1\n# {}", "w".repeat(200_000)))
    };
    let all = [ToSave { replies: vec![reply, state], ..comment("A. Reader", "Since when?\nIn which year?") }, hostile];
    let added = saved(&project, &all, "reviewers");
    assert_eq!(added, Added { comments: 2, replies: 0 });
    let text = project.read(PATH);
    assert!(text.starts_with("# What people said of the report."), "{text}");
    insta::assert_snapshot!(text.replace(&"w".repeat(1000), "…"));
    let run = project.run(&["check"]);
    assert!(run.code == 0 && run.stderr.matches("[open-comment]").count() == 2, "{}", run.transcript());
}

/// A second import of a file that somebody marked further: what editors wrote stays byte for byte.
#[test]
fn a_second_import_adds_only_what_is_new() {
    let project = Project::of_report("minimal");
    let two = [comment("A. Reader", "Since when?"), comment("A. Reader", "Since when?")];
    assert_eq!(saved(&project, &two, "reviewers").comments, 2, "equal ones are told apart");
    let answered = project.read(PATH).replacen(
        "state = \"open\"",
        "state    = 'done' # agreed\nanswer.en = \"\"\"\nSince 2020.\"\"\"",
        1,
    );
    let answered = answered.replace('\n', "\r\n") + "# the end\r\n";
    project.write(PATH, &answered);
    // The same under another name, with another date of saving.
    let later = two.clone().map(|it| ToSave { date: Some("2026-03-01T00:00:00Z".to_owned()), ..it });
    assert_eq!(saved(&project, &later, "others"), Added::default());
    assert_eq!(project.read(PATH), answered);
    assert!(!project.path().join("report/comments/others.toml").exists());

    // Two files of other programs have the mark, each with its own date.
    let twice = ["a.pdf", "b.pdf"].map(|file| ToSave { files: vec![file.to_owned()], ..later[0].clone() });
    assert_eq!(saved(&project, &twice, "others"), Added::default());

    let reply = ReplyToSave { author: None, date: None, text: "Indeed.".to_owned(), review: None };
    let [first, second] = later;
    let third = comment("C. Critic", "By how much?");
    let more = [ToSave { replies: vec![reply], ..first }, second, third];
    assert_eq!(saved(&project, &more, "reviewers"), Added { comments: 1, replies: 1 });
    let text = project.read(PATH);
    assert!(text.contains("state    = 'done' # agreed\r\n") && text.contains("# the end\r\n"), "{text}");
    assert!(text.lines().count() == text.matches("\r\n").count(), "line ends stay: {text}");
    assert!(text.find("Indeed.").unwrap() < text.find("By how much?").unwrap(), "a reply stands with its comment");
    assert_eq!(saved(&project, &more, "reviewers"), Added::default());
    assert_eq!(project.read(PATH), text);
    let shown = project.run(&["check", "--format", "short"]);
    assert!(shown.code == 0 && shown.stderr.matches("open-comment").count() == 2, "{}", shown.transcript());
}

#[test]
fn a_name_that_is_no_file_and_a_broken_file_are_refused() {
    let project = Project::of_report("minimal");
    for name in ["", "../x", "a/b", ".hidden", "con", "a\\b", "a:b"] {
        let refused = save(&[comment("A", "x")], name, &tree(&project)).unwrap_err();
        assert!(refused.message.contains("cannot be the name of a file"), "{name}: {}", refused.message);
    }
    for broken in ["[[comment]\n", "comment = [{ text = \"x\" }]\n"] {
        project.write(PATH, broken);
        let refused = save(&[comment("A", "x")], "new", &tree(&project)).unwrap_err();
        assert!(refused.message.contains(PATH), "{}", refused.message);
    }
}

#[test]
fn comments_follow_a_renamed_item_and_outlive_a_withdrawn_one() {
    let project = Project::of_report("full");
    project.write(
        PATH,
        "[[comment]]\nitem = \"F1\"\nfield = \"title\"\ntext = \"See [@F1] and findings/F1.\"\n\n[[comment]]\nitem = \"R1\"\nfield = \"action[A1.1].text\"\ntext = \"F1\"\n",
    );
    project.run(&["rename", "F1", "F77", "--force"]).must_succeed();
    project.run(&["rename", "A1.1", "A1.9", "--force"]).must_succeed();
    let text = project.read(PATH);
    assert!(text.contains("item = \"F77\"") && text.contains("field = \"action[A1.9].text\""), "{text}");
    assert!(
        text.contains("\"See [@F1] and findings/F1.\"") && text.contains("text = \"F1\""),
        "what people said stays: {text}"
    );
    let shown = project.run(&["check"]);
    assert!(shown.stderr.contains("report/findings/F77"), "{}", shown.transcript());

    let project = Project::of_report("minimal");
    project.write("report/findings/F2.toml", project.read("report/findings/F1.toml"));
    let said = "[[comment]]\nitem = \"F2\"\nfield = \"title\"\ntext = \"Is it not F1?\"\n";
    project.write(PATH, said);
    project.run(&["withdraw", "F2", "--reason", "It was said twice."]).must_succeed();
    assert_eq!(project.read(PATH), said);
    let shown = project.run(&["check"]);
    assert!(shown.stderr.contains("`F2` was withdrawn"), "{}", shown.transcript());
}

/// Without the part, comments change no byte of any output, and nothing is built again for them.
#[test]
fn comments_that_no_part_prints_change_nothing() {
    let project = Project::of_report("minimal");
    let release = || {
        project.run(&["release", "--out", "out"]).must_succeed();
        let files: BTreeMap<_, _> = files_below(&project.path().join("out"))
            .into_iter()
            .map(|path| (path.clone(), fs::read(&path).unwrap()))
            .collect();
        fs::remove_dir_all(project.path().join("out")).unwrap();
        files
    };
    let before = release();
    project.run(&["build"]).must_succeed();
    // Answered, so that no warning is new.
    project.write(PATH, format!("[[comment]]\nstate = \"done\"\nauthor = \"{NAME}\"\ntext = \"{WORDS}\"\n"));
    assert!(release() == before, "a release has other bytes");
    assert!(project.run(&["build"]).must_succeed().stdout.contains("(up to date)"));
    assert!(project.run(&["build", "--force"]).must_succeed().code == 0);
    project.run(&["verify", project.pdfs()[0].to_str().unwrap()]).must_succeed();
    let expanded = project.run(&["expand", "expanded"]).must_succeed();
    let found =
        files_below(&project.path().join("expanded")).into_iter().find(|path| holds(&fs::read(path).unwrap(), WORDS));
    assert!(found.is_none(), "{found:?} {}", expanded.transcript());
}

#[test]
fn a_release_waits_for_open_comments() {
    let project = Project::of_report("minimal");
    project.write(PATH, "[[comment]]\nitem = \"F1\"\nfield = \"title\"\ntext = \"Since when?\"\n");
    let refused = project.run(&["release"]);
    assert!(refused.code == 1 && refused.stderr.contains("[open-comment]"), "{}", refused.transcript());
    assert!(refused.stdout.contains("nothing is released"), "{}", refused.transcript());
    let text = project.read(PATH);
    project
        .write(PATH, format!("[[allow]]\nrule = \"open-comment\"\nreason = \"The board meets in March.\"\n\n{text}"));
    project.run(&["release"]).must_succeed();
    project.run(&["verify", "dist/small-1.0.0"]).must_succeed();
}

/// The three cases: no part prints comments; one does; one does, without names. `--anonymous` is as good as the key.
#[test]
fn comments_travel_only_where_pages_show_them() {
    for (part, anonymous, options) in
        [(false, false, &[][..]), (true, false, &[]), (true, true, &[]), (true, true, &["--anonymous"])]
    {
        let project = Project::of_report("minimal");
        let report = project.read("report/report.toml");
        let report = if part { report.replace("\"matrix\"]", "\"matrix\", \"comments\"]") } else { report };
        let key = if anonymous && options.is_empty() { "\n[comments]\nanonymous = true\n" } else { "" };
        project.write("report/report.toml", format!("{report}editions = [\"screen\", \"print\"]\n{key}"));
        project.write(
            &format!("report/comments/{}.toml", NAME.replace(' ', "-")),
            format!(
                "# {NAME} wrote to us.\n[[allow]]\nrule = \"open-comment\"\nreason = \"{NAME} is away.\"\n\n[[comment]]\nitem = \"F1\"\nfield = \"title\"\nwords = \"increased\"\nauthor = \"{NAME}\"\ntext = \"{WORDS}.\"\nkey = \"1f\"\n\n[[comment.reply]]\nauthor = \"{NAME}\"\ntext = \"Yes.\"\n\n[[comment]]\nstate = \"rejected\"\nanswer = \"It does not.\"\nanswered_by = \"{NAME}\"\ntext = \"Remove it.\"\n"
            ),
        );
        let version = |number: &str, since: &[&str]| {
            let report = project.read("report/report.toml");
            project
                .write("report/report.toml", report.replace("version = \"1.0.0\"", &format!("version = \"{number}\"")));
            project.run(&[&["release"], options, since].concat()).must_succeed();
            project.run(&["verify", &format!("dist/small-{number}")]).must_succeed();
        };
        version("1.0.0", &[]);
        // The second release carries the first one in its edition `changes`.
        version("1.1.0", &["--since", "dist/small-1.0.0"]);
        project.run(&[&["build"], options].concat()).must_succeed();
        for pdf in project.pdfs() {
            let name = pdf.file_name().unwrap().to_str().unwrap();
            if !name.contains("print") {
                project.run(&["verify", pdf.to_str().unwrap()]).must_succeed();
            }
        }
        let case = format!("part: {part}, anonymous: {anonymous} {options:?}");
        let mut seen = [false; 2];
        for path in
            files_below(&project.path().join("dist")).into_iter().chain(files_below(&project.path().join("build")))
        {
            let inner = path.strip_prefix(project.path()).unwrap().display().to_string();
            for (number, words) in [NAME, WORDS].into_iter().enumerate() {
                let found = everything(&path).into_iter().find(|(_, bytes)| holds(bytes, words)).map(|(what, _)| what);
                let may = part && (number == 1 || !anonymous);
                assert!(found.is_none() || may, "{case}: `{words}` is in {inner}, {found:?}");
                seen[number] |= found.is_some();
            }
            assert!(!anonymous && part || !inner.contains("Xanthippe"), "{case}: {inner}");
        }
        assert_eq!(seen, [part && !anonymous, part], "{case}");
        let text = pdf::text(&project.path().join("build/small-en.pdf"));
        assert_eq!(text.contains(&pdf::without_breaks(WORDS)), part, "{case}");
        assert_eq!(text.contains("Commentsandanswers"), part, "{case}");
        assert_eq!(text.contains(&pdf::without_breaks(NAME)), part && !anonymous, "{case}");
    }
}

/// A name inside of a text is found before anything is published, and what is allowed is published.
#[test]
fn a_name_in_what_people_say_holds_up_a_release_without_names() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", report.replace("\"matrix\"]", "\"matrix\", \"comments\"]"));
    let comments = format!(
        "[[comment]]\nstate = \"done\"\nauthor = \"{NAME}\"\ntext = \"{WORDS}.\"\n\n[[comment]]\nstate = \"done\"\nauthor = \"Another\"\ntext = \"As Xanthippe says.\"\nanswer = \"Quellenrieders note is right.\"\n"
    );
    project.write(PATH, &comments);
    project.run(&["check", "--deny", "warnings"]).must_succeed();
    let refused = project.run(&["release", "--anonymous", "--format", "short"]);
    assert!(refused.code == 1 && !project.path().join("dist").exists(), "{}", refused.transcript());
    for place in [format!("{PATH}:9:12: error[named-commenter]"), format!("{PATH}:10:11: error[named-commenter]")] {
        assert!(refused.transcript().contains(&place), "{place}: {}", refused.transcript());
    }
    assert_eq!(refused.transcript().matches("[named-commenter]").count(), 2, "{}", refused.transcript());
    assert_eq!(project.run(&["build", "--anonymous"]).code, 1);
    let allow = "[[allow]]\nrule = \"named-commenter\"\nreason = \"Xanthippe is a play.\"\n\n";
    project.write(PATH, allow.to_owned() + &comments);
    project.run(&["release", "--anonymous"]).must_succeed();
    project.run(&["verify", "dist/small-1.0.0"]).must_succeed();
    for path in files_below(&project.path().join("dist")) {
        let found = everything(&path).into_iter().find(|(_, bytes)| holds(bytes, "is a play"));
        assert!(found.is_none(), "the reason of the allowance is in {}: {found:?}", path.display());
    }
}

/// People write names without the marks of their letters, and an ordinary word that looks like one without them is none.
#[test]
fn a_name_is_found_in_other_spellings() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    let anonymous = report.replace("\"matrix\"]", "\"matrix\", \"comments\"]") + "\n[comments]\nanonymous = true\n";
    project.write("report/report.toml", anonymous);
    let comment = |author: &str, text: &str| {
        format!("[[comment]]\nstate = \"done\"\nauthor = \"{author}\"\ntext = \"{text}\"\n\n")
    };
    let authors = ["Åke Sjöberg", "Zoë Müller", "Reviewer Mueller-Groß", "Łukasz Þórðarson", "Mörë Thän"];
    let said = [
        "As Sjoberg says, and Sjoebergs note.",
        "Zoe knew. So did Aake Sjoeberg.",
        "Muellers list; Grossin too.",
        "Lukasz and Thordarson agree.",
        "More than that. Than what?",
    ];
    let comments = authors.iter().zip(said).map(|(author, text)| comment(author, text));
    project.write(PATH, comments.collect::<String>());
    let run = project.run(&["check", "--format", "short"]);
    let named = run.stderr.lines().filter(|line| line.contains("[named-commenter]"));
    let named: Vec<&str> = named.filter_map(|line| line.split('`').nth(1)).collect();
    let expected = ["Sjoberg", "Sjoebergs", "Aake Sjoeberg", "Muellers", "Grossin", "Lukasz", "Thordarson"];
    assert_eq!(named, expected, "{}", run.transcript());
}

/// In the order of the report, with what is gone last; text from outside stays text.
#[test]
fn the_table_of_comments_prints_what_people_said() {
    let project = Project::of_report("minimal");
    let report = project.read("report/report.toml");
    project.write("report/report.toml", report.replace("\"matrix\"]", "\"matrix\", \"comments\"]"));
    let hostile = "#let x = [1] <b>*x*</b> {{ name }} {% if %} $ x^2 $ // end [@F1] `code`";
    let comments = r#"
[[comment]]
state = "rejected"
item = "F99"
text = "Of what is gone"

[[comment]]
state = "accepted"
item = "R1"
field = "title"
words = '{hostile} words'
text = '''{hostile} text
and a second line'''
answer = '{hostile} answer'
author = '{hostile} author'

[[comment]]
state = "done"
item = "F1"
field = "condition"
words = "than before"
proposal = "replace"
proposed = "than in 2024"

[[comment]]
state = "done"
item = "F1"
field = "condition"
words = "There were"
proposal = "delete"

[[comment]]
state = "done"
item = "chapters/introduction"
field = "text"
language = "en"
text = "Of a chapter"

[[comment]]
state = "done"
text = "Of everything"
"#;
    project.write(PATH, comments.replace("{hostile}", hostile));
    project.run(&["build", "--deny", "warnings"]).must_succeed();
    let path = &project.pdfs()[0];
    pdf::must_be_accessible_and_archivable(path);
    let text = pdf::text(path);
    let text = &text[text.rfind("Whatreadersofearlierversionssaid").unwrap()..];
    let said = [
        "The whole report",
        "Of everything",
        "Introduction",
        "Of a chapter",
        "Delete these words",
        "Replace with: “than in 2024”",
        &format!("{hostile} words"),
        &format!("{hostile} author"),
        &format!("{hostile} text"),
        "and a second line",
        &format!("{hostile} answer"),
        "Accepted",
        "Of what is gone",
        "Rejected",
    ];
    let mut rest = text;
    for words in said {
        let words = pdf::without_breaks(words);
        let at = rest.find(&words).unwrap_or_else(|| panic!("`{words}` is not behind the others: {text}"));
        rest = &rest[at + words.len()..];
    }
    let data = pdf::attachments(path);
    let json: serde_json::Value = serde_json::from_slice(&data["report.json"]).unwrap();
    assert_eq!(json["report"]["comments"][0]["text"][0], "Of everything");
    assert_eq!(json["report"]["comments"].as_array().unwrap().len(), 6);
    project.run(&["verify", path.to_str().unwrap()]).must_succeed();
}

fn holds(bytes: &[u8], words: &str) -> bool {
    // Strings of PDFs may be UTF-16, and files end their lines where they like.
    let wide: Vec<u8> = words.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let has = |needle: &[u8]| bytes.windows(needle.len()).any(|window| window == needle);
    let parts: Vec<&str> = words.split(' ').collect();
    has(words.as_bytes()) || has(&wide) || parts.iter().any(|part| part.len() > 7 && has(part.as_bytes()))
}

/// The bytes of a file; of a PDF also its text, every stream unpacked, and every file of the source in it; of each archive what is in it.
fn everything(path: &std::path::Path) -> Vec<(String, Vec<u8>)> {
    let bytes = fs::read(path).unwrap();
    let mut found = vec![("itself".to_owned(), bytes.clone())];
    if path.extension().is_none_or(|extension| extension != "pdf") {
        return unpacked(found);
    }
    found.push(("its text".to_owned(), pdf::text(path).into_bytes()));
    let document = Document::load_mem(&bytes).unwrap();
    for (id, object) in &document.objects {
        if let Ok(stream) = object.as_stream() {
            let content = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
            found.push((format!("object {}", id.0), content));
            found.push((format!("object {}", id.0), format!("{:?}", stream.dict).into_bytes()));
        } else {
            found.push((format!("object {}", id.0), format!("{object:?}").into_bytes()));
        }
    }
    found.push(("its trailer".to_owned(), format!("{:?}", document.trailer).into_bytes()));
    if let Ok((carried, _)) = source::read(&bytes) {
        let trees = [carried.report, carried.since, carried.templates.unwrap_or_default()];
        found.extend(trees.into_iter().flatten().flat_map(|(name, bytes)| {
            [(format!("the source, {name}"), bytes), ("the names of the source".to_owned(), name.into_bytes())]
        }));
    }
    unpacked(found)
}

/// The same, and what is in those that are archives.
fn unpacked(found: Vec<(String, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    let mut open = found;
    while let Some((name, bytes)) = open.pop() {
        if let Some(mut archive) =
            bytes.starts_with(b"PK").then(|| ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap())
        {
            for number in 0..archive.len() {
                let mut file = archive.by_index(number).unwrap();
                let inner = format!("{name}, {}", file.name().unwrap());
                let mut content = Vec::new();
                file.read_to_end(&mut content).unwrap();
                all.push((format!("the names in {name}"), inner.clone().into_bytes()));
                open.push((inner, content));
            }
        }
        all.push((name, bytes));
    }
    all
}

/// A file of comments is no item, and editors of TOML complete its keys all the same.
#[test]
fn editors_of_toml_know_the_keys_of_comments() {
    let project = Project::of_report("minimal");
    project.run(&["schema", "--out", "schemas"]).must_succeed();
    let schemas = files_below(&project.path().join("schemas"));
    let texts: Vec<String> = schemas.iter().map(|path| fs::read_to_string(path).unwrap()).collect();
    let known = texts.iter().filter(|text| text.contains("\"accepted\"") && text.contains("\"answered_by\""));
    assert_eq!(known.count(), 1, "{schemas:?}");
}
