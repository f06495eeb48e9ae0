//! Counts and sizes for people.

/// `1 page`, `2 pages`.
pub fn many(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// A number of bytes in units of a thousand (SI), with one decimal below ten: `812 B`, `3.2 KB`, `32 KB`, `1.4 MB`.
pub fn size(bytes: usize) -> String {
    let units = [(1e3, "KB"), (1e6, "MB"), (1e9, "GB")];
    // A size that would round to 1000 uses the next unit.
    let fits = |(unit, _): &(f64, _)| (bytes as f64) < unit * 999.5;
    let (unit, name) = units.into_iter().find(fits).unwrap_or(units[2]);
    let number = bytes as f64 / unit;
    match bytes {
        0..1000 => format!("{bytes} B"),
        _ if number < 9.95 => format!("{number:.1} {name}"),
        _ => format!("{number:.0} {name}"),
    }
}
