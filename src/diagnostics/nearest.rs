//! "Did you mean": the known word nearest to a mistyped one.

use icu::normalizer::ComposingNormalizerBorrowed;

/// The candidate nearest to `word`, when it is near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(word.chars().count()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint for a mistyped word: the nearest candidate, or the whole choice when it is short.
pub fn hint(word: &str, candidates: &[&str]) -> Option<String> {
    if let Some(found) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{found}`?"));
    }
    let choice = candidates.iter().map(|candidate| format!("`{candidate}`")).collect::<Vec<_>>().join(", ");
    (!candidates.is_empty() && candidates.len() <= 12).then(|| format!("choose one of {choice}"))
}

/// The candidate that differs from `path` only in case, in Unicode's normal form or in the slash, all of which look alike to
/// whoever wrote it; else one that is near as a word.
pub fn same_file<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let form = ComposingNormalizerBorrowed::new_nfc();
    let alike = |path: &str| form.normalize(&path.replace('\\', "/")).to_lowercase();
    let wanted = alike(path);
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.sort_unstable();
    candidates.iter().copied().find(|candidate| alike(candidate) == wanted).or_else(|| nearest(path, candidates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_look_alike_are_meant() {
        let files = ["report/figures/Määrät.csv", "report/figures/b.csv"];
        assert_eq!(same_file("report\\figures\\ma\u{308}a\u{308}ra\u{308}t.CSV", files), Some(files[0]));
        assert_eq!(same_file("report/figures/c.csv", files), Some(files[1]));
        assert_eq!(same_file("report/elsewhere.png", files), None);
    }

    #[test]
    fn near_words_are_meant_and_far_words_are_not() {
        assert_eq!(nearest("tittle", ["title", "text"]), Some("title"));
        assert_eq!(nearest("H21", ["H1", "H2", "J7"]), Some("H1"));
        assert_eq!(nearest("colour", ["title", "text"]), None);
    }
}
