//! Plans the order of jobs: a pure function.

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
    /// Whether the first step is set alone, until its PDF is written.
    pub is_first_urgent: bool,
    /// In the order in which they begin.
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The index of the job.
    pub job: usize,
    /// The job of an earlier step, whose pages give this one a warm start.
    pub base: Option<usize>,
}

/// Plans jobs for this number of cores: the urgent one first, and a print edition after the screen edition of its language.
pub fn plan(jobs: &[Job], cores: usize, mode: Mode) -> Plan {
    // A cold layout uses several cores for the chapters of one language, so more languages at once only cost memory. After an edit,
    // most of the work runs on one core.
    let slots = cores.max(1).div_ceil(if mode == Mode::Once { 2 } else { 1 });
    let urgent = jobs.iter().position(|job| job.is_urgent);
    let rank = |job: usize| {
        let (language, edition) = jobs[job].key;
        let number = jobs.iter().take_while(|other| other.key.0 != language).count();
        if edition.is_printed() { 2 * (number + slots) - 1 } else { 2 * number }
    };
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|job| (urgent != Some(*job), rank(*job), *job));
    let step = |(turn, job): (usize, &usize)| {
        let Job { key: (language, edition), has_pages, .. } = jobs[*job];
        let with = |wanted| order[..turn].iter().copied().find(|other| jobs[*other].key == (language, wanted));
        // A cover has the very pages of the print edition, so that those are its layout.
        let base = match edition {
            Edition::Cover => with(Edition::Print).or_else(|| with(Edition::Screen)),
            Edition::Print => with(Edition::Screen),
            Edition::Screen | Edition::Changes => None,
        };
        Step { job: *job, base: base.filter(|_| !has_pages) }
    };
    Plan { slots, is_first_urgent: urgent.is_some(), steps: order.iter().enumerate().map(step).collect() }
}
