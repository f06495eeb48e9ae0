//! Proves what `export` writes, and that `import` takes what others filled in into the right places, or changes nothing.

use std::path::Path;

use crate::support::project::{Project, contents};
use crate::support::sheet::{described, filled, patched};

/// The sheets of the owners of actions.
const OWNERS: &str = "recommendation,action,response,follow_up";

pub fn exported(project: &Project, arguments: &[&str]) -> Vec<u8> {
    project.run(&[&["export", "--out", "sheet.xlsx"], arguments].concat()).must_succeed();
    std::fs::read(project.path().join("sheet.xlsx")).unwrap()
}

/// What an import printed, and what it changed in the files of the report.
pub fn imported(project: &Project, file: &str, arguments: &[&str]) -> String {
    let before = contents(&project.path().join("report"));
    let run = project.run(&[&["import", file], arguments].concat()).transcript();
    let after = contents(&project.path().join("report"));
    let mut story = format!("$ raportti import {file} {}\n{run}", arguments.join(" "));
    for (path, new) in &after {
        let (old, new) = (before.get(path).map(|bytes| String::from_utf8_lossy(bytes)), String::from_utf8_lossy(new));
        if old.as_ref() != Some(&new) {
            let diff = similar::TextDiff::from_lines(old.as_deref().unwrap_or_default(), &new);
            let changes = diff.unified_diff().context_radius(1).to_string();
            story += &format!("== report/{}{}\n{changes}", path.display(), if old.is_none() { " (new)" } else { "" });
        }
    }
    assert!(before.keys().all(|path| after.contains_key(path)), "no file goes");
    story
}

#[test]
fn every_form_says_the_same() {
    let project = Project::of_report("full");
    let mut story = described(&exported(&project, &["--kind", "recommendation,action,response,follow_up,cost"]));
    story += "\n";
    story += &project.run(&["export", "--as", "csv", "--kind", "response"]).must_succeed().stdout;
    story += "\n";
    story += &project.run(&["export", "--as", "json", "--kind", "follow_up,indicator"]).must_succeed().stdout;
    insta::assert_snapshot!(story);
}

/// The same bytes each time; and whatever the form, importing it changes nothing.
#[test]
fn what_was_exported_changes_nothing() {
    for report in ["minimal", "full", "own", "audit", "assessment"] {
        let project = Project::of_report(report);
        let before = contents(&project.path().join("report"));
        let bytes = exported(&project, &[]);
        assert_eq!(bytes, exported(&project, &[]), "{report}");
        project.write("again.xlsx", filled(&bytes, &[]));
        let json = project.run(&["export", "--as", "json"]).must_succeed().stdout;
        project.write("all.json", &json);
        let kinds: serde_json::Value = serde_json::from_str(&json).unwrap();
        let mut files = vec!["sheet.xlsx".to_owned(), "again.xlsx".to_owned(), "all.json".to_owned()];
        for kind in kinds.as_object().unwrap().keys() {
            let name = format!("{kind}.csv");
            project.run(&["export", "--as", "csv", "--kind", kind, "--out", &name]).must_succeed();
            files.push(name);
        }
        for file in files {
            let run = project.run(&["import", &file]);
            assert!(run.stderr.contains("nothing changes"), "{report} {file}\n{}", run.transcript());
            assert_eq!((run.code, run.stdout.as_str()), (0, ""), "{report} {file}");
        }
        assert_eq!(before, contents(&project.path().join("report")), "{report}");
    }
}

#[test]
fn only_what_is_asked_for_is_exported() {
    let project = Project::of_report("full");
    let mut story = String::new();
    let asked: [&[&str]; 9] = [
        &["--kind", "action,follow_up", "--for", "region", "--as", "json"],
        &["--kind", "recommendation", "--where", "priority == \"low\"", "--as", "csv"],
        &["--kind", "follow_up", "--where", "priority == \"high\"", "--as", "csv"],
        &["--as", "csv"],
        &["--kind", "recomendation"],
        &["--for", "municipalty"],
        &["--lang", "de"],
        &["--where", "id"],
        &["--out", "report/sheet.xlsx"],
    ];
    for arguments in asked {
        let run = project.run(&[&["export"], arguments].concat()).transcript();
        story += &format!("$ raportti export {}\n{run}\n", arguments.join(" "));
    }
    insta::assert_snapshot!(story);
}

/// What changed in the sheet is taken, what changed in the report stays, comments and layout too; new rows are new items and tables.
#[test]
fn an_import_is_a_merge() {
    let project = Project::of_report("full");
    let path = "report/recommendations/R1-full.toml";
    project.edit(path, "status = \"in-progress\"", "status = \"in-progress\" # as the owner said");
    let bytes = exported(&project, &["--for", "region", "--kind", OWNERS, "--lang", "sv"]);
    project.edit(path, "position = \"partly\"", "position = \"accepted\"");
    let sheet = filled(
        &bytes,
        &[
            ("Uppföljning!D2", "Genomförd"),
            ("Uppföljning!A3", "R1"),
            ("Uppföljning!C3", "#46447"),
            ("Uppföljning!D3", "Öppen"),
            ("Uppföljning!F3", "=1+1 is no formula"),
            ("Åtgärd!B3", "R1"),
            ("Åtgärd!C3", "Tell everybody"),
            ("Åtgärd!I3", "region; municipality"),
            ("Åtgärd!K3", "2027-H1"),
            ("Åtgärd!L3", "#46904"),
        ],
    );
    project.write("sheet.xlsx", &sheet);
    let mut story = described(&sheet).lines().take(12).collect::<Vec<_>>().join("\n") + "\n\n";
    story += &imported(&project, "sheet.xlsx", &["--dry-run"]);
    story += &imported(&project, "sheet.xlsx", &[]);
    // A second import, or one after a kill, brings nothing twice.
    story += &imported(&project, "sheet.xlsx", &[]);
    insta::assert_snapshot!(story);
}

/// Faults of the report that an import would make are told at the cells, before anything is written.
#[test]
fn what_would_break_the_report_is_told_at_its_cell() {
    let project = Project::of_report("full");
    let bytes = exported(&project, &["--kind", "recommendation,action,follow_up,finding"]);
    let broken: [(&str, &[(&str, &str)]); 6] = [
        ("a link that leads nowhere", &[("Recommendations!J2", "municipality, regoin")]),
        ("a required text that is gone", &[("Recommendations!B2", "")]),
        ("an end before the start", &[("Actions!L2", "2025")]),
        ("a new row that lacks what it needs", &[("Follow-up!A3", "R1"), ("Follow-up!C3", "#46447")]),
        ("a new row of nothing", &[("Follow-up!A3", "R9"), ("Follow-up!C3", "#46447")]),
        ("a new action of nobody", &[("Actions!C3", "Something")]),
    ];
    let mut story = String::new();
    for (what, values) in broken {
        project.write("sheet.xlsx", filled(&bytes, values));
        story += &format!("-- {what}\n{}\n", imported(&project, "sheet.xlsx", &[]));
    }
    insta::assert_snapshot!(story);
}

/// The cell `D2` of the sheet with the follow-up, as XML.
fn cell(xml: String, new: &str) -> String {
    let start = xml.find("<c r=\"D2\"").unwrap();
    let end = start + xml[start..].find("</c>").unwrap() + 4;
    format!("{}{new}{}", &xml[..start], &xml[end..])
}

#[test]
fn a_broken_sheet_changes_nothing() {
    let project = Project::of_report("full");
    let bytes = exported(&project, &["--kind", "follow_up"]);
    let in_cells = |new: &'static str| {
        patched(&bytes, move |path, xml| match path {
            "xl/worksheets/sheet1.xml" => cell(xml, new),
            _ => xml,
        })
    };
    let in_sheet = |from: &'static str, to: String| {
        patched(&bytes, move |path, xml| match path {
            "xl/worksheets/sheet1.xml" => xml.replacen(from, &to, 1),
            _ => xml,
        })
    };
    let rows = |count: usize| -> String {
        (300..300 + count).map(|row| format!("<row r=\"{row}\"><c r=\"F{row}\"><v>1</v></c></row>")).collect()
    };
    let merged = "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"D2:D3\"/></mergeCells>".to_owned();
    let broken: Vec<(&str, Vec<u8>)> = vec![
        ("an error of a formula", in_cells("<c r=\"D2\" t=\"e\"><f>A99</f><v>#REF!</v></c>")),
        ("a formula without result", in_cells("<c r=\"D2\"><f>A99</f></c>")),
        ("a result of a formula", in_cells("<c r=\"D2\" t=\"str\"><f>A99</f><v>Done</v></c>")),
        ("merged cells", in_sheet("</sheetData>", merged)),
        ("all rows of a sheet", in_sheet("</sheetData>", rows(1_048_276) + "</sheetData>")),
        ("a text in the place of a date", filled(&bytes, &[("Follow-up!C2", "soon")])),
        ("a date with a time", filled(&bytes, &[("Follow-up!C2", "#46000.5")])),
        ("a word that nobody knows", filled(&bytes, &[("Follow-up!D2", "Opne")])),
        ("a deleted column", filled(&bytes, &[("Follow-up!D1", ""), ("Follow-up!D2", "")])),
        ("a column more", filled(&bytes, &[("Follow-up!D1", "State")])),
        ("another id", filled(&bytes, &[("Follow-up!A2", "R2")])),
        ("another number", filled(&bytes, &[("Follow-up!B2", "#7")])),
        ("another report", filled(&bytes, &[("_base!B2", "other")])),
        ("another fingerprint", filled(&bytes, &[("_base!E12", "1 full 1.0.0 - follow_up abc def")])),
        ("a row twice", filled(&bytes, &[("Follow-up!A3", "R1"), ("Follow-up!B3", "#1"), ("Follow-up!C3", "#46034")])),
        ("half a file", bytes[..bytes.len() / 2].to_vec()),
        ("an old workbook", [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1].to_vec()),
        ("an OpenDocument sheet", crate::support::sheet::of_parts(&[("content.xml", String::new())])),
        ("a document type", in_sheet("<worksheet", "<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet".to_owned())),
        ("an entity", in_sheet("<sheetData>", "<sheetData>&b;".to_owned())),
        ("no workbook", b"PK\x03\x04 is how it begins".to_vec()),
        ("nothing", Vec::new()),
        ("no table", b"{\"follow_up\": 7}".to_vec()),
        ("no JSON", b"{\"follow_up\": [".to_vec()),
        ("a table of anything", b"a,b\n1,2\n".to_vec()),
        ("headings of nothing", b"junk\n".to_vec()),
        ("no text", b"in,\xff\n".to_vec()),
        ("a quote that nobody closes", b"in,\"#\n".to_vec()),
    ];
    assert!(described(&bytes).contains("E12: 1 full 1.0.0"), "the cells of `_base` are where the test says they are");
    let mut story = String::new();
    let before = contents(&project.path().join("report"));
    for (what, bytes) in broken {
        project.write("sheet", &bytes);
        let run = project.run(&["import", "sheet"]);
        assert_eq!(run.code, 1, "{what}: {}", run.transcript());
        story += &format!("-- {what}\n{}\n", run.transcript());
        assert_eq!(before, contents(&project.path().join("report")), "{what}");
    }
    insta::assert_snapshot!(story);
}

/// A file that does not say what was exported is shown first.
#[test]
fn a_file_that_remembers_nothing_is_taken_on_request() {
    let project = Project::of_report("full");
    project.write("actors.csv", "\u{feff}id;name.en;kind\nmunicipality;=Town;municipality\n;New body;'=institution\n");
    let mut story = imported(&project, "actors.csv", &[]);
    project.write("actors.csv", "\u{feff}id;name.en;kind\nmunicipality;'=Town;municipality\n;New body;association\n");
    story += &imported(&project, "actors.csv", &[]);
    story += &imported(&project, "actors.csv", &["--two-way"]);
    project.write("rows.csv", "in,#,date\nR1,1,2026-01-13\n");
    story += &imported(&project, "rows.csv", &[]);
    story += &imported(&project, "rows.csv", &["--kind", "follow_up"]);
    insta::assert_snapshot!(story);
}

/// What looks like a formula, a reference or an escaped character comes back as it was, in every form.
#[test]
fn hostile_texts_come_back() {
    let project = Project::of_report("minimal");
    let texts =
        ["=1+1", "'=1+1", "''-x", "-5", "+5", "@SUM(A1)", "_x0041_ _x005F_", "a\\tb", "<b>&amp;</b>", "]]>", "ä"];
    for (number, text) in texts.iter().enumerate() {
        let text = text.replace('\'', "\\u0027");
        project
            .write(&format!("report/actors/a{number}.toml"), format!("name = \"{text}\"\nkind = \"municipality\"\n"));
    }
    for (file, form) in [("a.xlsx", "xlsx"), ("a.csv", "csv"), ("a.json", "json")] {
        project.run(&["export", "--kind", "actor", "--as", form, "--out", file]).must_succeed();
        let run = project.run(&["import", file]).must_succeed();
        assert!(run.stderr.contains("nothing changes") && run.stdout.is_empty(), "{form}: {}", run.transcript());
    }
    let csv = project.run(&["export", "--kind", "actor", "--as", "csv"]).stdout;
    insta::assert_snapshot!(
        csv.lines().map(|line| line.split(",1 small").next().unwrap()).collect::<Vec<_>>().join("\n")
    );
    assert!(!Path::new("a.xlsx").exists());
}
