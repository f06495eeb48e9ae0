//! What a scan of one template found.

#[derive(Debug, Default)]
pub struct Found {
    /// Every string.
    pub strings: Vec<String>,
    /// Paths that are made, by their lines, from 1.
    pub open: Vec<(usize, String)>,
}
