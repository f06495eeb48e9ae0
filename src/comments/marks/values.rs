//! Values of an annotation, which may be missing or wrong: only too much work ends the reading.

use lopdf::{Dictionary, Object};

use crate::publish::pdf_fault::Fault;
use crate::publish::reader::Reader;

/// A value, or `None` if it cannot be read. Fails only if the work is too much.
pub fn bearable<T>(read: Result<T, Fault>) -> Result<Option<T>, Fault> {
    match read {
        Ok(value) => Ok(Some(value)),
        Err(fault @ Fault::TooMuch(_)) => Err(fault),
        Err(_) => Ok(None),
    }
}

/// A value of a dictionary, behind its references; `None` if it is missing or cannot be read. Fails only if the work is too much.
pub fn value(reader: &mut Reader, dictionary: &Dictionary, key: &[u8]) -> Result<Option<Object>, Fault> {
    match dictionary.get(key) {
        Ok(value) => bearable(reader.resolve(value)),
        Err(_) => Ok(None),
    }
}
