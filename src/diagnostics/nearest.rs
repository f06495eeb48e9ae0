//! "Did you mean": the known word nearest to a mistyped one.

use icu::normalizer::ComposingNormalizerBorrowed;

/// The candidate with the smallest edit distance to `word`, if near enough to be meant.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&word.to_lowercase(), &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.chars().count().min(word.chars().count()) / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// A hint for a mistyped word: the nearest candidate, or all candidates if there are few.
pub fn hint(word: &str, candidates: &[&str]) -> Option<String> {
    if let Some(found) = nearest(word, candidates.iter().copied()) {
        return Some(format!("did you mean `{found}`?"));
    }
    let choice = candidates.iter().map(|candidate| format!("`{candidate}`")).collect::<Vec<_>>().join(", ");
    (!candidates.is_empty() && candidates.len() <= 12).then(|| format!("choose one of {choice}"))
}

/// The candidate that was probably meant by `path`: rather one that differs only in case, Unicode normal form or slashes than one
/// of the same name in another folder, and rather this than one with a similar path or name.
pub fn same_file<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut candidates: Vec<&str> = candidates.into_iter().collect();
    candidates.sort_unstable();
    let near_name = || {
        let near = nearest(name(path), candidates.iter().map(|known| name(known)))?;
        candidates.iter().copied().find(|known| name(known) == near)
    };
    let same_path = candidates.iter().copied().find(|known| alike(known) == alike(path));
    same_path
        .or_else(|| same_name(path, candidates.iter().copied()))
        .or_else(|| nearest(path, candidates.iter().copied()))
        .or_else(near_name)
}

/// The candidate in the folder of `path` whose name is at most one slip away.
pub fn beside<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let parts = |path: &str| path.rsplit_once('/').map(|(folder, name)| (folder.to_owned(), name.to_lowercase()));
    let (folder, wanted) = parts(path)?;
    let is_meant =
        |known: &&str| parts(known).is_some_and(|(of, name)| of == folder && strsim::osa_distance(&name, &wanted) <= 1);
    candidates.into_iter().find(is_meant)
}

/// The first candidate with the same file name as `path`, in any folder.
pub fn same_name<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = alike(path);
    candidates.into_iter().filter(|known| name(&alike(known)) == name(&wanted)).min()
}

/// The known part that `name` probably means; `name` may also be a path such as `chapters/intro.en.md`.
pub fn part<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let file = known.clone().find(|known| *known == stem(name));
    file.or_else(|| nearest(name, known))
}

/// The name of a file without folder and extensions: `intro` of `chapters/intro.en.md`.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// A path in a form to compare: lower case, NFC, with `/`, without `.`, `..` and a repeated folder such as a second `report/`.
fn alike(path: &str) -> String {
    let path = ComposingNormalizerBorrowed::new_nfc().normalize(&path.replace('\\', "/")).to_lowercase();
    let mut parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    parts.dedup();
    parts.join("/")
}

/// The last part of a path.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
