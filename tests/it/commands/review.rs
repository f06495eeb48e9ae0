//! Proves what `review` and `trace` print and record.

use std::fs;

use raportti::meaning::review::edit::{Changes, edited};
use raportti::meaning::review::{lock::Name, merge::sides};

use crate::support::cells;
use crate::support::project::{Project, copy, repository};

/// A report whose links and translations are all reviewed.
fn reviewed(report: &str) -> Project {
    let project = Project::of_report(report);
    project.run(&["review", "--all"]).must_succeed();
    project
}

const LOCK: &str = "report/review.lock";

#[test]
fn a_changed_finding_makes_conclusions_and_recommendations_suspect_until_they_are_reviewed() {
    let project = reviewed("full");
    let before = project.read(LOCK);
    project.edit("report/findings/F2.toml", "Another finding", "Otherwise");
    let mut story = project.run(&["check", "--format", "short"]).transcript();
    story.retain(|c| c != '\r');
    let story: String =
        story.lines().filter(|line| line.contains("suspect") || line.contains("stale")).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!("suspects", story);
    insta::assert_snapshot!("dry_run", project.run(&["review", "--all", "--dry-run"]).must_succeed().transcript());
    assert_eq!(project.read(LOCK), before, "a dry run writes nothing");
    insta::assert_snapshot!("review_of_one_link", project.run(&["review", "C1:F2"]).must_succeed().transcript());
    let after = project.read(LOCK);
    let changed: Vec<(&str, &str)> = before.lines().zip(after.lines()).filter(|(old, new)| old != new).collect();
    assert_eq!(changed.len(), 1, "only the line of the stamp changes: {changed:?}");
    assert!(changed[0].1.starts_with("\"C1:F2\" = "));
    let rest = project.run(&["check"]).transcript();
    assert!(!rest.contains("suspect-link"), "{rest}");
    insta::assert_snapshot!("review_of_translations", project.run(&["review", "F2", "--lang", "sv,fi"]).transcript());
    assert!(!project.run(&["check"]).transcript().contains("stale-translation"));
    let idle = project.run(&["review", "--all"]).must_succeed().stdout;
    assert!(idle.starts_with("nothing to record"), "{idle}");
}

/// Before the first review there is no lock, and later it has only what was reviewed.
#[test]
fn no_other_command_changes_the_lock() {
    const LOCK: &str = "report/review.lock";
    let project = Project::of_report("minimal");
    let others: [&[&str]; 9] = [
        &["check"],
        &["build"],
        &["release"],
        &["compare", "."],
        &["trace"],
        &["doctor"],
        &["schema"],
        &["expand", "expanded"],
        &["review"],
    ];
    for arguments in others {
        project.run(arguments).must_succeed();
        assert!(!project.path().join(LOCK).exists(), "{arguments:?}");
    }
    project.run(&["review", "--all"]).must_succeed();
    let lock = project.read(LOCK);
    project.edit("report/findings/F1.toml", "title = \"", "title = \"New ");
    for arguments in others.iter().filter(|arguments| !["release", "expand"].contains(&arguments[0])) {
        project.run(arguments).must_succeed();
        assert_eq!(project.read(LOCK), lock, "{arguments:?}");
    }
    project.run(&["review", "--all"]).must_succeed();
    assert_ne!(project.read(LOCK), lock);
}

/// Faults of reviews do not prevent a review, even if the report makes them errors. Other errors do.
#[test]
fn a_suspect_link_that_is_an_error_can_be_reviewed_and_a_broken_report_cannot() {
    let project = reviewed("minimal");
    project.write("report/report.toml", project.read("report/report.toml") + "\n[rules]\nsuspect-link = \"error\"\n");
    project.edit("report/findings/F1.toml", "increased", "decreased");
    assert_eq!(project.run(&["build"]).code, 1);
    project.edit("report/conclusions/C1.toml", "[\"F1\"]", "[\"F1\", \"F7\"]");
    let before = project.read(LOCK);
    let refused = project.run(&["review", "--all"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("dangling-link"), "{}", refused.stderr);
    assert_eq!(project.read(LOCK), before);
    project.edit("report/conclusions/C1.toml", "[\"F1\", \"F7\"]", "[\"F1\"]");
    project.run(&["review", "--all"]).must_succeed();
    project.run(&["check", "--deny", "warnings"]).must_succeed();
}

#[test]
fn a_lock_that_cannot_be_read_is_not_written() {
    let project = Project::of_report("minimal");
    for lock in ["format = 2\n", "format = 1\n<<<<<<< HEAD\n=======\n>>>>>>> b\n", "format = 1\n[lnks]\n", "links ="] {
        project.write(LOCK, lock);
        assert_eq!(project.run(&["review", "--all"]).code, 1, "{lock}");
        assert_eq!(project.read(LOCK), lock);
    }
}

#[test]
fn stamps_of_removed_links_and_texts_are_removed_and_listed() {
    let project = reviewed("full");
    let lock = project.read(LOCK).replace("\"C1:F2\"", "# It stays.\n\"C1:F2\"");
    project.write(LOCK, lock.replace("[links]\n", "[links]\n\"C9:F9\" = \"00000000000000000000000000000000\"\n"));
    insta::assert_snapshot!("gone", project.run(&["review", "--all"]).must_succeed().transcript());
    assert_eq!(project.read(LOCK), lock);
}

#[test]
fn an_unknown_name_is_reported_with_the_nearest_one() {
    let project = reviewed("full");
    insta::assert_snapshot!("unknown_name", project.run(&["review", "C1:F3"]).transcript());
    insta::assert_snapshot!("unknown_id", project.run(&["trace", "F9"]).transcript());
}

#[test]
fn a_trace_shows_what_is_below_and_above_in_every_form() {
    let project = reviewed("full");
    project.edit("report/sources/act.toml", "title = \"", "title = \"New ");
    project.run(&["review", "Fig1:act", "Fig2:act"]).must_succeed();
    for form in ["text", "markdown", "csv", "json", "dot"] {
        let answer = project.run(&["trace", "F2", "A1.1", "--as", form]).must_succeed();
        insta::assert_snapshot!(format!("trace_{form}"), answer.stdout);
    }
}

#[test]
fn the_whole_matrix_has_every_way_and_no_formula() {
    let project = Project::of_report("minimal");
    project.edit("report/findings/F1.toml", "Visits increased", "=SUM(A1)");
    let csv = project.run(&["trace", "--as", "csv"]).must_succeed().stdout;
    let (mark, table) = csv.split_at('\u{feff}'.len_utf8());
    assert_eq!(mark, "\u{feff}");
    let mut table = csv::Reader::from_reader(table.as_bytes());
    let rows: Vec<csv::StringRecord> = table.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    let cells: Vec<&str> = rows[0].iter().collect();
    assert_eq!(cells[7..], ["F1", "'=SUM(A1)", "statistics2025", ""], "without a lock nothing is agreed or suspect");
    project.write("report/conclusions/C2.toml", project.read("report/conclusions/C1.toml"));
    project.write("report/findings/F2.toml", project.read("report/findings/F1.toml"));
    insta::assert_snapshot!("trace_whole", project.run(&["trace"]).must_succeed().stdout);
}

#[test]
fn titles_with_bars_and_backslashes_stay_in_their_cells() {
    let project = Project::of_report("minimal");
    let title = "Visits | `C:\\\\a|b` \\\\| hours\\nand days";
    project.edit("report/findings/F1.toml", "Visits increased", title);
    let table = project.run(&["trace", "--as", "markdown"]).must_succeed().stdout;
    let row = cells::rows(&table).into_iter().nth(1).unwrap();
    assert_eq!(row.len(), 8, "{table}");
    assert_eq!(row[2], "F1 Visits | `C:\\a|b` \\| hours and days", "{table}");
}

/// This repository's report has an up-to-date lock: `check --deny warnings` passes.
#[test]
fn the_report_of_this_repository_is_reviewed() {
    let project = Project::empty();
    for folder in ["report", "templates", "fonts"] {
        copy(&repository().join(folder), &project.path().join(folder));
    }
    assert!(fs::exists(project.path().join(LOCK)).unwrap());
    project.run(&["check", "--deny", "warnings"]).must_succeed();
    let again = project.run(&["review", "--all"]).must_succeed().stdout;
    assert!(again.starts_with("nothing to record"), "{again}");
}

/// Two reviewers on two branches: all stamps are kept, and of two stamps of one link the matching one.
#[test]
fn a_merge_of_two_reviews_is_finished() {
    let project = reviewed("full");
    let base = project.read(LOCK);
    // Our side reviewed another version of F2, and their side another version of a source. The merged report has one of the two.
    project.edit("report/findings/F2.toml", "Another finding", "Otherwise");
    project.run(&["review", "--all"]).must_succeed();
    let ours = project.read(LOCK);
    let line =
        |lock: &str, name: &str| lock.lines().find(|line| line.starts_with(&format!("\"{name}\""))).unwrap().to_owned();
    let (old, new) = (line(&base, "C1:F2"), line(&ours, "C1:F2"));
    let zeros = "\"R1:C1\" = \"00000000000000000000000000000000\"";
    let conflict = format!(
        "<<<<<<< HEAD\n{old}\n{zeros}\n||||||| 1234567\n{old}\n=======\n{new}\n{}\n\"C9:F1\" = \"11111111111111111111111111111111\"\n>>>>>>> theirs\n",
        zeros.replace('0', "2")
    );
    let conflict = ours.replace(&format!("{new}\n"), &conflict).replace(&format!("{}\n", line(&ours, "R1:C1")), "");
    project.write(LOCK, &conflict);
    insta::assert_snapshot!("merge", project.run(&["review", "--merge"]).must_succeed().transcript());
    assert_eq!(line(&project.read(LOCK), "C1:F2"), new);
    assert_eq!(line(&project.read(LOCK), "R1:C1"), zeros);
    project.run(&["review", "--all"]).must_succeed();
    // A line that the conflict moved stays where it is.
    let sorted = |lock: &str| {
        let mut lines: Vec<String> = lock.lines().map(str::to_owned).collect();
        lines.sort_unstable();
        lines
    };
    assert!(sorted(&project.read(LOCK)) == sorted(&ours), "with the rest reviewed it is the lock of the merged report");
    let idle = project.run(&["review", "--merge"]).must_succeed().stdout;
    assert_eq!(idle, "report/review.lock has no conflict\n");
}

#[test]
fn a_release_with_a_suspect_link_is_refused() {
    let project = reviewed("minimal");
    project.edit("report/findings/F1.toml", "increased", "decreased");
    let refused = project.run(&["release"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("error[suspect-link]"), "{}", refused.stderr);
    assert!(!project.path().join("dist").exists());
    project.run(&["review", "C1:F1"]).must_succeed();
    project.run(&["release"]).must_succeed();
}

fn links(set: &[(&str, &str)], remove: &[&str]) -> Changes {
    let set = set.iter().map(|(name, stamp)| (*name, Some((*stamp).to_owned())));
    let all = set.chain(remove.iter().map(|name| (*name, None)));
    all.map(|(name, stamp)| (Name { language: None, text: name.to_owned() }, stamp)).collect()
}

#[test]
fn a_new_lock_is_sorted_as_people_sort() {
    let changes = links(&[("J10:H1", "a"), ("J2:H1", "b"), ("J2:H10", "c"), ("J2:H9", "d")], &[]);
    let lock = edited(None, &changes);
    let lines: Vec<&str> = lock.lines().filter(|line| line.starts_with('"')).collect();
    assert_eq!(lines, ["\"J2:H1\" = \"b\"", "\"J2:H9\" = \"d\"", "\"J2:H10\" = \"c\"", "\"J10:H1\" = \"a\""]);
}

#[test]
fn only_the_lines_of_the_stamps_change() {
    let old = "# ours\nformat = 1\n\n[links]\n# first\n\"J1:H1\" = \"a\" # agreed on 1.2.\n\"S1:J1\" = \"b\"\n\"J9:H9\" = \"c\"\n";
    let changes = links(&[("J1:H1", "x"), ("J1:H2", "y")], &["J9:H9"]);
    let lock = edited(Some(old), &changes);
    assert_eq!(
        lock,
        "# ours\nformat = 1\n\n[links]\n# first\n\"J1:H1\" = \"x\" # agreed on 1.2.\n\"J1:H2\" = \"y\"\n\"S1:J1\" = \"b\"\n"
    );
}

#[test]
fn windows_line_ends_and_a_custom_order_stay() {
    let old = "format = 1\r\n[links]\r\n\"S1:J1\" = \"b\"\r\n\"J1:H1\" = \"a\"\r\n";
    let lock = edited(Some(old), &links(&[("S1:J2", "c")], &[]));
    assert_eq!(lock, "format = 1\r\n[links]\r\n\"S1:J1\" = \"b\"\r\n\"J1:H1\" = \"a\"\r\n\"S1:J2\" = \"c\"\r\n");
}

#[test]
fn a_table_in_braces_gets_lines() {
    let lock = edited(Some("format = 1\nlinks = { \"J1:H1\" = \"a\" }\n"), &links(&[("J1:H2", "b")], &[]));
    assert_eq!(lock.parse::<toml::Table>().unwrap()["links"].as_table().unwrap().len(), 2);
    assert!(lock.contains("\n\"J1:H2\" = \"b\""), "{lock}");
}

#[test]
fn the_sides_of_a_conflict_are_files_without_marks() {
    let text = "a\n<<<<<<< HEAD\nb\n||||||| base\nx\n=======\nc\n>>>>>>> other\nd\n";
    assert_eq!(sides(text), Some(("a\nb\nd\n".to_owned(), "a\nc\nd\n".to_owned())));
    assert_eq!(sides("a\nb\n"), None);
    assert_eq!(sides("<<<<<<< HEAD\na\n=======\nb\n"), None, "half a conflict is not guessed at");
    assert_eq!(sides("<<<<<<<ä\nb\n=======\n>>>>>>>\n"), Some(("b\n".to_owned(), String::new())));
}
