//! Reading the objects of a PDF.

use lopdf::{Dictionary, Document, Object};

/// A rectangle of a dictionary, in pt from the lower left corner: left, bottom, right, top.
pub fn rectangle(document: &Document, dictionary: &Dictionary, key: &[u8]) -> lopdf::Result<[f64; 4]> {
    let (_, object) = document.dereference(dictionary.get(key)?)?;
    let numbers: lopdf::Result<Vec<f64>> = object.as_array()?.iter().map(|n| n.as_float().map(f64::from)).collect();
    let numbers = numbers?;
    let length = numbers.len();
    numbers.try_into().map_err(|_| lopdf::Error::InvalidStream(format!("a box has {length} numbers")))
}

/// A rectangle as an object, rounded to a thousandth of a point so that it reads the same everywhere.
pub fn rounded(rectangle: [f64; 4]) -> Object {
    let round = |number: f64| Object::Real(((number * 1000.0).round() / 1000.0) as f32);
    Object::Array(rectangle.into_iter().map(round).collect())
}
