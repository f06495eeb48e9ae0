//! How sure a place is.

/// How a mark was matched with the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matched {
    /// The page is set again as it was, and every glyph has its place.
    Place,
    /// The page comes out otherwise: by the words of the mark and those around it.
    Words,
    /// The same, and by the tags of the page, since words alone fit several places, or none.
    Tags,
    /// Only words around it were found.
    Near,
    /// By nothing.
    Nothing,
}
