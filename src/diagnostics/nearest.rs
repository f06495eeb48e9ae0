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

/// The candidate that was probably meant by `path`. The first of these that fits:
/// - one that differs only in case, in Unicode's normal form or in the slash, which look alike;
/// - one of the same name in another folder;
/// - one whose path or name has few other letters.
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

/// The first candidate whose name is the same as that of `path`, in whatever folder the two are.
pub fn same_name<'a>(path: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = alike(path);
    candidates.into_iter().filter(|known| name(&alike(known)) == name(&wanted)).min()
}

/// Of the parts that are `known`, the one that `name` most likely means. Somebody may have written the file of a part: `chapters/intro.en.md`.
pub fn part<'a>(name: &str, known: impl Iterator<Item = &'a str> + Clone) -> Option<&'a str> {
    let file = known.clone().find(|known| *known == stem(name));
    file.or_else(|| nearest(name, known))
}

/// The name of a file without its folder and endings: `intro` of `chapters/intro.en.md`.
pub fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    name.split('.').next().unwrap_or(name)
}

/// A path in the one form that all who mean it write it in: without the steps to where it is counted from, such as `./` or a second
/// `report/`.
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
