//! Measures the times of a build: of Typst and of the stages around it.

use std::num::NonZeroU64;

use typst::syntax::Span;
use typst::{World, WorldExt};
use typst_timing::TimingScope;

use super::ReportWorld;

/// Turns measuring on, in the whole program.
pub fn start() {
    typst_timing::enable();
}

/// Measures the time until the result is dropped.
#[must_use]
pub fn scope(name: &'static str) -> Option<TimingScope> {
    TimingScope::new(name)
}

/// All times as JSON for the trace viewers of browsers. Lines of generated files are those of the first of `worlds` that has the file.
/// Fails with a message if an event cannot be written as JSON.
pub fn json<'a>(worlds: impl Iterator<Item = &'a ReportWorld> + Clone) -> Result<Vec<u8>, String> {
    let place = |span: NonZeroU64| {
        let span = Span::from_raw(span);
        worlds.clone().find_map(|world| line(world, span)).unwrap_or_else(|| ("elsewhere".to_owned(), 0))
    };
    let mut json = Vec::new();
    typst_timing::export_json(&mut json, place)?;
    Ok(json)
}

fn line(world: &ReportWorld, span: Span) -> Option<(String, u32)> {
    let id = span.id()?;
    let start = world.range(span)?.start;
    let line = world.source(id).ok()?.lines().byte_to_line(start)?;
    Some((id.vpath().get_without_slash().to_owned(), u32::try_from(line).ok()? + 1))
}
