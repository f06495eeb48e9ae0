//! Whether objects of two PDFs are the same, with all that they refer to. Both files are walked in lockstep, so that a hostile file costs no
//! more than the other one.

use std::collections::HashSet;

use lopdf::{Dictionary, Object};

use super::pdf_fault::Fault;
use super::reader::{Raw, Reader};

/// Keys that say how a stream is packed, which is compared unpacked.
const PACKING: [&[u8]; 3] = [b"Length", b"Filter", b"DecodeParms"];

/// Two files that are compared.
pub struct Lockstep<'a, 'b> {
    pub theirs: Reader<'a>,
    pub ours: Reader<'b>,
    /// Keys whose values are not compared.
    ignored: &'static [&'static [u8]],
    /// Pairs of object numbers that are the same, or are being compared.
    same: HashSet<(u32, u32)>,
    /// Pairs that were compared and differ.
    different: HashSet<(u32, u32)>,
}

impl<'a, 'b> Lockstep<'a, 'b> {
    pub fn new(theirs: Reader<'a>, ours: Reader<'b>, ignored: &'static [&'static [u8]]) -> Self {
        Self { theirs, ours, ignored, same: HashSet::new(), different: HashSet::new() }
    }

    /// Counts two objects as the same wherever they are referred to: the caller compares them.
    pub fn assume(&mut self, their: u32, our: u32) {
        self.same.insert((their, our));
    }

    /// Whether two objects are the same. Fails if one of them cannot be read.
    pub fn is_same(&mut self, their: &Object, our: &Object) -> Result<bool, Fault> {
        let mut met = Vec::new();
        let same = self.walk((their.clone(), our.clone()), &mut met);
        if same != Ok(true) {
            // Some of these were not compared to the end.
            met.iter().for_each(|pair| _ = self.same.remove(pair));
            if let (Ok(false), Some(pair)) = (&same, references(their, our)) {
                self.different.insert(pair);
            }
        }
        same
    }

    /// Compares two objects and those below them. Adds the pairs of references on the way to `met`.
    fn walk(&mut self, first: (Object, Object), met: &mut Vec<(u32, u32)>) -> Result<bool, Fault> {
        let mut open = vec![first];
        while let Some((their, our)) = open.pop() {
            if let Some(pair) = references(&their, &our) {
                if self.different.contains(&pair) {
                    return Ok(false);
                }
                if !self.same.insert(pair) {
                    continue;
                }
                met.push(pair);
            }
            let streams = (stream(&mut self.theirs, &their)?, stream(&mut self.ours, &our)?);
            let (their, our) = match streams {
                (Some(their), Some(our)) => {
                    if !self.has_same_content(&their, &our) {
                        return Ok(false);
                    }
                    (Object::Dictionary(their.dictionary), Object::Dictionary(our.dictionary))
                }
                (None, None) => (self.theirs.resolve(&their)?, self.ours.resolve(&our)?),
                _ => return Ok(false),
            };
            match (their, our) {
                (Object::Dictionary(their), Object::Dictionary(our)) => self.add_values(&their, &our, &mut open),
                (Object::Array(their), Object::Array(our)) if their.len() == our.len() => {
                    open.extend(their.into_iter().zip(our));
                }
                (their, our) if is_same_value(&their, &our) => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Adds the values of the same keys; a missing one is null (ISO 32000-1, 7.3.9).
    fn add_values(&self, their: &Dictionary, our: &Dictionary, open: &mut Vec<(Object, Object)>) {
        let value = |dictionary: &Dictionary, key| dictionary.get(key).cloned().unwrap_or(Object::Null);
        let keys: HashSet<&[u8]> = their.iter().chain(our.iter()).map(|(key, _)| key.as_slice()).collect();
        let keys = keys.into_iter().filter(|key| !self.ignored.contains(key) && !PACKING.contains(key));
        open.extend(keys.map(|key| (value(their, key), value(our, key))));
    }

    fn has_same_content(&mut self, their: &Raw<'a>, our: &Raw<'b>) -> bool {
        let packing =
            |raw: &Raw| [b"Filter".as_slice(), b"DecodeParms"].map(|key| raw.dictionary.get(key).ok().cloned());
        let (how, ours) = (packing(their), packing(our));
        // What is behind a reference could differ.
        if how == ours && !how.iter().flatten().any(has_reference) && their.content == our.content {
            return true;
        }
        // A stream that cannot be unpacked is the same only if its bytes are.
        let (their, our) = (self.theirs.unpacked(their), self.ours.unpacked(our));
        matches!((their, our), (Ok(their), Ok(our)) if their == our)
    }
}

/// The numbers of two references.
fn references(their: &Object, our: &Object) -> Option<(u32, u32)> {
    Some((their.as_reference().ok()?.0, our.as_reference().ok()?.0))
}

fn has_reference(value: &Object) -> bool {
    match value {
        Object::Reference(_) => true,
        Object::Array(values) => values.iter().any(has_reference),
        Object::Dictionary(values) => values.iter().any(|(_, value)| has_reference(value)),
        _ => false,
    }
}

/// The stream that an object refers to.
fn stream<'a>(reader: &mut Reader<'a>, object: &Object) -> Result<Option<Raw<'a>>, Fault> {
    match object.as_reference() {
        Ok((number, _)) => reader.stream(number),
        Err(_) => Ok(None),
    }
}

fn is_same_value(their: &Object, our: &Object) -> bool {
    match (their, our) {
        (Object::String(their, _), Object::String(our, _)) => their == our,
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            let (a, b) = (their.as_float().unwrap_or_default(), our.as_float().unwrap_or_default());
            // Programs write numbers with different precision.
            (a - b).abs() <= 1e-5 * a.abs().max(1.0)
        }
        _ => their == our,
    }
}
