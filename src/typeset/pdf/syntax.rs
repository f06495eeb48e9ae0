//! The part of PDF's syntax (ISO 32000-1, 7.2 to 7.5) that is needed to find objects in a file. lopdf parses the objects.

use lopdf::{Object, ObjectStream, Stream, dictionary};

/// The end of a file that holds the address of its last cross-reference section, in bytes.
const TAIL: usize = 1_024;

/// Where the last cross-reference section of a file begins, in bytes from its start.
pub fn last_section(pdf: &[u8]) -> Option<usize> {
    let tail = &pdf[pdf.len().saturating_sub(TAIL)..];
    let keyword = b"startxref";
    let place = tail.windows(keyword.len()).rposition(|bytes| bytes == keyword)?;
    number(&tail[place + keyword.len()..]).map(|(offset, _)| offset)
}

/// The number of the object that bytes begin with, `7 0 obj`, and what follows that.
pub fn header(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (id, after) = number(bytes)?;
    let (_, after) = number(after)?;
    Some((u32::try_from(id).ok()?, after.trim_ascii_start().strip_prefix(b"obj")?))
}

/// The whole number that bytes begin with, after white space, and what follows it.
pub fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let bytes = bytes.trim_ascii_start();
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    Some((std::str::from_utf8(&bytes[..end]).ok()?.parse().ok()?, &bytes[end..]))
}

/// The object that bytes begin with, which is no stream. `None` when lopdf cannot parse it.
pub fn object(bytes: &[u8]) -> Option<Object> {
    // lopdf parses single objects only where they stand in object streams, so they are put into one.
    const INDEX: &[u8] = b"0 0 ";
    let content = [INDEX, bytes].concat();
    let length = content.len();
    let stream = Stream::new(dictionary! { "N" => 1, "First" => INDEX.len() as i64 }, content);
    ObjectStream::new_with_limit(&stream, Some(length)).ok()?.objects.remove(&(0, 0))
}
