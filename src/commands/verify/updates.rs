//! What other programs appended to a published PDF: marks, and whatever else they changed.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use crate::build::Failure;
use crate::cli::Global;
use crate::comments::mark::{Key, Mark};
use crate::comments::{marks, shown};
use crate::console::{json_lines, terminal};
use crate::diagnostics::many;
use crate::publish::{output, reader, strays};

/// Printed differences and names at most.
const LISTED: usize = 12;

/// The part of a PDF that was there first: all of it, unless another program appended something.
pub fn first(found: &[u8]) -> &[u8] {
    &found[..reader::first_revision(found).unwrap_or(found.len())]
}

/// Prints whether the first part is the published file, which marks came, and what is shown otherwise. `is_published` is `None` if it cannot
/// be said.
pub fn tell(global: &Global, (found, first): (&[u8], &[u8]), is_published: Option<bool>) {
    let (length, appended) = (first.len(), found.len() - first.len());
    let is = match is_published {
        Some(true) => "are the published file",
        Some(false) => "are NOT what their source gives",
        None => "are a whole file, of which nothing can be proven here",
    };
    terminal::print_line(global, &format!("its first {length} bytes {is}; another program appended {appended} bytes"));
    let marks = marks(found, first);
    let what = if is_published == Some(true) { "the published file" } else { "these bytes" };
    let (count, line) = match marks {
        Some((line, count)) => (Some(count), line),
        None => (None, "whether marks were added cannot be said: they cannot be read".to_owned()),
    };
    terminal::print_line(global, &line);
    let shown = shown::compare(found, first);
    let line = match &shown {
        Err(fault) => format!("what it shows cannot be compared with {what}: {fault}"),
        Ok(shown) if shown.differences.is_empty() => format!(
            "as shown, its {}, their fonts and {} are those of {what}, below the marks",
            many(shown.pages, "page"),
            many(shown.attachments, "attachment")
        ),
        Ok(shown) => format!("as shown, it DIFFERS from {what}: {}", listed(&shown.differences, "; ")),
    };
    terminal::print_line(global, &line);
    json_lines::updates(global, length, appended, count, shown.ok().as_ref().map(|shown| &shown.differences[..]));
}

/// A line on the marks that a PDF has and its first part has not, and their number; `None` if they cannot be read.
pub fn marks(found: &[u8], first: &[u8]) -> Option<(String, usize)> {
    let marked = marks::of(found).ok()?;
    let before: HashSet<Key> = marks::of(first).iter().flat_map(|marked| &marked.marks).map(|mark| mark.key).collect();
    let added: Vec<&Mark> = marked.marks.iter().filter(|mark| !before.contains(&mark.key)).collect();
    let people: BTreeSet<&str> = added.iter().filter_map(|mark| mark.author.as_deref()).collect();
    let people: Vec<String> = people.into_iter().map(str::to_owned).collect();
    let mut line = format!("marks added: {}", added.len());
    if !people.is_empty() {
        line += &format!(", by {}", listed(&people, ", "));
    }
    let counts = [
        ("replies", added.iter().map(|mark| mark.replies.len()).sum::<usize>()),
        ("states", added.iter().map(|mark| mark.reviews.len()).sum()),
        ("not readable", marked.unread.len()),
    ];
    for (what, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        line += &format!("; {what}: {count}");
    }
    Some((line, added.len()))
}

fn listed(what: &[String], between: &str) -> String {
    let shown = what[..what.len().min(LISTED)].join(between);
    if what.len() > LISTED { format!("{shown} … and {} more", what.len() - LISTED) } else { shown }
}

/// Writes the first part, unless it is proven to be another file than the published one. Returns the number of written files. Fails if the
/// file cannot be written, or is the marked one.
pub fn write(
    global: &Global,
    path: &Path,
    out: &Path,
    first: &[u8],
    is_published: Option<bool>,
) -> Result<usize, Failure> {
    if is_published == Some(false) {
        terminal::print_line(global, &format!("`{}` is not written: there is no published file", out.display()));
        return Ok(0);
    }
    let is_own = matches!((path.canonicalize(), out.canonicalize()), (Ok(path), Ok(out)) if path == out);
    if is_own {
        return Err(Failure::new(format!("`{}` is the file with the marks", out.display()))
            .with_hint("name another one after `--published`"));
    }
    strays::remove(crate::files::read::folder_of(out));
    output::write(out, first)?;
    terminal::print_line(global, &format!("{}  {} bytes", out.display(), first.len()));
    json_lines::output(global, out, None, first);
    Ok(1)
}
