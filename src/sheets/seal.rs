//! What each row remembers of the report that it was taken from: the fingerprints of its cells, under a seal that shows whether somebody
//! changed the row's id or the fingerprints.

use sha2::{Digest, Sha256};

use super::datum::Datum;
use super::parts::Part;
use super::table::Row;

/// The column, the key and the hidden sheet that hold it.
pub const BASE: &str = "_base";
/// The version of what it holds.
const FORMAT: &str = "1";
/// Digits of a fingerprint: two texts of a cell share one once in 2⁴⁸.
const DIGITS: usize = 12;
/// Digits of a seal.
const SEAL_DIGITS: usize = 16;
/// Stands for nobody.
const NOBODY: &str = "-";

/// What a row remembers, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Seal {
    pub report: String,
    pub version: String,
    /// The key of the part.
    pub part: String,
    /// Whom the sheet was exported for.
    pub addressee: Option<String>,
    fingerprints: String,
    seal: String,
}

/// The fingerprint of what a cell says in its column.
pub fn fingerprint(key: &str, datum: &Datum) -> String {
    let mut hash = Sha256::new();
    hash.update(key.as_bytes());
    hash.update([0]);
    hash.update(datum.written().as_bytes());
    hexadecimal(&hash.finalize(), DIGITS)
}

fn hexadecimal(bytes: &[u8], digits: usize) -> String {
    let digit = |number: u8| char::from(b"0123456789abcdef"[usize::from(number)]);
    bytes.iter().take(digits / 2).flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What a row remembers: format, report, version, addressee, part, fingerprints and seal, with spaces between.
pub fn base(part: &Part, row: &Row, (report, version): (&str, &str), addressee: Option<&str>) -> String {
    let cells = part.columns.iter().zip(&row.cells);
    let fingerprints: String = cells.map(|(column, cell)| fingerprint(&column.key, &cell.datum)).collect();
    let addressee = addressee.unwrap_or(NOBODY);
    let seal = sealed([report, version, addressee, &part.key, row.id, &row.number.to_string(), &fingerprints]);
    format!("{FORMAT} {report} {version} {addressee} {} {fingerprints} {seal}", part.key)
}

fn sealed(words: [&str; 7]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update(word.as_bytes());
        hash.update([0]);
    }
    hexadecimal(&hash.finalize(), SEAL_DIGITS)
}

impl Seal {
    /// Reads what a row remembers. `None` where somebody changed its form.
    pub fn read(written: &str) -> Option<Self> {
        let words: Vec<&str> = written.split(' ').collect();
        let [FORMAT, report, version, addressee, part, fingerprints, seal] = words[..] else { return None };
        let is_whole = !fingerprints.is_empty() && fingerprints.len().is_multiple_of(DIGITS) && fingerprints.is_ascii();
        is_whole.then(|| Self {
            report: report.to_owned(),
            version: version.to_owned(),
            part: part.to_owned(),
            addressee: Some(addressee).filter(|addressee| *addressee != NOBODY).map(str::to_owned),
            fingerprints: fingerprints.to_owned(),
            seal: seal.to_owned(),
        })
    }

    /// Whether the seal is that of a row.
    pub fn is_of(&self, part: &Part, id: &str, number: usize) -> bool {
        let addressee = self.addressee.as_deref().unwrap_or(NOBODY);
        let number = number.to_string();
        self.seal == sealed([&self.report, &self.version, addressee, &part.key, id, &number, &self.fingerprints])
    }

    /// Whether a cell said this when it was exported.
    pub fn had(&self, key: &str, datum: &Datum) -> bool {
        let wanted = fingerprint(key, datum);
        let of_cells = self.fingerprints.as_bytes().chunks(DIGITS);
        of_cells.into_iter().any(|known| known == wanted.as_bytes())
    }

    /// The fingerprint of each cell.
    pub fn cells(&self) -> impl Iterator<Item = &str> {
        // They were checked to be ASCII.
        self.fingerprints.as_bytes().chunks(DIGITS).filter_map(|cell| std::str::from_utf8(cell).ok())
    }

    /// How many columns were exported.
    pub fn columns(&self) -> usize {
        self.fingerprints.len() / DIGITS
    }
}
