//! Plans the order of jobs and the slots that each takes: a pure function.

use crate::model::Edition;

use super::Key;

/// Whether the program ends after the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It ends. Screen editions are finished at once: compact, with their source inside.
    Once,
    /// It waits for the next edit. Screen editions stay as Typst wrote them, which is faster; `embed` finishes them later.
    Watch,
}

/// One language and edition to set.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    pub key: Key,
    /// A user is looking at its pages: it is set before all others, and alone.
    pub is_urgent: bool,
    /// It has pages of the last round for a warm start.
    pub has_pages: bool,
}

/// How jobs are set.
#[derive(Debug, PartialEq)]
pub struct Plan {
    /// The number of concurrent layouts.
    pub slots: usize,
    /// The job that takes all slots until its PDF is written; the others take one each until they are laid out.
    pub urgent: Option<usize>,
    /// In the order of the jobs.
    pub steps: Vec<Step>,
}

/// When one job is set.
#[derive(Debug, PartialEq)]
pub struct Step {
    /// Unique, from 0.
    pub turn: usize,
    /// The index of the step whose pages give this one a warm start. It has an earlier turn.
    pub base: Option<usize>,
    /// Whether another step starts from its pages.
    pub is_base: bool,
}

/// Plans jobs for this number of cores.
pub fn plan(jobs: &[Job], cores: usize, mode: Mode) -> Plan {
    // A cold layout uses several cores for the chapters of one language, so more languages at once only cost memory. After an edit,
    // most of the work runs on one core.
    let slots = cores.max(1).div_ceil(if mode == Mode::Once { 2 } else { 1 });
    let urgent = jobs.iter().position(|job| job.is_urgent);
    let turns = turns(jobs, urgent, slots);
    let base_of = |index: usize| {
        let job = &jobs[index];
        let screen = (job.key.0, Edition::Screen);
        let screen = jobs.iter().position(|other| other.key == screen && job.key.1 == Edition::Print);
        screen.filter(|screen| !job.has_pages && turns[*screen] < turns[index])
    };
    let bases: Vec<Option<usize>> = (0..jobs.len()).map(base_of).collect();
    let steps = (0..jobs.len()).map(|index| Step {
        turn: turns[index],
        base: bases[index],
        is_base: bases.contains(&Some(index)),
    });
    Plan { slots, urgent, steps: steps.collect() }
}

/// The turn of each job: the urgent one first, and a print edition after the screen edition of its language is laid out.
fn turns(jobs: &[Job], urgent: Option<usize>, slots: usize) -> Vec<usize> {
    let mut languages = Vec::new();
    let ranks = jobs.iter().map(|Job { key: (language, edition), .. }| {
        let known = languages.iter().position(|known| known == language);
        let language = known.unwrap_or_else(|| {
            languages.push(*language);
            languages.len() - 1
        });
        if *edition == Edition::Print { 2 * (language + slots) - 1 } else { 2 * language }
    });
    let ranks: Vec<usize> = ranks.collect();
    let mut indexes: Vec<usize> = (0..jobs.len()).collect();
    indexes.sort_by_key(|index| (urgent != Some(*index), ranks[*index], *index));
    let mut turns = vec![0; jobs.len()];
    for (turn, index) in indexes.into_iter().enumerate() {
        turns[index] = turn;
    }
    turns
}
