//! `raportti extract`: unpacks the source of a PDF as a project.

use std::path::{Path, PathBuf};

use crate::build::Failure;
use crate::build::version::{no_source, read_pdf, source_of};
use crate::cli::{Extract, Global};
use crate::console::{Ended, Outcome, json_lines, terminal};
use crate::diagnostics::many;
use crate::files::{Origin, read};
use crate::publish::{folder, pdf_fault::Fault, source, strays};

pub fn run(global: &Global, options: &Extract) -> Ended {
    if options.list {
        terminal::require_text_format(global, "extract --list", None)?;
    }
    let pdf = read_pdf(&options.file)?;
    if options.list {
        return list(global, &options.file, &pdf);
    }
    let (source, origin) = source_of(&options.file, &pdf)?;
    // Somebody else may have made this PDF, so the id may be unsafe as the name of a folder.
    let name = format!("{}-{}", origin.id, origin.version);
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.')) && !name.starts_with('.');
    let name = if plain { name } else { "report-source".to_owned() };
    let target = options.folder.clone().unwrap_or_else(|| PathBuf::from(name));
    strays::remove(read::folder_of(&target));
    if !folder::is_new(&target) {
        return Err(Failure::not_empty(&target).into());
    }
    let files = source.files();
    folder::write(&target, &files, "report")?;
    json_lines::folder(global, &target, &files, &[]);
    let shown = target.display();
    let made = format!("{} {}, made by raportti {}", origin.id, origin.version, origin.tool);
    terminal::print_line(global, &format!("{shown}  {} of {made}", many(files.len(), "file")));
    note_kept(global, &origin);
    terminal::print_paragraph(global, &format!("next: cd {shown} && raportti build"));
    Ok(Outcome::Fine)
}

/// Lists every file inside a PDF, with the sizes in bytes.
fn list(global: &Global, path: &Path, pdf: &[u8]) -> Ended {
    let attached = source::beside(pdf).map_err(|fault| no_source(path, &fault))?;
    let lines = |files: &[(String, usize)]| {
        let width = files.iter().map(|(_, length)| length.to_string().len()).max().unwrap_or_default();
        files.iter().for_each(|(name, length)| terminal::print_line(global, &format!("{length:>width$}  {name}")));
    };
    let count = many(attached.len(), "other file");
    match source::read(pdf) {
        Ok((source, origin)) => {
            let files: Vec<_> = source.files().into_iter().map(|(path, bytes)| (path, bytes.len())).collect();
            lines(&files);
            let made = format!("{} {}, `{}`, edition `{}`", origin.id, origin.version, origin.language, origin.edition);
            terminal::print_line(global, &format!("{} of {made}", many(files.len(), "file")));
            for (what, is_inside) in [("templates", source.templates.is_none()), ("fonts", source.fonts.is_none())] {
                if is_inside && (what == "templates" || origin.kept_fonts.is_empty()) {
                    terminal::print_line(global, &format!("the {what} are the built-in ones"));
                }
            }
            if !attached.is_empty() {
                terminal::print_paragraph(global, &format!("{count} beside the source; any PDF reader can save them"));
                lines(&attached);
            }
            note_kept(global, &origin);
            Ok(Outcome::Fine)
        }
        Err(Fault::NoSource) if !attached.is_empty() => {
            terminal::print_line(global, &format!("no source, and {count}; any PDF reader can save them"));
            lines(&attached);
            Ok(Outcome::Fine)
        }
        Err(fault) => Err(no_source(path, &fault).into()),
    }
}

/// Prints which fonts the PDF does not carry.
fn note_kept(global: &Global, origin: &Origin) {
    for (path, digest) in &origin.kept_fonts {
        terminal::note(global, &format!("the font `{path}` is not included and is needed to build: SHA-256 {digest}"));
    }
}
