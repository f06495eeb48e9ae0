//! Proves the order in which languages and editions are set.

use raportti::build::plan::{Job, Mode, Plan, plan};
use raportti::model::Edition;

/// Three languages in two editions: the screen editions, then the print editions.
fn six(urgent: Option<usize>) -> Vec<Job> {
    let languages = ["fi", "sv", "en"].map(|name| name.parse().expect("this is a language"));
    let keys = [Edition::Screen, Edition::Print].into_iter().flat_map(|edition| languages.map(|it| (it, edition)));
    let job = |(index, key)| Job { key, is_urgent: urgent == Some(index), has_pages: false };
    keys.enumerate().map(job).collect()
}

fn order(plan: &Plan) -> Vec<usize> {
    plan.steps.iter().map(|step| step.job).collect()
}

/// The base of each job.
fn bases(plan: &Plan) -> Vec<Option<usize>> {
    let mut steps = plan.steps.clone();
    steps.sort_by_key(|step| step.job);
    steps.iter().map(|step| step.base).collect()
}

#[test]
fn a_print_edition_comes_after_the_screen_edition_of_its_language() {
    assert_eq!(order(&plan(&six(None), 1, Mode::Watch)), [0, 3, 1, 4, 2, 5]);
    assert_eq!(order(&plan(&six(None), 2, Mode::Watch)), [0, 1, 3, 2, 4, 5]);
    assert_eq!(order(&plan(&six(None), 8, Mode::Watch)), [0, 1, 2, 3, 4, 5]);
    assert_eq!(order(&plan(&six(Some(4)), 2, Mode::Watch)), [4, 0, 1, 3, 2, 5]);
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
    assert_eq!((bases(&all), all.is_first_urgent), (vec![None, None, None, Some(0), Some(1), Some(2)], false));
    // An urgent job waits for no other, and is set alone.
    let urgent = plan(&six(Some(4)), 4, Mode::Watch);
    assert_eq!(bases(&urgent), [None, None, None, Some(0), None, Some(2)]);
    assert_eq!((order(&urgent)[0], urgent.is_first_urgent, urgent.slots), (4, true, 4));
    // A job with pages of its own does not wait, either.
    let warm: Vec<Job> = six(None).into_iter().map(|job| Job { has_pages: true, ..job }).collect();
    assert_eq!(bases(&plan(&warm, 4, Mode::Watch)), [None; 6]);
    assert_eq!(bases(&plan(&six(None)[3..], 4, Mode::Once)), [None; 3]);
}

/// A step that waits for a later step would wait forever.
#[test]
fn a_base_is_an_earlier_step_and_each_job_is_one_step() {
    for cores in 1..=9 {
        for urgent in (0..6).map(Some).chain([None]) {
            for mode in [Mode::Once, Mode::Watch] {
                let plan = plan(&six(urgent), cores, mode);
                let mut order = order(&plan);
                for (turn, step) in plan.steps.iter().enumerate() {
                    assert!(step.base.is_none_or(|base| order[..turn].contains(&base)), "{plan:?}");
                }
                order.sort_unstable();
                assert_eq!(order, [0, 1, 2, 3, 4, 5]);
            }
        }
    }
}
