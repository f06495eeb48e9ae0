//! The directory of tables that a font file begins with (OpenType, “Organization of an OpenType Font”): whether the file is whole.

use crate::bounds::font::MOST_FACES;

/// A table's entry in the directory: tag, checksum, offset and length, 4 bytes each.
const ENTRY: usize = 16;
/// Where the directory's entries begin.
const HEAD: usize = 12;
/// Where `checkSumAdjustment` stands in `head`; for the checksum of the table it counts as 0.
const ADJUSTMENT: std::ops::Range<usize> = 8..12;

/// What is wrong with a font file; `None` when it is whole.
pub fn fault(bytes: &[u8]) -> Option<String> {
    match bytes.get(..4) {
        Some(b"ttcf") if number(bytes, 8).is_some_and(|count| count > MOST_FACES) => {
            Some(format!("it has more than {MOST_FACES} faces"))
        }
        Some(b"ttcf") if faces(bytes) == 0 => Some("it is cut off".to_owned()),
        Some(b"ttcf") => {
            let mut offsets = (0..faces(bytes)).filter_map(|index| number(bytes, HEAD + 4 * index));
            offsets.find_map(|offset| of_face(bytes, offset))
        }
        Some([0, 1, 0, 0] | b"OTTO" | b"true") => of_face(bytes, 0),
        _ => Some("it is no TrueType or OpenType font".to_owned()),
    }
}

/// How many faces a font file has. Of a collection that is cut off in its head, or that says it has too many, none: a parser would
/// believe the number.
pub fn faces(bytes: &[u8]) -> usize {
    if !bytes.starts_with(b"ttcf") {
        return 1;
    }
    let count = number(bytes, 8).filter(|count| *count <= MOST_FACES && HEAD + 4 * count <= bytes.len());
    count.unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::builtin;

    /// A collection that said it had four thousand million faces ended the program.
    #[test]
    fn a_collection_has_most_faces() {
        let fonts = builtin::fonts();
        let font = &fonts["fonts/SourceSans3_400Regular.ttf"];
        let collection = |count: usize, said: u32| {
            let offset = u32::try_from(HEAD + 4 * count).unwrap().to_be_bytes();
            let mut bytes = [b"ttcf\0\x01\0\0", &said.to_be_bytes()[..], &offset.repeat(count)].concat();
            // The tables of a face stand at places from the beginning of the file.
            let mut face = font.clone();
            for entry in (0..usize::from(font[5])).map(|index| HEAD + ENTRY * index + 8) {
                let place = u32::from_be_bytes(face[entry..entry + 4].try_into().unwrap());
                face[entry..entry + 4].copy_from_slice(&(place + bytes.len() as u32).to_be_bytes());
            }
            bytes.extend(face);
            (faces(&bytes), fault(&bytes))
        };
        let most = u32::try_from(MOST_FACES).unwrap();
        assert_eq!(collection(MOST_FACES, most), (MOST_FACES, None));
        let too_many = Some(format!("it has more than {MOST_FACES} faces"));
        assert_eq!(collection(MOST_FACES + 1, most + 1), (0, too_many.clone()));
        assert_eq!(collection(1, u32::MAX), (0, too_many));
        assert_eq!(faces(b"ttcf\0\x01\0\0\0\0\0\x09\0\0\0\x0c"), 0);
    }
}
