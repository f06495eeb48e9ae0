//! How full pages are, from the content of a PDF: how far down the lowest ink of their text area stands.

use std::path::Path;

use lopdf::content::Operation;
use lopdf::{Dictionary, Document, Object, ObjectId};

use super::x4::page_box;

const MM: f64 = 72.0 / 25.4;
/// The margins of the built-in templates: above are running heads, below are page numbers.
const TOP: f64 = 24.0 * MM;
const BOTTOM: f64 = 22.0 * MM;

/// A transformation, in the order of a PDF.
type Matrix = [f64; 6];

/// The share of the text area's height down to its lowest ink, for each page. `None` if the text area is empty.
pub fn fullness(path: &Path) -> Vec<Option<f64>> {
    let document = Document::load(path).unwrap();
    document.get_pages().into_values().map(|page| of_page(&document, page)).collect()
}

fn of_page(document: &Document, page: ObjectId) -> Option<f64> {
    let trim = page_box(document, page, "TrimBox").or(page_box(document, page, "MediaBox")).unwrap();
    let (top, bottom) = (trim[3] - TOP, trim[1] + BOTTOM);
    let operations = document.get_and_decode_page_content(page).unwrap().operations;
    // Of what reaches over the text area, such as a background, nothing counts.
    let inside = |[low, high]: &[f64; 2]| *low >= bottom - 1.0 && *low < top && *high < trim[3];
    let ink = marks(document, page, &operations).into_iter().filter(inside);
    let lowest = ink.map(|[low, _]| low).min_by(f64::total_cmp)?;
    Some((top - lowest) / (top - bottom))
}

/// The lowest and the highest point of each thing that is painted.
fn marks(document: &Document, page: ObjectId, operations: &[Operation]) -> Vec<[f64; 2]> {
    let mut marks = Vec::new();
    let (mut now, mut saved): (Matrix, Vec<Matrix>) = ([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], Vec::new());
    let mut path: Vec<f64> = Vec::new();
    let mut line: Matrix = now;
    for operation in operations {
        let numbers: Vec<f64> = operation.operands.iter().filter_map(|it| it.as_float().ok()).map(f64::from).collect();
        match operation.operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap(),
            "cm" => now = product(numbers.try_into().unwrap(), now),
            "Tm" => line = product(numbers.try_into().unwrap(), now),
            "Tj" | "TJ" => marks.push([line[5]; 2]),
            "m" | "l" | "c" | "v" | "y" => {
                path.extend(numbers.chunks(2).map(|point| height(now, [point[0], point[1]])));
            }
            "re" => {
                let [x, y, width, height_of] = numbers.try_into().unwrap();
                path.extend(corners(now, [x, y, x + width, y + height_of]));
            }
            "f" | "f*" | "S" | "s" | "B" | "B*" | "b" | "b*" => {
                marks.extend(span(&path));
                path.clear();
            }
            "n" => path.clear(),
            "Do" => marks.extend(span(&of_object(document, page, operation.operands[0].as_name().unwrap(), now))),
            _ => {}
        }
    }
    marks
}

/// The heights of the corners of a picture, which is a unit square, or of a drawing.
fn of_object(document: &Document, page: ObjectId, name: &[u8], now: Matrix) -> Vec<f64> {
    let (own, inherited) = document.get_page_resources(page).unwrap();
    let inherited = inherited.iter().map(|id| document.get_dictionary(*id).unwrap());
    let objects = own.into_iter().chain(inherited).filter_map(|it| document.get_dict_in_dict(it, b"XObject").ok());
    let object = objects.filter_map(|objects| objects.get(name).ok()).next().unwrap().as_reference().unwrap();
    let dictionary: &Dictionary = &document.get_object(object).unwrap().as_stream().unwrap().dict;
    let numbers = |key: &[u8]| -> Option<Vec<f64>> {
        let array = dictionary.get(key).and_then(Object::as_array).ok()?;
        Some(array.iter().map(|number| f64::from(number.as_float().unwrap())).collect())
    };
    match numbers(b"BBox") {
        Some(bounds) => {
            let own = numbers(b"Matrix").map_or([1.0, 0.0, 0.0, 1.0, 0.0, 0.0], |own| own.try_into().unwrap());
            corners(product(own, now), bounds.try_into().unwrap()).to_vec()
        }
        None => corners(now, [0.0, 0.0, 1.0, 1.0]).to_vec(),
    }
}

fn span(heights: &[f64]) -> Option<[f64; 2]> {
    let low = heights.iter().copied().min_by(f64::total_cmp)?;
    let high = heights.iter().copied().max_by(f64::total_cmp)?;
    Some([low, high])
}

fn corners(now: Matrix, [left, low, right, high]: [f64; 4]) -> [f64; 4] {
    [[left, low], [left, high], [right, low], [right, high]].map(|point| height(now, point))
}

fn height(at: Matrix, [x, y]: [f64; 2]) -> f64 {
    at[1] * x + at[3] * y + at[5]
}

/// What `inner` does, followed by what `outer` does.
fn product(inner: Matrix, outer: Matrix) -> Matrix {
    let [a, b, c, d, e, f] = inner;
    [
        a * outer[0] + b * outer[2],
        a * outer[1] + b * outer[3],
        c * outer[0] + d * outer[2],
        c * outer[1] + d * outer[3],
        e * outer[0] + f * outer[2] + outer[4],
        e * outer[1] + f * outer[3] + outer[5],
    ]
}
