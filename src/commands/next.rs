//! `raportti next`: begins the next edition of a report.

use jiff::{Timestamp, tz::TimeZone};

use crate::build::release::{self, repository};
use crate::build::{Draft, Failure, Inputs};
use crate::cli::{Global, Next as Options};
use crate::console::{Ended, Outcome, terminal};
use crate::diagnostics::many;
use crate::edits::{self, Edition};
use crate::model::typed::Report;
use crate::publish::saved;

pub fn run(global: &Global, options: &Options) -> Ended {
    terminal::require_text_format(global, "next", None)?;
    let inputs = Inputs::read(global.project.as_deref())?;
    let Draft { model, files } = Draft::of(&inputs)?;
    let unreadable = || Failure::new("`report.toml` cannot be read").with_hint("`raportti check` shows its faults");
    let report = model.report().ok_or_else(unreadable)?;
    let now = report.version().value.clone();
    let next = options.version.clone().or_else(|| edits::version_after(&now)).ok_or_else(|| {
        Failure::new(format!("no version follows `{now}`, which is not three numbers"))
            .with_hint("name it: `--version 1.2.0`")
    })?;
    let edition = Edition { version: &next, day: day(options)?, asks: !options.no_follow_up };
    let (edit, asked) = edits::next_edition(edition, report, &model, &inputs.report, &files).map_err(Failure::from)?;
    saved::save(&inputs.project, &edit)?;
    for path in edit.written.keys() {
        terminal::print_line(global, &format!("changed  {path}"));
    }
    terminal::note(global, &kept(&inputs, report, &now)?);
    if !asked.is_empty() {
        let count = many(asked.len(), "recommendation");
        terminal::note(
            global,
            &format!("the states of {count} are asked for; `raportti check` names those that nobody has given"),
        );
    }
    Ok(Outcome::Fine)
}

/// The day that a user names, or today in universal time.
fn day(options: &Options) -> Result<(u16, u8, u8), Failure> {
    let date = match &options.date {
        None => Timestamp::now().to_zoned(TimeZone::UTC).date(),
        Some(date) => date.parse().map_err(|_| {
            Failure::new(format!("`{date}` is no day")).with_hint("write year, month and day: `--date 2027-01-31`")
        })?,
    };
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    match parts {
        (Ok(year), Ok(month), Ok(day)) => Ok((year, month, day)),
        _ => Err(Failure::new(format!("`{date}` is no day of a report"))),
    }
}

/// What the release of the next edition compares its ids with, or that it has nothing.
fn kept(inputs: &Inputs, report: Report, version: &str) -> Result<String, Failure> {
    let releases = inputs.project.join("dist");
    let newest = release::newest(&releases, &report.id().value).map(|(_, folder)| folder);
    if let Some(name) = newest.as_deref().and_then(|folder| folder.file_name()) {
        return Ok(format!(
            "no id of dist/{} may be lost: take items out with `raportti withdraw`",
            name.to_string_lossy()
        ));
    }
    let tag = format!("v{version}");
    let tagged = repository::inspect(inputs, &tag).ok().flatten().is_some_and(|repository| repository.tagged.is_some());
    Ok(match tagged {
        true => {
            format!("no id of the tag {tag} may be lost: name it when you release, `raportti release --since {tag}`")
        }
        false => format!(
            "{version} is neither in dist/ nor a tag, so nobody will notice ids that are lost; release it first"
        ),
    })
}
