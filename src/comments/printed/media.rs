//! The area of a page.

use lopdf::{Document, ObjectId};

use crate::bounds::printed::DEEPEST_FORM;

/// The media box of a page, which may be that of a node above it (ISO 32000-1, 7.7.3.4).
pub fn of(document: &Document, page: ObjectId) -> Option<[f64; 4]> {
    let mut node = document.get_dictionary(page).ok()?;
    for _ in 0..DEEPEST_FORM {
        if let Ok(found) = node.get(b"MediaBox") {
            let numbers = document.dereference(found).ok()?.1.as_array().ok()?;
            let numbers = numbers.iter().filter_map(|number| document.dereference(number).ok()?.1.as_float().ok());
            let numbers: Vec<f64> = numbers.map(f64::from).collect();
            return numbers.try_into().ok();
        }
        node = document.dereference(node.get(b"Parent").ok()?).ok()?.1.as_dict().ok()?;
    }
    None
}
