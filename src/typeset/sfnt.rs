//! The directory of tables that a font file begins with (OpenType, “Organization of an OpenType Font”): whether the file is whole.

use ttf_parser::{FaceParsingError, RawFace};

use crate::bounds::font::MOST_FACES;

/// How long the head of a collection is before the places of its faces, in bytes.
const HEAD: usize = 12;
/// Where `checkSumAdjustment` stands in `head`; for the checksum of the table it counts as 0.
const ADJUSTMENT: std::ops::Range<usize> = 8..12;

/// The fault of a font file; `None` if it has none.
pub fn fault(bytes: &[u8]) -> Option<String> {
    if faces_named(bytes) > MOST_FACES {
        return Some(format!("it has more than {MOST_FACES} faces"));
    }
    // The first face of a collection that is cut off gives the fault.
    (0..faces(bytes).max(1)).find_map(|index| match RawFace::parse(bytes, index) {
        Ok(face) => damage(&face),
        Err(FaceParsingError::UnknownMagic) => Some("it is no TrueType or OpenType font".to_owned()),
        Err(_) => Some("it is cut off".to_owned()),
    })
}

/// The number of faces of a font file. It is 0 if a collection claims too many, or is cut off in its head: parsers believe the number.
pub fn faces(bytes: &[u8]) -> u32 {
    let named = faces_named(bytes);
    if named <= MOST_FACES && HEAD + 4 * named <= bytes.len() { named as u32 } else { 0 }
}

/// The number of faces that a file claims.
fn faces_named(bytes: &[u8]) -> usize {
    ttf_parser::fonts_in_collection(bytes).map_or(1, |count| count as usize)
}

fn damage(face: &RawFace) -> Option<String> {
    if face.table_records.is_empty() {
        return Some("it has no tables".to_owned());
    }
    face.table_records.into_iter().find_map(|record| {
        let start = record.offset as usize;
        let Some(table) = face.data.get(start..start.saturating_add(record.length as usize)) else {
            return Some("it is cut off".to_owned());
        };
        let tag = record.tag.to_string();
        (checksum_of(table, tag == "head") != record.check_sum)
            .then(|| format!("it is damaged: its table `{}` does not have its checksum", tag.trim_end()))
    })
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
