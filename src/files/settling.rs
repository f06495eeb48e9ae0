//! A state of a folder, and whether it is stable.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::bounds::file::{EMPTIED, FRESH, QUIET};

use super::Tree;
use super::unfit::Unfit;
use super::walk::Stat;

/// A state of a folder.
#[derive(Debug, PartialEq, Eq)]
pub struct Reading {
    pub files: Tree,
    /// The file system's data on each file.
    pub stats: BTreeMap<String, Stat>,
    /// Sorted by path.
    pub unfit: Vec<Unfit>,
}

/// A reading that is not stable yet.
#[derive(Debug, PartialEq, Eq)]
pub struct Again {
    /// A file that has just changed.
    pub path: String,
    /// How long to wait before the next reading.
    pub rest: Duration,
}

/// The readings so far.
#[derive(Debug, Default)]
pub struct Settling {
    earlier: Option<Reading>,
    /// Whether somebody was seen to write.
    is_written: bool,
}

impl Settling {
    /// Judges a reading, or the path of a file that changed during it. It began at the time `began`. Fails if it is not stable.
    pub fn judge(&mut self, reading: Result<Reading, String>, began: SystemTime) -> Result<Reading, Again> {
        let (reading, path) = match reading {
            Err(path) => {
                self.is_written = true;
                (None, path)
            }
            Ok(reading) => {
                let emptied = reading.stats.iter().find(|(_, stat)| is_emptied(stat, began)).map(|(path, _)| path);
                let newest = reading.stats.iter().max_by_key(|(_, stat)| stat.touched());
                let is_same = self.earlier.as_ref() == Some(&reading);
                let fresh = newest.filter(|(_, stat)| !is_same && is_fresh(stat.touched(), began, self.quiet()));
                let Some(path) = emptied.or(fresh.map(|(path, _)| path)).cloned() else { return Ok(reading) };
                // Two readings that differ mean that somebody is writing.
                self.is_written |= self.earlier.is_some() || emptied.is_some();
                (Some(reading), path)
            }
        };
        self.earlier = reading;
        Err(Again { path, rest: self.quiet() })
    }

    /// How long nothing may have changed.
    fn quiet(&self) -> Duration {
        if self.is_written { QUIET } else { FRESH }
    }
}

/// Whether a time is less than `quiet` before `now`, or after it, as on a disk with another clock.
fn is_fresh(changed: (i64, u32), now: SystemTime, quiet: Duration) -> bool {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let changed = u64::try_from(changed.0).map_or(Duration::ZERO, |seconds| Duration::new(seconds, changed.1));
    changed + quiet > now
}

/// Whether a file became empty less than [`EMPTIED`] before `now`. A time after `now`, by another machine's clock, would count for ever.
fn is_emptied(stat: &Stat, now: SystemTime) -> bool {
    stat.length == 0 && is_fresh(stat.touched(), now, EMPTIED) && !is_fresh(stat.touched(), now, Duration::ZERO)
}
