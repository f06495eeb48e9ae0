//! The directory of tables that a font file begins with (OpenType, “Organization of an OpenType Font”): whether the file is whole.

/// A table's entry in the directory: tag, checksum, offset and length, 4 bytes each.
const ENTRY: usize = 16;
/// Where the directory's entries begin.
const HEAD: usize = 12;
/// Where `checkSumAdjustment` stands in `head`; for the checksum of the table it counts as 0.
const ADJUSTMENT: std::ops::Range<usize> = 8..12;

/// What is wrong with a font file; `None` when it is whole.
pub fn fault(bytes: &[u8]) -> Option<String> {
    match bytes.get(..4) {
        Some(b"ttcf") => {
            let count = number(bytes, 8).unwrap_or(0);
            let offsets: Option<Vec<usize>> =
                (0..count.min(bytes.len() / 4)).map(|index| number(bytes, HEAD + 4 * index)).collect();
            match offsets {
                Some(offsets) if !offsets.is_empty() => offsets.into_iter().find_map(|offset| of_face(bytes, offset)),
                _ => Some("it is cut off".to_owned()),
            }
        }
        Some([0, 1, 0, 0] | b"OTTO" | b"true") => of_face(bytes, 0),
        _ => Some("it is no TrueType or OpenType font".to_owned()),
    }
}

fn of_face(bytes: &[u8], start: usize) -> Option<String> {
    let cut = || Some("it is cut off".to_owned());
    let Some(count) = bytes.get(start + 4..start + 6) else { return cut() };
    let count = usize::from(u16::from_be_bytes([count[0], count[1]]));
    if count == 0 {
        return Some("it has no tables".to_owned());
    }
    for index in 0..count {
        let entry = start + HEAD + ENTRY * index;
        let Some(tag) = bytes.get(entry..entry + 4) else { return cut() };
        let fields = [4, 8, 12].map(|field| number(bytes, entry + field));
        let [Some(checksum), Some(offset), Some(length)] = fields else { return cut() };
        let Some(table) = bytes.get(offset..offset.saturating_add(length)) else { return cut() };
        if checksum_of(table, tag == b"head") as usize != checksum {
            let tag = String::from_utf8_lossy(tag);
            return Some(format!("it is damaged: its table `{}` does not have its checksum", tag.trim_end()));
        }
    }
    None
}

fn number(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([four[0], four[1], four[2], four[3]]) as usize)
}

/// The sum of a table as 32-bit numbers, as if zeros filled its last one.
fn checksum_of(table: &[u8], is_head: bool) -> u32 {
    let chunks = table.chunks(4).enumerate().map(|(index, chunk)| {
        let mut four = [0; 4];
        four[..chunk.len()].copy_from_slice(chunk);
        if is_head && ADJUSTMENT.contains(&(4 * index)) { 0 } else { u32::from_be_bytes(four) }
    });
    chunks.fold(0, u32::wrapping_add)
}
