//! What stands in a cell, whatever the format of its file.

use std::borrow::Cow;

/// The longest text of a cell, in units of UTF-16: that of the cells of a workbook. A longer one is shown in part, and changed in TOML only.
pub const LONGEST_TEXT: usize = 32_767;

#[derive(Debug, Clone)]
pub struct Cell {
    pub datum: Datum,
    /// Whether it can be changed in TOML only.
    pub is_locked: bool,
}

/// What stands in a cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Datum {
    #[default]
    Empty,
    /// Without white space around it, and with `\n` between lines; never empty.
    Text(String),
    Number(f64),
    Date((u16, u8, u8)),
    YesNo(bool),
}

impl Datum {
    /// A text as cells have it. Spaces at its ends do not survive spreadsheets, and line ends are not the same in all of them.
    pub fn text(text: &str) -> Self {
        let text = text.trim();
        match text {
            "" => Self::Empty,
            text if text.contains('\r') => Self::Text(text.replace("\r\n", "\n").replace('\r', "\n")),
            text => Self::Text(text.to_owned()),
        }
    }

    /// The datum as a text that is the same for all data that mean the same.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.into(),
            Self::Number(number) => number.to_string().into(),
            Self::Date((year, month, day)) => format!("{year:04}-{month:02}-{day:02}").into(),
            Self::YesNo(flag) => flag.to_string().into(),
        }
    }

    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Whether two data say the same: a number that was typed as a text is no change.
    pub fn says(&self, other: &Self) -> bool {
        self == other || self.written() == other.written()
    }
}
