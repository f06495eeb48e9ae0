//! What a field that holds Markdown may hold of figures.

/// What becomes of `![](K1)` in a prose field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FiguresInField {
    /// The figure stands there.
    Placed,
    /// The text is repeated where a list shows it: there the figure, which stands elsewhere, is named.
    Named,
    /// The field is shown where no figure can stand.
    Refused,
}
