//! The files of `report/` that outputs may depend on. Saved comments are among them only if the report prints them, and then without names
//! if it says so; so whatever is made of these files holds no comment that its pages do not show.

use std::sync::Arc;

use toml::{Table, Value};

use crate::files::Tree;
use crate::model::load::{self, report_file};
use crate::model::typed::{PrintedComments, Report};

/// The folder of saved comments, with a slash at its end.
pub const COMMENTS: &str = "report/comments/";
/// The file that holds all of them once their names are taken out. The names of files may be those of people, too.
const WITHOUT_NAMES: &str = "report/comments/comments.toml";

/// The rule that a comment which waits is allowed to break. Where nobody is named, no name needs to be allowed.
const OPEN: &str = "open-comment";

/// What is left of a comment when names are taken out: what the part prints, and where it belongs. Days, times and replies could tell whose it is.
const KEPT: [&str; 9] = ["state", "answer", "item", "field", "language", "words", "text", "proposal", "proposed"];

/// Whether no output may name those who commented: the report says so, or the user.
pub fn is_anonymous(report: Option<Report>, asked: bool) -> bool {
    asked || report.and_then(Report::comments).and_then(PrintedComments::anonymous) == Some(true)
}

/// The files of a report that its outputs may depend on. `asked` as in [`is_anonymous`].
pub fn files(report: &Arc<Tree>, asked: bool) -> Arc<Tree> {
    if !report.keys().any(|path| path.starts_with(COMMENTS)) {
        return report.clone();
    }
    let head = report_file::head(report);
    let head = head.as_ref().map(Report);
    let prints = head.is_some_and(|head| head.parts().iter().any(|part| part.value == load::COMMENTS));
    let is_anonymous = is_anonymous(head, asked);
    if prints && !is_anonymous {
        return report.clone();
    }
    let others = report.iter().filter(|(path, _)| !path.starts_with(COMMENTS));
    let mut kept: Tree = others.map(|(path, bytes)| (path.clone(), bytes.clone())).collect();
    if prints {
        let files = report.iter().filter(|(path, _)| path.starts_with(COMMENTS) && path.ends_with(".toml"));
        kept.insert(WITHOUT_NAMES.to_owned(), without_names(files.map(|(_, bytes)| bytes.as_slice())).into_bytes());
    }
    Arc::new(kept)
}

/// One file with what comments say and nothing that tells whose they are: no names, no keys made of them, no words of editors among the
/// lines, and in an order that says nothing. The same for itself, so that a PDF comes out the same from the source that it carries.
fn without_names<'f>(files: impl Iterator<Item = &'f [u8]>) -> String {
    let (mut comments, mut allows) = (Vec::new(), false);
    for bytes in files {
        // A file that cannot be read has a fault, which is reported elsewhere.
        let text = std::str::from_utf8(bytes).unwrap_or_default().trim_start_matches('\u{feff}');
        let Ok(table) = text.parse::<Table>() else { continue };
        comments.extend(tables(&table, "comment").map(restricted));
        allows |= tables(&table, "allow").any(|allow| allow.get("rule").and_then(Value::as_str) == Some(OPEN));
    }
    comments.sort_by_cached_key(Table::to_string);
    let mut whole = Table::new();
    if allows {
        let allow = [("rule", OPEN), ("reason", "The report of the editors says why.")];
        let allow = allow.map(|(key, text)| (key.to_owned(), Value::from(text)));
        whole.insert("allow".to_owned(), Value::Array(vec![Value::Table(allow.into_iter().collect())]));
    }
    if !comments.is_empty() {
        whole.insert("comment".to_owned(), Value::Array(comments.into_iter().map(Value::Table).collect()));
    }
    whole.to_string()
}

fn tables<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t Table> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_table)
}

fn restricted(comment: &Table) -> Table {
    let kept = comment.iter().filter(|(key, _)| KEPT.contains(&key.as_str()));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}
