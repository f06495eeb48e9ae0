//! Proves the order in which languages and editions are set.

use raportti::build::plan::{Job, Mode, Plan, Step, plan};
use raportti::model::Edition;

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
