//! Names of cells, such as `B7`.

/// The name of a cell. Both numbers begin with 0.
pub fn cell_name(row: usize, column: usize) -> String {
    format!("{}{}", column_name(column), row + 1)
}

/// The letters of a column, whose number begins with 0.
pub fn column_name(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(rest - 1) % 26]);
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

/// The column of a cell by its name, from 0. `None` if that is no name, or beyond what a sheet can have.
pub(super) fn column_of(name: &str) -> Option<usize> {
    let letters = name.bytes().take_while(u8::is_ascii_alphabetic);
    let mut number = 0;
    for letter in letters {
        number = number * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
        if number > crate::bounds::file::MOST_COLUMNS {
            return None;
        }
    }
    number.checked_sub(1)
}
