//! Rows whose id or number somebody deleted. They say what an exported row said, and would come back as new ones.

use std::collections::{HashMap, HashSet};

use crate::diagnostics::Code;

use super::found::{Found, GivenRow, hint};
use super::parts::Part;
use super::seal::{Seal, fingerprint};

/// In how many rows that are gone a cell may be for it to tell one of them from others.
const MOST_ALIKE: usize = 20;

/// A row that was exported, and is not in the file: its id, and its number.
type Gone<'g> = (&'g str, usize);

/// Reports rows without an id or a number that say, in most of their cells, what one said that was exported and is gone.
pub fn report(rows: &[GivenRow], part: &Part, found: &mut Found) {
    let Some(hidden) = found.given.hidden.as_ref().filter(|_| rows.iter().any(|row| row.is_new)) else { return };
    let met: HashSet<(&str, usize)> = rows.iter().map(|row| (row.id.as_str(), row.number)).collect();
    let mut saying: HashMap<String, Vec<Gone>> = HashMap::new();
    for ((of, id, number), (written, _)) in &hidden.rows {
        if *of == part.key && !met.contains(&(id.as_str(), *number)) {
            let seal = Seal::read(written);
            let cells = seal.iter().flat_map(Seal::cells);
            cells.for_each(|cell| saying.entry(cell.to_owned()).or_default().push((id, *number)));
        }
    }
    let lost: Vec<(&GivenRow, Gone)> =
        rows.iter().filter(|row| row.is_new).filter_map(|row| Some((row, likely(row, part, &saying)?))).collect();
    for (row, (id, number)) in lost {
        let (what, name) = match number {
            0 => ("id", id.to_owned()),
            number => ("number", number.to_string()),
        };
        let message = format!("the row has lost its {what} `{name}`");
        let fault = found.fault(Code::LockedCell, row.at, &row.id, message);
        hint(fault, "write it back; what is to be new belongs into a row below the others");
    }
}

/// The row that is gone and said most of what a row says.
fn likely<'g>(row: &GivenRow, part: &Part, saying: &HashMap<String, Vec<Gone<'g>>>) -> Option<Gone<'g>> {
    let mut counts: HashMap<Gone, usize> = HashMap::new();
    let mut telling = 0;
    for (column, datum, _) in row.cells.iter().filter(|(_, datum, _)| !datum.is_empty()) {
        let alike = saying.get(&fingerprint(&part.columns[*column].key, datum)).map_or(&[][..], Vec::as_slice);
        if alike.len() > MOST_ALIKE {
            continue;
        }
        telling += 1;
        // Of a table inside an item, only those of the same item.
        let of_item = alike.iter().filter(|(id, _)| part.inside.is_none() || *id == row.id);
        of_item.for_each(|gone| *counts.entry(*gone).or_default() += 1);
    }
    let most = counts.into_iter().max_by_key(|(gone, count)| (*count, std::cmp::Reverse(*gone)));
    most.filter(|(_, count)| count * 2 > telling).map(|(gone, _)| gone)
}
