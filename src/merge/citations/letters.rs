//! Splits citations over several runs of hayagriva's driver, so that every source that needs a letter gets one (`Smith 2020a`).
//! hayagriva disambiguates in three rounds, and each round adds letters to one group of sources with the same citation. In a report with
//! more groups, each group is run with the citations that cite it, and everything else in a run of its own.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use hayagriva::Entry;

use crate::merge::Citation;

use super::{order::Met, style::Style};

/// The number of groups that one run disambiguates: hayagriva's rounds.
const GROUPS: usize = 3;

/// The input of one run of the driver.
pub struct Share<'e> {
    /// The sources of the run, in the order of the list.
    pub order: Vec<&'e Entry>,
    pub met: Vec<Met<'e>>,
    /// The sources whose entries in the list are taken from this run.
    pub lists: HashSet<&'e str>,
}

/// The groups of sources that only a letter distinguishes, if there are more than one run can do. `alone` gives the citation of each
/// source by itself, without letters. A style whose citations depend on earlier ones needs all citations in one run, so it has no groups.
pub fn groups<'e>(order: &[&'e Entry], style: &Style, alone: impl FnOnce() -> Vec<String>) -> Vec<Vec<&'e Entry>> {
    if !style.csl.citation.disambiguate_add_year_suffix || style.by_position {
        return Vec::new();
    }
    let mut alike: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for (entry, words) in order.iter().zip(alone()) {
        alike.entry(words).or_default().push(entry);
    }
    let groups: Vec<_> = alike.into_values().filter(|group| group.len() > 1).collect();
    // Disambiguating names takes rounds, too.
    let citation = &style.csl.citation;
    let rounds = if citation.disambiguate_add_names || citation.disambiguate_add_givenname { 1 } else { GROUPS };
    if groups.len() > rounds { groups } else { Vec::new() }
}

/// Puts sources that may differ by their letter alone, those of one author and year, in the order that they have among the titles of the
/// report's first language. The titles of some are in the language of each edition, and a source has one letter in all of them.
pub fn order_alike(order: &mut [&Entry], first: &[&Entry]) {
    let rank: HashMap<&str, usize> = first.iter().enumerate().map(|(rank, entry)| (entry.key(), rank)).collect();
    let year = |entry: &Entry| entry.date().map(|date| date.year);
    let are_alike = |a: &&Entry, b: &&Entry| a.authors() == b.authors() && year(a) == year(b);
    for alike in order.chunk_by_mut(are_alike) {
        alike.sort_by_key(|entry| rank.get(entry.key()).copied());
    }
}

/// Divides citations into runs by the set of groups that each cites.
pub fn shares<'e>(
    order: &[&'e Entry],
    groups: &[Vec<&'e Entry>],
    met: Vec<Met<'e>>,
    citations: &'e [Citation],
) -> Vec<Share<'e>> {
    let members = groups.iter().enumerate();
    let group_of: HashMap<&str, usize> =
        members.flat_map(|(number, group)| group.iter().map(move |entry| (entry.key(), number))).collect();
    // The entries of the list come from the runs of single groups, and from the run of none.
    let mut divided: BTreeMap<BTreeSet<usize>, Vec<Met<'e>>> = BTreeMap::from([(BTreeSet::new(), Vec::new())]);
    divided.extend((0..groups.len()).map(|number| (BTreeSet::from([number]), Vec::new())));
    for one in met {
        let touched = match one {
            // It only counts for the order of the list, which no letter depends on.
            Met::Source(id) if group_of.contains_key(id) => continue,
            _ => one.sources(citations).filter_map(|id| group_of.get(id).copied()).collect(),
        };
        divided.entry(touched).or_default().push(one);
    }
    let share = |(own, met): (BTreeSet<usize>, Vec<Met<'e>>)| {
        let known = known(&own, &met, order, &group_of, citations);
        let lists = order.iter().map(|entry| entry.key()).filter(|id| match (group_of.get(id), own.len()) {
            (Some(number), 1) => own.contains(number),
            (None, 0) => true,
            _ => false,
        });
        Share { order: known, met, lists: lists.collect() }
    };
    divided.into_iter().map(share).collect()
}

/// The sources of a run: those of its groups and its citations, and the one before each of them in the list, since a style may put a dash
/// for a repeated author. Of every other group at most one, which then needs no letter.
fn known<'e>(
    own: &BTreeSet<usize>,
    met: &[Met<'e>],
    order: &[&'e Entry],
    group_of: &HashMap<&str, usize>,
    citations: &'e [Citation],
) -> Vec<&'e Entry> {
    let cited: HashSet<&str> = met.iter().flat_map(|met| met.sources(citations)).collect();
    let is_own =
        |id: &str| group_of.get(id).map_or(own.is_empty() || cited.contains(id), |number| own.contains(number));
    let mut others = HashSet::new();
    let mut wanted = |at: usize| {
        let id = order[at].key();
        let next_is_own = order.get(at + 1).is_some_and(|next| is_own(next.key()));
        is_own(id) || next_is_own && group_of.get(id).is_none_or(|number| others.insert(*number))
    };
    (0..order.len()).filter(|at| wanted(*at)).map(|at| order[at]).collect()
}
