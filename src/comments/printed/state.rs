//! The part of the graphics state that says where text stands (ISO 32000-1, 8.4 and 9.3).

use std::rc::Rc;

use lopdf::Object;
use lopdf::content::Operation;

use super::font::Font;

/// A transformation, by the six numbers of its matrix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Matrix(pub [f64; 6]);

impl Matrix {
    const IDENTITY: Self = Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    pub fn of(numbers: &[Object]) -> Option<Self> {
        let numbers = numbers.iter().filter_map(|number| number.as_float().ok()).map(f64::from);
        numbers.collect::<Vec<_>>().try_into().ok().map(Self)
    }

    /// First this one, then the next.
    pub fn then(self, Self([p, q, r, s, t, u]): Self) -> Self {
        let Self([a, b, c, d, e, f]) = self;
        Self([a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u])
    }

    /// The factor for heights.
    pub fn scale(self) -> f64 {
        let Self([_, _, c, d, ..]) = self;
        c.hypot(d)
    }
}

#[derive(Clone)]
pub struct State {
    pub to_page: Matrix,
    pub font: Option<Rc<Font>>,
    pub size: f64,
    text: Matrix,
    line: Matrix,
    leading: f64,
    rise: f64,
    letter_space: f64,
    word_space: f64,
    /// The factor for widths.
    stretch: f64,
}

impl State {
    pub fn new(to_page: Matrix) -> Self {
        Self {
            to_page,
            font: None,
            size: 0.0,
            text: Matrix::IDENTITY,
            line: Matrix::IDENTITY,
            leading: 0.0,
            rise: 0.0,
            letter_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
        }
    }

    /// Follows an operation that shows nothing. Others change nothing.
    pub fn set(&mut self, operation: &Operation) {
        let numbers: Vec<f64> = operation.operands.iter().filter_map(|it| it.as_float().ok()).map(f64::from).collect();
        match (operation.operator.as_str(), numbers.as_slice()) {
            ("cm", [a, b, c, d, e, f]) => self.to_page = Matrix([*a, *b, *c, *d, *e, *f]).then(self.to_page),
            ("BT", _) => (self.text, self.line) = (Matrix::IDENTITY, Matrix::IDENTITY),
            ("Tm", [a, b, c, d, e, f]) => self.begin(Matrix([*a, *b, *c, *d, *e, *f])),
            ("Td", [x, y]) => self.next_line(*x, *y),
            ("TD", [x, y]) => {
                self.leading = -y;
                self.next_line(*x, *y);
            }
            ("T*" | "'", _) => self.next_line(0.0, -self.leading),
            ("\"", [word, letter]) => {
                (self.word_space, self.letter_space) = (*word, *letter);
                self.next_line(0.0, -self.leading);
            }
            ("Tf", [size]) => self.size = *size,
            ("TL", [leading]) => self.leading = *leading,
            ("Ts", [rise]) => self.rise = *rise,
            ("Tc", [space]) => self.letter_space = *space,
            ("Tw", [space]) => self.word_space = *space,
            ("Tz", [percent]) => self.stretch = percent / 100.0,
            _ => {}
        }
    }

    fn begin(&mut self, matrix: Matrix) {
        (self.text, self.line) = (matrix, matrix);
    }

    fn next_line(&mut self, x: f64, y: f64) {
        self.begin(Matrix([1.0, 0.0, 0.0, 1.0, x, y]).then(self.line));
    }

    /// Moves by a part of the size of the text.
    pub fn shift(&mut self, part: f64) {
        self.right(part * self.size * self.stretch);
    }

    /// Moves behind a glyph, of a width in parts of the size.
    pub fn advance(&mut self, width: f64, code: u32) {
        let space = if code == u32::from(b' ') { self.word_space } else { 0.0 };
        self.right((width * self.size + self.letter_space + space) * self.stretch);
    }

    fn right(&mut self, by: f64) {
        self.text = Matrix([1.0, 0.0, 0.0, 1.0, by, 0.0]).then(self.text);
    }

    /// From where the next glyph begins to the page.
    pub fn text_to_page(&self) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, 0.0, self.rise]).then(self.text).then(self.to_page)
    }
}
