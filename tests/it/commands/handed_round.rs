//! Proves what comes of a sheet that people sorted, copied and cleared, and that every field which stands in cells comes back.

use crate::support::project::Project;
use crate::support::sheet::{filled, part, patched};

use super::sheets::{exported, imported};

/// Excel sorts no locked cells of a protected sheet, unless they stand in a range that anybody may edit; what is typed into them is then refused
/// by a rule, which answers in the reader's language.
#[test]
fn rows_can_be_sorted_and_what_is_locked_refuses_what_is_typed() {
    let project = Project::of_report("full");
    let bytes = exported(&project, &["--kind", "actor,follow_up,source", "--lang", "fi"]);
    let mut story = String::new();
    for (sheet, what) in [("1", "actors"), ("2", "follow-up"), ("3", "sources"), ("4", "_base"), ("5", "_lists")] {
        let xml = part(&bytes, &format!("xl/worksheets/sheet{sheet}.xml"));
        let (_, after) = xml.split_once("</sheetData>").unwrap();
        let (rules, _) = after.split_once("<pageMargins").unwrap();
        story += &format!("== {what}\n{}\n", rules.replace("><", ">\n<"));
    }
    insta::assert_snapshot!(story);
}

/// An owner cleared an id, which an open range allows. The row came back as a new item beside the old one.
#[test]
fn a_row_that_lost_its_id_is_no_new_item() {
    let project = Project::of_report("full");
    let bytes = exported(&project, &["--kind", "actor,follow_up,response"]);
    let lost: [(&str, &[(&str, &str)]); 5] = [
        ("an id", &[("Actors!A2", "")]),
        ("an id, and another name", &[("Actors!A2", ""), ("Actors!B2", "Another name")]),
        ("a number", &[("Follow-up!B2", ""), ("Follow-up!F2", "Another note")]),
        ("an owner", &[("Response!A2", "")]),
        // As somebody copies a row to begin the next one.
        ("a copied row", &[("Actors!B4", "A third"), ("Actors!E4", "municipality")]),
    ];
    let mut story = String::new();
    for (what, values) in lost {
        project.write("sheet.xlsx", filled(&bytes, values));
        story += &format!("-- {what}\n{}\n", imported(&project, "sheet.xlsx", &["--dry-run"]));
    }
    insta::assert_snapshot!(story);
}

/// A sheet that was copied into another workbook lost the hidden one. It is read by what its headings and words are called.
#[test]
fn a_workbook_without_its_hidden_sheet_is_read_by_its_names() {
    let project = Project::of_report("full");
    for language in ["en", "fi"] {
        let bytes = exported(&project, &["--lang", language]);
        let bare = without_sheet(&bytes, "_base");
        project.write("sheet.xlsx", &bare);
        let run = project.run(&["import", "sheet.xlsx"]);
        assert!(run.stderr.contains("nothing changes"), "{language}\n{}", run.transcript());
    }
    let bytes = exported(&project, &["--kind", "follow_up", "--lang", "fi"]);
    let bare = without_sheet(&filled(&bytes, &[("Seuranta!C2", "31.12.2026"), ("Seuranta!D2", "Toteutettu")]), "_base");
    project.write("sheet.xlsx", &bare);
    let mut story = imported(&project, "sheet.xlsx", &[]);
    story += &imported(&project, "sheet.xlsx", &["--two-way"]);
    insta::assert_snapshot!(story);
}

/// A workbook whose list of sheets does not have one of them.
fn without_sheet(bytes: &[u8], name: &str) -> Vec<u8> {
    patched(bytes, |path, xml| {
        let start = xml.find(&format!("<sheet name=\"{name}\"")).filter(|_| path == "xl/workbook.xml");
        let Some(start) = start else { return xml };
        let end = start + xml[start..].find("/>").unwrap() + 2;
        format!("{}{}", &xml[..start], &xml[end..])
    })
}

/// Texts, numbers and authors of a list stand in one cell, each on a line, and rows of figures on a sheet of their own.
#[test]
fn lists_are_changed_line_by_line() {
    let project = Project::of_report("full");
    project.edit("report/figures/Fig3.toml", "series = [{", "series = [ # as the office has them\n  {");
    let json = project.run(&["export", "--as", "json", "--kind", "figure,figure.data,source"]).must_succeed().stdout;
    let mut all: serde_json::Value = serde_json::from_str(&json).unwrap();
    let row = |all: &mut serde_json::Value, kind: &str, id: &str| -> usize {
        let rows = all[kind].as_array().unwrap();
        rows.iter().position(|row| row["id"] == id || row["in"] == id).unwrap()
    };
    let mut story = String::new();
    let (split, table, survey, act) = (
        row(&mut all, "figure", "Fig3"),
        row(&mut all, "figure.data", "Fig8"),
        row(&mut all, "source", "survey"),
        row(&mut all, "source", "act"),
    );
    let many = row(&mut all, "figure.data", "Fig3");
    story += &format!("{:#}\n{:#}\n", all["figure.data"][table], all["source"][act]["author"]);
    all["figure"][split]["series.fi"] = serde_json::json!(["Yksi", "", "Kolme"]);
    all["figure"][split]["series.en"] = serde_json::json!(["One", "Two", "Three"]);
    all["figure"][split]["series.sv"] = serde_json::json!(["Ett", "Två", "Tre"]);
    all["figure.data"][many]["value"] = serde_json::json!([11, 5.5]);
    all["figure.data"][table]["text.en"] = serde_json::json!([]);
    all["source"][survey]["author"] =
        serde_json::json!(["Smith, Jane", "Bloggs, Fred", "{Ministry of Trade, Department of Rules}"]);
    project.write("all.json", all.to_string());
    story += &imported(&project, "all.json", &[]);
    all["figure"][split]["series.fi"] = serde_json::json!(["Yksi", "Kaksi", "Kolme"]);
    for row in [many, many + 1] {
        all["figure.data"][row]["value"] = serde_json::json!([11, 5.5, 7]);
    }
    all["figure.data"][table]["text.en"] = serde_json::json!(["Another"]);
    project.write("all.json", all.to_string());
    story += &imported(&project, "all.json", &[]);
    insta::assert_snapshot!(story);
}

/// A figure may have its rows in a file of its own. They are on no sheet, and a new row is not put beside them.
#[test]
fn rows_in_a_file_stay_there() {
    let project = Project::of_report("full");
    let csv = project.run(&["export", "--as", "csv", "--kind", "figure.data"]).must_succeed().stdout;
    assert!(!csv.contains("Fig9,"), "{csv}");
    project.write("rows.csv", "in,#,label.en,value\nFig9,,A new row,7\n");
    insta::assert_snapshot!(imported(&project, "rows.csv", &["--kind", "figure.data", "--two-way"]));
}

/// The next edition asks for states in comments. One stayed below the state that a sheet brought, and an editor who filled it in had two.
#[test]
fn a_comment_that_asks_for_a_state_goes_when_a_sheet_brings_it() {
    let project = Project::of_report("full");
    project.run(&["next", "--date", "2026-12-31"]).must_succeed();
    let json = project.run(&["export", "--as", "json", "--kind", "follow_up", "--for", "region"]).must_succeed().stdout;
    let mut all: serde_json::Value = serde_json::from_str(&json).unwrap();
    for row in all["follow_up"].as_array_mut().unwrap() {
        if row["status"].is_null() {
            row["status"] = "implemented".into();
            row["note.en"] = "As `# status = …` says.".into();
        }
    }
    project.write("all.json", all.to_string());
    let mut story = imported(&project, "all.json", &[]);
    story += &imported(&project, "all.json", &[]);
    insta::assert_snapshot!(story);
}
