//! Files of text: UTF-8, and no merge that somebody left unfinished.

use crate::diagnostics::{Code, Diagnostic, FileKey, Files, Place, SourceMap};
use crate::files::conflict;
use crate::model::characters;

/// Adds a text file; reports one that is not UTF-8 or has an unfinished merge.
pub fn text_file(path: &str, bytes: &[u8], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    whole(utf8_file(path, bytes, files, diagnostics)?, files, diagnostics)
}

/// Reports a merge that was not finished in a file that Typst reads, to which its markers are text and headings.
pub fn finished(path: &str, bytes: &[u8], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) {
    let text = std::str::from_utf8(bytes).unwrap_or_default();
    if conflict::first_marker(text).is_some() {
        text_file(path, bytes, files, diagnostics);
    }
}

/// The file, unless it is a merge that was not finished.
fn whole(key: FileKey, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    let Some(marker) = conflict::first_marker(&files.get(key).text) else { return Some(key) };
    let message = "an unfinished merge: the file holds more than one version of itself";
    let hint = "keep one of the versions, and delete the others with the lines of `<<<<<<<`, `|||||||`, `=======` and `>>>>>>>`; below `|||||||`, if it is there, \
                stands what both versions began with";
    diagnostics.push(Diagnostic::new(Code::UnfinishedMerge, Place::new(key, marker), message).with_hint(hint));
    None
}

/// Adds a text file; reports one that is not UTF-8. A byte order mark is not part of the text.
pub fn utf8_file(path: &str, bytes: &[u8], files: &mut Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(files.add(path, text.strip_prefix('\u{feff}').unwrap_or(text))),
        Err(error) => {
            let valid = error.valid_up_to();
            let key = files.add(path, String::from_utf8_lossy(bytes));
            let fault = Diagnostic::new(Code::NotUtf8, Place::new(key, valid..valid), "the file is not UTF-8 text");
            diagnostics.push(fault.with_hint("save it as UTF-8 in your editor"));
            None
        }
    }
}

/// A file whose text was read already, unless it is a merge that was not finished. Every character of it may stand on a page.
pub fn shown(key: FileKey, files: &Files, diagnostics: &mut Vec<Diagnostic>) -> Option<FileKey> {
    let key = whole(key, files, diagnostics)?;
    let text = &files.get(key).text;
    diagnostics.extend(characters::faults(text, || SourceMap::verbatim(key, 0..text.len())));
    Some(key)
}
