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

#[cfg(test)]
mod tests {
    use super::*;

    /// Three languages in two editions: the screen editions, then the print editions.
    fn six(urgent: Option<usize>) -> Vec<Job> {
        let languages = ["fi", "sv", "en"].map(|name| name.parse().expect("this is a language"));
        let keys = [Edition::Screen, Edition::Print].into_iter().flat_map(|edition| languages.map(|it| (it, edition)));
        let job = |(index, key)| Job { key, is_urgent: urgent == Some(index), has_pages: false };
        keys.enumerate().map(job).collect()
    }

    fn turns(plan: &Plan) -> Vec<usize> {
        plan.steps.iter().map(|step| step.turn).collect()
    }

    fn bases(plan: &Plan) -> Vec<Option<usize>> {
        plan.steps.iter().map(|step| step.base).collect()
    }

    #[test]
    fn a_print_edition_comes_after_the_screen_edition_of_its_language() {
        assert_eq!(turns(&plan(&six(None), 1, Mode::Watch)), [0, 2, 4, 1, 3, 5]);
        assert_eq!(turns(&plan(&six(None), 2, Mode::Watch)), [0, 1, 3, 2, 4, 5]);
        assert_eq!(turns(&plan(&six(None), 8, Mode::Watch)), [0, 1, 2, 3, 4, 5]);
        assert_eq!(turns(&plan(&six(Some(4)), 2, Mode::Watch)), [1, 2, 4, 3, 0, 5]);
    }

    #[test]
    fn cold_layouts_have_two_cores_each_and_warm_ones_one() {
        let slots = |mode| [0, 1, 2, 3, 16].map(|cores| plan(&six(None), cores, mode).slots);
        assert_eq!(slots(Mode::Once), [1, 1, 1, 2, 8]);
        assert_eq!(slots(Mode::Watch), [1, 1, 2, 3, 16]);
    }

    #[test]
    fn a_print_edition_begins_with_the_pages_of_its_screen_edition() {
        let all = plan(&six(None), 4, Mode::Once);
        assert_eq!(bases(&all), [None, None, None, Some(0), Some(1), Some(2)]);
        assert!(all.steps[..3].iter().all(|step| step.is_base));
        // An urgent job waits for no other, and takes all slots.
        let urgent = plan(&six(Some(4)), 4, Mode::Watch);
        assert_eq!(bases(&urgent), [None, None, None, Some(0), None, Some(2)]);
        assert_eq!((urgent.urgent, urgent.slots), (Some(4), 4));
        // Nor does a job that has pages of its own.
        let warm: Vec<Job> = six(None).into_iter().map(|job| Job { has_pages: true, ..job }).collect();
        let warm = plan(&warm, 4, Mode::Watch);
        assert!(warm.steps.iter().all(|step| step.base.is_none() && !step.is_base));
        assert_eq!(bases(&plan(&six(None)[3..], 4, Mode::Once)), [None, None, None]);
    }

    /// A step that waits for a step with a later turn would wait for ever.
    #[test]
    fn a_base_has_an_earlier_turn_and_turns_are_taken_once() {
        for cores in 1..=9 {
            for urgent in (0..6).map(Some).chain([None]) {
                for mode in [Mode::Once, Mode::Watch] {
                    let plan = plan(&six(urgent), cores, mode);
                    let mut all = turns(&plan);
                    let is_earlier = |step: &Step| step.base.is_none_or(|base| plan.steps[base].turn < step.turn);
                    assert!(plan.steps.iter().all(is_earlier), "{plan:?}");
                    all.sort_unstable();
                    assert_eq!(all, [0, 1, 2, 3, 4, 5]);
                }
            }
        }
    }
}
